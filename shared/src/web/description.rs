//! The API's description: every function's routes in one OpenAPI document, completed by what holds for all of them.

use super::{problem, route::API_CLIENT};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

const INTRODUCTION: &str = "\
Rollcall gives the people of an organisation their accounts. An administrator creates users (or they sign up on their \
own); each gets a message with an activation link, or a one-time password on paper; with it they choose a password, and \
are active.

**Getting started.** Sign in with `POST /api/sign-in` and send the `access_token` with every request as \
`Authorization: Bearer …`. It holds for an hour. A program does the same with an API client of its own \
(`POST /api/api-clients`) and `POST /api/token`.

**Conventions.** Bodies are JSON objects with `snake_case` names, at most 64 KB. Times are RFC 3339 in UTC, to the \
millisecond. Ids are opaque. Unknown fields and parameters are refused, so that a misspelt one is not silently ignored. \
Answers may gain fields; ignore those you do not know. Lists come in pages: send `next_cursor` back as `cursor` until it \
is `null`.

**Problems** are `application/problem+json` (RFC 9457): `type` is stable, `detail` tells a person what to do, and `errors` \
names all faulty fields at once. An address that does not exist is answered with 404, a method that it does not have with \
405 and `Allow`. What the gateway in front answers itself (too many requests, no answer in time) is `application/json` \
with a `message` instead.";

const TAGS: [(&str, &str); 12] = [
    (
        "Users",
        "For administrators, and for managers of a department within it.",
    ),
    ("Activation", "From an invitation to a first password."),
    ("Signing in", "Sessions."),
    ("Signing up", "People who come on their own."),
    ("Imports", "Many people at once, from a workbook."),
    (
        "Holds",
        "What would lock out many people at once, until somebody has looked at it.",
    ),
    (
        "Jobs",
        "What grows with an organisation, done in the background, with progress.",
    ),
    ("Settings and lists", "What an organisation is made of."),
    (
        "API clients",
        "Programs that use the API with credentials of their own.",
    ),
    (
        "Integration",
        "Tokens with which a directory provisions people over SCIM.",
    ),
    (
        "Single sign-on",
        "Providers by which people sign in (OpenID Connect).",
    ),
    ("This document", "The API, described."),
];

/// What the headers of answers mean. Routes name those they send.
const HEADERS: [(&str, &str); 6] = [
    (
        "Rollcall-Device",
        "Makes this device known for this person, for 180 days or until their sessions are ended: keep it, and send it \
         when signing in again.",
    ),
    (
        "ETag",
        "A tag of what people change, for `If-Match`. Messages that are sent leave it as it is.",
    ),
    ("Location", "The address of what was created."),
    ("Retry-After", "Seconds to wait before trying again."),
    ("Cache-Control", "How long a copy may be kept."),
    ("Content-Disposition", "The name of the file."),
];

/// What the gateway answers itself, in a form of its own.
const GATEWAY: [(&str, &str); 3] = [
    ("TooLarge", "Request Too Long"),
    ("TooMany", "Too Many Requests"),
    ("Unavailable", "Service Unavailable"),
];

/// One document of these routes.
pub fn document(version: &str, of_functions: impl IntoIterator<Item = OpenApi>) -> Value {
    let (mut paths, mut schemas) = merged(of_functions);
    for (path, item) in &mut paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                complete(path, operation);
            }
        }
    }
    schemas.insert("GatewayMessage".to_owned(), gateway_message());
    for (name, schema) in problem::schemas() {
        schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rollcall",
            "version": version,
            "summary": "People of an organisation: created, invited, activated, signed in.",
            "description": INTRODUCTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The pages and the API share one origin." }],
        "security": [{ "bearer": [] }, { "session": [] }],
        "tags": TAGS.map(|(name, description)| json!({ "name": name, "description": description })),
        "paths": paths,
        "components": { "securitySchemes": security_schemes(), "responses": responses(), "schemas": schemas },
    });
    tidy(&mut document);
    document
}

/// The paths and the schemas of all functions.
fn merged(of_functions: impl IntoIterator<Item = OpenApi>) -> (Map<String, Value>, Map<String, Value>) {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for one in of_functions {
        let mut one = serde_json::to_value(one).unwrap_or_default();
        if let Value::Object(more) = one["components"]["schemas"].take() {
            schemas.extend(more);
        }
        if let Value::Object(more) = one["paths"].take() {
            for (path, item) in more {
                let merged = paths.entry(path).or_insert_with(|| json!({}));
                if let (Some(merged), Value::Object(item)) = (merged.as_object_mut(), item) {
                    merged.extend(item);
                }
            }
        }
    }
    (paths, schemas)
}

/// The schema of what the gateway answers itself.
fn gateway_message() -> Value {
    json!({
        "type": "object",
        "description": "Of the gateway in front of the service, before any of it runs.",
        "properties": { "message": { "type": "string", "example": "Too Many Requests" } },
        "required": ["message"],
    })
}

/// The problems that operations share, with their headers.
fn responses() -> Map<String, Value> {
    let described = problem::described().into_iter().map(|(name, response)| {
        let mut response = serde_json::to_value(response).unwrap_or_default();
        describe_headers(name, &mut response);
        (name.to_owned(), response)
    });
    described.collect()
}

