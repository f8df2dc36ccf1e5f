//! Pages through renames, creations and erasures: nobody twice, nobody missing who was there all along.

use super::{Dice, FIRST_NAMES, LAST_NAMES, Lists};
use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
};
use jiff::SignedDuration;
use rollcall::domain::user::User;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// Whether a list holds somebody.
type IsOf = Box<dyn Fn(&User) -> bool>;

/// Goes through a list, with something happening between its pages. Answers whom it showed, in order.
async fn walk(org: &Org, path: &str, mut between: impl AsyncFnMut()) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = org
            .request("GET", &format!("{path}{cursor}"), Some(&org.token), None, &[])
            .await;
        let page = answer.expect(200).json();
        seen.extend(texts(&page["items"], "id"));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
        between().await;
    }
}

#[track_caller]
fn holds_once(seen: &[String], all_along: &BTreeSet<String>, what: &str) {
    let mut times: HashMap<&String, usize> = HashMap::new();
    for id in seen {
        *times.entry(id).or_default() += 1;
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{what}: twice {twice:?}");
    let missing: Vec<_> = all_along.iter().filter(|id| !times.contains_key(id)).collect();
    assert!(missing.is_empty(), "{what}: missing {missing:?}");
}

#[tokio::test]
async fn somebody_renamed_over_the_cursor_is_shown_once() {
    let org = organisation("alpha").await;
    let mut ids = Vec::new();
    for n in 0..10 {
        let somebody = person(&format!("p{n}"))
            .first_name(&format!("P{n}"))
            .last_name("Holm");
        ids.push(org.create(somebody.quiet()).await.id);
    }
    let department = org.user(&ids[0]).await["department"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let everybody: BTreeSet<String> = ids.iter().cloned().collect();
    for list in [
        "/api/users?limit=4".to_owned(),
        format!("/api/users?limit=4&department={department}"),
        "/api/users?limit=4&status=invited".to_owned(),
        "/api/users?limit=4&search=holm".to_owned(),
        "/api/users?limit=4&search=h".to_owned(),
        "/api/users?limit=4&search=p".to_owned(),
    ] {
        for follows in [true, false] {
            org.follow().await;
            org.wait(SignedDuration::from_secs(60));
            let mut renamed = false;
            let seen = walk(&org, &list, async || {
                if !std::mem::replace(&mut renamed, true) {
                    // The first is shown by now, the last is not. Both, there and back, and there again.
                    for name in ["Pz", "P", "Pzz"] {
                        org.patch(&ids[0], json!({ "first_name": name })).await;
                    }
                    org.patch(&ids[9], json!({ "first_name": "Pa" })).await;
                    org.patch(&ids[8], json!({ "last_name": "Holm-Aa" })).await;
                }
                if follows {
                    org.follow().await;
                }
            })
            .await;
            holds_once(&seen, &everybody, &format!("{list} {follows}"));
            for (id, name) in [(&ids[0], "P0"), (&ids[9], "P9"), (&ids[8], "P8")] {
                org.patch(id, json!({ "first_name": name, "last_name": "Holm" }))
                    .await;
            }
        }
    }
}

#[tokio::test]
async fn random_changes_between_pages_neither_hide_nor_repeat_anybody() {
    let org = organisation("alpha").await;
    let lists = Lists::of(&org).await;
    let mut dice = Dice::new(99);
    lists.fill(&org, &mut dice, 50).await;
    let mut next_number = 1_000;
    for round in 0..8 {
        org.follow().await;
        org.wait(SignedDuration::from_secs(60));
        let department = dice.one(&lists.departments);
        let sort = dice.one(&["name", "created_at", "-created_at"]);
        let (filter, is_of): (String, IsOf) = match round % 4 {
            0 => (String::new(), Box::new(|_| true)),
            1 => (
                format!("&department={department}"),
                Box::new(move |user| user.profile.department == department),
            ),
            2 => (
                "&language=da".to_owned(),
                Box::new(|user| user.profile.language == "da"),
            ),
            _ => (
                "&search=example".to_owned(),
                Box::new(|user| user.profile.email.is_some()),
            ),
        };
        let path = format!("/api/users?limit={}&sort={sort}{filter}", dice.one(&[4, 9]));
        let mut staying: BTreeSet<String> = org
            .everybody()
            .await
            .iter()
            .filter(|user| is_of(user))
            .map(|user| user.id.clone())
            .collect();
        // Somebody is renamed just before the list is begun, and the directory has not heard of it yet.
        let everybody = org.everybody().await;
        let early = &dice.one(&everybody).id;
        org.patch(early, json!({ "first_name": dice.one(&FIRST_NAMES) }))
            .await;
        let seen = walk(&org, &path, async || {
            let everybody = org.everybody().await;
            for _ in 0..dice.below(4) {
                let id = dice.one(&everybody).id;
                match dice.below(5) {
                    0 => {
                        let user = org.app.store.find_user(&org.slug, &id).await.unwrap();
                        if let Some(user) = user.filter(|user| user.id.starts_with("u_00000000")) {
                            staying.remove(&user.id);
                            assert!(org.app.store.remove_user(&org.context(), &user).await.unwrap());
                        }
                    }
                    1 => {
                        next_number += 1;
                        let somebody = lists.person(&org, &mut dice, next_number);
                        let failed = org.app.store.create_users(&org.context(), &[somebody]).await.unwrap();
                        assert!(failed.is_empty());
                    }
                    _ => {
                        let name = json!({ "first_name": dice.one(&FIRST_NAMES), "last_name": dice.one(&LAST_NAMES) });
                        org.try_patch(&id, name).await;
                    }
                }
            }
            if dice.below(2) == 0 {
                org.follow().await;
            }
        })
        .await;
        holds_once(&seen, &staying, &path);
    }
}
