//! A person's whole life in write units: imported, mailed, the link opened, the password set.

use crate::{
    provider::Provider,
    scene::{self, Scene},
    stub::{self, Counts, Stub},
    table::Table,
    workbook::{self, People, Strings},
};
use anyhow::{Result, anyhow, ensure};
use jiff::SignedDuration;
use rollcall::{
    aws::{
        bucket::Bucket,
        cloud,
        config::{Config, Rates, SmsSettings},
        invoker::Invoker,
        messenger::Messenger,
        store::{Store, directory::Subject},
    },
    domain::{
        activation::{Link, MessageTags},
        capability::Rights,
        context::Context,
        import::{self, forecast::Prices},
        organisation::Slug,
        pace::Rate,
        secret::{Purpose, Secret},
    },
    workflow::redeem::{self, Opened},
};
use rollcall_local::{client, terminal::say};
use serde_json::{Value, json};

const PUBLIC_URL: &str = "https://rollcall.example";
/// Users in a batch of the stream, as the template has it.
const BATCH: usize = 25;
/// In one of the follower's.
const FOLLOWED: usize = 100;
/// Nobody's list of weak passwords has it.
const PASSWORD: &str = "otte heste i haven 47";

/// Write units of one person's stage, by table. Records of the import itself are left out: a file's, not a person's.
struct Stage {
    name: &'static str,
    /// Of Users, Identifiers and the rest.
    units: [f64; 3],
    in_indexes: f64,
}

impl Stage {
    fn of(name: &'static str, counts: &Counts, people: u32) -> Self {
        let each = |units: u64| f64::from(u32::try_from(units).unwrap_or(u32::MAX)) / f64::from(people);
        let (users, identifiers) = (counts.writes_to(&["Users"]), counts.writes_to(&["Identifiers"]));
        let rest = counts.all_writes() - users - identifiers - counts.writes_to(&["Imports"]);
        Self {
            name,
            units: [users, identifiers, rest].map(each),
            in_indexes: each(counts.index_writes_to(&["Users"])),
        }
    }

    fn sum(&self) -> f64 {
        self.units.iter().sum::<f64>() + self.in_indexes
    }
}

/// What a life costs: its stages, and beside them a report of the mail, of which there may be none or several, and what the
/// follower writes of the import and of the password: words, lists and counts.
struct Life {
    stages: Vec<Stage>,
    reported: Stage,
    followed: [Stage; 2],
}

/// The functions a person meets, in this process over one stand-in.
pub(crate) struct Functions {
    pub(crate) importing: import_users::App,
    pub(crate) sending: send_activation::App,
    recording: record_delivery::App,
}

impl Functions {
    /// Over a scene; with a provider of their own, messages go there at the rate that it names.
    pub(crate) fn over(scene: &Scene, provider: Option<&Provider>) -> Self {
        let aws = client::configuration(&scene.endpoint, &scene.account);
        let secret = || Secret::new(stub::SECRET, None);
        let function = "import-users".to_owned();
        let config = Config {
            tables: scene.tables.clone(),
            bucket: scene.bucket.clone(),
            secret: scene.secret.clone(),
            public_url: PUBLIC_URL.to_owned(),
            mail_from: "no-reply@rollcall.example".to_owned(),
            mail_configuration_set: String::new(),
            sms: SmsSettings::default(),
            import_function: function.clone(),
            send_function: "send-activation".to_owned(),
            job_function: "run-jobs".to_owned(),
            alarm_topic: String::new(),
            event_bus: String::new(),
            rates: Rates {
                email: provider.is_none().then(|| Rate::per_second(10_000.0)),
                sms: None,
            },
            prices: Prices::default(),
            endpoint: Some(scene.endpoint.clone()),
        };
        let bucket = client::s3(&scene.endpoint, &scene.account);
        Self {
            importing: import_users::App {
                store: scene.store(),
                bucket: Bucket::new(bucket, scene.bucket.clone()),
                invoker: Invoker::new(aws_sdk_lambda::Client::new(&aws), function),
                sender: cloud::sender(&aws, &config),
                secret: secret(),
                public_url: PUBLIC_URL.to_owned(),
                prices: Prices::default(),
            },
            sending: send_activation::App::new(
                scene.store(),
                secret(),
                Messenger::new(
                    &provider.map_or_else(|| aws.clone(), |provider| provider.behind(&aws)),
                    &config,
                ),
                cloud::alarm(&aws, &config),
                PUBLIC_URL.to_owned(),
            ),
            recording: record_delivery::App { store: scene.store() },
        }
    }
}

