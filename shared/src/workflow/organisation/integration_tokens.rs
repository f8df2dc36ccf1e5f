//! Integration tokens: with them a directory provisions people over SCIM.

use super::machines::NewMachine;
use crate::domain::{
    caller::SettingsManager,
    capability::Capability,
    entry_draft::check_name,
    fault::{Author, Code, Fault},
    machine::Access,
};

/// An integration token to be, as somebody wrote it.
#[derive(Debug, Clone, Default)]
pub struct IntegrationTokenDraft {
    /// Must be there.
    pub name: Option<String>,
    /// May be empty: then it gives nobody any rights.
    pub may_grant: Vec<String>,
}

/// Reads what an integration token is to be. What the caller does not hold it may not grant either.
///
/// # Errors
///
/// All faults.
pub fn check(caller: &SettingsManager, draft: IntegrationTokenDraft) -> Result<NewMachine, Vec<Fault>> {
    let mut faults = Vec::new();
    let name = check_name(draft.name, &mut faults);
    let mut may_grant = Vec::new();
    for (at, text) in draft.may_grant.iter().enumerate() {
        let code = match Capability::parse(text) {
            None => Capability::unknown(text),
            Some(capability) if !caller.actor.holds(capability) => Code::MayNotGrant { author: Author::You },
            Some(capability) => {
                if !may_grant.contains(&capability) {
                    may_grant.push(capability);
                }
                continue;
            }
        };
        faults.push(Fault::at(&format!("may_grant/{at}"), code));
    }
    match name {
        Some(name) if faults.is_empty() => Ok(NewMachine::new(name, Access::IntegrationToken { may_grant })),
        _ => Err(faults),
    }
}
