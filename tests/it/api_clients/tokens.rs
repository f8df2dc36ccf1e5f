//! `POST /api/token`, and the secrets and tokens it takes and gives.

use crate::support::{machines::ApiClient, organisation::organisation};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use serde_json::json;

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

#[tokio::test]
async fn a_token_is_got_as_oauth_says() {
    let org = organisation("alpha").await;
    let client = org
        .add_api_client("Payroll", &["users:write", "imports:write"])
        .await;
    let other = org.add_api_client("Other", &["users:read"]).await;
    let issued = org.try_token(&client).await.expect(200);
    assert_eq!(issued.headers["cache-control"], "no-store");
    let body = issued.json();
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"]),
        (&json!("Bearer"), &json!(900), &json!("users:write imports:write"))
    );
    let basic = format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", client.id, client.secret))
    );
    let by_basic = [("authorization", basic.as_str())];
    let narrow = org
        .ask_for_token(&[GRANT, ("scope", "users:read")], &by_basic)
        .await;
    assert_eq!(narrow.expect(200).json()["scope"], "users:read");
    let (id, secret) = (
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.as_str()),
    );
    let unknown = ("client_id", "ac_0000000000000000");
    let wrong = client.secret.replace(".alpha.", ".beta.");
    for (form, status, error) in [
        (
            vec![GRANT, id, ("client_secret", "rollcall")],
            401,
            "invalid_client",
        ),
        (
            vec![GRANT, id, ("client_secret", wrong.as_str())],
            401,
            "invalid_client",
        ),
        (
            vec![GRANT, id, ("client_secret", other.secret.as_str())],
            401,
            "invalid_client",
        ),
        (vec![GRANT, unknown, secret], 401, "invalid_client"),
        (vec![GRANT, id], 401, "invalid_client"),
        (vec![id, secret], 400, "invalid_request"),
        (vec![GRANT, id, id, secret], 400, "invalid_request"),
        (
            vec![("grant_type", "password"), id, secret],
            400,
            "unsupported_grant_type",
        ),
        (
            vec![GRANT, id, secret, ("scope", "settings:write")],
            400,
            "invalid_scope",
        ),
        (
            vec![GRANT, id, secret, ("scope", "users:write everything")],
            400,
            "invalid_scope",
        ),
    ] {
        let refused = org.ask_for_token(&form, &[]).await;
        assert_eq!(refused.status, status, "{form:?}: {}", refused.text);
        assert_eq!(refused.json()["error"], error, "{form:?}");
        let asks_for_basic = refused.headers.contains_key("www-authenticate");
        assert_eq!(asks_for_basic, status == 401);
    }
    let json = [("content-type", "application/json")];
    let refused = org.ask_for_token(&[GRANT, id, secret], &json).await.expect(400);
    assert_eq!(refused.json()["error"], "invalid_request");
    org.get_openly("/api/token").await.expect(405);
}

#[tokio::test]
async fn two_secrets_live_while_one_takes_the_others_place() {
    let org = organisation("alpha").await;
    let first = org.add_api_client("Payroll", &["users:read"]).await;
    let acting = org.through(&first).await;
    let rotate = async || {
        let path = format!("/api/api-clients/{}/rotate", first.id);
        let rotated = org.administrator().await.post(&path, json!({})).await.expect(200);
        assert!(rotated.json()["former_secret_ends_at"].is_string());
        ApiClient::of(&rotated)
    };
    let second = rotate().await;
    assert_eq!(second.id, first.id);
    org.try_token(&first).await.expect(200);
    org.try_token(&second).await.expect(200);
    acting.get("/api/users").await.expect(200);
    let kinds = org.items("/api/audit?kind=api_client_rotated").await;
    assert_eq!(kinds.len(), 1);
    org.wait(SignedDuration::from_hours(25));
    org.try_token(&first).await.expect(401);
    org.try_token(&second).await.expect(200);
    let third = rotate().await;
    // A second rotation ends a secret that leaked, with the tokens got by it.
    let leaked = org.through(&second).await;
    rotate().await;
    org.try_token(&second).await.expect(401);
    leaked.get("/api/users").await.expect(401);
    org.try_token(&third).await.expect(200);
}

#[tokio::test]
async fn a_token_ends_after_fifteen_minutes() {
    let org = organisation("alpha").await;
    let acting = org.as_api_client("Payroll", &["users:read"]).await;
    org.wait(SignedDuration::from_secs(890));
    acting.get("/api/languages").await.expect(200);
    org.wait(SignedDuration::from_secs(20));
    acting.get("/api/languages").await.expect(401);
}

#[tokio::test]
async fn a_client_that_sends_too_much_waits_and_holds_up_nobody_else() {
    let org = organisation("alpha").await;
    let client = org.add_api_client("Busy", &["users:read"]).await;
    let (busy, quiet) = (
        org.through(&client).await,
        org.as_api_client("Quiet", &["users:read"]).await,
    );
    busy.get("/api/languages").await.expect(200);
    // In this window and those after it, which the test may run into.
    org.use_up_for_minutes("machine_request", 500).await;
    let refused = busy.get("/api/languages").await.expect(429);
    let seconds: u64 = refused.headers["retry-after"].parse().unwrap();
    assert!((1..=10).contains(&seconds), "{seconds}");
    quiet.get("/api/languages").await.expect(200);
    org.get("/api/languages").await.expect(200);
    org.wait(SignedDuration::from_secs(300));
    busy.get("/api/languages").await.expect(200);
}
