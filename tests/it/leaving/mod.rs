//! Who is here and not in the file: as it is listed, and disabled by a job.

mod killed;

use crate::support::{
    imports::{counts, id_of},
    organisation::{Org, organisation},
    person::{Person, people, person},
    workbook::{self, sheet},
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// The first names of an import's leavers, page by page, sorted.
async fn leavers(org: &Org, id: &str) -> Vec<String> {
    let found = org.all(&format!("/api/imports/{id}/leavers?limit=2")).await;
    let name = |user: &Value| user["first_name"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = found.iter().map(name).collect();
    names.sort();
    names
}

/// Has leavers disabled: how the job stands at its end.
pub(super) async fn disable(org: &Org, import: &str, whom: Value) -> Value {
    let path = format!("/api/imports/{import}/leavers/disable");
    let job = org.post(&path, whom).await.expect(202).json();
    assert_eq!(job["kind"], "disable");
    org.run_job(&job).await
}

#[tokio::test]
async fn who_was_there_and_is_in_no_row_is_listed_whatever_is_wrong_with_the_rows() {
    let org = organisation("alpha").await;
    for one in [
        person("in").username("in"),
        person("renamed").last_name("Before"),
        person("faulty"),
        person("twice").username("two"),
        person("name").by_phone("name", "20123450"),
        person("gone"),
        person("left").by_phone("left", "20123451"),
    ] {
        org.create(one).await;
    }
    let disabled = org.create(person("disabled")).await.id;
    org.disable(&disabled).await;
    let file = sheet![
        person("in"),
        person("renamed").last_name("After").email("RENAMED@example.com"),
        person("faulty").department("Nowhere").language("tlh"),
        // Of a row that repeats another one, the username is somebody's.
        person("in").username("Two").last_name("Again"),
        person("x").by_phone("NAME", "not a phone"),
        person("new"),
    ];
    for dry_run in ["true", "false"] {
        let import = org
            .import_file("p.xlsx", file.clone(), &[("dry-run", dry_run)])
            .await;
        let id = id_of(&import);
        org.create(person(if dry_run == "true" { "later" } else { "latest" }))
            .await;
        let mut expected = vec!["Astrid", "Gone", "Left"];
        if dry_run == "false" {
            expected.push("Later");
            expected.sort_unstable();
        }
        assert_eq!(leavers(&org, id).await, expected, "dry run: {dry_run}");
        let shown = org.show(id).await;
        assert_eq!(shown["leavers"], expected.len(), "{shown}");
        let page = org
            .get(&format!("/api/imports/{id}/leavers?limit=1"))
            .await
            .expect(200)
            .json();
        assert_eq!(page["total"], expected.len());
        assert!(page["items"][0]["department"]["name"].is_string());
    }
}

#[tokio::test]
async fn a_department_managers_file_is_compared_with_their_department_alone() {
    let org = organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    org.create(person("gone")).await;
    org.create(person("other").department("Filiale Flensburg")).await;
    let id = manager.upload(sheet![person("m"), person("new")]).await;
    assert_eq!(leavers(&manager, &id).await, ["Gone"]);
    assert_eq!(leavers(&org, &id).await, ["Gone"]);
    let whole = org.upload(sheet![person("m")]).await;
    let path = format!("/api/imports/{whole}/leavers");
    manager.get(&path).await.expect(404);
    manager
        .post(&format!("{path}/disable"), json!({ "everybody": true }))
        .await
        .expect(404);
    let ended = disable(&manager, &id, json!({ "everybody": true })).await;
    assert_eq!(
        ended["result"],
        json!({ "disabled": 1, "skipped": 0, "held": 0 }),
        "{ended}"
    );
    assert_eq!(org.items("/api/users?status=disabled").await.len(), 1);
}

#[tokio::test]
async fn an_import_that_has_not_come_to_its_end_has_no_leavers() {
    let org = organisation("alpha").await;
    let waiting = org.upload_file("p.xlsx", false, sheet![person("ida")]).await;
    let refused = org.import(b"nothing".to_vec()).await;
    for id in [waiting.id.as_str(), id_of(&refused)] {
        let path = format!("/api/imports/{id}/leavers");
        org.get(&path).await.expect(409);
        org.post(&format!("{path}/disable"), json!({ "everybody": true }))
            .await
            .expect(409);
    }
    org.get("/api/imports/im_unknown/leavers").await.expect(404);
    let id = org.upload(sheet![person("ida")]).await;
    let path = format!("/api/imports/{id}/leavers/disable");
    for (body, field) in [
        (json!({}), "/user_ids"),
        (json!({ "user_ids": [] }), "/user_ids"),
        (json!({ "everybody": false }), "/user_ids"),
        (json!({ "everybody": true, "user_ids": ["u_1"] }), "/everybody"),
    ] {
        assert_eq!(org.post(&path, body).await.expect(422).faulty(), [field]);
    }
}

#[tokio::test]
async fn chosen_leavers_are_disabled_by_a_job_and_nobody_else() {
    let org = organisation("alpha").await;
    let gone = org.active(person("gone")).await;
    let left = org.create(person("left")).await.id;
    let stays = org.create(person("stays")).await.id;
    let inside = org.create(person("inside")).await.id;
    let id = org.upload(sheet![person("inside"), person("new")]).await;
    assert_eq!(leavers(&org, &id).await, ["Astrid", "Gone", "Left", "Stays"]);
    let astrid = org.search("Astrid").await[0]["id"].as_str().unwrap().to_owned();
    let named = json!({ "user_ids": [gone.id, left, inside, astrid, "u_nobody"] });
    let ended = disable(&org, &id, named.clone()).await;
    assert_eq!(ended["status"], "finished", "{ended}");
    assert_eq!((&ended["processed"], &ended["total"]), (&json!(5), &json!(5)));
    assert_eq!(ended["result"], json!({ "disabled": 2, "skipped": 3, "held": 0 }));
    for (user, status) in [
        (&gone.id, "disabled"),
        (&left, "disabled"),
        (&stays, "invited"),
        (&inside, "invited"),
        (&astrid, "active"),
    ] {
        assert_eq!(org.user(user).await["status"], status, "{user}");
    }
    // Their sessions are over, and the timeline says who did it.
    gone.get("/api/me").await.expect(401);
    let timeline = org.timeline(&left).await;
    assert!(timeline.iter().any(|event| event == "disabled"), "{timeline:?}");
    assert_eq!(leavers(&org, &id).await, ["Astrid", "Stays"]);
    // Pressed twice, it does nothing more.
    let again = disable(&org, &id, named).await;
    assert_eq!(again["result"], json!({ "disabled": 0, "skipped": 5, "held": 0 }));
    let rest = disable(&org, &id, json!({ "everybody": true })).await;
    assert_eq!(rest["result"], json!({ "disabled": 1, "skipped": 3, "held": 0 }));
    assert_eq!(leavers(&org, &id).await, ["Astrid"]);
}

#[tokio::test]
async fn the_job_disables_with_the_rights_its_asker_has_while_it_runs() {
    let org = organisation("alpha").await;
    org.add_permission_type("Managers of all", &["manage_users"])
        .await;
    let manager = org.active(person("m").permission_type("Managers of all")).await;
    org.create(person("gone")).await;
    let id = manager.upload(sheet![person("m")]).await;
    let path = format!("/api/imports/{id}/leavers/disable");
    // An administrator may do more than who asks.
    let ended = disable(&manager, &id, json!({ "everybody": true })).await;
    assert_eq!(
        ended["result"],
        json!({ "disabled": 1, "skipped": 1, "held": 0 }),
        "{ended}"
    );
    let job = manager
        .post(&path, json!({ "everybody": true }))
        .await
        .expect(202)
        .json();
    org.disable(&manager.id).await;
    let ended = org.run_job(&job).await;
    assert_eq!(ended["failure"]["code"], "asker_may_not", "{ended}");
}

#[tokio::test]
async fn jobs_at_once_count_each_person_once() {
    let org = organisation("alpha").await;
    org.settings(json!({ "integration": { "brake": { "people": 1_000 } } }))
        .await;
    org.upload(workbook::of(&people(212))).await;
    let id = org.upload(sheet![person("new")]).await;
    let path = format!("/api/imports/{id}/leavers/disable");
    let mut jobs = Vec::new();
    for _ in 0..3 {
        let whom = json!({ "everybody": true });
        jobs.push(org.post(&path, whom).await.expect(202).json());
    }
    let ended = join_all(jobs.iter().map(|job| org.run_job(job))).await;
    let counted = ended.iter().map(|job| {
        assert_eq!(job["status"], "finished", "{job}");
        job["result"]["disabled"].as_u64().unwrap()
    });
    assert_eq!(counted.sum::<u64>(), 212, "{ended:?}");
}

#[tokio::test]
async fn an_import_that_goes_on_in_another_invocation_knows_who_stood_in_the_first_rows() {
    let org = organisation("alpha").await;
    let first = people(3);
    for one in &first {
        org.create(one.clone()).await;
    }
    org.create(person("gone")).await;
    let mut rows: Vec<Person> = first;
    rows[2] = rows[2].clone().department("Nowhere");
    rows.extend((0..1_100).map(|n| person(&format!("new{n}"))));
    let event = org.drop_file("p.xlsx", workbook::of(&rows), &[]).await;
    let mut runs = 0;
    let end = loop {
        runs += 1;
        let context = org.context();
        let deadline = context.now() + SignedDuration::ZERO;
        let answer = import_users::handle(&org.imports, &context, event.clone(), deadline).await;
        let import = answer.unwrap()["imports"][0].clone();
        if import["status"] == "finished" {
            break import;
        }
    };
    assert!(runs >= 2, "{runs}");
    assert_eq!(counts(&end), [1_103, 1_100, 2, 0, 1]);
    assert_eq!(leavers(&org, id_of(&end)).await, ["Astrid", "Gone"]);
}
