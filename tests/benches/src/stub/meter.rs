//! What is counted: calls, write and read units; and the cap.
//!
//! Units as the DynamoDB developer guide defines them ("Read/write capacity", "Item sizes and formats"): a write costs
//! one per started KB of the item, the larger of before and after, twice that in a transaction, and a failed condition
//! costs the same; a consistent read costs one per started 4 KB, another half of that. What was throttled costs nothing.
//! In an index ("Provisioned throughput considerations for global secondary indexes") an entry that comes, goes or changes
//! costs a write, one whose key changes two, and one that stays as it is nothing.

use super::expression::Item;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// What was asked of the stand-in since the counting began.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Requests by service and operation, throttled ones among them.
    pub(crate) calls: BTreeMap<String, u64>,
    /// Requests that were turned away because the cap was reached.
    pub(crate) throttled: u64,
    /// Write units by table, without indexes.
    pub(crate) write_units: BTreeMap<String, u64>,
    /// Write units of the indexes by their table.
    pub(crate) index_write_units: BTreeMap<String, u64>,
    /// Read units.
    pub(crate) read_units: f64,
    /// Items in each table now.
    pub(crate) items: BTreeMap<String, u64>,
}

impl Counts {
    /// All calls.
    pub(crate) fn all_calls(&self) -> u64 {
        self.calls.values().sum()
    }

    /// Calls of one operation.
    pub(crate) fn calls_of(&self, operation: &str) -> u64 {
        self.calls.get(operation).copied().unwrap_or(0)
    }

    /// The write units of these tables.
    pub(crate) fn writes_to(&self, tables: &[&str]) -> u64 {
        tables
            .iter()
            .map(|table| self.write_units.get(*table).copied().unwrap_or(0))
            .sum()
    }

    /// The write units of the indexes of these tables.
    pub(crate) fn index_writes_to(&self, tables: &[&str]) -> u64 {
        let units = tables
            .iter()
            .filter_map(|table| self.index_write_units.get(*table));
        units.sum()
    }

    /// The write units of all tables, without indexes.
    pub(crate) fn all_writes(&self) -> u64 {
        self.write_units.values().sum()
    }
}

/// The tables the cap is on: those a user is written into.
pub(crate) const CAPPED: [&str; 2] = ["Users", "Identifiers"];

/// An index as the template declares it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Index {
    pub(super) table: &'static str,
    pub(super) name: &'static str,
    pub(super) keys: [&'static str; 2],
    /// What it holds of an item beside the keys of index and table.
    holds: &'static [&'static str],
}

pub(super) const INDEXES: [Index; 3] = [
    Index {
        table: "Users",
        name: "by_organisation",
        keys: ["list_shard", "list_key"],
        holds: &[
            "status",
            "source",
            "department",
            "job_profile",
            "permission_type",
            "language",
        ],
    },
    Index {
        table: "Users",
        name: "due",
        keys: ["due_shard", "next_attempt_at"],
        holds: &[],
    },
    Index {
        table: "Imports",
        name: "by_start",
        keys: ["listed_under", "created_at"],
        holds: &["uploaded_by"],
    },
];

impl Index {
    /// What stands in the index for an item; nothing without both of its keys.
    pub(super) fn entry(&self, item: Option<&Item>) -> Option<Item> {
        let item = item?;
        if self.keys.iter().any(|key| !item.contains_key(*key)) {
            return None;
        }
        let mut entry = item.clone();
        entry.retain(|name, _| {
            let name = name.as_str();
            ["pk", "sk"].contains(&name) || self.keys.contains(&name) || self.holds.contains(&name)
        });
        Some(entry)
    }

    fn write_units(&self, before: Option<&Item>, after: Option<&Item>) -> u64 {
        match (self.entry(before), self.entry(after)) {
            (None, None) => 0,
            (Some(one), None) | (None, Some(one)) => write_units(None, Some(&one)),
            (Some(before), Some(after)) if before == after => 0,
            // A key cannot be changed: one entry goes, another comes.
            (Some(before), Some(after)) if self.keys.iter().any(|key| before[*key] != after[*key]) => {
                write_units(None, Some(&before)) + write_units(None, Some(&after))
            }
            (before, after) => write_units(before.as_ref(), after.as_ref()),
        }
    }
}

/// The bytes DynamoDB reckons for a value.
pub(super) fn value_size(value: &Value) -> usize {
    let Some((kind, content)) = value.as_object().and_then(|value| value.iter().next()) else {
        return 0;
    };
    let length = content.as_str().map_or(0, str::len);
    match (kind.as_str(), content) {
        ("S", _) => length,
        // Two digits a byte, and one more.
        ("N", _) => length.div_ceil(2) + 1,
        // Base 64.
        ("B", _) => length / 4 * 3,
        ("L", Value::Array(list)) => 3 + list.iter().map(|one| 1 + value_size(one)).sum::<usize>(),
        ("M", Value::Object(map)) => {
            3 + map
                .iter()
                .map(|(name, one)| 1 + name.len() + value_size(one))
                .sum::<usize>()
        }
        (_, Value::Array(set)) => set.iter().filter_map(Value::as_str).map(str::len).sum(),
        _ => 1,
    }
}

/// The bytes DynamoDB reckons for an item.
pub(super) fn item_size(item: &Item) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + value_size(value))
        .sum()
}

/// Write units of a plain write.
pub(super) fn write_units(before: Option<&Item>, after: Option<&Item>) -> u64 {
    let size = |item: Option<&Item>| item.map_or(0, item_size);
    size(before).max(size(after)).div_ceil(1_024).max(1) as u64
}

