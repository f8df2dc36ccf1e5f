//! What a directory would do to many people within an hour is held, while the directory is answered as if it had been done.

mod deleting;
mod killed;
mod rights;

use super::{audited, disabled};
use crate::support::{
    organisation::{Org, organisation},
    scim::{Directory, described, id},
};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The name of a person by their number: names have letters alone.
fn name(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    format!("Person.N{}{}", letter(number / 26), letter(number))
}

/// So many people whom a directory has created: their ids.
async fn provision(org: &Org, directory: &Directory, count: usize) -> Vec<String> {
    let people: Vec<Value> = (0..count).map(|number| described(&name(number))).collect();
    let created = join_all(people.iter().map(|person| directory.create(person))).await;
    // The people are counted as the directory of names knows them, which follows within seconds.
    org.get("/api/summary").await.expect(200);
    created.iter().map(|shown| id(shown).to_owned()).collect()
}

/// An organisation with so many people whom a directory has created.
async fn provisioned(count: usize) -> (Org, Directory, Vec<String>) {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ids = provision(&org, &directory, count).await;
    (org, directory, ids)
}

/// The same where more than so many are held, whatever their share.
async fn limited(count: usize, people: u64) -> (Org, Directory, Vec<String>) {
    let made = provisioned(count).await;
    limit(&made.0, people).await;
    made
}

async fn limit(org: &Org, people: u64) {
    let brake = json!({ "people": people, "per_cent": 0 });
    org.settings(json!({ "integration": { "brake": brake } })).await;
}

async fn set_active(directory: &Directory, id: &str, is_active: bool) -> Value {
    let operations = json!([{ "op": "replace", "path": "active", "value": is_active }]);
    directory.patch(id, operations).await.expect(200).json()
}

/// Disables somebody: the directory is answered that it has.
async fn disable(directory: &Directory, id: &str) {
    assert_eq!(set_active(directory, id, false).await["active"], false);
}

/// What is held.
async fn holds(org: &Org) -> Vec<Value> {
    org.items("/api/holds").await
}

/// The one hold there is.
async fn hold(org: &Org) -> Value {
    let mut holds = holds(org).await;
    assert_eq!(holds.len(), 1, "{holds:?}");
    holds.remove(0)
}

async fn decide(org: &Org, hold: &Value, decision: &str, status: u16) -> Value {
    let path = format!("/api/holds/{}/{decision}", hold["id"].as_str().unwrap());
    org.post(&path, json!({})).await.expect(status).json()
}

/// Releases a hold, and does its job: how it ends.
async fn release(org: &Org, hold: &Value) -> Value {
    let released = decide(org, hold, "release", 202).await;
    let job = org.job(released["job_id"].as_str().unwrap()).await;
    org.run_job(&job).await
}

/// What came of it.
fn outcome(disabled: u64, erased: u64, skipped: u64) -> Value {
    json!({ "disabled": disabled, "erased": erased, "skipped": skipped, "held": 0 })
}

/// Whether anything is kept from others under somebody's names.
async fn owns_identifiers(org: &Org, id: &str) -> bool {
    let identifiers = org.identifiers().await;
    let owner = AttributeValue::S(id.to_owned());
    identifiers.iter().any(|item| item.get("user_id") == Some(&owner))
}

