use super::lists::KeptLists;
use crate::{
    aws::{
        cloud::{self, ConnectError, Connection},
        invoker::Invoker,
        store::Store,
    },
    domain::{import::forecast::Prices, organisation::Slug, secret::Secret},
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
    /// What it has read of lists.
    pub lists: KeptLists,
    /// What messages cost.
    pub prices: Prices,
    /// The function that sends, where a press of a button is to be answered with a message at once.
    pub sender: Option<Invoker>,
    /// The function that works jobs off, where one may be asked for.
    pub job_runner: Option<Invoker>,
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

    /// The same, for a function in which people press buttons and wait for a message.
    pub async fn connect_with_sender() -> Result<Self, ConnectError> {
        let connection = cloud::connect().await?;
        let sender = cloud::sender(&connection.aws, &connection.config);
        Ok(Self {
            sender: Some(sender),
            ..Self::from(connection)
        })
    }

    /// The same, for a function in which people ask for jobs, and that also has messages sent.
    pub async fn connect_with_sender_and_jobs() -> Result<Self, ConnectError> {
        let connection = cloud::connect().await?;
        Ok(Self {
            sender: Some(cloud::sender(&connection.aws, &connection.config)),
            job_runner: Some(cloud::job_runner(&connection.aws, &connection.config)),
            ..Self::from(connection)
        })
    }

    /// The same, for a function in which people ask for jobs.
    pub async fn connect_with_jobs() -> Result<Self, ConnectError> {
        let connection = cloud::connect().await?;
        Ok(Self {
            job_runner: Some(cloud::job_runner(&connection.aws, &connection.config)),
            ..Self::from(connection)
        })
    }

    /// Has somebody's message sent before those of people who do not wait for it. The stream brings it in any case.
    pub async fn send_now(&self, organisation: &Slug, id: &str) {
        if let Some(sender) = &self.sender {
            sender.send(organisation, id).await;
        }
    }

    /// Has turns handed out now. It happens every minute in any case.
    pub async fn hand_out_turns(&self) {
        if let Some(sender) = &self.sender {
            sender.hand_out().await;
        }
    }
}

impl From<Connection> for Env {
    fn from(connection: Connection) -> Self {
        Self {
            store: cloud::store(&connection.aws, &connection.config),
            secret: connection.secret,
            public_url: connection.config.public_url,
            lists: KeptLists::default(),
            prices: connection.config.prices,
            sender: None,
            job_runner: None,
        }
    }
}
