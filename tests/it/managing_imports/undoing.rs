//! Undoing an import.

use crate::support::{
    answer::texts,
    organisation::organisation,
    person::{people, person},
    scim::{described, id},
    workbook::{self, sheet},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

#[tokio::test]
async fn an_undo_removes_the_users_who_have_not_activated_and_says_which_it_kept() {
    let org = organisation("alpha").await;
    let file = workbook::of(&people(60));
    let before = org.users().await.len();
    let id = org.upload(file.clone()).await;
    let created = texts(&json!(org.rows(&id, "limit=200").await), "user_id");
    for at in [3, 40] {
        org.activate(&created[at]).await;
    }
    // Users who were changed by hand go all the same.
    org.patch(&created[5], json!({ "first_name": "Ny" })).await;
    assert_eq!(org.press(&id, "undo").await["status"], "running");
    assert_eq!(org.undo(&id).await["status"], "undone");
    let undo = &org.show(&id).await["undo"];
    assert_eq!((&undo["removed"], &undo["kept"]), (&json!(58), &json!(2)));
    assert_eq!(org.users().await.len(), before + 2);
    assert_eq!(org.orphans().await, Vec::<String>::new());
    let mut kept = org.rows(&id, "limit=50").await;
    kept.retain(|row| row["undo"] != "removed");
    let kept: Vec<Value> = kept.iter().map(|row| json!([row["row"], row["undo"]])).collect();
    assert_eq!(
        kept,
        [json!([5, "kept_activated"]), json!([42, "kept_activated"])]
    );
    let more = org.work_off(&id).await;
    assert_eq!(more["status"], "elsewhere", "nothing is left to do");
    // The same people can come again.
    let again = org.upload(file).await;
    let done = org.show(&again).await;
    assert_eq!((&done["created"], &done["existing"]), (&json!(58), &json!(2)));
    org.wait(SignedDuration::from_hours(14 * 24 + 1));
    let late = format!("/api/imports/{again}/undo");
    org.administrator().await.post(&late, json!({})).await.expect(409);
}

#[tokio::test]
async fn an_undo_leaves_alone_whom_a_directory_keeps_in_step_by_now() {
    let org = organisation("alpha").await;
    org.settings(json!({ "integration": { "adopt": true } })).await;
    let import = org
        .upload(sheet![
            person("ida.holm").first_name("Ida").last_name("Holm"),
            person("bo.ek")
        ])
        .await;
    let adopted = org.directory().await.create(&described("Ida.Holm")).await;
    org.undo(&import).await;
    let undone = texts(&json!(org.rows(&import, "limit=200").await), "undo");
    assert_eq!(undone, ["kept_provisioned", "removed"]);
    assert_eq!(org.user(id(&adopted)).await["status"], "invited");
}

#[tokio::test]
async fn a_department_managers_undo_leaves_alone_users_who_have_moved_away() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let id = manager.upload(workbook::of(&people(3))).await;
    let created = texts(&json!(manager.rows(&id, "limit=200").await), "user_id");
    org.patch(&created[1], json!({ "department": "Filiale Flensburg" }))
        .await;
    manager.undo(&id).await;
    let undone = texts(&json!(manager.rows(&id, "limit=200").await), "undo");
    assert_eq!(undone, ["removed", "kept_not_allowed", "removed"]);
}
