//! The audit: who changed what, who may read it, and that nobody else's is in it.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
    workbook::sheet,
    world::World,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the newest entry says: its kind, and what it was done to and how.
async fn newest(org: &Org) -> Value {
    org.items("/api/audit?limit=1").await.remove(0)
}

/// How many entries there are.
async fn count(org: &Org) -> usize {
    org.all("/api/audit?limit=200").await.len()
}

/// Does something, which makes one entry: that one.
async fn entry_of<T>(org: &Org, doing: impl Future<Output = T>) -> (T, Value) {
    let before = count(org).await;
    let done = doing.await;
    assert_eq!(count(org).await, before + 1);
    let mut entry = newest(org).await;
    let at = entry.as_object_mut().unwrap().remove("at").unwrap();
    assert!(at.as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    (done, entry)
}

/// The administrator, as the audit shows them.
async fn administrator(org: &Org) -> Value {
    newest(org).await["by"].clone()
}

/// The kinds of all entries that a filter finds, the newest first.
async fn kinds(org: &Org, filter: &str) -> Vec<String> {
    texts(&json!(org.all(&format!("/api/audit?{filter}")).await), "kind")
}

#[tokio::test]
async fn a_change_of_settings_lists_or_rights_is_on_record_from_what_to_what() {
    let org = organisation("alpha").await;
    let by = administrator(&org).await;
    assert_eq!(by["name"], "Astrid Lund");

    let armed = json!({ "communication": { "link_lifetime_days": 3, "sms_countries": ["DK", "SE"] } });
    let (_, entry) = entry_of(&org, org.settings(armed.clone())).await;
    let changes = json!([
        { "field": "communication.link_lifetime_days", "from": "14", "to": "3" },
        { "field": "communication.sms_countries", "from": null, "to": "DK, SE" },
    ]);
    assert_eq!(
        entry,
        json!({ "kind": "settings_changed", "by": by, "changes": changes })
    );
    let (_, entry) = entry_of(
        &org,
        org.send("PUT", "/api/languages", Some(json!(["da", "en"])), &[]),
    )
    .await;
    assert_eq!(entry["changes"][0]["field"], "languages");

    let (id, entry) = entry_of(&org, org.add("departments", json!({ "name": "Lager" }))).await;
    let store = json!({ "id": id, "name": "Lager" });
    let changes = json!([{ "field": "name", "from": null, "to": "Lager" }]);
    let expected =
        json!({ "kind": "entry_added", "by": by, "list": "department", "entry": store, "changes": changes });
    assert_eq!(entry, expected);
    let path = format!("/api/departments/{id}");
    let (_, entry) = entry_of(&org, org.patch_at(&path, json!({ "name": "Hovedlager" }))).await;
    let changes = json!([{ "field": "name", "from": "Lager", "to": "Hovedlager" }]);
    assert_eq!(
        (&entry["kind"], &entry["changes"]),
        (&json!("entry_changed"), &changes)
    );
    assert_eq!(entry["entry"]["name"], "Hovedlager");
    let (_, entry) = entry_of(&org, org.delete(&path)).await;
    let changes = json!([{ "field": "name", "from": "Hovedlager", "to": null }]);
    assert_eq!(
        (&entry["kind"], &entry["changes"]),
        (&json!("entry_removed"), &changes)
    );
    assert_eq!(entry["entry"], json!({ "id": id, "name": "Hovedlager" }));

    let (kind, _) = entry_of(&org, org.add_permission_type("Vagt", &["manage_own_department"])).await;
    let widened = json!({ "capabilities": ["manage_users", "manage_settings"] });
    let path = format!("/api/permission-types/{kind}");
    let (_, entry) = entry_of(&org, org.patch_at(&path, widened)).await;
    let changes = json!([{ "field": "capabilities", "from": "manage_own_department", "to": "manage_users, manage_settings" }]);
    assert_eq!(
        (&entry["list"], &entry["changes"]),
        (&json!("permission_type"), &changes)
    );

    // What changes nothing is on nobody's record, nor is what is refused.
    let before = count(&org).await;
    org.settings(armed).await;
    org.try_settings(json!({ "name": "" })).await.expect(422);
    org.patch_at(&path, json!({ "name": "Vagt" })).await.expect(200);
    org.post("/api/departments", json!({ "name": "Køkken" }))
        .await
        .expect(409);
    assert_eq!(count(&org).await, before);
}

#[tokio::test]
async fn rights_ways_in_and_imports_are_on_record_and_other_changes_of_people_are_not() {
    let org = organisation("alpha").await;
    let by = administrator(&org).await;
    let before = count(&org).await;
    let ida = org.create(person("ida").quiet()).await.id;
    org.patch(
        &ida,
        json!({ "first_name": "Eva", "department": "Filiale Flensburg" }),
    )
    .await;
    org.disable(&ida).await;
    org.patch(&ida, json!({ "status": "active" })).await;
    assert_eq!(count(&org).await, before);

    let shown = json!({ "id": ida, "name": "Eva Ågård", "gone": false });
    let (_, entry) = entry_of(&org, org.patch(&ida, json!({ "permission_type": "Manager" }))).await;
    assert_eq!(
        (&entry["kind"], &entry["user"], &entry["by"]),
        (&json!("rights_changed"), &shown, &by)
    );
    let change = &entry["changes"][0];
    assert_eq!(change["field"], "permission_type");
    assert_eq!(
        [&change["from"]["name"], &change["to"]["name"]],
        ["User", "Manager"]
    );
    for (patch, kind) in [
        (json!({ "department": "Køkken" }), "rights_changed"),
        (json!({ "status": "disabled" }), "user_disabled"),
        (json!({ "status": "active" }), "user_enabled"),
        (json!({ "permission_type": "User" }), "rights_changed"),
    ] {
        let (_, entry) = entry_of(&org, org.patch(&ida, patch)).await;
        assert_eq!((&entry["kind"], &entry["user"]), (&json!(kind), &shown));
    }
    let (mia, entry) = entry_of(&org, org.create(person("mia").permission_type("Manager").quiet())).await;
    assert_eq!(
        (&entry["kind"], &entry["user"]["id"]),
        (&json!("user_created"), &json!(mia.id))
    );
    let (_, entry) = entry_of(&org, org.one_time_password(&ida)).await;
    assert_eq!(
        (&entry["kind"], &entry["user"]),
        (&json!("one_time_password"), &shown)
    );
    let (_, entry) = entry_of(&org, org.post(&format!("/api/users/{ida}/unlock"), json!({}))).await;
    assert_eq!((&entry["kind"], &entry["user"]), (&json!("unlocked"), &shown));

    // A dry run is nothing; a run and an undo are, and the people of an import make no entries of their own.
    let before = count(&org).await;
    let manager = |name| person(name).permission_type("Manager");
    let import = org
        .dry_run(sheet![manager("a"), manager("b"), manager("c")])
        .await;
    assert_eq!(count(&org).await, before);
    let (_, entry) = entry_of(&org, org.run(&import)).await;
    let expected = json!({ "kind": "import_run", "by": by, "import_id": import, "changes": [] });
    assert_eq!(entry, expected);
    let (_, entry) = entry_of(&org, org.undo(&import)).await;
    assert_eq!(
        (&entry["kind"], &entry["import_id"]),
        (&json!("import_undone"), &json!(import))
    );
}

#[tokio::test]
async fn the_audit_is_for_those_who_manage_settings_and_shows_no_name_they_may_not_see() {
    let org = organisation("alpha").await;
    let users = org.add_permission_type("HR", &["manage_users"]).await;
    let settings = org.add_permission_type("IT", &["manage_settings"]).await;
    let own = org
        .add_permission_type("IT i køkkenet", &["manage_settings", "manage_own_department"])
        .await;
    let holding = async |name: &str, kind: &str| org.active(person(name).permission_type(kind)).await;
    for who in [
        holding("user", "User").await,
        holding("manager", "Manager").await,
        holding("hr", &users).await,
    ] {
        who.get("/api/audit").await.expect(403);
    }
    let cook = org.create(person("cook").quiet()).await.id;
    let clerk = org
        .create(person("clerk").department("Filiale Flensburg").quiet())
        .await
        .id;
    for id in [&clerk, &cook] {
        org.one_time_password(id).await;
    }
    for (who, expected) in [
        (org.clone(), [Some("Cook Ågård"), Some("Clerk Ågård")]),
        ((*holding("it", &settings).await).clone(), [None, None]),
        ((*holding("both", &own).await).clone(), [Some("Cook Ågård"), None]),
    ] {
        let granted = who.items("/api/audit?kind=one_time_password&limit=2").await;
        let names: Vec<Option<&str>> = granted
            .iter()
            .map(|entry| entry["user"]["name"].as_str())
            .collect();
        assert_eq!(names, expected);
        let ids: Vec<&Value> = granted.iter().map(|entry| &entry["user"]["id"]).collect();
        assert_eq!(ids, [&json!(cook), &json!(clerk)]);
        assert!(granted.iter().all(|entry| entry["by"]["name"] == "Astrid Lund"));
    }
}

#[tokio::test]
async fn the_audit_is_found_by_person_kind_and_day_and_read_page_by_page() {
    let org = organisation("alpha").await;
    let ida = org.active(person("ida").permission_type("Administrator")).await;
    let me = ida.id.clone();
    for n in 0..12 {
        ida.add("departments", json!({ "name": format!("Butik {n}") }))
            .await;
        org.settings(json!({ "name": format!("Nordlys {n}") })).await;
    }
    let by_ida = kinds(&org, &format!("by={me}&limit=5")).await;
    assert_eq!(by_ida, vec!["entry_added"; 12]);
    let names = org
        .all(&format!("/api/audit?by={me}&kind=entry_added&limit=5"))
        .await;
    let names: Vec<String> = names
        .iter()
        .map(|entry| entry["entry"]["name"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (0..12).rev().map(|n| format!("Butik {n}")).collect();
    assert_eq!(names, expected);
    assert_eq!(
        kinds(&org, &format!("by={me}&kind=settings_changed")).await,
        Vec::<String>::new()
    );
    assert_eq!(kinds(&org, "by=operator&limit=3").await, ["user_created"]);
    for nobody in ["karen", "u_", "im_1"] {
        let refused = org.get(&format!("/api/audit?by={nobody}")).await;
        refused.problem(422, "/by", "unknown_choice");
    }

    // Each page as long as it was asked for, each entry once.
    let all = org.all("/api/audit?limit=200").await;
    let first = org.get("/api/audit?limit=7").await.expect(200);
    assert_eq!(
        (first.items().len(), first.json()["next_cursor"].is_string()),
        (7, true)
    );
    assert_eq!(org.all("/api/audit?limit=7").await, all);
    let last = format!("/api/audit?limit={}", all.len());
    assert_eq!(org.get(&last).await.json()["next_cursor"], Value::Null);

    // By days of the organisation's time zone, the last one included.
    org.wait(SignedDuration::from_hours(72));
    let org = org.administrator().await;
    org.settings(json!({ "name": "Senere" })).await;
    let zone = jiff::tz::TimeZone::get("Europe/Copenhagen").unwrap();
    let today = org.context().now().to_zoned(zone).date();
    let day = |days: i64| today.checked_sub(jiff::Span::new().days(days)).unwrap();
    for (filter, expected) in [
        (format!("from={today}"), 1),
        (format!("from={today}&to={today}"), 1),
        (format!("to={}", day(1)), all.len()),
        (format!("from={}&to={}", day(2), day(1)), 0),
        (format!("from={today}&to={}", day(1)), 0),
        (format!("from={}", day(4)), all.len() + 1),
    ] {
        assert_eq!(kinds(&org, &filter).await.len(), expected, "{filter}");
    }
    let refused = org
        .get("/api/audit?from=yesterday&to=2026-02-30&kind=party&limit=0")
        .await;
    assert_eq!(refused.expect(422).faulty(), ["/from", "/kind", "/limit", "/to"]);

    // Two years, and no longer, tidied away or not.
    org.wait(SignedDuration::from_hours(729 * 24));
    let org = org.administrator().await;
    assert_eq!(kinds(&org, "limit=200").await, ["settings_changed"]);
    assert!(org.audit_items().await.len() > all.len());
}

#[tokio::test]
async fn an_organisations_audit_is_its_own() {
    let alpha = organisation("alpha").await;
    let beta = alpha.world.organisation("beta").await;
    let theirs = beta
        .create(person("theirs").permission_type("Manager").quiet())
        .await
        .id;
    beta.one_time_password(&theirs).await;
    let ids = |entries: Vec<Value>| -> BTreeSet<String> {
        let text = serde_json::to_string(&entries).unwrap();
        let words = text
            .split('"')
            .filter(|word| word.starts_with("u_") || word.starts_with("d_"));
        words.map(str::to_owned).collect()
    };
    let [ours, others] = [
        ids(alpha.all("/api/audit?limit=200").await),
        ids(beta.all("/api/audit?limit=200").await),
    ];
    assert!(others.contains(&theirs) && ours.len() > 2);
    assert_eq!(ours.intersection(&others).count(), 0);
    assert_eq!(kinds(&alpha, &format!("by={theirs}")).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_done_and_its_entry_are_one_write() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    let ida = org
        .create(person("ida").permission_type("Manager").quiet())
        .await
        .id;
    let kitchen = org.items("/api/departments").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let user = format!("/api/users/{ida}");
    for (method, path, body) in [
        ("PATCH", "/api/settings".to_owned(), json!({ "name": "Nyt navn" })),
        ("PUT", "/api/languages".to_owned(), json!(["da", "en"])),
        ("POST", "/api/departments".to_owned(), json!({ "name": "Lager" })),
        (
            "PATCH",
            format!("/api/departments/{kitchen}"),
            json!({ "name": "Kantine" }),
        ),
        ("PATCH", user.clone(), json!({ "permission_type": "User" })),
        ("PATCH", user.clone(), json!({ "permission_type": "Manager" })),
        ("PATCH", user.clone(), json!({ "status": "disabled" })),
        ("PATCH", user.clone(), json!({ "status": "active" })),
        ("POST", format!("{user}/one-time-password"), json!({})),
        ("POST", format!("{user}/unlock"), json!({})),
        (
            "POST",
            "/api/users".to_owned(),
            person("bo").permission_type("Manager").quiet().json(),
        ),
    ] {
        let send = async || {
            org.send(method, &path, Some(body.clone()), &[("if-match", "*")])
                .await
        };
        // Refused at the one write there is, neither is there.
        let before = (
            count(&org).await,
            org.users().await,
            org.organisation_items().await,
        );
        seam.take_no(org.audit_table());
        let status = send().await.status;
        assert!(status >= 500, "{method} {path} {status}");
        seam.take_no("what no transaction has in it");
        let after = (
            count(&org).await,
            org.users().await,
            org.organisation_items().await,
        );
        assert_eq!(after, before, "{method} {path}");
        let status = send().await.status;
        assert!((200..300).contains(&status), "{method} {path} {status}");
        assert_eq!(count(&org).await, before.0 + 1, "{method} {path}");
    }
}
