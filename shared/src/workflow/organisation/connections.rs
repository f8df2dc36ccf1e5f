//! Connections of single sign-on: which providers an organisation's people may sign in with.
//!
//! Who sets a connection up decides whose word lets people in, administrators among them. So it takes all rights there are in an
//! organisation: with fewer, one could sign in as somebody with more.

use super::sso;
use crate::{
    aws::store::{
        StoreError,
        rounds::{Rounds, TRIES},
    },
    domain::{
        audit::{self, Kind},
        caller::SettingsManager,
        context::Context,
        fault::Fault,
        machine::MachineKind,
        organisation::Organisation,
        sso::{
            connection::{self, Connection, ConnectionDraft, MOST, Surroundings},
            trial,
        },
    },
    workflow::Env,
};
use jiff::Timestamp;

/// Why a connection was not made, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The caller does not manage all users and settings.
    #[error("a connection takes all rights there are")]
    Outranks,
    /// There is no such connection in the organisation.
    #[error("there is no such connection")]
    Unknown,
    /// The organisation has as many as it may have.
    #[error("there are {MOST} connections already")]
    Full,
    /// It is the last one that works, while single sign-on is required.
    #[error("it is the last connection that works")]
    LastOne,
    /// Something is wrong with what was asked for.
    #[error("the connection is at fault")]
    Invalid(Vec<Fault>),
    /// Somebody else changed it at the same moment.
    #[error("the connection was changed in the meantime")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The organisation's connections, the oldest first.
///
/// # Errors
///
/// Those of the store.
pub async fn list(env: &Env, caller: &SettingsManager) -> Result<Vec<Connection>, StoreError> {
    env.store.find_connections(&caller.organisation.slug).await
}

/// A connection.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn find(env: &Env, caller: &SettingsManager, id: &str) -> Result<Connection, ConnectionError> {
    let found = if connection::is_id(id) {
        env.store.find_connection(&caller.organisation.slug, id).await?
    } else {
        None
    };
    found.ok_or(ConnectionError::Unknown)
}

/// All that is wrong with a draft: for a body whose shape is at fault, too.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn check(
    env: &Env,
    caller: &SettingsManager,
    before: Option<&Connection>,
    draft: ConnectionDraft,
) -> Result<Vec<Fault>, ConnectionError> {
    require_all_rights(caller)?;
    let around = read_surroundings(env, caller).await?;
    Ok(draft
        .check(before, around.borrowed(env))
        .err()
        .unwrap_or_default())
}

/// Makes a connection.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn create(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    draft: ConnectionDraft,
) -> Result<Connection, ConnectionError> {
    create_once(env, context, caller, connection::new_id(context), draft).await
}

/// The same under an id that was drawn before: asked for again by the same person, it is the one that was made.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn create_once(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    id: String,
    draft: ConnectionDraft,
) -> Result<Connection, ConnectionError> {
    require_all_rights(caller)?;
    let around = read_surroundings(env, caller).await?;
    let is_made = |one: &&Connection| one.id == id && one.created_by == caller.person.id;
    if let Some(made) = around.connections.iter().find(is_made) {
        return Ok(made.clone());
    }
    let wanted = draft
        .check(None, around.borrowed(env))
        .map_err(ConnectionError::Invalid)?;
    // Two at the same moment may make one more: the limit keeps the list short, and nobody out.
    if around.connections.len() >= MOST {
        return Err(ConnectionError::Full);
    }
    let slug = &caller.organisation.slug;
    let made = Connection::new(context, &env.secret, (slug, id), wanted, &caller.person.id);
    let by = &caller.actor.principal;
    let entry = audit::of_connection(context, Kind::ConnectionAdded, by, &made.id, [None, Some(&made)]);
    if !env
        .store
        .put_connection(context, slug, &made, None, &entry)
        .await?
    {
        // Another press of the same form was first.
        let found = env.store.find_connection(slug, &made.id).await?;
        let found = found.filter(|found| found.created_by == made.created_by);
        return found.ok_or_else(|| StoreError::Contended.into());
    }
    tracing::info!(organisation = %slug, connection = %made.id, by = %caller.id(), "connection added");
    Ok(made)
}

