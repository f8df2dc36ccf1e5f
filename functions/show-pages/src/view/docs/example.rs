//! A call as a line for the shell, made from the examples of the description.

use super::{members, resolve, text};
use serde_json::{Map, Value, json};

/// Deeper descriptions refer to themselves.
const DEEPEST: usize = 6;

/// A longer body is shown line by line.
const WIDEST: usize = 76;

/// The call with curl.
pub(super) fn curl(description: &Value, method: &str, path: &str, operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut path = path.to_owned();
    let mut headers = Vec::new();
    let is_open = operation["security"].as_array().is_some_and(Vec::is_empty);
    if !is_open {
        headers.push("Authorization: Bearer $TOKEN".to_owned());
    }
    for parameter in parameters.map(|parameter| resolve(description, parameter)) {
        let name = text(&parameter["name"]);
        match text(&parameter["in"]) {
            "path" => path = path.replace(&format!("{{{name}}}"), &format!("${}", name.to_uppercase())),
            "header" if parameter["required"] == json!(true) => headers.push(format!("{name}: *")),
            _ => {}
        }
    }
    let mut lines = vec![if method == "GET" {
        format!("curl \"$ROLLCALL{path}\"")
    } else {
        format!("curl -X {method} \"$ROLLCALL{path}\"")
    }];
    let body = members(&operation["requestBody"]["content"]).next();
    headers.extend(body.map(|(media_type, _)| format!("Content-Type: {media_type}")));
    lines.extend(headers.iter().map(|header| format!("-H \"{header}\"")));
    lines.extend(body.map(|(_, content)| {
        let example = content.get("example").cloned();
        let example = example.unwrap_or_else(|| of(description, &content["schema"], 0));
        let compact = example.to_string();
        let shown = if compact.len() > WIDEST {
            format!("{example:#}")
        } else {
            compact
        };
        format!("-d '{}'", shown.replace('\'', "'\\''"))
    }));
    lines.join(" \\\n  ")
}

/// An example of what a schema describes: required fields, and those that have an example of their own.
fn of(description: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolve(description, schema);
    if let Some(example) = schema["examples"].get(0).or_else(|| schema["enum"].get(0)) {
        return example.clone();
    }
    let several = ["oneOf", "anyOf", "allOf"]
        .iter()
        .find_map(|key| schema[*key].as_array());
    if let Some(first) = several.and_then(|several| several.iter().find(|one| one["type"] != "null")) {
        return of(description, first, depth + 1);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("object") if depth < DEEPEST => {
            let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
            let shown: Map<String, Value> = members(&schema["properties"])
                .filter(|(name, property)| {
                    required.iter().any(|one| one == *name)
                        || resolve(description, property).get("examples").is_some()
                })
                .map(|(name, property)| (name.clone(), of(description, property, depth + 1)))
                .collect();
            Value::Object(shown)
        }
        Some("array") => json!([of(description, &schema["items"], depth + 1)]),
        Some("boolean") => json!(true),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("string") => json!("…"),
        _ => json!({}),
    }
}
