//! What the audit says of connections of single sign-on.

use super::{AuditEntry, Kind, changes_between};
use crate::domain::{
    context::Context, history::FieldChange, principal::Principal, sso::connection::Connection,
};

/// What became of a connection of single sign-on: `None` before it was there, and after it was removed. Of its secret it says
/// only that there is another one, by what changes with each sealing.
pub fn of_connection(
    context: &Context,
    kind: Kind,
    by: &Principal,
    id: &str,
    [before, after]: [Option<&Connection>; 2],
) -> AuditEntry {
    let mut changes = changes_between(before, after);
    for change in &mut changes {
        if change.field == "sealed_secret" {
            *change = FieldChange::new("client_secret", None, None);
        }
    }
    changes.retain(|change| {
        !matches!(
            change.field.as_str(),
            "id" | "created_by" | "created_at" | "proven_at"
        )
    });
    AuditEntry::new(context, kind, by)
        .of_connection(id)
        .changing(changes)
}
