//! The operations of DynamoDB that Rollcall calls, over items in memory.

use super::{
    expression::{self, Item, Meanings},
    meter::{self, Budget, CAPPED, Counts, INDEXES, Index},
};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// Partition and sort key, which is empty where a table has none.
type Key = (String, String);

/// Partition and sort key of an index, and the item's own.
type IndexKey = (String, String, Key);

/// What one answer to a query holds at the most, in bytes that were looked at.
const MOST_BYTES: usize = 1_048_576;

/// All tables, what was counted of them, and what may still be spent.
#[derive(Debug)]
pub(super) struct Tables {
    items: HashMap<String, BTreeMap<Key, Item>>,
    /// By the name of the index: what it holds, by its own keys and the table's.
    indexes: HashMap<&'static str, BTreeMap<IndexKey, Item>>,
    pub(super) counts: Counts,
    pub(super) budget: Budget,
}

/// An answer: the body, or an error's name and what comes with it.
pub(super) type Answer = Result<Value, (&'static str, Value)>;

/// The names of a table's keys, as the template declares them.
fn key_names(table: &str) -> [&'static str; 2] {
    match table {
        "Organisations" => ["organisation", "entry"],
        "Imports" | "Directory" => ["pk", "sk"],
        _ => ["pk", ""],
    }
}

fn text_of(item: &Item, name: &str) -> String {
    item.get(name)
        .and_then(|value| value["S"].as_str().or_else(|| value["N"].as_str()))
        .unwrap_or_default()
        .to_owned()
}

fn key_of(table: &str, item: &Item) -> Key {
    let [partition, sort] = key_names(table).map(|name| text_of(item, name));
    (partition, sort)
}

fn index_of(table: &str, name: &str) -> Result<&'static Index> {
    let mut of_table = INDEXES.iter().filter(|index| index.table == table);
    of_table
        .find(|index| index.name == name)
        .with_context(|| format!("{table} has no index {name}"))
}

fn index_key(index: &Index, item: &Item) -> IndexKey {
    let [partition, sort] = index.keys.map(|name| text_of(item, name));
    (partition, sort, key_of(index.table, item))
}

/// What a query orders an item by.
fn order_of(table: &str, index: Option<&Index>, item: &Item) -> IndexKey {
    if let Some(index) = index {
        return index_key(index, item);
    }
    let (partition, sort) = key_of(table, item);
    (partition, sort, Key::default())
}

/// What a write does to the item of its key.
enum Write<'a> {
    Put(&'a Item),
    Delete,
    Update(&'a str),
    /// Nothing: only its condition matters.
    Check,
}

/// One write with its condition, read from a request.
struct Change<'a> {
    table: &'a str,
    key: Key,
    key_item: &'a Item,
    write: Write<'a>,
    request: &'a Value,
}

impl<'a> Change<'a> {
    fn read(kind: &str, request: &'a Value) -> Result<Self> {
        let table = request["TableName"].as_str().context("TableName is missing")?;
        let field = if kind == "Put" { "Item" } else { "Key" };
        let key_item = request[field]
            .as_object()
            .with_context(|| format!("{field} is missing"))?;
        let write = match kind {
            "Put" => Write::Put(key_item),
            "Delete" => Write::Delete,
            "Update" => Write::Update(
                request["UpdateExpression"]
                    .as_str()
                    .context("UpdateExpression is missing")?,
            ),
            "ConditionCheck" => Write::Check,
            other => bail!("no such write: {other}"),
        };
        Ok(Self {
            table,
            key: key_of(table, key_item),
            key_item,
            write,
            request,
        })
    }
}

/// A change worked out against the tables as they are: before and after.
struct Planned<'a> {
    change: Change<'a>,
    before: Option<Item>,
    after: Option<Item>,
    held: bool,
    units: u64,
}

impl Tables {
    pub(super) fn new(cap: Option<u32>) -> Self {
        Self {
            items: HashMap::new(),
            indexes: HashMap::new(),
            counts: Counts::default(),
            budget: Budget::new(cap),
        }
    }

    /// Counts from nothing, with an empty budget.
    pub(super) fn begin(&mut self) {
        self.counts = Counts::default();
        self.budget.empty();
    }

