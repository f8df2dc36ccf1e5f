//! What an active person is told when somebody touches the ways into their account, and how they close them.

use crate::support::world::{PASSWORD, World};
use jiff::SignedDuration;
use rollcall::domain::organisation::Slug;
use serde_json::{Value, json};

async fn timeline(world: &World, token: &str, id: &str) -> Vec<String> {
    let path = format!("/api/users/{id}/timeline");
    let timeline = world.get(&path, token).await.expect(200).json();
    let items = timeline["items"].as_array().unwrap().iter();
    items
        .map(|item| item["what"].as_str().unwrap().to_owned())
        .collect()
}

/// The messages from the `skip`th on: to whom, and over which channel.
async fn sent(world: &World, skip: usize) -> Vec<(String, String)> {
    let messages = world.messages().await.into_iter().skip(skip);
    let mut sent: Vec<(String, String)> = messages
        .map(|message| (format!("{:?}", message.channel).to_lowercase(), message.to))
        .collect();
    sent.sort();
    sent
}

fn pair(channel: &str, to: &str) -> (String, String) {
    (channel.to_owned(), to.to_owned())
}

#[tokio::test]
async fn an_active_person_is_told_on_the_old_address_when_their_email_changes() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, _) = world
        .active(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    world.deliver().await;
    let before = world.messages().await.len();
    let path = format!("/api/users/{id}");
    // Not while somebody is disabled, either, and not for another spelling.
    world
        .patch(&path, &token, json!({ "email": "ANNA@example.com" }))
        .await
        .expect(200);
    world
        .patch(&path, &token, json!({ "status": "disabled" }))
        .await
        .expect(200);
    world
        .patch(&path, &token, json!({ "email": "thief@example.com" }))
        .await
        .expect(200);
    world
        .patch(&path, &token, json!({ "status": "active" }))
        .await
        .expect(200);
    // The stream may bring the same batch again.
    world.deliver().await;
    world.deliver().await;
    assert_eq!(sent(&world, before).await, [pair("email", "ANNA@example.com")]);
    let message = world.messages().await.pop().unwrap();
    assert!(
        message.text.contains("Søren") && !message.text.contains("thief"),
        "{}",
        message.text
    );
    assert!(
        message.subject.unwrap().contains("e-mailadresse er ændret"),
        "in Danish"
    );
    let happened = timeline(&world, &token, &id).await;
    assert_eq!(
        happened.last().map(String::as_str),
        Some("notified"),
        "{happened:?}"
    );
    // Whoever was never in is told nothing at an address that was wrong.
    let invited = world
        .create(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    world.deliver().await;
    let before = world.messages().await.len();
    let path = format!("/api/users/{}", invited["id"].as_str().unwrap());
    world
        .patch(&path, &token, json!({ "email": "bo2@example.com" }))
        .await
        .expect(200);
    world.deliver().await;
    assert_eq!(sent(&world, before).await, [pair("email", "bo2@example.com")]);
}

#[tokio::test]
async fn an_active_person_is_told_over_every_contact_of_a_one_time_password_on_their_account() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let contacts = json!({ "phone": "20123456" });
    let (id, _) = world
        .active(&token, World::person(Some("anna@example.com"), contacts.clone()))
        .await;
    let invited = world
        .create(&token, World::person(Some("bo@example.com"), json!({})))
        .await;
    world.deliver().await;
    let before = world.messages().await.len();
    let grant = async |id: &str| {
        let path = format!("/api/users/{id}/one-time-password");
        world.post(&path, Some(&token), json!({})).await.expect(200);
    };
    grant(&id).await;
    grant(&id).await;
    grant(invited["id"].as_str().unwrap()).await;
    world.deliver().await;
    world.deliver().await;
    let expected = [pair("email", "anna@example.com"), pair("sms", "+4520123456")];
    assert_eq!(sent(&world, before).await, expected);
    // Where SMS is off, and nothing is armed, the mail goes out all the same.
    world
        .patch(
            "/api/settings",
            &token,
            json!({ "communication": { "email": false, "sms": false, "armed": false } }),
        )
        .await
        .expect(200);
    let before = world.messages().await.len();
    grant(&id).await;
    world.deliver().await;
    assert_eq!(sent(&world, before).await, [pair("email", "anna@example.com")]);
}

