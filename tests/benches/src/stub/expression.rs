//! DynamoDB's expressions, as far as Rollcall writes them: conditions over top-level attributes, and updates.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// An item: attribute → `{"S": "…"}` and the like.
pub(super) type Item = Map<String, Value>;

/// What `#name` and `:value` stand for in a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meanings<'a> {
    names: Option<&'a Map<String, Value>>,
    values: Option<&'a Map<String, Value>>,
}

impl<'a> Meanings<'a> {
    pub(super) fn of(request: &'a Value) -> Self {
        Self {
            names: request["ExpressionAttributeNames"].as_object(),
            values: request["ExpressionAttributeValues"].as_object(),
        }
    }

    fn name<'b>(&self, word: &'b str) -> &'b str
    where
        'a: 'b,
    {
        if word.starts_with('#') {
            self.names
                .and_then(|names| names.get(word)?.as_str())
                .unwrap_or(word)
        } else {
            word
        }
    }
}

/// Whether a condition holds for an item that may not be there.
pub(super) fn holds(condition: &str, item: Option<&Item>, meanings: Meanings<'_>) -> Result<bool> {
    let mut reader = Reader::new(condition, item, meanings);
    let held = reader.any()?;
    if let Some(rest) = reader.next() {
        bail!("`{rest}` was not expected in `{condition}`");
    }
    Ok(held)
}

/// The text that a condition wants an attribute to equal, which is how a query names its partition.
pub(super) fn partition<'a>(condition: &str, name: &str, meanings: Meanings<'a>) -> Option<&'a str> {
    condition.split(" AND ").find_map(|part| {
        let (word, value) = part.split_once('=')?;
        let is_it = meanings.name(word.trim()) == name;
        is_it
            .then(|| meanings.values?.get(value.trim())?["S"].as_str())
            .flatten()
    })
}

/// Changes an item as an update expression says.
pub(super) fn update(expression: &str, item: &mut Item, meanings: Meanings<'_>) -> Result<()> {
    let before = item.clone();
    let mut reader = Reader::new(expression, Some(&before), meanings);
    let mut clause = String::new();
    while let Some(word) = reader.next() {
        if ["SET", "REMOVE", "ADD", "DELETE"].contains(&word.to_uppercase().as_str()) {
            clause = word.to_uppercase();
            continue;
        }
        if word == "," {
            continue;
        }
        let name = meanings.name(word).to_owned();
        match clause.as_str() {
            "SET" => {
                reader.expect("=")?;
                let value = reader.sum()?.context("an update sets what has no value")?;
                item.insert(name, value);
            }
            "REMOVE" => {
                item.remove(&name);
            }
            "ADD" => {
                let more = reader.operand()?.context("an update adds what has no value")?;
                let sum = add(item.get(&name), &more, 1.0);
                item.insert(name, sum);
            }
            _ => bail!("`{expression}` is more than this stand-in knows"),
        }
    }
    Ok(())
}

fn number(value: &Value) -> f64 {
    value["N"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0)
}

fn add(to: Option<&Value>, more: &Value, sign: f64) -> Value {
    json!({ "N": (to.map_or(0.0, number) + sign * number(more)).to_string() })
}

/// Values of two types have no order.
fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    if one.get("N").is_some() && other.get("N").is_some() {
        return number(one).partial_cmp(&number(other));
    }
    match (one["S"].as_str(), other["S"].as_str()) {
        (Some(one), Some(other)) => Some(one.cmp(other)),
        _ => (one == other).then_some(Ordering::Equal),
    }
}

