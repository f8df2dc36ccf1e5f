//! Moving everybody of a list's entry to another one, so that it can go.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    seam::{Fault, Seam},
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use serde_json::{Value, json};

const KITCHEN: &str = "Køkken";

/// Longer than an entry is closed before it goes.
const A_MINUTE: SignedDuration = SignedDuration::from_secs(62);

/// The id of a list's entry of this name.
async fn id_of(org: &Org, list: &str, name: &str) -> Option<String> {
    let entries = org.all(&format!("/api/{list}?limit=200")).await;
    let found = entries.iter().find(|entry| entry["name"] == name)?;
    Some(found["id"].as_str().unwrap().to_owned())
}

async fn ask(org: &Org, list: &str, from: &str, to: &str) -> Value {
    let path = format!("/api/{list}/{from}?move_to={to}");
    org.delete(&path).await.expect(202).json()
}

async fn invoke(org: &Org, job: &Value) -> Value {
    let id = job["id"].as_str().unwrap();
    org.work_at(&org.jobs, id, SignedDuration::from_mins(15)).await
}

#[tokio::test]
async fn a_department_is_emptied_into_another_one_takes_nobody_meanwhile_and_goes() {
    let org = organisation("alpha").await;
    let kitchen = id_of(&org, "departments", KITCHEN).await.unwrap();
    let bar = org.add("departments", json!({ "name": "Bar" })).await;
    let mut ids = Vec::new();
    for n in 0..40 {
        ids.push(org.create(person(&format!("p{n}"))).await.id);
    }
    org.disable(&ids[3]).await;
    let active = org.active(person("in")).await;
    let refused = org
        .delete(&format!("/api/departments/{kitchen}"))
        .await
        .expect(409);
    let said = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(said.starts_with("41 people have this department."), "{said}");
    let job = ask(&org, "departments", &kitchen, &bar).await;
    assert_eq!(job["kind"], "move");
    // Somebody comes in while the first step is taken: from now on the entry takes nobody.
    assert_eq!(invoke(&org, &job).await["status"], "later");
    let shown = org.job(job["id"].as_str().unwrap()).await;
    assert_eq!(
        (&shown["status"], &shown["processed"]),
        (&json!("running"), &json!(41))
    );
    let late = org.try_create(person("late")).await.expect(422);
    assert_eq!(late.json()["errors"][0]["suggestion"], "Bar", "{}", late.text);
    for id in [&ids[0], &ids[3], &active.id] {
        assert_eq!(org.user(id).await["department"]["name"], "Bar");
    }
    assert!(
        active.get("/api/me").await.status == 401,
        "a move ends sessions as a change by hand does"
    );
    // A request that had read the lists before puts somebody there all the same.
    let slipped = org.create(person("slipped").department("Bar")).await.id;
    org.overwrite(&slipped, "department", AttributeValue::S(kitchen.clone()))
        .await;
    org.patch(&slipped, json!({ "first_name": "Changed" })).await;
    assert_eq!(
        invoke(&org, &job).await["status"],
        "later",
        "not before a minute is over"
    );
    org.overwrite(&slipped, "department", AttributeValue::S(kitchen.clone()))
        .await;
    org.wait(A_MINUTE);
    assert_eq!(invoke(&org, &job).await["status"], "finished");
    assert_eq!(org.user(&slipped).await["department"]["name"], "Bar");
    assert_eq!(id_of(&org, "departments", KITCHEN).await, None);
    let done = org.job(job["id"].as_str().unwrap()).await;
    assert!(done["result"]["moved"].as_u64() >= Some(41), "{done:#}");
    let timeline = org
        .get(&format!("/api/users/{}/timeline", ids[0]))
        .await
        .expect(200)
        .json();
    let last = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|event| event["what"] == "changed");
    assert!(last.unwrap().to_string().contains("department"), "{timeline:#}");
    org.deliver().await;
    let open = org.app.store.open_jobs(&org.context(), None, 10).await.unwrap();
    assert!(open.is_empty());
    // The name is free again.
    org.add("departments", json!({ "name": KITCHEN })).await;
}

