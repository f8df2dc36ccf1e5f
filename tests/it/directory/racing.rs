//! Two followers at the same person, and one that died between the entries and the record.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    seam::{Fault, Seam},
};
use jiff::SignedDuration;
use rollcall::aws::store::directory::Subject;
use serde_json::{Value, json};
use std::time::Duration;

/// Long beside what another follower needs for one person.
const LATE: Duration = Duration::from_millis(500);

/// Hands records to a follower.
async fn follow(org: &Org, following: &follow_users::App, records: &[Value]) {
    let context = org.context();
    let ends_at = context.now() + SignedDuration::from_mins(1);
    let batch = json!({ "Records": records });
    Box::pin(follow_users::handle(following, &context, ends_at, batch))
        .await
        .unwrap();
}

async fn remove(org: &Org, id: &str) {
    let user = org.stored(id).await;
    assert!(org.app.store.remove_user(&org.context(), &user).await.unwrap());
}

/// Kills a follower before the call of this kind.
async fn kill_before(org: &Org, following: &follow_users::App, seam: &Seam, call: &str, records: &[Value]) {
    seam.set(&[]);
    let before = org.directory_items().await;
    follow(org, following, records).await;
    let at = seam.log().iter().position(|name| name == call).unwrap() + 1;
    org.restore_directory(&before).await;
    seam.set(&[(at, Fault::DieBefore)]);
    tokio::select! {
        () = follow(org, following, records) => panic!("it lives"),
        () = seam.died() => {}
    }
    seam.set(&[]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_that_is_late_files_nobody_over_what_another_one_has_filed() {
    let org = organisation("alpha").await;
    org.follow().await;
    let (late, seam) = org.following_over_a_seam();
    let race = async |records: &[Value], of: &str, meanwhile: &dyn Fn() -> Change| {
        seam.hold(of, LATE);
        tokio::join!(follow(&org, &late, records), async {
            seam.held().await;
            match meanwhile() {
                Change::Nothing => {}
                Change::Name(name) => {
                    org.patch(of, json!({ "last_name": name, "phone": "+4520123456" }))
                        .await;
                }
                Change::Removal => remove(&org, of).await,
                Change::Erasure => {
                    let path = format!("/api/users/{of}");
                    org.send("DELETE", &path, None, &[("if-match", "*")]).await;
                    assert!(org.app.store.find_user(&org.slug, of).await.unwrap().is_none());
                }
            }
            // The same and what came after it, to another follower.
            org.follow_records(records).await;
            org.follow().await;
            org.hold_directory_to_recount().await;
        });
        org.hold_directory_to_recount().await;
    };

    let id = org.create(person("anna")).await.id;
    race(&org.changes().await, &id, &|| Change::Nothing).await;
    org.patch(
        &id,
        json!({ "last_name": "Kjær", "department": "Filiale Flensburg" }),
    )
    .await;
    race(&org.changes().await, &id, &|| Change::Name("Dahl")).await;
    org.disable(&id).await;
    race(&org.changes().await, &id, &|| Change::Removal).await;
    let id = org.create(person("bo")).await.id;
    race(&org.changes().await, &id, &|| Change::Removal).await;
    let id = org.create(person("bodil")).await.id;
    race(&org.changes().await, &id, &|| Change::Erasure).await;
    let id = org.create(person("caro")).await.id;
    org.follow().await;
    remove(&org, &id).await;
    race(&org.changes().await, &id, &|| Change::Nothing).await;
}

/// What happens while a follower is held up.
enum Change {
    Nothing,
    Name(&'static str),
    Removal,
    /// Something is left under their key.
    Erasure,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_of_what_a_follower_put_before_it_died() {
    let org = organisation("alpha").await;
    let (following, seam) = org.following_over_a_seam();
    let id = org.create(person("anna")).await.id;
    org.follow().await;
    // Renamed twice: the entries of the first name were put, and the record never said so.
    org.patch(&id, json!({ "last_name": "Kjær", "phone": "+4520123456" }))
        .await;
    let mut records = org.changes().await;
    kill_before(&org, &following, &seam, "TransactWriteItems", &records).await;
    org.patch(&id, json!({ "last_name": "Dahl" })).await;
    records.extend(org.changes().await);
    follow(&org, &following, &records).await;
    org.hold_directory_to_recount().await;

    // Created and removed.
    let id = org.create(person("bo")).await.id;
    let mut records = org.changes().await;
    kill_before(&org, &following, &seam, "TransactWriteItems", &records).await;
    remove(&org, &id).await;
    records.extend(org.changes().await);
    follow(&org, &following, &records).await;
    org.hold_directory_to_recount().await;
    let left = org.directory_items().await;
    assert!(left.iter().all(|item| !format!("{item:?}").contains(&id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_are_read_before_users() {
    let org = organisation("alpha").await;
    let (following, seam) = org.following_over_a_seam();
    org.create(person("anna")).await;
    let records = org.changes().await;
    seam.set(&[(1, Fault::DieBefore)]);
    tokio::select! {
        () = follow(&org, &following, &records) => panic!("it lives"),
        () = seam.died() => {}
    }
    assert_eq!(org.calls_of_the_directory(&seam), ["BatchGetItem"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_recounts_at_one_person_leave_nothing_of_what_was_between() {
    let org = organisation("alpha").await;
    let id = org.create(person("anna")).await.id;
    org.follow().await;
    let (late, seam) = org.following_over_a_seam();
    org.patch(&id, json!({ "last_name": "Kjær", "phone": "+4520123456" }))
        .await;
    let subject = || async { vec![Subject::of(&org.stored(&id).await)] };
    let (here, there) = (org.context(), org.context());
    seam.hold(&id, LATE);
    tokio::join!(
        async {
            late.store.file_users(&here, subject().await).await.unwrap();
        },
        async {
            seam.held().await;
            org.patch(&id, json!({ "last_name": "Dahl", "phone": null }))
                .await;
            org.app.store.file_users(&there, subject().await).await.unwrap();
        }
    );
    org.hold_directory_to_recount().await;
}
