//! A user as answered.

use super::{
    answer::{self, Response},
    problem::Problem,
};
use crate::domain::{
    activation::{self, Channel, DeliveryStatus, Stage},
    context::Context,
    fault::{Code, Fault},
    field::{self, Field, FieldKind, Fields},
    language::Language,
    organisation::{Naming, Organisation, OrganisationSettings, Settings},
    principal::Principal,
    reach,
    repair::Repaired,
    user::{self, Profile, Source, Status},
};
use crate::workflow::Env;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{ObjectBuilder, Type},
    },
};

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// Opaque.
    pub id: String,
    #[serde(flatten)]
    fields: Shown,
    #[serde(flatten)]
    account: Account,
}

/// The account that goes with a profile.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
struct Account {
    /// The departments they manage beside their own, where their permission type lets them manage that one.
    #[serde(default)]
    #[schema(required)]
    managed_departments: Vec<Reference>,
    status: Status,
    source: Source,
    /// When the user was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When they chose their first password.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    activated_at: Option<Timestamp>,
    /// The messages that give them the means to set a first password; `null` where nobody asked for any.
    #[schema(required)]
    activation: Option<Activation>,
    /// When the newest activation link stops working; `null` where none was sent, or where it works no longer.
    #[serde(default)]
    #[schema(required, value_type = Option<String>, format = DateTime)]
    link_expires_at: Option<Timestamp>,
    /// A one-time password that was granted and not used, expired or not.
    #[serde(default)]
    #[schema(required)]
    one_time_password: Option<OneTimePassword>,
    /// When they last signed in, at most an hour behind.
    #[serde(default)]
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_sign_in_at: Option<Timestamp>,
    /// Who created them: the id of a user or of an API client, `system` (a file that names nobody), `operator` or `sign_up`.
    #[serde(default)]
    #[schema(required, value_type = Option<String>)]
    created_by: Option<Principal>,
}

/// A one-time password that somebody has yet to use.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = GrantedOneTimePassword)]
struct OneTimePassword {
    /// From then on it works no longer.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The one-time password itself: shown this once, to who created the user with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "k7md-2xqp-9wtr")]
    password: Option<String>,
}

impl PartialSchema for User {
    fn schema() -> RefOr<Schema> {
        let id = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Opaque."))
            .examples([json!("u_0s3k9q2m7x1c5v8b")]);
        let mut user = field::beside(field::of_answer("Reference"), Account::schema());
        user.title = Some("User".to_owned());
        user.description = Some("A user.".to_owned());
        user.properties.insert("id".to_owned(), id.into());
        user.required.insert(0, "id".to_owned());
        RefOr::T(Schema::Object(user))
    }
}

impl ToSchema for User {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Reference::name().into_owned(), Reference::schema()));
        Account::schemas(schemas);
    }
}

/// The fields of a profile as they are answered: each is there, if only as `null`.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
struct Shown(Fields<Value>);

impl Shown {
    /// A profile, with the names of the entries it names.
    fn of(profile: &Profile, organisation: &impl Naming) -> Self {
        Self(Fields::from_fn(|field| match profile.text(field) {
            Some(id) if field.kind() == FieldKind::Entry => {
                json!(Reference::new(&id, organisation.entry_name(field, &id)))
            }
            text => json!(text),
        }))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = Field::as_shown().filter(|field| field.kind() != FieldKind::Secret);
        serializer.collect_map(shown.map(|field| (field.name(), &self.0[field])))
    }
}

/// An entry of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Activation {
    /// When they were last asked for.
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// When they go out, or will be tried again; `null` where nothing is left to do.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// What they wait for, other than a provider or a limit; `null` where for nothing.
    #[serde(default)]
    #[schema(required)]
    waiting: Option<Waiting>,
    /// What was sent, newest last.
    deliveries: Vec<Delivery>,
}

/// What a user's messages wait for. `waiting_start_date`: the user starts later; they go out on that day at 8:00 in the
/// organisation's time zone (`next_attempt_at`), or at once when somebody resends them. `not_armed`: the organisation
/// messages nobody yet (`communication.armed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Their first day.
    WaitingStartDate,
    /// The arming of the organisation.
    NotArmed,
}

impl Waiting {
    fn of(activation: &activation::Activation) -> Option<Self> {
        if activation.waits_for_start() {
            return Some(Self::WaitingStartDate);
        }
        (activation.stage == Stage::Held).then_some(Self::NotArmed)
    }
}

impl Activation {
    /// A user's activation, where there is one.
    fn of(user: &user::User, settings: &Settings) -> Option<Self> {
        let activation = user.activation.as_ref()?;
        Some(Self {
            requested_at: activation.requested_at,
            next_attempt_at: activation.next_attempt_at(user.profile.start(settings)),
            waiting: Waiting::of(activation),
            deliveries: activation.deliveries.iter().map(Delivery::of).collect(),
        })
    }
}

