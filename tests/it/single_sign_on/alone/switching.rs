//! Requiring single sign-on: what it takes, who may, and what says so afterwards.

use super::{alone, own_id, prepared, says, sign_in};
use crate::{
    single_sign_on::{Browser, connected, entered, location},
    support::{answer::texts, openid::SECRET, organisation::Org, person::person},
};
use serde_json::{Value, json};

#[tokio::test]
async fn it_takes_a_connection_that_works_and_an_administrator_with_a_password() {
    let (org, provider, connection) = connected("alpha", json!({ "just_in_time": true })).await;
    let founder = own_id(&org).await;
    org.add_permission_type("All", &["manage_users", "manage_settings"])
        .await;
    org.add_permission_type("Settings", &["manage_settings"]).await;
    let settings = org
        .active(person("settings").permission_type("Settings"))
        .await
        .id
        .clone();
    let invited = org
        .create(person("invited").permission_type("All").quiet())
        .await
        .id;
    let disabled = org.active(person("gone").permission_type("All")).await.id.clone();
    org.disable(&disabled).await;
    let refused = org.try_settings(json!({ "sso": { "required": true } })).await;
    refused.problem(422, "/sso/break_glass", "required");
    // Nobody has got in by it yet.
    let shown = async || org.items("/api/connections").await[0]["proven_at"].clone();
    assert_eq!(shown().await, Value::Null);
    let refused = org.try_settings(alone(&founder)).await;
    let fault = refused.problem(422, "/sso/required", "no_working_connection");
    assert!(fault["detail"].as_str().unwrap().contains("Test one first"));
    // A test that lets nobody in shows nothing.
    let test = async || {
        let path = format!("/api/connections/{connection}/test");
        let answer = org.post(&path, json!({})).await.expect(200).json();
        let url = answer["url"].as_str().unwrap();
        let url = url.strip_prefix("https://rollcall.example").unwrap();
        let mut browser = Browser::default();
        let begun = browser.open(&org, url).await;
        browser
            .open(&org, &provider.authorize(&location(&begun)))
            .await
            .expect(200)
            .json()
    };
    provider.says(json!({ "sub": "nobody" }));
    assert_eq!(test().await["outcome"], "refused");
    org.try_settings(alone(&founder)).await.expect(422);
    says(&provider, "ida-1", "ida@firma.example");
    assert_eq!(test().await["outcome"], "creates");
    let proven_at = shown().await;
    assert!(proven_at.is_string());
    // Whom a provider alone lets in cannot let the others in again.
    let by_sso = entered(&org, &sign_in(&org, &provider).await).await.clone();
    assert_eq!(shown().await, proven_at, "the first time counts");
    for unfit in [
        settings.as_str(),
        &invited,
        &disabled,
        by_sso["id"].as_str().unwrap(),
        "u_0000000000000000",
        "founder",
        "",
        "../x",
    ] {
        let refused = org.try_settings(alone(unfit)).await;
        refused.problem(422, "/sso/break_glass", "no_break_glass");
    }
    // With another secret nothing is known of it any more, until somebody has tried it; nor with another issuer or client.
    let path = format!("/api/connections/{connection}");
    org.patch_at(&path, json!({ "client_secret": SECRET }))
        .await
        .expect(200);
    assert_eq!(shown().await, Value::Null);
    org.try_settings(alone(&founder))
        .await
        .problem(422, "/sso/required", "no_working_connection");
    assert_eq!(test().await["outcome"], "signs_in");
    assert!(shown().await.is_string());
    org.patch_at(&path, json!({ "client_id": "another" }))
        .await
        .expect(200);
    org.try_settings(alone(&founder))
        .await
        .problem(422, "/sso/required", "no_working_connection");
    org.patch_at(&path, json!({ "client_id": "rollcall" }))
        .await
        .expect(200);
    assert_eq!(shown().await, Value::Null);
    entered(&org, &sign_in(&org, &provider).await).await;
    org.settings(alone(&founder)).await;
}

#[tokio::test]
async fn it_is_shown_taken_back_as_answered_and_noted_with_who_did_it() {
    let (org, _, _, ida) = prepared("alpha").await;
    let founder = own_id(&org).await;
    let shown = org.settings(alone(&founder)).await;
    let expected = json!({ "required": true, "break_glass": { "id": founder, "name": "Astrid Lund" } });
    assert_eq!(shown.json()["sso"], expected);
    let (whole, version) = (shown.json(), shown.headers["etag"].clone());
    let again = org
        .send("PATCH", "/api/settings", Some(whole), &[("if-match", &version)])
        .await;
    assert_eq!(again.expect(200).headers["etag"], version);
    let entry = org
        .items("/api/audit?kind=settings_changed&limit=1")
        .await
        .remove(0);
    assert_eq!(entry["by"]["id"], founder.as_str());
    let fields = texts(&entry["changes"], "field");
    assert_eq!(fields, ["sso.break_glass", "sso.required"]);
    assert_eq!(org.timeline(&founder).await.last().unwrap(), "break_glass");
    // It is handed on, and given up.
    let other = ida
        .create(person("other").permission_type("All").quiet())
        .await
        .id;
    ida.try_settings(json!({ "sso": { "break_glass": other } }))
        .await
        .problem(422, "/sso/break_glass", "no_break_glass");
    ida.settings(json!({ "sso": { "required": false } })).await;
    assert_eq!(ida.timeline(&founder).await.last().unwrap(), "break_glass_ended");
    let other = ida.activate(&other).await.id.clone();
    ida.settings(alone(&other)).await;
    ida.settings(json!({ "sso": { "break_glass": founder } })).await;
    assert_eq!(ida.timeline(&other).await.last().unwrap(), "break_glass_ended");
    assert_eq!(ida.timeline(&founder).await.last().unwrap(), "break_glass");
    ida.settings(json!({ "sso": { "required": false, "break_glass": null } }))
        .await;
    let shown = ida.get("/api/settings").await.expect(200).json();
    assert_eq!(shown["sso"], json!({ "required": false, "break_glass": null }));
}

#[tokio::test]
async fn it_takes_a_person_with_all_rights_to_say_which_road_leads_in() {
    let (org, _, _, ida) = prepared("alpha").await;
    let founder = own_id(&org).await;
    org.add_permission_type("Settings", &["manage_settings"]).await;
    let settings = org.active(person("settings").permission_type("Settings")).await;
    let client = org.as_api_client("c", &["settings:write", "users:write"]).await;
    let ways: [(&str, &Org); 2] = [("with one right", &settings), ("a program", &client)];
    for (who, org) in ways {
        let refused = org.try_settings(alone(&founder)).await;
        assert_eq!(refused.status, 403, "{who}: {}", refused.text);
        let named = json!({ "sso": { "break_glass": founder } });
        assert_eq!(org.try_settings(named).await.status, 403, "{who}");
        // What changes nothing of it is theirs to send.
        let rest = json!({ "name": format!("Firma {who}"), "sso": { "required": false } });
        org.try_settings(rest).await.expect(200);
    }
    ida.settings(alone(&founder)).await;
    let open = json!({ "sso": { "required": false } });
    client.try_settings(open.clone()).await.expect(403);
    ida.settings(open).await;
}
