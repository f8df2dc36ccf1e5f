use crate::{
    aws::{
        cloud::{self, ConnectError, Connection},
        store::Store,
    },
    domain::secret::Secret,
};

/// What most use cases need: the tables, the keys, and the address that links lead to.
#[derive(Debug)]
pub struct Env {
    /// The tables.
    pub store: Store,
    /// Sessions, links, one-time passwords.
    pub secret: Secret,
    /// The issuer of sessions, and where links lead.
    pub public_url: String,
}

impl AsRef<Self> for Env {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Env {
    /// From the environment.
    pub async fn connect() -> Result<Self, ConnectError> {
        cloud::connect().await.map(Self::from)
    }
}

impl From<Connection> for Env {
    fn from(connection: Connection) -> Self {
        Self {
            store: cloud::store(&connection.aws, &connection.config),
            secret: connection.secret,
            public_url: connection.config.public_url,
        }
    }
}
