//! Access tokens of machines for their keys: OAuth's client credentials (RFC 6749, 4.4).

use super::{
    Env,
    authenticate::{Unread, find_acting_machine, find_machine},
};
use crate::{
    aws::store::StoreError,
    domain::{
        context::Context,
        machine::{MachineKind, MachineToken, Presented},
        scope::Scopes,
    },
};

/// A token that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The token.
    pub access_token: String,
    /// For what.
    pub scopes: Scopes,
}

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// Id and key do not fit, the key has ended, or the creator of the machine is no longer active: one answer.
    #[error("the client is refused")]
    Refused,
    /// Scopes that the machine does not have, or that nobody knows.
    #[error("the scope is refused")]
    Scope,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Issues a token to the machine of this id that presents this key: for the scopes it asks for, or all it has.
///
/// # Errors
///
/// See [`IssueError`].
pub async fn issue(
    env: &Env,
    context: &Context,
    id: &str,
    key: &str,
    scope: Option<&str>,
) -> Result<Issued, IssueError> {
    // An integration token is sent along with every request, and is of no use here.
    let is_client = MachineKind::of_id(id) == Some(MachineKind::ApiClient);
    let presented = Presented::read(key).filter(|presented| is_client && presented.machine == id);
    let presented = presented.ok_or(IssueError::Refused)?;
    let slug = &presented.organisation;
    let found = find_machine(&env.store, &presented, context.now()).await?;
    let (machine, key) = found.ok_or(IssueError::Refused)?;
    let own = machine.scopes().clone();
    let scopes = match scope {
        None => own,
        Some(text) => {
            let wanted = Scopes::parse(text).filter(|wanted| !wanted.is_empty());
            wanted
                .filter(|wanted| wanted.within(&own) == *wanted)
                .ok_or(IssueError::Scope)?
        }
    };
    let acting = find_acting_machine(&env.store, machine, &Unread, slug).await?;
    acting.ok_or(IssueError::Refused)?;
    let token = MachineToken {
        organisation: slug.clone(),
        machine: presented.machine.clone(),
        key: key.id().to_owned(),
        scopes,
    };
    env.store
        .note_machine_use(&env.secret, context.now(), slug, &token.machine, &key)
        .await?;
    let access_token = token.issue(&env.secret, &env.public_url, context.now(), context.id("t_"));
    Ok(Issued {
        access_token,
        scopes: token.scopes,
    })
}