    /// What was counted.
    pub(super) fn counted(&self) -> Counts {
        let mut counts = self.counts.clone();
        for (name, items) in &self.items {
            counts.items.insert(name.clone(), items.len() as u64);
        }
        counts
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, operation: &str, request: &Value) -> Answer {
        let answered = match operation {
            "GetItem" => self.get(request).map(Ok),
            "BatchGetItem" => self.batch_get(request).map(Ok),
            "Query" => self.query(request).map(Ok),
            "PutItem" => self.write("Put", request),
            "DeleteItem" => self.write("Delete", request),
            "UpdateItem" => self.write("Update", request),
            "BatchWriteItem" => self.batch_write(request),
            "TransactWriteItems" => self.transact(request),
            _ => Err(anyhow::anyhow!("{operation} is more than this stand-in knows")),
        };
        answered.unwrap_or_else(|error| Err(("ValidationException", json!({ "message": error.to_string() }))))
    }

    fn find(&self, table: &str, key: &Key) -> Option<&Item> {
        self.items.get(table)?.get(key)
    }

    fn read(&mut self, table: &str, keys: &Value, consistent: bool) -> Result<Option<Item>> {
        let keys = keys.as_object().context("a key is missing")?;
        let item = self.find(table, &key_of(table, keys)).cloned();
        self.counts.read_units += meter::read_units(item.as_ref().map_or(0, meter::item_size), consistent);
        Ok(item)
    }

    fn get(&mut self, request: &Value) -> Result<Value> {
        let table = request["TableName"].as_str().context("TableName is missing")?;
        let consistent = request["ConsistentRead"].as_bool().unwrap_or(false);
        let found = self.read(table, &request["Key"], consistent)?;
        Ok(found.map_or_else(|| json!({}), |item| json!({ "Item": item })))
    }

    fn batch_get(&mut self, request: &Value) -> Result<Value> {
        let mut responses = Map::new();
        for (table, wanted) in request["RequestItems"]
            .as_object()
            .context("RequestItems is missing")?
        {
            let consistent = wanted["ConsistentRead"].as_bool().unwrap_or(false);
            let only: Option<Vec<&str>> = wanted["ProjectionExpression"]
                .as_str()
                .map(|names| names.split(',').map(str::trim).collect());
            let mut found = Vec::new();
            for key in wanted["Keys"].as_array().into_iter().flatten() {
                let Some(mut item) = self.read(table, key, consistent)? else {
                    continue;
                };
                if let Some(only) = &only {
                    item.retain(|name, _| only.contains(&name.as_str()));
                }
                found.push(Value::Object(item));
            }
            responses.insert(table.clone(), Value::Array(found));
        }
        Ok(json!({ "Responses": responses, "UnprocessedKeys": {} }))
    }

    /// By a condition on keys, in a table or in an index of it, whose entries hold what is projected into it. In the order
    /// of its keys.
    fn query(&mut self, request: &Value) -> Result<Value> {
        let table = request["TableName"].as_str().context("TableName is missing")?;
        let index = match request["IndexName"].as_str() {
            None => None,
            Some(name) => Some(index_of(table, name)?),
        };
        let condition = request["KeyConditionExpression"]
            .as_str()
            .context("KeyConditionExpression is missing")?;
        let meanings = Meanings::of(request);
        let [by, _] = index.map_or_else(|| key_names(table), |index| index.keys);
        let partition =
            expression::partition(condition, by, meanings).context("a query names its partition")?;
        let in_partition = self.in_partition(table, index, partition);
        let start = request["ExclusiveStartKey"].as_object();
        let after = start.map(|start| order_of(table, index, start));
        let forward = request["ScanIndexForward"].as_bool().unwrap_or(true);
        let limit = request["Limit"].as_u64().unwrap_or(u64::MAX);
        let ordered: Box<dyn Iterator<Item = &Item>> = if forward {
            Box::new(in_partition.into_iter())
        } else {
            Box::new(in_partition.into_iter().rev())
        };
        let (mut found, mut last, mut bytes, mut seen) = (Vec::new(), None, 0, 0);
        let mut has_more = false;
        for item in ordered {
            let at = order_of(table, index, item);
            let is_passed = after
                .as_ref()
                .is_some_and(|after| if forward { at <= *after } else { at >= *after });
            if is_passed || !expression::holds(condition, Some(item), meanings)? {
                continue;
            }
            if seen == limit || bytes > MOST_BYTES {
                has_more = true;
                break;
            }
            seen += 1;
            bytes += meter::item_size(item);
            last = Some(item);
            let kept = match request["FilterExpression"].as_str() {
                None => true,
                Some(filter) => expression::holds(filter, Some(item), meanings)?,
            };
            if kept {
                found.push(Value::Object(item.clone()));
            }
        }
        let mut answer = json!({ "Count": found.len(), "ScannedCount": seen });
        if let Some(last) = last.filter(|_| has_more) {
            let mut last = last.clone();
            let of_index = index.map_or([""; 2], |index| index.keys);
            last.retain(|name, _| {
                key_names(table).contains(&name.as_str()) || of_index.contains(&name.as_str())
            });
            answer["LastEvaluatedKey"] = Value::Object(last);
        }
        if request["Select"].as_str() != Some("COUNT") {
            answer["Items"] = Value::Array(found);
        }
        let is_consistent = request["ConsistentRead"].as_bool().unwrap_or(false);
        self.counts.read_units += meter::read_units(bytes, is_consistent);
        Ok(answer)
    }

