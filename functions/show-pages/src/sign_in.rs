//! `/{organisation}`: signing in, being signed in, signing out.

use crate::{
    answer,
    form::Form,
    manager::reach,
    password,
    reader::parameter,
    refusal,
    view::{self, Provider, Reach, SignInState, Welcome},
    visit::{Event, Visit, identifiers},
};
use rollcall::{
    domain::{
        permission::Actor,
        sign_up,
        sso::{connection, hint},
        user::User,
    },
    web::{answer::Response, cookie, problem::Problem, sso::Failure},
    workflow::{
        sign_in::{self, Credentials, SignInError},
        sign_out::{self, Extent},
        sso::home::{self, Way},
    },
};

/// The parameter by which the break-glass administrator finds the form in an organisation that signs in by single sign-on alone.
const PASSWORD: &str = "password";

/// The sign-in page, or the welcome page for a user who is signed in already.
pub(crate) async fn show(visit: Visit) -> Result<Response, Problem> {
    let visit = &visit;
    if let Some(user) = visit.find_signed_in().await? {
        let kind = visit.env.store.find_permission_type_of(&user).await?;
        let actor = Actor::holding(&user, kind.as_ref());
        let manages = actor.scope().is_ok().then(|| reach(&actor));
        return Ok(welcome(visit, &user, manages));
    }
    if let Some(page) = lead(visit).await? {
        return Ok(page);
    }
    let state = match parameter(&visit.uri, "sso").and_then(|word| Failure::parse(&word)) {
        Some(failure) => SignInState::Sso(failure),
        None if visit.has_seen(Event::SignedOut) => SignInState::SignedOut,
        None => SignInState::Fresh,
    };
    page(visit, 200, "", state).await
}

/// Takes identifier and password.
pub(crate) async fn sign_in(visit: Visit, form: Form) -> Result<Response, Problem> {
    let (visit, env) = (&visit, &visit.env);
    let identifier = form.get("identifier");
    if !asks_for_password(visit) {
        let slug = &visit.organisation.slug;
        if let Some(way) = home::find(env, &visit.moment, slug, identifier).await? {
            return Ok(answer::see_other(&lead_address(visit, &way)));
        }
    }
    let credentials = Credentials {
        organisation: visit.organisation.slug.as_str(),
        identifier,
        password: form.get("password"),
        network: &visit.network,
        devices: visit.devices(),
    };
    // Boxed: 20 kB of future would be copied up through every caller.
    let signed_in = Box::pin(sign_in::sign_in(
        &env.store,
        &env.secret,
        &env.public_url,
        &visit.moment,
        credentials,
    ))
    .await;
    match signed_in {
        Ok(sign_in::SignedIn::Session {
            access_token, device, ..
        }) => {
            let mut response = answer::see_other(&visit.address("", None));
            visit.enter(&mut response, &access_token, &device);
            Ok(response)
        }
        Ok(sign_in::SignedIn::PasswordChange { ticket }) => {
            Ok(password::page(visit, 200, identifier, &ticket, &[]))
        }
        Err(SignInError::Refused) => page(visit, 401, identifier, SignInState::Wrong).await,
        Err(SignInError::TooMany { retry_after }) => {
            let state = SignInState::TooOften { retry_after };
            let mut response = page(visit, 429, identifier, state).await?;
            refusal::retry_after(&mut response, retry_after);
            Ok(response)
        }
        Err(SignInError::Store(error)) => Err(error.into()),
    }
}

/// Whether the reader wants the form, whatever their e-mail.
fn asks_for_password(visit: &Visit) -> bool {
    parameter(&visit.uri, PASSWORD).is_some()
}

/// The address of the page that leads on to a provider. Browsers keep a form to the addresses that its page's policy names, its
/// redirects among them; a page of its own may lead anywhere.
fn lead_address(visit: &Visit, way: &Way) -> String {
    let address = visit.address("", None);
    let mark = if address.contains('?') { '&' } else { '?' };
    let (_, query) = way.path.split_once('?').unwrap_or_default();
    format!("{address}{mark}{query}")
}

/// The page that leads on to the provider of a connection, where the address names one.
async fn lead(visit: &Visit) -> Result<Option<Response>, Problem> {
    let (Some(id), Some(hint)) = (parameter(&visit.uri, "connection"), parameter(&visit.uri, "hint")) else {
        return Ok(None);
    };
    let slug = &visit.organisation.slug;
    if !connection::is_id(&id) || !hint::is_one(&hint) {
        return Ok(None);
    }
    let Some(found) = visit.env.store.find_connection(slug, &id).await? else {
        return Ok(None);
    };
    let view = view::Lead {
        provider: &found.name,
        address: &format!("/api/sso/{slug}?connection={id}&hint={hint}"),
    };
    let markup = view::lead(&visit.reader.shell(None), &view);
    Ok(Some(answer::page(200, &markup)))
}

/// Ends the session and removes its cookie from this browser: a kept copy of the cookie is worthless. A request without
/// the cookie ends nothing: browsers leave it out of what another site's page sends, so no such page signs a user out.
pub(crate) async fn sign_out(visit: Visit) -> Result<Response, Problem> {
    if let Some(session) = visit.session() {
        sign_out::sign_out(&visit.env.store, &visit.moment, &session, Extent::Here).await?;
    }
    let mut response = answer::see_other(&visit.address("", Some(Event::SignedOut)));
    if visit.cookie().is_some() {
        cookie::end(&mut response);
    }
    Ok(response)
}

async fn page(visit: &Visit, status: u16, identifier: &str, state: SignInState) -> Result<Response, Problem> {
    let sign_up_enabled = sign_up::is_offered(&visit.organisation);
    let connections = visit.env.store.find_connections(&visit.organisation.slug).await?;
    let providers: Vec<Provider<'_>> = connections
        .iter()
        .map(|connection| Provider {
            id: &connection.id,
            name: &connection.name,
        })
        .collect();
    // Where the providers alone lead in, the form is for the break-glass administrator, who knows its address.
    let asks_for_password = status != 200 || asks_for_password(visit);
    let is_required = visit.organisation.settings.sso.required;
    let leads_by_domain = connections.iter().any(|one| !one.domains.is_empty());
    let password_address = (leads_by_domain && !is_required && !asks_for_password)
        .then(|| visit.address_with("", None, (PASSWORD, "1")));
    let view = view::SignIn {
        identifier,
        state,
        sign_up_enabled,
        providers: &providers,
        sso_only: is_required && !asks_for_password,
        password_address: password_address.as_deref(),
    };
    Ok(answer::page(
        status,
        &view::sign_in(&visit.reader.shell(None), &view),
    ))
}

fn welcome(visit: &Visit, user: &User, manages: Option<Reach>) -> Response {
    let profile = &user.profile;
    let view = Welcome {
        first_name: &profile.first_name,
        last_name: &profile.last_name,
        identifiers: &identifiers(profile),
        sign_in_url: &format!("{}/{}", visit.env.public_url, visit.organisation.slug),
        just_activated: visit.has_seen(Event::Activated),
        manages,
    };
    answer::page(
        200,
        &view::welcome(&visit.reader.shell(Some(&profile.language)), &view),
    )
}
