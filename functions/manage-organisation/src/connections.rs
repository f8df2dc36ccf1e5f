//! `/api/connections`: the providers by which people may sign in (single sign-on by OpenID Connect).

use axum::extract::State;
use jiff::Timestamp;
use rollcall::{
    domain::{
        caller::SettingsManager,
        change::Change,
        field::Field,
        organisation::Organisation,
        settings::EntryName,
        sso::{
            connection::{self, ConnectionDraft, EmailTrust},
            mapping::{Mapping, MappingChange},
        },
    },
    web::{
        answer::{self, Response},
        body::{Collected, Patch, refuse},
        page::{Page, PageRequest, Pager},
        path::Path,
        problem::{LastConnection, Problem, TooManyConnections},
        route::Moment,
        user::Reference,
    },
    workflow::{
        Env,
        organisation::connections::{self, TrialAddress},
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

type ConnectionPage = Page<Connection>;

/// A provider by which the organisation's people may sign in.
#[derive(Serialize, ToSchema)]
struct Connection {
    /// Opaque.
    #[schema(example = "sc_7h2k9qwc3m5x8r4t")]
    id: String,
    /// What people read on the button.
    #[schema(example = "Nordlys account")]
    name: String,
    /// The provider, as it names itself.
    #[schema(example = "https://login.example.com")]
    issuer: String,
    /// What the provider knows Rollcall by.
    #[schema(example = "rollcall")]
    client_id: String,
    /// A client secret is kept, and can be used. It is never shown.
    has_client_secret: bool,
    /// Whose e-mail is of one of them is led here.
    #[schema(example = json!(["nordlys.example"]))]
    domains: Vec<String>,
    email_trust: EmailTrust,
    /// The claim that names people as the directory does that provisions them over SCIM (`externalId`).
    #[schema(required, nullable, example = "oid")]
    external_id_claim: Option<String>,
    /// The integration token of that directory, by its id.
    #[schema(required, nullable, example = "it_7h2k9qwc3m5x8r4t")]
    integration_token: Option<String>,
    /// Who is not there yet is created by their first sign-in.
    just_in_time: bool,
    /// What people become who are created so; `null`: what sign-up gives, or else the first of the list.
    #[schema(required, nullable)]
    default_department: Option<Reference>,
    /// Likewise.
    #[schema(required, nullable)]
    default_job_profile: Option<Reference>,
    /// Likewise: the first one without capabilities.
    #[schema(required, nullable)]
    default_permission_type: Option<Reference>,
    /// Where the provider sends people back to. Give it to the provider, letter by letter.
    #[schema(example = "https://people.example.com/api/sso/callback")]
    redirect_uri: String,
    claims: ClaimNames,
    /// The fields of a profile that are made at each sign-in what the provider says; of all others it is asked where somebody is
    /// created.
    #[schema(example = json!(["department", "phone"]))]
    keep_in_sync: Vec<String>,
    /// When it first let somebody in, or was tested with success, since issuer, client and secret are what they are; `null`: never.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    proven_at: Option<Timestamp>,
    /// The user who made it, by their id.
    #[schema(example = "u_0c9k3v7wq2m5x8bn")]
    created_by: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Which claim says what of a person; `null`: the standard one (`given_name`, `family_name` or `name`, `email`, `locale`), or none.
#[derive(Serialize, ToSchema)]
struct ClaimNames {
    #[schema(required, nullable)]
    first_name: Option<String>,
    #[schema(required, nullable)]
    last_name: Option<String>,
    #[schema(required, nullable)]
    email: Option<String>,
    #[schema(required, nullable, example = "preferred_username")]
    username: Option<String>,
    #[schema(required, nullable, example = "phone_number")]
    phone: Option<String>,
    #[schema(required, nullable, example = "https://nordlys.example/department")]
    department: Option<String>,
    #[schema(required, nullable, example = "extension_1a2b_jobTitle")]
    job_profile: Option<String>,
    #[schema(required, nullable)]
    language: Option<String>,
}

impl ClaimNames {
    fn of(mapping: &Mapping) -> Self {
        let name = |field| mapping.get(field).map(str::to_owned);
        Self {
            first_name: name(Field::FirstName),
            last_name: name(Field::LastName),
            email: name(Field::Email),
            username: name(Field::Username),
            phone: name(Field::Phone),
            department: name(Field::Department),
            job_profile: name(Field::JobProfile),
            language: name(Field::Language),
        }
    }
}

impl Connection {
    fn of(env: &Env, organisation: &Organisation, connection: &connection::Connection) -> Self {
        let client_secret = connection.client_secret(&env.secret, &organisation.slug);
        let named = |id: &Option<String>, name: &dyn Fn(&str) -> Option<String>| {
            let id = id.as_deref()?;
            Some(Reference::new(id, name(id).as_deref()))
        };
        let defaults = &connection.defaults;
        Self {
            id: connection.id.clone(),
            name: connection.name.clone(),
            issuer: connection.issuer.clone(),
            client_id: connection.client_id.clone(),
            has_client_secret: client_secret.is_ok_and(|secret| secret.is_some()),
            domains: connection.domains.clone(),
            email_trust: connection.email_trust,
            external_id_claim: connection.external_id_claim.clone(),
            integration_token: connection.integration_token.clone(),
            just_in_time: connection.just_in_time,
            default_department: named(&defaults.department, &|id| {
                Some(organisation.departments.get(id)?.name.clone())
            }),
            default_job_profile: named(&defaults.job_profile, &|id| {
                Some(organisation.job_profiles.get(id)?.name.clone())
            }),
            default_permission_type: named(&defaults.permission_type, &|id| {
                Some(organisation.permission_types.get(id)?.name.clone())
            }),
            redirect_uri: format!("{}/api/sso/callback", env.public_url),
            claims: ClaimNames::of(&connection.claims),
            keep_in_sync: connection.keep_in_sync.clone(),
            proven_at: connection.proven_at,
            created_by: connection.created_by.clone(),
            created_at: connection.created_at,
        }
    }
}

/// The organisation with the lists that connections name entries of.
async fn find_lists(env: &Env, caller: &SettingsManager) -> Result<Organisation, Problem> {
    let found = env.store.find_organisation(&caller.organisation.slug).await?;
    found.ok_or_else(Problem::not_found)
}

async fn show(
    env: &Env,
    caller: &SettingsManager,
    status: u16,
    connection: &connection::Connection,
) -> Result<Response, Problem> {
    let organisation = find_lists(env, caller).await?;
    Ok(answer::json(
        status,
        &Connection::of(env, &organisation, connection),
    ))
}

/// List the connections
///
/// The oldest first, one page at a time.
#[utoipa::path(
    get, path = "/api/connections", operation_id = "list_connections", tag = "Single sign-on",
    params(PageRequest),
    responses((status = 200, description = "A page of the list.", body = ConnectionPage)),
)]
pub(crate) async fn list(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    asked: PageRequest,
) -> Result<Response, Problem> {
    let pager = Pager::new(&env, &moment, asked, &caller);
    let paging = pager.read().map_err(Problem::invalid)?;
    let organisation = find_lists(&env, &caller).await?;
    let all = connections::list(&env, &caller).await?;
    let key = |one: &connection::Connection| format!("{:.3}#{}", one.created_at, one.id);
    let start = paging
        .after
        .as_ref()
        .map_or(0, |after| all.partition_point(|one| key(one) <= *after));
    let rest = &all[start..];
    let page = &rest[..rest.len().min(paging.limit)];
    let last = page.last().filter(|_| rest.len() > page.len()).map(key);
    let items = page.iter().map(|one| Connection::of(&env, &organisation, one));
    let items: Vec<Connection> = items.collect();
    Ok(answer::json(200, &pager.page(items, last.as_deref())))
}

/// A connection to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConnection {
    /// What people read on the button: 1 to 100 characters.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 100,
        example = "Nordlys account"
    )]
    name: Option<String>,
    /// The provider, as it names itself: an address over TLS, of your organisation alone.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 200,
        example = "https://login.example.com"
    )]
    issuer: Option<String>,
    /// What the provider knows Rollcall by.
    #[schema(
        required = true,
        nullable = false,
        min_length = 1,
        max_length = 200,
        example = "rollcall"
    )]
    client_id: Option<String>,
    /// What Rollcall proves itself with to the provider; without one, with PKCE alone. It is kept encrypted and never shown.
    #[schema(nullable = true, min_length = 1, max_length = 1000, format = Password, example = "4c1d…")]
    client_secret: Option<String>,
    /// People whose e-mail is of one of these domains are led here. A domain is of one connection. `issuer_and_domains` and Google
    /// need at least one.
    #[schema(nullable = false, max_items = 100, example = json!(["nordlys.example"]))]
    domains: Option<Vec<String>>,
    /// `verified_claim` where it is left out.
    #[schema(nullable = false, value_type = Option<EmailTrust>)]
    email_trust: Option<String>,
    /// The claim that names people as the directory does that provisions them over SCIM (`externalId`), such as Microsoft Entra's
    /// `oid`: it leads to them before any e-mail. Give it to the connection of that directory's own provider, and to no other:
    /// its word for it is believed. Needs `integration_token`.
    #[schema(min_length = 1, max_length = 100, example = "oid")]
    external_id_claim: Option<String>,
    /// The id of the integration token with which that directory provisions people: whom another one calls so is not meant. With
    /// `external_id_claim`, and only then.
    #[schema(min_length = 1, max_length = 100, example = "it_7h2k9qwc3m5x8r4t")]
    integration_token: Option<String>,
    /// Create who is not there yet by their first sign-in. Off where it is left out.
    #[schema(nullable = false)]
    just_in_time: Option<bool>,
    /// What people become who are created so: an entry by its id or name. Left out: what sign-up gives, or else the first of the
    /// list.
    default_department: Option<EntryName>,
    /// Likewise.
    default_job_profile: Option<EntryName>,
    /// Likewise. One without capabilities.
    default_permission_type: Option<EntryName>,
    /// Which claim says what of a person, where it is not the standard one: its whole name, whatever signs are in it, or the way into
    /// it with dots between (`address.locality`). A value that does not hold keeps nobody out: it is left out.
    #[schema(nullable = false)]
    claims: Option<MappingChange>,
    /// Fields of the profile that are made at each sign-in what the provider says, each said by some claim; none where it is left out.
    /// What a directory keeps in step, and the department of somebody with rights, stays as it is.
    #[schema(nullable = false, max_items = 8, example = json!(["department", "phone"]))]
    keep_in_sync: Option<Vec<String>>,
}