#[tokio::test]
async fn job_profiles_and_permission_types_are_emptied_too_and_two_presses_do_no_harm() {
    let org = organisation("alpha").await;
    let cleaner = org.add("job-profiles", json!({ "name": "Cleaner" })).await;
    let other = org.add("job-profiles", json!({ "name": "Other" })).await;
    let one = org.create(person("one").with("job_profile", "Cleaner")).await.id;
    let job = ask(&org, "job-profiles", &cleaner, &other).await;
    let again = ask(&org, "job-profiles", &cleaner, &other).await;
    assert_eq!(again["id"], job["id"], "a second press is the same job");
    let kind = org.add_permission_type("Lead", &["manage_own_department"]).await;
    let two = org.create(person("two").permission_type("Lead")).await.id;
    let to = id_of(&org, "permission-types", "Manager").await.unwrap();
    let third = ask(&org, "permission-types", &kind, &to).await;
    for job in [&job, &third] {
        assert_eq!(invoke(&org, job).await["status"], "later");
    }
    org.wait(A_MINUTE);
    for job in [&job, &third] {
        assert_eq!(invoke(&org, job).await["status"], "finished");
    }
    assert_eq!(org.user(&one).await["job_profile"]["id"], other);
    assert_eq!(org.user(&two).await["permission_type"]["id"], to);
    assert_eq!(id_of(&org, "job-profiles", "Cleaner").await, None);
    assert_eq!(id_of(&org, "permission-types", "Lead").await, None);
}

#[tokio::test]
async fn who_may_not_move_everybody_there_is_told_so_at_once() {
    let org = organisation("alpha").await;
    let kitchen = id_of(&org, "departments", KITCHEN).await.unwrap();
    let bar = org.add("departments", json!({ "name": "Bar" })).await;
    org.add_permission_type("Settings", &["manage_settings"]).await;
    let keeper = org.active(person("k").permission_type("Settings")).await;
    let path = |from: &str, to: &str| format!("/api/departments/{from}?move_to={to}");
    keeper.delete(&path(&kitchen, &bar)).await.expect(403);
    for to in [kitchen.as_str(), "d_nobody", "%C3%B8"] {
        let refused = org.delete(&path(&kitchen, to)).await;
        refused.problem(422, "/move_to", "unknown_department");
    }
    org.delete(&path("d_nobody", &bar)).await.expect(404);
    let me = org.get("/api/me").await.expect(200).json();
    let own = me["permission_type"]["id"].as_str().unwrap();
    let other = id_of(&org, "permission-types", "Manager").await.unwrap();
    let refused = org
        .delete(&format!("/api/permission-types/{own}?move_to={other}"))
        .await;
    refused.problem(409, "/permission_type", "own_permission_type");
    let beta = org.world.organisation("beta").await;
    let theirs = id_of(&beta, "departments", KITCHEN).await.unwrap();
    org.delete(&path(&theirs, &bar)).await.expect(404);
    org.delete(&path(&kitchen, &theirs))
        .await
        .problem(422, "/move_to", "unknown_department");
}

#[tokio::test]
async fn a_move_that_cannot_go_on_leaves_the_entry_open() {
    let org = organisation("alpha").await;
    let kitchen = id_of(&org, "departments", KITCHEN).await.unwrap();
    let bar = org.add("departments", json!({ "name": "Bar" })).await;
    let helper = org.active(person("h").permission_type("Administrator")).await;
    org.create(person("a")).await;
    let path = format!("/api/departments/{kitchen}?move_to={bar}");
    let job = helper.delete(&path).await.expect(202).json();
    let refused = org.try_create(person("late").department(KITCHEN)).await;
    refused.problem(422, "/department", "being_emptied");
    assert!(refused.text.contains("Bar"), "{}", refused.text);
    org.disable(&helper.id).await;
    assert_eq!(invoke(&org, &job).await["status"], "failed");
    let shown = org.job(job["id"].as_str().unwrap()).await;
    assert_eq!(shown["failure"]["code"], "asker_may_not");
    org.create(person("again").department(KITCHEN)).await;
    // One that is taken up again and again gives up in the same way.
    let job = ask(&org, "departments", &kitchen, &bar).await;
    let id = job["id"].as_str().unwrap();
    org.overwrite_job(id, "stalls", AttributeValue::N("9".to_owned()))
        .await;
    assert_eq!(invoke(&org, &job).await["status"], "failed");
    let shown = org.job(job["id"].as_str().unwrap()).await;
    assert_eq!(shown["failure"]["code"], "gave_up");
    org.create(person("once_more").department(KITCHEN)).await;
    // Neither binds anybody any more.
    let job = ask(&org, "departments", &bar, &kitchen).await;
    assert_eq!(invoke(&org, &job).await["status"], "later");
}

