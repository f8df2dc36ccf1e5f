//! Managers of several departments: they see and touch the people of all of them and nobody else's, over every road.

use crate::support::{
    answer::texts,
    imports::counts,
    organisation::{Org, organisation},
    person::person,
    workbook::sheet,
};
use serde_json::{Value, json};

const KITCHEN: &str = "Køkken";
const SHOP: &str = "Filiale Flensburg";
const STORE: &str = "Lager";

/// A manager of the kitchen and the shop, and people of both and of the store: one after the other by name.
async fn set_up() -> (Org, String, Org) {
    let org = organisation("alpha").await;
    org.add("departments", json!({ "name": STORE })).await;
    let id = org
        .active(person("manager").permission_type("Manager"))
        .await
        .id
        .clone();
    org.patch(&id, json!({ "managed_departments": [SHOP] })).await;
    for (at, department) in [KITCHEN, SHOP, STORE, KITCHEN, SHOP, STORE, SHOP]
        .into_iter()
        .enumerate()
    {
        let name = format!("p{at}");
        org.create(
            person(&name)
                .first_name(&format!("Anna{at}"))
                .department(department)
                .quiet(),
        )
        .await;
    }
    let manager = org.session("manager@example.com").await;
    (org, id, manager)
}

async fn names(who: &Org, path: &str) -> Vec<String> {
    texts(&json!(who.all(path).await), "first_name")
}

#[tokio::test]
async fn a_manager_of_two_departments_finds_and_counts_the_people_of_both() {
    let (_, _, manager) = set_up().await;
    let everybody = ["Anna0", "Anna1", "Anna3", "Anna4", "Anna6", "Manager"];
    for path in ["/api/users?limit=1", "/api/users?limit=4", "/api/users?limit=200"] {
        assert_eq!(names(&manager, path).await, everybody, "{path}");
    }
    assert_eq!(
        names(&manager, "/api/users?limit=2&status=invited").await,
        everybody[..5]
    );
    assert_eq!(
        names(&manager, "/api/users?search=anna&limit=2").await,
        everybody[..5]
    );
    assert_eq!(
        names(&manager, "/api/users?sort=-created_at&limit=2").await.len(),
        6
    );
    assert_eq!(
        names(&manager, "/api/users?limit=2&department=Filiale%20Flensburg").await,
        ["Anna1", "Anna4", "Anna6"]
    );
    assert_eq!(
        names(&manager, "/api/users?limit=2&department=Lager").await,
        Vec::<String>::new()
    );
    for (filter, total) in [
        ("", 6),
        ("?status=invited", 5),
        ("?department=Filiale%20Flensburg", 3),
        ("?department=Lager", 0),
    ] {
        let page = manager
            .get(&format!("/api/users{filter}"))
            .await
            .expect(200)
            .json();
        assert_eq!(page["total"], total, "{filter}");
    }
    let summary = manager.get("/api/summary").await.expect(200).json();
    let departments: Vec<Value> = summary["departments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["department"].clone())
        .collect();
    let mut shown = texts(&json!(departments), "name");
    shown.sort();
    assert_eq!(shown, [SHOP, KITCHEN]);
    assert_eq!(summary["total"], 6, "{summary}");
}

#[tokio::test]
async fn a_manager_of_two_departments_acts_in_both_and_in_no_other() {
    let (org, manager_id, manager) = set_up().await;
    let id = async |name: &str| {
        org.search(name).await.remove(0)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (kitchen, shop, store) = (id("anna0").await, id("anna1").await, id("anna2").await);
    for (id, status) in [(&kitchen, 200), (&shop, 200), (&store, 404)] {
        manager.get(&format!("/api/users/{id}")).await.expect(status);
        let renamed = manager.try_patch(id, json!({ "last_name": "Ny" })).await;
        assert_eq!(renamed.status, status);
    }
    manager.patch(&kitchen, json!({ "department": SHOP })).await;
    let refused = manager.try_patch(&shop, json!({ "department": STORE })).await;
    refused.problem(422, "/department", "not_your_department");
    manager
        .try_create(person("new").department(SHOP))
        .await
        .expect(201);
    let refused = manager.try_create(person("other").department(STORE)).await;
    refused.problem(422, "/department", "not_your_department");
    // A workbook of theirs reaches as far as they do.
    let rows = sheet![
        person("one"),
        person("two").department(SHOP),
        person("three").department(STORE)
    ];
    let upload = manager.upload_file("people.xlsx", false, rows).await;
    let run = org.run_import(&upload.event).await;
    assert_eq!(counts(&run), [3, 2, 0, 0, 1], "{run}");
    assert_eq!(manager.show(&upload.id).await["created"], 2);
    // What they export holds theirs alone.
    manager.follow().await;
    let job = manager
        .post("/api/users/export", json!({}))
        .await
        .expect(202)
        .json();
    let done = manager.run_job(&job).await;
    assert_eq!(
        (&done["status"], &done["processed"]),
        (&json!("finished"), &json!(9))
    );
    // Once one is taken away, they are shown nobody of it, and the workbook with its people no more.
    org.patch(&manager_id, json!({ "managed_departments": null }))
        .await;
    let manager = org.session("manager@example.com").await;
    manager.get(&format!("/api/users/{shop}")).await.expect(404);
    let path = format!("/api/jobs/{}/result", job["id"].as_str().unwrap());
    manager.get(&path).await.expect(404);
    manager
        .get(&format!("/api/imports/{}", upload.id))
        .await
        .expect(404);
}

#[tokio::test]
async fn managed_departments_are_shown_and_given_by_those_alone_who_manage_them() {
    let (org, manager_id, manager) = set_up().await;
    let shown = org.user(&manager_id).await;
    assert_eq!(texts(&shown["managed_departments"], "name"), [SHOP]);
    let timeline = org.items(&format!("/api/users/{manager_id}/timeline")).await;
    let change = timeline
        .iter()
        .flat_map(|event| event["changes"].as_array().into_iter().flatten())
        .last()
        .unwrap();
    assert_eq!(
        change,
        &json!({ "field": "managed_departments", "from": null, "to": SHOP })
    );
    let entry = org.items("/api/audit?kind=rights_changed").await.remove(0);
    assert_eq!(entry["changes"][0]["field"], "managed_departments");
    // A colleague of the kitchen: the manager gives them what they manage, and nothing beyond it.
    let colleague = org
        .create(person("colleague").permission_type("Manager").quiet())
        .await
        .id;
    manager
        .patch(&colleague, json!({ "managed_departments": [SHOP] }))
        .await;
    let refused = manager
        .try_patch(&colleague, json!({ "managed_departments": [SHOP, STORE] }))
        .await;
    refused.problem(422, "/managed_departments", "not_your_department");
    let refused = manager
        .try_patch(&manager_id, json!({ "managed_departments": [STORE] }))
        .await;
    refused.problem(422, "/managed_departments", "not_your_department");
    let refused = org
        .try_patch(&colleague, json!({ "managed_departments": ["Månen"] }))
        .await;
    refused.problem(422, "/managed_departments/0", "unknown_department");
    let worker = org.create(person("worker").quiet()).await.id;
    let refused = org
        .try_patch(&worker, json!({ "managed_departments": [SHOP] }))
        .await;
    refused.problem(422, "/managed_departments", "manages_no_department");
    // A gain of rights ends every way in that somebody else may know.
    let link = org.link_of(&colleague).await;
    org.patch(&colleague, json!({ "managed_departments": [SHOP, STORE] }))
        .await;
    org.open(&link).await.expect(410);
}