/// Hands a batch of the stream to the sender.
async fn mail(sending: &send_activation::App, slug: &Slug, ids: &[String]) -> Result<()> {
    let record = |id: &String| json!({ "dynamodb": { "SequenceNumber": id, "Keys": { "pk": { "S": format!("{slug}#{id}") } } } });
    let batch = json!({ "Records": ids.iter().map(record).collect::<Vec<_>>() });
    let context = Context::of_now();
    let ends_at = context.now() + SignedDuration::from_mins(2);
    let answer = send_activation::handle(sending, &context, ends_at, batch).await?;
    ensure!(
        answer["batchItemFailures"] == json!([]),
        "somebody was not mailed: {answer}"
    );
    for id in ids {
        let user = sending.store.find_user(slug, id).await?;
        let deliveries = user
            .and_then(|user| user.activation)
            .map(|activation| activation.deliveries.len());
        ensure!(deliveries == Some(1), "{id} was not mailed");
    }
    Ok(())
}

/// Lets the follower file people, in batches of the stream.
async fn follow(
    stub: &Stub,
    store: &Store,
    slug: &Slug,
    ids: &[String],
    name: &'static str,
) -> Result<Stage> {
    let context = Context::of_now();
    let mut batches = Vec::new();
    for some in ids.chunks(FOLLOWED) {
        batches.push(store.find_users(&context, slug, some).await?);
    }
    stub.begin().await?;
    let mut filed = 0;
    for users in batches {
        let subjects = users.iter().map(Subject::of).collect();
        filed += store.file_users(&context, subjects).await?.filed;
    }
    ensure!(filed == ids.len(), "{filed} of {} people were filed", ids.len());
    Ok(Stage::of(name, &stub.counts().await?, u32::try_from(ids.len())?))
}

/// Takes people with an e-mail address, one identifier each, through their first day.
async fn live(stub: &Stub, people: u32) -> Result<Life> {
    let functions = Functions::over(&stub.scene, None);
    let organisation = scene::organisation()?;
    let (slug, store) = (&organisation.slug, &functions.sending.store);
    let secret = &functions.sending.secret;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("workbook.xlsx");
    workbook::write(&file, people, People::Usual, Strings::Shared)?;
    let dropped = stub.scene.drop_workbook(&file, "life", false).await?;
    let mut stages = Vec::new();

    stub.begin().await?;
    let context = Context::of_now();
    let deadline = context.now() + SignedDuration::from_mins(15);
    let answer = import_users::handle(
        &functions.importing,
        &context,
        dropped.event(&stub.scene.bucket),
        deadline,
    )
    .await?;
    let import = &answer["imports"][0];
    ensure!(
        import["counts"]["created"] == json!(people),
        "not everybody was created: {answer}"
    );
    stages.push(Stage::of("imported", &stub.counts().await?, people));
    let import_id = import["import_id"].as_str().unwrap_or_default();
    // The first row holds the headings.
    let ids: Vec<String> = (2..people + 2)
        .map(|row| import::user_id(slug, import_id, row))
        .collect();

    let created = follow(stub, store, slug, &ids, "imported").await?;

    stub.begin().await?;
    for some in ids.chunks(BATCH) {
        mail(&functions.sending, slug, some).await?;
    }
    stages.push(Stage::of("mailed", &stub.counts().await?, people));

    let mut delivered = Vec::new();
    for id in &ids {
        delivered.push(delivered_to(store, slug, id).await?);
    }
    stub.begin().await?;
    for some in delivered.chunks(BATCH) {
        let batch = json!({ "Records": some });
        let answer = record_delivery::handle(&functions.recording, &Context::of_now(), batch).await?;
        ensure!(answer["batchItemFailures"] == json!([]), "{answer}");
    }
    let reported = Stage::of("reported", &stub.counts().await?, people);

    let days = organisation.settings.communication.link_lifetime_days;
    let mut tokens = Vec::new();
    for id in &ids {
        let user = store
            .find_user(slug, id)
            .await?
            .ok_or_else(|| anyhow!("somebody is gone"))?;
        let now = Context::of_now().now();
        let link = Link::new(slug, id, user.link_generation, Rights::NONE, now, days);
        tokens.push(link.token(secret, Purpose::ActivationLink));
    }
    stub.begin().await?;
    for token in &tokens {
        let (opened, _) = redeem::open_with_organisation(store, secret, &Context::of_now(), token).await?;
        ensure!(
            matches!(opened, Opened::Valid(_)),
            "a link does not work: {opened:?}"
        );
    }
    stages.push(Stage::of("link opened", &stub.counts().await?, people));

    stub.begin().await?;
    for token in &tokens {
        let context = Context::of_now();
        redeem::redeem(
            store,
            secret,
            PUBLIC_URL,
            &context,
            token,
            PASSWORD,
            "192.0.2.0/24",
        )
        .await?;
    }
    stages.push(Stage::of("password set", &stub.counts().await?, people));
    let activated = follow(stub, store, slug, &ids, "password set").await?;
    Ok(Life {
        stages,
        reported,
        followed: [created, activated],
    })
}

