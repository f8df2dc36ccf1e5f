//! What is refused, and that it is said in SCIM's form.

use crate::support::{
    organisation::organisation,
    scim::{described, described_with, id, scim_type},
};
use serde_json::{Map, Value, json};

#[tokio::test]
async fn every_refusal_is_in_scims_form() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = directory.create(&described("Ida.Holm")).await;
    let of_ida = format!("/Users/{}", id(&ida));
    let duplicate = described_with("Ida.Holm", &json!({ "userName": "IDA.holm@example.com" }));
    for (method, path, body, status, kind) in [
        ("GET", "/Users/u_unknown", None, 404, ""),
        ("GET", "/Nothing", None, 404, ""),
        ("PUT", "/Users", None, 405, ""),
        ("POST", "/ServiceProviderConfig", None, 405, ""),
        ("DELETE", "/Schemas", None, 405, ""),
        ("POST", "/Groups", Some(json!({ "displayName": "x" })), 501, ""),
        ("GET", "/Me", None, 501, ""),
        ("POST", "/Users", Some(duplicate), 409, "uniqueness"),
        ("POST", "/Users", Some(json!({})), 400, "invalidValue"),
        ("POST", "/Users", Some(json!([])), 400, "invalidSyntax"),
        (
            "POST",
            "/Users",
            Some(json!({ "userName": "a", "name": "x" })),
            400,
            "invalidValue",
        ),
        (
            "POST",
            "/Users",
            Some(json!({ "userName": "ida" })),
            400,
            "invalidValue",
        ),
        (
            "POST",
            "/Users",
            Some(described_with("A.B", &json!({ "userName": "two words" }))),
            400,
            "invalidValue",
        ),
        (
            "PATCH",
            &of_ida,
            Some(json!({ "Operations": [{ "op": "replace", "path": "userName" }] })),
            400,
            "invalidValue",
        ),
        ("PATCH", &of_ida, Some(json!({})), 400, "invalidSyntax"),
    ] {
        let answer = directory.send(method, path, body.as_ref(), &[]).await;
        assert_eq!(
            (answer.status, scim_type(&answer).as_str()),
            (status, kind),
            "{method} {path}: {}",
            answer.text
        );
        assert!(
            answer.json()["detail"]
                .as_str()
                .is_some_and(|detail| detail.len() > 10),
            "{}",
            answer.text
        );
        assert_eq!(
            answer.status == 405,
            answer.headers.contains_key("allow"),
            "{method} {path}"
        );
    }
    let missing = directory.post(&json!({ "userName": "ida" })).await.json();
    let detail = missing["detail"].as_str().unwrap();
    assert!(
        detail.contains("name.givenName:") && detail.contains("name.familyName:"),
        "{detail}"
    );
}

#[tokio::test]
async fn what_is_longer_than_a_key_is_refused_and_nobodys() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    // A note, which three characters take the place of once letters are put together.
    let note = "\u{1d160}";
    let long = described_with("A.B", &json!({ "userName": note.repeat(256) }));
    let refused = directory.post(&long).await.expect(400);
    assert_eq!(scim_type(&refused), "invalidValue");
    let ida = directory.create(&described("Ida.Holm")).await;
    let operations = json!([{ "op": "replace", "path": "userName", "value": note.repeat(256) }]);
    directory.patch(id(&ida), operations).await.expect(400);
    for attribute in ["userName", "externalId", "id", "emails.value"] {
        for text in [note.repeat(450), "x".repeat(1_900)] {
            assert!(
                directory
                    .filter(&format!("{attribute} eq \"{text}\""))
                    .await
                    .is_empty()
            );
        }
    }
    directory
        .get(&format!("/Users/{}", "x".repeat(3_000)))
        .await
        .expect(404);
}

#[tokio::test]
async fn without_a_good_token_nothing_is_said() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let mut other = directory.clone();
    for token in [
        String::new(),
        "x".to_owned(),
        org.token.clone(),
        directory.integration.token.replace("alpha", "beta"),
        format!("{}0", directory.integration.token),
        org.add_api_client("Payroll", &["users:write"]).await.secret,
    ] {
        other.integration.token.clone_from(&token);
        for path in ["/Users", "/ServiceProviderConfig", "/Schemas", "/Groups"] {
            let refused = other.get(path).await.expect(401);
            assert_eq!(refused.headers["www-authenticate"], "Bearer", "{token} {path}");
        }
    }
    // A session's cookie opens nothing here.
    let headers = json!({ "cookie": format!("__Host-session={}", org.token) });
    let Value::Object(headers) = headers else { panic!() };
    assert_eq!(
        org.send_raw("GET", "/scim/v2/Users", None, headers).await.status,
        401
    );
}

#[tokio::test]
async fn bodies_are_held_to_their_bounds() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let raw = async |kind: &str, body: String| {
        let token = format!("Bearer {}", directory.integration.token);
        let headers = Map::from_iter([
            ("authorization".to_owned(), json!(token)),
            ("content-type".to_owned(), json!(kind)),
        ]);
        org.send_raw("POST", "/scim/v2/Users", Some(body), headers).await
    };
    for (kind, body, status) in [
        ("text/plain", described("Ida.Holm").to_string(), 415),
        ("application/json", "{".to_owned(), 400),
        ("application/json", "[".repeat(60_000), 400),
        (
            "application/json",
            format!("{{\"userName\":\"{}\"}}", "x".repeat(70_000)),
            413,
        ),
        (
            "application/json; charset=utf-8",
            described("Ida.Holm").to_string(),
            201,
        ),
        ("application/scim+json", described("Eva.Dal").to_string(), 201),
    ] {
        assert_eq!(raw(kind, body).await.status, status, "{kind}");
    }
    // Of what nobody needs as much is kept as there is room for, and nobody is refused for it.
    let much = described_with(
        "Bo.Ek",
        &json!({ "photos": [{ "value": "x".repeat(20_000) }], "shoeSize": 44 }),
    );
    let shown = directory.create(&much).await;
    assert!(shown["photos"].is_null() && shown["shoeSize"] == 44);
    let too_much = described_with("Mia.Ek", &json!({ "displayName": "x".repeat(20_000) }));
    directory.post(&too_much).await.expect(400);
    let bomb = vec![json!({ "op": "replace", "path": "title", "value": "x" }); 300];
    let refused = directory.patch(id(&shown), json!(bomb)).await.expect(400);
    assert_eq!(scim_type(&refused), "tooMany");
}

#[tokio::test]
async fn an_organisation_that_asks_too_much_waits_and_holds_up_nobody_else() {
    let alpha = organisation("alpha").await;
    let beta = alpha.world.organisation("beta").await;
    let (here, there) = (alpha.directory().await, beta.directory().await);
    here.get("/Users").await.expect(200);
    // In this window and those after it, which the test may run into.
    alpha.use_up_for_minutes("integration_request", 1_000).await;
    let refused = here.get("/Users").await.expect(429);
    let seconds: u64 = refused.headers["retry-after"].parse().unwrap();
    assert!((1..=10).contains(&seconds), "{seconds}");
    there.get("/Users").await.expect(200);
    alpha.wait(jiff::SignedDuration::from_secs(300));
    here.get("/Users").await.expect(200);
}
