//! An import has the rights of everybody behind it: the person who gave the file and the person who runs it, as they are
//! while it runs. What each row should come to is worked out here a second time, from a few lines of rules.

use crate::support::{
    imports::{dry_run, imported, rows, show, upload},
    workbook,
    world::World,
};
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::{aws::invoker, domain::organisation::Slug};
use serde_json::{Value, json};
use std::time::Duration;

const KITCHEN: &str = "Køkken";
const SHOP: &str = "Filiale Flensburg";
const TYPES: [&str; 4] = ["User", "Manager", "HR", "Administrator"];

/// A permission type, and a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Role(&'static str, &'static str);

/// What a permission type of these tests carries, `manage_users` including `manage_own_department`.
fn carries(kind: &str) -> &'static [&'static str] {
    match kind {
        "Manager" => &["own"],
        "HR" => &["users", "own"],
        "Administrator" => &["users", "own", "settings"],
        _ => &[],
    }
}

impl Role {
    fn reaches(self, department: &str) -> bool {
        let carried = carries(self.0);
        carried.contains(&"users") || (carried.contains(&"own") && self.1 == department)
    }

    fn may_create(self, row: Role) -> bool {
        self.reaches(row.1) && carries(row.0).iter().all(|one| carries(self.0).contains(one))
    }

    fn person(self, email: &str) -> Value {
        World::person(
            Some(email),
            json!({ "permission_type": self.0, "department": self.1 }),
        )
    }
}

/// What happens to somebody after the button was pressed and before the import runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Becomes(Role),
    Disabled,
}

impl Change {
    fn patch(self) -> Value {
        match self {
            Self::Becomes(Role(kind, department)) => {
                json!({ "permission_type": kind, "department": department })
            }
            Self::Disabled => json!({ "status": "disabled" }),
        }
    }

    /// `None`: nobody any more.
    fn after(self) -> Option<Role> {
        match self {
            Self::Becomes(role) => Some(role),
            Self::Disabled => None,
        }
    }
}

const CHANGES: [Change; 4] = [
    Change::Becomes(Role("Administrator", KITCHEN)),
    Change::Becomes(Role("User", KITCHEN)),
    Change::Becomes(Role("Manager", SHOP)),
    Change::Disabled,
];

/// Every permission type in both departments.
fn every_row() -> Vec<Role> {
    let both = [KITCHEN, SHOP];
    both.into_iter()
        .flat_map(|department| TYPES.map(|kind| Role(kind, department)))
        .collect()
}

fn file(name: &str) -> Vec<u8> {
    let people = every_row()
        .into_iter()
        .enumerate()
        .map(|(n, Role(kind, department))| {
            let email = format!("{name}-{n}@example.com");
            let cells = [
                "A",
                "B",
                &email,
                "",
                "",
                "Butiksassistent",
                department,
                kind,
                "da",
            ];
            cells.map(str::to_owned).to_vec()
        });
    workbook::of(&people.collect::<Vec<_>>())
}

async fn organisation(world: &World, slug: &str) -> String {
    let token = world.busy_organisation(slug).await;
    let hr = json!({ "name": "HR", "capabilities": ["manage_users"] });
    world
        .post("/api/permission-types", Some(&token), hr)
        .await
        .expect(201);
    token
}

/// The outcomes of an import's rows, and the code of each one's first fault.
async fn outcomes(world: &World, token: &str, id: &str) -> Vec<(String, Option<String>)> {
    let rows = rows(world, token, id, "limit=200").await;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    rows.iter()
        .map(|row| (text(&row["outcome"]).unwrap(), text(&row["faults"][0]["code"])))
        .collect()
}

#[derive(Debug, Clone, Copy)]
struct Scenario {
    uploader: Role,
    /// `None`: the uploader presses the button.
    presser: Option<Role>,
    /// Who is changed: the uploader, or the presser.
    change: Option<(bool, Change)>,
}

