//! Activation links: opened, redeemed, renewed, pressed twice.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    world::{OTHER_PASSWORD, PASSWORD, link_in},
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;

/// An organisation with Anna, who is invited: her id and the link that was made for her.
async fn invited() -> (Org, String, String) {
    let org = organisation("alpha").await;
    let id = org.create(person("anna")).await.id;
    let link = org.link_of(&id).await;
    (org, id, link)
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_pressing_the_button_once_does() {
    let org = organisation("alpha").await;
    org.create(person("anna").username("anna").phone("20123456"))
        .await;
    org.deliver().await;
    let messages = org.messages().await;
    assert_eq!(
        messages.len(),
        2,
        "both channels are on and the person has both contacts"
    );
    let link = link_in(&messages[0]);
    let address = format!("/api/activation/{link}");
    let before = org.users().await;
    org.request("HEAD", &address, None, None, &[]).await.expect(200);
    for _ in 0..10 {
        let shown = org.open(&link).await.expect(200);
        assert_eq!(shown.json()["first_name"], "Anna");
        assert_eq!(shown.headers["cache-control"], "no-store");
    }
    assert_eq!(before, org.users().await, "nothing was written");
    let weak = org.redeem(&link, "password").await;
    weak.problem(422, "/password", "too_easy");
    let redeemed = org.redeem(&link, PASSWORD).await.expect(200);
    assert_eq!(redeemed.json()["token_type"], "Bearer");
    org.redeem(&link, OTHER_PASSWORD).await.expect(410);
    org.open(&link).await.expect(410);
    let anna = org.with_token(redeemed.token());
    assert_eq!(anna.get("/api/me").await.expect(200).json()["status"], "active");
    for identifier in ["ANNA@example.com", "anna"] {
        org.sign_in(identifier, PASSWORD).await.expect(200);
    }
}

#[tokio::test]
async fn of_50_presses_at_once_one_sets_the_password_and_all_with_it_are_happy() {
    let (org, id, link) = invited().await;
    let presses = (0..50).map(async |n| {
        let password = if n % 2 == 0 { PASSWORD } else { OTHER_PASSWORD };
        (password, org.redeem(&link, password).await)
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
        org.with_token(answer.token()).get("/api/me").await.expect(200);
    }
    let timeline = org.timeline(&id).await;
    let activated = timeline.iter().filter(|what| *what == "activated").count();
    assert_eq!(activated, 1, "{timeline:?}");
}

#[tokio::test]
async fn the_same_press_again_gets_the_same_happy_page_for_ten_minutes() {
    let (org, _, link) = invited().await;
    let page = format!("/alpha/activate/{link}");
    let press = async |password: &str| {
        let fields = [("password", password), ("repeat", password)];
        org.form(&page, &fields, json!({})).await
    };
    let first = press(PASSWORD).await.expect(303);
    assert_eq!(first.headers["location"], "/alpha?activated=1");
    org.wait(SignedDuration::from_mins(9));
    let again = press(PASSWORD).await.expect(303);
    assert_eq!(again.headers["location"], first.headers["location"]);
    let mut cookies = again.cookies.iter();
    let session = cookies.find(|one| one.starts_with("__Host-session=")).unwrap();
    let welcome = org
        .request("GET", "/alpha?activated=1", None, None, &[("cookie", session)])
        .await
        .expect(200);
    assert!(welcome.text.contains("Anna"), "{}", welcome.text);
    org.redeem(&link, PASSWORD).await.expect(200);
    let gone = press(OTHER_PASSWORD).await.expect(410);
    org.wait(SignedDuration::from_mins(2));
    let late = press(PASSWORD).await.expect(410);
    assert_eq!(late.text, gone.text, "ten minutes are over");
}

#[tokio::test]
async fn a_press_again_ends_with_rights_that_change_and_with_disabling() {
    let org = organisation("alpha").await;
    for (name, change) in [
        ("disabled", json!({ "status": "disabled" })),
        ("promoted", json!({ "permission_type": "Manager" })),
        ("moved", json!({ "department": "Filiale Flensburg" })),
    ] {
        let id = org.create(person(name)).await.id;
        let link = org.link_of(&id).await;
        org.redeem(&link, PASSWORD).await.expect(200);
        org.redeem(&link, PASSWORD).await.expect(200);
        org.patch(&id, change).await;
        org.redeem(&link, PASSWORD).await.expect(410);
    }
}

#[tokio::test]
async fn a_used_link_is_no_place_for_guessing() {
    let (org, _, link) = invited().await;
    org.redeem(&link, PASSWORD).await.expect(200);
    let guess = async |n| org.redeem(&link, &format!("{OTHER_PASSWORD} {n}")).await;
    for answer in join_all((0..30).map(guess)).await {
        answer.expect(410);
    }
    // Ten were looked at, and count as guesses at the person's password; even the right one is too late now.
    let counters = org.ephemera().await;
    let failures = counters
        .iter()
        .filter(|item| item["pk"].as_s().unwrap().starts_with("sign-in#"))
        .map(|item| item["failures"].as_n().unwrap().parse::<u32>().unwrap())
        .max();
    assert_eq!(failures, Some(10));
    org.redeem(&link, PASSWORD).await.expect(410);
}

#[tokio::test]
async fn unknown_used_and_expired_links_get_one_answer_and_an_expired_one_is_renewed() {
    let (org, _, link) = invited().await;
    org.deliver().await;
    let unknown = org.open("AAAA").await.expect(410);
    org.wait(SignedDuration::from_hours(24 * 15));
    let expired = org.open(&link).await.expect(410);
    let mut without_hint = expired.json();
    assert_eq!(without_hint["renewable"], true);
    without_hint.as_object_mut().unwrap().remove("renewable");
    assert_eq!(without_hint, unknown.json());
    org.redeem(&link, PASSWORD).await.expect(410);
    org.renew(&link).await.expect(202);
    let sent = org.messages().await.len();
    org.deliver().await;
    // The same press again, right after and half a minute later: the same answer, and nothing more is sent.
    for seconds in [0, 30] {
        org.wait(SignedDuration::from_secs(seconds));
        org.renew(&link).await.expect(202);
        let page = format!("/alpha/activate/{link}/renew");
        org.form(&page, &[], json!({})).await.expect(202);
        org.deliver().await;
    }
    assert_eq!(org.messages().await.len(), sent + 1);
    let fresh = org.newest_link().await;
    org.redeem(&fresh, PASSWORD).await.expect(200);
    let used = org.open(&fresh).await.expect(410);
    assert_eq!(used.json(), unknown.json());
    org.renew(&link).await.expect(410);
}

#[tokio::test]
async fn an_older_message_still_works_and_disabling_kills_all_links() {
    let (org, id, _) = invited().await;
    org.deliver().await;
    let older = org.newest_link().await;
    org.resend(&id).await;
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 2);
    org.open(&older).await.expect(200);
    org.disable(&id).await;
    org.open(&older).await.expect(410);
}

#[tokio::test]
async fn a_link_is_of_its_own_organisation_only() {
    let (org, _, link) = invited().await;
    org.world.organisation("beta").await;
    for (slug, status) in [("alpha", 200), ("beta", 410)] {
        let page = org.get_openly(&format!("/{slug}/activate/{link}")).await;
        assert_eq!(page.status, status, "{slug}");
    }
}

#[tokio::test]
async fn what_sticks_to_a_copied_link_is_forgiven_on_the_page_and_in_the_api() {
    let (org, _, link) = invited().await;
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
            let mut answer = org.get_openly(&address).await;
            // A page has one address, without a slash at its end; the API takes either.
            if path == "/alpha/activate" && address.ends_with('/') {
                let right = answer.expect(308).headers["location"].clone();
                answer = org.get_openly(&right).await;
            }
            answer.expect(200);
        }
    }
    let cut = &link[..link.len() - 1];
    org.get_openly(&format!("/alpha/activate/{cut}"))
        .await
        .expect(410);
    // The button of a page sends to the page's own address, and what stuck to it is still there.
    let page = format!("/alpha/activate/{link}).");
    let fields = [("password", PASSWORD), ("repeat", PASSWORD)];
    org.form(&page, &fields, json!({})).await.expect(303);
}

