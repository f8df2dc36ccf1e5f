//! `GET` and `PATCH /api/settings`.

use axum::extract::State;
use rollcall::{
    domain::{
        brake::Brake,
        caller::{SettingsManager, SettingsReader},
        colour::Colour,
        identifier::Country,
        language::Language,
        organisation::{
            self, Approval, Communication, DepartmentChoice, Entry, ImportSettings, IntegrationSettings,
            List, OneTimePasswordSettings, Organisation, SignUpIdentifier, SyncedField, UnknownEntry,
        },
        settings::SettingsChange,
    },
    web::{
        answer::{self, Response},
        body::{self, Patch},
        precondition::IfMatch,
        problem::{Problem, Stale},
        route::Moment,
        user::Reference,
    },
    workflow::{
        Env,
        organisation::settings::{self, ChangeError},
    },
};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// An organisation's settings.
#[derive(Serialize, ToSchema)]
struct Settings<'a> {
    /// As people know it.
    #[schema(example = "Nordlys Detail")]
    name: &'a str,
    /// One of `languages`.
    #[schema(value_type = Language)]
    default_language: &'a str,
    /// Set with `PUT /api/languages`.
    #[schema(value_type = Vec<Language>)]
    languages: &'a [String],
    /// Phones without a country code are read by it.
    #[schema(value_type = Country)]
    default_country: &'a str,
    /// An IANA time zone.
    #[schema(example = "Europe/Copenhagen")]
    time_zone: &'a str,
    communication: &'a Communication,
    sign_up: SignUp<'a>,
    one_time_password: &'a OneTimePasswordSettings,
    imports: &'a ImportSettings,
    integration: Integration<'a>,
    sso: Sso,
    /// What posters are printed in; `null`: black.
    #[schema(required, value_type = Option<String>, pattern = "^#[0-9a-f]{6}$", example = "#005ac8")]
    colour: Option<Colour>,
}

/// Self-sign-up.
#[derive(Serialize, ToSchema)]
#[schema(as = SignUpSettings)]
struct SignUp<'a> {
    /// The form exists.
    enabled: bool,
    /// What the form asks for.
    #[schema(value_type = Vec<SignUpIdentifier>)]
    identifiers: &'a [SignUpIdentifier],
    department: DepartmentChoice,
    #[schema(required)]
    default_department: Option<Reference>,
    #[schema(required)]
    default_job_profile: Option<Reference>,
    /// Without capabilities.
    #[schema(required)]
    default_permission_type: Option<Reference>,
    /// An e-mail must be of one of these; empty: any.
    #[schema(value_type = Vec<String>)]
    allowed_email_domains: &'a [String],
    /// Where e-mails are kept to some domains: a username and a phone are taken all the same.
    usernames_beside_domains: bool,
    /// Which sign-ups somebody who manages the department has to approve.
    approval: Approval,
}

/// Single sign-on.
#[derive(Serialize, ToSchema)]
#[schema(as = SsoSettings)]
struct Sso {
    /// Nobody but the break-glass administrator gets in with a password, a one-time password or an activation link, and nobody is sent
    /// one. Sessions that began with a password end with their next request.
    required: bool,
    /// The break-glass administrator, who keeps their password for the day on which no provider lets anybody in. While single sign-on
    /// is required they stay active, and keep department and permission type.
    #[schema(required)]
    break_glass: Option<Reference>,
}

/// What comes from other systems.
#[derive(Serialize, ToSchema)]
#[schema(as = IntegrationSettings)]
struct Integration<'a> {
    /// How many people one file or directory may disable or erase within an hour. What a file asks for and exceeds it waits as a whole
    /// until somebody releases it; of a directory's people only those beyond the limit wait.
    brake: &'a Brake,
    defaults: Defaults,
    /// The fields that a directory keeps in step where it gives them: nobody else changes them then. Another one is what it was when
    /// the person was created, until somebody changes it here.
    #[schema(value_type = Vec<String>)]
    keep_in_sync: &'a [SyncedField],
    /// What is wrong with what a directory sends is refused, even where nobody needs it, and so are attributes that are unknown.
    strict: bool,
    /// Directories take over people who are there already and whom they would create.
    adopt: bool,
    unknown_department: UnknownEntry,
    unknown_job_profile: UnknownEntry,
}

/// What people get of whom a directory says nothing. `null`: what sign-up gives; without that, the first there is, and a permission
/// type without capabilities.
#[derive(Serialize, ToSchema)]
#[schema(as = IntegrationDefaults)]
struct Defaults {
    #[schema(required)]
    department: Option<Reference>,
    #[schema(required)]
    job_profile: Option<Reference>,
    #[schema(required)]
    permission_type: Option<Reference>,
}

impl<'a> Integration<'a> {
    fn of(settings: &'a IntegrationSettings, organisation: &Organisation) -> Self {
        let defaults = &settings.defaults;
        Self {
            brake: &settings.brake,
            defaults: Defaults {
                department: reference(defaults.department.as_deref(), &organisation.departments),
                job_profile: reference(defaults.job_profile.as_deref(), &organisation.job_profiles),
                permission_type: reference(
                    defaults.permission_type.as_deref(),
                    &organisation.permission_types,
                ),
            },
            keep_in_sync: &settings.keep_in_sync,
            strict: settings.strict,
            adopt: settings.adopt,
            unknown_department: settings.unknown_department,
            unknown_job_profile: settings.unknown_job_profile,
        }
    }
}