/// Make a connection
///
/// It works from the next request on: people find its button on the sign-in page. An account is found by issuer and subject; an
/// e-mail leads to one that is there only as `email_trust` says. Issuers that stand for everybody (`common`, `organizations`) are
/// refused. Who makes or changes a connection must hold both `manage_users` and `manage_settings`. An organisation has at most 20.
#[utoipa::path(
    post, path = "/api/connections", operation_id = "add_connection", tag = "Single sign-on",
    request_body = NewConnection,
    responses(
        (status = 201, description = "It was made.", body = Connection, headers(("Location" = String))),
        (status = 409, response = TooManyConnections),
    ),
)]
pub(crate) async fn add(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    body: Collected<NewConnection>,
) -> Result<Response, Problem> {
    let wanted = body.value;
    let draft = ConnectionDraft {
        name: wanted.name,
        issuer: wanted.issuer,
        client_id: wanted.client_id,
        client_secret: wanted.client_secret.map_or(Change::Keep, Change::To),
        domains: wanted.domains.unwrap_or_default(),
        email_trust: wanted.email_trust,
        external_id_claim: wanted.external_id_claim,
        integration_token: wanted.integration_token,
        just_in_time: wanted.just_in_time.unwrap_or_default(),
        default_department: wanted.default_department,
        default_job_profile: wanted.default_job_profile,
        default_permission_type: wanted.default_permission_type,
        claims: wanted.claims.unwrap_or_default(),
        keep_in_sync: wanted.keep_in_sync.unwrap_or_default(),
    };
    if !body.faults.is_empty() {
        let more = connections::check(&env, &caller, None, draft).await?;
        return Err(refuse(body.faults, more));
    }
    let made = connections::create(&env, &moment, &caller, draft).await?;
    let mut response = show(&env, &caller, 201, &made).await?;
    answer::set(
        &mut response,
        "location",
        &format!("/api/connections/{}", made.id),
    );
    Ok(response)
}

