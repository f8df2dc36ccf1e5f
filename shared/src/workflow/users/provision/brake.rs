//! The brake for directories: what one would do to more people within an hour than the settings allow is held.
//!
//! A directory is answered as if it had been done, since one that is refused stops. So each person of whom something is held says so
//! themselves, and is shown to the directory as it has sent them; to everybody else they are who they were.

use crate::{
    aws::{
        store::{
            StoreError,
            held::{BrakeWrite, Holding, Joining},
            rounds::Rounds,
        },
        telemetry,
    },
    domain::{
        audit::Kind,
        brake::{Brake, Counted, Source, minute_of},
        caller::UserManager,
        context::Context,
        history::Happening,
        hold::{Hold, Status, Wish},
        provisioned::{Braked, Held, Provisioned, Removal},
        user::User,
    },
    workflow::{
        Env,
        holds::{self, count_managed},
        users::TRIES,
    },
};
use std::collections::HashMap;

/// What the brake says of a removal.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It may be carried out, with this written beside it.
    Passes(Vec<BrakeWrite>),
    /// It is held.
    Holds(Box<Holding>),
}

/// People as directories are shown them: what was held of them and has been dropped since is held no more.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn all_as_wished(env: &Env, mut users: Vec<User>) -> Result<Vec<User>, StoreError> {
    let mut known: HashMap<String, bool> = HashMap::new();
    for user in &mut users {
        let slug = user.organisation.clone();
        let Some(provisioned) = &mut user.provisioned else {
            continue;
        };
        let Some(held) = &provisioned.held else { continue };
        let is_wished = if let Some(is_wished) = known.get(&held.hold) {
            *is_wished
        } else {
            let hold = env.store.find_hold(&slug, &held.hold).await?;
            let is_wished = hold.is_some_and(|hold| hold.is_wished());
            known.insert(held.hold.clone(), is_wished);
            is_wished
        };
        if !is_wished {
            provisioned.held = None;
        }
    }
    Ok(users)
}

/// The same of one person: a read more for somebody of whom something is held, and none for anybody else.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn as_wished(env: &Env, user: User) -> Result<User, StoreError> {
    let all = all_as_wished(env, vec![user.clone()]).await?;
    Ok(all.into_iter().next().unwrap_or(user))
}

/// Asks the brake for a removal of somebody of whom nothing is held. Nobody is counted or held by that: what is to be written goes
/// beside the person, and is not written where others came first.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn ask<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    brake: Brake,
    (user, removal): (&User, Removal),
) -> Result<Verdict, StoreError> {
    let (slug, by) = (&caller.actor.organisation, caller.id());
    let source = Source::Integration {
        token_id: by.to_owned(),
    };
    let counted = count_now(env, context, caller, &source).await?;
    let braked = user.provisioned.as_ref().and_then(|known| known.braked.as_ref());
    if braked.is_some_and(|braked| braked.by == by && counted.includes(braked.at)) {
        return Ok(Verdict::Passes(Vec::new()));
    }
    if counted.has_room(brake) {
        let count = BrakeWrite::Count {
            source,
            minute: counted.minute,
            most: brake.most(counted.there),
        };
        return Ok(Verdict::Passes(vec![count]));
    }
    let open = match &counted.hold {
        Some(id) => env.store.find_hold(slug, id).await?,
        None => None,
    };
    let open = open.filter(|hold| hold.status == Status::Held);
    let principal = &caller.actor.principal;
    let (hold, joining) = if let Some(hold) = open {
        (hold, Joining::Joins)
    } else {
        let hold = Hold {
            organisation: slug.clone(),
            id: context.id("h_"),
            source,
            wish: Wish::Directory {
                token_id: by.to_owned(),
            },
            people: 1,
            there: counted.there,
            status: Status::Held,
            asked_by: principal.clone(),
            created_at: context.now(),
            decided_by: None,
            decided_at: None,
            job: None,
        };
        let audit = Box::new(holds::audit(context, Kind::Held, principal, &hold));
        let former = counted.hold;
        (hold, Joining::Opens { former, audit })
    };
    Ok(Verdict::Holds(Box::new(Holding {
        user: user.id.clone(),
        removal,
        hold,
        joining,
        at: context.now(),
    })))
}

