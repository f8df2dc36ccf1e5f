//! `/{organisation}/activate/{token}`: what an activation link opens.
//!
//! Opening it changes nothing, however often and by whomever; pressing the button redeems it.

use crate::{
    answer, cookie, password,
    view::{self, ChoosePassword, LinkUnusable, Switch},
    visit::{Event, Visit, identifiers},
};
use lambda_http::{Body, Response};
use rollcall::{
    activation::Link,
    fault::Fault,
    problem::{Kind, Problem},
    secret::Purpose,
    workflow::redeem::{self, Invitation, Opened},
};

/// Shows what the link leads to.
pub(crate) async fn show(visit: &Visit<'_>, token: &str) -> Result<Response<Body>, Problem> {
    Ok(match open(visit, token).await? {
        Opened::Valid(invitation) => page(visit, 200, &invitation, &[]),
        Opened::Expired(invitation) => expired(visit, token, &invitation),
        Opened::Gone => gone(visit),
    })
}

/// Takes the password.
pub(crate) async fn redeem(visit: &Visit<'_>, token: &str) -> Result<Response<Body>, Problem> {
    let app = visit.app;
    let form = visit.form()?;
    let invitation = match open(visit, token).await? {
        Opened::Valid(invitation) => invitation,
        Opened::Expired(invitation) => return Ok(expired(visit, token, &invitation)),
        Opened::Gone => return Ok(gone(visit)),
    };
    let own_words = invitation.user.own_words(&visit.organisation.settings.name);
    let chosen = match password::read_password(&form, &own_words) {
        Ok(chosen) => chosen,
        Err(faults) => return Ok(page(visit, 422, &invitation, &faults)),
    };
    let redeemed = redeem::redeem(
        &app.store,
        &app.secret,
        &app.public_url,
        visit.context,
        token,
        chosen,
    )
    .await;
    match redeemed {
        Ok((_, access_token)) => {
            let mut response = answer::see_other(&visit.address("", Some(Event::Activated)));
            cookie::start(&mut response, &access_token);
            Ok(response)
        }
        Err(problem) => match problem.kind {
            Kind::Invalid => Ok(page(visit, 422, &invitation, &problem.errors)),
            // Another press of the button was quicker.
            Kind::Gone => Ok(gone(visit)),
            _ => Err(problem),
        },
    }
}

/// Sends a fresh link in place of an expired one, to the same contact.
pub(crate) async fn renew(visit: &Visit<'_>, token: &str) -> Result<Response<Body>, Problem> {
    let app = visit.app;
    if visit.form()?.get("only") == "show" {
        // Asked for in another language: nothing is sent again.
        return Ok(renewed(visit, token, None));
    }
    let (Opened::Valid(invitation) | Opened::Expired(invitation)) = open(visit, token).await? else {
        return Ok(gone(visit));
    };
    redeem::renew(&app.store, &app.secret, visit.context, token).await?;
    Ok(renewed(visit, token, Some(&invitation.user.profile.language)))
}

/// The way back to the link, for whoever opens the address that only its button posts to.
pub(crate) fn show_renewed(visit: &Visit<'_>, token: &str) -> Response<Body> {
    answer::see_other(&visit.address(&format!("/activate/{token}"), None))
}

fn renewed(visit: &Visit<'_>, token: &str, own: Option<&str>) -> Response<Body> {
    let again = Switch::Form {
        path: &format!("/activate/{token}/renew"),
        fields: &[("only", "show")],
    };
    answer::page(202, &view::renewed(&visit.reader.shell_of_answer(own, again)))
}

/// Looks at the link, which must be one of this organisation: under any other address it is unknown.
async fn open(visit: &Visit<'_>, token: &str) -> Result<Opened, Problem> {
    let belongs_here = Link::read(token, &visit.app.secret, Purpose::ActivationLink)
        .is_some_and(|link| link.organisation == visit.organisation.slug);
    if belongs_here {
        redeem::open(&visit.app.store, &visit.app.secret, visit.context, token).await
    } else {
        Ok(Opened::Gone)
    }
}

fn page(visit: &Visit<'_>, status: u16, invitation: &Invitation, faults: &[Fault]) -> Response<Body> {
    let profile = &invitation.user.profile;
    let view = ChoosePassword {
        first_name: &profile.first_name,
        identifiers: &identifiers(profile),
        shortest: rollcall::password::SHORTEST,
        faults,
    };
    answer::page(
        status,
        &view::choose_password(&visit.reader.shell(Some(&profile.language)), &view),
    )
}

fn expired(visit: &Visit<'_>, token: &str, invitation: &Invitation) -> Response<Body> {
    let shell = visit.reader.shell(Some(&invitation.user.profile.language));
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

fn gone(visit: &Visit<'_>) -> Response<Body> {
    answer::page(
        410,
        &view::link_unusable(&visit.reader.shell(None), &LinkUnusable { renewable: None }),
    )
}
