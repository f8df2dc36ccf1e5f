//! Imports: the job, who works at it, and the outcomes of its rows.
//!
//! A job is one item under its organisation; outcomes are items under the import, many rows in each, so that a second
//! import of a long file costs next to nothing. What still has work in it stands in a short list beside, [`OPEN`],
//! which is how a job that nobody works at is found again.

pub(super) mod item;
mod listing;
mod outcomes;
mod worker;

use super::{
    Cancelled, Store, StoreError,
    item::{n, s},
};
use crate::domain::{
    context::Context,
    import::{Import, ImportStatus},
    organisation::Slug,
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use item::to_item;
use jiff::{SignedDuration, Timestamp};

const TABLE: &str = "Imports";
/// The partition of what has work left in it. One entry an import, written twice in its life. No slug has a `#`.
const OPEN: &str = "#open";
/// How long a worker keeps an import without being heard of. Renewed with every checkpoint.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// Parts in one answer: DynamoDB gives 1 MB at a time.
pub const PARTS_AT_ONCE: i32 = 10;

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
}