    /// What stands in a partition of a table or of an index, in order.
    fn in_partition(&self, table: &str, index: Option<&Index>, partition: &str) -> Vec<&Item> {
        let partition = partition.to_owned();
        match index {
            None => {
                let items = self.items.get(table).into_iter().flat_map(|items| {
                    items
                        .range((partition.clone(), String::new())..)
                        .take_while(|((of, _), _)| *of == partition)
                });
                items.map(|(_, item)| item).collect()
            }
            Some(index) => {
                let first = (partition.clone(), String::new(), Key::default());
                let entries = self.indexes.get(index.name).into_iter().flat_map(|entries| {
                    entries
                        .range(first.clone()..)
                        .take_while(|((of, ..), _)| *of == partition)
                });
                entries.map(|(_, item)| item).collect()
            }
        }
    }

    /// Has the indexes of a table follow a change.
    fn follow(&mut self, table: &str, before: Option<&Item>, after: Option<&Item>) {
        for index in INDEXES.iter().filter(|index| index.table == table) {
            let entries = self.indexes.entry(index.name).or_default();
            if let Some(entry) = index.entry(before) {
                entries.remove(&index_key(index, &entry));
            }
            if let Some(entry) = index.entry(after) {
                entries.insert(index_key(index, &entry), entry);
            }
        }
    }

