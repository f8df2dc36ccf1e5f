//! Whom a directory deletes while that is held, it finds no more; and they are there.

use super::{disable, disabled, hold, holds, limited, name, outcome, owns_identifiers, release, status};
use crate::support::{
    scim::{described, id},
    world::PASSWORD,
};
use serde_json::{Value, json};

#[tokio::test]
async fn whom_it_deletes_beyond_the_limit_it_finds_no_more_and_they_are_there_until_that_is_released() {
    let (org, directory, ids) = limited(3, 1).await;
    let member = org.activate(&ids[1]).await;
    for id in &ids[..2] {
        directory.delete(id).await.expect(204);
    }
    org.get(&format!("/api/users/{}", ids[0])).await.expect(404);
    member.get("/api/me").await.expect(200);
    let path = format!("/Users/{}", ids[1]);
    directory.get(&path).await.expect(404);
    directory.delete(&ids[1]).await.expect(404);
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    directory.patch(&ids[1], off).await.expect(404);
    let found = directory.filter("externalId eq \"x-person.nab\"").await;
    assert_eq!(found, Vec::<Value>::new());
    let listed = directory.get("/Users").await.expect(200).json();
    assert_eq!(listed["Resources"].as_array().unwrap().len(), 1);
    let held = hold(&org).await;
    assert_eq!(held["people"], 1);
    let ended = release(&org, &held).await;
    assert_eq!(ended["result"], outcome(0, 1, 0), "{ended}");
    member.get("/api/me").await.expect(401);
    org.get(&format!("/api/users/{}", ids[1])).await.expect(404);
    assert!(!owns_identifiers(&org, &ids[1]).await, "their names are free");
}

#[tokio::test]
async fn who_is_disabled_and_then_deleted_is_one_person_who_is_erased_once_released() {
    let (org, directory, ids) = limited(2, 0).await;
    disable(&directory, &ids[0]).await;
    directory.delete(&ids[0]).await.expect(204);
    disable(&directory, &ids[1]).await;
    let held = hold(&org).await;
    assert_eq!(held["people"], 2);
    assert_eq!(disabled(&org).await, 0);
    let ended = release(&org, &held).await;
    assert_eq!(ended["result"], outcome(1, 1, 0), "{ended}");
    org.get(&format!("/api/users/{}", ids[0])).await.expect(404);
    assert_eq!(status(&org, &ids[1]).await, "disabled");
}

#[tokio::test]
async fn who_is_created_again_meanwhile_keeps_their_id_and_is_held_no_more() {
    let (org, directory, ids) = limited(2, 0).await;
    let member = org.activate(&ids[0]).await;
    for id in &ids {
        directory.delete(id).await.expect(204);
    }
    // Another person of the same name does not get their place.
    let mut other = described(&name(0));
    other["externalId"] = json!("another");
    directory.post(&other).await.expect(409);
    let again = directory.create(&described(&name(0))).await;
    assert_eq!((id(&again), &again["active"]), (ids[0].as_str(), &json!(true)));
    member.get("/api/me").await.expect(200);
    // Neither does another directory's, though it calls them the same.
    directory.delete(&ids[0]).await.expect(204);
    let foreign = org.directory().await;
    foreign.post(&described(&name(0))).await.expect(409);
    let again = directory.create(&described(&name(0))).await;
    assert_eq!(id(&again), ids[0]);
    member.get("/api/me").await.expect(200);
    // Whom it has only disabled comes back in the same way.
    super::disable(&directory, &ids[0]).await;
    assert_eq!(hold(&org).await["people"], 2);
    let again = directory.create(&described(&name(0))).await;
    assert_eq!((id(&again), &again["active"]), (ids[0].as_str(), &json!(true)));
    member.get("/api/me").await.expect(200);
    let held = hold(&org).await;
    assert_eq!(held["people"], 1);
    // Dropped, the other one is found again as well.
    super::decide(&org, &held, "drop", 200).await;
    assert_eq!(directory.user(&ids[1]).await["active"], true);
    assert_eq!(holds(&org).await.len(), 1);
    directory.delete(&ids[1]).await.expect(204);
    assert_eq!(holds(&org).await.len(), 2);
}

#[tokio::test]
async fn who_is_created_under_the_id_of_one_whose_deletion_is_held_may_be_somebody_else() {
    let (org, directory, ids) = limited(2, 0).await;
    let member = org.activate(&ids[0]).await;
    for id in &ids {
        directory.delete(id).await.expect(204);
    }
    let mut other = described(&name(0));
    other["name"] = json!({ "givenName": "Gerda", "familyName": "Olsen" });
    let again = directory.create(&other).await;
    assert_eq!((id(&again), &again["active"]), (ids[0].as_str(), &json!(true)));
    member.get("/api/me").await.expect(401);
    let user = org.user(&ids[0]).await;
    assert_eq!(
        (&user["status"], &user["first_name"]),
        (&json!("invited"), &json!("Gerda"))
    );
    let email = user["email"].as_str().unwrap();
    org.sign_in(email, PASSWORD).await.expect(401);
    // The other one is held still.
    let held = hold(&org).await;
    assert_eq!(held["people"], 1);
    let ended = release(&org, &held).await;
    assert_eq!(ended["result"], outcome(0, 1, 0), "{ended}");
    org.activate(&ids[0]).await.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn who_is_written_over_one_whose_disabling_is_held_may_be_somebody_else() {
    for is_called_first in [false, true] {
        let (org, directory, ids) = limited(1, 0).await;
        let member = org.activate(&ids[0]).await;
        disable(&directory, &ids[0]).await;
        member.get("/api/me").await.expect(200);
        let mut other = described(&name(0));
        other["name"] = json!({ "givenName": "Gerda", "familyName": "Olsen" });
        if is_called_first {
            other["active"] = json!(false);
            directory.put(&ids[0], &other).await.expect(200);
            other["active"] = json!(true);
        }
        directory.put(&ids[0], &other).await.expect(200);
        member.get("/api/me").await.expect(401);
        let user = org.user(&ids[0]).await;
        assert_eq!(
            (&user["status"], &user["first_name"]),
            (&json!("invited"), &json!("Gerda"))
        );
        assert_eq!(holds(&org).await, Vec::<Value>::new());
        org.activate(&ids[0]).await.get("/api/me").await.expect(200);
    }
}
