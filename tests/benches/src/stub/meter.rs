//! What is counted: calls, write and read units; and the cap.
//!
//! Units as the DynamoDB developer guide defines them ("Read/write capacity", "Item sizes and formats"): a write costs
//! one per started KB of the item, the larger of before and after, twice that in a transaction, and a failed condition
//! costs the same; a consistent read costs one per started 4 KB, another half of that. What was throttled costs nothing.

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
    /// Write units of the indexes.
    pub(crate) index_write_units: u64,
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

    /// The write units of all tables, without indexes.
    pub(crate) fn all_writes(&self) -> u64 {
        self.write_units.values().sum()
    }
}

/// The tables the cap is on: those a user is written into.
pub(crate) const CAPPED: [&str; 2] = ["Users", "Identifiers"];

/// The template's indexes: table, partition key, and whether they hold whole items. Where an item has the key, writing
/// it costs a plain write in the index too.
const INDEXES: [(&str, &str, bool); 3] = [
    ("Users", "list_shard", true),
    ("Users", "due_shard", false),
    ("Imports", "listed_under", true),
];

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

/// Write units that a new item costs in the indexes of its table.
pub(super) fn index_units(table: &str, item: &Item) -> u64 {
    INDEXES
        .iter()
        .filter(|(of, key, _)| *of == table && item.contains_key(*key))
        .map(|(.., whole)| if *whole { write_units(None, Some(item)) } else { 1 })
        .sum()
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