    fn plan<'a>(&self, change: Change<'a>, transactional: bool) -> Result<Planned<'a>> {
        let before = self.find(change.table, &change.key).cloned();
        let meanings = Meanings::of(change.request);
        let held = match change.request["ConditionExpression"].as_str() {
            None => true,
            Some(condition) => expression::holds(condition, before.as_ref(), meanings)?,
        };
        let after = match change.write {
            Write::Put(item) => Some(item.clone()),
            Write::Delete => None,
            Write::Check => before.clone(),
            Write::Update(update) => {
                let mut item = before.clone().unwrap_or_else(|| change.key_item.clone());
                expression::update(update, &mut item, meanings)?;
                Some(item)
            }
        };
        let units = meter::write_units(before.as_ref(), after.as_ref()) * if transactional { 2 } else { 1 };
        Ok(Planned {
            change,
            before,
            after,
            held,
            units,
        })
    }

    /// Counts what a change costs.
    fn charge(&mut self, planned: &Planned<'_>) {
        let table = planned.change.table;
        *self.counts.write_units.entry(table.to_owned()).or_default() += planned.units;
    }

    fn carry_out(&mut self, planned: &Planned<'_>) {
        let Change { table, key, .. } = &planned.change;
        let (before, after) = (planned.before.as_ref(), planned.after.as_ref());
        let in_indexes = meter::index_units(table, before, after);
        if in_indexes > 0 {
            *self
                .counts
                .index_write_units
                .entry((*table).to_owned())
                .or_default() += in_indexes;
        }
        self.follow(table, before, after);
        let items = self.items.entry((*table).to_owned()).or_default();
        match &planned.after {
            Some(item) => items.insert(key.clone(), item.clone()),
            None => items.remove(key),
        };
    }

    /// Spends what changes cost in the capped tables. `false`: there is not enough.
    fn afford(&mut self, all: &[Planned<'_>]) -> bool {
        let capped = all
            .iter()
            .filter(|planned| CAPPED.contains(&planned.change.table))
            .map(|planned| planned.units)
            .sum();
        let enough = capped == 0 || self.budget.spend(capped);
        self.counts.throttled += u64::from(!enough);
        enough
    }

    /// Writes, each on its own. Above the cap the rest of them is given back.
    fn batch_write(&mut self, request: &Value) -> Result<Answer> {
        let mut left = Map::new();
        for (table, wanted) in request["RequestItems"]
            .as_object()
            .context("RequestItems is missing")?
        {
            let mut of_table = Vec::new();
            for one in wanted.as_array().into_iter().flatten() {
                let (kind, one_write) = match (&one["PutRequest"]["Item"], &one["DeleteRequest"]["Key"]) {
                    (Value::Null, key) => ("Delete", json!({ "TableName": table, "Key": key })),
                    (item, _) => ("Put", json!({ "TableName": table, "Item": item })),
                };
                if self.write(kind, &one_write)?.is_err() {
                    of_table.push(one.clone());
                }
            }
            if !of_table.is_empty() {
                left.insert(table.clone(), Value::Array(of_table));
            }
        }
        Ok(Ok(json!({ "UnprocessedItems": left })))
    }

    fn write(&mut self, kind: &str, request: &Value) -> Result<Answer> {
        let planned = self.plan(Change::read(kind, request)?, false)?;
        if !self.afford(std::slice::from_ref(&planned)) {
            let body = json!({ "message": "The level of configured provisioned throughput for the table was exceeded" });
            return Ok(Err(("ProvisionedThroughputExceededException", body)));
        }
        self.charge(&planned);
        if !planned.held {
            return Ok(Err(("ConditionalCheckFailedException", failed(&planned))));
        }
        self.carry_out(&planned);
        let attributes = match request["ReturnValues"].as_str() {
            Some("ALL_NEW") => planned.after,
            Some("ALL_OLD") => planned.before,
            _ => None,
        };
        Ok(Ok(attributes.map_or_else(
            || json!({}),
            |attributes| json!({ "Attributes": attributes }),
        )))
    }

    fn transact(&mut self, request: &Value) -> Result<Answer> {
        let mut all = Vec::new();
        for item in request["TransactItems"]
            .as_array()
            .context("TransactItems is missing")?
        {
            let (kind, request) = item
                .as_object()
                .and_then(|item| item.iter().find(|(_, request)| request.is_object()))
                .context("an item of the transaction is empty")?;
            all.push(self.plan(Change::read(kind, request)?, true)?);
        }
        if !(1..=100).contains(&all.len()) {
            bail!("a transaction has 1 to 100 items, this one {}", all.len());
        }
        if !self.afford(&all) {
            return Ok(Err(cancelled(&all, |planned| {
                CAPPED
                    .contains(&planned.change.table)
                    .then(|| json!({ "Code": "ThrottlingError", "Message": "Throughput exceeds the current capacity" }))
            })));
        }
        for planned in &all {
            self.charge(planned);
        }
        if all.iter().any(|planned| !planned.held) {
            return Ok(Err(cancelled(&all, |planned| {
                let mut reason = failed(planned);
                reason["Code"] = json!("ConditionalCheckFailed");
                (!planned.held).then_some(reason)
            })));
        }
        for planned in &all {
            self.carry_out(planned);
        }
        Ok(Ok(json!({})))
    }
}

/// The body of the error for a condition that did not hold.
fn failed(planned: &Planned<'_>) -> Value {
    let mut body =
        json!({ "Message": "The conditional request failed", "message": "The conditional request failed" });
    if planned.change.request["ReturnValuesOnConditionCheckFailure"].as_str() == Some("ALL_OLD")
        && let Some(before) = &planned.before
    {
        body["Item"] = Value::Object(before.clone());
    }
    body
}

