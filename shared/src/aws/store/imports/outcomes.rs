//! What became of an import's rows: many rows in one item, under the import.

use super::{TABLE, item::expires};
use crate::{
    aws::store::{
        Store, StoreError,
        call::{self, Terms},
        item::{Item, json, n, read, s, to_item},
    },
    domain::import::{Import, Kept, RowOutcomes},
};
use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, TransactWriteItem},
};
use serde::{Deserialize, Serialize};

/// Outcomes in one item, in bytes: well below DynamoDB's 400 KB.
const PART: usize = 100_000;
/// Beyond Excel's last row.
const LAST_ROW: u32 = 9_999_999;

impl Store {
    /// Writes of outcomes, each of at most about 100 KB.
    pub(super) fn put_outcomes(
        &self,
        import: &Import,
        outcomes: &[RowOutcomes],
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut puts = Vec::new();
        for part in parts(outcomes) {
            let Some(first) = part.first() else { continue };
            puts.push(self.put_part(outcomes_item(import, first.from, &part))?);
        }
        Ok(puts)
    }

    /// Writes of those whom an undo has kept.
    pub(super) fn put_kept(
        &self,
        import: &Import,
        kept: &[Kept],
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut puts = Vec::new();
        // 60 bytes each.
        for part in kept.chunks(PART / 60) {
            let Some(first) = part.first() else { continue };
            puts.push(self.put_part(kept_item(import, first.row, part))?);
        }
        Ok(puts)
    }

    fn put_part(&self, part: Item) -> Result<TransactWriteItem, StoreError> {
        call::put(&self.tables.imports, part, &Terms::always())
    }

    /// Recorded outcomes of the rows after `row`, one part of about 100 KB at a time, in the order of the rows. The
    /// first may begin before `row`. Empty where there are no more.
    pub async fn import_outcomes_after(
        &self,
        import: &Import,
        row: u32,
    ) -> Result<Vec<RowOutcomes>, StoreError> {
        // The part that row + 1 is in, if it is not at its beginning, and else the next.
        let before = self
            .query_outcomes(import, (0, row.saturating_add(1)))
            .scan_index_forward(false)
            .limit(1)
            .send()
            .await?;
        let part = read_outcomes(before.items())?;
        if part.last().is_some_and(|last| last.to > row) {
            return Ok(part);
        }
        self.next_import_outcomes(import, row, 1).await
    }

    /// Recorded outcomes of the rows after `row`, which ends a part or is 0: so many parts of about 100 KB at the most,
    /// in the order of the rows. Empty where there are no more.
    ///
    /// One page, not the SDK's paginator: the last row that was read says where the next one begins, in another request, too.
    pub async fn next_import_outcomes(
        &self,
        import: &Import,
        row: u32,
        parts: i32,
    ) -> Result<Vec<RowOutcomes>, StoreError> {
        let next = self
            .query_outcomes(import, (row.saturating_add(1), LAST_ROW))
            .limit(parts)
            .send()
            .await?;
        read_outcomes(next.items())
    }

    fn query_outcomes(&self, import: &Import, (from, to): (u32, u32)) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.imports)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", s(rows_key(import)))
            .expression_attribute_values(":from", s(rows_sk(from)))
            .expression_attribute_values(":to", s(rows_sk(to)))
            .consistent_read(true)
    }

    /// All recorded outcomes of an import, in the order of the rows.
    pub async fn import_outcomes(&self, import: &Import) -> Result<Vec<RowOutcomes>, StoreError> {
        let parts = self.query_outcomes(import, (0, LAST_ROW)).into_paginator();
        let mut parts = parts.items().send();
        let mut outcomes: Vec<RowOutcomes> = Vec::new();
        while let Some(part) = parts.next().await {
            outcomes.extend(read_outcomes(&[part?])?);
        }
        Ok(outcomes)
    }

    /// Whom an undo has kept, of the rows from `from` to `to`.
    pub async fn kept_after_undo(
        &self,
        import: &Import,
        from: u32,
        to: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        // Backwards, a part at a time, until one begins before the first row.
        let mut parts = self
            .client
            .query()
            .table_name(&self.tables.imports)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", s(rows_key(import)))
            .expression_attribute_values(":first", s(kept_sk(0)))
            .expression_attribute_values(":last", s(kept_sk(to)))
            .scan_index_forward(false)
            .consistent_read(true)
            .into_paginator()
            .page_size(1)
            .items()
            .send();
        let mut kept: Vec<Kept> = Vec::new();
        while let Some(part) = parts.next().await {
            let part = read_kept(&part?)?;
            let begins = part.first().map_or(0, |one| one.row);
            kept.extend(part.into_iter().filter(|one| (from..=to).contains(&one.row)));
            if begins <= from {
                break;
            }
        }
        kept.sort_by_key(|one| one.row);
        Ok(kept)
    }
}