/// Fields to be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConnectionPatch {
    /// 1 to 100 characters.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100, example = "Nordlys account")]
    name: Change<String>,
    /// Another issuer takes another client secret.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    issuer: Change<String>,
    /// Many providers name people otherwise to another client: they are then found by `external_id_claim`, where there is one, and
    /// else by their e-mail again, as `email_trust` says. Somebody found by their e-mail whose name has changed meanwhile is refused as
    /// somebody else, until their name is put right here.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    client_id: Change<String>,
    /// `null` for none.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1000, format = Password)]
    client_secret: Change<String>,
    /// All of them.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 100)]
    domains: Change<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = EmailTrust, required = false)]
    email_trust: Change<String>,
    /// `null`: there is no such directory.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, example = "oid")]
    external_id_claim: Change<String>,
    /// Goes with `external_id_claim`, where that becomes `null`.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, example = "it_7h2k9qwc3m5x8r4t")]
    integration_token: Change<String>,
    /// Create who is not there yet by their first sign-in.
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    just_in_time: Change<bool>,
    /// `null`: what sign-up gives, or else the first of the list.
    #[serde(default)]
    #[schema(value_type = Option<EntryName>)]
    default_department: Change<EntryName>,
    /// Likewise.
    #[serde(default)]
    #[schema(value_type = Option<EntryName>)]
    default_job_profile: Change<EntryName>,
    /// Likewise.
    #[serde(default)]
    #[schema(value_type = Option<EntryName>)]
    default_permission_type: Change<EntryName>,
    /// Those that are named here.
    #[serde(default)]
    #[schema(value_type = MappingChange, required = false)]
    claims: Change<MappingChange>,
    /// All of them.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, max_items = 8)]
    keep_in_sync: Change<Vec<String>>,
}

