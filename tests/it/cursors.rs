//! Cursors over the API: what they reveal, which caller they serve, and that pages stay true while people come and go.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::{people, person},
    workbook,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

/// One page of a list, and the cursor of the next one.
async fn page(org: &Org, path: &str) -> (Vec<Value>, Option<String>) {
    let page = org.get(path).await.expect(200);
    let cursor = page.json()["next_cursor"].as_str().map(str::to_owned);
    (page.items(), cursor)
}

/// `path` has a `?`.
async fn refused(org: &Org, path: &str, cursor: &str) {
    let answer = org.get(&format!("{path}&cursor={cursor}")).await;
    answer.problem(422, "/cursor", "invalid_cursor");
}

#[tokio::test]
async fn a_cursor_reveals_nothing_and_serves_one_caller_list_and_filter_for_a_day() {
    let alpha = organisation("alpha").await;
    let beta = alpha.world.organisation("beta").await;
    let manager = person("manager").first_name("Zoe").permission_type("Manager");
    let manager = alpha.active(manager).await;
    for n in 0..12 {
        let department = if n % 4 == 0 {
            "Køkken"
        } else {
            "Filiale Flensburg"
        };
        let hidden = person(&format!("hidden{n}")).first_name(&format!("Hemmelig{n}"));
        alpha
            .create(hidden.last_name("Navnesen").department(department))
            .await;
    }
    let mut imports = Vec::new();
    for _ in 0..3 {
        imports.push(alpha.dry_run(workbook::of(&people(3))).await);
    }
    let lists = [
        "/api/users?limit=1".to_owned(),
        "/api/users?limit=1&status=invited".to_owned(),
        "/api/users?limit=1&search=navnesen".to_owned(),
        "/api/imports?limit=1".to_owned(),
        "/api/audit?limit=1".to_owned(),
        "/api/audit?limit=1&kind=entry_added".to_owned(),
        "/api/departments?limit=1".to_owned(),
        "/api/job-profiles?limit=1".to_owned(),
        "/api/permission-types?limit=1".to_owned(),
        format!("/api/imports/{}/rows?limit=1", imports[0]),
        format!("/api/imports/{}/rows?limit=1", imports[1]),
    ];
    let everything = format!("{:?}{:?}", alpha.users().await, alpha.import_items().await);
    let mut cursors = Vec::new();
    for list in &lists {
        // A department manager looks through a few and has all of the organisation behind the cursor.
        for caller in [&alpha, &*manager] {
            if caller.token == manager.token && ["/imports", "/audit"].iter().any(|not| list.contains(not)) {
                continue;
            }
            let Some(cursor) = page(caller, list).await.1 else {
                continue;
            };
            reveals_nothing(&cursor, &everything);
            cursors.push((list, caller, cursor));
        }
    }
    assert!(cursors.len() > 10, "{}", cursors.len());
    let lengths: HashSet<usize> = cursors.iter().map(|(.., cursor)| cursor.len()).collect();
    assert_eq!(lengths.len(), 1, "{lengths:?}");
    // Every cursor on every list, for every caller: it serves where it was given out, and nowhere else.
    for (of_list, of_caller, cursor) in &cursors {
        for (list, caller, _) in &cursors {
            if list == of_list && caller.token == of_caller.token {
                caller.get(&format!("{list}&cursor={cursor}")).await.expect(200);
            } else {
                refused(caller, list, cursor).await;
            }
        }
        if !of_list.contains("/rows") {
            refused(&beta, &of_list.replace("limit=1", "limit=2"), cursor).await;
        }
    }
    // Keys that somebody makes up, as cursors used to be.
    for made_up in ["hemmelig0 navnesen\0u_1", "5", "2026-01-01T00:00:00Z#im_1"] {
        for list in &lists {
            refused(&alpha, list, &URL_SAFE_NO_PAD.encode(made_up)).await;
        }
    }
    // Another page size is the same list; a new session is the same caller; a day later it is over.
    let list = "/api/users?limit=1";
    let next = page(&alpha, list).await.1.unwrap();
    let larger = format!("/api/users?limit=3&cursor={next}");
    alpha.get(&larger).await.expect(200);
    alpha.wait(SignedDuration::from_hours(23));
    let again = alpha.administrator().await;
    again.get(&format!("{list}&cursor={next}")).await.expect(200);
    alpha.wait(SignedDuration::from_hours(1));
    refused(&alpha.administrator().await, list, &next).await;
}

