//! What an account says beside the profile: who created it, until when its link and one-time password work, and when the
//! person signed in.

use crate::support::{
    organisation::organisation,
    person::person,
    world::{OTHER_PASSWORD, PASSWORD},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn moment(value: &Value) -> Timestamp {
    value.as_str().expect("a time").parse().expect("a time")
}

#[tokio::test]
async fn a_link_is_shown_until_it_expires_or_is_dead() {
    let org = organisation("alpha").await;
    let anna = org.create(person("anna")).await;
    assert_eq!(anna["link_expires_at"], Value::Null, "none was sent");
    org.deliver().await;
    let sent = moment(&org.user(&anna.id).await["activation"]["deliveries"][0]["at"]);
    let expires = |user: &Value| moment(&user["link_expires_at"]);
    let first = expires(&org.user(&anna.id).await);
    let late = sent + 14 * DAY - first;
    assert!(late.abs().total(jiff::Unit::Second).unwrap() < 60.0, "{late}");
    // The days of now are for links of now.
    let days = json!({ "communication": { "link_lifetime_days": 3 } });
    org.settings(days).await;
    assert_eq!(expires(&org.user(&anna.id).await), first);
    org.wait(DAY);
    let org = org.administrator().await;
    org.resend(&anna.id).await;
    assert_eq!(
        expires(&org.user(&anna.id).await),
        first,
        "the newer one was not sent"
    );
    org.deliver().await;
    let second = expires(&org.user(&anna.id).await);
    assert!(second < first && second > first - 11 * DAY, "{first} {second}");
    // More rights: her links are dead.
    org.patch(&anna.id, json!({ "permission_type": "Manager" })).await;
    assert_eq!(org.user(&anna.id).await["link_expires_at"], Value::Null);
    org.resend(&anna.id).await;
    org.deliver().await;
    assert!(expires(&org.user(&anna.id).await) > second - DAY);
    org.activate(&anna.id).await;
    assert_eq!(org.user(&anna.id).await["link_expires_at"], Value::Null);
}

#[tokio::test]
async fn a_one_time_password_is_shown_once_and_its_end_until_it_is_used() {
    let org = organisation("alpha").await;
    let bo = person("bo").quiet().with("one_time_password", true);
    let created = org.create(bo).await;
    let granted = &created["one_time_password"];
    let password = granted["password"].as_str().unwrap();
    let ends = json!({ "expires_at": granted["expires_at"] });
    assert_eq!(org.user(&created.id).await["one_time_password"], ends);
    assert_eq!(
        moment(&ends["expires_at"]),
        moment(&created["created_at"]) + 7 * DAY
    );
    let path = format!("/api/users/{}", created.id);
    let shown = org.get(&path).await.expect(200);
    assert!(!shown.text.contains(password));
    let ticket = org.sign_in("bo@example.com", password).await.expect(200).ticket();
    assert_eq!(org.user(&created.id).await["last_sign_in_at"], Value::Null);
    org.choose_password(&ticket, PASSWORD).await.expect(200);
    let active = org.user(&created.id).await;
    assert_eq!(active["one_time_password"], Value::Null);
    assert_eq!(active["last_sign_in_at"], active["activated_at"]);
}

#[tokio::test]
async fn the_last_sign_in_is_known_to_the_hour_and_makes_nobodys_edit_stale() {
    let org = organisation("alpha").await;
    let ida = org.active(person("ida")).await;
    let path = format!("/api/users/{}", ida.id);
    let known = async || {
        let administrator = org.administrator().await;
        moment(&administrator.user(&ida.id).await["last_sign_in_at"])
    };
    let activated = known().await;
    let version = org.get(&path).await.expect(200).headers["etag"].clone();
    org.sign_in("ida@example.com", PASSWORD).await.expect(200);
    assert_eq!(known().await, activated);
    org.wait(SignedDuration::from_mins(61));
    org.sign_in("ida@example.com", OTHER_PASSWORD).await.expect(401);
    assert_eq!(known().await, activated, "a wrong password is no sign-in");
    org.sign_in("ida@example.com", PASSWORD).await.expect(200);
    let later = known().await;
    assert!(later.duration_since(activated) >= SignedDuration::from_mins(61));
    let shown = org.administrator().await.get(&path).await.expect(200);
    assert_eq!(shown.headers["etag"], version);
}

#[tokio::test]
async fn an_account_says_who_created_it() {
    let org = organisation("alpha").await;
    let manager = org.active(person("manager").permission_type("Manager")).await;
    let by_hand = manager.create(person("by-hand")).await;
    assert_eq!(by_hand["created_by"], json!(manager.id));
    assert_eq!(org.user(&by_hand.id).await["created_by"], json!(manager.id));
    let listed = org.items("/api/users?search=by-hand").await;
    assert_eq!(listed[0]["created_by"], json!(manager.id));
    let founder = org.items("/api/users?sort=created_at&limit=1").await;
    assert_eq!(founder[0]["created_by"], "operator");
}
