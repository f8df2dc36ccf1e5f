//! Imports: the job, who works at it, and the outcomes of its rows.
//!
//! A job is one item under its organisation; outcomes are items under the import, many rows in each, so that a second
//! import of a long file costs next to nothing.

use super::{
    Store, StoreError, condition_failed,
    item::{Item, Reader, json, n, put_some, s},
};
use crate::{
    context::Context,
    import::{Counts, Import, ImportStatus, Lease, RowOutcomes},
    organisation::Slug,
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};

const TABLE: &str = "Imports";
/// How long a worker has the say without being heard of. Renewed with every checkpoint.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// What a worker finds when it asks for an import.
#[derive(Debug)]
pub enum Claim {
    /// It is theirs, from the checkpoint on.
    Yours(Box<Import>),
    /// Somebody else is at it, at most until then.
    Busy(Timestamp),
    /// It is over: nothing to do.
    Over,
}

fn to_item(import: &Import) -> Item {
    let counts = &import.counts;
    let mut item = Item::from([
        ("pk".to_owned(), s(import.organisation.as_str())),
        ("sk".to_owned(), s(&import.id)),
        ("object_key".to_owned(), s(&import.object_key)),
        ("object_version".to_owned(), s(&import.object_version)),
        ("status".to_owned(), s(import.status.as_str())),
        ("dry_run".to_owned(), AttributeValue::Bool(import.dry_run)),
        ("rows".to_owned(), n(import.rows)),
        ("processed".to_owned(), n(counts.processed)),
        ("created".to_owned(), n(counts.created)),
        ("existing".to_owned(), n(counts.existing)),
        ("duplicate".to_owned(), n(counts.duplicate)),
        ("invalid".to_owned(), n(counts.invalid)),
        ("repaired".to_owned(), n(counts.repaired)),
        ("checkpoint".to_owned(), n(import.checkpoint)),
        ("started_at".to_owned(), s(import.started_at.to_string())),
    ]);
    put_some(
        &mut item,
        "finished_at",
        import.finished_at.map(|at| at.to_string()),
    );
    if let Some(refusal) = &import.refusal {
        item.insert("refusal_code".to_owned(), s(&refusal.code));
        item.insert("refusal".to_owned(), s(&refusal.detail));
    }
    if let Some(lease) = &import.lease {
        item.insert("holder".to_owned(), s(&lease.holder));
        item.insert("lease_until".to_owned(), n(lease.until.as_millisecond()));
    }
    item
}

fn from_item(item: &Item) -> Result<Import, StoreError> {
    let unreadable = || StoreError::Unreadable(TABLE);
    let reader = Reader { item, table: TABLE };
    let lease = match (reader.find_text("holder"), reader.find_number("lease_until")) {
        (Some(holder), Some(until)) => Some(Lease {
            holder: holder.to_owned(),
            until: Timestamp::from_millisecond(until).map_err(|_| unreadable())?,
        }),
        _ => None,
    };
    Ok(Import {
        organisation: Slug::parse(reader.text("pk")?).map_err(|_| unreadable())?,
        id: reader.text("sk")?.to_owned(),
        object_key: reader.text("object_key")?.to_owned(),
        object_version: reader.text("object_version")?.to_owned(),
        dry_run: item
            .get("dry_run")
            .and_then(|value| value.as_bool().ok())
            .copied()
            .unwrap_or(false),
        status: ImportStatus::from_store(reader.text("status")?).ok_or_else(unreadable)?,
        rows: reader.number("rows")?,
        counts: Counts {
            processed: reader.number("processed")?,
            created: reader.number("created")?,
            existing: reader.number("existing")?,
            duplicate: reader.number("duplicate")?,
            invalid: reader.number("invalid")?,
            repaired: reader.number("repaired")?,
        },
        checkpoint: reader.number("checkpoint")?,
        refusal: reader.find_text("refusal").map(|detail| crate::import::Refused {
            code: reader.find_text("refusal_code").unwrap_or_default().to_owned(),
            detail: detail.to_owned(),
        }),
        started_at: reader.time("started_at")?,
        finished_at: reader.find_time("finished_at"),
        lease,
    })
}

/// The outcomes are kept under a key of their own.
fn rows_key(organisation: &Slug, import_id: &str) -> String {
    format!("{organisation}#{import_id}")
}

