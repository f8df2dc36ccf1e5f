//! Trying a connection out: shows an administrator what would happen, and changes nobody.
//!
//! A browser is led to a page that shows what came of it, in its reader's language; a program gets it as JSON.

use crate::{App, failure};
use axum::http::{HeaderMap, header};
use rollcall::{
    domain::{
        context::Context,
        fault::Fault,
        language::Language,
        organisation::{Naming, Organisation},
        sso::{claims::Claims, connection::Connection, login::Login, profile::Given},
        user::Profile,
    },
    web::{
        answer::{self, Response},
        sso::{Failure, KeptTrial, Trial, TrialFault, TrialField, TrialOutcome},
    },
    workflow::sso::{self, Verdict},
};
use serde_json::Map;

/// What the ids of what came of trials begin with.
const PREFIX: &str = "t_";

/// Shows what came of a trial.
pub(crate) async fn show(
    app: &App,
    context: &Context,
    headers: &HeaderMap,
    login: &Login,
    kept: KeptTrial,
) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if !accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        return answer::json(200, &kept.trial);
    }
    let env = &app.env;
    let (organisation, connection) = (&login.organisation, &login.connection);
    let id = context.id(PREFIX);
    let sealed = kept
        .clone()
        .seal(context, &env.secret, organisation, connection, &id);
    match env.store.keep_trial(context.now(), &id, &sealed).await {
        Ok(()) => answer::see_other(&format!(
            "/{organisation}/integration/{connection}/test?result={id}"
        )),
        Err(error) => {
            tracing::warn!(%organisation, %connection, %error, "what came of a trial was not kept");
            answer::json(200, &kept.trial)
        }
    }
}

/// What became of it where nobody was named.
pub(crate) fn refused(failure: Failure, reason: &str) -> KeptTrial {
    let trial = Trial {
        outcome: TrialOutcome::Refused,
        user_id: None,
        failure: Some(failure.as_str().to_owned()),
        detail: Some(Language::English.text(&failure.text_id())),
        reason: Some(reason.to_owned()),
        trusted_email: None,
        profile: Vec::new(),
        claims: Map::new(),
    };
    KeptTrial {
        trial,
        faults: Vec::new(),
    }
}

/// What would become of whom the provider has named.
pub(crate) async fn judge(
    app: &App,
    context: &Context,
    login: &Login,
    connection: &Connection,
    claims: &Claims,
) -> KeptTrial {
    let (env, organisation) = (&app.env, &login.organisation);
    let tried = sso::try_out(env, context, organisation, connection, claims).await;
    let (outcome, user_id, refusal) = match tried {
        Ok(Verdict::SignsIn(id)) => (TrialOutcome::SignsIn, Some(id), None),
        Ok(Verdict::Links(id)) => (TrialOutcome::Links, Some(id), None),
        Ok(Verdict::Creates) => (TrialOutcome::Creates, None, None),
        Err(error) => (TrialOutcome::Refused, None, Some(error)),
    };
    let failure = refusal.as_ref().map(failure::of_entering);
    let drawn = sso::draw(env, organisation, connection, claims, user_id.as_deref()).await;
    let (mut profile, mut faults) = (Vec::new(), Vec::new());
    if let Ok(Some((drawn, organisation))) = drawn {
        for given in drawn.given {
            let fault = given.fault.clone();
            profile.push(field(given, drawn.profile.as_ref(), &organisation, connection));
            faults.push(fault.map(|Fault { code, suggestion, .. }| (code, suggestion)));
        }
    }
    let trial = Trial {
        outcome,
        user_id,
        failure: failure.map(|failure| failure.as_str().to_owned()),
        detail: failure.map(|failure| Language::English.text(&failure.text_id())),
        reason: refusal.map(|error| error.as_str().to_owned()),
        trusted_email: claims
            .trusted_email(connection)
            .ok()
            .map(|email| email.as_str().to_owned()),
        profile,
        claims: claims.all().clone(),
    };
    KeptTrial { trial, faults }
}

fn field(
    given: Given,
    profile: Option<&Profile>,
    organisation: &Organisation,
    connection: &Connection,
) -> TrialField {
    let field = given.field;
    let value = profile.and_then(|profile| profile.text(field)).map(|text| {
        let name = organisation.entry_name(field, &text).map(str::to_owned);
        name.unwrap_or_else(|| text.into_owned())
    });
    TrialField {
        field: field.name().to_owned(),
        claim: given.claim,
        said: given.text,
        value,
        fault: given.fault.as_ref().map(TrialFault::of),
        kept_in_sync: connection.keeps(field),
    }
}
