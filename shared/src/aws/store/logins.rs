//! Sign-ins by single sign-on that have been ended: each is good once.

use super::{Store, StoreError, call::Terms, ephemera::key_of, item::n};
use crate::domain::sso::login::LIFETIME;
use jiff::Timestamp;

impl Store {
    /// Notes that a sign-in is ended. `false`: it was before. It is kept for longer than the sign-in could be used.
    pub async fn use_login(&self, now: Timestamp, id: &str) -> Result<bool, StoreError> {
        let mut item = key_of(format!("sso#{id}"));
        item.insert("expires".to_owned(), n((now + LIFETIME * 2).as_second()));
        let terms = Terms::when("attribute_not_exists(pk)");
        self.put(&self.tables.ephemera, item, terms).await
    }
}