impl Store {
    /// Takes an import: a new one, one whose worker has not been heard of, or one's own.
    pub async fn claim_import(
        &self,
        context: &Context,
        now: Timestamp,
        organisation: &Slug,
        id: &str,
        object: (&str, &str),
        dry_run: bool,
    ) -> Result<Claim, StoreError> {
        let holder = context.id("w_");
        for _ in 0..4 {
            let Some(mut import) = self.find_import(organisation, id).await? else {
                let fresh = Import {
                    organisation: organisation.clone(),
                    id: id.to_owned(),
                    object_key: object.0.to_owned(),
                    object_version: object.1.to_owned(),
                    dry_run,
                    status: ImportStatus::Running,
                    rows: 0,
                    counts: Counts::default(),
                    checkpoint: 1,
                    refusal: None,
                    started_at: now,
                    finished_at: None,
                    lease: Some(Lease {
                        holder: holder.clone(),
                        until: now + LEASE,
                    }),
                };
                let put = self
                    .client
                    .put_item()
                    .table_name(&self.tables.imports)
                    .set_item(Some(to_item(&fresh)))
                    .condition_expression("attribute_not_exists(pk)")
                    .send()
                    .await;
                match put {
                    Ok(_) => return Ok(Claim::Yours(Box::new(fresh))),
                    Err(error) if condition_failed(&error) => {
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
            };
            if matches!(
                import.status,
                ImportStatus::Finished | ImportStatus::Refused | ImportStatus::Undone
            ) {
                return Ok(Claim::Over);
            }
            let before = import.lease.clone();
            if let Some(lease) = before.as_ref().filter(|lease| lease.until > now) {
                return Ok(Claim::Busy(lease.until));
            }
            import.lease = Some(Lease {
                holder: holder.clone(),
                until: now + LEASE,
            });
            import.status = ImportStatus::Running;
            let seen = before.map_or_else(String::new, |lease| lease.holder);
            if self.put_import(&import, &seen).await? {
                return Ok(Claim::Yours(Box::new(import)));
            }
        }
        Err(StoreError::Contended)
    }

    /// Writes the job if `holder` still has it (or nobody has: an empty `holder`).
    async fn put_import(&self, import: &Import, holder: &str) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.imports)
            .set_item(Some(to_item(import)));
        let put = if holder.is_empty() {
            put.condition_expression("attribute_not_exists(holder)")
        } else {
            put.condition_expression("holder = :holder")
                .expression_attribute_values(":holder", s(holder))
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Renews the say over an import. `false`: another worker has taken over.
    pub async fn renew_import(&self, import: &Import) -> Result<bool, StoreError> {
        self.put_import(import, import.lease.as_ref().map_or("", |lease| &lease.holder))
            .await
    }

    /// Records outcomes up to the import's checkpoint, then the checkpoint. `false`: another worker has taken over.
    ///
    /// The outcomes come first: a run that dies in between writes the same ones again over them.
    pub async fn checkpoint_import(
        &self,
        import: &Import,
        holder: &str,
        outcomes: &[RowOutcomes],
    ) -> Result<bool, StoreError> {
        for part in parts(outcomes) {
            let Some(first) = part.first() else { continue };
            self.client
                .put_item()
                .table_name(&self.tables.imports)
                .item("pk", s(rows_key(&import.organisation, &import.id)))
                .item("sk", s(format!("rows#{:07}", first.from)))
                .item("outcomes", json(&part))
                .send()
                .await?;
        }
        self.put_import(import, holder).await
    }

    /// An import.
    pub async fn find_import(&self, organisation: &Slug, id: &str) -> Result<Option<Import>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.imports)
            .key("pk", s(organisation.as_str()))
            .key("sk", s(id))
            .consistent_read(true)
            .send()
            .await?;
        found.item().map(from_item).transpose()
    }

    /// All recorded outcomes of an import, in the order of the rows.
    pub async fn import_outcomes(
        &self,
        organisation: &Slug,
        id: &str,
    ) -> Result<Vec<RowOutcomes>, StoreError> {
        let mut outcomes = Vec::new();
        let mut from = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .key_condition_expression("pk = :pk AND begins_with(sk, :rows)")
                .expression_attribute_values(":pk", s(rows_key(organisation, id)))
                .expression_attribute_values(":rows", s("rows#"))
                .consistent_read(true)
                .set_exclusive_start_key(from.take())
                .send()
                .await?;
            for item in page.items() {
                outcomes.extend(
                    Reader { item, table: TABLE }
                        .json::<Vec<RowOutcomes>>("outcomes")?
                        .unwrap_or_default(),
                );
            }
            match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => from = Some(key.clone()),
                _ => return Ok(outcomes),
            }
        }
    }
}

/// Cuts outcomes into items well below DynamoDB's 400 KB.
fn parts(outcomes: &[RowOutcomes]) -> Vec<Vec<&RowOutcomes>> {
    let mut parts: Vec<Vec<&RowOutcomes>> = vec![Vec::new()];
    let mut bytes = 0;
    for one in outcomes {
        let size = serde_json::to_string(one).map_or(200, |text| text.len());
        if bytes + size > 100_000 {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(part) = parts.last_mut() {
            part.push(one);
        }
    }
    parts
}
