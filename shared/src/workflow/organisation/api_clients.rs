//! API clients: programs that use the API within scopes.

use super::machines::NewMachine;
use crate::domain::{
    caller::SettingsManager,
    entry_draft::check_name,
    fault::{Code, Fault},
    machine::Access,
    scope::Scope,
};

/// An API client to be, as somebody wrote it.
#[derive(Debug, Clone, Default)]
pub struct ApiClientDraft {
    /// Must be there.
    pub name: Option<String>,
    /// At least one.
    pub scopes: Vec<String>,
}

/// Reads what an API client is to be. A scope through which the caller may do nothing is refused: nobody grants what they do not
/// hold.
///
/// # Errors
///
/// All faults.
pub fn check(caller: &SettingsManager, draft: ApiClientDraft) -> Result<NewMachine, Vec<Fault>> {
    let mut faults = Vec::new();
    let name = check_name(draft.name, &mut faults);
    let mut scopes = Vec::new();
    for (at, text) in draft.scopes.iter().enumerate() {
        let code = match Scope::parse(text) {
            None => Scope::unknown(text),
            Some(scope) if !scope.is_of_use_to(&caller.actor.capabilities) => Code::MayNotGrantScope,
            Some(scope) => {
                scopes.push(scope);
                continue;
            }
        };
        faults.push(Fault::at(&format!("scopes/{at}"), code));
    }
    if draft.scopes.is_empty() {
        faults.push(Fault::at("scopes", Code::Required));
    }
    match name {
        Some(name) if faults.is_empty() => Ok(NewMachine::new(name, Access::of_scopes(scopes))),
        _ => Err(faults),
    }
}