fn cancelled(all: &[Planned<'_>], reason: impl Fn(&Planned<'_>) -> Option<Value>) -> (&'static str, Value) {
    let reasons: Vec<Value> = all
        .iter()
        .map(|planned| reason(planned).unwrap_or_else(|| json!({ "Code": "None" })))
        .collect();
    let body = json!({ "Message": "Transaction cancelled", "CancellationReasons": reasons });
    ("TransactionCanceledException", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(table: &str, pk: &str) -> Value {
        json!({ "Put": {
            "TableName": table, "Item": { "pk": { "S": pk }, "list_shard": { "S": "s" }, "list_key": { "S": "k" } },
            "ConditionExpression": "attribute_not_exists(pk)" } })
    }

    #[test]
    fn a_transaction_is_all_or_nothing_and_costs_twice() {
        let mut tables = Tables::new(None);
        let two = json!({ "TransactItems": [put("Users", "a"), put("Identifiers", "a")] });
        assert!(tables.answer("TransactWriteItems", &two).is_ok());
        let again = json!({ "TransactItems": [put("Users", "b"), put("Identifiers", "a")] });
        let (error, body) = tables.answer("TransactWriteItems", &again).unwrap_err();
        assert_eq!(error, "TransactionCanceledException");
        let codes: Vec<_> = body["CancellationReasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| reason["Code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
        let counts = tables.counted();
        assert_eq!((counts.all_writes(), counts.index_writes_to(&["Users"])), (8, 1));
        assert_eq!(counts.items["Users"], 1);
    }

    #[test]
    fn above_the_cap_a_write_is_turned_away_and_costs_nothing() {
        let mut tables = Tables::new(Some(1));
        let (error, _) = tables
            .answer(
                "TransactWriteItems",
                &json!({ "TransactItems": [put("Users", "a")] }),
            )
            .unwrap_err();
        assert_eq!(error, "TransactionCanceledException");
        assert_eq!(
            tables.answer("PutItem", &put("Users", "a")["Put"]).unwrap_err().0,
            "ProvisionedThroughputExceededException"
        );
        assert!(
            tables.answer("PutItem", &put("Imports", "a")["Put"]).is_ok(),
            "it has no cap"
        );
        let counts = tables.counted();
        assert_eq!((counts.throttled, counts.writes_to(&CAPPED)), (2, 0));
    }

    #[test]
    fn writes_in_a_batch_stand_alone_and_cost_once() {
        let item = |pk: &str| json!({ "pk": { "S": pk }, "sk": { "S": "k" } });
        let batch = |requests: Value| json!({ "RequestItems": { "Directory": requests } });
        let mut tables = Tables::new(None);
        let puts = json!([{ "PutRequest": { "Item": item("a") } }, { "PutRequest": { "Item": item("b") } }]);
        let answer = tables.answer("BatchWriteItem", &batch(puts)).unwrap();
        assert_eq!(answer, json!({ "UnprocessedItems": {} }));
        let removal = json!([{ "DeleteRequest": { "Key": item("a") } }]);
        tables.answer("BatchWriteItem", &batch(removal)).unwrap();
        let counts = tables.counted();
        assert_eq!(
            (counts.items["Directory"], counts.writes_to(&["Directory"])),
            (1, 3)
        );
        let mut capped = Tables::new(Some(1));
        let put = json!({ "RequestItems": { "Users": [{ "PutRequest": { "Item": item("a") } }] } });
        let answer = capped.answer("BatchWriteItem", &put).unwrap();
        assert_eq!(answer["UnprocessedItems"], put["RequestItems"]);
    }

    #[test]
    fn a_query_finds_by_key_in_pages() {
        let mut tables = Tables::new(None);
        for sk in ["rows#1", "rows#2", "rows#3", "other"] {
            let item = json!({ "pk": { "S": "a" }, "sk": { "S": sk } });
            let put = json!({ "TableName": "Imports", "Item": item });
            assert!(tables.answer("PutItem", &put).is_ok());
        }
        let mut query = json!({
            "TableName": "Imports", "Limit": 2, "KeyConditionExpression": "pk = :pk AND begins_with(sk, :rows)",
            "ExpressionAttributeValues": { ":pk": { "S": "a" }, ":rows": { "S": "rows#" } },
        });
        let first = tables.answer("Query", &query).unwrap();
        assert_eq!(
            (&first["Count"], &first["LastEvaluatedKey"]["sk"]["S"]),
            (&json!(2), &json!("rows#2"))
        );
        query["ExclusiveStartKey"] = first["LastEvaluatedKey"].clone();
        let second = tables.answer("Query", &query).unwrap();
        assert_eq!(
            (&second["Count"], &second["LastEvaluatedKey"]),
            (&json!(1), &Value::Null)
        );
    }
}
