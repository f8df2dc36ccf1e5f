//! The API's own description, held against every answer the tests see.
//!
//! A request that was accepted must be one the description allows, and an answer must be one it foresees: its status,
//! its headers, its content type and its body, in which nothing may be that is not described.

use crate::support::answer::Answer;
use rollcall::domain::fault::Code;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, sync::LazyLock};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(show_pages::API_DESCRIPTION).unwrap());
/// What a path's entry holds beside `parameters`.
const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];

/// The whole document.
pub(crate) fn document() -> &'static Value {
    &DOCUMENT
}

/// Every operation, as in `GET /api/me`.
pub(crate) fn operations() -> BTreeSet<String> {
    operations_of(&DOCUMENT)
}

/// Every operation that a description has.
pub(crate) fn operations_of(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, entry) in members(&document["paths"]) {
        for method in METHODS.iter().filter(|method| entry.get(**method).is_some()) {
            found.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    found
}

/// Holds one request and its answer against the description. Pages are none of its business.
#[track_caller]
pub(crate) fn check(method: &str, path: &str, body: Option<&str>, answer: &Answer) {
    if !path.starts_with("/api/") && !path.starts_with("/.well-known/") {
        return;
    }
    let what = format!("{method} {path} -> {} {}", answer.status, answer.text);
    if path.ends_with('/') && answer.status == 308 {
        assert!(answer.headers.contains_key("location"), "{what}\nleads nowhere");
        return;
    }
    let Some(operation) = find(method, path) else {
        let refused = [404, 405].contains(&answer.status);
        assert!(refused, "{what}\nis answered, but not described");
        if answer.status == 405 {
            assert!(answer.headers.contains_key("allow"), "{what}\nnames no methods");
        }
        return;
    };
    let response = resolve(&operation["responses"][answer.status.to_string().as_str()]);
    assert!(response.is_object(), "{what}\nhas a status that is not described");
    for (name, header) in members(&response["headers"]) {
        if resolve(header)["required"] == true {
            let is_there = answer.headers.contains_key(&name.to_lowercase());
            assert!(is_there, "{what}\nlacks the header {name}");
        }
    }
    if [429, 503].contains(&answer.status) {
        assert!(answer.headers.contains_key("retry-after"), "{what}\nsays no time");
    }
    if method != "HEAD" {
        check_body(&response["content"], answer, &what);
    }
    for fault in answer.json()["errors"].as_array().into_iter().flatten() {
        let code = fault["code"].as_str().unwrap_or_default();
        let is_explained = Code::every().iter().any(|known| *known == code);
        assert!(is_explained, "{what}\nhas a code that no page explains: {code}");
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if let (true, true, Some(body)) = (
        answer.status < 300,
        schema.is_object(),
        body.filter(|body| !body.is_empty()),
    ) {
        let value: Value = serde_json::from_str(body).unwrap();
        let faults = faults(&value, schema);
        assert!(faults.is_empty(), "{what}\nwas sent {body}: {faults:#?}");
    }
}

#[track_caller]
fn check_body(content: &Value, answer: &Answer, what: &str) {
    let Some(content) = content.as_object() else {
        assert!(answer.text.is_empty(), "{what}\nhas a body that is not described");
        return;
    };
    let media_type = answer.headers.get("content-type").map_or("", String::as_str);
    let described = content.get(media_type);
    assert!(
        described.is_some(),
        "{what}\nis {media_type}, which is not described"
    );
    if !media_type.ends_with("json") {
        return;
    }
    let faults = faults(&answer.json(), &described.unwrap_or(&Value::Null)["schema"]);
    assert!(faults.is_empty(), "{what}\nis not as described: {faults:#?}");
}

/// The operation a request is for. An address that is written out goes before one with a parameter in its place.
fn find(method: &str, path: &str) -> Option<&'static Value> {
    let is_match = |template: &str| {
        let (one, other) = (template.split('/'), path.trim_end_matches('/').split('/'));
        one.clone().count() == other.clone().count()
            && one
                .zip(other)
                .all(|(wanted, found)| wanted == found || (wanted.starts_with('{') && !found.is_empty()))
    };
    members(&DOCUMENT["paths"])
        .filter(|(template, _)| is_match(template))
        .min_by_key(|(template, _)| template.matches('{').count())
        .and_then(|(_, entry)| {
            let described = entry.get(method.to_lowercase());
            // What can be got can be asked after, but for what is good once.
            let is_asked_after = method == "HEAD" && !path.starts_with("/api/sso/");
            described.or_else(|| entry.get("get").filter(|_| is_asked_after))
        })
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// What a `$ref` points at, or the value itself.
pub(crate) fn resolve(value: &Value) -> &Value {
    match value["$ref"]
        .as_str()
        .and_then(|pointer| pointer.strip_prefix('#'))
    {
        Some(pointer) => DOCUMENT
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{pointer} leads nowhere")),
        None => value,
    }
}

/// Where a value is not what a schema says. Of JSON Schema this knows what the document uses, and it is stricter in one
/// thing: an object may have no property that is not declared, unless none is.
pub(crate) fn faults(value: &Value, schema: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    compare(value, schema, "", &mut faults);
    let declared = declared(schema);
    find_undeclared(value, &declared, "", &mut faults);
    faults
}

fn compare(value: &Value, schema: &Value, at: &str, faults: &mut Vec<String>) {
    let schema = resolve(schema);
    let mut fault = |is_fine: bool, keyword: &str| {
        if !is_fine {
            faults.push(format!("{at}: {value} breaks {keyword}: {}", schema[keyword]));
        }
    };
    for (keyword, wanted) in members(schema) {
        let bound = wanted.as_u64().unwrap_or_default();
        let length = value.as_str().map(|text| text.chars().count() as u64);
        let count = value.as_array().map(|items| items.len() as u64);
        fault(
            match keyword.as_str() {
                "type" => is_of_type(value, wanted),
                "const" => value == wanted,
                "enum" => wanted.as_array().is_some_and(|all| all.contains(value)),
                "minLength" => length.is_none_or(|length| length >= bound),
                "maxLength" => length.is_none_or(|length| length <= bound),
                "minItems" => count.is_none_or(|count| count >= bound),
                "maxItems" => count.is_none_or(|count| count <= bound),
                "minimum" => value.as_u64().is_none_or(|number| number >= bound),
                "maximum" => value.as_u64().is_none_or(|number| number <= bound),
                "anyOf" => matching(value, wanted) >= 1,
                "oneOf" => matching(value, wanted) == 1,
                "required" => value.as_object().is_none_or(|object| has_all(object, wanted)),
                "format" => is_of_format(value, wanted),
                "pattern" => value.as_str().is_none_or(|text| matches_pattern(text, wanted)),
                "propertyNames" => value
                    .as_object()
                    .into_iter()
                    .flat_map(Map::keys)
                    .all(|name| self::faults(&Value::String(name.clone()), wanted).is_empty()),
                // Of `contentMediaType`: the tests that ask for a file look into it.
                "contentMediaType"
                | "properties"
                | "items"
                | "title"
                | "allOf"
                | "additionalProperties"
                | "description"
                | "default"
                | "examples" => true,
                unknown => panic!("this reader of schemas does not know {unknown}"),
            },
            keyword,
        );
    }
    for all in schema["allOf"].as_array().into_iter().flatten() {
        compare(value, all, at, faults);
    }
    for (name, property) in members(&schema["properties"]) {
        if let Some(value) = value.get(name) {
            compare(value, property, &format!("{at}/{name}"), faults);
        }
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for (number, item) in items.iter().enumerate() {
            compare(item, schema, &format!("{at}/{number}"), faults);
        }
    }
}

fn is_of_type(value: &Value, wanted: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => panic!("{name} is no type"),
    };
    wanted
        .as_array()
        .map_or_else(|| is(wanted), |any| any.iter().any(is))
}

fn is_of_format(value: &Value, wanted: &Value) -> bool {
    value.as_str().is_none_or(|text| match wanted.as_str() {
        Some("date-time") => text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok(),
        Some("date") => text.parse::<jiff::civil::Date>().is_ok(),
        // How it is shown while it is typed.
        Some("password") => true,
        _ => panic!("{wanted} is no format"),
    })
}

fn matches_pattern(text: &str, pattern: &Value) -> bool {
    let pattern = pattern.as_str().unwrap_or_default();
    regex_lite::Regex::new(pattern).unwrap().is_match(text)
}

fn has_all(object: &Map<String, Value>, names: &Value) -> bool {
    let mut names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.all(|name| object.contains_key(name))
}

fn matching(value: &Value, schemas: &Value) -> usize {
    let all = schemas.as_array().into_iter().flatten();
    all.filter(|schema| faults(value, schema).is_empty()).count()
}

/// The properties a schema declares, with those of the schemas it is made of; of several, all there are.
fn declared(schema: &Value) -> Map<String, Value> {
    let schema = resolve(schema);
    let mut found = schema["properties"].as_object().cloned().unwrap_or_default();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for part in schema[keyword].as_array().into_iter().flatten() {
            found.extend(declared(part));
        }
    }
    found
}

fn find_undeclared(value: &Value, known: &Map<String, Value>, at: &str, faults: &mut Vec<String>) {
    for (name, value) in members(value).filter(|_| !known.is_empty()) {
        let at = format!("{at}/{name}");
        let Some(schema) = known.get(name) else {
            faults.push(format!("{at} is not declared"));
            continue;
        };
        find_undeclared(value, &declared(schema), &at, faults);
        let of_items = declared(&resolve(schema)["items"]);
        for item in value.as_array().into_iter().flatten() {
            find_undeclared(item, &of_items, &at, faults);
        }
    }
}
