//! Imports: the job, who works at it, and the outcomes of its rows.
//!
//! A job is one item under its organisation; outcomes are items under the import, many rows in each, so that a second
//! import of a long file costs next to nothing. What still has work in it stands in a short list beside, [`OPEN`],
//! which is how a job that nobody works at is found again. Outcomes, checkpoint and that list change together, in one
//! transaction on the condition that the worker still has the say: a worker that was overtaken writes nothing.

use super::{
    Cancelled, Store, StoreError,
    item::{Item, Reader, json, moment, n, put_some, s},
    pause,
};
use crate::domain::{
    context::Context,
    import::{
        Counts, Import, ImportStatus, KEPT, Kept, Lease, ObjectVersion, Refused, RowOutcomes, UPLOAD_WINDOW,
    },
    organisation::Slug,
    permission::Reach,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, Put, TransactWriteItem};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

const TABLE: &str = "Imports";
/// The partition of what has work left in it. One entry an import, written twice in its life. No slug has a `#`.
const OPEN: &str = "#open";
/// How long a worker has the say without being heard of. Renewed with every checkpoint.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// Outcomes in one item, in bytes: well below DynamoDB's 400 KB.
const PART: usize = 100_000;

/// Parts in one answer: DynamoDB gives 1 MB at a time.
pub const PARTS_AT_ONCE: i32 = 10;
/// Beyond Excel's last row.
const LAST_ROW: u32 = 9_999_999;

/// What a worker finds when it asks for an import.
#[derive(Debug)]
pub enum Claim {
    /// It is theirs, from the checkpoint on.
    Yours(Box<Import>),
    /// Somebody else is at it, at most until then.
    Busy(Timestamp),
    /// It is over (or not there): nothing to do.
    Over,
}

fn to_item(import: &Import) -> Item {
    let counts = &import.counts;
    let mut item = Item::from([
        ("pk".to_owned(), s(import.organisation.as_str())),
        ("sk".to_owned(), s(&import.id)),
        ("listed_under".to_owned(), s(import.organisation.as_str())),
        ("file_name".to_owned(), s(&import.file_name)),
        ("status".to_owned(), s(import.status.as_str())),
        ("dry_run".to_owned(), AttributeValue::Bool(import.dry_run)),
        ("run".to_owned(), n(import.run)),
        ("has_result".to_owned(), AttributeValue::Bool(import.has_result)),
        ("rows".to_owned(), n(import.rows)),
        ("processed".to_owned(), n(counts.processed)),
        ("created".to_owned(), n(counts.created)),
        ("existing".to_owned(), n(counts.existing)),
        ("duplicate".to_owned(), n(counts.duplicate)),
        ("invalid".to_owned(), n(counts.invalid)),
        ("repaired".to_owned(), n(counts.repaired)),
        ("messages".to_owned(), json(&import.messages)),
        ("checkpoint".to_owned(), n(import.checkpoint)),
        ("stalls".to_owned(), n(import.stalls)),
        ("created_at".to_owned(), moment(import.created_at)),
        ("expires".to_owned(), n(expires(import))),
    ]);
    put_some(&mut item, "uploaded_by", import.uploaded_by.as_ref());
    put_some(&mut item, "run_by", import.run_by.as_ref());
    put_some(&mut item, "reach", import.reach.as_ref().map(Reach::to_store));
    put_some(
        &mut item,
        "started_at",
        import.started_at.map(|at| at.to_string()),
    );
    put_some(
        &mut item,
        "finished_at",
        import.finished_at.map(|at| at.to_string()),
    );
    if let Some(object) = &import.object {
        item.insert("object_key".to_owned(), s(&object.key));
        item.insert("object_version".to_owned(), s(&object.identity));
        put_some(&mut item, "version_id", object.version.as_ref());
    }
    if let Some(refusal) = &import.refusal {
        item.insert("refusal_code".to_owned(), s(&refusal.code));
        item.insert("refusal".to_owned(), s(&refusal.detail));
    }
    if !import.ignored_sheets.is_empty() {
        item.insert("ignored_sheets".to_owned(), json(&import.ignored_sheets));
    }
    if !import.totals_rows.is_empty() {
        item.insert("totals_rows".to_owned(), json(&import.totals_rows));
    }
    if !import.unused_columns.is_empty() {
        item.insert("unused_columns".to_owned(), json(&import.unused_columns));
    }
    if let Some(address) = &import.upload_address {
        item.insert("upload_address".to_owned(), json(address));
    }
    if let Some(undo) = &import.undo {
        item.insert("undo".to_owned(), json(undo));
    }
    if let Some(lease) = &import.lease {
        item.insert("holder".to_owned(), s(&lease.holder));
        item.insert("lease_until".to_owned(), n(lease.until.as_millisecond()));
    }
    item
}

