//! Imports: the job, who works at it, and the outcomes of its rows.
//!
//! A job is one item under its organisation; outcomes are items under the import, many rows in each, so that a second
//! import of a long file costs next to nothing. What still has work in it stands in a short list beside, [`OPEN`],
//! which is how a job that nobody works at is found again.

pub(super) mod item;
mod leavers;
mod listing;
pub(super) mod outcomes;
mod stopping;
mod worker;

use super::{
    Cancelled, Store, StoreError,
    call::{self, ABSENT, Terms},
    item::{self as attributes, n, s},
};
use crate::domain::{
    audit,
    context::Context,
    import::{Import, ImportStatus},
    organisation::Slug,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use item::to_item;
use jiff::SignedDuration;

const TABLE: &str = "Imports";
/// The partition of what has work left in it. One entry an import, written twice in its life. No slug has a `#`.
const OPEN: &str = "#open";
/// How long a worker keeps an import without being heard of. Renewed with every checkpoint.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// Parts in one answer: DynamoDB gives 1 MB at a time.
pub const PARTS_AT_ONCE: i32 = 10;

/// Reads an import as a stream's record shows it. `None`: it is another item of the table.
pub fn import_of_image(image: &serde_json::Value) -> Option<Import> {
    item::from_item(&attributes::item_of_image(image)?).ok()
}

fn open_key(organisation: &Slug, id: &str) -> String {
    format!("{organisation}#{id}")
}

/// One page of a listing: the imports, and the key of the last one where there are more.
pub type Page = (Vec<Import>, Option<String>);

impl Store {
    /// The entry in the list of what has work left, made or taken away.
    fn mark(&self, import: &Import) -> Result<TransactWriteItem, StoreError> {
        let (table, always) = (&self.tables.imports, Terms::always());
        let entry = attributes::item([
            ("pk", s(OPEN)),
            ("sk", s(open_key(&import.organisation, &import.id))),
        ]);
        if import.status.is_open() && import.object.is_some() {
            call::put(table, entry, &always)
        } else {
            call::delete(table, entry, &always)
        }
    }

    /// Writes the job on a condition, and others with it. `false`: the condition does not hold.
    async fn put_on(
        &self,
        context: &Context,
        import: &Import,
        terms: &Terms,
        mut others: Vec<TransactWriteItem>,
    ) -> Result<bool, StoreError> {
        others.insert(0, call::put(&self.tables.imports, to_item(import), terms)?);
        match self.transact(context, &others).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Records a new import; with what the audit says of it, where its file is there. `false`: one of this id is there already.
    pub async fn register_import(&self, context: &Context, import: &Import) -> Result<bool, StoreError> {
        let others = match import.object {
            Some(_) => self.beginning(context, import)?,
            None => Vec::new(),
        };
        self.put_on(context, import, &Terms::when(ABSENT), others).await
    }

    /// What goes with an import whose file has come: its mark, and what the audit says of it.
    fn beginning(&self, context: &Context, import: &Import) -> Result<Vec<TransactWriteItem>, StoreError> {
        let entry = audit::of_run(context, import);
        let mut others = self.audit_of(&import.organisation, entry.as_ref())?;
        others.push(self.mark(import)?);
        Ok(others)
    }

    /// Gives an import that waits for its file the object that came. `false`: it has one.
    pub async fn attach_object(&self, context: &Context, import: &Import) -> Result<bool, StoreError> {
        let terms = Terms::when("attribute_not_exists(object_key) AND #status = :waiting")
            .name("#status", "status")
            .value(":waiting", s(ImportStatus::Waiting.as_str()));
        let others = self.beginning(context, import)?;
        self.put_on(context, import, &terms, others).await
    }

    /// Writes an import that is over with other texts over the one that was read: those of its refusal, sheets and columns. Where it
    /// is no longer over, it is left as it is.
    pub async fn rewrite_import_texts(&self, before: &Import, after: &Import) -> Result<(), StoreError> {
        let mut texts = to_item(after);
        texts.retain(|name, _| ["refusal", "ignored_sheets", "unused_columns"].contains(&name.as_str()));
        if before == after || texts.is_empty() {
            return Ok(());
        }
        let terms = Terms::when("#status = :status AND #run = :run AND attribute_not_exists(holder)")
            .name("#status", "status")
            .name("#run", "run")
            .value(":status", s(before.status.as_str()))
            .value(":run", n(before.run));
        let key = attributes::item([("pk", s(before.organisation.as_str())), ("sk", s(&before.id))]);
        self.assign(&self.tables.imports, key, texts, terms).await?;
        Ok(())
    }

    /// Opens an import again that was over: to run it for real, or to undo it; with what the audit says of that. `false`: it is
    /// no longer what it was.
    pub async fn reopen_import(
        &self,
        context: &Context,
        before: &Import,
        after: &Import,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("#status = :before AND #run = :run AND attribute_not_exists(holder)")
            .name("#status", "status")
            .name("#run", "run")
            .value(":before", s(before.status.as_str()))
            .value(":run", n(before.run));
        let others = self.beginning(context, after)?;
        self.put_on(context, after, &terms, others).await
    }
}
