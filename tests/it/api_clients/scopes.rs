//! API clients × scopes × routes: what a client may call is written here once more, by hand, and every other route is closed to it.

use crate::support::{
    contract::{document, operations},
    organisation::organisation,
};
use rollcall::domain::scope::Scope;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const READ: &[&str] = &["users:read", "users:write"];
const WRITE: &[&str] = &["users:write"];
const IMPORTS: &[&str] = &["imports:write"];
const SETTINGS: &[&str] = &["settings:write"];
const ANY: &[&str] = &["users:read", "users:write", "imports:write", "settings:write"];

/// Every route that a client may call, with the scopes any of which is enough.
const OPEN: [(&str, &[&str]); 53] = [
    ("GET /api/users", READ),
    ("POST /api/users/search", READ),
    ("POST /api/users/export", READ),
    ("GET /api/users/{user_id}", READ),
    ("GET /api/users/{user_id}/timeline", READ),
    ("GET /api/summary", READ),
    ("GET /api/jobs/{job_id}/result", READ),
    ("POST /api/users", WRITE),
    ("PATCH /api/users/{user_id}", WRITE),
    ("DELETE /api/users/{user_id}", WRITE),
    ("POST /api/users/{user_id}/one-time-password", WRITE),
    ("POST /api/users/{user_id}/unlock", WRITE),
    ("POST /api/users/{user_id}/activation", WRITE),
    ("POST /api/activations", WRITE),
    ("GET /api/sign-up-links", READ),
    ("POST /api/sign-up-links", WRITE),
    ("DELETE /api/sign-up-links/{id}", WRITE),
    ("POST /api/sign-up-links/{id}/rotate", WRITE),
    ("GET /api/sign-ups", READ),
    ("POST /api/sign-ups/{id}/approve", WRITE),
    ("POST /api/sign-ups/{id}/refuse", WRITE),
    ("GET /api/holds", READ),
    ("GET /api/import-template", IMPORTS),
    ("POST /api/imports", IMPORTS),
    ("GET /api/imports", IMPORTS),
    ("GET /api/imports/{import_id}", IMPORTS),
    ("GET /api/imports/{import_id}/rows", IMPORTS),
    ("GET /api/imports/{import_id}/result", IMPORTS),
    ("GET /api/imports/{import_id}/leavers", READ),
    ("POST /api/imports/{import_id}/leavers/disable", WRITE),
    ("POST /api/imports/{import_id}/run", IMPORTS),
    ("POST /api/imports/{import_id}/cancel", IMPORTS),
    ("POST /api/imports/{import_id}/undo", IMPORTS),
    ("GET /api/jobs/{job_id}", ANY),
    ("GET /api/settings", ANY),
    ("GET /api/languages", ANY),
    ("GET /api/departments", ANY),
    ("GET /api/job-profiles", ANY),
    ("GET /api/permission-types", ANY),
    ("GET /api/audit", SETTINGS),
    ("PATCH /api/settings", SETTINGS),
    ("PUT /api/languages", SETTINGS),
    ("POST /api/departments", SETTINGS),
    ("PATCH /api/departments/{id}", SETTINGS),
    ("DELETE /api/departments/{id}", SETTINGS),
    ("POST /api/job-profiles", SETTINGS),
    ("PATCH /api/job-profiles/{id}", SETTINGS),
    ("DELETE /api/job-profiles/{id}", SETTINGS),
    ("POST /api/permission-types", SETTINGS),
    ("PATCH /api/permission-types/{id}", SETTINGS),
    ("DELETE /api/permission-types/{id}", SETTINGS),
    ("HEAD /api/users", READ),
    ("HEAD /api/jobs/{job_id}", ANY),
];

/// The scopes with which a client may call a route; none: it may not.
fn allowed(operation: &str) -> &'static [&'static str] {
    let found = OPEN.iter().find(|(open, _)| *open == operation);
    found.map_or(&[], |(_, scopes)| scopes)
}

