//! Changing settings. Arming has what is waiting released.

use super::sso;
use crate::{
    aws::store::StoreError,
    domain::{
        audit::{AuditEntry, Kind, changes_between},
        caller::SettingsManager,
        change::Change,
        context::Context,
        fault::Fault,
        organisation::{Organisation, Settings},
        settings::SettingsChange,
        version::Expected,
    },
    workflow::Env,
};

/// Why settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The change names a version that is not there any more.
    #[error("the settings were changed in the meantime")]
    Stale,
    /// All that is wrong with the change.
    #[error("the change has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The organisation is gone.
    #[error("there is no such organisation")]
    Gone,
    /// Who says which road leads in has to be a person with all rights.
    #[error("to say which road leads in takes all rights there are")]
    Outranks,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes settings, and answers them as they are now.
///
/// # Errors
///
/// What is wrong with the change, or the store's.
pub async fn change(
    env: &Env,
    context: &Context,
    caller: &SettingsManager<Organisation>,
    expected: Option<&Expected>,
    change: &SettingsChange,
) -> Result<Settings, ChangeError> {
    let slug = &caller.organisation.slug;
    let saved = if change.sso == Change::Keep {
        env.store
            .update_settings(context, slug, audit_of(context, caller), |settings| {
                *settings = changed(settings, caller, expected, change)?;
                Ok::<_, ChangeError>(())
            })
            .await?
            .ok_or(ChangeError::Gone)??
    } else {
        sso::change(env, context, caller, expected, change).await?
    };
    // Also where they were armed already: a call that died between the two writes is repeated by its caller.
    if arms(change) {
        env.store.mark_for_release(slug, context.now()).await?;
    }
    tracing::info!(organisation = %slug, by = %caller.actor.principal, "settings changed");
    Ok(saved)
}

/// What the audit says of a change of settings by this caller.
pub(super) fn audit_of<O>(
    context: &Context,
    caller: &SettingsManager<O>,
) -> impl Fn(&Settings, &Settings) -> AuditEntry {
    move |before, after| {
        let entry = AuditEntry::new(context, Kind::SettingsChanged, &caller.actor.principal);
        entry.changing(changes_between(Some(before), Some(after)))
    }
}

/// Checks a change without making it.
///
/// # Errors
///
/// What is wrong with the change, seen from the settings as they were read with the caller.
pub fn check(
    caller: &SettingsManager<Organisation>,
    expected: Option<&Expected>,
    change: &SettingsChange,
) -> Result<(), ChangeError> {
    changed(&caller.organisation.settings, caller, expected, change).map(drop)
}

pub(super) fn changed(
    settings: &Settings,
    caller: &SettingsManager<Organisation>,
    expected: Option<&Expected>,
    change: &SettingsChange,
) -> Result<Settings, ChangeError> {
    if expected.is_some_and(|expected| !expected.includes(&settings.version())) {
        return Err(ChangeError::Stale);
    }
    settings
        .changed(change, &caller.organisation, &caller.actor)
        .map_err(ChangeError::Invalid)
}

fn arms(change: &SettingsChange) -> bool {
    matches!(&change.communication, Change::To(communication) if communication.armed == Change::To(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_change_that_says_so_arms() {
        let arms = |patch| arms(&serde_json::from_value(patch).unwrap());
        assert!(arms(json!({"communication": {"armed": true}})));
        assert!(!arms(json!({"communication": {"armed": false}})));
        assert!(!arms(json!({"communication": null})) && !arms(json!({"name": "x"})));
    }
}
