//! Uploading: an address, what is sent there, and drops beside it.

use crate::support::{
    imports::{result, row, rows, send, show, upload},
    workbook::{self, people, workbook},
    world::World,
};
use rollcall_local::http::Client;
use serde_json::{Value, json};

#[tokio::test]
async fn an_upload_is_followed_from_its_address_to_its_result() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let refused = world
        .post(
            "/api/imports",
            Some(&token),
            json!({ "file_name": "people.csv", "dryrun": true }),
        )
        .await;
    assert_eq!(refused.expect(422).faulty(), ["/dryrun", "/file_name"]);
    let mut all = people(240);
    all[100][6] = "Kokken".to_owned();
    all[101][2] = "PERSON7@example.com".to_owned();
    let (id, event) = upload(&world, &token, "maj & juni + løn.xlsx", false, workbook::of(&all)).await;
    let waiting = show(&world, &token, &id).await;
    assert_eq!(
        (&waiting["status"], &waiting["started_at"]),
        (&json!("waiting"), &Value::Null)
    );
    world
        .get(&format!("/api/imports/{id}/result"), &token)
        .await
        .expect(409);
    world
        .post(&format!("/api/imports/{id}/undo"), Some(&token), json!({}))
        .await
        .expect(409);
    world
        .post(&format!("/api/imports/{id}/run"), Some(&token), json!({}))
        .await
        .expect(409);

    assert_eq!(
        world.import(&event).await["import_id"],
        json!(id),
        "the address is the import's"
    );
    let done = show(&world, &token, &id).await;
    assert_eq!(done["status"], "finished");
    assert_eq!(done["file_name"], "maj & juni + løn.xlsx");
    let counts = ["rows", "processed", "created", "existing", "duplicate", "invalid"];
    assert_eq!(
        counts.map(|name| done[name].as_u64().unwrap()),
        [240, 240, 238, 0, 1, 1]
    );
    assert_eq!(
        done["messages"]["email"],
        json!({ "total": 238, "languages": { "da": 238 } })
    );

    let every = rows(&world, &token, &id, "limit=100").await;
    let numbers: Vec<u64> = every.iter().map(|row| row["row"].as_u64().unwrap()).collect();
    assert_eq!(
        numbers,
        (2..=241).collect::<Vec<_>>(),
        "every row once, in order, over three pages"
    );
    let user = every[5]["user_id"].as_str().unwrap();
    let timeline = world
        .get(&format!("/api/users/{user}"), &token)
        .await
        .expect(200)
        .json();
    assert_eq!(timeline["email"], "person5@example.com");
    let invalid = rows(&world, &token, &id, "outcome=invalid&limit=1").await;
    assert_eq!(invalid.len(), 1);
    assert_eq!(
        (&invalid[0]["row"], &invalid[0]["faults"][0]["suggestion"]),
        (&json!(102), &json!("Køkken"))
    );
    let duplicate = rows(&world, &token, &id, "outcome=duplicate").await;
    assert_eq!(duplicate[0]["faults"][0]["row"], 9);
    let danish = rows(&world, &token, &id, "outcome=invalid&language=da").await;
    assert_eq!(
        danish[0]["faults"][0]["detail"],
        "Den afdeling findes ikke. Mente du ”Køkken”?"
    );
    for query in [
        "outcome=fine",
        "limit=0",
        "cursor=%21",
        "unreachable=perhaps",
        "language=tlh",
    ] {
        let path = format!("/api/imports/{id}/rows?{query}");
        world.get(&path, &token).await.expect(422);
    }

    let way = world
        .get(&format!("/api/imports/{id}/result"), &token)
        .await
        .expect(303);
    let saved_as = "filename*=UTF-8''maj%20%26%20juni%20%2B%20l%C3%B8n%20%E2%80%93%20result%20";
    let fetched = Client::new().get(&way.headers["location"]).await.unwrap();
    let disposition = fetched.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.contains(saved_as), "{disposition}");
    let workbook = result(&world, &token, &id).await;
    let texts = workbook::texts(&workbook);
    assert_eq!(texts.len(), 241);
    assert_eq!(texts[0][11..], ["Outcome", "Message"]);
    assert_eq!(texts[102][11], "Duplicate");
    assert!(
        texts[101][12].contains("Department") && texts[101][12].contains("Køkken"),
        "{:?}",
        texts[101]
    );
    let listed = world.get("/api/imports", &token).await.expect(200).json();
    assert_eq!(listed["items"][0], done);
}

