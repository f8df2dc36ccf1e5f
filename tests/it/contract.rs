//! `GET /api/openapi.json`: complete, well-formed, and served. That it is true is seen to by [`support::contract`] with
//! every answer of every test.

use crate::support::{
    contract::{document, faults, operations, operations_of, resolve},
    founding, functions, gateway,
    organisation::organisation,
    person::person,
    world::World,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Every operation with the function that answers it.
fn registered() -> BTreeMap<String, String> {
    let operations = functions::documents()
        .into_iter()
        .flat_map(|(function, document)| {
            let document = serde_json::to_value(document).unwrap();
            let operations = operations_of(&document).into_iter();
            operations.map(move |one| (one, function.clone()))
        });
    operations.collect()
}

#[test]
fn every_route_is_described_and_led_to_the_function_that_registers_it() {
    let (registered, mut described) = (registered(), operations());
    // What can be got can be asked after.
    described.retain(|operation| !operation.starts_with("HEAD "));
    assert_eq!(registered.keys().cloned().collect::<BTreeSet<_>>(), described);
    for operation in operations() {
        let (method, path) = operation.split_once(' ').unwrap();
        let function = registered.get(&operation).or_else(|| {
            assert_eq!(method, "HEAD");
            registered.get(&format!("GET {path}"))
        });
        assert_eq!(
            Some(gateway::function(method, &address(path))),
            function.map(String::as_str),
            "{operation}"
        );
    }
}

#[test]
fn every_function_that_the_template_leads_requests_to_is_described_and_tested() {
    let listed = functions::documents();
    let listed: BTreeSet<&str> = listed.keys().map(String::as_str).collect();
    assert_eq!(listed, gateway::functions());
}

#[tokio::test]
async fn a_misspelt_or_empty_filter_never_lists_everybody() {
    let org = organisation("alpha").await;
    for (path, fault) in [
        ("/api/users?stauts=invited", "/stauts"),
        ("/api/users?status=", "/status"),
        ("/api/users?search=%20", "/search"),
        ("/api/users?search=%CC%81", "/search"),
        ("/api/users?department", "/department"),
        ("/api/users?status=active&status=invited", "/status"),
        ("/api/departments?name=K%C3%B8kken", "/name"),
        ("/api/imports?status=running", "/status"),
        ("/api/imports/im_1/rows?outcom=invalid", "/outcom"),
        ("/api/openapi.json?v=1", "/v"),
        ("/api/me?x=1", "/x"),
    ] {
        let refused = org.get(path).await.expect(422);
        assert_eq!(refused.faulty(), [fault], "{path}");
    }
    // Pages and unknown paths are nobody's filter.
    org.get("/alpha?utm_source=mail").await.expect(200);
    org.get("/api/nowhere?x=1").await.expect(404);
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
async fn a_field_given_twice_is_refused_in_every_body() {
    let org = organisation("walk").await;
    let id = org.create(person("ida").quiet()).await.id;
    let mut refused = 0;
    for (method, path, entry) in described() {
        let content = &entry["requestBody"]["content"];
        let Some(schema) = content["application/json"].get("schema") else {
            continue;
        };
        let one = schema["oneOf"]
            .as_array()
            .and_then(|several| several.last())
            .unwrap_or(schema);
        if resolve(one)["type"] == "array" {
            continue;
        }
        let headers = json!({
            "authorization": format!("Bearer {}", org.token), "content-type": "application/json", "if-match": "*",
        });
        let path = path.replace("u_nobody", &id).replace("d_none", "x");
        let body = r#"{ "again": 1, "again": 2, "communication": { "more": 1, "more": 2 } }"#;
        let answer = org.send_raw(
            &method,
            &path,
            Some(body.to_owned()),
            headers.as_object().unwrap().clone(),
        );
        let answer = Box::pin(answer).await;
        // Some look for what they are about first.
        if answer.status == 404 {
            continue;
        }
        let problem = answer.expect(422).json();
        for pointer in ["/again", "/communication/more"] {
            let is_named = |error: &Value| error["pointer"] == pointer && error["code"] == "repeated_field";
            assert!(
                problem["errors"].as_array().unwrap().iter().any(is_named),
                "{method} {path}: {problem:#}"
            );
        }
        refused += 1;
    }
    assert!(refused >= 12, "{refused}");
    org.get(&format!("/api/users/{id}")).await.expect(200);
}

/// The schema of each body in JSON, and the path of each of its fields, two levels deep.
fn fields_of(schema: &Value) -> Vec<Vec<String>> {
    let several = ["oneOf", "anyOf", "allOf"].map(|key| schema[key].as_array());
    let several: Vec<&Value> = several.into_iter().flatten().flatten().collect();
    let mut fields: Vec<Vec<String>> = several
        .into_iter()
        .flat_map(|one| fields_of(resolve(one)))
        .collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    for (name, property) in properties {
        fields.push(vec![name.clone()]);
        let within = fields_of(resolve(property))
            .into_iter()
            .filter(|path| path.len() == 1);
        fields.extend(within.map(|mut path| {
            path.insert(0, name.clone());
            path
        }));
    }
    fields
}

#[tokio::test]
async fn a_value_of_any_other_type_is_a_fault_of_its_field_and_never_ours() {
    let org = organisation("walk").await;
    let id = org.create(person("ida").quiet()).await.id;
    let department = org.items("/api/departments").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut asked = 0;
    for (method, path, entry) in described() {
        let Some(schema) = entry["requestBody"]["content"]["application/json"].get("schema") else {
            continue;
        };
        let path = path.replace("u_nobody", &id).replace("d_none", &department);
        for field in fields_of(resolve(schema)) {
            for odd in [
                json!({}),
                json!({ "id": "d_1", "name": "x" }),
                json!([{}]),
                json!(1.5),
                json!(true),
            ] {
                let body = field.iter().rev().fold(odd, |value, name| json!({ name: value }));
                let headers = json!({
                    "authorization": format!("Bearer {}", org.token), "content-type": "application/json", "if-match": "*",
                });
                let headers = headers.as_object().unwrap().clone();
                let answer = Box::pin(org.send_raw(&method, &path, Some(body.to_string()), headers)).await;
                assert!(
                    answer.status < 500,
                    "{method} {path} {body}: {} {}",
                    answer.status,
                    answer.text
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 400, "{asked}");
}

#[tokio::test]
async fn the_description_is_served_and_may_be_cached() {
    let world = World::new().await;
    let path = "/api/openapi.json";
    let answer = world.get_openly(path).await.expect(200);
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["cache-control"], "public, max-age=300");
    assert_eq!(&answer.json(), document());
    assert_eq!(answer.json()["info"]["version"], env!("CARGO_PKG_VERSION"));
    let known = [("if-none-match", answer.headers["etag"].as_str())];
    let unchanged = world.request("GET", path, None, None, &known).await;
    unchanged.expect(304);
    let head = world.request("HEAD", path, None, None, &[]).await.expect(200);
    assert_eq!(head.text, "");
}

/// An address of a described operation; nobody and nothing is behind its parameters.
fn address(path: &str) -> String {
    path.replace("{user_id}", "u_nobody")
        .replace("{token}", "none")
        .replace("{organisation}", "walk")
        .replace("{import_id}", "im_none")
        .replace("{id}", "d_none")
}

/// Every operation as method, address and description.
fn described() -> Vec<(String, String, &'static Value)> {
    let describe = |operation: String| {
        let (method, path) = operation.split_once(' ').unwrap();
        let entry = &document()["paths"][path][method.to_lowercase()];
        (method.to_owned(), address(path), entry)
    };
    operations().into_iter().map(describe).collect()
}

#[tokio::test]
async fn every_operation_asks_for_what_it_says_it_needs() {
    let org = organisation("walk").await;
    for (method, path, operation) in described() {
        if operation["security"] != json!([]) {
            org.request(&method, &path, None, None, &[]).await.expect(401);
        }
        // What is no JSON is OAuth's, and tried with `api_clients`.
        if operation
            .pointer("/requestBody/content/application~1json")
            .is_none()
        {
            continue;
        }
        let schema = resolve(&operation["requestBody"]["content"]["application/json"]["schema"]);
        let (other, nonsense) = if schema["type"] == "array" {
            ("{}", "[1]")
        } else {
            ("[]", r#"{"nonsense":1}"#)
        };
        for (body, media_type, status) in [
            ("{}", "text/plain", 415),
            ("{", "application/json", 400),
            (other, "application/json", 400),
            (&" ".repeat(70_000), "application/json", 413),
            (nonsense, "application/json", 422),
        ] {
            let headers = json!({
                "authorization": format!("Bearer {}", org.token), "content-type": media_type, "if-match": "*" });
            let headers = headers.as_object().unwrap().clone();
            let found = org.send_raw(&method, &path, Some(body.to_owned()), headers).await;
            // What is not there says so first.
            let expected = [status, 404, 410];
            assert!(
                expected.contains(&found.status),
                "{method} {path}: {} for {body}",
                found.status
            );
        }
    }
}

#[tokio::test]
async fn every_list_and_every_road_answers_as_described() {
    let org = organisation("roads").await;
    org.settings(founding::sign_up(&json!({ "department": "chosen" })))
        .await;
    for path in [
        "/api/settings",
        "/api/languages",
        "/api/me",
        "/api/users?limit=1",
        "/.well-known/jwks.json",
    ] {
        org.get(path).await.expect(200);
    }
    let languages = Some(json!(["en", "da", "de"]));
    org.send("PUT", "/api/languages", languages, &[])
        .await
        .expect(200);
    for (list, entry) in [
        ("departments", json!({ "name": "Lager", "country": "DE" })),
        ("job-profiles", json!({ "name": "Kok" })),
        (
            "permission-types",
            json!({ "name": "Leder", "capabilities": ["manage_own_department"] }),
        ),
    ] {
        let id = org.add(list, entry.clone()).await;
        let path = format!("/api/{list}");
        org.post(&path, entry).await.expect(409);
        org.get(&format!("{path}?limit=0")).await.expect(422);
        let one = format!("{path}/{id}");
        let renamed = json!({ "id": id, "name": "Et andet" });
        org.patch_at(&one, renamed).await.expect(200);
        org.get(&path).await.expect(200);
        org.delete(&one).await.expect(204);
    }
    let mia = person("mia").with("one_time_password", true);
    let id = org.create(mia.with("start_date", "2026-08-01")).await.id;
    org.deliver().await;
    for (method, rest, status) in [
        ("GET", "", 200),
        ("POST", "/activation", 202),
        ("POST", "/one-time-password", 200),
        ("POST", "/unlock", 204),
        ("GET", "/timeline", 200),
    ] {
        let path = format!("/api/users/{id}{rest}");
        org.send(method, &path, None, &[]).await.expect(status);
    }
    let some = json!({ "user_ids": [id] });
    let job = org.post("/api/activations", some).await.expect(202);
    org.job(&job.id()).await;
    let forecast = json!({ "dry_run": true });
    org.post("/api/activations", forecast).await.expect(200);
    for (days, status) in [(14, 409), (0, 202)] {
        let renew = format!("/api/activation/{}/renew", org.link_for(&id, days).await);
        org.request("POST", &renew, None, None, &[]).await.expect(status);
    }
    org.get_openly("/api/sign-up/roads").await.expect(200);
    let bo = json!({ "email": "bo@example.com", "department": "Køkken" });
    org.sign_up(&bo).await.expect(202);
}

#[tokio::test]
async fn an_address_or_a_method_that_does_not_exist_is_answered_by_us() {
    let org = organisation("alpha").await;
    let send = |method, path| org.request(method, path, None, None, &[]);
    for (path, right) in [
        ("/alpha/", "/alpha"),
        ("/Alpha", "/alpha"),
        ("/ALPHA/sign-up/?language=da", "/alpha/sign-up?language=da"),
        ("/assets/rollcall.css/", "/assets/rollcall.css"),
        ("/.well-known/jwks.json/", "/.well-known/jwks.json"),
        ("/api/users/?limit=1", "/api/users?limit=1"),
    ] {
        let moved = send("GET", path).await.expect(308);
        assert_eq!(moved.headers["location"], right, "{path}");
    }
    // Nobody is led elsewhere.
    for path in ["//evil.example/", "/%5Cevil.example/", "/Evil.Example/"] {
        let answer = send("GET", path).await.expect(404);
        assert!(!answer.headers.contains_key("location"), "{path}");
    }
    for (method, path, status, media_type, allow) in [
        ("GET", "/alpha/nothing", 404, "text/html; charset=utf-8", None),
        ("GET", "/nobody", 404, "text/html; charset=utf-8", None),
        (
            "DELETE",
            "/alpha",
            405,
            "text/html; charset=utf-8",
            Some("GET,HEAD,POST"),
        ),
        (
            "GET",
            "/alpha/sign-out",
            405,
            "text/html; charset=utf-8",
            Some("POST"),
        ),
        ("GET", "/api/nothing", 404, "application/problem+json", None),
        ("GET", "/api", 404, "application/problem+json", None),
        (
            "GET",
            "/api/activation/%FF",
            404,
            "application/problem+json",
            None,
        ),
        ("GET", "/api/sign-up/%FF", 404, "application/problem+json", None),
        (
            "POST",
            "/api/openapi.json",
            405,
            "application/problem+json",
            Some("GET,HEAD"),
        ),
        (
            "DELETE",
            "/api/imports",
            405,
            "application/problem+json",
            Some("GET,HEAD,POST"),
        ),
        // One of them is answered by another function.
        (
            "PUT",
            "/api/users",
            405,
            "application/problem+json",
            Some("GET,HEAD,POST"),
        ),
        (
            "PUT",
            "/api/users/u_1",
            405,
            "application/problem+json",
            Some("GET,HEAD,PATCH,DELETE"),
        ),
        (
            "GET",
            "/api/users/u_1/activation",
            405,
            "application/problem+json",
            Some("POST"),
        ),
        (
            "GET",
            "/api/activations",
            405,
            "application/problem+json",
            Some("POST"),
        ),
        (
            "PUT",
            "/api/me",
            405,
            "application/problem+json",
            Some("GET,HEAD"),
        ),
        ("HEAD", "/.well-known/jwks.json", 200, "application/json", None),
    ] {
        let answer = send(method, path).await.expect(status);
        assert_eq!(answer.headers["content-type"], media_type, "{method} {path}");
        assert_eq!(
            answer.headers.get("allow").map(String::as_str),
            allow,
            "{method} {path}"
        );
    }
}
