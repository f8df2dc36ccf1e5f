//! The API's description as pages.

mod events;
mod example;
mod prose;

pub(crate) use events::events;

use maud::{DOCTYPE, Markup, html};
use prose::prose;
use rollcall::domain::{
    fault::{About, Code},
    language::Language,
};
use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One operation of the description.
struct Call<'d> {
    method: String,
    path: &'d str,
    operation: &'d Value,
}

fn calls_of(description: &Value) -> Vec<Call<'_>> {
    let paths = members(&description["paths"]);
    paths
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                Some(Call {
                    method: method.to_uppercase(),
                    path,
                    operation: item.get(*method)?,
                })
            })
        })
        .collect()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What a `$ref` points at, or the value itself.
fn resolve<'d>(description: &'d Value, value: &'d Value) -> &'d Value {
    let pointer = value["$ref"].as_str().and_then(|all| all.strip_prefix('#'));
    match pointer {
        Some(pointer) => description.pointer(pointer).unwrap_or(&Value::Null),
        None => value,
    }
}

/// The kind of problem that a response of the description shows, such as `not-found`.
fn kind_of(response: &Value) -> Option<&str> {
    let example = &response["content"]["application/problem+json"]["example"];
    text(&example["type"]).strip_prefix("urn:rollcall:problem:")
}

/// Every call, by subject.
pub(crate) fn calls(description: &Value) -> Markup {
    let calls = calls_of(description);
    let tags = description["tags"].as_array().map_or(&[][..], Vec::as_slice);
    let of_tag = |tag: &Value| {
        let name = text(&tag["name"]).to_owned();
        calls
            .iter()
            .filter(move |call| text(&call.operation["tags"][0]) == name)
            .collect::<Vec<_>>()
    };
    let content = html! {
        h1 { "Rollcall API " small { (text(&description["info"]["version"])) } }
        (prose(text(&description["info"]["description"])))
        p {
            "The same for programs: " a href="/api/openapi.json" { "openapi.json" } " (OpenAPI 3.1). What faults are called: "
            a href="/api/docs/codes" { "codes of faults" } ". Events that other systems receive: "
            a href="/api/docs/events" { "events" } "."
        }
        pre tabindex="0" { code { "ROLLCALL=https://people.example.com\nTOKEN=…   # the access_token of POST /api/sign-in" } }
        nav aria-label="Calls" {
            @for tag in tags {
                h2 { (text(&tag["name"])) }
                ul {
                    @for call in of_tag(tag) {
                        li {
                            a href={ "#" (text(&call.operation["operationId"])) } {
                                span.verb { (call.method) } " " code { (call.path) }
                            }
                            " " (text(&call.operation["summary"]))
                        }
                    }
                }
            }
        }
        @for tag in tags {
            section {
                h2 { (text(&tag["name"])) }
                (prose(text(&tag["description"])))
                @for call in of_tag(tag) { (one_call(description, call)) }
            }
        }
    };
    page("Rollcall API", &content)
}

fn one_call(description: &Value, call: &Call<'_>) -> Markup {
    let operation = call.operation;
    let parameters: Vec<&Value> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| resolve(description, parameter))
        .collect();
    html! {
        article id=(text(&operation["operationId"])) {
            h3 { span.verb { (call.method) } " " code { (call.path) } }
            p { strong { (text(&operation["summary"])) } }
            (prose(text(&operation["description"])))
            (scopes(operation))
            pre tabindex="0" { code { (example::curl(description, &call.method, call.path, operation)) } }
            @if !parameters.is_empty() {
                table {
                    caption { "Parameters" }
                    thead { tr { th scope="col" { "Name" } th scope="col" { "Where" } th scope="col" { "What" } } }
                    tbody {
                        @for parameter in parameters {
                            tr {
                                th scope="row" { code { (text(&parameter["name"])) } }
                                td { (text(&parameter["in"])) }
                                td { (prose(text(&parameter["description"]))) }
                            }
                        }
                    }
                }
            }
            table {
                caption { "Answers" }
                thead { tr { th scope="col" { "Status" } th scope="col" { "What" } } }
                tbody {
                    @for (status, response) in members(&operation["responses"]) {
                        @let response = resolve(description, response);
                        tr {
                            th scope="row" {
                                @match kind_of(response) {
                                    Some(kind) => { a href={ "/api/docs/problems/" (kind) } { (status) } },
                                    None => { (status) },
                                }
                            }
                            td { (prose(text(&response["description"]))) }
                        }
                    }
                }
            }
        }
    }
}

