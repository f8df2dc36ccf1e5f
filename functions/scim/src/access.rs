//! Which directory is asking: by the integration token that comes with each of its requests.

use crate::{App, refusal::Refused};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::store::ephemera::{Counter, seconds_left},
    domain::{caller::UserManager, context::Context, machine::Presented, organisation::Slug},
    web::{
        problem::{Problem, Reason},
        route::Moment,
    },
    workflow::authenticate::{ReadOrganisation, find_integration},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Requests of one organisation's directories in [`WINDOW_SECONDS`]: 100 a second, four times what Entra asks for.
const MOST_REQUESTS: u32 = 1_000;
/// What requests are counted by, in seconds.
const WINDOW_SECONDS: i64 = 10;
/// A process notes the use of a token no more often than this; what is stored is to the hour.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(30);
/// Of so many tokens a process knows when it noted them.
const MOST_NOTED: usize = 1_000;

/// When this process noted the use of which key.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<HashMap<String, Timestamp>>);

impl Noted {
    /// Whether a key's use is to be noted.
    fn is_new(&self, key: &str, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted
            .get(key)
            .is_some_and(|at| now.duration_since(*at) < NOTED_EVERY)
        {
            return false;
        }
        if noted.len() >= MOST_NOTED {
            noted.clear();
        }
        noted.insert(key.to_owned(), now);
        true
    }
}

/// The directory that asks, as somebody who manages users; and the organisation as far as it was read.
#[derive(Debug)]
pub(crate) struct Directory<O>(pub(crate) UserManager<O>);

impl<O: ReadOrganisation> FromRequestParts<Arc<App>> for Directory<O> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        let moment = Moment::from_request_parts(parts, app).await?;
        let presented = presented(parts).ok_or_else(Problem::unauthorised)?;
        let env = &app.env;
        let found = find_integration(&env.store, &presented, moment.now()).await?;
        let (caller, machine, key) = found.ok_or_else(Problem::unauthorised)?;
        // The key was ours, so that no stranger uses another organisation's room up.
        require_room_for(app, &moment, &presented.organisation, 1).await?;
        if app.noted.is_new(key.id(), moment.now()) {
            env.store
                .note_machine_use(&env.secret, moment.now(), &presented.organisation, &machine, &key)
                .await?;
        }
        let caller = UserManager::try_from(caller).map_err(Problem::from)?;
        Ok(Self(caller))
    }
}

fn presented(parts: &Parts) -> Option<Presented> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    is_bearer.then(|| Presented::read(token.trim())).flatten()
}

/// Counts so many requests of an organisation's directories, all of them or none.
///
/// # Errors
///
/// There is no room for them now, or the store's.
pub(crate) async fn require_room_for(
    app: &App,
    context: &Context,
    organisation: &Slug,
    requests: usize,
) -> Result<(), Refused> {
    if requests == 0 {
        return Ok(());
    }
    let env = &app.env;
    let counter = Counter::new(&env.secret, "integration_request", &[organisation.as_str()]);
    let (now, most) = (context.now(), MOST_REQUESTS);
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    let counted = env
        .store
        .count_several(now, &counter, requests, most, WINDOW_SECONDS);
    if counted.await? {
        return Ok(());
    }
    let problem = Problem::from(Reason::TooManyScimRequests);
    Err(problem.after(seconds_left(now, WINDOW_SECONDS)).into())
}
