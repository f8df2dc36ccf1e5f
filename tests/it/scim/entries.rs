//! Departments and job profiles that a directory names and that are not there are added, where the organisation says so.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    scim::{Directory, ENTERPRISE, OWN, described, described_with, id},
};
use futures::{StreamExt, future::join_all, stream};
use rollcall::domain::organisation::Department;
use serde_json::{Value, json};

/// An organisation that has what it does not know added, and a directory.
async fn growing() -> (Org, Directory) {
    let org = organisation("alpha").await;
    let create = json!({ "unknown_department": "create", "unknown_job_profile": "create" });
    org.settings(json!({ "integration": create })).await;
    let directory = org.directory().await;
    (org, directory)
}

fn of_department(name: &str, department: &str) -> Value {
    described_with(name, &json!({ ENTERPRISE: { "department": department } }))
}

/// The department somebody has come to.
async fn department_of(org: &Org, shown: &Value) -> String {
    let user = org.user(id(shown)).await;
    user["department"]["name"].as_str().unwrap().to_owned()
}

async fn names(org: &Org, list: &str) -> Vec<String> {
    let entries = org.all(&format!("/api/{list}?limit=100")).await;
    let names = entries.iter().map(|entry| entry["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_come_at_once_in_a_new_department_one_adds_it() {
    let (org, directory) = growing().await;
    let before = names(&org, "departments").await;
    let letter = |n: usize| char::from(b'a' + u8::try_from(n).unwrap());
    let spelled = ["Lager Øst", "LAGER ØST", " lager  øst ", "Lager Øst"];
    let people: Vec<Value> = (0..64)
        .map(|n| {
            let name = format!("Person.N{}{}", letter(n / 8), letter(n % 8));
            of_department(&name, spelled[n % 4])
        })
        .collect();
    let answers = join_all(people.iter().map(|person| directory.post(person))).await;
    let mut created = Vec::new();
    for (answer, person) in answers.into_iter().zip(&people) {
        let shown = answer.expect(201).json();
        // What was sent comes back as it was sent.
        assert_eq!(shown[ENTERPRISE], person[ENTERPRISE]);
        created.push(shown);
    }
    let after = names(&org, "departments").await;
    let added: Vec<&String> = after.iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(added.len(), 1, "{added:?}");
    for shown in &created {
        assert_eq!(department_of(&org, shown).await, *added[0]);
    }
    let token = &directory.integration.id;
    let audited = org
        .items(&format!("/api/audit?kind=entry_added&by={token}"))
        .await;
    assert_eq!(audited.len(), 1, "{audited:?}");
    assert_eq!(audited[0]["list"], "department");
    let groups = directory.get("/Groups").await.expect(200).json();
    let groups = groups["Resources"].as_array().unwrap().iter();
    assert!(
        groups
            .map(|group| &group["displayName"])
            .any(|name| name == added[0])
    );
}

#[tokio::test]
async fn a_change_adds_what_it_names_and_what_is_not_kept_in_step_adds_nothing() {
    let (org, directory) = growing().await;
    let shown = directory.create(&described("Ida.Holm")).await;
    let chef = json!([
        { "op": "add", "path": format!("{OWN}:jobProfile"), "value": "Astronaut" },
        { "op": "add", "path": format!("{ENTERPRISE}:department"), "value": "Raketter" },
    ]);
    directory.patch(id(&shown), chef).await.expect(200);
    let user = org.user(id(&shown)).await;
    assert_eq!(
        (&user["department"]["name"], &user["job_profile"]["name"]),
        (&json!("Raketter"), &json!("Astronaut"))
    );
    // A title is what it says, and no job profile unless there is one.
    let titled = described_with("Eva.Dal", &json!({ "title": "Pilot" }));
    directory.create(&titled).await;
    assert!(!names(&org, "job-profiles").await.contains(&"Pilot".to_owned()));
    // Renamed by hand, the name is free, and names another one from then on.
    let entry = org.user(id(&shown)).await["department"]["id"].clone();
    let path = format!("/api/departments/{}", entry.as_str().unwrap());
    org.patch_at(&path, json!({ "name": "Rumfart" }))
        .await
        .expect(200);
    let bo = directory.create(&of_department("Bo.Ek", "raketter")).await;
    assert_eq!(department_of(&org, &bo).await, "raketter");
    assert_eq!(department_of(&org, &shown).await, "Rumfart");
    let both = ["Raketter", "RAKETTER"].map(|text| of_department("Bo.Ek", text));
    for person in &both {
        directory.put(id(&bo), person).await.expect(200);
    }
    assert_eq!(department_of(&org, &bo).await, "raketter");
    org.settings(json!({ "integration": { "keep_in_sync": ["email"] } }))
        .await;
    let moved = json!([{ "op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "Nowhere" }]);
    directory.patch(id(&bo), moved).await.expect(200);
    assert_eq!(department_of(&org, &bo).await, "raketter");
    assert!(!names(&org, "departments").await.contains(&"Nowhere".to_owned()));
}

#[tokio::test]
async fn what_is_no_name_adds_nothing_and_is_refused_where_the_organisation_is_strict() {
    let (org, directory) = growing().await;
    let before = names(&org, "departments").await;
    let wrong = [
        "x".repeat(101),
        "Lager\u{202e}Øst".to_owned(),
        "Lager\u{7}".to_owned(),
    ];
    for (number, text) in wrong.iter().enumerate() {
        let name = ["Ida.Holm", "Eva.Dal", "Bo.Ek"][number];
        let shown = directory.create(&of_department(name, text)).await;
        assert!(before.contains(&department_of(&org, &shown).await), "{text:?}");
        assert_eq!(shown[ENTERPRISE]["department"], json!(text));
    }
    org.settings(json!({ "integration": { "strict": true } })).await;
    for text in &wrong {
        let refused = directory.post(&of_department("Mia.Ek", text)).await.expect(400);
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("department:"), "{detail}");
    }
    assert_eq!(names(&org, "departments").await, before);
}

#[tokio::test]
async fn only_a_token_whose_maker_may_change_lists_adds_to_them() {
    let (org, _) = growing().await;
    org.add_permission_type("All", &["manage_users", "manage_settings"])
        .await;
    org.add_permission_type("Users alone", &["manage_users"]).await;
    org.add_permission_type("Own", &["manage_own_department", "manage_settings"])
        .await;
    let zoe = org.active(person("zoe").permission_type("All")).await;
    let max = org.active(person("max").permission_type("Own")).await;
    let (of_zoe, of_max) = (zoe.directory().await, max.directory().await);
    let first = of_zoe.create(&of_department("Ida.Holm", "Lager")).await;
    assert_eq!(department_of(&org, &first).await, "Lager");
    // In a department of its own one could place nobody.
    let own = of_max.create(&of_department("Eva.Dal", "Butik")).await;
    assert_eq!(department_of(&org, &own).await, "Køkken");
    org.patch(&zoe.id, json!({ "permission_type": "Users alone" }))
        .await;
    let second = of_zoe.create(&of_department("Bo.Ek", "Kontor")).await;
    assert_ne!(department_of(&org, &second).await, "Kontor");
    let there = of_zoe.create(&of_department("Mia.Ek", "LAGER")).await;
    assert_eq!(department_of(&org, &there).await, "Lager");
    let known = names(&org, "departments").await;
    assert!(
        !known.iter().any(|name| name == "Butik" || name == "Kontor"),
        "{known:?}"
    );
}

#[tokio::test]
async fn a_full_list_stays_as_it_is() {
    let (org, directory) = growing().await;
    let there = names(&org, "departments").await.len();
    let (store, context) = (&org.app.store, org.context());
    let more = (there..2_000).map(|n| Department {
        id: format!("d_more{n}"),
        name: format!("More {n}"),
        country: None,
    });
    let written = stream::iter(more).map(|entry| {
        let (context, slug) = (&context, &org.slug);
        async move { store.put_entry(context, slug, &entry, None, None).await }
    });
    let written: Vec<_> = written.buffer_unordered(32).collect().await;
    assert!(written.iter().all(Result::is_ok));
    let shown = directory.create(&of_department("Ida.Holm", "Lager")).await;
    assert_ne!(department_of(&org, &shown).await, "Lager");
    org.settings(json!({ "integration": { "strict": true } })).await;
    directory
        .post(&of_department("Eva.Dal", "Lager"))
        .await
        .expect(400);
}