async fn status(org: &Org, id: &str) -> String {
    org.user(id).await["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn of_sixty_disabled_one_by_one_ten_are_held_with_their_sessions_until_somebody_releases_them() {
    let (org, directory, ids) = provisioned(100).await;
    let member = org.activate(&ids[55]).await;
    for id in &ids[..60] {
        disable(&directory, id).await;
    }
    assert_eq!(disabled(&org).await, 50);
    member.get("/api/me").await.expect(200);
    assert_eq!(status(&org, &ids[55]).await, "active");
    assert!(org.timeline(&ids[55]).await.contains(&"held".to_owned()));
    let hold = hold(&org).await;
    let token = &directory.integration.id;
    assert_eq!(
        (&hold["status"], &hold["people"], &hold["of"]),
        (&json!("held"), &json!(10), &json!(101))
    );
    assert_eq!(
        (&hold["import_id"], &hold["integration_token"], &hold["asked_by"]),
        (
            &Value::Null,
            &json!({ "id": token, "name": "Entra" }),
            &json!(token)
        )
    );
    assert_eq!(audited(&org).await[0], "held");
    // The directory sees what it sent, whichever way it asks, and changes nothing by sending it again.
    assert_eq!(directory.filter("active eq false").await.len(), 60);
    assert_eq!(directory.user(&ids[55]).await["active"], false);
    let version = org.stored(&ids[55]).await.version;
    for id in &ids[50..60] {
        disable(&directory, id).await;
    }
    assert_eq!(org.stored(&ids[55]).await.version, version);
    assert_eq!(holds(&org).await, std::slice::from_ref(&hold));
    // What else it changes of them is theirs from now on.
    let title = json!([{ "op": "replace", "path": "name.givenName", "value": "Ida" }]);
    let changed = directory.patch(&ids[55], title).await.expect(200).json();
    assert_eq!(changed["active"], false);
    assert_eq!(org.user(&ids[55]).await["first_name"], "Ida");
    let ended = release(&org, &hold).await;
    assert_eq!(
        (&ended["result"], &ended["total"]),
        (&outcome(10, 0, 0), &json!(10)),
        "{ended}"
    );
    assert_eq!(disabled(&org).await, 60);
    member.get("/api/me").await.expect(401);
    assert_eq!(directory.filter("active eq false").await.len(), 60);
    let decided = audited(&org).await;
    assert!(decided.contains(&"hold_released".to_owned()), "{decided:?}");
    // Once it is decided, what comes next is another one.
    disable(&directory, &ids[60]).await;
    let held: Vec<Value> = holds(&org).await;
    assert_eq!((held.len(), &held[0]["people"]), (2, &json!(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixty_disabled_at_once_exactly_as_many_are_held() {
    let (org, directory, ids) = provisioned(100).await;
    let answers = join_all(ids[..60].iter().map(|id| set_active(&directory, id, false))).await;
    assert!(answers.iter().all(|shown| shown["active"] == false));
    assert_eq!(disabled(&org).await, 50);
    assert_eq!(hold(&org).await["people"], 10);
    let held = org.items("/api/audit?kind=held").await;
    assert_eq!(held.len(), 1, "there is one alarm: {held:?}");
    // The same again, twice at once: nobody is disabled more, and nobody is held twice.
    let twice = ids[..60].iter().chain(&ids[..60]);
    join_all(twice.map(|id| set_active(&directory, id, false))).await;
    assert_eq!(
        (disabled(&org).await, hold(&org).await["people"].clone()),
        (50, json!(10))
    );
}

#[tokio::test]
async fn a_share_below_the_limit_passes_and_what_is_an_hour_old_does_not_count() {
    let (org, directory, ids) = provisioned(24).await;
    let brake = json!({ "people": 1, "per_cent": 20 });
    org.settings(json!({ "integration": { "brake": brake } })).await;
    // A fifth of 25 with the administrator.
    for id in &ids[..6] {
        disable(&directory, id).await;
    }
    assert_eq!(
        (disabled(&org).await, hold(&org).await["people"].clone()),
        (5, json!(1))
    );
    org.wait(SignedDuration::from_mins(62));
    // A session lasts an hour.
    let org = org.administrator().await;
    disable(&directory, &ids[6]).await;
    assert_eq!(disabled(&org).await, 6);
    // What waits still waits, although there would be room for it by now.
    disable(&directory, &ids[5]).await;
    assert_eq!(
        (status(&org, &ids[5]).await.as_str(), disabled(&org).await),
        ("invited", 6)
    );
}

#[tokio::test]
async fn what_is_dropped_is_forgotten_and_the_directory_sees_who_is_active() {
    let (org, directory, ids) = limited(3, 1).await;
    for id in &ids {
        disable(&directory, id).await;
    }
    let dropped = decide(&org, &hold(&org).await, "drop", 200).await;
    assert_eq!(
        (&dropped["status"], &dropped["people"]),
        (&json!("dropped"), &json!(2))
    );
    assert_eq!(directory.user(&ids[1]).await["active"], true);
    assert_eq!(directory.filter("active eq false").await.len(), 1);
    let listed = directory.get("/Users").await.expect(200).json();
    let active = listed["Resources"].as_array().unwrap().iter();
    assert_eq!(active.filter(|shown| shown["active"] == true).count(), 2);
    assert_eq!(disabled(&org).await, 1);
    // Sent again, it is held again, under another hold.
    disable(&directory, &ids[1]).await;
    let held = holds(&org).await;
    assert_eq!(
        (held.len(), &held[0]["people"], &held[0]["status"]),
        (2, &json!(1), &json!("held"))
    );
    decide(&org, &dropped, "release", 409).await;
    assert_eq!(status(&org, &ids[1]).await, "invited");
}

#[tokio::test]
async fn whom_the_directory_lets_in_again_is_held_no_more() {
    let (org, directory, ids) = limited(3, 0).await;
    for id in &ids {
        disable(&directory, id).await;
    }
    assert_eq!(hold(&org).await["people"], 3);
    assert_eq!(set_active(&directory, &ids[0], true).await["active"], true);
    // A whole resource says so, too; one that says nothing leaves it held.
    let silent = directory.user(&ids[1]).await;
    let mut whole = described(&name(1));
    whole.as_object_mut().unwrap().remove("active");
    assert_eq!(
        directory.put(&ids[1], &whole).await.expect(200).json()["active"],
        silent["active"]
    );
    assert_eq!(hold(&org).await["people"], 2);
    whole["active"] = json!(true);
    directory.put(&ids[1], &whole).await.expect(200);
    let last = hold(&org).await;
    assert_eq!(last["people"], 1);
    let ended = release(&org, &last).await;
    assert_eq!(ended["result"], outcome(1, 0, 0), "{ended}");
    for (id, expected) in ids.iter().zip(["invited", "invited", "disabled"]) {
        assert_eq!(status(&org, id).await, expected);
    }
    // Where all are let in again, nothing waits.
    disable(&directory, &ids[0]).await;
    set_active(&directory, &ids[0], true).await;
    assert_eq!(holds(&org).await.len(), 1);
}

#[tokio::test]
async fn people_count_and_not_requests() {
    let (org, directory, ids) = limited(2, 1).await;
    disable(&directory, &ids[0]).await;
    set_active(&directory, &ids[0], true).await;
    disable(&directory, &ids[0]).await;
    assert_eq!(status(&org, &ids[0]).await, "disabled");
    directory.delete(&ids[0]).await.expect(204);
    org.get(&format!("/api/users/{}", ids[0])).await.expect(404);
    assert_eq!(holds(&org).await, Vec::<Value>::new());
    disable(&directory, &ids[1]).await;
    assert_eq!(status(&org, &ids[1]).await, "invited");
}

#[tokio::test]
async fn each_token_counts_for_itself_and_a_setting_holds_from_the_next_request_on() {
    let (org, directory, ids) = limited(5, 1).await;
    let other = org.directory().await;
    for id in &ids[..2] {
        disable(&directory, id).await;
    }
    for id in &ids[2..4] {
        disable(&other, id).await;
    }
    let held = holds(&org).await;
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|hold| hold["people"] == 1), "{held:?}");
    assert_eq!(disabled(&org).await, 2);
    // What one has sent the other one finds, and neither holds it twice.
    disable(&other, &ids[1]).await;
    assert_eq!(holds(&org).await, held);
    limit(&org, 2).await;
    disable(&directory, &ids[4]).await;
    assert_eq!(status(&org, &ids[4]).await, "disabled");
}
