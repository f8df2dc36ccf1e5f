//! Activation links: opened, redeemed, renewed, pressed twice.

use crate::support::world::{PASSWORD, World};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;

const OTHER_PASSWORD: &str = "fire grønne giraffer synger";

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
        .post(&address, None, json!({ "password": OTHER_PASSWORD }))
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
async fn of_50_presses_at_once_one_sets_the_password_and_all_with_it_are_happy() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let id = user["id"].as_str().unwrap();
    let link = world.link_of("alpha", id, 14).await;
    let address = format!("/api/activation/{link}");
    let presses = (0..50).map(|n| {
        let password = if n % 2 == 0 { PASSWORD } else { OTHER_PASSWORD };
        let press = world.post(&address, None, json!({ "password": password }));
        async move { (password, press.await) }
    });
    let answers = join_all(presses).await;
    let happy = |wanted| {
        let with_it = answers.iter().filter(|(password, _)| *password == wanted);
        with_it.filter(|(_, answer)| answer.status == 200).count()
    };
    let gone = answers.iter().filter(|(_, answer)| answer.status == 410).count();
    let by_password = [happy(PASSWORD), happy(OTHER_PASSWORD)];
    assert!([[25, 0], [0, 25]].contains(&by_password), "{by_password:?}");
    assert_eq!(gone, 25);
    for (_, answer) in answers.iter().filter(|(_, answer)| answer.status == 200) {
        let session = answer.json()["access_token"].as_str().unwrap().to_owned();
        world.get("/api/me", &session).await.expect(200);
    }
    let timeline = world.get(&format!("/api/users/{id}/timeline"), &token).await;
    assert_eq!(
        timeline.text.matches("\"activated\"").count(),
        1,
        "{}",
        timeline.text
    );
}

#[tokio::test]
async fn the_same_press_again_gets_the_same_happy_page_for_ten_minutes() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let link = world.link_of("alpha", user["id"].as_str().unwrap(), 14).await;
    let page = format!("/alpha/activate/{link}");
    let press = async |password: &str| {
        let fields = [("password", password), ("repeat", password)];
        world.form(&page, &fields, &[]).await
    };
    let first = press(PASSWORD).await.expect(303);
    assert_eq!(first.headers["location"], "/alpha?activated=1");
    world.wait(SignedDuration::from_mins(9));
    let again = press(PASSWORD).await.expect(303);
    assert_eq!(again.headers["location"], first.headers["location"]);
    let session = again
        .cookies
        .iter()
        .find(|one| one.starts_with("__Host-session="))
        .unwrap();
    let welcome = world
        .send("GET", "/alpha?activated=1", None, None, &[("cookie", session)])
        .await
        .expect(200);
    assert!(welcome.text.contains("Søren"), "{}", welcome.text);
    let api = format!("/api/activation/{link}");
    world
        .post(&api, None, json!({ "password": PASSWORD }))
        .await
        .expect(200);
    let gone = press(OTHER_PASSWORD).await.expect(410);
    world.wait(SignedDuration::from_mins(2));
    assert_eq!(
        press(PASSWORD).await.expect(410).text,
        gone.text,
        "ten minutes are over"
    );
}

#[tokio::test]
async fn a_press_again_ends_with_rights_that_change_and_with_disabling() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    for (name, change) in [
        ("disabled", json!({ "status": "disabled" })),
        ("promoted", json!({ "permission_type": "Manager" })),
        ("moved", json!({ "department": "Filiale Flensburg" })),
    ] {
        let email = format!("{name}@example.com");
        let user = world.create(&token, World::person(Some(&email), json!({}))).await;
        let id = user["id"].as_str().unwrap();
        let address = format!("/api/activation/{}", world.link_of("alpha", id, 14).await);
        let body = json!({ "password": PASSWORD });
        world.post(&address, None, body.clone()).await.expect(200);
        world.post(&address, None, body.clone()).await.expect(200);
        world
            .patch(&format!("/api/users/{id}"), &token, change)
            .await
            .expect(200);
        world.post(&address, None, body).await.expect(410);
    }
}