/// Read units of so many bytes.
pub(super) fn read_units(bytes: usize, consistent: bool) -> f64 {
    let units = u32::try_from(bytes.div_ceil(4_096).max(1)).unwrap_or(u32::MAX);
    f64::from(units) * if consistent { 1.0 } else { 0.5 }
}

/// Write units that a change of an item costs in the indexes of its table. They follow the table, so they cost the same
/// within a transaction.
pub(super) fn index_units(table: &str, before: Option<&Item>, after: Option<&Item>) -> u64 {
    let of_table = INDEXES.iter().filter(|index| index.table == table);
    of_table.map(|index| index.write_units(before, after)).sum()
}

/// Units there are to spend: so many come in every second, and no more than a second's are kept. It begins empty, so
/// that never more is spent than has come in since.
#[derive(Debug)]
pub(super) struct Budget {
    /// Units a second; `None`: no cap.
    cap: Option<u32>,
    units: f64,
    filled: Instant,
}

impl Budget {
    pub(super) fn new(cap: Option<u32>) -> Self {
        Self {
            cap,
            units: 0.0,
            filled: Instant::now(),
        }
    }

    /// Starts again, empty.
    pub(super) fn empty(&mut self) {
        *self = Self::new(self.cap);
    }

    /// Spends units of a table, if there are enough.
    pub(super) fn spend(&mut self, units: u64) -> bool {
        let Some(cap) = self.cap.map(f64::from) else {
            return true;
        };
        let now = Instant::now();
        self.units = grown(self.units, now - self.filled, cap);
        self.filled = now;
        let units = f64::from(u32::try_from(units).unwrap_or(u32::MAX));
        let enough = self.units >= units;
        if enough {
            self.units -= units;
        }
        enough
    }
}

fn grown(units: f64, since: Duration, cap: f64) -> f64 {
    (units + since.as_secs_f64() * cap).min(cap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn units_are_counted_by_started_kilobytes() {
        let item = |length: usize| {
            json!({ "pk": { "S": "x".repeat(length - 2) } })
                .as_object()
                .unwrap()
                .clone()
        };
        assert_eq!(write_units(None, Some(&item(1_024))), 1);
        assert_eq!(write_units(Some(&item(1_025)), Some(&item(10))), 2);
        assert!((read_units(0, true) - 1.0).abs() < f64::EPSILON);
        assert!((read_units(4_097, false) - 1.0).abs() < f64::EPSILON);
        let number = json!({ "a": { "N": "1234" }, "b": { "BOOL": true } });
        assert_eq!(item_size(number.as_object().unwrap()), 1 + 3 + 1 + 1);
    }

    #[test]
    fn an_index_costs_what_changes_in_it() {
        let item = |attributes: &[(&str, &str)]| -> Item {
            let attributes = attributes.iter();
            attributes
                .map(|(name, text)| ((*name).to_owned(), json!({ "S": text })))
                .collect()
        };
        let due = |shard: &str, status: &str| {
            item(&[
                ("pk", "a"),
                ("due_shard", shard),
                ("next_attempt_at", "1"),
                ("status", status),
            ])
        };
        let none = item(&[("pk", "a"), ("status", "invited")]);
        let units = |before: &Item, after: &Item| index_units("Users", Some(before), Some(after));
        assert_eq!(
            units(&due("1", "invited"), &due("1", "active")),
            0,
            "it is not projected"
        );
        assert_eq!(units(&due("1", "invited"), &due("2", "invited")), 2);
        assert_eq!(units(&due("1", "invited"), &none), 1);
        assert_eq!(units(&none, &due("1", "invited")), 1);
        assert_eq!(index_units("Users", None, Some(&none)), 0);
        let listed = |status: &str| {
            item(&[
                ("pk", "a"),
                ("list_shard", "s"),
                ("list_key", "k"),
                ("status", status),
            ])
        };
        assert_eq!(units(&listed("invited"), &listed("active")), 1);
        assert_eq!(units(&listed("active"), &listed("active")), 0);
    }

    /// What stands between two marks.
    fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
        text.split_once(from)?.1.split_once(to).map(|(found, _)| found)
    }

    #[test]
    fn the_indexes_are_those_of_the_template() {
        let template = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/data.yaml");
        let template = std::fs::read_to_string(template).unwrap();
        let declared: Vec<(Vec<&str>, String)> = template
            .split("- IndexName: ")
            .skip(1)
            .map(|index| {
                let keys = index.split("AttributeName: ").skip(1).take(2);
                let keys = keys.map(|key| key.split_once(',').unwrap().0).collect();
                assert!(!index.contains("ProjectionType: ALL"), "none holds whole items");
                let holds = between(index, "NonKeyAttributes: [", "]").unwrap_or_default();
                let holds = holds.to_owned();
                (keys, holds)
            })
            .collect();
        let counted: Vec<(Vec<&str>, String)> = INDEXES
            .iter()
            .map(|index| (index.keys.to_vec(), index.holds.join(", ")))
            .collect();
        assert_eq!(counted, declared);
    }

    #[test]
    fn a_budget_fills_at_its_cap_and_keeps_a_second() {
        assert!((grown(0.0, Duration::from_millis(500), 4_000.0) - 2_000.0).abs() < 1e-6);
        assert!((grown(3_000.0, Duration::from_secs(5), 4_000.0) - 4_000.0).abs() < 1e-6);
        let mut budget = Budget::new(Some(4_000));
        assert!(!budget.spend(4_000), "it begins empty");
        assert!(
            Budget::new(None).spend(u64::MAX),
            "without a cap there is always enough"
        );
    }
}
