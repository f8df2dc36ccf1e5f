//! Signing out: ending a session, or all of a person's, before they expire.

use crate::{
    aws::store::{Store, StoreError},
    domain::{context::Context, history::Happening, session::Session},
};

/// What is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// This session.
    Here,
    /// Every session of its user.
    Everywhere,
}

/// Ends a session. One that has ended already stays ended.
///
/// # Errors
///
/// Those of the store: the session goes on then.
pub async fn sign_out(
    store: &Store,
    context: &Context,
    session: &Session,
    extent: Extent,
) -> Result<(), StoreError> {
    store
        .update_user(context, &session.organisation, &session.user_id, |user| {
            if user.session_epoch != session.epoch || user.has_ended(session) {
                return None;
            }
            match extent {
                Extent::Here => user.end_session(session, context.now()),
                Extent::Everywhere => {
                    user.end_all_sessions();
                    user.note(
                        context.now(),
                        Happening::SignedOutEverywhere,
                        Some(user.principal()),
                    );
                }
            }
            Some(())
        })
        .await?;
    Ok(())
}
