//! Whether messages reach a person: what somebody who creates or changes them is warned of, over every road alike.

use crate::domain::{
    fault::{Code, Reader},
    gate,
    identifier::Phone,
    organisation::Organisation,
    user::Profile,
};

/// One thing to look at. Nothing is refused for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The field it is about: empty where it is about the person.
    pub field: &'static str,
    /// What is to be looked at.
    pub code: Code,
}

/// No message reaches the person.
pub const UNREACHABLE: Warning = Warning {
    field: "",
    code: Code::Unreachable,
};
/// Nobody is messaged, and nobody needs it: they sign in by single sign-on.
const SSO_ONLY: Warning = Warning {
    field: "",
    code: Code::SsoOnly,
};
const LANDLINE: Warning = Warning {
    field: "phone",
    code: Code::Landline,
};
const COUNTRY_NOT_ALLOWED: Warning = Warning {
    field: "phone",
    code: Code::CountryNotAllowed {
        reader: Reader::Manager,
    },
};

/// What is to be looked at in a phone that an SMS would go to. Where both channels are on both are used, so an e-mail
/// spares a landline nothing.
pub fn warnings_of_phone(organisation: &Organisation, profile: &Profile) -> Vec<Warning> {
    let Some(phone) = &profile.phone else {
        return Vec::new();
    };
    let settings = &organisation.settings;
    if settings.sso.required || !settings.communication.sms {
        return Vec::new();
    }
    let is_held = gate::refusal(organisation, phone) == Some(gate::COUNTRY_NOT_ALLOWED);
    [
        phone.is_landline().then_some(LANDLINE),
        is_held.then_some(COUNTRY_NOT_ALLOWED),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Everything to be looked at about a person's contacts: where single sign-on is the only road, only that nobody messages them.
pub fn warnings(organisation: &Organisation, profile: &Profile) -> Vec<Warning> {
    if organisation.settings.sso.required {
        return vec![SSO_ONLY];
    }
    let mut warnings = warnings_of_phone(organisation, profile);
    if is_unreachable(organisation, profile) {
        warnings.push(UNREACHABLE);
    }
    warnings
}

/// Whether no channel that is on leads to this person.
pub fn is_unreachable(organisation: &Organisation, profile: &Profile) -> bool {
    let by_email = organisation.settings.communication.email && profile.email.is_some();
    !by_email && reached_by_sms(organisation, profile).is_none()
}

/// The phone an SMS goes to: none where SMS are off, or kept from this number.
pub fn reached_by_sms<'p>(organisation: &Organisation, profile: &'p Profile) -> Option<&'p Phone> {
    let phone = profile.phone.as_ref()?;
    let is_open = organisation.settings.communication.sms && gate::refusal(organisation, phone).is_none();
    is_open.then_some(phone)
}
