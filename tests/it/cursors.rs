//! Cursors over the API: what they tell, whom they serve, and that pages stay true while people come and go.

use crate::support::{
    imports::dry_run,
    workbook::{self, people},
    world::{PASSWORD, World},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

async fn page(world: &World, token: &str, path: &str) -> (Vec<Value>, Option<String>) {
    let page = world.get(path, token).await.expect(200).json();
    let cursor = page["next_cursor"].as_str().map(str::to_owned);
    (page["items"].as_array().unwrap().clone(), cursor)
}

/// `path` has a `?`.
async fn cursor(world: &World, token: &str, path: &str) -> String {
    page(world, token, path)
        .await
        .1
        .unwrap_or_else(|| panic!("{path} has one page"))
}

async fn refused(world: &World, token: &str, path: &str, cursor: &str) {
    let answer = world
        .get(&format!("{path}&cursor={cursor}"), token)
        .await
        .expect(422);
    assert_eq!(answer.json()["errors"][0]["code"], "invalid_cursor", "{path}");
}

async fn sign_in(world: &World, slug: &str, email: &str) -> String {
    let body = json!({ "organisation": slug, "identifier": email, "password": PASSWORD });
    let answer = world.post("/api/sign-in", None, body).await.expect(200).json();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_cursor_tells_nothing_and_serves_one_caller_list_and_filter_for_a_day() {
    let world = World::new().await;
    let alpha = world.busy_organisation("alpha").await;
    let beta = world.busy_organisation("beta").await;
    let manager = json!({ "permission_type": "Manager", "first_name": "Zoe" });
    let (_, manager) = world
        .active(&alpha, World::person(Some("manager@example.com"), manager))
        .await;
    for n in 0..12 {
        let department = if n % 4 == 0 {
            "Køkken"
        } else {
            "Filiale Flensburg"
        };
        let name = json!({ "first_name": format!("Hemmelig{n}"), "last_name": "Navnesen", "department": department });
        let person = World::person(Some(&format!("hidden{n}@example.com")), name);
        world.create(&alpha, person).await;
    }
    let mut imports = Vec::new();
    for _ in 0..3 {
        let id = dry_run(&world, &alpha, workbook::of(&people(3))).await;
        imports.push(id);
    }
    let rows = |id: &str| format!("/api/imports/{id}/rows?limit=1");
    let lists = [
        "/api/users?limit=1".to_owned(),
        "/api/users?limit=1&status=invited".to_owned(),
        "/api/users?limit=1&search=navnesen".to_owned(),
        "/api/imports?limit=1".to_owned(),
        "/api/departments?limit=1".to_owned(),
        "/api/job-profiles?limit=1".to_owned(),
        "/api/permission-types?limit=1".to_owned(),
        rows(&imports[0]),
        rows(&imports[1]),
    ];
    let everything = format!("{:?}{:?}", world.users().await, world.import_items().await);
    let mut cursors = Vec::new();
    for list in &lists {
        // A department manager looks through a few and has all of the organisation behind the cursor.
        for token in [&alpha, &manager] {
            if token == &manager && list.contains("/imports") {
                continue;
            }
            let Some(cursor) = page(&world, token, list).await.1 else {
                continue;
            };
            let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            // Ids are found below: two letters of their beginning stand in random bytes now and then.
            for told in ["hemmelig", "navnesen", "2026", "kokken", "køkken"] {
                assert!(!text.contains(told), "{told} in a cursor of {list}");
            }
            let runs = bytes.windows(6).filter_map(|run| std::str::from_utf8(run).ok());
            for run in runs.filter(|run| run.chars().all(|c| c.is_ascii_alphanumeric())) {
                assert!(!everything.contains(run), "{run} in a cursor of {list}");
            }
            cursors.push((list.clone(), token.clone(), cursor));
        }
    }
    assert!(cursors.len() > 10, "{}", cursors.len());
    let lengths: HashSet<usize> = cursors.iter().map(|(.., cursor)| cursor.len()).collect();
    assert_eq!(lengths.len(), 1, "{lengths:?}");
    // Every cursor on every list, for every caller: it serves where it was given out, and nowhere else.
    let mut tried = 0;
    for (of_list, of_token, cursor) in &cursors {
        for (list, token, _) in &cursors {
            let path = format!("{list}&cursor={cursor}");
            let serves = list == of_list && token == of_token;
            let answer = world
                .get(&path, token)
                .await
                .expect(if serves { 200 } else { 422 });
            if !serves {
                assert_eq!(answer.faulty(), ["/cursor"], "{of_list} on {list}");
            }
            tried += 1;
        }
        let elsewhere = of_list.replace("limit=1", "limit=2");
        if !elsewhere.contains("/rows") {
            refused(&world, &beta, &elsewhere, cursor).await;
        }
    }
    println!("{tried} uses of {} cursors", cursors.len());
    // Keys that somebody makes up, as cursors used to be.
    for made_up in ["hemmelig0 navnesen\0u_1", "5", "2026-01-01T00:00:00Z#im_1", ""] {
        let made_up = URL_SAFE_NO_PAD.encode(made_up);
        for list in &lists {
            if !made_up.is_empty() {
                refused(&world, &alpha, list, &made_up).await;
            }
        }
    }
    // Another page size is the same list; a new session is the same caller; a day later it is over.
    let list = "/api/users?limit=1";
    let next = cursor(&world, &alpha, list).await;
    world
        .get(&format!("/api/users?limit=3&cursor={next}"), &alpha)
        .await
        .expect(200);
    world.wait(SignedDuration::from_hours(23));
    let again = sign_in(&world, "alpha", "admin@alpha.example").await;
    world
        .get(&format!("{list}&cursor={next}"), &again)
        .await
        .expect(200);
    world.wait(SignedDuration::from_hours(1));
    let again = sign_in(&world, "alpha", "admin@alpha.example").await;
    refused(&world, &again, list, &next).await;
}

#[tokio::test]
async fn pages_hold_whoever_stays_once_while_others_come_and_go() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let add = async |n: u32| {
        let entry = json!({ "name": format!("Butik {n:03}") });
        let added = world
            .post("/api/departments", Some(&token), entry)
            .await
            .expect(201);
        added.json()["id"].as_str().unwrap().to_owned()
    };
    let mut staying = BTreeSet::new();
    for n in (10..70).step_by(5) {
        add(n).await;
        staying.insert(format!("Butik {n:03}"));
    }
    let (mut seen, mut next, mut fresh) = (Vec::new(), String::new(), 0);
    loop {
        let (items, cursor) = page(&world, &token, &format!("/api/departments?limit=3{next}")).await;
        let name = |item: &Value| item["name"].as_str().unwrap().to_owned();
        seen.extend(items.iter().map(name));
        let Some(cursor) = cursor else { break };
        next = format!("&cursor={cursor}");
        // The very entry the cursor stands on goes; another comes before it, and one right behind it.
        let last = items.last().unwrap();
        if fresh < 4 {
            let id = last["id"].as_str().unwrap();
            world
                .send(
                    "DELETE",
                    &format!("/api/departments/{id}"),
                    Some(&token),
                    None,
                    &[],
                )
                .await
                .expect(204);
            staying.remove(&name(last));
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

    // People, whom others join and who change their names, before and behind the cursor.
    let mut staying = BTreeSet::new();
    let mut movable = Vec::new();
    for n in 0..20 {
        let name = json!({ "first_name": format!("P{n:02}"), "last_name": "A" });
        let made = world
            .create(&token, World::person(Some(&format!("p{n}@example.com")), name))
            .await;
        let id = made["id"].as_str().unwrap().to_owned();
        if n % 5 == 4 {
            movable.push(id);
        } else {
            staying.insert(id);
        }
    }
    let (mut seen, mut next, mut joined) = (Vec::new(), String::new(), 0);
    loop {
        let (items, cursor) = page(&world, &token, &format!("/api/users?limit=4{next}")).await;
        seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = cursor else { break };
        next = format!("&cursor={cursor}");
        joined += 1;
        for (side, email) in [("A", "before"), ("Z", "behind")] {
            let name = json!({ "first_name": format!("{side}{joined}"), "last_name": side });
            let email = format!("{email}{joined}@example.com");
            if joined < 4 {
                world.create(&token, World::person(Some(&email), name)).await;
            }
        }
        if let Some(id) = movable.pop() {
            let renamed = json!({ "first_name": if joined % 2 == 0 { "A" } else { "Z" } });
            world
                .patch(&format!("/api/users/{id}"), &token, renamed)
                .await
                .expect(200);
        }
    }
    for id in &staying {
        assert_eq!(seen.iter().filter(|one| *one == id).count(), 1, "{id} once");
    }
}
