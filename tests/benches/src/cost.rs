//! What an import costs on AWS, from what was counted.

use crate::{
    stub::{CAPPED, Counts},
    table::{Table, grouped},
};

// USD in us-east-1, before any free tier.

/// A write request unit of an on-demand table (aws.amazon.com/dynamodb/pricing/on-demand).
const WRITE_UNIT: f64 = 0.625e-6;
/// A read request unit of an on-demand table (the same page).
const READ_UNIT: f64 = 0.125e-6;
/// A GB-second of an arm64 function (aws.amazon.com/lambda/pricing).
const LAMBDA_GB_SECOND: f64 = 0.000_013_333_4;
/// An invocation (the same page).
const LAMBDA_REQUEST: f64 = 0.2e-6;
/// PUT, POST and the like (aws.amazon.com/s3/pricing).
const S3_WRITE: f64 = 5e-6;
/// GET and HEAD (the same page).
const S3_READ: f64 = 0.4e-6;
/// A call of Secrets Manager (aws.amazon.com/secrets-manager/pricing).
const SECRET_READ: f64 = 5e-6;
/// `MemorySize` of `import-users` in the template, in GB.
const MEMORY: f64 = 1_769.0 / 1_024.0;

const MILLION: f64 = 1_000_000.0;

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn float(count: u64) -> f64 {
    count as f64
}

/// Adds what a million users cost, after an import of `users` that took `seconds`.
pub(crate) fn tell(table: &mut Table, counts: &Counts, users: u32, deliveries: u32, seconds: f64) {
    let million = MILLION / f64::from(users);
    let writes = counts.writes_to(&CAPPED);
    let others = counts.all_writes() - writes;
    let s3 = |read: bool| {
        let reads = ["S3 GetObject", "S3 HeadObject"];
        let calls = counts.calls.iter().filter(|(name, _)| name.starts_with("S3 "));
        let of_kind = calls.filter(|(name, _)| reads.contains(&name.as_str()) == read);
        float(of_kind.map(|(_, calls)| calls).sum())
    };
    let secrets = float(counts.calls_of("secretsmanager GetSecretValue"));
    let parts = [
        ("users and identifiers", float(writes) * WRITE_UNIT * million),
        (
            "their indexes",
            float(counts.index_writes_to(&CAPPED)) * WRITE_UNIT * million,
        ),
        ("the import's own records", float(others) * WRITE_UNIT * million),
        ("reads", counts.read_units * READ_UNIT * million),
        (
            "Lambda",
            seconds * MEMORY * LAMBDA_GB_SECOND * million + f64::from(deliveries) * LAMBDA_REQUEST,
        ),
        // However many rows a file has, these are a file's.
        (
            "S3 and secret",
            s3(true) * S3_READ + s3(false) * S3_WRITE + secrets * SECRET_READ,
        ),
    ];
    let sum: f64 = parts.iter().map(|(_, dollars)| dollars).sum();
    table.row(
        "AWS cost of a million users, modelled",
        format!("{sum:.2} USD"),
        "≤ 4 USD",
        "",
    );
    let shares: Vec<String> = parts
        .iter()
        .map(|(name, dollars)| format!("{name} {dollars:.3}"))
        .collect();
    table.note(format!("cost: {} USD", shares.join(", ")));
    table.note(format!(
        "a million users in {} s at this speed",
        grouped(seconds * million)
    ));
}
