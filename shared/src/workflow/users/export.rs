//! Asking for an export: the people of a filter, in a workbook.

use super::{filter::Filter, list::Sort};
use crate::{
    aws::store::StoreError,
    domain::{
        audit::{AuditEntry, Kind},
        caller::UserManager,
        context::Context,
        job::{Export, Job, Work},
    },
    workflow::{Env, jobs},
};

/// Puts an export on record, in the audit too, and has it begun.
///
/// # Errors
///
/// Those of the store.
pub async fn export(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    filter: &Filter,
    sort: Sort,
) -> Result<Job, StoreError> {
    let work = Work::Export(Export {
        filter: serde_json::to_value(filter).unwrap_or_default(),
        sort: Some(sort.as_str().to_owned()),
        own_department: caller.departments().cloned(),
    });
    let by = &caller.actor.principal;
    jobs::start_audited(env, context, caller, work, |job| {
        Some(AuditEntry::new(context, Kind::Exported, by).by_job(&job.id))
    })
    .await
}
