//! Imports as their uploaders see them: template, upload, dry run, progress, rows, result, undo, and whose turn it is.

use crate::support::{
    workbook::{self, people, workbook},
    world::World,
};
use futures::future::join_all;
use jiff::SignedDuration;
use rollcall::{
    aws::{invoker, store::imports::Claim},
    domain::{import, message, organisation::Slug},
    workflow::imports::take_up::take_up_abandoned,
};
use rollcall_local::http::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Uploads a workbook the way a browser would: asks for an address and sends the file there. The import's id, and the
/// event S3 would send.
pub(crate) async fn upload(
    world: &World,
    token: &str,
    file_name: &str,
    dry_run: bool,
    bytes: Vec<u8>,
) -> (String, Value) {
    let asked = json!({ "file_name": file_name, "dry_run": dry_run });
    let answer = world.post("/api/imports", Some(token), asked).await.expect(201);
    let id = answer.json()["import_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.headers["location"], format!("/api/imports/{id}"));
    let event = send(world, &answer.json()["upload"], bytes).await;
    (id, event)
}

/// Sends a file to an upload address.
pub(crate) async fn send(world: &World, upload: &Value, bytes: Vec<u8>) -> Value {
    let url = upload["url"].as_str().unwrap();
    let mut request = lambda_http::http::Request::builder()
        .method(upload["method"].as_str().unwrap())
        .uri(url);
    for (name, value) in upload["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let sent = Client::new()
        .send(request.body(bytes.into()).unwrap())
        .await
        .unwrap();
    assert_eq!(sent.status, 200, "{}", String::from_utf8_lossy(&sent.body));
    let path = url.split('?').next().unwrap();
    let (_, key) = path.split_once(&format!("{}/", world.bucket)).unwrap();
    let version = sent.headers["x-amz-version-id"].to_str().unwrap();
    json!({ "Records": [{ "s3": {
        "bucket": { "name": world.bucket }, "object": { "key": key, "versionId": version } } }] })
}

pub(crate) async fn show(world: &World, token: &str, id: &str) -> Value {
    world
        .get(&format!("/api/imports/{id}"), token)
        .await
        .expect(200)
        .json()
}

/// All rows of a listing, page by page.
pub(crate) async fn rows(world: &World, token: &str, id: &str, query: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/imports/{id}/rows?{query}{cursor}");
        let page = world.get(&path, token).await.expect(200).json();
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            None => return rows,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
}

async fn result(world: &World, token: &str, id: &str) -> Vec<u8> {
    let answer = world
        .get(&format!("/api/imports/{id}/result"), token)
        .await
        .expect(303);
    let fetched = Client::new().get(&answer.headers["location"]).await.unwrap();
    assert_eq!(fetched.status, 200);
    fetched.body.to_vec()
}

fn row(cells: [&'static str; 9]) -> Vec<&'static str> {
    cells.to_vec()
}

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
async fn imports_are_listed_newest_first_page_by_page_and_kept_to_whom_they_concern() {
    let world = World::new().await;
    let alpha = world.busy_organisation("alpha").await;
    let beta = world.busy_organisation("beta").await;
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&alpha, manager).await;
    let (_, user) = world
        .active(&alpha, World::person(Some("u@example.com"), json!({})))
        .await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let token = if n == 2 { &manager } else { &alpha };
        let asked = json!({ "file_name": format!("{n}.xlsx") });
        let answer = world.post("/api/imports", Some(token), asked).await.expect(201);
        ids.push(answer.json()["import_id"].as_str().unwrap().to_owned());
        world.wait(SignedDuration::from_secs(1));
    }
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world
            .get(&format!("/api/imports?limit=2{cursor}"), &alpha)
            .await
            .expect(200)
            .json();
        listed.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["import_id"].clone()),
        );
        match page["next_cursor"].as_str() {
            None => break,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
    let newest_first: Vec<Value> = ids.iter().rev().map(|id| json!(id)).collect();
    assert_eq!(listed, newest_first);
    let own = world.get("/api/imports", &manager).await.expect(200).json();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(own["items"][0]["import_id"], json!(ids[2]));
    for (method, path) in [
        ("GET", format!("/api/imports/{}", ids[0])),
        ("GET", format!("/api/imports/{}/rows", ids[0])),
        ("GET", format!("/api/imports/{}/result", ids[0])),
        ("POST", format!("/api/imports/{}/run", ids[0])),
        ("POST", format!("/api/imports/{}/undo", ids[0])),
    ] {
        let unknown = path.replace(&ids[0], "im_0000000000000000");
        for token in [&manager, &beta] {
            let theirs = world
                .send(method, &path, Some(token), None, &[])
                .await
                .expect(404);
            let nobodys = world
                .send(method, &unknown, Some(token), None, &[])
                .await
                .expect(404);
            assert_eq!(theirs.text, nobodys.text);
        }
        world
            .send(method, &path, Some(&user), None, &[])
            .await
            .expect(403);
    }
    world.get("/api/imports", &user).await.expect(403);
    world.get("/api/import-template", &user).await.expect(403);
    world
        .post("/api/imports", Some(&user), json!({ "file_name": "a.xlsx" }))
        .await
        .expect(403);
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
    let elsewhere = workbook(&[row([
        "A",
        "B",
        "a@example.com",
        "",
        "",
        "Butiksassistent",
        "Filiale Flensburg",
        "User",
        "da",
    ])]);
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
async fn a_dry_run_says_what_a_run_then_does_and_is_run_by_a_press() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let file = workbook(&[
        row([
            "Anna",
            "A",
            "anna@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ]),
        row([
            "Zażółć",
            "B",
            "",
            "zazolc",
            "20123456",
            "Butiksassistent",
            "Køkken",
            "User",
            "en",
        ]),
        row([
            "Bo",
            "C",
            "bo@example.com",
            "bo",
            "015123456789",
            "Butiksassistent",
            "Filiale Flensburg",
            "User",
            "de",
        ]),
        row([
            "Bo",
            "C",
            "BO@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "de",
        ]),
        row([
            "",
            "D",
            "d@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ]),
    ]);
    let users = world.users().await.len();
    let (id, event) = upload(&world, &token, "p.xlsx", true, file).await;
    world.import(&event).await;
    let dry = show(&world, &token, &id).await;
    assert_eq!(
        (
            &dry["dry_run"],
            &dry["created"],
            &dry["duplicate"],
            &dry["invalid"]
        ),
        (&json!(true), &json!(3), &json!(1), &json!(1))
    );
    assert_eq!(rows(&world, &token, &id, "outcome=would_create").await.len(), 3);
    assert_eq!(world.users().await.len(), users);
    assert_eq!(world.deliver().await["results"].as_array().map_or(0, Vec::len), 0);
    assert_eq!(world.messages().await.len(), 0);
    assert_eq!(
        workbook::texts(&result(&world, &token, &id).await)[1][11],
        "Would be created"
    );
    world
        .post(&format!("/api/imports/{id}/undo"), Some(&token), json!({}))
        .await
        .expect(409);

    let run = format!("/api/imports/{id}/run");
    let pressed = world.post(&run, Some(&token), json!({})).await.expect(202).json();
    assert_eq!(
        (&pressed["status"], &pressed["dry_run"]),
        (&json!("waiting"), &json!(false))
    );
    world.post(&run, Some(&token), json!({})).await.expect(202);
    let slug = Slug::parse("alpha").unwrap();
    world.import(&invoker::work(&slug, &id)).await;
    let done = show(&world, &token, &id).await;
    assert_eq!(done["status"], "finished");
    assert_eq!(done["messages"], dry["messages"], "as was said before");
    assert_eq!(rows(&world, &token, &id, "").await.len(), 5);
    world.post(&run, Some(&token), json!({})).await.expect(409);
    // What was said is what goes out, to the segment.
    world.deliver().await;
    let sent = world.messages().await;
    let of = |channel: &'static str| {
        sent.iter()
            .filter(move |one| format!("{:?}", one.channel).eq_ignore_ascii_case(channel))
    };
    let segments: u32 = of("sms")
        .map(|one| u32::try_from(message::segments(&one.text)).unwrap())
        .sum();
    let said = &done["messages"];
    assert_eq!(
        (said["email"]["total"].as_u64(), said["sms"]["total"].as_u64()),
        (Some(of("email").count() as u64), Some(of("sms").count() as u64))
    );
    assert_eq!(said["sms"]["segments"].as_u64(), Some(u64::from(segments)));
    assert_eq!(said["sms"]["languages"], json!({ "en": 1, "de": 1 }));
    assert_eq!(
        said["estimated_cost_usd"],
        json!((f64::from(segments) * 600.0 + 2.0).round() / 10_000.0)
    );
}

#[tokio::test]
async fn people_no_message_can_reach_are_told_by_row() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let off = json!({ "communication": { "sms": false } });
    world.patch("/api/settings", &token, off).await.expect(200);
    let file = workbook(&[
        row([
            "Anna",
            "A",
            "anna@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ]),
        row([
            "Bo",
            "B",
            "",
            "bo",
            "20123456",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ]),
        row([
            "Ib",
            "B",
            "",
            "ib",
            "20123457",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
        ]),
    ]);
    let (id, event) = upload(&world, &token, "p.xlsx", true, file).await;
    world.import(&event).await;
    let said = show(&world, &token, &id).await;
    assert_eq!(said["messages"]["unreachable"], 2);
    let unreachable = rows(&world, &token, &id, "unreachable=true").await;
    let numbers: Vec<&Value> = unreachable.iter().map(|row| &row["row"]).collect();
    assert_eq!(numbers, [&json!(3), &json!(4)]);
    let texts = workbook::texts(&result(&world, &token, &id).await);
    assert!(texts[2][12].contains("SMS is off"), "{:?}", texts[2]);

    // With SMS on, a landline is tried, and said to be one, whether or not an e-mail goes out too.
    let on = json!({ "communication": { "sms": true } });
    world.patch("/api/settings", &token, on).await.expect(200);
    let landline = |name: &'static str, email: &'static str, username: &'static str| {
        row([
            name,
            "B",
            email,
            username,
            "+493012345678",
            "Butiksassistent",
            "Køkken",
            "User",
            "de",
        ])
    };
    let file = workbook(&[landline("Uwe", "", "uwe"), landline("Eva", "eva@example.com", "")]);
    let (id, event) = upload(&world, &token, "p.xlsx", true, file).await;
    world.import(&event).await;
    let warned: Vec<Value> = rows(&world, &token, &id, "")
        .await
        .iter()
        .map(|row| row["warnings"][0]["code"].clone())
        .collect();
    assert_eq!(warned, [json!("landline"), json!("landline")]);
}

#[tokio::test]
async fn a_result_put_right_in_place_and_dropped_back_creates_only_the_corrected() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let headings = [
        "Nummer",
        "Fornavn",
        "Efternavn",
        "E-mail",
        "Brugernavn",
        "Telefon",
        "Jobprofil",
        "Afdeling",
        "Rettighedstype",
        "Sprog",
        "Engangskode",
        "Bemærkning",
    ];
    let person = |cells: [&'static str; 12]| cells.map(str::to_owned).to_vec();
    let mut rows = vec![
        headings.map(str::to_owned).to_vec(),
        person([
            "007",
            "Åse",
            "Ærø",
            "aase@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
            "kvist-4417-hale",
            "=1+1",
        ]),
        person([
            "008",
            "Bo",
            "Ødegård",
            "bo@example",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
            "kvist-9052-horn",
            "+45 note",
        ]),
        person([
            "009",
            "Ib",
            "Åberg",
            "",
            "ib",
            "20123456",
            "Butiksassistent",
            "Kokken",
            "User",
            "da",
            "",
            "@cmd",
        ]),
        person([
            "010",
            "Åse",
            "Igen",
            "AASE@example.com",
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
            "",
            "",
        ]),
    ];
    // A remark beside the table, under no heading.
    rows[2].push("ringer selv".to_owned());
    let uploader = json!({ "first_name": "Dansk", "language": "da", "permission_type": "Administrator" });
    let (_, danish) = world
        .active(&token, World::person(Some("dansk@example.com"), uploader))
        .await;
    let (id, event) = upload(&world, &danish, "p.xlsx", false, workbook::whole(&rows)).await;
    world.import(&event).await;
    let bytes = result(&world, &danish, &id).await;
    let sheet = workbook::part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        !sheet.contains("<f>") && !sheet.contains("<f ") && !sheet.contains("kvist"),
        "{sheet}"
    );
    // What is corrected in place is chosen, as in the template.
    assert_eq!(sheet.matches("type=\"list\"").count(), 4, "{sheet}");
    assert!(sheet.contains("sqref=\"H2:H1048576\""), "{sheet}");
    assert!(
        workbook::part(&bytes, "xl/workbook.xml").contains("name=\"Lists\" sheetId=\"3\" state=\"hidden\"")
    );
    let lists = workbook::texts_of(&bytes, 2);
    assert!(lists.iter().any(|row| row[1] == "Køkken"), "{lists:?}");
    let comments = workbook::part(&bytes, "xl/comments1.xml");
    assert!(
        comments.contains("Køkken") && !comments.contains("kvist"),
        "{comments}"
    );
    let mut texts = workbook::texts(&bytes);
    assert_eq!(texts[0][..12], rows[0][..]);
    assert_eq!(texts[0][12..], ["", "Resultat", "Besked"]);
    assert_eq!(texts[2][12], "ringer selv");
    let outcomes: Vec<&str> = texts[1..].iter().map(|row| row[13].as_str()).collect();
    assert_eq!(outcomes[1], outcomes[2]);
    assert!(texts[4][14].contains("Række 2"), "{:?}", texts[4]);
    for (number, before) in rows.iter().enumerate().skip(1) {
        let mut expected = before.clone();
        expected[10] = String::new();
        assert_eq!(
            texts[number][..12],
            expected[..12],
            "row {} is carried through",
            number + 1
        );
    }
    // As it is, with its summary: nothing happens, and no sheet of ours is said to be left unread.
    let (unchanged, event) = upload(&world, &danish, "p – resultat 2026-11-25.xlsx", true, bytes).await;
    world.import(&event).await;
    let unchanged = show(&world, &danish, &unchanged).await;
    assert_eq!(
        (
            &unchanged["created"],
            &unchanged["existing"],
            &unchanged["ignored_sheets"]
        ),
        (&json!(0), &json!(1), &Value::Null),
        "{unchanged}"
    );
    texts[2][3] = "bo@example.com".to_owned();
    texts[3][7] = "Køkken".to_owned();
    let before = world.users().await.len();
    let (again, event) = upload(&world, &danish, "p - result.xlsx", false, workbook::whole(&texts)).await;
    let import = world.import(&event).await;
    let counts =
        ["created", "existing", "duplicate", "invalid"].map(|name| import["counts"][name].as_u64().unwrap());
    assert_eq!(counts, [2, 1, 1, 0]);
    assert_eq!(world.users().await.len(), before + 2);
    let texts = workbook::texts(&result(&world, &danish, &again).await);
    assert_eq!(
        texts[0].len(),
        15,
        "the two columns are written anew, not beside: {:?}",
        texts[0]
    );
}

#[tokio::test]
async fn one_time_passwords_work_once_are_never_shown_again_and_are_one_for_each() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = |email: &'static str, code: &'static str| {
        vec![
            "A",
            "B",
            email,
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
            code,
        ]
    };
    let file = workbook(&[
        person("a@example.com", "kvist-4417-hale"),
        person("b@example.com", "KVIST 4417 HALE"),
        person("c@example.com", "gren-9052-horn"),
    ]);
    let (id, event) = upload(&world, &token, "p.xlsx", false, file).await;
    world.import(&event).await;
    let rows = rows(&world, &token, &id, "").await;
    let outcomes: Vec<&str> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["created", "invalid", "created"]);
    let fault = &rows[1]["faults"][0];
    assert_eq!(
        (&fault["code"], &fault["row"]),
        (&json!("same_one_time_password"), &json!(2))
    );
    let everything = format!(
        "{:?}{:?}{}",
        world.import_items().await,
        world.users().await,
        String::from_utf8_lossy(&result(&world, &token, &id).await)
    );
    assert!(!everything.to_lowercase().contains("kvist"));
    let sign_in = |password: &'static str| json!({ "organisation": "alpha", "identifier": "c@example.com", "password": password });
    let ticket = world
        .post("/api/sign-in", None, sign_in("gren-9052-horn"))
        .await
        .expect(200)
        .json();
    assert!(ticket["password_change"]["ticket"].is_string());
    world.wait(SignedDuration::from_hours(24 * 8));
    world
        .post("/api/sign-in", None, sign_in("gren-9052-horn"))
        .await
        .expect(401);
}

#[tokio::test]
async fn an_undo_removes_whom_nobody_has_activated_and_says_whom_it_kept() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let file = workbook::of(&people(60));
    let (id, event) = upload(&world, &token, "p.xlsx", false, file.clone()).await;
    let before = world.users().await.len();
    world.import(&event).await;
    let created = rows(&world, &token, &id, "limit=200").await;
    for at in [3, 40] {
        let user = created[at]["user_id"].as_str().unwrap();
        let link = world.link_of("alpha", user, 14).await;
        let password = json!({ "password": crate::support::world::PASSWORD });
        world
            .post(&format!("/api/activation/{link}"), None, password)
            .await
            .expect(200);
    }
    // Whoever was changed by hand goes all the same.
    let changed = created[5]["user_id"].as_str().unwrap();
    world
        .patch(
            &format!("/api/users/{changed}"),
            &token,
            json!({ "first_name": "Ny" }),
        )
        .await
        .expect(200);
    let undo = format!("/api/imports/{id}/undo");
    let asked = world
        .post(&undo, Some(&token), json!({}))
        .await
        .expect(202)
        .json();
    assert_eq!(asked["status"], "running");
    world.post(&undo, Some(&token), json!({})).await.expect(202);
    let slug = Slug::parse("alpha").unwrap();
    let work = invoker::work(&slug, &id);
    assert_eq!(world.import(&work).await["status"], "undone");
    let undone = show(&world, &token, &id).await;
    assert_eq!(
        (&undone["undo"]["removed"], &undone["undo"]["kept"]),
        (&json!(58), &json!(2))
    );
    assert_eq!(world.users().await.len(), before + 2);
    assert_eq!(world.orphans().await, Vec::<String>::new());
    let said: Vec<(u64, String)> = rows(&world, &token, &id, "limit=50")
        .await
        .iter()
        .filter(|row| row["undo"] != "removed")
        .map(|row| {
            (
                row["row"].as_u64().unwrap(),
                row["undo"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (5, "kept_activated".to_owned()),
            (42, "kept_activated".to_owned())
        ]
    );
    assert_eq!(
        world.import(&work).await["status"],
        "elsewhere",
        "nothing is left to do"
    );
    // The same people can come again.
    let (again, event) = upload(&world, &token, "p.xlsx", false, file).await;
    world.import(&event).await;
    let again_done = show(&world, &token, &again).await;
    assert_eq!(
        (&again_done["created"], &again_done["existing"]),
        (&json!(58), &json!(2))
    );
    world.wait(SignedDuration::from_hours(14 * 24 + 1));
    let late = world.organisation("late").await;
    drop(late);
    let session = json!({ "organisation": "alpha", "identifier": "admin@alpha.example", "password": crate::support::world::PASSWORD });
    let token = world.post("/api/sign-in", None, session).await.expect(200).json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    world
        .post(&format!("/api/imports/{again}/undo"), Some(&token), json!({}))
        .await
        .expect(409);
}

#[tokio::test]
async fn a_department_managers_undo_leaves_alone_whoever_has_moved_away() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let manager = World::person(Some("m@example.com"), json!({ "permission_type": "Manager" }));
    let (_, manager) = world.active(&token, manager).await;
    let (id, event) = upload(&world, &manager, "p.xlsx", false, workbook::of(&people(3))).await;
    world.import(&event).await;
    let created = rows(&world, &manager, &id, "").await;
    let moved = created[1]["user_id"].as_str().unwrap();
    let elsewhere = json!({ "department": "Filiale Flensburg" });
    world
        .patch(&format!("/api/users/{moved}"), &token, elsewhere)
        .await
        .expect(200);
    world
        .post(&format!("/api/imports/{id}/undo"), Some(&manager), json!({}))
        .await
        .expect(202);
    let slug = Slug::parse("alpha").unwrap();
    world.import(&invoker::work(&slug, &id)).await;
    let fates: Vec<Value> = rows(&world, &manager, &id, "")
        .await
        .iter()
        .map(|row| row["undo"].clone())
        .collect();
    assert_eq!(fates, ["removed", "kept_not_allowed", "removed"]);
}

#[tokio::test]
async fn drops_hand_on_what_the_settings_allow_them() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = |email: &'static str, kind: &'static str| {
        row(["A", "B", email, "", "", "Butiksassistent", "Køkken", kind, "da"])
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

#[tokio::test]
async fn a_fourth_import_waits_its_turn_and_the_schedule_takes_up_what_was_left_behind() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let slug = Slug::parse("alpha").unwrap();
    let context = world.context();
    // Three workers that have taken their imports and are at it.
    for n in 0..3 {
        let mut import = import::Import::new(&slug, format!("im_{n}"), "x.xlsx".to_owned(), context.now());
        import.object = Some(import::ObjectVersion {
            key: format!("imports/alpha/{n}.xlsx"),
            version: None,
            identity: n.to_string(),
        });
        assert!(world.app.store.register_import(&context, &import).await.unwrap());
        let claim = world
            .app
            .store
            .claim_import(&context, context.now(), &slug, &import.id)
            .await;
        assert!(matches!(claim, Ok(Claim::Yours(_))));
    }
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&people(4)), &[])
        .await;
    let waiting = world.import(&event).await;
    assert_eq!(waiting["status"], "waiting");
    let schedule = async || {
        let app = &world.managing_imports;
        let found = take_up_abandoned(&app.env, &app.invoker, &world.context()).await;
        serde_json::to_value(found.unwrap()).unwrap()
    };
    let looked = schedule().await;
    assert_eq!(
        (
            &looked["open"],
            looked["taken_up"].as_u64().unwrap() + looked["failed"].as_u64().unwrap()
        ),
        (&json!(4), 0)
    );
    // Their workers die. Three at a time are taken up, the oldest first; the others follow.
    world.wait(SignedDuration::from_secs(60));
    let looked = schedule().await;
    assert_eq!(
        looked["taken_up"].as_u64().unwrap() + looked["failed"].as_u64().unwrap(),
        3
    );
    let work = invoker::work(&slug, waiting["import_id"].as_str().unwrap());
    assert_eq!(world.import(&work).await["status"], "finished");
    for n in 0..3 {
        // Their files are gone: they end, and say so.
        let ended = world.import(&invoker::work(&slug, &format!("im_{n}"))).await;
        assert_eq!(ended["status"], "refused");
    }
    assert_eq!(schedule().await["open"], 0);
}

