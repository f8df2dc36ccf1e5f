//! The notices that an active person gets when somebody touches the ways into their account, and how they close them.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

impl Org {
    /// The messages from the `skip`th on: over which channel, and to which contact.
    async fn sent_since(&self, skip: usize) -> Vec<(String, String)> {
        let messages = self.messages().await.into_iter().skip(skip);
        let mut sent: Vec<(String, String)> = messages
            .map(|message| (format!("{:?}", message.channel).to_lowercase(), message.to))
            .collect();
        sent.sort();
        sent
    }
}

fn mail(to: &str) -> (String, String) {
    ("email".to_owned(), to.to_owned())
}

fn sms(to: &str) -> (String, String) {
    ("sms".to_owned(), to.to_owned())
}

#[tokio::test]
async fn an_active_person_gets_a_notice_at_the_old_address_when_their_email_changes() {
    let org = organisation("alpha").await;
    let anna = org.active(person("anna")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    // Not for another spelling, and while somebody is disabled, too.
    for change in [
        json!({ "email": "ANNA@example.com" }),
        json!({ "status": "disabled" }),
        json!({ "email": "thief@example.com" }),
        json!({ "status": "active" }),
    ] {
        org.patch(&anna.id, change).await;
    }
    // The stream may bring the same batch again.
    org.deliver().await;
    org.deliver().await;
    assert_eq!(org.sent_since(before).await, [mail("ANNA@example.com")]);
    let message = org.messages().await.pop().unwrap();
    assert!(
        message.text.contains("Anna") && !message.text.contains("thief"),
        "{}",
        message.text
    );
    let subject = message.subject.unwrap();
    assert!(
        subject.contains("e-mailadresse er ændret"),
        "in Danish: {subject}"
    );
    let timeline = org.timeline(&anna.id).await;
    assert_eq!(timeline.last().unwrap(), "notified", "{timeline:?}");
    // Somebody who was never in gets nothing at an address that was wrong.
    let invited = org.create(person("bo")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    org.patch(&invited.id, json!({ "email": "bo2@example.com" }))
        .await;
    org.deliver().await;
    assert_eq!(org.sent_since(before).await, [mail("bo2@example.com")]);
}

#[tokio::test]
async fn an_active_person_gets_a_notice_over_every_contact_of_a_one_time_password_on_their_account() {
    let org = organisation("alpha").await;
    let anna = org.active(person("anna").phone("20123456")).await;
    let invited = org.create(person("bo")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    for id in [&anna.id, &anna.id, &invited.id] {
        org.one_time_password(id).await;
    }
    org.deliver().await;
    org.deliver().await;
    let both = [mail("anna@example.com"), sms("+4520123456")];
    assert_eq!(org.sent_since(before).await, both);
    // Where SMS is off, and nothing is armed, the mail goes out all the same.
    let off = json!({ "email": false, "sms": false, "armed": false });
    org.settings(json!({ "communication": off })).await;
    let before = org.messages().await.len();
    org.one_time_password(&anna.id).await;
    org.deliver().await;
    assert_eq!(org.sent_since(before).await, [mail("anna@example.com")]);
}

#[tokio::test]
async fn a_notice_whose_sender_dies_is_sent_after_its_lease() {
    let org = organisation("alpha").await;
    let anna = org.active(person("anna")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    org.one_time_password(&anna.id).await;
    // A sender takes it and dies.
    let context = org.context();
    let taken = org.app.store.update_user(&context, &org.slug, &anna.id, |user| {
        user.notices.first_mut().map(|notice| notice.take(context.now()))
    });
    assert!(taken.await.unwrap().is_some());
    org.deliver().await;
    org.run_schedule().await;
    org.deliver().await;
    assert_eq!(org.sent_since(before).await, [], "somebody has it");
    org.wait(SignedDuration::from_mins(3));
    org.run_schedule().await;
    org.deliver().await;
    assert_eq!(org.sent_since(before).await, [mail("anna@example.com")]);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_everywhere_all() {
    let org = organisation("alpha").await;
    org.active(person("anna")).await;
    let sign_in = async || org.session("anna@example.com").await;
    let sign_out = async |session: &Org, query: &str, status: u16| {
        let path = format!("/api/sign-out{query}");
        session.send("POST", &path, None, &[]).await.expect(status);
    };
    let is_ended = async |session: &Org| session.get("/api/me").await.expect(401);
    let (one, other, third) = (sign_in().await, sign_in().await, sign_in().await);
    sign_out(&one, "", 204).await;
    is_ended(&one).await;
    sign_out(&one, "", 401).await;
    other.get("/api/me").await.expect(200);
    sign_out(&other, "?everywhere=perhaps", 422).await;
    sign_out(&other, "?everywhere", 204).await;
    for session in [&one, &other, &third] {
        is_ended(session).await;
    }
    // However many are ended one by one: each stays ended.
    let mut ended = Vec::new();
    for _ in 0..12 {
        let session = sign_in().await;
        sign_out(&session, "", 204).await;
        ended.push(session);
        for session in &ended {
            is_ended(session).await;
        }
    }
    // The page's button ends it, too: a cookie that somebody kept is worth nothing.
    let session = sign_in().await;
    let cookie = format!("__Host-session={}", session.token);
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let page = org.request("POST", "/alpha/sign-out", None, None, &headers).await;
    assert!(page.expect(303).headers["set-cookie"].contains("Max-Age=0"));
    is_ended(&session).await;
}

#[tokio::test]
async fn an_edit_is_not_stale_since_a_message_went_out_in_between() {
    let org = organisation("alpha").await;
    let created = org.try_create(person("anna")).await.expect(201);
    let etag = &created.headers["etag"];
    let path = format!("/api/users/{}", created.id());
    org.deliver().await;
    let now = org.get(&path).await.expect(200);
    let deliveries = &now.json()["activation"]["deliveries"];
    assert_eq!(deliveries.as_array().unwrap().len(), 1);
    assert_eq!(&now.headers["etag"], etag);
    let rename = async |etag: &str, name: &str| {
        let (change, headers) = (json!({ "last_name": name }), [("if-match", etag)]);
        org.send("PATCH", &path, Some(change), &headers).await
    };
    let changed = rename(etag, "Møller").await.expect(200);
    assert_ne!(&changed.headers["etag"], etag);
    rename(etag, "Holm").await.expect(412);
    // Of many who have read the same, one wins.
    let etag = &changed.headers["etag"];
    let racing = (0..10).map(|n| rename(etag, ["Nummer a", "Nummer b"][n % 2]));
    let answers = join_all(racing).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    // The same change twice is one change; another one is stale.
    assert!((1..=5).contains(&won), "{won}");
    assert!(answers.iter().all(|answer| [200, 412].contains(&answer.status)));
}

#[tokio::test]
async fn a_sign_ups_deletion_date_is_no_next_attempt() {
    let org = organisation("alpha").await;
    org.open_sign_up().await;
    org.sign_up(&json!({ "email": "ida@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    org.deliver().await;
    let activation = &org.search("ida").await[0]["activation"];
    assert_eq!(activation["deliveries"][0]["status"], "sent", "{activation}");
    assert_eq!(activation["next_attempt_at"], Value::Null);
}