impl<'a> Settings<'a> {
    fn of(
        settings: &'a organisation::Settings,
        organisation: &Organisation,
        break_glass: Option<Reference>,
    ) -> Self {
        let sign_up = &settings.sign_up;
        Self {
            name: &settings.name,
            default_language: &settings.default_language,
            languages: &settings.languages,
            default_country: &settings.default_country,
            time_zone: &settings.time_zone,
            communication: &settings.communication,
            sign_up: SignUp {
                enabled: sign_up.enabled,
                identifiers: &sign_up.identifiers,
                department: sign_up.department,
                default_department: reference(
                    sign_up.default_department.as_deref(),
                    &organisation.departments,
                ),
                default_job_profile: reference(
                    sign_up.default_job_profile.as_deref(),
                    &organisation.job_profiles,
                ),
                default_permission_type: reference(
                    sign_up.default_permission_type.as_deref(),
                    &organisation.permission_types,
                ),
                allowed_email_domains: &sign_up.allowed_email_domains,
                usernames_beside_domains: sign_up.usernames_beside_domains,
                approval: sign_up.approval,
            },
            one_time_password: &settings.one_time_password,
            imports: &settings.imports,
            integration: Integration::of(&settings.integration, organisation),
            sso: Sso {
                required: settings.sso.required,
                break_glass,
            },
            colour: settings.colour,
        }
    }
}

fn reference<E: Entry>(id: Option<&str>, list: &List<E>) -> Option<Reference> {
    let id = id?;
    Some(Reference::new(id, list.get(id).map(Entry::name)))
}

/// Settings with their version.
async fn answer_settings(
    env: &Env,
    settings: &organisation::Settings,
    organisation: &Organisation,
) -> Result<Response, Problem> {
    let break_glass = match &settings.sso.break_glass {
        None => None,
        Some(id) => {
            let user = env.store.find_user(&organisation.slug, id).await?;
            let name = user.map(|user| user.name().join(" "));
            Some(Reference::new(id, name.as_deref()))
        }
    };
    let shown = Settings::of(settings, organisation, break_glass);
    let mut response = answer::json(200, &shown);
    answer::set(&mut response, "etag", &settings.version());
    Ok(response)
}

/// Show the settings
///
/// The organisation's settings. Shown to those who may change settings or manage users.
#[utoipa::path(
    get, path = "/api/settings", operation_id = "show_settings", tag = "Settings and lists",
    security(("api_client" = ["users:read"]), ("api_client" = ["imports:write"]), ("api_client" = ["settings:write"])),
    responses((status = 200, description = "The settings.", body = Settings<'_>, headers(("ETag" = String)))),
)]
pub(crate) async fn show(
    State(env): State<Arc<Env>>,
    caller: SettingsReader<Organisation>,
) -> Result<Response, Problem> {
    answer_settings(&env, &caller.organisation.settings, &caller.organisation).await
}

/// Change settings
///
/// A merge patch (RFC 7396); what comes out is checked whole, and all faults are named at once. Switching
/// `communication.armed` on sends what has been waiting for it. Defaults for sign-up are named by id or exact name.
///
/// A change of `sso` takes both `manage_users` and `manage_settings`, and a person. Switching `sso.required` on ends every session that
/// began with a password, but for the break-glass administrator's: with its next request.
#[utoipa::path(
    patch, path = "/api/settings", operation_id = "change_settings", tag = "Settings and lists",
    security(("api_client" = ["settings:write"])),
    params(IfMatch),
    request_body(content = SettingsChange, content_type = "application/merge-patch+json", examples(
        ("arm" = (value = json!({ "communication": { "armed": true } }))),
        ("name" = (value = json!({ "name": "Nordlys Detail A/S" }))),
        ("single_sign_on_alone" = (value = json!({ "sso": { "required": true, "break_glass": "u_0c9k3v7wq2m5x8bn" } }))),
    )),
    responses(
        (status = 200, description = "The settings as they are now.", body = Settings<'_>,
            headers(("ETag" = String))),
        (status = 412, response = Stale),
    ),
)]
pub(crate) async fn change(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager<Organisation>,
    IfMatch(expected): IfMatch,
    Patch(patch): Patch<SettingsChange>,
) -> Result<Response, Problem> {
    let (change, expected) = (&patch.value, expected.as_ref());
    if !patch.faults.is_empty() {
        return Err(match settings::check(&caller, expected, change) {
            Ok(()) => Problem::invalid(patch.faults),
            Err(ChangeError::Invalid(more)) => body::refuse(patch.faults, more),
            Err(error) => error.into(),
        });
    }
    let saved = settings::change(&env, &moment, &caller, expected, change).await?;
    answer_settings(&env, &saved, &caller.organisation).await
}