#[tokio::test]
async fn what_people_are_being_moved_from_or_to_is_not_removed_nor_moved_elsewhere() {
    let org = organisation("alpha").await;
    let kitchen = id_of(&org, "departments", KITCHEN).await.unwrap();
    let bar = org.add("departments", json!({ "name": "Bar" })).await;
    let pub_id = org.add("departments", json!({ "name": "Pub" })).await;
    let a = org.create(person("a").department(KITCHEN)).await.id;
    let job = ask(&org, "departments", &kitchen, &bar).await;
    for (path, code) in [
        // Nobody has come yet.
        (format!("/api/departments/{bar}"), 409),
        (format!("/api/departments/{bar}?move_to={pub_id}"), 409),
        (format!("/api/departments/{kitchen}?move_to={pub_id}"), 409),
        (format!("/api/departments/{kitchen}"), 409),
        (format!("/api/departments/{pub_id}?move_to={kitchen}"), 422),
    ] {
        let refused = org.delete(&path).await.expect(code);
        let said = refused.text.as_str();
        assert!(said.contains("being moved"), "{path}: {said}");
    }
    assert_eq!(invoke(&org, &job).await["status"], "later");
    let refused = org
        .delete(&format!("/api/departments/{kitchen}"))
        .await
        .expect(409);
    assert!(
        refused.text.contains("being moved"),
        "emptied, and not gone before its time: {}",
        refused.text
    );
    // Others may move people there at the same time.
    let other = ask(&org, "departments", &pub_id, &bar).await;
    org.wait(A_MINUTE);
    for job in [&job, &other] {
        let status = invoke(&org, job).await["status"].clone();
        assert!(status == "finished" || status == "later", "{status}");
    }
    org.wait(A_MINUTE);
    invoke(&org, &other).await;
    assert_eq!(org.user(&a).await["department"]["id"], bar);
    for gone in [&kitchen, &pub_id] {
        org.delete(&format!("/api/departments/{gone}")).await.expect(404);
    }
    // What happened is still told by the names of then.
    let timeline = org
        .get(&format!("/api/users/{a}/timeline"))
        .await
        .expect(200)
        .text;
    assert!(
        timeline.contains(&format!("{{\"id\":\"{kitchen}\",\"name\":\"{KITCHEN}\"}}")),
        "{timeline}"
    );
    let audit = org.get("/api/audit").await.expect(200).text;
    assert!(audit.contains("\"Pub\""), "{audit}");
    // Nobody is moved there any more, so it can be moved on.
    let on = org.add("departments", json!({ "name": "On" })).await;
    ask(&org, "departments", &bar, &on).await;
}

/// An organisation with a department to be emptied, for a worker that is killed.
struct Stage {
    org: Org,
    app: run_jobs::App,
    seam: Seam,
}

impl Stage {
    async fn set() -> Self {
        let org = organisation("alpha").await;
        org.open_sign_up().await;
        for name in ["one", "two"] {
            org.create(person(name)).await;
        }
        org.active(person("in")).await;
        let (app, seam) = org.running_over_a_seam();
        Self { org, app, seam }
    }

    async fn run(&self, id: &str, faults: &[(usize, Fault)]) -> bool {
        self.seam.set(faults);
        let context = self.org.context();
        let deadline = context.now() + SignedDuration::from_mins(15);
        let event = json!({ "work_at": { "organisation": self.org.slug, "job_id": id } });
        tokio::select! {
            _ = Box::pin(run_jobs::handle(&self.app, &context, event, deadline)) => false,
            () = self.seam.died() => true,
        }
    }

