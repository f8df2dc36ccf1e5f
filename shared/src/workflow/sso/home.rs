//! Which provider somebody is led to by the e-mail they type. Its domain alone decides, so that nobody learns by it who has an
//! account.

use crate::{
    aws::store::StoreError,
    domain::{
        context::Context,
        identifier::Email,
        organisation::Slug,
        sso::{connection::Connection, hint},
    },
    workflow::Env,
};

/// Which roads are open to somebody.
#[derive(Debug)]
pub struct Roads {
    /// The provider that they are led to.
    pub provider: Option<Way>,
    /// A password may lead in.
    pub allows_password: bool,
}

/// The way to the provider of a connection.
#[derive(Debug)]
pub struct Way {
    /// The connection.
    pub connection: Connection,
    /// Where it begins: a path of ours, good for ten minutes.
    pub path: String,
}

/// The way that an e-mail of a connection's domain leads.
///
/// # Errors
///
/// Those of the store.
pub async fn find(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    identifier: &str,
) -> Result<Option<Way>, StoreError> {
    let Ok(email) = Email::parse(identifier.trim()) else {
        return Ok(None);
    };
    let connections = env.store.find_connections(organisation).await?;
    let connection = of_domain(connections, &email);
    Ok(connection.map(|connection| way(env, context, organisation, connection, Some(&email))))
}

/// The roads that are open to somebody with this e-mail or username. Where single sign-on is the only road and there is one
/// connection, it is everybody's.
///
/// # Errors
///
/// Those of the store.
pub async fn roads(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    identifier: &str,
) -> Result<Roads, StoreError> {
    let (connections, settings) = futures::try_join!(
        env.store.find_connections(organisation),
        env.store.find_settings(organisation)
    )?;
    let is_required = settings.is_some_and(|it| it.settings.sso.required);
    let email = Email::parse(identifier.trim()).ok();
    let only = match connections.as_slice() {
        [only] if is_required => Some(only.clone()),
        _ => None,
    };
    let found = email.as_ref().and_then(|email| of_domain(connections, email));
    let provider = found
        .or(only)
        .map(|connection| way(env, context, organisation, connection, email.as_ref()));
    Ok(Roads {
        provider,
        allows_password: !is_required,
    })
}

fn of_domain(connections: Vec<Connection>, email: &Email) -> Option<Connection> {
    connections.into_iter().find(|one| one.has_domain(email.domain()))
}

fn way(
    env: &Env,
    context: &Context,
    organisation: &Slug,
    connection: Connection,
    email: Option<&Email>,
) -> Way {
    let hint = email.map(|email| {
        let sealed = hint::seal(context, &env.secret, organisation, &connection.id, email.as_str());
        format!("&hint={sealed}")
    });
    Way {
        path: format!(
            "/api/sso/{organisation}?connection={}{}",
            connection.id,
            hint.unwrap_or_default()
        ),
        connection,
    }
}
