//! `/{organisation}/activate/{token}`: what an activation link opens.
//!
//! Opening it changes nothing, however often and by whomever; pressing the button redeems it.

use crate::{
    answer,
    form::Form,
    password, refusal,
    view::{self, ChoosePassword, LinkUnusable, Switch, Trouble},
    visit::{Event, Visit, identifiers},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use rollcall::{
    domain::{activation::Link, fault::Fault, secret::Purpose, user::User},
    web::{answer::Response, path::Path, problem::Problem},
    workflow::redeem::{self, Opened, RedeemError, RenewError},
};

/// The token of a link, without what stuck to it when it was copied.
pub(crate) struct Token(String);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((_, copied)) = path.map_err(|_| Problem::not_found())?;
        Ok(Self(Link::bare_token(&copied).to_owned()))
    }
}

/// Shows what the link leads to.
pub(crate) async fn show(visit: Visit, Token(token): Token) -> Result<Response, Problem> {
    Ok(match open(&visit, &token).await? {
        Opened::Valid(invited) => page(&visit, 200, &invited, &[]),
        Opened::Expired(invited) => expired(&visit, &token, &invited),
        Opened::Gone => gone(&visit),
    })
}

/// Takes the password.
pub(crate) async fn redeem(visit: Visit, Token(token): Token, form: Form) -> Result<Response, Problem> {
    let (visit, token, env) = (&visit, token.as_str(), &visit.env);
    if !belongs_here(visit, token) {
        return Ok(gone(visit));
    }
    let invited = match open(visit, token).await? {
        Opened::Valid(invited) => Some(invited),
        Opened::Expired(invited) => return Ok(expired(visit, token, &invited)),
        // Used, perhaps by this very press a moment ago.
        Opened::Gone => None,
    };
    let own_words = invited
        .as_ref()
        .map(|invited| invited.own_words(&visit.organisation.settings.name));
    let again = |faults: &[Fault]| match &invited {
        Some(invited) => page(visit, 422, invited, faults),
        None => gone(visit),
    };
    let chosen = match password::read_password(&form, own_words.as_deref().unwrap_or_default()) {
        Ok(chosen) => chosen,
        Err(faults) => return Ok(again(&faults)),
    };
    let redeemed = redeem::redeem(
        &env.store,
        &env.secret,
        &env.public_url,
        &visit.moment,
        token,
        chosen,
        &visit.network,
    )
    .await;
    match redeemed {
        Ok(entered) => {
            let mut response = answer::see_other(&visit.address("", Some(Event::Activated)));
            visit.enter(&mut response, &entered.access_token, &entered.device);
            Ok(response)
        }
        Err(RedeemError::Password(fault)) => Ok(again(&[fault])),
        // Another press of the button was quicker, with another password.
        Err(RedeemError::Gone) => Ok(gone(visit)),
        Err(error @ (RedeemError::Expired | RedeemError::Store(_))) => Err(error.into()),
    }
}

/// Sends a fresh link in place of an expired one, to the same contact.
pub(crate) async fn renew(visit: Visit, Token(token): Token, form: Form) -> Result<Response, Problem> {
    let (visit, token, env) = (&visit, token.as_str(), &visit.env);
    if form.get("only") == "show" {
        // Asked for in another language: nothing is sent again.
        return Ok(renewed(visit, token, None));
    }
    let invited = match open(visit, token).await? {
        Opened::Expired(invited) => invited,
        // It works: there is nothing to renew.
        Opened::Valid(_) => return Ok(to_the_link(visit, token)),
        Opened::Gone => return Ok(gone(visit)),
    };
    let own = Some(invited.profile.language.as_str());
    match redeem::renew(env, &visit.moment, token).await {
        Ok(()) => Ok(renewed(visit, token, own)),
        Err(RenewError::TooOften { retry_after }) => {
            let page = view::trouble(&visit.reader.shell(own), Trouble::TooOften { retry_after });
            let mut response = answer::page(429, &page);
            refusal::retry_after(&mut response, retry_after);
            Ok(response)
        }
        Err(error @ (RenewError::Gone | RenewError::StillWorks | RenewError::Store(_))) => Err(error.into()),
    }
}

/// The way back to the link, from the address that only its button posts to.
pub(crate) async fn show_renewed(visit: Visit, Token(token): Token) -> Response {
    to_the_link(&visit, &token)
}

fn to_the_link(visit: &Visit, token: &str) -> Response {
    answer::see_other(&visit.address(&format!("/activate/{token}"), None))
}

fn renewed(visit: &Visit, token: &str, own: Option<&str>) -> Response {
    let again = Switch::Form {
        path: &format!("/activate/{token}/renew"),
        fields: &[("only", "show")],
    };
    answer::page(202, &view::renewed(&visit.reader.shell_of_answer(own, again)))
}

/// Whether the link is one of this organisation: under any other address it is unknown.
fn belongs_here(visit: &Visit, token: &str) -> bool {
    Link::read(token, &visit.env.secret, Purpose::ActivationLink)
        .is_some_and(|link| link.organisation == visit.organisation.slug)
}

async fn open(visit: &Visit, token: &str) -> Result<Opened, Problem> {
    if belongs_here(visit, token) {
        let env = &visit.env;
        redeem::open(&env.store, &env.secret, &visit.moment, token, &visit.organisation)
            .await
            .map_err(Problem::from)
    } else {
        Ok(Opened::Gone)
    }
}

fn page(visit: &Visit, status: u16, invited: &User, faults: &[Fault]) -> Response {
    let profile = &invited.profile;
    let view = ChoosePassword {
        first_name: &profile.first_name,
        identifiers: &identifiers(profile),
        shortest: rollcall::domain::password::SHORTEST,
        faults,
    };
    answer::page(
        status,
        &view::choose_password(&visit.reader.shell(Some(&profile.language)), &view),
    )
}

fn expired(visit: &Visit, token: &str, invited: &User) -> Response {
    let shell = visit.reader.shell(Some(&invited.profile.language));
    answer::page(
        410,
        &view::link_unusable(
            &shell,
            &LinkUnusable {
                renewable: Some(token),
            },
        ),
    )
}

fn gone(visit: &Visit) -> Response {
    answer::page(
        410,
        &view::link_unusable(&visit.reader.shell(None), &LinkUnusable { renewable: None }),
    )
}
