//! `GET /api/openapi.json`: complete, well-formed, and served. That it is true is seen to by [`support::contract`] with
//! every answer of every test.

use crate::support::{
    contract::{document, faults, operations, resolve},
    world::World,
};
use rollcall_local::build;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn every_route_is_described_and_nothing_else() {
    let template = std::fs::read_to_string(build::repository().join("infra/template.yaml")).unwrap();
    let routes: BTreeSet<String> = template
        .lines()
        .filter_map(|line| line.split_once("RouteKey: ")?.1.split(',').next())
        .map(|route| route.trim_matches('"').to_owned())
        .filter(|route| route.contains(" /api/") || route.contains(" /.well-known/"))
        .collect();
    assert!(
        routes.len() > 30,
        "the template's routes are written otherwise now"
    );
    assert_eq!(routes, operations());
}

#[test]
fn every_reference_leads_somewhere_and_every_example_is_right() {
    let (mut examples, mut pending) = (0, vec![document()]);
    while let Some(value) = pending.pop() {
        resolve(value);
        let single = value.get("example");
        let several = value["examples"]
            .as_object()
            .into_iter()
            .flat_map(|all| all.values());
        let all = single
            .into_iter()
            .chain(several.map(|one| &resolve(one)["value"]));
        if let Some(schema) = value.get("schema") {
            for example in all {
                assert_eq!(faults(example, schema), Vec::<String>::new(), "{example:#}");
                examples += 1;
            }
        }
        pending.extend(value.as_object().into_iter().flat_map(|members| members.values()));
        pending.extend(value.as_array().into_iter().flatten());
    }
    assert!(examples > 50, "{examples}");
}

#[test]
fn a_body_that_is_not_as_described_is_noticed() {
    let schema = json!({ "$ref": "#/components/schemas/Session" });
    let mut session = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600 });
    assert_eq!(faults(&session, &schema), Vec::<String>::new());
    session["token_type"] = json!("Basic");
    session["more"] = Value::Null;
    assert_eq!(faults(&session, &schema).len(), 2);
    let page = json!({ "items": [{ "id": "d_1", "nmae": "x" }], "next_cursor": 1 });
    let found = faults(&page, &json!({ "$ref": "#/components/schemas/DepartmentPage" }));
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[tokio::test]
async fn the_description_is_served_and_may_be_cached() {
    let world = World::new().await;
    let answer = world
        .send("GET", "/api/openapi.json", None, None, &[])
        .await
        .expect(200);
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["cache-control"], "public, max-age=300");
    assert_eq!(&answer.json(), document());
    assert_eq!(answer.json()["info"]["version"], env!("CARGO_PKG_VERSION"));
    let known = [("if-none-match", answer.headers["etag"].as_str())];
    world
        .send("GET", "/api/openapi.json", None, None, &known)
        .await
        .expect(304);
    let head = world
        .send("HEAD", "/api/openapi.json", None, None, &[])
        .await
        .expect(200);
    assert_eq!(head.text, "");
}