    /// Moves everybody back and forth once, with these faults in the `nth` invocation: what is left of it.
    async fn round(&self, nth: usize, faults: &[(usize, Fault)]) -> (Value, bool, usize) {
        let org = &self.org.administrator().await;
        let names = ["Nord", "Syd"];
        let mut ids = Vec::new();
        for name in names {
            let id = match id_of(org, "departments", name).await {
                Some(id) => id,
                None => org.add("departments", json!({ "name": name })).await,
            };
            ids.push(id);
        }
        let people: Vec<String> = org
            .items("/api/users?limit=200")
            .await
            .iter()
            .filter(|user| user["first_name"] != "Astrid" && user["source"] == "manual")
            .map(|user| user["id"].as_str().unwrap().to_owned())
            .collect();
        for id in &people {
            org.patch(id, json!({ "department": ids[0] })).await;
        }
        let wanted = json!({ "department": ids[0], "seats": 7 });
        let link = org.post("/api/sign-up-links", wanted).await.expect(201).json();
        let job = ask(org, "departments", &ids[0], &ids[1]).await;
        let id = job["id"].as_str().unwrap();
        let (mut has_died, mut calls) = (false, 0);
        for at in 0..8 {
            let faults = if at == nth { faults } else { &[] };
            let died = self.run(id, faults).await;
            if at == nth {
                has_died = died;
                calls = self.seam.calls();
            }
            self.seam.set(&[]);
            if org.job(id).await["status"] != "running" && org.job(id).await["status"] != "waiting" {
                break;
            }
            org.wait(A_MINUTE);
        }
        let shown = org.job(id).await;
        let mut moved = 0;
        for id in &people {
            moved += usize::from(org.user(id).await["department"]["id"] == ids[1].as_str());
        }
        let links = org
            .items(&format!("/api/sign-up-links?department={}", ids[1]))
            .await;
        let is_same = |found: &&Value| found["id"] == link["id"] && found["url"] == link["url"];
        let gone_along = links.iter().filter(is_same).count();
        let audit = org.items("/api/audit?kind=sign_up_link_moved&limit=200").await;
        let of_link = |entry: &&Value| entry["sign_up_link_id"] == link["id"];
        let on_record = audit.iter().filter(of_link).count();
        let path = format!("/api/sign-up-links/{}", link["id"].as_str().unwrap());
        org.delete(&path).await.expect(204);
        let open = org
            .app
            .store
            .open_jobs(&org.context(), None, 10)
            .await
            .unwrap()
            .len();
        let left = json!({ "links": [shown["result"]["sign_up_links"], gone_along, on_record], "status": shown["status"], "processed": shown["processed"], "total": shown["total"],
            "moved": moved, "people": people.len(), "open": open,
            "is_gone": id_of(org, "departments", names[0]).await.is_none() });
        (left, has_died, calls)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_or_refused_at_any_call_a_move_ends_as_if_nothing_had_happened() {
    let stage = Stage::set().await;
    let mut died = 0;
    for nth in 0..2 {
        let (undisturbed, _, calls) = stage.round(nth, &[]).await;
        assert_eq!(undisturbed["status"], "finished", "{undisturbed}");
        assert_eq!(undisturbed["moved"], undisturbed["people"], "{undisturbed}");
        assert_eq!(undisturbed["people"], 3, "{undisturbed}");
        assert_eq!(undisturbed["links"], json!([1, 1, 1]), "{undisturbed}");
        assert_eq!(
            (&undisturbed["open"], &undisturbed["is_gone"]),
            (&json!(0), &json!(true))
        );
        for k in 1..=calls {
            let fault = match k % 3 {
                0 => Fault::DieBefore,
                1 => Fault::DieAfter,
                _ => Fault::LoseAnswer,
            };
            let (left, has_died, _) = stage.round(nth, &[(k, fault)]).await;
            died += usize::from(has_died);
            assert_eq!(left, undisturbed, "invocation {nth}, call {k}: {fault:?}");
        }
    }
    assert!(died > 10, "{died}");
}
