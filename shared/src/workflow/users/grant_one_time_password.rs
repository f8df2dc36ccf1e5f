//! A way in that is handed over by a person, shown once.

use super::{AccessError, Decided, find, require_rank, update};
use crate::{
    aws::store::StoreError,
    domain::{
        activation::Channel,
        audit::{AuditEntry, Kind},
        caller::UserManager,
        capability::Rights,
        context::Context,
        history::Happening,
        notice::Occurrence,
        organisation::{OrganisationSettings, PermissionType},
        password::{self, Grant, OneTimePassword, OneTimeText},
        user::{Status, User},
    },
    workflow::{Env, sign_in::limits},
};
use jiff::Timestamp;

/// A one-time password that was just granted.
#[derive(Debug)]
pub struct Granted {
    /// In plain text: nobody can read it again.
    pub one_time_password: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Why none was granted.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// Not to this user.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The user may not sign in.
    #[error("the user is disabled")]
    Disabled,
    /// Nobody has approved the user's sign-up.
    #[error("the user awaits approval")]
    AwaitsApproval,
    /// The organisation signs in by single sign-on alone, and the user is not its break-glass administrator.
    #[error("the user signs in by single sign-on alone")]
    SsoOnly,
}

impl From<StoreError> for GrantError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

/// Makes a one-time password for a user, in place of an earlier one.
///
/// # Errors
///
/// See [`GrantError`].
pub async fn grant_one_time_password(
    env: &Env,
    context: &Context,
    caller: &UserManager,
    id: &str,
) -> Result<Granted, GrantError> {
    find(env, caller, id).await?;
    let organisation = &caller.organisation;
    let text = password::one_time_password(context);
    let make = |user: &User, held: Option<&PermissionType>| {
        let grant = Grant::new([&caller.actor], Rights::carried_by(held));
        let generated = OneTimeText::Generated(&text);
        OneTimePassword::new(
            &env.secret,
            organisation,
            &user.id,
            generated,
            context.now(),
            grant,
        )
    };
    let mut expires_at = context.now();
    let user = update::<_, GrantError>(env, context, caller, id, |user, held| {
        require_rank(caller, held)?;
        if user.status == Status::Disabled {
            return Err(GrantError::Disabled);
        }
        if user.status == Status::AwaitingApproval {
            return Err(GrantError::AwaitsApproval);
        }
        if !organisation.settings.sso.allows_password(&user.id) {
            return Err(GrantError::SsoOnly);
        }
        let one_time = make(user, held);
        expires_at = one_time.expires_at;
        let mut after = user.clone();
        after.one_time_password = Some(one_time);
        if user.status == Status::Active {
            notify(&mut after, organisation, context);
        }
        after.note(
            context.now(),
            Happening::OneTimePassword,
            Some(caller.actor.principal.clone()),
        );
        let entry = AuditEntry::new(context, Kind::OneTimePassword, &caller.actor.principal);
        let audited = entry.of_user(&after.id);
        Ok(Decided::new(after, Some(audited)))
    })
    .await?;
    // What was tried before counts no longer; what is tried from now on does not hold a generated one back.
    limits::clear(&env.store, &env.secret, context, &user).await?;
    tracing::info!(organisation = %organisation.slug, user = %user.id, by = %caller.actor.principal, "one-time password granted");
    Ok(Granted {
        one_time_password: text,
        expires_at,
    })
}

/// Tells somebody who has a password of their own that another person can replace it now.
fn notify(user: &mut User, organisation: &OrganisationSettings, context: &Context) {
    let communication = &organisation.settings.communication;
    let email = user.profile.email.as_ref().map(ToString::to_string);
    let phone = user.profile.phone.as_ref().map(ToString::to_string);
    if let Some(email) = email {
        user.notify(Occurrence::OneTimePassword, Channel::Email, &email, context.now());
    }
    if let Some(phone) = phone.filter(|_| communication.sms && communication.armed) {
        user.notify(Occurrence::OneTimePassword, Channel::Sms, &phone, context.now());
    }
}
