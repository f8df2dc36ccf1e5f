//! What is released takes the rights of who released it and of the token, as they are by then.

use super::{decide, disable, hold, limited, outcome, release, status};
use crate::support::{
    organisation::organisation,
    person::person,
    scim::{described, id},
};
use serde_json::json;

#[tokio::test]
async fn whom_the_token_may_not_touch_any_more_is_spared_and_shown_as_they_are() {
    let (org, directory, ids) = limited(3, 0).await;
    for id in &ids {
        disable(&directory, id).await;
    }
    org.patch(&ids[0], json!({ "permission_type": "Manager" })).await;
    org.disable(&ids[1]).await;
    let ended = release(&org, &hold(&org).await).await;
    assert_eq!(ended["result"], outcome(1, 0, 2), "{ended}");
    assert_eq!(status(&org, &ids[0]).await, "invited");
    assert_eq!(directory.user(&ids[0]).await["active"], true);
    assert_eq!(directory.user(&ids[1]).await["active"], false);
}

#[tokio::test]
async fn without_its_token_a_directory_disables_nobody() {
    let (org, directory, ids) = limited(2, 0).await;
    for id in &ids {
        disable(&directory, id).await;
    }
    let path = format!("/api/integration-tokens/{}", directory.integration.id);
    org.delete(&path).await.expect(204);
    let held = hold(&org).await;
    let token = &directory.integration.id;
    assert_eq!(held["integration_token"], json!({ "id": token, "name": token }));
    let ended = release(&org, &held).await;
    assert_eq!(ended["result"], outcome(0, 0, 2), "{ended}");
    assert_eq!(status(&org, &ids[0]).await, "invited");
}

#[tokio::test]
async fn what_was_released_by_somebody_who_may_not_any_more_waits_for_somebody_else() {
    let (org, directory, ids) = limited(2, 0).await;
    org.add_permission_type("Managers of all", &["manage_users"])
        .await;
    let zoe = org.active(person("zoe").permission_type("Managers of all")).await;
    let manager = org.active(person("max").permission_type("Manager")).await;
    for id in &ids {
        disable(&directory, id).await;
    }
    let held = hold(&org).await;
    assert_eq!(manager.items("/api/holds").await.len(), 0);
    decide(&manager, &held, "release", 404).await;
    let released = decide(&zoe, &held, "release", 202).await;
    org.disable(&zoe.id).await;
    let job = org.job(released["job_id"].as_str().unwrap()).await;
    let ended = org.run_job(&job).await;
    assert_eq!(ended["failure"]["code"], "asker_may_not", "{ended}");
    assert_eq!(status(&org, &ids[0]).await, "invited");
    let again = hold(&org).await;
    assert_eq!(
        (&again["status"], &again["decided_by"], &again["job_id"]),
        (&json!("held"), &json!(null), &json!(null))
    );
    assert_eq!(directory.user(&ids[0]).await["active"], false);
    let ended = release(&org, &again).await;
    assert_eq!(ended["result"], outcome(2, 0, 0), "{ended}");
}

#[tokio::test]
async fn of_a_departments_directory_the_share_is_one_of_its_department() {
    let org = organisation("alpha").await;
    org.settings(json!({ "integration": { "brake": { "people": 1, "per_cent": 30 } } }))
        .await;
    for number in 0..20 {
        let name = format!("p{number}");
        org.create(person(&name).department("Filiale Flensburg").quiet())
            .await;
    }
    org.add_permission_type("Chef", &["manage_own_department", "manage_settings"])
        .await;
    let chef = org.active(person("chef").permission_type("Chef")).await;
    let directory = chef.directory().await;
    let mut ids = Vec::new();
    for name in ["A.Holm", "B.Holm", "C.Holm", "D.Holm"] {
        ids.push(id(&directory.create(&described(name)).await).to_owned());
    }
    org.follow().await;
    // Four of 26 are a small share. Of the five of the department they are nearly all.
    for id in &ids {
        disable(&directory, id).await;
    }
    let held = hold(&org).await;
    assert_eq!((&held["people"], &held["of"]), (&json!(3), &json!(5)), "{held}");
    assert_eq!(status(&org, &ids[0]).await, "disabled");
    assert_eq!(status(&org, &ids[3]).await, "invited");
}
