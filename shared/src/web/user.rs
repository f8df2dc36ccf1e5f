//! A user as answered.

use super::answer::{self, Response};
use crate::domain::{
    activation::{self, Channel, DeliveryStatus},
    import::{Repair, wording},
    language::Language,
    organisation::{Entry, Organisation},
    reach,
    user::{self, Repaired, Source, Status},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;

/// A user. Nothing of a password is ever in it.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
#[schema(title = "User")]
pub struct User {
    /// Opaque.
    #[schema(example = "u_0s3k9q2m7x1c5v8b")]
    pub id: String,
    #[schema(example = "Søren")]
    first_name: String,
    #[schema(example = "Ågård")]
    last_name: String,
    /// Signs in and is written to.
    #[schema(required, example = "soren@example.com")]
    email: Option<String>,
    /// Signs in.
    #[schema(required, example = "mia.holm")]
    username: Option<String>,
    /// In international form (E.164).
    #[schema(required, example = "+4520123456")]
    phone: Option<String>,
    job_profile: Reference,
    department: Reference,
    permission_type: Reference,
    /// A language tag.
    #[schema(example = "da")]
    language: String,
    status: Status,
    source: Source,
    /// First day at work.
    #[schema(required, value_type = Option<String>, format = Date)]
    start_date: Option<Date>,
    /// When the user was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When they chose their first password.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    activated_at: Option<Timestamp>,
    /// The messages that give them the means to set a first password; `null` where nobody asked for any.
    #[schema(required)]
    activation: Option<Activation>,
}

/// An entry of a list.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub struct Reference {
    #[schema(example = "d_0s3k9q2m7x1c5v8b")]
    id: String,
    #[schema(example = "Køkken")]
    name: String,
}

impl Reference {
    /// An entry; one that is gone is called by its id.
    pub fn new(id: &str, name: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            name: name.unwrap_or(id).to_owned(),
        }
    }
}

/// The messages that give a user the means to set a first password.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub struct Activation {
    /// When they were last asked for.
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// When they will be tried again; `null` where nothing is left to do.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// What was sent, newest last.
    deliveries: Vec<Delivery>,
}

impl Activation {
    /// An activation.
    pub fn of(activation: &activation::Activation) -> Self {
        Self {
            requested_at: activation.requested_at,
            next_attempt_at: activation.tries_again_at(),
            deliveries: activation.deliveries.iter().map(Delivery::of).collect(),
        }
    }
}

/// One message.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub struct Delivery {
    pub channel: Channel,
    pub status: DeliveryStatus,
    /// Why it failed or is held; never an address. Held by us: `over_limit` (too many messages to this person, number or
    /// mailbox, or of the organisation, in a day), `country_not_allowed` (`communication.sms_countries`),
    /// `number_not_reachable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// When this was last known.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

impl Delivery {
    /// A message.
    pub fn of(delivery: &activation::Delivery) -> Self {
        Self {
            channel: delivery.channel,
            status: delivery.status,
            reason: delivery.reason.clone(),
            at: delivery.at,
        }
    }
}

impl User {
    /// A user, with the names of the entries they have.
    pub fn of(user: &user::User, organisation: &Organisation) -> Self {
        let profile = &user.profile;
        let (job, department, permission) = (
            profile.job_profile.as_str(),
            profile.department.as_str(),
            profile.permission_type.as_str(),
        );
        Self {
            id: user.id.clone(),
            first_name: profile.first_name.clone(),
            last_name: profile.last_name.clone(),
            email: profile.email.as_ref().map(ToString::to_string),
            username: profile.username.as_ref().map(ToString::to_string),
            phone: profile.phone.as_ref().map(ToString::to_string),
            job_profile: Reference::new(job, organisation.job_profiles.get(job).map(Entry::name)),
            department: Reference::new(
                department,
                organisation.departments.get(department).map(Entry::name),
            ),
            permission_type: Reference::new(
                permission,
                organisation.permission_types.get(permission).map(Entry::name),
            ),
            language: profile.language.clone(),
            status: user.status,
            source: user.source,
            start_date: profile.start_date,
            created_at: user.created_at,
            activated_at: user.activated_at,
            activation: user.activation.as_ref().map(Activation::of),
        }
    }
}

/// A user as somebody has just written them, with what is to be looked at.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub struct WrittenUser {
    #[serde(flatten)]
    user: User,
    /// What is to be looked at, though the user was written: empty where there is nothing.
    warnings: Vec<Warning>,
}

/// Something about the contacts of a user that is to be looked at: whether messages reach them, and what was put right in a
/// contact while it was read.
#[derive(Debug, Clone, Serialize, serde::Deserialize, ToSchema)]
pub struct Warning {
    #[schema(value_type = WarningCode)]
    code: String,
    /// What it is and what to do, for people.
    detail: String,
}

/// A stable word for programs. `unreachable`: no message can reach the person. `landline`: an SMS would go to a landline.
/// `country_not_allowed`: SMS do not go to this country (`communication.sms_countries`). `plus_restored`: the phone lacked
/// the `+` before its country code. `zero_restored`: the phone lacked the zero that numbers of the country begin with.
/// `zero_removed`: the phone had a zero that numbers of the country do not begin with. `label_removed`: the words beside the
/// phone were left out. `domain_rewritten`: characters that no domain has were left out of the e-mail's, or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WarningCode {
    Unreachable,
    Landline,
    CountryNotAllowed,
    PlusRestored,
    ZeroRestored,
    ZeroRemoved,
    LabelRemoved,
    DomainRewritten,
}

impl Warning {
    /// In the words of an import.
    fn of_repair(repaired: &Repaired) -> Self {
        let repair = Repair::from(repaired.clone());
        Self {
            detail: wording::repair(Language::English, &repair, Some(&repaired.typed)),
            code: repair.code,
        }
    }
}

impl WrittenUser {
    /// A user, with what is to be looked at. Nobody who is given a one-time password by hand needs a message.
    pub fn of(user: &user::User, organisation: &Organisation, repairs: &[Repaired]) -> Self {
        let has_another_way = user.one_time_password.is_some();
        let reach = reach::warnings(organisation, &user.profile)
            .into_iter()
            .filter(|warning| !has_another_way || warning.code != reach::UNREACHABLE.code)
            .map(|warning| Warning {
                code: warning.code.to_owned(),
                detail: warning.detail.to_owned(),
            });
        Self {
            user: User::of(user, organisation),
            warnings: repairs.iter().map(Warning::of_repair).chain(reach).collect(),
        }
    }

    /// The user's id.
    pub fn id(&self) -> &str {
        &self.user.id
    }
}

/// A user with their version.
pub fn answer(status: u16, user: &user::User, organisation: &Organisation) -> Response {
    let mut response = answer::json(status, &User::of(user, organisation));
    answer::set(&mut response, "etag", &user.etag());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{gate, identifier::PhoneRepair};
    use serde_json::json;

    #[test]
    fn every_warning_has_a_code_that_is_described() {
        let repairs = [
            PhoneRepair::PlusRestored,
            PhoneRepair::ZeroRestored,
            PhoneRepair::ZeroRemoved,
            PhoneRepair::LabelRemoved,
        ];
        let reach = [reach::UNREACHABLE.code, "landline", gate::COUNTRY_NOT_ALLOWED];
        for code in repairs.map(PhoneRepair::code).iter().chain(&reach) {
            let described: Result<WarningCode, _> = serde_json::from_value(json!(code));
            assert!(described.is_ok(), "{code}");
        }
    }
}