/// With which scopes an API client may make a call, any of which is enough.
fn scopes(operation: &Value) -> Markup {
    let ways = operation["security"].as_array().into_iter().flatten();
    let scopes: Vec<&str> = ways
        .filter_map(|way| way["api_client"].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    html! {
        @if !scopes.is_empty() {
            p { "API clients: " @for (at, scope) in scopes.iter().enumerate() { @if at > 0 { " or " } code { (scope) } } "." }
        }
    }
}

/// One kind of problem: what it means, what it looks like, which calls answer it. None of that name: `None`.
pub(crate) fn problem(description: &Value, name: &str) -> Option<Markup> {
    let shown: Vec<&Value> = members(&description["components"]["responses"])
        .map(|(_, response)| response)
        .filter(|response| kind_of(response) == Some(name))
        .collect();
    let first = shown.first()?;
    let example = |response: &Value| response["content"]["application/problem+json"]["example"].clone();
    let document = example(first);
    let answers = |call: &Call<'_>| {
        members(&call.operation["responses"])
            .any(|(_, response)| kind_of(resolve(description, response)) == Some(name))
    };
    let calls = calls_of(description);
    let content = html! {
        p { a href="/api/docs" { "Rollcall API" } }
        h1 { (document["status"]) " " (text(&document["title"])) }
        p { code { (text(&document["type"])) } }
        @for response in &shown {
            (prose(text(&response["description"])))
            pre tabindex="0" { code { (format!("{:#}", example(response))) } }
        }
        @if shown.iter().any(|response| example(response)["errors"].is_array()) {
            p { "Each of " code { "errors" } " names a field by its " code { "pointer" } " and says what is wrong in words and by "
                a href="/api/docs/codes" { "a code" } "." }
        }
        h2 { "Answered by" }
        ul {
            @for call in calls.iter().filter(|call| answers(call)) {
                li {
                    a href={ "/api/docs#" (text(&call.operation["operationId"])) } {
                        span.verb { (call.method) } " " code { (call.path) }
                    }
                }
            }
        }
    };
    Some(page(text(&document["title"]), &content))
}

/// Every code of a fault.
pub(crate) fn codes() -> Markup {
    let content = html! {
        p { a href="/api/docs" { "Rollcall API" } }
        h1 { "Codes of faults" }
        p { "Stable words for programs. What is wrong with a value, and what to do, is said in " code { "detail" } " for people." }
        table {
            thead { tr { th scope="col" { "Code" } th scope="col" { "What it means" } } }
            tbody {
                @for code in codes_in_order() {
                    tr id=(code.as_str()) {
                        th scope="row" { code { (code.as_str()) } }
                        td { (code.sentence(Language::English, &About::default())) }
                    }
                }
            }
        }
    };
    page("Codes of faults", &content)
}

/// Every code, in the order of the alphabet.
fn codes_in_order() -> Vec<Code> {
    let mut codes = Code::every();
    codes.sort_unstable_by_key(Code::as_str);
    codes
}

fn page(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="/assets/rollcall.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/rollcall.css";
                link rel="stylesheet" href="/assets/docs.css";
            }
            body.docs {
                a.skip href="#content" { "Skip to the content" }
                main id="content" tabindex="-1" { (content) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::API_DESCRIPTION;

    fn description() -> Value {
        serde_json::from_str(API_DESCRIPTION).unwrap()
    }

    #[test]
    fn every_call_is_shown_once_with_a_line_for_the_shell() {
        let description = description();
        let shown = calls(&description).0;
        let all = calls_of(&description);
        assert!(all.len() > 30);
        for call in &all {
            let id = text(&call.operation["operationId"]);
            assert_eq!(
                shown.matches(&format!("<article id=\"{id}\">")).count(),
                1,
                "{id}"
            );
        }
        assert_eq!(shown.matches("curl ").count(), all.len());
        let of_clients = |call: &&Call<'_>| call.operation["security"].to_string().contains("api_client");
        let expected = all.iter().filter(of_clients).count();
        assert_eq!(shown.matches("<p>API clients: <code>").count(), expected);
        assert!(expected > 30, "{expected}");
        assert!(!shown.contains("style=") && !shown.contains("<script"));
    }

    #[test]
    fn every_problem_that_is_linked_has_a_page() {
        let description = description();
        let shown = calls(&description).0;
        let linked = shown.split("/api/docs/problems/").skip(1);
        let mut names: Vec<&str> = linked.map(|rest| rest.split('"').next().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() > 8, "{names:?}");
        for name in names {
            let page = problem(&description, name).unwrap_or_else(|| panic!("{name}")).0;
            assert!(page.contains("Answered by"), "{name}");
        }
        assert!(problem(&description, "nothing").is_none());
    }

    #[test]
    fn every_code_is_explained_once_and_in_order() {
        let page = codes().0;
        let shown: Vec<&str> = page
            .split("<tr id=\"")
            .skip(1)
            .filter_map(|row| row.split('"').next())
            .collect();
        let mut codes: Vec<&str> = Code::every().iter().map(Code::as_str).collect();
        codes.sort_unstable();
        assert_eq!(shown, codes);
        assert!(shown.len() > 90 && shown.is_sorted());
    }
}