#[tokio::test]
async fn a_notice_whose_sender_dies_is_sent_after_its_lease() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let (id, _) = world
        .active(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    world.deliver().await;
    let before = world.messages().await.len();
    let path = format!("/api/users/{id}/one-time-password");
    world.post(&path, Some(&token), json!({})).await.expect(200);
    // A sender takes it and is never heard of again.
    let (slug, context) = (Slug::parse("alpha").unwrap(), world.context());
    let taken = world.app.store.update_user(&context, &slug, &id, |user| {
        user.notices.first_mut().map(|notice| notice.take(context.now()))
    });
    assert!(taken.await.unwrap().is_some());
    world.deliver().await;
    resend_activation::handle_schedule(&world.app, &world.context())
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(sent(&world, before).await, [], "somebody has it");
    world.wait(SignedDuration::from_mins(3));
    resend_activation::handle_schedule(&world.app, &world.context())
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(sent(&world, before).await, [pair("email", "anna@example.com")]);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_everywhere_all() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .active(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let sign_in = async || {
        let body = json!({ "organisation": "alpha", "identifier": "anna@example.com", "password": PASSWORD });
        let answer = world.post("/api/sign-in", None, body).await.expect(200).json();
        answer["access_token"].as_str().unwrap().to_owned()
    };
    let sign_out = async |session: &str, query: &str| {
        let path = format!("/api/sign-out{query}");
        world.send("POST", &path, Some(session), None, &[]).await
    };
    let (one, other, third) = (sign_in().await, sign_in().await, sign_in().await);
    sign_out(&one, "").await.expect(204);
    world.get("/api/me", &one).await.expect(401);
    sign_out(&one, "").await.expect(401);
    world.get("/api/me", &other).await.expect(200);
    sign_out(&other, "?everywhere=perhaps").await.expect(422);
    sign_out(&other, "?everywhere").await.expect(204);
    for session in [&one, &other, &third] {
        world.get("/api/me", session).await.expect(401);
    }
    // However many are ended one by one: each stays ended.
    let mut ended = Vec::new();
    for _ in 0..12 {
        let session = sign_in().await;
        sign_out(&session, "").await.expect(204);
        ended.push(session);
        for session in &ended {
            world.get("/api/me", session).await.expect(401);
        }
    }
    // The page's button ends it, too: a cookie that somebody kept is worth nothing.
    let session = sign_in().await;
    let cookie = format!("__Host-session={session}");
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let page = world
        .send("POST", "/alpha/sign-out", None, None, &headers)
        .await
        .expect(303);
    assert!(page.headers["set-cookie"].contains("Max-Age=0"));
    world.get("/api/me", &session).await.expect(401);
}

#[tokio::test]
async fn an_edit_is_not_stale_since_a_message_went_out_in_between() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let body = World::person(Some("anna@example.com"), json!({}));
    let created = world.post("/api/users", Some(&token), body).await.expect(201);
    let (etag, id) = (created.headers["etag"].clone(), created.json()["id"].clone());
    let path = format!("/api/users/{}", id.as_str().unwrap());
    world.deliver().await;
    let now = world.get(&path, &token).await.expect(200);
    assert_eq!(
        now.json()["activation"]["deliveries"].as_array().unwrap().len(),
        1
    );
    assert_eq!(now.headers["etag"], etag);
    let patch = async |etag: &str, patch: Value| {
        world
            .send("PATCH", &path, Some(&token), Some(patch), &[("if-match", etag)])
            .await
    };
    let changed = patch(&etag, json!({ "last_name": "Møller" })).await.expect(200);
    assert_ne!(changed.headers["etag"], etag);
    patch(&etag, json!({ "last_name": "Holm" })).await.expect(412);
    // Of many who have read the same, one wins.
    let etag = changed.headers["etag"].clone();
    let racing = (0..10).map(|n| {
        patch(
            &etag,
            json!({ "last_name": format!("Nummer {}", ["a", "b"][n % 2]) }),
        )
    });
    let answers = futures::future::join_all(racing).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    // The same change twice is one change; another one is stale.
    assert!((1..=5).contains(&won), "{won}");
    assert!(answers.iter().all(|answer| [200, 412].contains(&answer.status)));
}

#[tokio::test]
async fn a_sign_ups_deletion_date_is_no_next_attempt() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .patch(
            "/api/settings",
            &token,
            json!({ "sign_up": { "enabled": true, "default_department": "Køkken",
                "default_job_profile": "Butiksassistent", "default_permission_type": "User" } }),
        )
        .await
        .expect(200);
    let body =
        json!({ "first_name": "Ida", "last_name": "Holm", "email": "ida@example.com", "language": "da" });
    let answer = world.post("/api/sign-up/alpha", None, body).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    world.deliver().await;
    world.deliver().await;
    let listed = world
        .get("/api/users?search=ida", &token)
        .await
        .expect(200)
        .json();
    let activation = &listed["items"][0]["activation"];
    assert_eq!(activation["deliveries"][0]["status"], "sent", "{listed}");
    assert_eq!(activation["next_attempt_at"], Value::Null);
}
