//! Finding imports: one, those with work left, and an organisation's list.

use super::{OPEN, Page, TABLE, item::from_item, open_key};
use crate::{
    aws::store::{
        Store, StoreError,
        item::{Item, Reader, item, s},
    },
    domain::{context::Context, import::Import, organisation::Slug},
};
use jiff::Timestamp;
use std::collections::HashMap;

impl Store {
    /// An import.
    pub async fn find_import(&self, organisation: &Slug, id: &str) -> Result<Option<Import>, StoreError> {
        // An id we never made would only cost a read, an over-long one an error.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.imports)
            .key("pk", s(organisation.as_str()))
            .key("sk", s(id))
            .consistent_read(true)
            .send()
            .await?;
        found.item().map(from_item).transpose()
    }

    /// Up to 100 imports, in the order of their keys.
    async fn find_imports(
        &self,
        context: &Context,
        keys: &[(Slug, String)],
    ) -> Result<Vec<Import>, StoreError> {
        let wanted = keys
            .iter()
            .map(|(organisation, id)| item([("pk", s(organisation.as_str())), ("sk", s(id))]));
        let mut found = HashMap::new();
        let items = self
            .get_many(context, &self.tables.imports, wanted.collect(), None)
            .await?;
        for item in &items {
            let import = from_item(item)?;
            found.insert((import.organisation.clone(), import.id.clone()), import);
        }
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }

    /// Imports of one organisation with work left: at most `limit`, in no order that means anything.
    pub async fn open_imports(
        &self,
        context: &Context,
        organisation: &Slug,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let mut keys = self.open_keys(Some(organisation)).await?;
        keys.truncate(limit);
        self.find_many(context, &keys).await
    }

    /// Imports with work left, at most `of_each` of one organisation and `limit` in all. Which are left out where there
    /// are more differs from call to call.
    pub async fn open_imports_of_all(
        &self,
        context: &Context,
        of_each: usize,
        limit: usize,
    ) -> Result<Vec<Import>, StoreError> {
        let mut of_organisation: HashMap<Slug, usize> = HashMap::new();
        let mut keys: Vec<(Slug, String)> = self.open_keys(None).await?;
        keys.retain(|(organisation, _)| {
            let count = of_organisation.entry(organisation.clone()).or_default();
            *count += 1;
            *count <= of_each
        });
        if keys.len() > limit {
            let begin = usize::try_from(context.below(keys.len() as u64)).unwrap_or(0);
            keys.rotate_left(begin);
            keys.truncate(limit);
        }
        self.find_many(context, &keys).await
    }

    async fn find_many(&self, context: &Context, keys: &[(Slug, String)]) -> Result<Vec<Import>, StoreError> {
        let mut imports = Vec::with_capacity(keys.len());
        for some in keys.chunks(100) {
            imports.extend(self.find_imports(context, some).await?);
        }
        Ok(imports)
    }

    async fn open_keys(&self, organisation: Option<&Slug>) -> Result<Vec<(Slug, String)>, StoreError> {
        let mut keys: Vec<(Slug, String)> = Vec::new();
        let mut from = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .expression_attribute_values(":open", s(OPEN))
                .consistent_read(true)
                .set_exclusive_start_key(from.take());
            let query = match organisation {
                None => query.key_condition_expression("pk = :open"),
                Some(slug) => query
                    .key_condition_expression("pk = :open AND begins_with(sk, :organisation)")
                    .expression_attribute_values(":organisation", s(open_key(slug, ""))),
            };
            let page = query.send().await?;
            for item in page.items() {
                let reader = Reader { item, table: TABLE };
                let sk = reader.text("sk")?;
                if let Some((slug, id)) = sk.split_once('#')
                    && let Ok(slug) = Slug::parse(slug)
                {
                    keys.push((slug, id.to_owned()));
                }
            }
            match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => from = Some(key.clone()),
                _ => return Ok(keys),
            }
        }
    }

    /// An organisation's imports, the newest first; `uploaded_by` keeps to those of one user.
    pub async fn list_imports(
        &self,
        context: &Context,
        organisation: &Slug,
        uploaded_by: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let mut keys: Vec<(Slug, String)> = Vec::new();
        let mut last = None;
        let mut from = match after.map(|after| list_position(organisation, after)) {
            None => None,
            Some(Some(position)) => Some(position),
            Some(None) => return Ok((Vec::new(), None)),
        };
        // A few pages at most: where most imports are other people's, the caller gets a short page and a cursor.
        for _ in 0..5 {
            let query = self
                .client
                .query()
                .table_name(&self.tables.imports)
                .index_name("by_start")
                .key_condition_expression("listed_under = :organisation")
                .expression_attribute_values(":organisation", s(organisation.as_str()))
                .scan_index_forward(false)
                .limit(i32::try_from(limit - keys.len()).unwrap_or(i32::MAX))
                .set_exclusive_start_key(from.take());
            let query = match uploaded_by {
                None => query,
                Some(user) => query
                    .filter_expression("uploaded_by = :user")
                    .expression_attribute_values(":user", s(user)),
            };
            let page = query.send().await?;
            for item in page.items() {
                let reader = Reader { item, table: TABLE };
                keys.push((organisation.clone(), reader.text("sk")?.to_owned()));
            }
            last = match page.last_evaluated_key() {
                Some(key) if !key.is_empty() => Some(key.clone()),
                _ => None,
            };
            if last.is_none() || keys.len() >= limit {
                break;
            }
            from.clone_from(&last);
        }
        let imports = self.find_many(context, &keys).await?;
        let last = last.as_ref().and_then(|key| {
            let reader = Reader {
                item: key,
                table: TABLE,
            };
            Some(format!(
                "{}#{}",
                reader.find_text("created_at")?,
                reader.find_text("sk")?
            ))
        });
        Ok((imports, last))
    }
}

/// Where a listing goes on, from what [`Store::list_imports`] said.
fn list_position(organisation: &Slug, after: &str) -> Option<Item> {
    let (created_at, id) = after.split_once('#')?;
    created_at.parse::<Timestamp>().ok()?;
    if id.is_empty() || id.len() > 64 {
        return None;
    }
    Some(Item::from([
        ("pk".to_owned(), s(organisation.as_str())),
        ("sk".to_owned(), s(id)),
        ("listed_under".to_owned(), s(organisation.as_str())),
        ("created_at".to_owned(), s(created_at)),
    ]))
}