/// When the item may be tidied away, in seconds since 1970.
fn expires(import: &Import) -> i64 {
    let kept = if import.object.is_none() && import.status == ImportStatus::Waiting {
        UPLOAD_WINDOW * 24
    } else {
        KEPT
    };
    (import.created_at + kept).as_second()
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
    let object = match (reader.find_text("object_key"), reader.find_text("object_version")) {
        (Some(key), Some(identity)) => Some(ObjectVersion {
            key: key.to_owned(),
            version: reader.find_text("version_id").map(str::to_owned),
            identity: identity.to_owned(),
        }),
        _ => None,
    };
    Ok(Import {
        organisation: Slug::parse(reader.text("pk")?).map_err(|_| unreadable())?,
        id: reader.text("sk")?.to_owned(),
        file_name: reader.text("file_name")?.to_owned(),
        object,
        dry_run: item
            .get("dry_run")
            .and_then(|value| value.as_bool().ok())
            .copied()
            .unwrap_or(false),
        run: reader.number("run")?,
        has_result: item
            .get("has_result")
            .and_then(|value| value.as_bool().ok())
            .copied()
            .unwrap_or(false),
        uploaded_by: reader.find_text("uploaded_by").map(str::to_owned),
        run_by: reader.find_text("run_by").map(str::to_owned),
        reach: reader.find_text("reach").and_then(Reach::from_store),
        upload_address: reader.json("upload_address")?,
        ignored_sheets: reader.json("ignored_sheets")?.unwrap_or_default(),
        totals_rows: reader.json("totals_rows")?.unwrap_or_default(),
        unused_columns: reader.json("unused_columns")?.unwrap_or_default(),
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
        messages: reader.json("messages")?.unwrap_or_default(),
        checkpoint: reader.number("checkpoint")?,
        refusal: reader.find_text("refusal").map(|detail| Refused {
            code: reader.find_text("refusal_code").unwrap_or_default().to_owned(),
            detail: detail.to_owned(),
        }),
        stalls: reader.number("stalls")?,
        created_at: reader.time("created_at")?,
        started_at: reader.find_time("started_at"),
        finished_at: reader.find_time("finished_at"),
        undo: reader.json("undo")?,
        lease,
    })
}

/// The outcomes are kept under a key of their own. Those of a dry run are not those of the run after it.
fn rows_key(import: &Import) -> String {
    format!("{}#{}#{}", import.organisation, import.id, import.run)
}

fn open_key(organisation: &Slug, id: &str) -> String {
    format!("{organisation}#{id}")
}

fn unbuildable(error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Failed(error.to_string())
}

/// One page of a listing: the imports, and the key of the last one where there are more.
pub type Page = (Vec<Import>, Option<String>);