/// Reads an expression from left to right, knowing what each part of it comes to.
struct Reader<'a> {
    words: Vec<&'a str>,
    at: usize,
    item: Option<&'a Item>,
    meanings: Meanings<'a>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, item: Option<&'a Item>, meanings: Meanings<'a>) -> Self {
        let mut words = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = |c: char| c.is_alphanumeric() || "_#:.".contains(c);
            let length = if word(first) {
                rest.find(|c| !word(c)).unwrap_or(rest.len())
            } else if ["<=", ">=", "<>"].iter().any(|two| rest.starts_with(two)) {
                2
            } else {
                first.len_utf8()
            };
            words.push(&rest[..length]);
            rest = rest[length..].trim_start();
        }
        Self {
            words,
            at: 0,
            item,
            meanings,
        }
    }

    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn next(&mut self) -> Option<&'a str> {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn expect(&mut self, wanted: &str) -> Result<()> {
        match self.next() {
            Some(word) if word == wanted => Ok(()),
            other => bail!("`{wanted}` was expected, and found {other:?}"),
        }
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some_and(|word| word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<bool> {
        let mut held = self.all()?;
        while self.takes("OR") {
            held |= self.all()?;
        }
        Ok(held)
    }

    fn all(&mut self) -> Result<bool> {
        let mut held = self.one()?;
        while self.takes("AND") {
            held &= self.one()?;
        }
        Ok(held)
    }

    fn one(&mut self) -> Result<bool> {
        if self.takes("NOT") {
            return Ok(!self.one()?);
        }
        if self.takes("(") {
            let held = self.any()?;
            self.expect(")")?;
            return Ok(held);
        }
        let word = self.peek().unwrap_or_default();
        match word {
            "attribute_exists" | "attribute_not_exists" => {
                self.at += 1;
                let found = self.arguments()?.first().is_some_and(Option::is_some);
                Ok(found == (word == "attribute_exists"))
            }
            "begins_with" | "contains" => {
                self.at += 1;
                let given = self.arguments()?;
                let text = |at: usize| given.get(at).and_then(|value| value.as_ref()?["S"].as_str());
                Ok(match (text(0), text(1)) {
                    (Some(whole), Some(part)) if word == "begins_with" => whole.starts_with(part),
                    (Some(whole), Some(part)) => whole.contains(part),
                    _ => false,
                })
            }
            _ => self.comparison(),
        }
    }

    fn comparison(&mut self) -> Result<bool> {
        let one = self.operand()?;
        let with = |other: &Option<Value>| compare(one.as_ref()?, other.as_ref()?);
        match self.next().unwrap_or_default() {
            "=" => Ok(with(&self.operand()?) == Some(Ordering::Equal)),
            "<>" => Ok(with(&self.operand()?) != Some(Ordering::Equal)),
            "<" => Ok(with(&self.operand()?) == Some(Ordering::Less)),
            ">" => Ok(with(&self.operand()?) == Some(Ordering::Greater)),
            "<=" => Ok(with(&self.operand()?).is_some_and(Ordering::is_le)),
            ">=" => Ok(with(&self.operand()?).is_some_and(Ordering::is_ge)),
            word if word.eq_ignore_ascii_case("BETWEEN") => {
                let from = self.operand()?;
                self.expect("AND")?;
                let to = self.operand()?;
                Ok(with(&from).is_some_and(Ordering::is_ge) && with(&to).is_some_and(Ordering::is_le))
            }
            word if word.eq_ignore_ascii_case("IN") => Ok(self
                .arguments()?
                .iter()
                .any(|other| with(other) == Some(Ordering::Equal))),
            other => bail!("`{other}` compares nothing this stand-in knows"),
        }
    }

    /// Operands in brackets.
    fn arguments(&mut self) -> Result<Vec<Option<Value>>> {
        self.expect("(")?;
        let mut all = Vec::new();
        while !self.takes(")") {
            all.push(self.operand()?);
            self.takes(",");
        }
        Ok(all)
    }

    fn operand(&mut self) -> Result<Option<Value>> {
        let word = self.next().context("an expression breaks off")?;
        if word.starts_with(':') {
            let value = self.meanings.values.and_then(|values| values.get(word));
            return Ok(Some(
                value.with_context(|| format!("{word} has no value"))?.clone(),
            ));
        }
        if self.peek() != Some("(") {
            return Ok(self
                .item
                .and_then(|item| item.get(self.meanings.name(word)))
                .cloned());
        }
        let mut given = self.arguments()?.into_iter();
        let (one, other) = (given.next().flatten(), given.next().flatten());
        Ok(match word {
            "if_not_exists" => one.or(other),
            "list_append" => {
                let mut list = one.unwrap_or_else(|| json!({ "L": [] }));
                if let (Some(list), Some(more)) = (
                    list["L"].as_array_mut(),
                    other.as_ref().and_then(|other| other["L"].as_array()),
                ) {
                    list.extend(more.iter().cloned());
                }
                Some(list)
            }
            "size" => one.map(|one| json!({ "N": super::meter::value_size(&one).to_string() })),
            _ => bail!("the function `{word}` is more than this stand-in knows"),
        })
    }

    /// Operands with `+` or `-` between them.
    fn sum(&mut self) -> Result<Option<Value>> {
        let mut value = self.operand()?;
        while let Some(sign) = self.peek().filter(|word| ["+", "-"].contains(word)) {
            self.at += 1;
            let more = self.operand()?.context("nothing is added")?;
            value = Some(add(value.as_ref(), &more, if sign == "+" { 1.0 } else { -1.0 }));
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Item {
        json!({ "pk": { "S": "a#1" }, "version": { "N": "7" } })
            .as_object()
            .unwrap()
            .clone()
    }

    #[test]
    fn conditions_hold_or_not() {
        let request = json!({
            "ExpressionAttributeNames": { "#v": "version" },
            "ExpressionAttributeValues": { ":seven": { "N": "7" }, ":ten": { "N": "10" }, ":a": { "S": "a#" } },
        });
        let found = item();
        for (condition, there, absent) in [
            ("attribute_not_exists(pk)", false, true),
            ("attribute_not_exists(pk) OR #v = :seven", true, true),
            ("#v < :ten AND begins_with(pk, :a)", true, false),
            (
                "(attribute_exists(pk) AND version = :ten) OR NOT version >= :seven",
                false,
                true,
            ),
            ("version BETWEEN :seven AND :ten", true, false),
            ("version IN (:ten, :seven)", true, false),
        ] {
            let meanings = Meanings::of(&request);
            assert_eq!(
                holds(condition, Some(&found), meanings).unwrap(),
                there,
                "{condition}"
            );
            assert_eq!(holds(condition, None, meanings).unwrap(), absent, "{condition}");
        }
        assert!(holds("pk = :unknown", Some(&found), Meanings::of(&request)).is_err());
    }

    #[test]
    fn updates_set_add_and_remove() {
        let request = json!({ "ExpressionAttributeValues": { ":one": { "N": "1" }, ":x": { "S": "x" } } });
        let mut changed = item();
        update(
            "SET a = :x, version = version + :one REMOVE pk ADD uses :one",
            &mut changed,
            Meanings::of(&request),
        )
        .unwrap();
        assert_eq!(
            Value::Object(changed),
            json!({ "a": { "S": "x" }, "version": { "N": "8" }, "uses": { "N": "1" } })
        );
    }
}