async fn play(world: &World, token: &str, name: &str, scenario: Scenario) {
    let Scenario {
        uploader,
        presser,
        change,
    } = scenario;
    let (uploader_id, uploader_token) = world
        .active(token, uploader.person(&format!("{name}-uploader@example.com")))
        .await;
    let (presser_id, presser_token) = match presser {
        Some(role) => {
            world
                .active(token, role.person(&format!("{name}-presser@example.com")))
                .await
        }
        None => (uploader_id.clone(), uploader_token.clone()),
    };
    let id = dry_run(world, &uploader_token, file(name)).await;
    let dry = outcomes(world, token, &id).await;
    for ((outcome, _), row) in dry.iter().zip(every_row()) {
        let expected = if uploader.may_create(row) {
            "would_create"
        } else {
            "invalid"
        };
        assert_eq!(outcome, expected, "dry run of {row:?} in {scenario:?}");
    }
    world
        .post(&format!("/api/imports/{id}/run"), Some(&presser_token), json!({}))
        .await
        .expect(202);
    if let Some((is_uploader, change)) = change {
        let who = if is_uploader { &uploader_id } else { &presser_id };
        world
            .patch(&format!("/api/users/{who}"), token, change.patch())
            .await
            .expect(200);
    }
    let changed = |is_uploader: bool, role: Role| match change {
        Some((whose, change)) if whose == is_uploader => change.after(),
        _ => Some(role),
    };
    let behind = match presser {
        Some(presser) => vec![changed(true, uploader), changed(false, presser)],
        None => vec![changed(true, uploader)],
    };
    let reaches_somewhere = [KITCHEN, SHOP].iter().any(|department| {
        behind
            .iter()
            .all(|role| role.is_some_and(|role| role.reaches(department)))
    });
    let slug = Slug::parse(&world.slug_of(token)).unwrap();
    let ended = world.import(&invoker::work(&slug, &id)).await;
    let now = show(world, token, &id).await;
    assert_eq!(
        (&now["uploaded_by"], &now["run_by"]),
        (&json!(uploader_id), &json!(presser_id))
    );
    if !reaches_somewhere {
        assert_eq!(ended["status"], "refused", "{scenario:?}");
        assert_eq!(outcomes(world, token, &id).await, [], "{scenario:?}");
        return;
    }
    assert_eq!(ended["status"], "finished", "{scenario:?}: {now}");
    let ran = outcomes(world, token, &id).await;
    assert_eq!(ran.len(), every_row().len());
    for ((outcome, fault), row) in ran.iter().zip(every_row()) {
        // A row that was refused in the dry run stays refused, whatever both may do by now.
        let all = uploader.may_create(row)
            && behind
                .iter()
                .all(|role| role.is_some_and(|role| role.may_create(row)));
        assert_eq!(
            outcome,
            if all { "created" } else { "invalid" },
            "{row:?} in {scenario:?}"
        );
        let is_right = matches!(fault.as_deref(), Some("may_not_grant" | "not_your_department"));
        assert!(all || is_right, "{row:?} in {scenario:?}: {fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_has_the_rights_of_uploader_and_presser_as_they_are_when_it_runs() {
    let world = World::new().await;
    let roles = [
        Role("Administrator", KITCHEN),
        Role("HR", SHOP),
        Role("Manager", KITCHEN),
    ];
    let of_organisation = roles.into_iter().enumerate().map(async |(n, uploader)| {
        let token = organisation(&world, &format!("org-{n}")).await;
        let mut scenarios = Vec::new();
        for presser in [None, Some(roles[0]), Some(roles[1])] {
            let whose = if presser.is_some() {
                vec![true, false]
            } else {
                vec![true]
            };
            let changes = whose
                .into_iter()
                .flat_map(|whose| CHANGES.map(|change| Some((whose, change))));
            scenarios.extend(std::iter::once(None).chain(changes).map(|change| Scenario {
                uploader,
                presser,
                change,
            }));
        }
        for (number, scenario) in scenarios.iter().enumerate() {
            play(&world, &token, &format!("s{number}"), *scenario).await;
        }
        scenarios.len()
    });
    let played: usize = join_all(of_organisation).await.into_iter().sum();
    println!(
        "{played} pairs of uploader and presser, {} rows each",
        every_row().len()
    );
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_row_refused_for_want_of_rights_stays_refused_and_others_are_judged_anew() {
    let world = World::new().await;
    let token = organisation(&world, "alpha").await;
    let clerk = json!({ "name": "Clerk", "capabilities": ["manage_settings"] });
    let clerk = world
        .post("/api/permission-types", Some(&token), clerk)
        .await
        .expect(201);
    let helper = json!({ "name": "Helper", "capabilities": [] });
    let helper = world
        .post("/api/permission-types", Some(&token), helper)
        .await
        .expect(201);
    let (_, manager) = world
        .active(&token, Role("Manager", KITCHEN).person("m@example.com"))
        .await;
    let person = |email: &'static str, department: &'static str, kind: &'static str| {
        vec!["A", "B", email, "", "", "Butiksassistent", department, kind, "da"]
    };
    let file = workbook::workbook(&[
        person("clerk@example.com", KITCHEN, "Clerk"),
        person("helper@example.com", KITCHEN, "Helper"),
        person("new@example.com", "Bageri", "User"),
        person("new-kind@example.com", KITCHEN, "Baker"),
        person("plain@example.com", KITCHEN, "User"),
    ]);
    let id = dry_run(&world, &manager, file).await;
    let codes = async || -> Vec<Option<String>> {
        let outcomes = outcomes(&world, &token, &id).await;
        outcomes.into_iter().map(|(_, code)| code).collect()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        codes().await,
        [
            text("may_not_grant"),
            None,
            text("unknown_department"),
            text("unknown_permission_type"),
            None
        ]
    );
    // The type that was refused carries nothing any more; one that was fine now carries more than the manager holds. What
    // the lists lacked is there.
    let entry = |list: &str, entry: &crate::support::world::Answer| {
        format!("/api/{list}/{}", entry.json()["id"].as_str().unwrap())
    };
    for (entry, capabilities) in [
        (entry("permission-types", &clerk), json!([])),
        (entry("permission-types", &helper), json!(["manage_settings"])),
    ] {
        world
            .patch(&entry, &token, json!({ "capabilities": capabilities }))
            .await
            .expect(200);
    }
    for (list, name) in [("departments", "Bageri"), ("permission-types", "Baker")] {
        world
            .post(&format!("/api/{list}"), Some(&token), json!({ "name": name }))
            .await
            .expect(201);
    }
    world
        .post(&format!("/api/imports/{id}/run"), Some(&token), json!({}))
        .await
        .expect(202);
    world
        .import(&invoker::work(&Slug::parse("alpha").unwrap(), &id))
        .await;
    assert_eq!(
        codes().await,
        [
            text("may_not_grant"),
            text("may_not_grant"),
            text("not_your_department"),
            None,
            None
        ]
    );
    // The sentence is true of the administrator who pressed the button, too.
    let said = &rows(&world, &token, &id, "").await[0]["faults"][0]["detail"];
    assert!(said.as_str().unwrap().contains("both have"), "{said}");
    // The manager still sees the import, and that the administrator has run it.
    assert_eq!(show(&world, &manager, &id).await["created"], 2);
}

#[tokio::test]
async fn a_drop_has_what_the_settings_give_to_drops_and_at_most_what_the_person_named_has() {
    let world = World::new().await;
    let token = organisation(&world, "alpha").await;
    let mut named: Vec<(Option<String>, Option<Role>)> = vec![(None, None)];
    for (n, role) in [
        Role("Administrator", KITCHEN),
        Role("HR", KITCHEN),
        Role("Manager", SHOP),
        Role("User", KITCHEN),
    ]
    .into_iter()
    .enumerate()
    {
        let (id, _) = world
            .active(&token, role.person(&format!("named-{n}@example.com")))
            .await;
        named.push((Some(id), Some(role)));
    }
    let (gone, _) = world
        .active(&token, Role("Administrator", KITCHEN).person("gone@example.com"))
        .await;
    let off = json!({ "status": "disabled" });
    world
        .patch(&format!("/api/users/{gone}"), &token, off)
        .await
        .expect(200);
    // Somebody disabled, and somebody who never was.
    let nobody = Role("User", KITCHEN);
    named.push((Some(gone), Some(nobody)));
    named.push((Some("u_0000000000000000".to_owned()), Some(nobody)));
    named.push((Some("system".to_owned()), Some(nobody)));
    for (n, allowed) in [
        json!([]),
        json!(["manage_own_department"]),
        json!(["manage_users"]),
    ]
    .into_iter()
    .enumerate()
    {
        let may_hand_on: &[&str] = [&[][..], &["own"], &["users", "own"]][n];
        let patch = json!({ "imports": { "drop_capabilities": allowed } });
        world.patch("/api/settings", &token, patch).await.expect(200);
        for (at, (id, role)) in named.iter().enumerate() {
            let metadata: Vec<(&str, &str)> = id.iter().map(|id| ("uploaded-by", id.as_str())).collect();
            let key = format!("imports/alpha/{n}-{at}.xlsx");
            let event = world
                .drop_workbook(&key, file(&format!("d{n}-{at}")), &metadata)
                .await;
            let ended = world.import(&event).await;
            let id = ended["import_id"].as_str().unwrap();
            if role.is_some_and(|role| carries(role.0).is_empty()) {
                assert_eq!(ended["status"], "refused", "{role:?}");
                continue;
            }
            let ran = outcomes(&world, &token, id).await;
            for ((outcome, _), row) in ran.iter().zip(every_row()) {
                let allowed = carries(row.0).iter().all(|one| may_hand_on.contains(one));
                let all = allowed && role.is_none_or(|role| role.may_create(row));
                assert_eq!(
                    outcome,
                    if all { "created" } else { "invalid" },
                    "{row:?} by {role:?}, {may_hand_on:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_dropped_dry_run_lends_nobody_the_rights_of_who_runs_it() {
    let world = World::new().await;
    let token = organisation(&world, "alpha").await;
    let key = "imports/alpha/dropped.xlsx";
    let event = world
        .drop_workbook(key, file("dropped"), &[("dry-run", "true")])
        .await;
    let id = world.import(&event).await["import_id"]
        .as_str()
        .unwrap()
        .to_owned();
    world
        .post(&format!("/api/imports/{id}/run"), Some(&token), json!({}))
        .await
        .expect(202);
    world
        .import(&invoker::work(&Slug::parse("alpha").unwrap(), &id))
        .await;
    let created: Vec<Role> = outcomes(&world, &token, &id)
        .await
        .into_iter()
        .zip(every_row())
        .filter_map(|((outcome, _), row)| (outcome == "created").then_some(row))
        .collect();
    assert_eq!(created, [Role("User", KITCHEN), Role("User", SHOP)]);
}

#[tokio::test]
async fn a_department_manager_sees_only_imports_of_their_own_file_and_department() {
    let world = World::new().await;
    let token = organisation(&world, "alpha").await;
    let (manager, session) = world
        .active(&token, Role("Manager", KITCHEN).person("m@example.com"))
        .await;
    let (_, other) = world
        .active(&token, Role("Manager", KITCHEN).person("o@example.com"))
        .await;
    let (admin, admins) = world
        .active(&token, Role("Administrator", KITCHEN).person("a@example.com"))
        .await;
    let (own, event) = upload(&world, &session, "own.xlsx", false, file("own")).await;
    let (waiting, _) = upload(&world, &session, "waiting.xlsx", false, file("waiting")).await;
    show(&world, &session, &waiting).await;
    world.import(&event).await;
    let (all, event) = upload(&world, &admins, "all.xlsx", false, file("all")).await;
    world.import(&event).await;
    let event = world
        .drop_workbook(
            "imports/alpha/drop.xlsx",
            file("drop"),
            &[("uploaded-by", &manager)],
        )
        .await;
    let dropped = world.import(&event).await["import_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let listed = async |token: &str| -> Vec<String> {
        let listed = world.get("/api/imports", token).await.expect(200).json();
        let items = listed["items"].as_array().unwrap().iter();
        let mut ids: Vec<String> = items
            .map(|one| one["import_id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let theirs = sorted(vec![own.clone(), waiting.clone(), dropped.clone()]);
    assert_eq!(listed(&session).await, theirs);
    assert_eq!(listed(&other).await, Vec::<String>::new());
    let sign_in = async |email: &str| {
        let body = json!({ "organisation": "alpha", "identifier": email, "password": crate::support::world::PASSWORD });
        let answer = world.post("/api/sign-in", None, body).await.expect(200).json();
        answer["access_token"].as_str().unwrap().to_owned()
    };
    let change_to = async |id: &str, role: Role| {
        let change = Change::Becomes(role).patch();
        world
            .patch(&format!("/api/users/{id}"), &token, change)
            .await
            .expect(200);
    };
    // Moved to another department, the manager is none of the people whose rows stand there; moved back, they are.
    change_to(&manager, Role("Manager", SHOP)).await;
    let session = sign_in("m@example.com").await;
    assert_eq!(listed(&session).await, Vec::<String>::new());
    for part in ["", "/rows", "/result"] {
        world
            .get(&format!("/api/imports/{own}{part}"), &session)
            .await
            .expect(404);
    }
    for press in ["run", "undo"] {
        world
            .post(&format!("/api/imports/{own}/{press}"), Some(&session), json!({}))
            .await
            .expect(404);
    }
    change_to(&manager, Role("Manager", KITCHEN)).await;
    assert_eq!(listed(&sign_in("m@example.com").await).await, theirs);
    // An administrator who has become a manager sees no more of what went to all departments.
    change_to(&admin, Role("Manager", KITCHEN)).await;
    assert_eq!(
        listed(&sign_in("a@example.com").await).await,
        Vec::<String>::new()
    );
    assert_eq!(listed(&token).await, sorted([theirs, vec![all.clone()]].concat()));
    // An import from before its reach was recorded is shown to those alone who see everything.
    world.forget(&all, "reach").await;
    world.forget(&own, "reach").await;
    show(&world, &token, &own).await;
    world
        .get(&format!("/api/imports/{own}"), &sign_in("m@example.com").await)
        .await
        .expect(404);
}

/// Starts an import of 1,200 rows whose second block is held up for six seconds, and disables or changes its uploader
/// meanwhile. Rights are read again every five.
async fn change_halfway(change: Change, is_killed: bool) -> (World, String, String, Value) {
    let (world, seam) = World::with_seam().await;
    let token = organisation(&world, "alpha").await;
    let (manager, session) = world
        .active(&token, Role("Manager", KITCHEN).person("m@example.com"))
        .await;
    let (id, event) = upload(
        &world,
        &session,
        "p.xlsx",
        false,
        workbook::of(&workbook::people(1_200)),
    )
    .await;
    seam.hold("person700@example.com", Duration::from_secs(6));
    let changing = async {
        seam.held().await;
        world
            .patch(&format!("/api/users/{manager}"), &token, change.patch())
            .await
            .expect(200);
    };
    let (ended, ()) = if is_killed {
        // The worker dies with the second block under way; another one takes over.
        let (killed, ()) = futures::join!(
            tokio::time::timeout(Duration::from_secs(5), world.import(&event)),
            changing
        );
        assert!(killed.is_err());
        world.wait(SignedDuration::from_secs(31));
        (world.import(&event).await, ())
    } else {
        futures::join!(world.import(&event), changing)
    };
    (world, token, id, ended)
}

#[tokio::test]
async fn an_import_whose_uploader_is_disabled_halfway_stops_and_says_so() {
    let (world, token, id, ended) = change_halfway(Change::Disabled, false).await;
    assert_eq!(ended["status"], "refused");
    let import = show(&world, &token, &id).await;
    assert_eq!(import["refusal"]["code"], "uploader_may_not");
    assert_eq!(import["created"], 1_000, "the blocks that were under way");
    assert_eq!(outcomes(&world, &token, &id).await.len(), 1_000);
    // Those it created can be taken back.
    world
        .post(&format!("/api/imports/{id}/undo"), Some(&token), json!({}))
        .await
        .expect(202);
    world
        .import(&invoker::work(&Slug::parse("alpha").unwrap(), &id))
        .await;
    assert_eq!(show(&world, &token, &id).await["undo"]["removed"], 1_000);
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_import_whose_uploader_is_moved_halfway_refuses_the_rest() {
    for is_killed in [false, true] {
        let moved = Change::Becomes(Role("Manager", SHOP));
        let (world, token, id, ended) = change_halfway(moved, is_killed).await;
        assert_eq!(ended["status"], "finished");
        let outcomes = outcomes(&world, &token, &id).await;
        let created = outcomes
            .iter()
            .filter(|(outcome, _)| outcome == "created")
            .count();
        assert_eq!(outcomes.len(), 1_200);
        assert!(
            outcomes[created..].iter().all(
                |(outcome, code)| outcome == "invalid" && code.as_deref() == Some("not_your_department")
            ),
            "{created} first"
        );
        assert!(
            if is_killed {
                created <= 1_000
            } else {
                created == 1_000
            },
            "{created}"
        );
    }
}

#[tokio::test]
async fn a_file_written_over_an_uploaded_one_is_a_drop() {
    let world = World::new().await;
    let token = organisation(&world, "alpha").await;
    let id = imported(&world, &token, file("first")).await;
    assert_eq!(show(&world, &token, &id).await["created"], every_row().len());
    // Anybody who may list the bucket reads the key there by now.
    let key = format!("imports/alpha/{id}/p.xlsx");
    let event = world.drop_workbook(&key, file("second"), &[]).await;
    let second = world.import(&event).await["import_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_ne!(second, id);
    let outcomes = outcomes(&world, &token, &second).await;
    for ((outcome, fault), row) in outcomes.iter().zip(every_row()) {
        let expected = if carries(row.0).is_empty() {
            ("created", None)
        } else {
            ("invalid", Some("may_not_grant"))
        };
        assert_eq!((outcome.as_str(), fault.as_deref()), expected, "{row:?}");
    }
    // The same file sent again, as browsers do whose answer was lost: everybody exists, whatever they may do.
    let event = world.drop_workbook(&key, file("first"), &[]).await;
    let again = world.import(&event).await;
    assert_eq!(again["counts"]["created"], 0, "{again}");
}