#[tokio::test]
async fn an_import_that_comes_no_further_is_given_up_visibly() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&people(4)), &[])
        .await;
    let slug = Slug::parse("alpha").unwrap();
    let version = event["Records"][0]["s3"]["object"]["versionId"].as_str().unwrap();
    let id = import::import_id(&world.bucket, "imports/alpha/p.xlsx", version);
    let mut import = import::Import::new(&slug, id.clone(), "p.xlsx".to_owned(), world.context().now());
    import.object = Some(import::ObjectVersion {
        key: "imports/alpha/p.xlsx".to_owned(),
        version: Some(version.to_owned()),
        identity: version.to_owned(),
    });
    import.stalls = import::MOST_STALLS;
    world
        .app
        .store
        .register_import(&world.context(), &import)
        .await
        .unwrap();
    assert_eq!(world.import(&event).await["status"], "refused");
    let import = world.app.store.find_import(&slug, &id).await.unwrap().unwrap();
    assert_eq!(import.refusal.unwrap().code, "gave_up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_organisations_at_once_all_come_to_their_end() {
    let world = World::new().await;
    let slugs: Vec<String> = (0..10).map(|n| format!("org-{n}")).collect();
    for slug in &slugs {
        world.busy_organisation(slug).await;
    }
    let mut events = Vec::new();
    for slug in &slugs {
        // The first has by far the most to do.
        let count = if slug == "org-0" { 1_500 } else { 60 };
        let key = format!("imports/{slug}/p.xlsx");
        events.push(world.drop_workbook(&key, workbook::of(&people(count)), &[]).await);
    }
    let began = std::time::Instant::now();
    let runs = join_all(events.iter().map(async |event| {
        let run = world.import(event).await;
        (run, began.elapsed())
    }))
    .await;
    let mut created = BTreeMap::new();
    for ((run, _), slug) in runs.iter().zip(&slugs) {
        created.insert(slug.clone(), run["counts"]["created"].as_u64().unwrap());
    }
    assert_eq!(created.values().sum::<u64>(), 1_500 + 9 * 60, "{created:?}");
    let (long, short) = (runs[0].1, runs[1..].iter().map(|(_, took)| *took).max().unwrap());
    assert!(
        short <= long,
        "nobody waits for the long one: {short:?}, {long:?}"
    );
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_template_is_made_for_whoever_asks_and_its_headings_are_understood() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let manager = World::person(
        Some("m@example.com"),
        json!({ "permission_type": "Manager", "department": "Filiale Flensburg" }),
    );
    let (_, manager) = world.active(&token, manager).await;
    for n in 0..300 {
        let entry = json!({ "name": format!("Butik {n:03}, \"Åben\" & <ny>") });
        world
            .post("/api/departments", Some(&token), entry)
            .await
            .expect(201);
    }
    let departments = world
        .get("/api/departments?limit=200", &token)
        .await
        .expect(200)
        .json();
    assert!(departments["next_cursor"].is_string(), "more than a page of them");
    // The organisation's first department, two of this test's and three hundred.
    let listed = format!("Lists!$B$1:$B${}", 1 + 2 + 300);
    for (language, first, sheet) in [
        ("en", "First name", "People"),
        ("da", "Fornavn", "Personer"),
        ("de", "Vorname", "Personen"),
    ] {
        let path = format!("/api/import-template?language={language}");
        let answer = world.get(&path, &token).await.expect(200);
        let name = &answer.headers["content-disposition"];
        assert!(
            name.is_ascii() && name.contains("filename*=UTF-8''Firma%20alpha%20%E2%80%93%20"),
            "{name}"
        );
        assert_eq!(workbook::texts(&answer.bytes)[0][0], format!("{first} *"));
        let structure = workbook::part(&answer.bytes, "xl/workbook.xml");
        assert!(
            structure.contains(&format!("name=\"{sheet}\""))
                && structure.contains(r#"name="Lists" sheetId="3" state="hidden""#),
            "{structure}"
        );
        let people = workbook::part(&answer.bytes, "xl/worksheets/sheet1.xml");
        for part in [&listed, "state=\"frozen\"", "dataValidation type=\"list\""] {
            assert!(people.contains(part), "{part} in {people}");
        }
        // Whoever selects a cell reads what belongs there; and what is typed is a text, also in programs that look at the
        // cell alone.
        assert_eq!(people.matches("promptTitle=").count(), 11, "{people}");
        let styles = workbook::part(&answer.bytes, "xl/styles.xml");
        for cell in ["A2", "D2", "E2", "G2", "J2", "A2001", "E2001"] {
            let (_, after) = people.split_once(&format!("<c r=\"{cell}\" s=\"")).unwrap();
            let style: usize = after.split('"').next().unwrap().parse().unwrap();
            let formats = styles.split_once("<cellXfs").unwrap().1;
            let format = formats.split("<xf ").nth(style + 1).unwrap();
            assert!(format.starts_with("numFmtId=\"49\""), "{cell}: {format}");
        }
        let texts = workbook::part(&answer.bytes, "xl/sharedStrings.xml");
        assert!(
            texts.contains("Firma alpha") && texts.contains("Astrid Lund"),
            "for whom it was made"
        );
        // Nobody is in it yet, and that is all that is wrong with it.
        let key = format!("imports/alpha/{language}.xlsx");
        let event = world.drop_workbook(&key, answer.bytes, &[]).await;
        let import = world.import(&event).await;
        let slug = Slug::parse("alpha").unwrap();
        let job = world
            .app
            .store
            .find_import(&slug, import["import_id"].as_str().unwrap())
            .await;
        assert_eq!(job.unwrap().unwrap().refusal.unwrap().code, "no_rows");
    }
    let own = world.get("/api/import-template", &manager).await.expect(200);
    let lists = workbook::texts_of(&own.bytes, 2);
    let list = |column: usize| -> Vec<&str> {
        let entries = lists.iter().map(|row| row[column].as_str());
        entries.filter(|entry| !entry.is_empty()).collect()
    };
    assert_eq!(list(1), ["Filiale Flensburg"], "their own department");
    assert_eq!(list(2), ["Manager", "User"], "what they may grant");
    assert_eq!(list(3), ["English", "Dansk", "Deutsch"]);
    world
        .get("/api/import-template?language=tlh", &token)
        .await
        .expect(422);
}

#[tokio::test]
async fn a_result_keeps_its_dates_and_stays_beside_its_rows() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let mut made = rust_xlsxwriter::Workbook::new();
    let sheet = made.add_worksheet();
    let person = row([
        "Åse",
        "Ærø",
        "aase@example.com",
        "",
        "",
        "Butiksassistent",
        "Kokken",
        "User",
        "da",
    ]);
    for (column, (heading, cell)) in (0..).zip(workbook::HEADINGS.iter().zip(&person)) {
        sheet.write(0, column, *heading).unwrap();
        sheet.write(1, column, *cell).unwrap();
    }
    sheet.write(0, 9, "Start date").unwrap();
    // 3 August 2026, where days count from 1904; and a space that nobody sees.
    sheet.write(1, 9, 44_775).unwrap();
    sheet.write(10, 255, " ").unwrap();
    made.add_worksheet().set_name("Filialen").unwrap();
    made.add_worksheet().set_name("Vejledning").unwrap();
    let file = workbook::with_part(&made.save_to_buffer().unwrap(), "xl/workbook.xml", |xml| {
        assert!(xml.contains("<workbookPr "));
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let (id, event) = upload(&world, &token, "p.xlsx", false, file).await;
    world.import(&event).await;
    let given_back = result(&world, &token, &id).await;
    let mut texts = workbook::texts(&given_back);
    assert_eq!(texts[0][10..], ["Outcome", "Message"], "beside the table");
    assert!(texts[1][11].contains("read as 2026-08-03"), "{:?}", texts[1]);
    assert_eq!(
        show(&world, &token, &id).await["ignored_sheets"],
        json!(["Filialen"]),
        "but for the template's instructions"
    );
    let sheet = workbook::part(&given_back, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<v>46237</v>"),
        "the same day, counted from 1900: {sheet}"
    );
    texts[1][6] = "Køkken".to_owned();
    texts[1][9] = "2026-08-03".to_owned();
    let (again, event) = upload(&world, &token, "p.xlsx", false, workbook::whole(&texts)).await;
    assert_eq!(world.import(&event).await["counts"]["created"], 1);
    let rows = rows(&world, &token, &again, "").await;
    let user = rows[0]["user_id"].as_str().unwrap();
    let user = world.get(&format!("/api/users/{user}"), &token).await.json();
    assert_eq!(user["start_date"], "2026-08-03");
}

#[tokio::test]
async fn a_cell_that_only_seems_filled_because_it_is_merged_is_told_as_such() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let mut made = rust_xlsxwriter::Workbook::new();
    let sheet = made.add_worksheet();
    for (column, heading) in (0..).zip(workbook::HEADINGS) {
        sheet.write(0, column, heading).unwrap();
    }
    for (at, person) in (1..).zip(people(4)) {
        for (column, cell) in (0..).zip(person) {
            if column != 6 {
                sheet.write(at, column, cell).unwrap();
            }
        }
    }
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(1, 6, 3, 6, "Køkken", &plain).unwrap();
    let (id, event) = upload(&world, &token, "p.xlsx", false, made.save_to_buffer().unwrap()).await;
    world.import(&event).await;
    let codes: Vec<Value> = rows(&world, &token, &id, "")
        .await
        .iter()
        .map(|row| row["faults"][0]["code"].clone())
        .collect();
    assert_eq!(
        codes,
        [
            Value::Null,
            json!("merged_cell"),
            json!("merged_cell"),
            json!("required")
        ]
    );
}

#[tokio::test]
async fn the_totals_row_of_a_table_stays_nobody_when_the_result_comes_back() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .post("/api/departments", Some(&token), json!({ "name": "Butik 001" }))
        .await
        .expect(201);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/workbooks/table_totals.xlsx");
    let mut bytes = std::fs::read(path).unwrap();
    // Nobody has the job profile yet, so every row is to be corrected.
    for (name, invalid) in [("people.xlsx", 2), ("people - result.xlsx", 2)] {
        let (id, event) = upload(&world, &token, name, false, bytes).await;
        world.import(&event).await;
        let import = show(&world, &token, &id).await;
        assert_eq!(import["totals_rows"], json!([4]), "{import}");
        assert_eq!(
            (&import["rows"], &import["invalid"]),
            (&json!(2), &json!(invalid)),
            "{import}"
        );
        bytes = result(&world, &token, &id).await;
        let texts = workbook::texts(&bytes);
        let outcome = texts[0].iter().position(|title| title == "Outcome").unwrap();
        assert_eq!(texts[3][0], "Total");
        assert_eq!(texts[3][outcome], "Totals row");
    }
}