/// Another removal in place of one that is held already. `None`: the hold waits no more.
///
/// # Errors
///
/// Those of the store.
pub(super) async fn change_held(
    env: &Env,
    context: &Context,
    user: &User,
    held: &Held,
    removal: Removal,
) -> Result<Option<Verdict>, StoreError> {
    let found = env.store.find_hold(&user.organisation, &held.hold).await?;
    let hold = found.filter(|hold| hold.status == Status::Held);
    Ok(hold.map(|hold| {
        Verdict::Holds(Box::new(Holding {
            user: user.id.clone(),
            removal,
            hold,
            joining: Joining::Changes,
            at: context.now(),
        }))
    }))
}

/// Whom the source has changed within the hour, in this minute.
async fn count_now<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    source: &Source,
) -> Result<Counted, StoreError> {
    let slug = &caller.actor.organisation;
    let minute = minute_of(context.now());
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let found = env.store.find_counted(slug, source).await?;
        if let Some(counted) = &found
            && counted.minute >= minute
        {
            return Ok(counted.clone());
        }
        let there = count_managed(env, caller).await?;
        let counted = found.clone().unwrap_or_default().at(minute, there);
        let has_begun = env
            .store
            .begin_minute(context.now(), (slug, source), found.as_ref(), &counted)
            .await?;
        if has_begun {
            return Ok(counted);
        }
    }
    Err(StoreError::Contended)
}

/// Notes on somebody that the brake has counted them, where it does.
pub(super) fn note_count<O>(
    context: &Context,
    caller: &UserManager<O>,
    provisioned: &mut Provisioned,
    brake: &[BrakeWrite],
) {
    let counts = |write: &BrakeWrite| matches!(write, BrakeWrite::Count { .. });
    if brake.iter().any(counts) {
        provisioned.braked = Some(Braked {
            by: caller.id().to_owned(),
            at: context.now(),
        });
    }
}

/// Notes on somebody that their removal is held: for the directory, and on their timeline.
pub(super) fn note_hold<O>(context: &Context, caller: &UserManager<O>, user: &mut User, holding: &Holding) {
    if let Some(provisioned) = &mut user.provisioned {
        provisioned.changed_at = context.now();
        provisioned.held = Some(Held {
            hold: holding.hold.id.clone(),
            removal: holding.removal,
        });
    }
    if !matches!(holding.joining, Joining::Changes) {
        let by = Some(caller.actor.principal.clone());
        user.note(context.now(), Happening::Held, by);
    }
}

/// What is written of the brake where a directory takes back what is held of somebody.
pub(super) fn withdrawal(user: &User) -> Option<BrakeWrite> {
    let held = user.provisioned.as_ref()?.held.as_ref()?;
    Some(BrakeWrite::Withdraw {
        hold: held.hold.clone(),
        user: user.id.clone(),
    })
}

/// Says in one alarm that people are held, once they are.
pub(super) fn announce(context: &Context, holding: &Holding) {
    let (slug, hold) = (&holding.hold.organisation, &holding.hold);
    match &holding.joining {
        Joining::Opens { .. } => {
            tracing::error!(organisation = %slug, hold = %hold.id, by = %hold.asked_by, there = hold.there, "the brake holds what a directory would do to many people");
        }
        Joining::Joins => {
            tracing::info!(organisation = %slug, hold = %hold.id, user = %holding.user, "the brake holds one more");
        }
        Joining::Changes => return,
    }
    telemetry::measure(context.current(), "held", 1, &[("what", "people")]);
}
