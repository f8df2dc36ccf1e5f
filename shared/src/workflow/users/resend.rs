//! Activation messages asked for again: of one user, or of everybody still invited who matches.
//!
//! Nothing is sent here. Writing an activation as requested is the request; the table's stream tells the sender.

use super::{AccessError, find};
use crate::{
    aws::store::{StoreError, listed::Listed, users::LIST_SHARDS},
    domain::{
        activation::{Activation, Channel, Stage},
        caller::UserManager,
        context::Context,
        fault::{Code, Fault, words},
        history::Happening,
        organisation::{Entry, Matching, Organisation, OrganisationSettings},
        user::{Source, Status, User},
    },
    workflow::Env,
};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::BTreeSet;

/// Users written to the store at once.
const AT_ONCE: usize = 8;
/// Users read with one query.
const PAGE: i32 = 200;
/// Users read with one call.
const MOST_AT_ONCE: usize = 100;
/// The most user ids in one request.
const MOST_IDS: usize = 1_000;

/// Why one user's activation was not asked for.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// Not this user's.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The user has chosen a password already.
    #[error("the user is active")]
    Active,
    /// The user may not sign in.
    #[error("the user is disabled")]
    Disabled,
    /// The user was activated or disabled in the meantime.
    #[error("the user was activated or disabled in the meantime")]
    NoLongerInvited,
    /// The user has no contact on a channel that is on and wanted.
    #[error("the user cannot be reached")]
    Unreachable,
}

impl From<StoreError> for ResendError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

/// Reads the channels somebody wants.
///
/// # Errors
///
/// None of them, or one that does not exist.
pub fn read_channels(texts: &[String]) -> Result<Vec<Channel>, Fault> {
    let channels: Option<Vec<Channel>> = texts
        .iter()
        .map(|text| match text.as_str() {
            "email" => Some(Channel::Email),
            "sms" => Some(Channel::Sms),
            _ => None,
        })
        .collect();
    channels.filter(|channels| !channels.is_empty()).ok_or_else(|| {
        let known = words(["email", "sms"]);
        Fault::at("channels", Code::UnknownChannel { known })
    })
}

/// Asks for one user's messages again, over these channels or all that are on; they do not wait for the first day of
/// somebody who starts later. Answers the user as they are now.
///
/// # Errors
///
/// See [`ResendError`].
pub async fn resend_one(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    channels: Option<&[Channel]>,
) -> Result<User, ResendError> {
    let user = find(env, caller, id).await?;
    match user.status {
        Status::Invited => {}
        Status::Active => return Err(ResendError::Active),
        Status::Disabled => return Err(ResendError::Disabled),
    }
    if !is_reachable(&user, &caller.organisation, channels) {
        return Err(ResendError::Unreachable);
    }
    let asked = request(env, context, caller, id, channels, Meant::One).await?;
    let asked = asked.ok_or(ResendError::NoLongerInvited)?;
    env.send_now(&caller.organisation.slug, id).await;
    Ok(asked)
}

/// Over which channels a user can be reached, among those that are on and wanted.
fn is_reachable(user: &User, organisation: &OrganisationSettings, wanted: Option<&[Channel]>) -> bool {
    let communication = &organisation.settings.communication;
    let wants = |channel| wanted.is_none_or(|wanted| wanted.contains(&channel));
    (communication.email && user.profile.email.is_some() && wants(Channel::Email))
        || (communication.sms && user.profile.phone.is_some() && wants(Channel::Sms))
}

/// Whether a user's last request has not come to its end. One that waits for their first day has not begun.
fn is_pending(user: &User) -> bool {
    user.activation.as_ref().is_some_and(|activation| {
        matches!(
            activation.stage,
            Stage::Requested | Stage::Sending | Stage::Waiting
        ) && !activation.waits_for_start()
    })
}

/// Whether a user's messages wait for their first day.
fn waits_for_start(user: &User) -> bool {
    user.activation.as_ref().is_some_and(Activation::waits_for_start)
}

/// Who is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// This very user: the messages go out now, whenever they start.
    One,
    /// One of many, by name: the same, in turn.
    Named,
    /// One of many: somebody who was never messaged and starts later is messaged then.
    AmongMany,
}

/// Asks for one user's messages again; `None` for somebody who is not invited any more.
async fn request(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    id: &str,
    channels: Option<&[Channel]>,
    meant: Meant,
) -> Result<Option<User>, StoreError> {
    let settings = &caller.organisation.settings;
    let asked = env
        .store
        .update_user(context, &caller.organisation.slug, id, |user| {
            (user.status == Status::Invited).then(|| {
                let now = context.now();
                let again = user.activation.as_ref().map_or_else(
                    || Activation::request(now),
                    |activation| activation.request_again(now, None),
                );
                let again = again.over(channels.map(<[Channel]>::to_vec));
                let is_early = meant != Meant::AmongMany || !again.deliveries.is_empty();
                let again = if is_early { again.at_once() } else { again };
                user.activation = Some(match meant {
                    Meant::One => again,
                    // Many wait for their turn, and somebody who starts later for their first day.
                    Meant::Named | Meant::AmongMany => {
                        again.in_turn().starting(user.profile.start(settings), now)
                    }
                });
                user.note(
                    now,
                    Happening::ActivationRequested,
                    Some(caller.actor.principal.clone()),
                );
            })
        })
        .await?;
    Ok(asked.map(|(user, ())| user))
}

/// Who is meant, among those still invited.
#[derive(Debug, Default)]
pub struct Selection {
    department: Option<String>,
    user_ids: Option<Vec<String>>,
    source: Option<Source>,
    import_id: Option<String>,
}

