//! Sign-ins by single sign-on that have been ended: each is good once. And what came of trying connections out, for a while.

use super::{
    Store, StoreError,
    call::Terms,
    ephemera::key_of,
    item::{self, n, s},
};
use crate::domain::sso::{login::LIFETIME, trial};
use jiff::Timestamp;
use serde::Deserialize;

impl Store {
    /// Notes that a sign-in is ended. `false`: it was before. It is kept for longer than the sign-in could be used.
    pub async fn use_login(&self, now: Timestamp, id: &str) -> Result<bool, StoreError> {
        let mut item = key_of(format!("sso#{id}"));
        item.insert("expires".to_owned(), n((now + LIFETIME * 2).as_second()));
        let terms = Terms::when("attribute_not_exists(pk)");
        self.put(&self.tables.ephemera, item, terms).await
    }

    /// Keeps what came of trying a connection out, sealed, under an id.
    pub async fn keep_trial(&self, now: Timestamp, id: &str, sealed: &str) -> Result<(), StoreError> {
        let mut item = key_of(format!("sso-trial#{id}"));
        item.insert("sealed".to_owned(), s(sealed));
        item.insert("expires".to_owned(), n((now + trial::LIFETIME).as_second()));
        self.put(&self.tables.ephemera, item, Terms::always()).await?;
        Ok(())
    }

    /// What is kept under an id, sealed. `None`: nothing is, or not any more.
    pub async fn find_trial(&self, now: Timestamp, id: &str) -> Result<Option<String>, StoreError> {
        let found = self
            .get(&self.tables.ephemera, key_of(format!("sso-trial#{id}")))
            .await?;
        let kept: Option<Kept> = found.map(|item| item::read(&item, "Ephemera")).transpose()?;
        Ok(kept
            .filter(|kept| now.as_second() < kept.expires)
            .map(|kept| kept.sealed))
    }
}

/// What is kept of a trial.
#[derive(Deserialize)]
struct Kept {
    sealed: String,
    expires: i64,
}
