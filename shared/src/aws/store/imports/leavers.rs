//! Who is not in an import's file: user ids, many in one item, under the import.

use super::{TABLE, item::expires, outcomes::rows_key};
use crate::{
    aws::store::{
        Store, StoreError,
        call::Terms,
        item::{n, read, s, to_item},
    },
    domain::import::{Import, Leavers},
};
use serde::{Deserialize, Serialize};

/// A part of them.
#[derive(Serialize, Deserialize)]
struct StoredLeavers<T> {
    user_ids: Vec<T>,
}

fn sk(leavers: &Leavers, part: u32) -> String {
    format!("leavers#{}#{part:07}", leavers.place)
}

impl Store {
    /// Puts a part of an import's leavers on record.
    pub async fn put_leavers(
        &self,
        import: &Import,
        leavers: &Leavers,
        part: u32,
        user_ids: &[String],
    ) -> Result<(), StoreError> {
        let user_ids = user_ids.iter().collect();
        let mut item = to_item(&StoredLeavers { user_ids });
        item.insert("pk".to_owned(), s(rows_key(import)));
        item.insert("sk".to_owned(), s(sk(leavers, part)));
        item.insert("expires".to_owned(), n(expires(import)));
        self.put(&self.tables.imports, item, Terms::always())
            .await
            .map(drop)
    }

    /// A part of an import's leavers, by their ids, the first one being 0. Empty after the last.
    pub async fn find_leavers(
        &self,
        import: &Import,
        leavers: &Leavers,
        part: u32,
    ) -> Result<Vec<String>, StoreError> {
        let key = crate::aws::store::item::item([("pk", s(rows_key(import))), ("sk", s(sk(leavers, part)))]);
        let Some(item) = self.get(&self.tables.imports, key).await? else {
            return Ok(Vec::new());
        };
        let StoredLeavers { user_ids } = read(&item, TABLE)?;
        Ok(user_ids)
    }
}