/// One message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    pub channel: Channel,
    pub status: DeliveryStatus,
    /// Why it failed, bounced or is held, or what the recipient complained of; never an address. In the provider's words, such
    /// as `NoEmail 5.1.1` or `Phone is currently unreachable/unavailable`. Held by us: `over_limit` (too many messages to this person, number or
    /// mailbox, or of the organisation, in a day), `country_not_allowed` (`communication.sms_countries`),
    /// `country_not_served` (the installation has no sender for this country; tried again every day), `number_not_reachable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// When it came so far.
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
    pub fn of(user: &user::User, organisation: &impl Naming) -> Self {
        Self {
            id: user.id.clone(),
            fields: Shown::of(&user.profile, organisation),
            account: Account {
                managed_departments: user
                    .managed_departments
                    .ids()
                    .map(|id| Reference::new(id, organisation.entry_name(Field::Department, id)))
                    .collect(),
                status: user.status,
                source: user.source,
                created_at: user.created_at,
                activated_at: user.activated_at,
                activation: Activation::of(user, organisation.settings()),
                link_expires_at: user.link_expires_at(),
                one_time_password: user.one_time_password.as_ref().map(|one_time| OneTimePassword {
                    expires_at: one_time.expires_at,
                    password: None,
                }),
                last_sign_in_at: user.last_sign_in_at,
                created_by: user.history.created_by().cloned(),
            },
        }
    }
}

/// A user as somebody has just written them, with what is to be looked at.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WrittenUser {
    #[serde(flatten)]
    user: User,
    /// What is to be looked at, though the user was written: empty where there is nothing.
    warnings: Vec<Warning>,
}

/// Something about the contacts of a user that is to be looked at: whether messages reach them, and what was put right in a
/// contact while it was read.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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
/// phone were left out. `domain_rewritten`: characters that no domain has were left out of the e-mail's, or replaced. `sso_only`:
/// nobody messages the person, who signs in by single sign-on (`sso.required`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
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
    SsoOnly,
}

impl Warning {
    fn of_repair(repaired: &Repaired) -> Self {
        Self {
            detail: repaired.sentence(Language::English),
            code: repaired.code.as_str().to_owned(),
        }
    }
}

impl WrittenUser {
    /// A user, with what is to be looked at. Nobody who is given a one-time password by hand needs a message.
    pub fn of(user: &user::User, organisation: &Organisation, repairs: &[Repaired]) -> Self {
        let has_another_way = user.one_time_password.is_some();
        let needs_a_way = user.status == Status::Invited;
        let reach = reach::warnings(organisation, &user.profile)
            .into_iter()
            .filter(|warning| !has_another_way || warning.code != Code::Unreachable)
            .filter(|warning| needs_a_way || warning.code != Code::SsoOnly)
            .map(|warning| Warning {
                detail: Fault::at(warning.field, warning.code.clone()).sentence(Language::English),
                code: warning.code.as_str().to_owned(),
            });
        Self {
            user: User::of(user, organisation),
            warnings: repairs.iter().map(Warning::of_repair).chain(reach).collect(),
        }
    }

    /// The same, with the one-time password itself: for the answer to who has just created them with it.
    #[must_use]
    pub fn with_one_time_password(mut self, password: Option<String>) -> Self {
        if let Some(one_time) = &mut self.user.account.one_time_password {
            one_time.password = password;
        }
        self
    }

    /// The user's id.
    pub fn id(&self) -> &str {
        &self.user.id
    }
}

/// A user with their version, and the names of the entries they have as they were seconds ago.
///
/// # Errors
///
/// Those of the store; and an organisation that is gone.
pub async fn show(
    env: &Env,
    context: &Context,
    status: u16,
    user: &user::User,
    organisation: &OrganisationSettings,
) -> Result<Response, Problem> {
    let lists = env.lists(context, &organisation.slug).await?;
    let lists = lists.ok_or_else(Problem::not_found)?;
    let lists = env
        .lists_with(context, &organisation.slug, lists, |lists| lists.knows(user))
        .await?;
    let shown = User::of(user, &lists.beside(&organisation.settings));
    let mut response = answer::json(status, &shown);
    answer::set(&mut response, "etag", &user.etag());
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{gate, identifier::PhoneRepair};

    #[test]
    fn every_warning_has_a_code_that_is_described() {
        let repairs = [
            PhoneRepair::PlusRestored,
            PhoneRepair::ZeroRestored,
            PhoneRepair::ZeroRemoved,
            PhoneRepair::LabelRemoved,
        ];
        let repairs = repairs.map(|repair| repair.code().as_str());
        let reach = ["unreachable", "landline", gate::COUNTRY_NOT_ALLOWED, "sso_only"];
        for code in repairs.iter().chain(&reach) {
            let described: Result<WarningCode, _> = serde_json::from_value(json!(code));
            assert!(described.is_ok(), "{code}");
        }
    }
}
