//! What differs between two values, field by field.

use crate::domain::history::FieldChange;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Bytes kept of one value: a list of all the countries there are, and two hundred domains, are kept whole.
const LONGEST: usize = 8_000;

/// The fields in which two values differ, by name: `communication.sms`. A list is one text, with commas between. A value that
/// is not there has no fields.
pub fn changes_between<T: Serialize>(before: Option<&T>, after: Option<&T>) -> Vec<FieldChange> {
    let [before, after] = [before, after].map(|value| {
        let mut fields = BTreeMap::new();
        let value = value.and_then(|value| serde_json::to_value(value).ok());
        collect("", value.unwrap_or_default(), &mut fields);
        fields
    });
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| (name, before.get(name), after.get(name)))
        .filter(|(_, from, to)| from != to)
        .map(|(name, from, to)| {
            FieldChange::within(LONGEST, name, from.map(String::as_str), to.map(String::as_str))
        })
        .collect()
}

/// The fields of a value as texts; those without a value are left out.
fn collect(name: &str, value: Value, fields: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                let name = if name.is_empty() {
                    member
                } else {
                    format!("{name}.{member}")
                };
                collect(&name, value, fields);
            }
        }
        other => {
            fields.insert(name.to_owned(), text(other));
        }
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(values) => values.into_iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_that_differ_are_named_by_their_path() {
        let before = json!({ "name": "A", "communication": { "sms": false, "countries": null, "days": 7 }, "tags": ["da"] });
        let after = json!({ "name": "A", "communication": { "sms": true, "countries": [], "days": 7 }, "tags": ["da", "en"] });
        let changes = changes_between(Some(&before), Some(&after));
        assert_eq!(
            serde_json::to_value(changes).unwrap(),
            json!([
                ["communication.countries", null, ""],
                ["communication.sms", "false", "true"],
                ["tags", "da", "da, en"],
            ])
        );
        assert_eq!(changes_between::<Value>(Some(&before), Some(&before)), []);
    }
}
