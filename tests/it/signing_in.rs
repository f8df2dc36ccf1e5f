//! Signing in: what strangers learn, and how often they may ask.

use crate::support::{
    organisation::organisation,
    person::person,
    world::{OTHER_PASSWORD, PASSWORD},
};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn a_stranger_learns_nothing_of_who_exists() {
    let org = organisation("alpha").await;
    org.active(person("active")).await;
    org.create(person("invited")).await;
    let disabled = org.active(person("disabled")).await;
    org.disable(&disabled.id).await;
    let mut answers = Vec::new();
    for (organisation, identifier, password) in [
        ("alpha", "active@example.com", "wrong"),
        ("alpha", "invited@example.com", "wrong"),
        ("alpha", "disabled@example.com", PASSWORD),
        ("alpha", "unknown@example.com", "wrong"),
        ("alpha", "not@@an address", "wrong"),
        ("nobody", "active@example.com", PASSWORD),
        ("Not A Slug", "active@example.com", PASSWORD),
    ] {
        let body = json!({ "organisation": organisation, "identifier": identifier, "password": password });
        let answer = org.post_openly("/api/sign-in", body).await.expect(401);
        answers.push((answer.headers, answer.text));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_one_time_password_yields_only_the_choice_of_a_password_and_works_once() {
    let org = organisation("alpha").await;
    let bo = person("bo").by_phone("bo", "20123456").quiet();
    let created = org.create(bo.with("one_time_password", true)).await;
    let one_time = created["one_time_password"]["password"].as_str().unwrap();
    let signed_in = org.sign_in("bo", &one_time.to_uppercase()).await.expect(200);
    let shown = signed_in.json();
    assert_eq!(
        shown.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["password_change"]
    );
    let ticket = signed_in.ticket();
    org.with_token(ticket.clone()).get("/api/me").await.expect(401);
    let same = org.choose_password(&ticket, one_time).await;
    same.problem(422, "/password", "same_as_one_time");
    org.choose_password(&ticket, PASSWORD).await.expect(200);
    org.choose_password(&ticket, OTHER_PASSWORD).await.expect(410);
    org.sign_in("bo", one_time).await.expect(401);
    org.sign_in("bo", PASSWORD).await.expect(200);
    let stored = format!("{:?}", org.users().await);
    assert!(!stored.contains(PASSWORD));
}

#[tokio::test]
async fn a_one_time_password_expires() {
    let org = organisation("alpha").await;
    let bo = org.create(person("bo").quiet()).await;
    let one_time = org.one_time_password(&bo.id).await;
    org.wait(SignedDuration::from_hours(24 * 8));
    org.sign_in("bo@example.com", &one_time).await.expect(401);
}

#[tokio::test]
async fn a_session_ends_with_the_next_request_after_disabling_or_another_permission_type() {
    let org = organisation("alpha").await;
    let bo = org.active(person("bo")).await;
    bo.get("/api/me").await.expect(200);
    org.patch(&bo.id, json!({ "permission_type": "Manager" })).await;
    bo.get("/api/me").await.expect(401);
    let session = org.session("bo@example.com").await;
    session.get("/api/me").await.expect(200);
    org.disable(&bo.id).await;
    session.get("/api/me").await.expect(401);
    org.patch(&bo.id, json!({ "status": "active" })).await;
    session.get("/api/me").await.expect(401);
}
