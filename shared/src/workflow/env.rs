use crate::{
    aws::{
        cloud,
        config::{self, Config},
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
    /// From the environment. Clients are built here, while the function starts, where it costs nothing.
    ///
    /// # Errors
    ///
    /// A variable that is missing, or the secret that cannot be read.
    pub async fn connect() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let config = Config::from_environment()?;
        let aws = cloud::configuration().await;
        let secret = config::secret(&cloud::secrets(&aws), &config.secret).await?;
        Ok(Self {
            store: cloud::store(&aws, &config),
            secret,
            public_url: config.public_url,
        })
    }
}