/// A selection as somebody wrote it: nothing checked yet. What is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct SelectionDraft {
    /// Id or name of a department.
    pub department: Option<String>,
    /// These users.
    pub user_ids: Option<Vec<String>>,
    /// The road they came by.
    pub source: Option<String>,
    /// The import that created them.
    pub import_id: Option<String>,
}

impl Selection {
    /// Reads a selection.
    ///
    /// # Errors
    ///
    /// All faults.
    pub fn read(organisation: &Organisation, draft: SelectionDraft) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let department = draft.department.and_then(|text| {
            organisation
                .departments
                .find(&text, Matching::Exact)
                .map(|department| department.id().to_owned())
                .map_err(|fault| faults.push(fault))
                .ok()
        });
        if draft.user_ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
            faults.push(Fault::at("user_ids", Code::TooMany { limit: MOST_IDS }));
        }
        let source = draft.source.and_then(|text| {
            let source = Source::parse(&text);
            if source.is_none() {
                let known = words(Source::ALL.map(Source::as_str));
                faults.push(Fault::at("source", Code::UnknownSource { known }));
            }
            source
        });
        if faults.is_empty() {
            Ok(Self {
                department,
                user_ids: draft.user_ids,
                source,
                import_id: draft.import_id,
            })
        } else {
            Err(faults)
        }
    }

    /// Whether somebody may be meant, as far as the index of lists knows.
    fn may_hold(&self, listed: &Listed) -> bool {
        listed.status == Status::Invited
            && self
                .department
                .as_ref()
                .is_none_or(|department| *department == listed.department)
            && self.source.is_none_or(|source| source == listed.source)
    }

    fn holds(&self, user: &User) -> bool {
        user.status == Status::Invited
            && self
                .department
                .as_ref()
                .is_none_or(|department| *department == user.profile.department)
            && self.source.is_none_or(|source| source == user.source)
            && self.import_id.as_ref().is_none_or(|import_id| {
                user.imported_from
                    .as_ref()
                    .is_some_and(|from| from.import_id == *import_id)
            })
    }
}

/// What came of a request for many users' messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resent {
    /// Users whose messages are on their way, or were asked for.
    pub requested: usize,
    /// Users without a contact on any channel that is on and wanted.
    pub unreachable: usize,
    /// Users who start later and are messaged then.
    pub waiting_start_date: usize,
}

/// Asks for the messages of everybody in a selection again, among those the caller manages. Who waits for their first day
/// goes on waiting, unless the selection names them by id.
///
/// # Errors
///
/// Those of the store: some may have been asked for by then, and a repetition asks nobody twice.
pub async fn resend_many(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    selection: &Selection,
    channels: Option<&[Channel]>,
) -> Result<Resent, StoreError> {
    let chosen = choose(env, context, caller, selection).await?;
    let (reachable, unreachable): (Vec<User>, Vec<User>) = chosen
        .into_iter()
        .partition(|user| is_reachable(user, &caller.organisation, channels));
    // What is still on its way is not asked for a second time: a repeated call doubles no message.
    let (pending, idle): (Vec<User>, Vec<User>) = reachable.into_iter().partition(is_pending);
    let meant = match selection.user_ids {
        Some(_) => Meant::Named,
        None => Meant::AmongMany,
    };
    if !idle.is_empty() {
        env.store
            .mark_for_release(&caller.organisation.slug, context.now())
            .await?;
    }
    let asked: Vec<Option<User>> = stream::iter(idle)
        .map(|user| async move {
            if meant == Meant::AmongMany && waits_for_start(&user) {
                return Ok(Some(user));
            }
            request(env, context, caller, &user.id, channels, meant).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let (waiting, asked): (Vec<User>, Vec<User>) = asked.into_iter().flatten().partition(waits_for_start);
    if !asked.is_empty() {
        env.hand_out_turns().await;
    }
    let (requested, unreachable) = (pending.len() + asked.len(), unreachable.len());
    let waiting_start_date = waiting.len();
    tracing::info!(organisation = %caller.organisation.slug, requested, unreachable, waiting_start_date, "resend");
    Ok(Resent {
        requested,
        unreachable,
        waiting_start_date,
    })
}

/// The users a selection means, among those the caller manages.
async fn choose(
    env: &Env,
    context: &Context,
    caller: &UserManager<Organisation>,
    selection: &Selection,
) -> Result<Vec<User>, StoreError> {
    let slug = &caller.organisation.slug;
    let mine = |user: &User| caller.actor.may_manage(&user.profile.department) && selection.holds(user);
    let mut chosen = Vec::new();
    if let Some(ids) = &selection.user_ids {
        // A user named twice gets one message.
        for id in ids.iter().collect::<BTreeSet<_>>() {
            chosen.extend(env.store.find_user(slug, id).await?.filter(|user| mine(user)));
        }
        return Ok(chosen);
    }
    let may_be_mine =
        |listed: &Listed| caller.actor.may_manage(&listed.department) && selection.may_hold(listed);
    for shard in 0..LIST_SHARDS {
        let mut after: Option<String> = None;
        loop {
            let (page, more) = env.store.list_shard(slug, shard, after.as_deref(), PAGE).await?;
            after = page.last().map(|(key, _)| key.clone());
            let listed = page.into_iter().map(|(_, listed)| listed);
            let ids: Vec<String> = listed.filter(may_be_mine).map(|listed| listed.id).collect();
            for ids in ids.chunks(MOST_AT_ONCE) {
                let users = env.store.find_users(context, slug, ids).await?;
                chosen.extend(users.into_iter().filter(|user| mine(user)));
            }
            if !more {
                break;
            }
        }
    }
    Ok(chosen)
}