#[tokio::test]
async fn only_an_expired_link_is_renewed_and_renewing_ends_with_a_limit_per_person() {
    let (org, id, valid) = invited().await;
    org.deliver().await;
    let refused = org.renew(&valid).await.expect(409);
    assert!(refused.detail().contains("still works"));
    // The page shows the form of the link that works.
    let page = async |link: &str| {
        let path = format!("/alpha/activate/{link}/renew");
        org.form(&path, &[], json!({})).await
    };
    let shown = page(&valid).await.expect(303);
    assert_eq!(shown.headers["location"], format!("/alpha/activate/{valid}"));
    assert_eq!(org.messages().await.len(), 1);
    // Two links of one person share their renewals. At one in the morning, so that a day begins and ends with the test.
    let [one, other] = [org.link_for(&id, 0).await, org.link_for(&id, 1).await];
    org.wait(SignedDuration::from_hours(48));
    let hour = org.context().now().as_second() % 86_400 / 3_600;
    org.wait(SignedDuration::from_hours(25 - hour));
    for (number, link) in [&one, &other, &one, &other, &one].into_iter().enumerate() {
        org.renew(link).await.expect(202);
        org.deliver().await;
        assert_eq!(org.messages().await.len(), number + 2);
        org.wait(SignedDuration::from_mins(2));
    }
    for link in [one, other] {
        let over = org.renew(&link).await.expect(429);
        let wait: i64 = over.headers["retry-after"].parse().unwrap();
        let left = 86_400 - org.context().now().as_second() % 86_400;
        assert!((left - 5..=left + 5).contains(&wait), "{wait} of {left}");
        let over = page(&link).await.expect(429);
        let hours = format!("{} timer", (left + 3_599) / 3_600);
        assert!(over.text.contains(&hours), "{hours}: {}", over.text);
    }
    assert_eq!(org.messages().await.len(), 6);
}