#[tokio::test]
async fn an_address_takes_one_workbook_and_another_one_sent_there_is_another_import() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let asked = json!({ "file_name": "a.xlsx" });
    let answer = world
        .post("/api/imports", Some(&token), asked)
        .await
        .expect(201)
        .json();
    let result = format!("/api/imports/{}/result", answer["import_id"].as_str().unwrap());
    let early = world.get(&result, &token).await.expect(409).json();
    assert!(
        early["detail"].as_str().unwrap().contains("not been uploaded"),
        "{early}"
    );
    let first = send(&world, &answer["upload"], workbook::of(&people(3))).await;
    let second = send(&world, &answer["upload"], workbook::of(&people(5))).await;
    // The events come in the other order, and twice.
    let (late, early) = (world.import(&second).await, world.import(&first).await);
    assert_eq!(late["import_id"], answer["import_id"]);
    assert_ne!(early["import_id"], answer["import_id"]);
    assert_eq!(
        (&late["counts"]["created"], &early["counts"]["existing"]),
        (&json!(5), &json!(3))
    );
    assert_eq!(world.import(&first).await["status"], "elsewhere");
    assert_eq!(world.import(&second).await["status"], "elsewhere");
    assert_eq!(world.users().await.len(), 6);
}

#[tokio::test]
async fn whatever_is_sent_to_an_address_has_the_rights_of_whoever_asked_for_it() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let allow = json!({ "imports": { "drop_capabilities": ["manage_users", "manage_own_department"] } });
    world.patch("/api/settings", &token, allow).await.expect(200);
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&token, manager).await;
    let users = world.users().await.len();
    let asked = json!({ "file_name": "a.xlsx", "dry_run": true });
    let answer = world
        .post("/api/imports", Some(&manager), asked)
        .await
        .expect(201)
        .json();
    let first = send(&world, &answer["upload"], workbook::of(&people(3))).await;
    world.import(&first).await;
    let elsewhere = workbook(&[row(
        "A|B|a@example.com|||Butiksassistent|Filiale Flensburg|User|da",
    )]);
    // The same address again: neither a real run nor anybody else's department.
    let second = world
        .import(&send(&world, &answer["upload"], elsewhere.clone()).await)
        .await;
    assert_eq!(second["counts"]["invalid"], 1, "{second}");
    let again = world
        .import(&send(&world, &answer["upload"], workbook::of(&people(3))).await)
        .await;
    assert_eq!(again["counts"]["created"], 3, "would be: {again}");
    assert_eq!(world.users().await.len(), users);
    assert_eq!(
        world.get("/api/imports", &manager).await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    // An address nobody has on record gives nobody's rights.
    let event = world
        .drop_workbook("imports/alpha/im_unknown/p.xlsx", elsewhere.clone(), &[])
        .await;
    assert_eq!(world.import(&event).await["status"], "refused");
    for cursor in ["OTk5OTk5OTg", "eA", "MjAyNi0wMS0wMVQwMDowMDowMFoj"] {
        let rows = format!(
            "/api/imports/{}/rows?cursor={cursor}",
            answer["import_id"].as_str().unwrap()
        );
        world.get(&rows, &manager).await.expect(422);
        world
            .get(&format!("/api/imports?cursor={cursor}"), &manager)
            .await
            .expect(422);
    }
    // An administrator runs the first file for real. What comes to the address after that is still the manager's.
    let run = format!("/api/imports/{}/run", answer["import_id"].as_str().unwrap());
    world.post(&run, Some(&token), json!({})).await.expect(202);
    assert_eq!(world.import(&first).await["counts"]["created"], 3);
    let third = world
        .import(&send(&world, &answer["upload"], elsewhere).await)
        .await;
    assert_eq!(third["counts"]["invalid"], 1, "{third}");
    assert_eq!(world.users().await.len(), users + 3);
}

#[tokio::test]
async fn drops_hand_on_what_the_settings_allow_them() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = |email: &'static str, kind: &'static str| {
        vec!["A", "B", email, "", "", "Butiksassistent", "Køkken", kind, "da"]
    };
    let file = workbook(&[
        person("a@example.com", "Manager"),
        person("b@example.com", "Administrator"),
    ]);
    let event = world
        .drop_workbook("imports/alpha/one.xlsx", file.clone(), &[])
        .await;
    let refused = world.import(&event).await;
    assert_eq!(refused["counts"]["invalid"], 2);
    let told = rows(&world, &token, refused["import_id"].as_str().unwrap(), "").await;
    let detail = told[0]["faults"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("only what the settings allow"), "{detail}");
    let allow = json!({ "imports": { "drop_capabilities": ["manage_own_department"] } });
    world.patch("/api/settings", &token, allow).await.expect(200);
    let event = world.drop_workbook("imports/alpha/two.xlsx", file, &[]).await;
    let import = world.import(&event).await;
    assert_eq!(
        (&import["counts"]["created"], &import["counts"]["invalid"]),
        (&json!(1), &json!(1))
    );
}