#[tokio::test]
async fn a_used_link_is_no_place_for_guessing() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let id = user["id"].as_str().unwrap();
    let address = format!("/api/activation/{}", world.link_of("alpha", id, 14).await);
    world
        .post(&address, None, json!({ "password": PASSWORD }))
        .await
        .expect(200);
    let guesses = (0..30).map(|n| {
        world.post(
            &address,
            None,
            json!({ "password": format!("{OTHER_PASSWORD} {n}") }),
        )
    });
    for answer in join_all(guesses).await {
        answer.expect(410);
    }
    // Ten were looked at, and count as guesses at the person's password; even the right one is too late now.
    let counted = world.ephemera().await;
    let failures = counted
        .iter()
        .filter(|item| item["pk"].as_s().unwrap().starts_with("sign-in#"))
        .map(|item| item["failures"].as_n().unwrap().parse::<u32>().unwrap())
        .max();
    assert_eq!(failures, Some(10));
    world
        .post(&address, None, json!({ "password": PASSWORD }))
        .await
        .expect(410);
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
    let sent = world.messages().await.len();
    world.deliver().await;
    // The same press again, right after and half a minute later: the same answer, and nothing more is sent.
    for seconds in [0, 30] {
        world.wait(SignedDuration::from_secs(seconds));
        world
            .post(&format!("/api/activation/{link}/renew"), None, json!({}))
            .await
            .expect(202);
        let page = format!("/alpha/activate/{link}/renew");
        world.form(&page, &[], &[]).await.expect(202);
        world.deliver().await;
    }
    assert_eq!(world.messages().await.len(), sent + 1);
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
            let mut answer = world.send("GET", &address, None, None, &[]).await;
            // A page has one address, without a slash at its end; the API takes either.
            if path == "/alpha/activate" && address.ends_with('/') {
                let right = answer.expect(308).headers["location"].clone();
                answer = world.send("GET", &right, None, None, &[]).await;
            }
            answer.expect(200);
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

#[tokio::test]
async fn only_an_expired_link_is_renewed_and_renewing_ends_with_a_limit_per_person() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let user = world
        .create(&token, World::person(Some("anna@example.com"), json!({})))
        .await;
    let id = user["id"].as_str().unwrap();
    world.deliver().await;
    let valid = world.link_of("alpha", id, 14).await;
    let refused = world
        .post(&format!("/api/activation/{valid}/renew"), None, json!({}))
        .await
        .expect(409);
    assert!(refused.json()["detail"].as_str().unwrap().contains("still works"));
    // The page shows the form of the link that works.
    let shown = world
        .form(&format!("/alpha/activate/{valid}/renew"), &[], &[])
        .await
        .expect(303);
    assert_eq!(shown.headers["location"], format!("/alpha/activate/{valid}"));
    assert_eq!(world.messages().await.len(), 1);
    // Two links of one person share their renewals. At one in the morning, so that a day begins and ends with the test.
    let [one, other] = [
        world.link_of("alpha", id, 0).await,
        world.link_of("alpha", id, 1).await,
    ];
    world.wait(SignedDuration::from_hours(48));
    let hour = world.context().now().as_second() % 86_400 / 3_600;
    world.wait(SignedDuration::from_hours(25 - hour));
    for (number, link) in [&one, &other, &one, &other, &one].into_iter().enumerate() {
        world
            .post(&format!("/api/activation/{link}/renew"), None, json!({}))
            .await
            .expect(202);
        world.deliver().await;
        assert_eq!(world.messages().await.len(), number + 2);
        world.wait(SignedDuration::from_mins(2));
    }
    for link in [one, other] {
        let over = world
            .post(&format!("/api/activation/{link}/renew"), None, json!({}))
            .await
            .expect(429);
        let wait: i64 = over.headers["retry-after"].parse().unwrap();
        let left = 86_400 - world.context().now().as_second() % 86_400;
        assert!((left - 5..=left + 5).contains(&wait), "{wait} of {left}");
        let page = world
            .form(&format!("/alpha/activate/{link}/renew"), &[], &[])
            .await
            .expect(429);
        let hours = format!("{} timer", (left + 3_599) / 3_600);
        assert!(page.text.contains(&hours), "{hours}: {}", page.text);
    }
    assert_eq!(world.messages().await.len(), 6);
}
