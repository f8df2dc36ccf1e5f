//! Asking a running import to stop.
//!
//! The request is an item of its own beside the outcomes: the import's item is its worker's, who writes it whole. It belongs
//! to one run, so that one that comes too late stops no other.

use super::{item::expires, outcomes::rows_key};
use crate::{
    aws::store::{
        Store, StoreError,
        call::Terms,
        item::{Item, item, n, read, s},
    },
    domain::import::Import,
};
use serde::Deserialize;

/// Sorts before every outcome.
const STOP: &str = "cancel";

fn key(import: &Import) -> Item {
    item([("pk", s(rows_key(import))), ("sk", s(STOP))])
}

impl Store {
    /// Asks the worker of a running import to stop, in the name of a user. Who asked first stays.
    pub async fn ask_to_stop(&self, import: &Import, user_id: &str) -> Result<(), StoreError> {
        let mut request = key(import);
        request.insert("cancelled_by".to_owned(), s(user_id));
        request.insert("expires".to_owned(), n(expires(import)));
        self.put(&self.tables.imports, request, Terms::when(super::ABSENT))
            .await?;
        Ok(())
    }

    /// The user who has asked this run of an import to stop, if somebody has.
    pub async fn find_stop(&self, import: &Import) -> Result<Option<String>, StoreError> {
        #[derive(Deserialize)]
        struct Request {
            cancelled_by: String,
        }
        let found = self.get(&self.tables.imports, key(import)).await?;
        let request = found
            .map(|item| read::<Request>(&item, super::TABLE))
            .transpose()?;
        Ok(request.map(|request| request.cancelled_by))
    }
}
