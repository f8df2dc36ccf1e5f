//! Activation links: opened, redeemed, renewed.

use crate::support::world::{PASSWORD, World};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn opening_a_link_changes_nothing_and_pressing_the_button_once_does() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .create(
            &token,
            World::person(
                Some("anna@example.com"),
                json!({ "username": "anna", "phone": "20123456" }),
            ),
        )
        .await;
    world.deliver().await;
    let messages = world.messages().await;
    assert_eq!(
        messages.len(),
        2,
        "both channels are on and the person has both contacts"
    );
    let link = messages[0].activation_token().unwrap().to_owned();
    let address = format!("/api/activation/{link}");
    let before = world.users().await;
    world.send("HEAD", &address, None, None, &[]).await.expect(200);
    for _ in 0..10 {
        let shown = world.send("GET", &address, None, None, &[]).await.expect(200);
        assert_eq!(shown.json()["first_name"], "Søren");
        assert_eq!(shown.headers["cache-control"], "no-store");
    }
    assert_eq!(before, world.users().await, "nothing was written");
    let weak = world
        .post(&address, None, json!({ "password": "password" }))
        .await
        .expect(422);
    assert_eq!(weak.faulty(), ["/password"]);
    let redeemed = world
        .post(&address, None, json!({ "password": PASSWORD }))
        .await
        .expect(200)
        .json();
    assert_eq!(redeemed["token_type"], "Bearer");
    world
        .post(&address, None, json!({ "password": PASSWORD }))
        .await
        .expect(410);
    world.send("GET", &address, None, None, &[]).await.expect(410);
    let me = world
        .get("/api/me", redeemed["access_token"].as_str().unwrap())
        .await
        .expect(200)
        .json();
    assert_eq!(me["status"], "active");
    for identifier in ["ANNA@example.com", "anna"] {
        let body = json!({ "organisation": "alpha", "identifier": identifier, "password": PASSWORD });
        world.post("/api/sign-in", None, body).await.expect(200);
    }
}

#[tokio::test]
async fn of_50_presses_at_once_one_succeeds() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let link = world.link_of("alpha", user["id"].as_str().unwrap(), 14).await;
    let address = format!("/api/activation/{link}");
    let answers =
        join_all((0..50).map(|_| world.post(&address, None, json!({ "password": PASSWORD })))).await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(200), count(410)), (1, 49));
}

#[tokio::test]
async fn unknown_used_and_expired_links_get_one_answer_and_an_expired_one_is_renewed() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let id = user["id"].as_str().unwrap();
    world.deliver().await;
    let link = world.link_of("alpha", id, 14).await;
    let unknown = world
        .send("GET", "/api/activation/AAAA", None, None, &[])
        .await
        .expect(410);
    world.wait(SignedDuration::from_hours(24 * 15));
    let expired = world
        .send("GET", &format!("/api/activation/{link}"), None, None, &[])
        .await
        .expect(410);
    let mut without_hint = expired.json();
    assert_eq!(without_hint["renewable"], true);
    without_hint.as_object_mut().unwrap().remove("renewable");
    assert_eq!(without_hint, unknown.json());
    world
        .post(
            &format!("/api/activation/{link}"),
            None,
            json!({ "password": PASSWORD }),
        )
        .await
        .expect(410);
    world
        .post(&format!("/api/activation/{link}/renew"), None, json!({}))
        .await
        .expect(202);
    let soon = world
        .post(&format!("/api/activation/{link}/renew"), None, json!({}))
        .await
        .expect(429);
    assert!(soon.headers.contains_key("retry-after"));
    world.deliver().await;
    let fresh = world
        .messages()
        .await
        .last()
        .unwrap()
        .activation_token()
        .unwrap()
        .to_owned();
    world
        .post(
            &format!("/api/activation/{fresh}"),
            None,
            json!({ "password": PASSWORD }),
        )
        .await
        .expect(200);
    let used = world
        .send("GET", &format!("/api/activation/{fresh}"), None, None, &[])
        .await
        .expect(410);
    assert_eq!(used.json(), unknown.json());
    world
        .post(&format!("/api/activation/{link}/renew"), None, json!({}))
        .await
        .expect(410);
}

#[tokio::test]
async fn an_older_message_still_works_and_disabling_kills_all_links() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let id = user["id"].as_str().unwrap();
    world.deliver().await;
    world
        .post(&format!("/api/users/{id}/activation"), Some(&token), json!({}))
        .await
        .expect(202);
    world.deliver().await;
    let messages = world.messages().await;
    assert_eq!(messages.len(), 2);
    let older = messages[0].activation_token().unwrap();
    world
        .send("GET", &format!("/api/activation/{older}"), None, None, &[])
        .await
        .expect(200);
    world
        .patch(
            &format!("/api/users/{id}"),
            &token,
            json!({ "status": "disabled" }),
        )
        .await
        .expect(200);
    world
        .send("GET", &format!("/api/activation/{older}"), None, None, &[])
        .await
        .expect(410);
}

#[tokio::test]
async fn a_link_is_of_its_own_organisation_only() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world.busy_organisation("beta").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let link = world.link_of("alpha", user["id"].as_str().unwrap(), 14).await;
    world
        .send("GET", &format!("/alpha/activate/{link}"), None, None, &[])
        .await
        .expect(200);
    world
        .send("GET", &format!("/beta/activate/{link}"), None, None, &[])
        .await
        .expect(410);
}

#[tokio::test]
async fn what_sticks_to_a_copied_link_is_forgiven_on_the_page_and_in_the_api() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let link = world.link_of("alpha", user["id"].as_str().unwrap(), 14).await;
    let stuck = [
        ".",
        ",",
        ";",
        ")",
        "]",
        "'",
        "...",
        "%20",
        "%2E",
        "%22",
        "%C2%A0",
        "/",
        ")./",
        "%E2%80%A6",
    ];
    for after in stuck {
        for path in ["/api/activation", "/alpha/activate"] {
            let address = format!("{path}/{link}{after}");
            world.send("GET", &address, None, None, &[]).await.expect(200);
        }
    }
    let cut = &link[..link.len() - 1];
    world
        .send("GET", &format!("/alpha/activate/{cut}"), None, None, &[])
        .await
        .expect(410);
    // The button of a page sends to the page's own address, and what stuck to it is still there.
    world
        .form(
            &format!("/alpha/activate/{link})."),
            &[("password", PASSWORD), ("repeat", PASSWORD)],
            &[],
        )
        .await
        .expect(303);
}
