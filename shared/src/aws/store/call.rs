//! Single calls: one item read, written, changed or removed, alone or as a part of a transaction.

use super::{Store, StoreError, condition_failed, item::Item};
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem, Update},
};
use std::collections::HashMap;

/// No item of this key is there, in the tables whose key is `pk`.
pub(super) const ABSENT: &str = "attribute_not_exists(pk)";

/// On what condition something is written, with the values and the names (those that are reserved words) it speaks of.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    condition: Option<&'static str>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Terms {
    /// Without condition.
    pub(super) fn always() -> Self {
        Self::default()
    }

    /// On this condition.
    pub(super) fn when(condition: &'static str) -> Self {
        Self {
            condition: Some(condition),
            ..Self::default()
        }
    }

    /// Over this version.
    pub(super) fn version(version: u64) -> Self {
        Self::when("version = :version").value(":version", super::item::n(version))
    }

    pub(super) fn value(mut self, name: &'static str, value: AttributeValue) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    pub(super) fn name(mut self, alias: &'static str, name: &str) -> Self {
        self.names.insert(alias.to_owned(), name.to_owned());
        self
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }

    fn condition(&self) -> Option<String> {
        self.condition.map(str::to_owned)
    }
}

fn unbuildable(error: &BuildError) -> StoreError {
    StoreError::Failed(error.to_string())
}

/// An item to be written in a transaction.
pub(super) fn put(table: &str, item: Item, terms: &Terms) -> Result<TransactWriteItem, StoreError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .set_condition_expression(terms.condition())
        .set_expression_attribute_names(terms.names())
        .set_expression_attribute_values(terms.values())
        .build();
    put.map(|put| TransactWriteItem::builder().put(put).build())
        .map_err(|error| unbuildable(&error))
}

/// An item to be removed in a transaction.
pub(super) fn delete(table: &str, key: Item, terms: &Terms) -> Result<TransactWriteItem, StoreError> {
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(key))
        .set_condition_expression(terms.condition())
        .set_expression_attribute_names(terms.names())
        .set_expression_attribute_values(terms.values())
        .build();
    delete
        .map(|delete| TransactWriteItem::builder().delete(delete).build())
        .map_err(|error| unbuildable(&error))
}

/// A condition that an item has to meet for a transaction to be carried out.
pub(super) fn require(table: &str, key: Item, terms: &Terms) -> Result<TransactWriteItem, StoreError> {
    let check = ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(key))
        .set_condition_expression(terms.condition())
        .set_expression_attribute_names(terms.names())
        .set_expression_attribute_values(terms.values())
        .build();
    check
        .map(|check| TransactWriteItem::builder().condition_check(check).build())
        .map_err(|error| unbuildable(&error))
}

/// An item to be changed in a transaction.
pub(super) fn update(
    table: &str,
    key: Item,
    change: &str,
    terms: &Terms,
) -> Result<TransactWriteItem, StoreError> {
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(key))
        .update_expression(change)
        .set_condition_expression(terms.condition())
        .set_expression_attribute_names(terms.names())
        .set_expression_attribute_values(terms.values())
        .build();
    update
        .map(|update| TransactWriteItem::builder().update(update).build())
        .map_err(|error| unbuildable(&error))
}

/// Numbers to be added to those of an item in a transaction, which is made of them where it is not there.
pub(super) fn add<'a>(
    table: &str,
    key: Item,
    numbers: impl Iterator<Item = (&'a str, i64)>,
) -> Result<TransactWriteItem, StoreError> {
    let mut update = Update::builder().table_name(table).set_key(Some(key));
    let mut sums = Vec::new();
    for (name, number) in numbers {
        sums.push(format!("#{name} :{name}"));
        update = update
            .expression_attribute_names(format!("#{name}"), name)
            .expression_attribute_values(format!(":{name}"), super::item::n(number));
    }
    let update = update
        .update_expression(format!("ADD {}", sums.join(", ")))
        .build();
    update
        .map(|update| TransactWriteItem::builder().update(update).build())
        .map_err(|error| unbuildable(&error))
}

/// Whether it was done: `false` where the condition does not hold.
macro_rules! done {
    ($sent:expr) => {
        match $sent {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    };
}

impl Store {
    /// One item, as it is now.
    pub(super) async fn get(&self, table: &str, key: Item) -> Result<Option<Item>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(table)
            .set_key(Some(key))
            .consistent_read(true)
            .send()
            .await?;
        Ok(found.item)
    }

    /// Writes an item, whole. `false`: the condition does not hold.
    pub(super) async fn put(&self, table: &str, item: Item, terms: Terms) -> Result<bool, StoreError> {
        let sent = self
            .client
            .put_item()
            .table_name(table)
            .set_item(Some(item))
            .set_condition_expression(terms.condition())
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .send()
            .await;
        done!(sent)
    }

    /// Changes attributes of an item, or makes it. `false`: the condition does not hold.
    pub(super) async fn update(
        &self,
        table: &str,
        key: Item,
        change: &str,
        terms: Terms,
    ) -> Result<bool, StoreError> {
        let sent = self
            .client
            .update_item()
            .table_name(table)
            .set_key(Some(key))
            .update_expression(change)
            .set_condition_expression(terms.condition())
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .send()
            .await;
        done!(sent)
    }

    /// Puts attributes over those of an item, or makes it of them; its other attributes stay. `false`: the condition does
    /// not hold.
    pub(super) async fn assign(
        &self,
        table: &str,
        key: Item,
        attributes: Item,
        mut terms: Terms,
    ) -> Result<bool, StoreError> {
        let mut assignments = Vec::with_capacity(attributes.len());
        for (name, value) in attributes {
            assignments.push(format!("#to_{name} = :to_{name}"));
            terms.values.insert(format!(":to_{name}"), value);
            terms.names.insert(format!("#to_{name}"), name);
        }
        let change = format!("SET {}", assignments.join(", "));
        self.update(table, key, &change, terms).await
    }

    /// Removes an item. `false`: the condition does not hold.
    pub(super) async fn delete(&self, table: &str, key: Item, terms: Terms) -> Result<bool, StoreError> {
        let sent = self
            .client
            .delete_item()
            .table_name(table)
            .set_key(Some(key))
            .set_condition_expression(terms.condition())
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .send()
            .await;
        done!(sent)
    }
}