/// A message of the queue: SES has delivered somebody's mail.
async fn delivered_to(store: &Store, slug: &Slug, id: &str) -> Result<Value> {
    let user = store.find_user(slug, id).await?;
    let activation = user.and_then(|user| user.activation);
    let mail = activation.and_then(|activation| activation.deliveries.into_iter().next());
    let mail = mail.ok_or_else(|| anyhow!("somebody was not mailed"))?;
    let tags = MessageTags {
        organisation: slug.clone(),
        user: id.to_owned(),
        round: mail.round,
        channel: mail.channel,
    };
    let tags: serde_json::Map<String, Value> = tags
        .pairs()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!([value])))
        .collect();
    let event = json!({ "eventType": "Delivery", "delivery": {},
        "mail": { "messageId": mail.message_id.unwrap_or_default(), "tags": tags } });
    Ok(json!({ "messageId": id, "body": event.to_string() }))
}

pub(crate) async fn measure(table: &mut Table, people: u32) -> Result<()> {
    say(&format!(
        "Taking {people} people from the import to their password"
    ));
    let Life {
        stages,
        reported,
        followed,
    } = live(&Stub::here().await?, people).await?;
    table.row(
        "write units of a whole life, with indexes",
        format!("{:.1}", stages.iter().map(Stage::sum).sum::<f64>()),
        "≤ 12",
        "6 for the import",
    );
    table.row(
        "write units of a report of a message, with indexes",
        format!("{:.1}", reported.sum()),
        "≤ 2",
        "",
    );
    table.row(
        "write units of words, lists and counts: an imported person, a whole life",
        format!(
            "{:.1}, {:.1}",
            followed[0].sum(),
            followed.iter().map(Stage::sum).sum::<f64>()
        ),
        "a row of its own",
        "",
    );
    let of_stage = stages.iter().map(|stage| {
        let [users, identifiers, rest] = stage.units;
        format!(
            "{} {:.1} ({users:.1} users, {identifiers:.1} identifiers, {rest:.1} limits, {:.1} indexes)",
            stage.name,
            stage.sum(),
            stage.in_indexes
        )
    });
    table.note(format!(
        "write units of a life: {}",
        of_stage.collect::<Vec<_>>().join("; ")
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_whole_life_costs_so_many_write_units() {
        let Life {
            stages,
            reported,
            followed,
        } = live(&Stub::here().await.unwrap(), 20).await.unwrap();
        let units = stages.iter().map(|stage| (stage.name, stage.sum().floor()));
        // Whole units are each person's own; what a file or a batch writes once is a fraction.
        assert_eq!(
            units.collect::<Vec<_>>(),
            [
                ("imported", 6.0),
                ("mailed", 5.0),
                ("link opened", 0.0),
                ("password set", 3.0)
            ]
        );
        assert!((reported.sum() - 1.0).abs() < f64::EPSILON, "{}", reported.sum());
        let followed = followed.iter().map(|stage| (stage.name, stage.sum().floor()));
        assert_eq!(
            followed.collect::<Vec<_>>(),
            [("imported", 14.0), ("password set", 8.0)]
        );
    }
}
