//! Sign-ups that await approval: approved or refused by somebody who manages the department.

use super::{AccessError, Decided, TRIES, find, require_rank, update};
use crate::{
    aws::store::{StoreError, rounds::Rounds},
    domain::{
        activation::Activation,
        audit::{AuditEntry, Kind},
        caller::UserManager,
        context::Context,
        fault::{Code, Fault},
        submission::Submission,
        text::{composed, is_hidden_in_a_name},
        user::{Status, User},
    },
    workflow::Env,
};

/// The longest reason of a refusal, in characters.
pub const LONGEST_REASON: usize = 300;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Not about this user.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The user does not await approval, or not any more.
    #[error("the user does not await approval")]
    NotWaiting,
    /// The reason cannot be sent.
    #[error("the reason is at fault")]
    Invalid(Fault),
}

impl From<StoreError> for DecideError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

/// Approves a sign-up: the person gets their activation.
///
/// # Errors
///
/// See [`DecideError`].
pub async fn approve(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<User, DecideError> {
    let (settings, by) = (&caller.organisation.settings, &caller.actor.principal);
    let user = update::<_, DecideError>(env, context, caller, id, |user, held| {
        require_rank(caller, held)?;
        if user.status != Status::AwaitingApproval {
            return Err(DecideError::NotWaiting);
        }
        let now = context.now();
        let mut after = user.clone();
        after.approve(now, Some(by.clone()));
        if settings.asks_for_activation() {
            let start = after.profile.start(settings);
            after.activation = Some(Activation::request(now).starting(start, now));
        }
        let entry = AuditEntry::new(context, Kind::SignUpApproved, by).of_user(id);
        Ok(Decided::new(after, Some(entry)))
    })
    .await?;
    let organisation = &caller.organisation.slug;
    tracing::info!(%organisation, user = %user.id, %by, "sign-up approved");
    env.send_now(organisation, &user.id).await;
    Ok(user)
}

/// Refuses a sign-up: it is gone, its seat is free, and the person gets a message.
///
/// # Errors
///
/// See [`DecideError`].
pub async fn refuse<O>(
    env: &Env,
    context: &Context,
    caller: &UserManager<O>,
    id: &str,
    reason: Option<&str>,
) -> Result<(), DecideError> {
    let reason = reason
        .map(read_reason)
        .transpose()
        .map_err(DecideError::Invalid)?;
    let reason = reason.filter(|reason| !reason.is_empty());
    let by = &caller.actor.principal;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let user = find(env, caller, id).await?;
        let held = env.store.find_permission_type_of(&user).await?;
        require_rank(caller, held.as_ref())?;
        if user.status != Status::AwaitingApproval {
            return Err(DecideError::NotWaiting);
        }
        let refusal = Submission::refuse(context, &user, reason.clone());
        let entry = AuditEntry::new(context, Kind::SignUpRefused, by).of_user(id);
        let is_refused = env.store.refuse_sign_up(context, &user, &refusal, &entry).await?;
        if is_refused {
            let organisation = &user.organisation;
            tracing::info!(%organisation, user = %user.id, %by, "sign-up refused");
            env.send_now(organisation, &refusal.id).await;
            return Ok(());
        }
    }
    Err(AccessError::Busy.into())
}

/// Reads a reason.
///
/// # Errors
///
/// It is too long, or holds what cannot be seen.
pub fn read_reason(text: &str) -> Result<String, Fault> {
    let reason = composed(text.trim());
    if reason.chars().count() > LONGEST_REASON {
        let limit = LONGEST_REASON;
        return Err(Fault::at("reason", Code::TooLong { limit }));
    }
    if reason.chars().any(is_hidden_in_a_name) {
        return Err(Fault::at("reason", Code::ControlCharacter));
    }
    Ok(reason.into_owned())
}