/// Change a connection
///
/// A merge patch (RFC 7396). With another issuer or client it has yet to be shown that the connection works.
#[utoipa::path(
    patch, path = "/api/connections/{id}", operation_id = "change_connection", tag = "Single sign-on",
    params(("id" = String, Path, description = "Id of a connection.", example = "sc_7h2k9qwc3m5x8r4t")),
    request_body(content = ConnectionPatch, content_type = "application/merge-patch+json", examples(
        ("create people" = (value = json!({ "just_in_time": true }))),
    )),
    responses(
        (status = 200, description = "The connection as it is now.", body = Connection),
        (status = 409, response = LastConnection),
    ),
)]
pub(crate) async fn change(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
    Patch(body): Patch<ConnectionPatch>,
) -> Result<Response, Problem> {
    let before = connections::find(&env, &caller, &id).await?;
    let was = ConnectionDraft::of(&before);
    let patch = body.value;
    let has_directory = patch.external_id_claim != Change::Remove;
    let draft = ConnectionDraft {
        name: patch.name.apply(was.name),
        issuer: patch.issuer.apply(was.issuer),
        client_id: patch.client_id.apply(was.client_id),
        client_secret: patch.client_secret,
        domains: patch.domains.apply(Some(was.domains)).unwrap_or_default(),
        email_trust: patch.email_trust.apply(was.email_trust),
        external_id_claim: patch.external_id_claim.apply(was.external_id_claim),
        integration_token: patch
            .integration_token
            .apply(was.integration_token.filter(|_| has_directory)),
        just_in_time: patch
            .just_in_time
            .apply(Some(was.just_in_time))
            .unwrap_or_default(),
        default_department: patch.default_department.apply(was.default_department),
        default_job_profile: patch.default_job_profile.apply(was.default_job_profile),
        default_permission_type: patch.default_permission_type.apply(was.default_permission_type),
        claims: patch.claims.apply(Some(was.claims)).unwrap_or_default(),
        keep_in_sync: patch
            .keep_in_sync
            .apply(Some(was.keep_in_sync))
            .unwrap_or_default(),
    };
    if !body.faults.is_empty() {
        let more = connections::check(&env, &caller, Some(&before), draft).await?;
        return Err(refuse(body.faults, more));
    }
    let after = connections::change(&env, &moment, &caller, &before, draft).await?;
    show(&env, &caller, 200, &after).await
}

/// Where to try a connection out.
#[derive(Serialize, ToSchema)]
struct ConnectionTest {
    /// To be opened in a browser: it leads to the provider, and back to what came of it.
    #[schema(
        example = "https://people.example.com/api/sso/nordlys?connection=sc_7h2k9qwc3m5x8r4t&trial=1780000000.0a1b"
    )]
    url: String,
    /// It leads nowhere from then on.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
}

/// Test a connection
///
/// Open the address in a browser and sign in with the provider: what comes back says what the provider has said of you, and what
/// would become of you, or what is wrong, down to the technical reason. Nobody is signed in, changed or created by it. It can be
/// used for a quarter of an hour. A test that would let you in shows that the connection works (`proven_at`).
#[utoipa::path(
    post, path = "/api/connections/{id}/test", operation_id = "test_connection", tag = "Single sign-on",
    params(("id" = String, Path, description = "Id of a connection.", example = "sc_7h2k9qwc3m5x8r4t")),
    responses((status = 200, description = "Where to try it out.", body = ConnectionTest)),
)]
pub(crate) async fn test(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let TrialAddress { url, ends_at } = connections::try_out(&env, &moment, &caller, &id).await?;
    Ok(answer::json(200, &ConnectionTest { url, ends_at }))
}

/// Remove a connection
///
/// Nobody signs in by it from the next request on; sessions that began with it go on until they end. People who have no password
/// need another connection to the same provider, or a one-time password. While single sign-on is required (`sso.required` in the
/// settings), the last connection that works (`proven_at`) stays: add another one and test it first.
#[utoipa::path(
    delete, path = "/api/connections/{id}", operation_id = "remove_connection", tag = "Single sign-on",
    params(("id" = String, Path, description = "Id of a connection.", example = "sc_7h2k9qwc3m5x8r4t")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 409, response = LastConnection),
    ),
)]
pub(crate) async fn remove(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: SettingsManager,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    connections::remove(&env, &moment, &caller, &id).await?;
    Ok(answer::empty(204))
}
