//! Holding resources, and values of attributes, against a filter.

use super::{Attribute, Filter, Operator};
use rollcall::domain::provisioned::find_key;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Attributes whose letters have a case (RFC 7643, 3.1).
const CASE_EXACT: [&str; 3] = ["id", "externalId", "$ref"];

/// What an attribute holds in an object: each of its values, where it has several.
fn find_all<'a>(object: &'a Map<String, Value>, attribute: &Attribute) -> Vec<&'a Value> {
    let member = |object: &'a Map<String, Value>, name: &str| object.get(find_key(object, name)?);
    let root = match &attribute.schema {
        None => Some(object),
        Some(schema) => member(object, schema).and_then(Value::as_object),
    };
    let Some(root) = root else { return Vec::new() };
    let Some(value) = member(root, &attribute.name) else {
        return Vec::new();
    };
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    let Some(part) = &attribute.part else {
        return items;
    };
    let parts = items.into_iter().filter_map(Value::as_object);
    parts.filter_map(|object| member(object, part)).collect()
}

impl Filter {
    /// Whether an object is such.
    pub(crate) fn matches(&self, object: &Map<String, Value>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|filter| filter.matches(object)),
            Self::Any(any) => any.iter().any(|filter| filter.matches(object)),
            Self::Not(filter) => !filter.matches(object),
            Self::Present(attribute) => find_all(object, attribute).into_iter().any(is_present),
            Self::Compare(attribute, operator, wanted) => {
                let found = find_all(object, attribute).into_iter().map(plain);
                let found: Vec<&Value> = found.collect();
                compare_all(attribute, *operator, &found, wanted)
            }
            Self::Within(attribute, filter) => {
                let values = find_all(object, attribute).into_iter();
                values
                    .filter_map(Value::as_object)
                    .any(|value| filter.matches(value))
            }
        }
    }
}

fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Of a value with parts, the one that is called so.
fn plain(value: &Value) -> &Value {
    let members = value.as_object();
    members
        .and_then(|members| members.get(find_key(members, "value")?))
        .unwrap_or(value)
}

fn compare_all(attribute: &Attribute, operator: Operator, found: &[&Value], wanted: &Value) -> bool {
    let last = attribute.part.as_ref().unwrap_or(&attribute.name);
    let is_exact = CASE_EXACT.iter().any(|name| name.eq_ignore_ascii_case(last));
    let is_equal = |found: &&Value| compare(found, wanted, is_exact) == Some(Ordering::Equal);
    match operator {
        Operator::Equal if wanted.is_null() => found.is_empty(),
        Operator::NotEqual if wanted.is_null() => !found.is_empty(),
        Operator::Equal => found.iter().any(is_equal),
        Operator::NotEqual => !found.iter().any(is_equal),
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => {
            let Some(wanted) = wanted.as_str().map(|text| folded(text, is_exact)) else {
                return false;
            };
            let texts = found.iter().filter_map(|found| found.as_str());
            texts
                .map(|text| folded(text, is_exact))
                .any(|text| match operator {
                    Operator::StartsWith => text.starts_with(&wanted),
                    Operator::EndsWith => text.ends_with(&wanted),
                    _ => text.contains(&wanted),
                })
        }
        Operator::Greater | Operator::GreaterOrEqual | Operator::Less | Operator::LessOrEqual => {
            let orders = found.iter().filter_map(|found| compare(found, wanted, is_exact));
            let mut orders = orders.map(|order| match operator {
                Operator::Greater => order.is_gt(),
                Operator::GreaterOrEqual => order.is_ge(),
                Operator::Less => order.is_lt(),
                _ => order.is_le(),
            });
            orders.any(|is_so| is_so)
        }
    }
}

fn folded(text: &str, is_exact: bool) -> String {
    if is_exact {
        text.to_owned()
    } else {
        text.to_lowercase()
    }
}

/// How two values stand to each other: `None` where they cannot be compared. Moments are compared as such.
fn compare(found: &Value, wanted: &Value, is_exact: bool) -> Option<Ordering> {
    match (found, wanted) {
        (Value::String(found), Value::String(wanted)) => {
            let moments = found.parse::<jiff::Timestamp>().ok().zip(wanted.parse().ok());
            Some(moments.map_or_else(
                || folded(found, is_exact).cmp(&folded(wanted, is_exact)),
                |(found, wanted)| found.cmp(&wanted),
            ))
        }
        (Value::Bool(found), Value::Bool(wanted)) => Some(found.cmp(wanted)),
        // Entra sends truths as texts.
        (Value::Bool(found), Value::String(wanted)) => {
            Some(found.to_string().cmp(&wanted.to_ascii_lowercase()))
        }
        (Value::Number(found), Value::Number(wanted)) => found.as_f64()?.partial_cmp(&wanted.as_f64()?),
        // What is no number or truth may stand without quotation marks, and what looks like one may be a text.
        (Value::String(found), Value::Number(wanted)) => Some(found.cmp(&wanted.to_string())),
        (Value::String(found), Value::Bool(wanted)) => {
            Some(found.to_ascii_lowercase().cmp(&wanted.to_string()))
        }
        _ => None,
    }
}