/// No name, no time and no id stands in a cursor.
#[track_caller]
fn reveals_nothing(cursor: &str, everything: &str) {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    // Ids are found below: two letters of their beginning stand in random bytes now and then.
    for secret in ["hemmelig", "navnesen", "2026", "kokken", "køkken"] {
        assert!(!text.contains(secret), "{secret} in a cursor");
    }
    let runs = bytes.windows(6).filter_map(|run| std::str::from_utf8(run).ok());
    for run in runs.filter(|run| run.chars().all(|c| c.is_ascii_alphanumeric())) {
        assert!(!everything.contains(run), "{run} in a cursor");
    }
}

#[tokio::test]
async fn pages_hold_every_entry_that_stays_once_while_others_come_and_go() {
    let org = organisation("alpha").await;
    let butik = |n: u32| format!("Butik {n:03}");
    let add = async |n: u32| org.add("departments", json!({ "name": butik(n) })).await;
    let mut staying = BTreeSet::new();
    for n in (10..70).step_by(5) {
        add(n).await;
        staying.insert(butik(n));
    }
    let (mut seen, mut next, mut fresh) = (Vec::new(), String::new(), 0);
    loop {
        let (items, cursor) = page(&org, &format!("/api/departments?limit=3{next}")).await;
        seen.extend(texts(&json!(items), "name"));
        let Some(cursor) = cursor else { break };
        next = format!("&cursor={cursor}");
        // The very entry the cursor stands on goes; another comes before it, and one right behind it.
        if fresh < 4 {
            let last = items.last().unwrap();
            let path = format!("/api/departments/{}", last["id"].as_str().unwrap());
            org.delete(&path).await.expect(204);
            staying.remove(last["name"].as_str().unwrap());
            add(fresh).await;
            fresh += 1;
        }
    }
    let of_staying: Vec<&String> = seen.iter().filter(|name| staying.contains(*name)).collect();
    assert_eq!(
        of_staying,
        staying.iter().collect::<Vec<_>>(),
        "each once, in order"
    );
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len(), "{seen:?}");
}

#[tokio::test]
async fn pages_hold_everybody_who_stays_once_while_others_join_and_are_renamed() {
    let org = organisation("alpha").await;
    let (mut staying, mut movable) = (BTreeSet::new(), Vec::new());
    for n in 0..20 {
        let named = person(&format!("p{n}")).first_name(&format!("P{n:02}"));
        let id = org.create(named.last_name("A")).await.id;
        if n % 5 == 4 {
            movable.push(id);
        } else {
            staying.insert(id);
        }
    }
    let (mut seen, mut next, mut joined) = (Vec::new(), String::new(), 0);
    loop {
        let (items, cursor) = page(&org, &format!("/api/users?limit=4{next}")).await;
        seen.extend(texts(&json!(items), "id"));
        let Some(cursor) = cursor else { break };
        next = format!("&cursor={cursor}");
        joined += 1;
        if joined < 4 {
            // Before and behind the cursor.
            for (side, name) in [("A", "before"), ("Z", "behind")] {
                let joining = person(&format!("{name}{joined}")).first_name(&format!("{side}{joined}"));
                org.create(joining.last_name(side)).await;
            }
        }
        if let Some(id) = movable.pop() {
            let name = if joined % 2 == 0 { "A" } else { "Z" };
            org.patch(&id, json!({ "first_name": name })).await;
        }
    }
    for id in &staying {
        assert_eq!(seen.iter().filter(|one| *one == id).count(), 1, "{id} once");
    }
}
