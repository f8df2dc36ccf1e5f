use super::lists::KeptLists;
use crate::{
    aws::{
        cloud::{self, ConnectError, Connection},
        invoker::Invoker,
        store::Store,
    },
    domain::{import::forecast::Prices, organisation::Slug, secret::Secret, sso::issuer::Reach},
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
    /// Where providers of single sign-on may be.
    pub provider_reach: Reach,
    /// The function that sends, where a press of a button is to be answered with a message at once.
    pub sender: Option<Invoker>,
    /// The function that works jobs off, where one may be asked for.
    pub job_runner: Option<Invoker>,
}

/// A function that another one calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callee {
    /// It sends at once what a person waits for.
    Sender,
    /// It works jobs off.
    JobRunner,
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

    /// The same, for a function that also calls others.
    pub async fn connect_with(callees: &[Callee]) -> Result<Self, ConnectError> {
        let connection = cloud::connect().await?;
        let (mut sender, mut job_runner) = (None, None);
        for callee in callees {
            let (aws, config) = (&connection.aws, &connection.config);
            match callee {
                Callee::Sender => sender = Some(cloud::sender(aws, config)),
                Callee::JobRunner => job_runner = Some(cloud::job_runner(aws, config)),
            }
        }
        Ok(Self {
            sender,
            job_runner,
            ..Self::from(connection)
        })
    }

    /// Over these tables and keys, calling no other function: messages and jobs are left to stream and schedule.
    pub fn over(store: Store, secret: Secret, public_url: String) -> Self {
        Self {
            store,
            secret,
            provider_reach: Reach::of(&public_url),
            public_url,
            lists: KeptLists::default(),
            prices: Prices::default(),
            sender: None,
            job_runner: None,
        }
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
        let store = cloud::store(&connection.aws, &connection.config);
        Self {
            prices: connection.config.prices,
            ..Self::over(store, connection.secret, connection.config.public_url)
        }
    }
}
