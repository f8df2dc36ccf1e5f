//! Changes to whether single sign-on is the only road in.

use super::{EntryName, ShownEntry, kept, put};
use crate::domain::{
    change::Change,
    fault::{Code, Fault},
    organisation::SsoSettings,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// Single sign-on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SsoSettingsPatch)]
pub struct SsoSettingsChange {
    /// Let nobody in with a password but the break-glass administrator. Needs one, and a connection that has let somebody in or was
    /// tested with success.
    #[schema(value_type = bool, required = false)]
    #[serde(default)]
    pub required: Change<bool>,
    /// The break-glass administrator, by their id: somebody active with a password of their own, and with `manage_users` and
    /// `manage_settings`.
    #[schema(value_type = Option<EntryName>)]
    #[serde(default)]
    pub break_glass: Change<EntryName>,
}

/// The settings with a change made to them. Whether the break-glass administrator is one, and whether a connection works, is asked
/// where it is written.
pub(super) fn change(
    before: &SsoSettings,
    change: SsoSettingsChange,
    faults: &mut Vec<Fault>,
) -> SsoSettings {
    let mut settings = before.clone();
    put(&mut settings.required, kept(change.required, "required", faults));
    match change.break_glass {
        Change::Keep => {}
        Change::Remove => settings.break_glass = None,
        Change::To(EntryName::Text(id) | EntryName::Shown(ShownEntry { id: Some(id), .. })) => {
            settings.break_glass = Some(id);
        }
        Change::To(EntryName::Shown(ShownEntry { id: None, .. })) => {
            faults.push(Fault::at("break_glass/id", Code::Required));
        }
    }
    if settings.required && settings.break_glass.is_none() && faults.is_empty() {
        faults.push(Fault::at("break_glass", Code::Required));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn apply(before: &SsoSettings, patch: Value) -> Result<SsoSettings, Vec<(String, &'static str)>> {
        let mut faults = Vec::new();
        let changed = change(before, serde_json::from_value(patch).unwrap(), &mut faults);
        if faults.is_empty() {
            return Ok(changed);
        }
        let named = faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code.as_str()));
        Err(named.collect())
    }

    #[test]
    fn single_sign_on_is_required_only_with_somebody_who_keeps_a_password() {
        let of = |required, name: Option<&str>| SsoSettings {
            required,
            break_glass: name.map(str::to_owned),
        };
        let (off, on) = (of(false, None), of(true, Some("u_1")));
        for (before, patch, expected) in [
            (&off, json!({}), Ok(off.clone())),
            (
                &off,
                json!({ "required": true, "break_glass": "u_1" }),
                Ok(on.clone()),
            ),
            (
                &off,
                json!({ "required": true, "break_glass": { "id": "u_1", "name": "Ida" } }),
                Ok(on.clone()),
            ),
            (&on, json!({ "break_glass": "u_2" }), Ok(of(true, Some("u_2")))),
            (&on, json!({ "required": false }), Ok(of(false, Some("u_1")))),
            (
                &on,
                json!({ "required": false, "break_glass": null }),
                Ok(off.clone()),
            ),
            (
                &off,
                json!({ "required": true }),
                Err(("/break_glass", "required")),
            ),
            (
                &on,
                json!({ "break_glass": null }),
                Err(("/break_glass", "required")),
            ),
            (&on, json!({ "required": null }), Err(("/required", "required"))),
            (
                &off,
                json!({ "break_glass": { "name": "Ida" } }),
                Err(("/break_glass/id", "required")),
            ),
        ] {
            let expected = expected.map_err(|(pointer, code)| vec![(pointer.to_owned(), code)]);
            assert_eq!(apply(before, patch.clone()), expected, "{before:?} {patch}");
        }
    }
}