/// Every operation that asks who calls, as the description has it, and two of those that follow from it.
fn closed_to_strangers() -> BTreeSet<String> {
    let is_closed = |operation: &String| {
        let (method, path) = operation.split_once(' ').unwrap();
        document()["paths"][path][method.to_lowercase()]["security"] != json!([])
    };
    let mut found: BTreeSet<String> = operations().into_iter().filter(is_closed).collect();
    found.extend(["HEAD /api/users".to_owned(), "HEAD /api/jobs/{job_id}".to_owned()]);
    found
}

#[test]
fn the_description_says_which_scopes_a_client_needs() {
    let mut found: BTreeMap<String, BTreeSet<Scope>> = BTreeMap::new();
    for operation in closed_to_strangers()
        .into_iter()
        .filter(|one| !one.starts_with("HEAD"))
    {
        let (method, path) = operation.split_once(' ').unwrap();
        let security = &document()["paths"][path][method.to_lowercase()]["security"];
        let ways = security.as_array().into_iter().flatten();
        let of_clients: Vec<&Value> = ways.filter_map(|way| way.get("api_client")).collect();
        if of_clients.is_empty() {
            continue;
        }
        let named = of_clients.iter().flat_map(|scopes| scopes.as_array().unwrap());
        let named = named.map(|scope| Scope::parse(scope.as_str().unwrap()).unwrap());
        // What includes another scope needs no mention.
        let all: BTreeSet<Scope> = named
            .flat_map(|scope| Scope::ALL.into_iter().filter(move |one| one.includes(scope)))
            .collect();
        found.insert(operation, all);
    }
    let expected: BTreeMap<String, BTreeSet<Scope>> = OPEN
        .iter()
        .filter(|(operation, _)| !operation.starts_with("HEAD"))
        .map(|(operation, scopes)| {
            let scopes = scopes.iter().map(|scope| Scope::parse(scope).unwrap());
            ((*operation).to_owned(), scopes.collect())
        })
        .collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_client_calls_what_its_scopes_say_and_nothing_else() {
    let org = organisation("alpha").await;
    let mut clients = Vec::new();
    for scope in Scope::ALL {
        let scope = scope.as_str();
        clients.push((scope, org.as_api_client(scope, &[scope]).await));
    }
    let (mut tried, mut wrong) = (0, Vec::new());
    for operation in closed_to_strangers() {
        let (method, path) = operation.split_once(' ').unwrap();
        let address = path
            .replace("{user_id}", "u_0000000000000000")
            .replace("{import_id}", "im_0000000000000000")
            .replace("{job_id}", "jb_0000000000000000")
            .replace("{hold_id}", "h_0000000000000000")
            .replace("{id}", "d_0000000000000000");
        assert!(
            !address.contains('{'),
            "{operation}: an id of nothing is missing here"
        );
        for (scope, client) in &clients {
            let body = matches!(method, "POST" | "PATCH" | "PUT").then(|| json!({}));
            let answer = client
                .request(method, &address, Some(&client.token), body, &[])
                .await;
            let is_refused = [401, 403].contains(&answer.status);
            tried += 1;
            if is_refused == allowed(&operation).contains(scope) || answer.status == 401 {
                wrong.push(format!(
                    "{operation} with {scope}: {} {}",
                    answer.status, answer.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 4 * OPEN.len(), "{tried}");
}

#[tokio::test]
async fn no_scope_makes_another_client_or_a_session() {
    let org = organisation("alpha").await;
    let all: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    let client = org.as_api_client("Everything", &all).await;
    let refused = client
        .post("/api/api-clients", json!({ "name": "x", "scopes": all }))
        .await
        .expect(403);
    assert!(
        refused.detail().contains("not for API clients"),
        "{}",
        refused.text
    );
    client.get("/api/me").await.expect(403);
    client.post("/api/sign-out", json!({})).await.expect(403);
    // Nor is its token a session of the pages.
    let cookie = format!("__Host-session={}", client.token);
    let page = org
        .request("GET", "/api/users", None, None, &[("cookie", &cookie)])
        .await;
    page.expect(401);
    let narrow = org.as_api_client("Reader", &["users:read"]).await;
    let refused = narrow.post("/api/users", json!({})).await.expect(403);
    assert!(refused.detail().contains("users:write"), "{}", refused.text);
}
