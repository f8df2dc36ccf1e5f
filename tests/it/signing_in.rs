//! Signing in: what strangers learn, and how often they may ask.

use crate::support::world::{PASSWORD, World};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn a_stranger_learns_nothing_of_who_exists() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .active(&token, World::person(Some("active@example.com"), json!({})))
        .await;
    world
        .create(&token, World::person(Some("invited@example.com"), json!({})))
        .await;
    let (disabled, _) = world
        .active(&token, World::person(Some("disabled@example.com"), json!({})))
        .await;
    world
        .patch(
            &format!("/api/users/{disabled}"),
            &token,
            json!({ "status": "disabled" }),
        )
        .await
        .expect(200);
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
        let answer = world.post("/api/sign-in", None, body).await.expect(401);
        answers.push((answer.headers.clone(), answer.text));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_one_time_password_yields_only_the_choice_of_a_password_and_works_once() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = World::person(
        None,
        json!({ "username": "bo", "phone": "20123456", "one_time_password": true, "notify": false }),
    );
    let created = world.create(&token, person).await;
    let one_time = created["one_time_password"].as_str().unwrap().to_owned();
    let sign_in = |password: String| {
        let body = json!({ "organisation": "alpha", "identifier": "bo", "password": password });
        let world = &world;
        async move { world.post("/api/sign-in", None, body).await }
    };
    let shown = sign_in(one_time.to_uppercase()).await.expect(200).json();
    assert_eq!(
        shown.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["password_change"]
    );
    let ticket = shown["password_change"]["ticket"].as_str().unwrap().to_owned();
    world.get("/api/me", &ticket).await.expect(401);
    let same = world
        .post(
            "/api/password",
            None,
            json!({ "ticket": ticket, "password": one_time }),
        )
        .await;
    assert_eq!(same.status, 422, "{}", same.text);
    world
        .post(
            "/api/password",
            None,
            json!({ "ticket": ticket, "password": PASSWORD }),
        )
        .await
        .expect(200);
    world
        .post(
            "/api/password",
            None,
            json!({ "ticket": ticket, "password": "en helt anden sætning" }),
        )
        .await
        .expect(410);
    sign_in(one_time).await.expect(401);
    sign_in(PASSWORD.to_owned()).await.expect(200);
    let scanned = format!("{:?}", world.users().await);
    assert!(!scanned.contains(PASSWORD));
}

#[tokio::test]
async fn a_one_time_password_expires() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(
            &token,
            World::person(Some("bo@example.com"), json!({ "notify": false })),
        )
        .await;
    let path = format!("/api/users/{}/one-time-password", user["id"].as_str().unwrap());
    let granted = world
        .post(&path, Some(&token), json!({}))
        .await
        .expect(200)
        .json();
    world.wait(SignedDuration::from_hours(24 * 8));
    let body = json!({ "organisation": "alpha", "identifier": "bo@example.com", "password": granted["one_time_password"] });
    world.post("/api/sign-in", None, body).await.expect(401);
}

#[tokio::test]
async fn a_session_ends_with_the_next_request_after_disabling_or_another_permission_type() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, session) = world
        .active(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    world.get("/api/me", &session).await.expect(200);
    world
        .patch(
            &format!("/api/users/{id}"),
            &token,
            json!({ "permission_type": "Manager" }),
        )
        .await
        .expect(200);
    world.get("/api/me", &session).await.expect(401);
    let body = json!({ "organisation": "alpha", "identifier": "bo@example.com", "password": PASSWORD });
    let session = world.post("/api/sign-in", None, body).await.expect(200).json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    world
        .patch(
            &format!("/api/users/{id}"),
            &token,
            json!({ "status": "disabled" }),
        )
        .await
        .expect(200);
    world.get("/api/me", &session).await.expect(401);
    world
        .patch(&format!("/api/users/{id}"), &token, json!({ "status": "active" }))
        .await
        .expect(200);
    world.get("/api/me", &session).await.expect(401);
}