/// Makes a connection what the draft says.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn change(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    before: &Connection,
    draft: ConnectionDraft,
) -> Result<Connection, ConnectionError> {
    require_all_rights(caller)?;
    let around = read_surroundings(env, caller).await?;
    let wanted = draft
        .check(Some(before), around.borrowed(env))
        .map_err(ConnectionError::Invalid)?;
    let slug = &caller.organisation.slug;
    let mut after = before.clone();
    after.change(context, &env.secret, slug, wanted);
    if after == *before {
        return Ok(after);
    }
    let by = &caller.actor.principal;
    let entry = audit::of_connection(
        context,
        Kind::ConnectionChanged,
        by,
        &after.id,
        [Some(before), Some(&after)],
    );
    let store = &env.store;
    let is_written = if before.proven_at.is_some() && after.proven_at.is_none() {
        let is_same_client = (&before.issuer, &before.client_id) == (&after.issuer, &after.client_id);
        match sso::spare(env, slug, &before.id).await? {
            Some(spared) => {
                store
                    .put_unproven_connection(context, slug, [before, &after], &entry, &spared)
                    .await?
            }
            // A secret ends, and has to be replaced where nobody could sign in without.
            None if is_same_client => {
                after.proven_at = before.proven_at;
                store
                    .put_connection(context, slug, &after, Some(before), &entry)
                    .await?
            }
            None => return Err(ConnectionError::LastOne),
        }
    } else {
        store
            .put_connection(context, slug, &after, Some(before), &entry)
            .await?
    };
    if !is_written {
        return Err(ConnectionError::Changed);
    }
    tracing::info!(organisation = %slug, connection = %after.id, by = %caller.id(), "connection changed");
    Ok(after)
}

/// Removes a connection: nobody signs in by it from the next request on. Sessions that began with it go on. The last one that works
/// stays while single sign-on is required.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn remove(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    id: &str,
) -> Result<(), ConnectionError> {
    require_all_rights(caller)?;
    let slug = &caller.organisation.slug;
    let by = &caller.actor.principal;
    let mut rounds = Rounds::new(context, TRIES);
    while rounds.next().await {
        let before = find(env, caller, id).await?;
        let spared = sso::spare(env, slug, id).await?.ok_or(ConnectionError::LastOne)?;
        let entry = audit::of_connection(context, Kind::ConnectionRemoved, by, id, [Some(&before), None]);
        let is_removed = env.store.remove_connection(context, slug, id, &entry, &spared);
        if is_removed.await? {
            tracing::info!(organisation = %slug, connection = %id, by = %caller.id(), "connection removed");
            return Ok(());
        }
    }
    Err(StoreError::Contended.into())
}

/// Where somebody tries a connection out, and until when.
#[derive(Debug)]
pub struct TrialAddress {
    /// To be opened in a browser.
    pub url: String,
    /// It leads nowhere from then on.
    pub ends_at: Timestamp,
}

/// The address at which a connection is tried out: a sign-in that says what came of it, and lets nobody in.
///
/// # Errors
///
/// See [`ConnectionError`].
pub async fn try_out(
    env: &Env,
    context: &Context,
    caller: &SettingsManager,
    id: &str,
) -> Result<TrialAddress, ConnectionError> {
    require_all_rights(caller)?;
    let connection = find(env, caller, id).await?;
    let slug = &caller.organisation.slug;
    let leave = trial::leave(&env.secret, slug, &connection.id, context.now());
    Ok(TrialAddress {
        url: format!(
            "{}/api/sso/{slug}?connection={}&trial={leave}",
            env.public_url, connection.id
        ),
        ends_at: context.now() + trial::LIFETIME,
    })
}

fn require_all_rights(caller: &SettingsManager) -> Result<(), ConnectionError> {
    if caller.actor.holds_all_rights() {
        Ok(())
    } else {
        Err(ConnectionError::Outranks)
    }
}

struct Around {
    organisation: Organisation,
    connections: Vec<Connection>,
    integration_tokens: Vec<String>,
}

impl Around {
    fn borrowed<'a>(&'a self, env: &Env) -> Surroundings<'a> {
        Surroundings {
            organisation: &self.organisation,
            connections: &self.connections,
            integration_tokens: &self.integration_tokens,
            reach: env.provider_reach,
        }
    }
}

async fn read_surroundings(env: &Env, caller: &SettingsManager) -> Result<Around, ConnectionError> {
    let slug = &caller.organisation.slug;
    let (organisation, connections, machines) = futures::try_join!(
        env.store.find_organisation(slug),
        env.store.find_connections(slug),
        env.store.find_machines(slug)
    )?;
    let tokens = machines.into_iter().map(|machine| machine.id);
    let tokens = tokens.filter(|id| MachineKind::of_id(id) == Some(MachineKind::IntegrationToken));
    Ok(Around {
        organisation: organisation.ok_or(ConnectionError::Unknown)?,
        connections,
        integration_tokens: tokens.collect(),
    })
}
