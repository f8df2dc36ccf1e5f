//! Guessing at a person's password or one-time password.

use super::{HOME, anna, counted, sign_in, sign_in_from};
use crate::support::{
    organisation::{organisation, organisation_at_noon},
    person::person,
    world::{OTHER_PASSWORD, PASSWORD, link_in},
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn guessing_is_slowed_down_whatever_the_spelling_and_even_in_parallel() {
    let org = organisation("alpha").await;
    anna(&org).await;
    let mut answers = Vec::new();
    for (spellings, source, tries) in [
        (
            ["anna@example.com", "ANNA@Example.com", " anna ", "Anna"],
            "203.0.113.1",
            200,
        ),
        (
            ["x@example.com", "X@example.com", "x@EXAMPLE.com", "X@Example.Com"],
            "203.0.113.2",
            50,
        ),
    ] {
        let before = counted(&org).await.0;
        let guess =
            async |n: usize| sign_in_from(&org, source, "", spellings[n % 4], &format!("wrong {n}")).await;
        let mut refused = join_all((0..tries).map(guess)).await;
        // Of so many at once, some are refused because they never got to be counted.
        let at_once = counted(&org).await.0 - before;
        assert!((1..=5).contains(&at_once), "{at_once}");
        for n in 0..5 {
            if counted(&org).await.0 < before + 5 {
                refused.push(guess(n).await);
            }
        }
        answers.extend(refused.into_iter().map(|one| (one.status, one.headers, one.text)));
        assert_eq!(counted(&org).await.0, before + 5, "known and unknown alike");
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, 401);
    // The wait after five failures is two seconds.
    org.wait(SignedDuration::from_secs(3));
    sign_in(&org, "anna", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_blocked_try_answers_as_a_wrong_password_does() {
    let org = organisation("alpha").await;
    anna(&org).await;
    let mut answers = Vec::new();
    for n in 0..8 {
        answers.push(sign_in(&org, "anna@example.com", &format!("wrong {n}")).await);
    }
    // The other identifier of the same person, and the right password: nothing tells that they share a counter.
    for (identifier, password) in [("anna", "wrong"), ("anna", PASSWORD), ("nobody", PASSWORD)] {
        answers.push(sign_in(&org, identifier, password).await);
    }
    assert!(counted(&org).await.1 > 0, "some were blocked");
    let mut answers: Vec<_> = answers
        .into_iter()
        .map(|answer| (answer.status, answer.headers, answer.text))
        .collect();
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].0, 401);
    let [blocked, wrong] = [PASSWORD, "wrong"].map(|password| {
        let org = &org;
        async move {
            let fields = [("identifier", "anna"), ("password", password)];
            org.form("/alpha?language=en", &fields, json!({}))
                .await
                .expect(401)
                .text
        }
    });
    let (blocked, wrong) = (blocked.await, wrong.await);
    assert_eq!(blocked, wrong);
    assert!(wrong.contains("After several wrong tries"), "{wrong}");
}

#[tokio::test]
async fn a_fresh_link_clears_the_count_when_it_is_redeemed_and_not_when_it_is_sent() {
    let org = organisation_at_noon("alpha").await;
    let ida = org
        .create(person("ida").one_time_password("maple-4821-river"))
        .await;
    org.deliver().await;
    for n in 0..5 {
        sign_in(&org, "ida@example.com", &format!("wrong {n}"))
            .await
            .expect(401);
    }
    let counted_before = counted(&org).await;
    assert_eq!(counted_before.0, 5);
    org.wait(SignedDuration::from_mins(2));
    org.resend(&ida.id).await;
    org.deliver().await;
    let sent = org.messages_to("ida@example.com").await;
    assert_eq!(sent.len(), 2, "the press sent a fresh link");
    assert_eq!(
        counted(&org).await,
        counted_before,
        "a guesser gains nothing by it"
    );
    let (elsewhere, path) = ("203.0.113.9", format!("/api/activation/{}", link_in(&sent[1])));
    org.post_from(elsewhere, "", &path, json!({ "password": PASSWORD }))
        .await
        .expect(200);
    assert_eq!(counted(&org).await.0, 0);
    sign_in_from(&org, elsewhere, "", "ida@example.com", PASSWORD)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_generated_one_time_password_is_never_held_back_and_one_given_by_hand_is() {
    let org = organisation("alpha").await;
    let given = "mdq7-4xkw-2vtr";
    let mut answers = Vec::new();
    for person in [
        person("made").with("one_time_password", true),
        person("given").one_time_password(given),
    ] {
        let created = org.create(person.quiet()).await;
        let email = created["email"].as_str().unwrap();
        let one_time = created["one_time_password"]["password"].as_str().unwrap_or(given);
        for guess in 0..30 {
            let stranger = format!("2001:db8:{guess}::1");
            sign_in_from(&org, &stranger, "", email, "mdq7-4xkw-2vts")
                .await
                .expect(401);
        }
        answers.push(sign_in(&org, email, one_time).await.status);
        // Still a try that is counted: it may not serve to find out more.
        assert!(counted(&org).await.1 > 0, "{email} was held back");
        org.wait(SignedDuration::from_mins(21));
        answers.push(sign_in(&org, email, one_time).await.status);
    }
    assert_eq!(answers, [200, 200, 401, 200]);
}

#[tokio::test]
async fn the_same_choice_of_a_password_again_gets_the_same_answer() {
    let org = organisation("alpha").await;
    let bo = person("bo").by_phone("bo", "20123456").quiet();
    let created = org.create(bo.with("one_time_password", true)).await;
    let one_time = created["one_time_password"]["password"].as_str().unwrap();
    let ticket = sign_in(&org, "bo", one_time).await.expect(200).ticket();
    let choose = async |password: &str| {
        let body = json!({ "ticket": ticket, "password": password });
        org.post_from(HOME, "", "/api/password", body).await
    };
    for answer in join_all((0..10).map(|_| choose(PASSWORD))).await {
        let session = org.with_token(answer.expect(200).token());
        session.get("/api/me").await.expect(200);
    }
    org.wait(SignedDuration::from_mins(8));
    choose(PASSWORD).await.expect(200);
    let fields = [
        ("ticket", ticket.as_str()),
        ("password", PASSWORD),
        ("repeat", PASSWORD),
    ];
    let page = org.form("/alpha/password", &fields, json!({})).await.expect(303);
    assert_eq!(page.headers["location"], "/alpha");
    choose(OTHER_PASSWORD).await.expect(410);
    org.wait(SignedDuration::from_mins(3));
    choose(PASSWORD).await.expect(410);
}