/// The ways in which a request says who asks.
fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The `access_token` of `POST /api/sign-in`: a JWT signed with Ed25519, valid for an hour. \
                            What its user may do is read with every request.",
        },
        API_CLIENT: {
            "type": "oauth2",
            "description": "An API client (`POST /api/api-clients`): a program with credentials of its own, which it exchanges \
                            for an access token that holds for fifteen minutes. It may do what its scopes say and its creator \
                            may do, both when they made it and now.",
            "flows": { "clientCredentials": { "tokenUrl": "/api/token", "scopes": {
                "users:read": "See users.",
                "users:write": "See, create, change and message users.",
                "imports:write": "Upload workbooks, follow and undo imports.",
                "settings:write": "Change settings and lists.",
            } } },
        },
        "session": {
            "type": "apiKey", "in": "cookie", "name": "__Host-session",
            "description": "Set by the sign-in page: the same token in a cookie. A request that changes something \
                            must then come from our own pages, as the browser says in \
                            `Sec-Fetch-Site: same-origin` or `Origin`.",
        },
    })
}

/// Adds what every operation of its kind answers.
fn complete(path: &str, operation: &mut Value) {
    let is_open = operation["security"].as_array().is_some_and(|needed| {
        needed.is_empty()
            || needed
                .iter()
                .all(|one| one.as_object().is_some_and(Map::is_empty))
    });
    if is_open {
        operation["security"] = json!([]);
    } else if let Some(of_clients) = operation["security"].as_array_mut() {
        // What names the scopes of API clients alone is for people, too.
        of_clients.splice(0..0, [json!({ "bearer": [] }), json!({ "session": [] })]);
    }
    let has_body = operation.get("requestBody").is_some_and(|body| !body.is_null());
    let has_form = operation
        .pointer("/requestBody/content/application~1x-www-form-urlencoded")
        .is_some();
    let has_json = has_body && !has_form;
    let has_fields = has_body || path.starts_with("/api/");
    let names_one = path.contains('{');
    let common = [
        ("400", "Unreadable", has_json),
        ("401", "Unauthorised", !is_open),
        ("403", "Forbidden", !is_open),
        ("404", "NotFound", names_one),
        ("413", "TooLarge", has_body),
        ("415", "UnsupportedMediaType", has_json),
        ("422", "Invalid", has_fields),
        ("429", "TooMany", true),
        ("500", "InternalError", true),
        ("503", "Unavailable", true),
    ];
    if let Some(responses) = operation["responses"].as_object_mut() {
        for (status, name, holds) in common {
            if holds && !responses.contains_key(status) {
                let reference = format!("#/components/responses/{name}");
                responses.insert(status.to_owned(), json!({ "$ref": reference }));
            }
        }
        for (status, response) in responses {
            describe_headers(status, response);
        }
    }
    let contents = operation
        .pointer_mut("/requestBody/content")
        .and_then(Value::as_object_mut);
    for content in contents.into_iter().flat_map(Map::values_mut) {
        unwrap_optional(&mut content["schema"]);
    }
}

/// A body that may be left out is of its own schema where there is one: `null` is no body.
fn unwrap_optional(schema: &mut Value) {
    let several = schema["oneOf"].as_array().into_iter().flatten();
    let real: Vec<Value> = several.filter(|one| one["type"] != "null").cloned().collect();
    if let [only] = real.as_slice() {
        *schema = only.clone();
    }
}

fn describe_headers(of: &str, response: &mut Value) {
    if let Some((_, message)) = GATEWAY.iter().find(|(name, _)| *name == of) {
        response["content"]["application/json"] = json!({
            "schema": { "$ref": "#/components/schemas/GatewayMessage" }, "example": { "message": message },
        });
    }
    if matches!(of, "TooMany" | "Unavailable" | "NotCreated") {
        response["headers"]["Retry-After"] = json!({ "schema": { "type": "integer", "minimum": 1 } });
    }
    if matches!(of, "Unauthorised" | "SignInRefused") {
        response["headers"]["WWW-Authenticate"] = json!({
            "required": true, "description": "How to sign in.", "schema": { "type": "string", "enum": ["Bearer"] },
        });
    }
    let headers = response.get_mut("headers").and_then(Value::as_object_mut);
    for (name, header) in headers.into_iter().flatten() {
        let known = HEADERS.iter().find(|(known, _)| known == name);
        if let Some((_, description)) = known {
            header["description"] = json!(description);
        }
    }
}

/// Prose as it reads, not as the source breaks its lines; examples of schemas as JSON Schema has them.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.contains_key("type")
                && let Some(example) = object.remove("example")
            {
                object.insert("examples".to_owned(), json!([example]));
            }
            for (name, member) in object.iter_mut() {
                match member {
                    Value::String(text) if name == "description" => *text = unbroken(text),
                    _ if name == "example" || name == "examples" => {}
                    _ => tidy(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Paragraphs on one line each; lines of a list stay apart.
fn unbroken(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let begins_anew = line.is_empty() || line.starts_with("- ") || whole.ends_with('\n');
        if !whole.is_empty() {
            whole.push(if begins_anew { '\n' } else { ' ' });
        }
        whole.push_str(line);
    }
    whole
}
