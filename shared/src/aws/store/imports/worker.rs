//! Who works at an import: taking it, keeping it, and recording how far it has come.
//!
//! Outcomes, checkpoint and the list of what has work left change together, in one transaction on the condition that the
//! worker still has its lease: a worker that was overtaken writes nothing.

use super::{LEASE, item::to_item};
use crate::{
    aws::store::{
        Store, StoreError,
        call::Terms,
        item::{n, s},
        rounds::Rounds,
    },
    domain::{
        background::{Claim, Lease},
        context::Context,
        import::{Import, ImportStatus, Kept, RowOutcomes},
        organisation::Slug,
    },
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;

impl Store {
    /// Takes an import that has work left: one nobody has taken, one whose worker has not been heard of, or one's own.
    pub async fn claim_import(
        &self,
        context: &Context,
        now: Timestamp,
        organisation: &Slug,
        id: &str,
    ) -> Result<Claim<Import>, StoreError> {
        let holder = context.id("w_");
        let mut rounds = Rounds::new(context, 4);
        while rounds.next().await {
            let Some(mut import) = self.find_import(organisation, id).await? else {
                return Ok(Claim::Over);
            };
            if !import.status.is_open() || import.object.is_none() {
                return Ok(Claim::Over);
            }
            let read_as = import.status;
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
            if self.take_over(&import, read_as, before.as_ref()).await? {
                return Ok(Claim::Yours(Box::new(import)));
            }
        }
        Err(StoreError::Contended)
    }

    /// Writes the job for a new worker, if it stands as it was read: with the lease it had then and no further on. A worker
    /// that was slow may have renewed its lease and recorded more since.
    async fn take_over(
        &self,
        import: &Import,
        read_as: ImportStatus,
        before: Option<&Lease>,
    ) -> Result<bool, StoreError> {
        let terms = match before {
            // One that waits may be cancelled at any moment.
            None => Terms::when(
                "attribute_not_exists(holder) AND #checkpoint = :checkpoint AND #status = :status",
            )
            .name("#status", "status")
            .value(":status", s(read_as.as_str())),
            Some(lease) => {
                Terms::when("holder = :holder AND lease_until = :until AND #checkpoint = :checkpoint")
                    .value(":holder", s(&lease.holder))
                    .value(":until", n(lease.until.as_millisecond()))
            }
        };
        let terms = terms
            .name("#checkpoint", "checkpoint")
            .value(":checkpoint", n(import.checkpoint));
        self.put(&self.tables.imports, to_item(import), terms).await
    }

    /// Writes the job if `holder` still has it (or nobody has: an empty `holder`).
    async fn put_import(&self, import: &Import, holder: &str) -> Result<bool, StoreError> {
        let terms = if holder.is_empty() {
            Terms::when("attribute_not_exists(holder)")
        } else {
            held_by(holder)
        };
        self.put(&self.tables.imports, to_item(import), terms).await
    }

    /// Renews the lease of an import. `false`: another worker has taken over.
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
        let others = self.put_outcomes(import, outcomes)?;
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
        let others = self.put_kept(import, kept)?;
        self.put_held(context, import, holder, others).await
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
        self.put_on(context, import, &held_by(holder), others).await
    }
}

/// While this worker has the import.
fn held_by(holder: &str) -> Terms {
    Terms::when("holder = :holder").value(":holder", s(holder))
}