/// A part of an import's outcomes, as it is stored.
#[derive(Debug)]
pub struct OutcomePart {
    /// In the order of the rows.
    pub outcomes: Vec<RowOutcomes>,
    key: Item,
    stored: AttributeValue,
}

impl OutcomePart {
    fn read(import: &Import, part: &Item) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Unreadable(TABLE);
        let attribute = |name: &str| part.get(name).cloned().ok_or_else(unreadable);
        Ok(Self {
            outcomes: read_outcomes(std::slice::from_ref(part))?,
            key: crate::aws::store::item::item([("pk", s(rows_key(import))), ("sk", attribute("sk")?)]),
            stored: attribute("outcomes")?,
        })
    }
}

impl Store {
    /// Some parts of an import's outcomes after a row that ends one, or is 0. Empty where there are no more.
    ///
    /// One page, not the SDK's paginator: the last row that was read says where the next one begins.
    pub async fn outcome_parts(&self, import: &Import, row: u32) -> Result<Vec<OutcomePart>, StoreError> {
        let next = self
            .query_outcomes(import, (row.saturating_add(1), LAST_ROW))
            .limit(super::PARTS_AT_ONCE)
            .send()
            .await?;
        next.items()
            .iter()
            .map(|part| OutcomePart::read(import, part))
            .collect()
    }

    /// Writes other outcomes of the same rows over a part as it was read. `false`: somebody else has written over it since.
    pub async fn rewrite_outcomes(
        &self,
        part: &OutcomePart,
        outcomes: &[RowOutcomes],
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("outcomes = :before")
            .value(":before", part.stored.clone())
            .value(":after", json(&outcomes));
        let change = "SET outcomes = :after";
        self.update(&self.tables.imports, part.key.clone(), change, terms)
            .await
    }
}

/// The outcomes are kept under a key of their own. Those of a dry run are not those of the run after it.
pub(super) fn rows_key(import: &Import) -> String {
    format!("{}#{}#{}", import.organisation, import.id, import.run)
}

fn rows_sk(row: u32) -> String {
    format!("rows#{row:07}")
}

/// A part of the outcomes.
#[derive(Serialize, Deserialize)]
struct StoredOutcomes<T> {
    outcomes: Vec<T>,
}

/// A part of those whom an undo has kept.
#[derive(Serialize, Deserialize)]
struct StoredKept<T> {
    kept: Vec<T>,
}

pub(in crate::aws::store) fn read_outcomes(parts: &[Item]) -> Result<Vec<RowOutcomes>, StoreError> {
    let mut all = Vec::new();
    for item in parts {
        let StoredOutcomes { outcomes } = read(item, TABLE)?;
        all.extend::<Vec<RowOutcomes>>(outcomes);
    }
    Ok(all)
}

pub(in crate::aws::store) fn read_kept(part: &Item) -> Result<Vec<Kept>, StoreError> {
    read(part, TABLE).map(|StoredKept { kept }| kept)
}

fn part_item(import: &Import, sk: &str, part: &impl Serialize) -> Item {
    let mut item = to_item(part);
    item.insert("pk".to_owned(), s(rows_key(import)));
    item.insert("sk".to_owned(), s(sk));
    item.insert("expires".to_owned(), n(expires(import)));
    item
}

/// A part of the outcomes, from this row on, as an item.
pub(in crate::aws::store) fn outcomes_item(import: &Import, first: u32, part: &[&RowOutcomes]) -> Item {
    let outcomes = part.to_vec();
    part_item(import, &rows_sk(first), &StoredOutcomes { outcomes })
}

/// A part of those whom an undo has kept, from this row on, as an item.
pub(in crate::aws::store) fn kept_item(import: &Import, first: u32, part: &[Kept]) -> Item {
    let kept = part.iter().collect();
    part_item(import, &kept_sk(first), &StoredKept { kept })
}

fn kept_sk(row: u32) -> String {
    format!("kept#{row:07}")
}

/// Cuts outcomes into parts, each for one item.
fn parts(outcomes: &[RowOutcomes]) -> Vec<Vec<&RowOutcomes>> {
    let mut parts: Vec<Vec<&RowOutcomes>> = vec![Vec::new()];
    let mut bytes = 0;
    for one in outcomes {
        let size = serde_json::to_string(one).map_or(200, |text| text.len());
        if bytes + size > PART {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(part) = parts.last_mut() {
            part.push(one);
        }
    }
    parts
}
