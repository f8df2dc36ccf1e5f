//! Activation messages asked for again: of one user, or (by a job) of everybody still invited who matches.
//!
//! Nothing is sent here. Writing an activation as requested is the request; the table's stream tells the sender.

mod many;
mod preview;
mod selection;

pub use many::ask;
pub use preview::{Preview, preview};
pub use selection::{SelectionDraft, among};

use super::{AccessError, find};
use crate::{
    aws::store::StoreError,
    domain::{
        activation::{Activation, Channel},
        caller::UserManager,
        context::Context,
        fault::{Code, Fault, words},
        history::Happening,
        organisation::OrganisationSettings,
        user::{Status, User},
    },
    workflow::Env,
};

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
    /// Nobody has approved the user's sign-up.
    #[error("the user awaits approval")]
    AwaitsApproval,
    /// The user was activated or disabled in the meantime.
    #[error("the user was activated or disabled in the meantime")]
    NoLongerInvited,
    /// The organisation signs in by single sign-on alone: nobody needs a link.
    #[error("the organisation signs in by single sign-on alone")]
    SsoOnly,
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
    caller: &UserManager,
    id: &str,
    channels: Option<&[Channel]>,
) -> Result<User, ResendError> {
    let user = find(env, caller, id).await?;
    match user.status {
        Status::Invited => {}
        Status::Active => return Err(ResendError::Active),
        Status::Disabled => return Err(ResendError::Disabled),
        Status::AwaitingApproval => return Err(ResendError::AwaitsApproval),
    }
    require_passwords(&caller.organisation)?;
    if !is_reachable(&user, &caller.organisation, channels) {
        return Err(ResendError::Unreachable);
    }
    let asked = request(env, context, caller, id, channels).await?;
    let asked = asked.ok_or(ResendError::NoLongerInvited)?;
    env.send_now(&caller.organisation.slug, id).await;
    Ok(asked)
}

/// Refuses to send links of no use to anybody: everybody signs in by single sign-on.
///
/// # Errors
///
/// [`ResendError::SsoOnly`].
pub fn require_passwords(organisation: &OrganisationSettings) -> Result<(), ResendError> {
    if organisation.settings.sso.required {
        return Err(ResendError::SsoOnly);
    }
    Ok(())
}

/// Over which channels a user can be reached, among those that are on and wanted.
fn is_reachable(user: &User, organisation: &OrganisationSettings, wanted: Option<&[Channel]>) -> bool {
    let communication = &organisation.settings.communication;
    let wants = |channel| wanted.is_none_or(|wanted| wanted.contains(&channel));
    (communication.email && user.profile.email.is_some() && wants(Channel::Email))
        || (communication.sms && user.profile.phone.is_some() && wants(Channel::Sms))
}

/// Asks for one user's messages again; `None` for somebody who is not invited any more.
async fn request(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
    channels: Option<&[Channel]>,
) -> Result<Option<User>, StoreError> {
    let asked = env
        .store
        .update_user(context, &caller.organisation.slug, id, |user| {
            (user.status == Status::Invited).then(|| {
                let now = context.now();
                let again = user.activation.as_ref().map_or_else(
                    || Activation::request(now),
                    |activation| activation.request_again(now, None),
                );
                user.activation = Some(again.over(channels.map(<[Channel]>::to_vec)).at_once());
                let by = caller.actor.principal.clone();
                user.note(now, Happening::ActivationRequested, Some(by));
            })
        })
        .await?;
    Ok(asked.map(|(user, ())| user))
}