impl Store {
    fn put_job(&self, import: &Import) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder()
            .table_name(&self.tables.imports)
            .set_item(Some(to_item(import)))
    }

    /// The entry in the list of what has work left, made or taken away.
    fn mark(&self, import: &Import) -> Result<TransactWriteItem, StoreError> {
        let key = open_key(&import.organisation, &import.id);
        if import.status.is_open() && import.object.is_some() {
            let put = Put::builder()
                .table_name(&self.tables.imports)
                .item("pk", s(OPEN))
                .item("sk", s(key))
                .build()
                .map_err(|error| unbuildable(&error))?;
            return Ok(TransactWriteItem::builder().put(put).build());
        }
        let delete = Delete::builder()
            .table_name(&self.tables.imports)
            .key("pk", s(OPEN))
            .key("sk", s(key))
            .build()
            .map_err(|error| unbuildable(&error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Writes the job on a condition, and others with it. `false`: the condition does not hold.
    async fn put_on(
        &self,
        context: &Context,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
        mut others: Vec<TransactWriteItem>,
    ) -> Result<bool, StoreError> {
        let job = put.build().map_err(|error| unbuildable(&error))?;
        others.insert(0, TransactWriteItem::builder().put(job).build());
        match self.transact(context, &others).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Records a new import. `false`: one of this id is there already.
    pub async fn register_import(&self, context: &Context, import: &Import) -> Result<bool, StoreError> {
        let put = self
            .put_job(import)
            .condition_expression("attribute_not_exists(pk)");
        let marks = match import.object {
            Some(_) => vec![self.mark(import)?],
            None => Vec::new(),
        };
        self.put_on(context, put, marks).await
    }

    /// Gives an import that waits for its file the object that came. `false`: it has one.
    pub async fn attach_object(&self, context: &Context, import: &Import) -> Result<bool, StoreError> {
        let put = self
            .put_job(import)
            .condition_expression("attribute_not_exists(object_key) AND #status = :waiting")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":waiting", s(ImportStatus::Waiting.as_str()));
        let mark = self.mark(import)?;
        self.put_on(context, put, vec![mark]).await
    }

    /// Opens an import again that was over: to run it for real, or to undo it. `false`: it is no longer what it was.
    pub async fn reopen_import(
        &self,
        context: &Context,
        before: &Import,
        after: &Import,
    ) -> Result<bool, StoreError> {
        let put = self
            .put_job(after)
            .condition_expression("#status = :before AND #run = :run AND attribute_not_exists(holder)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#run", "run")
            .expression_attribute_values(":before", s(before.status.as_str()))
            .expression_attribute_values(":run", n(before.run));
        let mark = self.mark(after)?;
        self.put_on(context, put, vec![mark]).await
    }

    /// Takes an import that has work left: one nobody has taken, one whose worker has not been heard of, or one's own.
    pub async fn claim_import(
        &self,
        context: &Context,
        now: Timestamp,
        organisation: &Slug,
        id: &str,
    ) -> Result<Claim, StoreError> {
        let holder = context.id("w_");
        for attempt in 0..4 {
            let Some(mut import) = self.find_import(organisation, id).await? else {
                return Ok(Claim::Over);
            };
            if !import.status.is_open() || import.object.is_none() {
                return Ok(Claim::Over);
            }
            let before = import.lease.take();
            if let Some(lease) = before.as_ref().filter(|lease| lease.until > now) {
                return Ok(Claim::Busy(lease.until));
            }
            import.lease = Some(Lease {
                holder: holder.clone(),
                until: now + LEASE,
            });
            import.stalls += 1;
            import.started_at.get_or_insert(now);
            if import.status == ImportStatus::Waiting {
                import.status = ImportStatus::Running;
            }
            if self.take_over(&import, before.as_ref()).await? {
                return Ok(Claim::Yours(Box::new(import)));
            }
            pause(context, attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// Writes the job for a new worker, if it stands as it was read: with the lease it had then and no further on. A worker
    /// that was slow may have renewed its lease and recorded more since.
    async fn take_over(&self, import: &Import, before: Option<&Lease>) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.imports)
            .set_item(Some(to_item(import)))
            .expression_attribute_names("#checkpoint", "checkpoint")
            .expression_attribute_values(":checkpoint", n(import.checkpoint));
        let put = match before {
            None => put.condition_expression("attribute_not_exists(holder) AND #checkpoint = :checkpoint"),
            Some(lease) => put
                .condition_expression(
                    "holder = :holder AND lease_until = :until AND #checkpoint = :checkpoint",
                )
                .expression_attribute_values(":holder", s(&lease.holder))
                .expression_attribute_values(":until", n(lease.until.as_millisecond())),
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if super::condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
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
            Err(error) if super::condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Renews the say over an import. `false`: another worker has taken over.
    pub async fn renew_import(&self, import: &Import) -> Result<bool, StoreError> {
        self.put_import(import, import.lease.as_ref().map_or("", |lease| &lease.holder))
            .await
    }

    /// Records outcomes up to the import's checkpoint together with the checkpoint. `false`: another worker has taken
    /// over, and nothing was written.
    pub async fn checkpoint_import(
        &self,
        context: &Context,
        import: &Import,
        holder: &str,
        outcomes: &[RowOutcomes],
    ) -> Result<bool, StoreError> {
        let mut others = Vec::new();
        for part in parts(outcomes) {
            let Some(first) = part.first() else { continue };
            others.push(self.put_part(import, &rows_sk(first.from), "outcomes", json(&part))?);
        }
        self.put_held(context, import, holder, others).await
    }

    /// Records whom an undo has kept together with how far it has come. `false`: another worker has taken over.
    pub async fn checkpoint_undo(
        &self,
        context: &Context,
        import: &Import,
        holder: &str,
        kept: &[Kept],
    ) -> Result<bool, StoreError> {
        let mut others = Vec::new();
        // 60 bytes each.
        for part in kept.chunks(PART / 60) {
            let Some(first) = part.first() else { continue };
            others.push(self.put_part(import, &kept_sk(first.row), "kept", json(&part))?);
        }
        self.put_held(context, import, holder, others).await
    }

    fn put_part(
        &self,
        import: &Import,
        sk: &str,
        name: &str,
        value: AttributeValue,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.tables.imports)
            .item("pk", s(rows_key(import)))
            .item("sk", s(sk))
            .item(name, value)
            .item("expires", n(expires(import)))
            .build()
            .map_err(|error| unbuildable(&error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    async fn put_held(
        &self,
        context: &Context,
        import: &Import,
        holder: &str,
        mut others: Vec<TransactWriteItem>,
    ) -> Result<bool, StoreError> {
        if !import.status.is_open() {
            others.push(self.mark(import)?);
        }
        let put = self
            .put_job(import)
            .condition_expression("holder = :holder")
            .expression_attribute_values(":holder", s(holder));
        self.put_on(context, put, others).await
    }

    /// An import.
    pub async fn find_import(&self, organisation: &Slug, id: &str) -> Result<Option<Import>, StoreError> {
        // An id we never made would only cost a read, an over-long one an error.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
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

    /// Up to 100 imports, in the order of their keys.
    async fn find_imports(
        &self,
        context: &Context,
        keys: &[(Slug, String)],
    ) -> Result<Vec<Import>, StoreError> {
        let mut wanted: Vec<Item> = keys
            .iter()
            .map(|(organisation, id)| {
                Item::from([
                    ("pk".to_owned(), s(organisation.as_str())),
                    ("sk".to_owned(), s(id)),
                ])
            })
            .collect();
        let mut found = HashMap::new();
        for attempt in 0..super::TRIES {
            if wanted.is_empty() {
                break;
            }
            let asked = KeysAndAttributes::builder()
                .set_keys(Some(std::mem::take(&mut wanted)))
                .consistent_read(true)
                .build()
                .map_err(|error| unbuildable(&error))?;
            let answer = self
                .client
                .batch_get_item()
                .request_items(&self.tables.imports, asked)
                .send()
                .await?;
            let items = answer
                .responses()
                .and_then(|tables| tables.get(&self.tables.imports));
            for item in items.into_iter().flatten() {
                let import = from_item(item)?;
                found.insert((import.organisation.clone(), import.id.clone()), import);
            }
            // A throttled table answers in part; the rest is asked for again.
            if let Some(rest) = answer
                .unprocessed_keys()
                .and_then(|tables| tables.get(&self.tables.imports))
            {
                wanted = rest.keys().to_vec();
                pause(context, attempt).await;
            }
        }
        if !wanted.is_empty() {
            return Err(StoreError::Throttled);
        }
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }

    /// Imports of one organisation with work left: at most `limit`, in no order that means anything.
    pub async fn open_imports(
        &self,
        context: &Context,
        organisation: &Slug,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let mut keys = self.open_keys(Some(organisation)).await?;
        keys.truncate(limit);
        self.find_many(context, &keys).await
    }

    /// Imports with work left, at most `of_each` of one organisation and `limit` in all. Which are left out where there
    /// are more differs from call to call.
    pub async fn open_imports_of_all(
        &self,
        context: &Context,
        of_each: usize,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let mut of_organisation: HashMap<Slug, usize> = HashMap::new();
        let mut keys: Vec<(Slug, String)> = self.open_keys(None).await?;
        keys.retain(|(organisation, _)| {
            let count = of_organisation.entry(organisation.clone()).or_default();
            *count += 1;
            *count <= of_each
        });
        if keys.len() > limit {
            let begin = usize::try_from(context.below(keys.len() as u64)).unwrap_or(0);
            keys.rotate_left(begin);
            keys.truncate(limit);
        }
        self.find_many(context, &keys).await
    }

    async fn find_many(&self, context: &Context, keys: &[(Slug, String)]) -> Result<Vec<Import>, StoreError> {
        let mut imports = Vec::with_capacity(keys.len());
        for some in keys.chunks(100) {
            imports.extend(self.find_imports(context, some).await?);
        }
        Ok(imports)
    }

    async fn open_keys(&self, organisation: Option<&Slug>) -> Result<Vec<(Slug, String)>, StoreError> {
        let mut keys: Vec<(Slug, String)> = Vec::new();
        let mut from = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .expression_attribute_values(":open", s(OPEN))
                .consistent_read(true)
                .set_exclusive_start_key(from.take());
            let query = match organisation {
                None => query.key_condition_expression("pk = :open"),
                Some(slug) => query
                    .key_condition_expression("pk = :open AND begins_with(sk, :organisation)")
                    .expression_attribute_values(":organisation", s(open_key(slug, ""))),
            };
            let page = query.send().await?;
            for item in page.items() {
                let reader = Reader { item, table: TABLE };
                let sk = reader.text("sk")?;
                if let Some((slug, id)) = sk.split_once('#')
                    && let Ok(slug) = Slug::parse(slug)
                {
                    keys.push((slug, id.to_owned()));
                }
            }
            match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => from = Some(key.clone()),
                _ => return Ok(keys),
            }
        }
    }

    /// An organisation's imports, the newest first; `uploaded_by` keeps to those of one user.
    pub async fn list_imports(
        &self,
        context: &Context,
        organisation: &Slug,
        uploaded_by: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let mut keys: Vec<(Slug, String)> = Vec::new();
        let mut last = None;
        let mut from = match after.map(|after| list_position(organisation, after)) {
            None => None,
            Some(Some(position)) => Some(position),
            Some(None) => return Ok((Vec::new(), None)),
        };
        // A few pages at most: where most imports are other people's, the caller gets a short page and a cursor.
        for _ in 0..5 {
            let query = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .index_name("by_start")
                .key_condition_expression("listed_under = :organisation")
                .expression_attribute_values(":organisation", s(organisation.as_str()))
                .scan_index_forward(false)
                .limit(i32::try_from(limit - keys.len()).unwrap_or(i32::MAX))
                .set_exclusive_start_key(from.take());
            let query = match uploaded_by {
                None => query,
                Some(user) => query
                    .filter_expression("uploaded_by = :user")
                    .expression_attribute_values(":user", s(user)),
            };
            let page = query.send().await?;
            for item in page.items() {
                let reader = Reader { item, table: TABLE };
                keys.push((organisation.clone(), reader.text("sk")?.to_owned()));
            }
            last = match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => Some(key.clone()),
                _ => None,
            };
            if last.is_none() || keys.len() >= limit {
                break;
            }
            from.clone_from(&last);
        }
        let imports = self.find_many(context, &keys).await?;
        let last = last.as_ref().and_then(|key| {
            let reader = Reader {
                item: key,
                table: TABLE,
            };
            Some(format!(
                "{}#{}",
                reader.find_text("created_at")?,
                reader.find_text("sk")?
            ))
        });
        Ok((imports, last))
    }

    /// Recorded outcomes of the rows after `row`, one part of about 100 KB at a time, in the order of the rows. The
    /// first may begin before `row`. Empty where there are no more.
    pub async fn import_outcomes_after(
        &self,
        import: &Import,
        row: u32,
    ) -> Result<Vec<RowOutcomes>, StoreError> {
        // The part that row + 1 is in, if it is not at its beginning, and else the next.
        let before = self
            .query_outcomes(import, (0, row.saturating_add(1)))
            .scan_index_forward(false)
            .limit(1)
            .send()
            .await?;
        let part = read_outcomes(before.items())?;
        if part.last().is_some_and(|last| last.to > row) {
            return Ok(part);
        }
        self.next_import_outcomes(import, row, 1).await
    }

    /// Recorded outcomes of the rows after `row`, which ends a part or is 0: so many parts of about 100 KB at the most,
    /// in the order of the rows. Empty where there are no more.
    pub async fn next_import_outcomes(
        &self,
        import: &Import,
        row: u32,
        parts: i32,
    ) -> Result<Vec<RowOutcomes>, StoreError> {
        let next = self
            .query_outcomes(import, (row.saturating_add(1), LAST_ROW))
            .limit(parts)
            .send()
            .await?;
        read_outcomes(next.items())
    }

    fn query_outcomes(&self, import: &Import, (from, to): (u32, u32)) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.imports)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", s(rows_key(import)))
            .expression_attribute_values(":from", s(rows_sk(from)))
            .expression_attribute_values(":to", s(rows_sk(to)))
            .consistent_read(true)
    }

    /// All recorded outcomes of an import, in the order of the rows.
    pub async fn import_outcomes(&self, import: &Import) -> Result<Vec<RowOutcomes>, StoreError> {
        let mut outcomes: Vec<RowOutcomes> = Vec::new();
        loop {
            let after = outcomes.last().map_or(0, |last| last.to);
            let part = self.next_import_outcomes(import, after, PARTS_AT_ONCE).await?;
            if part.is_empty() {
                return Ok(outcomes);
            }
            outcomes.extend(part);
        }
    }

    /// Whom an undo has kept, of the rows from `from` to `to`.
    pub async fn kept_after_undo(
        &self,
        import: &Import,
        from: u32,
        to: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        let mut kept: Vec<Kept> = Vec::new();
        let mut last = to;
        // Backwards, a part at a time, until one begins before the first row.
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", s(rows_key(import)))
                .expression_attribute_values(":first", s(kept_sk(0)))
                .expression_attribute_values(":last", s(kept_sk(last)))
                .scan_index_forward(false)
                .consistent_read(true)
                .limit(1)
                .send()
                .await?;
            let Some(item) = page.items().first() else { break };
            let part = Reader { item, table: TABLE }
                .json::<Vec<Kept>>("kept")?
                .unwrap_or_default();
            let begins = part.first().map_or(0, |one| one.row);
            kept.extend(part.into_iter().filter(|one| (from..=to).contains(&one.row)));
            if begins <= from {
                break;
            }
            last = begins - 1;
        }
        kept.sort_by_key(|one| one.row);
        Ok(kept)
    }
}

fn rows_sk(row: u32) -> String {
    format!("rows#{row:07}")
}

fn read_outcomes(parts: &[Item]) -> Result<Vec<RowOutcomes>, StoreError> {
    let mut outcomes = Vec::new();
    for item in parts {
        let part: Option<Vec<RowOutcomes>> = Reader { item, table: TABLE }.json("outcomes")?;
        outcomes.extend(part.unwrap_or_default());
    }
    Ok(outcomes)
}

fn kept_sk(row: u32) -> String {
    format!("kept#{row:07}")
}

/// Where a listing goes on, from what [`Store::list_imports`] said.
fn list_position(organisation: &Slug, after: &str) -> Option<Item> {
    let (created_at, id) = after.split_once('#')?;
    created_at.parse::<Timestamp>().ok()?;
    if id.is_empty() || id.len() > 64 {
        return None;
    }
    Some(Item::from([
        ("pk".to_owned(), s(organisation.as_str())),
        ("sk".to_owned(), s(id)),
        ("listed_under".to_owned(), s(organisation.as_str())),
        ("created_at".to_owned(), s(created_at)),
    ]))
}

/// Cuts outcomes into parts, each for one item.
fn parts(outcomes: &[RowOutcomes]) -> Vec<Vec<&RowOutcomes>> {
    let mut parts: Vec<Vec<&RowOutcomes>> = vec![Vec::new()];
    let mut bytes = 0;
    for one in outcomes {
        let size = serde_json::to_string(one).map_or(200, |text| text.len());
        if bytes + size > PART {
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
