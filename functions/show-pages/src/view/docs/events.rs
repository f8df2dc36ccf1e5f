//! Events for other systems, as a page.

use super::{members, page, prose, text};
use maud::{Markup, html};
use rollcall::domain::event::{SCHEMAS, SOURCE};
use serde_json::{Value, json};

/// Every event with the schema of its detail.
pub(crate) fn events() -> Markup {
    let schemas: Vec<(&str, Value)> = SCHEMAS
        .iter()
        .map(|(name, schema)| (*name, serde_json::from_str(schema).unwrap_or_default()))
        .collect();
    let pattern = json!({ "source": [SOURCE], "detail-type": ["user_created"], "detail": { "organisation": ["nordlys"] } });
    let content = html! {
        p { a href="/api/docs" { "Rollcall API" } }
        h1 { "Events" }
        p {
            "Events are published on a bus of Amazon EventBridge (the output " code { "EventBus" }
            " of the stack). A rule on that bus chooses by this pattern:"
        }
        pre tabindex="0" { code { (format!("{pattern:#}")) } }
        p {
            "Each event comes at least once, in any order, mostly within a second. One that comes again has the same " code { "id" }
            " in its detail: drop what you have seen. Events name people and imports by their ids alone; ask the API for more. "
            "A detail may gain fields; ignore those you do not know."
        }
        @for (name, schema) in &schemas {
            section {
                h2 id=(name) { code { (name) } }
                (prose(text(&schema["description"])))
                table {
                    caption { "Detail" }
                    thead { tr { th scope="col" { "Field" } th scope="col" { "What" } } }
                    tbody {
                        @for (field, what) in members(&schema["properties"]) {
                            tr {
                                th scope="row" { code { (field) } }
                                td { (prose(text(&what["description"]))) (choices(what)) }
                            }
                        }
                    }
                }
                p { a href={ "/api/docs/events/" (name) } { "Its schema" } " (JSON Schema 2020-12)" }
            }
        }
    };
    page("Events", &content)
}

/// The words a field has one of.
fn choices(field: &Value) -> Markup {
    let words = field["enum"].as_array().into_iter().flatten();
    let words: Vec<&str> = words.filter_map(Value::as_str).collect();
    html! {
        @if !words.is_empty() {
            p { "One of " @for (at, word) in words.iter().enumerate() { @if at > 0 { ", " } code { (word) } } "." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_and_every_field_of_it_is_explained() {
        let page = events().0;
        for (name, schema) in SCHEMAS {
            assert_eq!(page.matches(&format!("<h2 id=\"{name}\">")).count(), 1, "{name}");
            let schema: Value = serde_json::from_str(schema).unwrap();
            for (field, what) in members(&schema["properties"]) {
                assert!(!text(&what["description"]).is_empty(), "{name}: {field}");
                assert!(page.contains(&format!("<code>{field}</code>")), "{name}: {field}");
            }
        }
        assert!(!page.contains("style=") && !page.contains("<script"));
    }
}
