//! What a directory sends that is a language of its own: filters, paths, and changes of a person.
//!
//! The first byte says what the rest is: `f` a filter, `p` a path, `c` a change as JSON. What was read is the same when it is
//! written down and read again, a filter is worked out for anybody, and a changed person is one that would be taken as they are.
#![no_main]

// The modules themselves rather than the crate around them, which would bring the runtime of a function along.
#[allow(dead_code, reason = "requests are not read here")]
#[path = "../../../functions/scim/src/body.rs"]
mod body;
#[path = "../../../functions/scim/src/grammar/mod.rs"]
mod grammar;
#[path = "../../../functions/scim/src/patch.rs"]
mod patch;
#[allow(dead_code, reason = "nor are they answered")]
#[path = "../../../functions/scim/src/refusal.rs"]
mod refusal;

use std::sync::LazyLock;

use body::Object;
use grammar::{Attribute, Filter, GrammarError, Operator, Path};
use libfuzzer_sys::fuzz_target;
use rollcall::domain::provisioned::Resource;
use serde_json::{Map, Value, json};

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    match kind {
        b'f' => check_filter(text),
        b'p' => check_path(text),
        b'c' => check_change(text),
        _ => {}
    }
});

/// Somebody with something of every kind.
static PERSON: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let person = json!({
        "userName": "ida.holm@example.com",
        "externalId": "x-1",
        "active": true,
        "title": "Cook",
        "name": { "givenName": "Ida", "familyName": "Holm" },
        "emails": [{ "type": "work", "value": "ida.holm@example.com", "primary": true }, { "value": "ida@example.org" }],
        "phoneNumbers": [{ "type": "mobile", "value": "20 12 34 56" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Køkken", "manager": { "value": "u_1" } },
        "urn:example:1.0:User": { "size": 44, "height": 1.75 },
    });
    person.as_object().cloned().expect("an object")
});

static RESOURCE: LazyLock<Resource> =
    LazyLock::new(|| Resource::read(PERSON.clone()).expect("somebody who is taken"));

fn check_filter(text: &str) {
    let filter = match Filter::read(text) {
        Ok(filter) => filter,
        Err(error) => return check_error(&error, text),
    };
    let _ = (filter.matches(&PERSON), filter.matches(&Map::new()));
    for (attribute, _) in filter.required() {
        assert!(!attribute.name.is_empty() || attribute.schema.is_some());
    }
    if is_exact(&filter) {
        let printed = print(&filter);
        is_same(Filter::read(&printed), filter, &printed);
    }
}

fn check_path(text: &str) {
    let path = match Path::read(text) {
        Ok(path) => path,
        Err(error) => return check_error(&error, text),
    };
    if path.filter.as_ref().is_none_or(is_exact) {
        let printed = match &path.filter {
            None => name(&path.attribute),
            Some(filter) => {
                let whole = Attribute {
                    part: None,
                    ..path.attribute.clone()
                };
                let part = path.attribute.part.iter().map(|part| format!(".{part}"));
                let part: String = part.collect();
                format!("{}[{}]{part}", name(&whole), print(filter))
            }
        };
        is_same(Path::read(&printed), path, &printed);
    }
}

fn check_error(error: &GrammarError, text: &str) {
    if let GrammarError::Expected { at, .. } = error {
        assert!((1..=text.chars().count() + 1).contains(at), "{at}");
    }
    assert!(!error.to_string().chars().any(char::is_control));
}

/// What is written down may be longer, and nested once more, than what was read: then it is beyond the bound, and nothing else.
fn is_same<T: PartialEq + std::fmt::Debug>(read: Result<T, GrammarError>, known: T, printed: &str) {
    match read {
        Err(GrammarError::TooMuch) => {}
        read => assert_eq!(read, Ok(known), "{printed}"),
    }
}

/// Whether all its numbers are whole: of others, the last digit may differ once they are written down.
fn is_exact(filter: &Filter) -> bool {
    match filter {
        Filter::All(filters) | Filter::Any(filters) => filters.iter().all(is_exact),
        Filter::Not(filter) | Filter::Within(_, filter) => is_exact(filter),
        Filter::Present(_) => true,
        Filter::Compare(_, _, value) => !value.is_f64(),
    }
}

fn name(attribute: &Attribute) -> String {
    let Attribute { schema, name, part } = attribute;
    let begin = match schema {
        Some(schema) if name.is_empty() => schema.clone(),
        Some(schema) => format!("{schema}:{name}"),
        None => name.clone(),
    };
    part.iter().fold(begin, |name, part| format!("{name}.{part}"))
}

/// A filter as somebody would write it who had read it.
fn print(filter: &Filter) -> String {
    let among = |filters: &[Filter], word: &str, is_apart: fn(&Filter) -> bool| {
        let printed = filters.iter().map(|filter| {
            if is_apart(filter) {
                format!("({})", print(filter))
            } else {
                print(filter)
            }
        });
        printed.collect::<Vec<_>>().join(word)
    };
    let is_several: fn(&Filter) -> bool = |filter| matches!(filter, Filter::All(_) | Filter::Any(_));
    match filter {
        Filter::All(filters) => among(filters, " and ", is_several),
        Filter::Any(filters) => among(filters, " or ", |filter| matches!(filter, Filter::Any(_))),
        Filter::Not(filter) if is_several(filter) => format!("not ({})", print(filter)),
        Filter::Not(filter) => format!("not {}", print(filter)),
        Filter::Present(attribute) => format!("{} pr", name(attribute)),
        Filter::Compare(attribute, operator, value) => {
            let operator = match operator {
                Operator::Equal => "eq",
                Operator::NotEqual => "ne",
                Operator::Contains => "co",
                Operator::StartsWith => "sw",
                Operator::EndsWith => "ew",
                Operator::Greater => "gt",
                Operator::GreaterOrEqual => "ge",
                Operator::Less => "lt",
                Operator::LessOrEqual => "le",
            };
            format!("{} {operator} {value}", name(attribute))
        }
        Filter::Within(attribute, filter) => format!("{}[{}]", name(attribute), print(filter)),
    }
}

fn check_change(text: &str) {
    let Ok(Value::Object(body)) = serde_json::from_str(text) else {
        return;
    };
    let Ok(operations) = patch::read(Object(body)) else {
        return;
    };
    let Ok(changed) = patch::apply(&RESOURCE, &operations) else {
        return;
    };
    assert!(!changed.user_name().trim().is_empty());
    assert_eq!(Resource::read(changed.attributes().clone()), Ok(changed.clone()));
    let again = patch::apply(&RESOURCE, &operations).ok();
    assert_eq!(again, Some(changed), "the same change comes to the same");
}
