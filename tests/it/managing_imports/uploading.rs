//! Uploading: an address, what is sent there, and drops beside it.

use crate::support::{
    imports::{counts, id_of},
    organisation::organisation,
    person::{people, person},
    workbook::{self, sheet},
};
use rollcall_local::http::Client;
use serde_json::{Value, json};

#[tokio::test]
async fn an_upload_is_followed_from_its_address_to_its_result() {
    let org = organisation("alpha").await;
    let wrong = json!({ "file_name": "people.ods", "dryrun": true });
    let refused = org.post("/api/imports", wrong).await.expect(422);
    assert_eq!(refused.faulty(), ["/dryrun", "/file_name"]);
    let mut all = people(240);
    all[100] = all[100].clone().department("Kokken");
    all[101] = all[101].clone().email("PERSON7@example.com");
    let name = "maj & juni + løn.xlsx";
    let upload = org.upload_file(name, false, workbook::of(&all)).await;
    let id = &upload.id;
    let waiting = org.show(id).await;
    assert_eq!(waiting["status"], "waiting");
    assert_eq!(waiting["started_at"], Value::Null);
    let path = format!("/api/imports/{id}");
    org.get(&format!("{path}/result")).await.expect(409);
    for button in ["undo", "run"] {
        org.post(&format!("{path}/{button}"), json!({})).await.expect(409);
    }

    let run = org.run_import(&upload.event).await;
    assert_eq!(id_of(&run), id, "the address is the import's");
    let done = org.show(id).await;
    assert_eq!(done["status"], "finished");
    assert_eq!(done["file_name"], name);
    let names = ["rows", "processed", "created", "existing", "duplicate", "invalid"];
    let found = names.map(|name| done[name].as_u64().unwrap());
    assert_eq!(found, [240, 240, 238, 0, 1, 1]);
    assert_eq!(
        done["messages"]["email"],
        json!({ "total": 238, "languages": { "da": 238 } })
    );

    let every = org.rows(id, "limit=100").await;
    let numbers: Vec<u64> = every.iter().map(|row| row["row"].as_u64().unwrap()).collect();
    assert_eq!(
        numbers,
        (2..=241).collect::<Vec<_>>(),
        "every row once, in order, over three pages"
    );
    let user = org.user(every[5]["user_id"].as_str().unwrap()).await;
    assert_eq!(user["email"], "person5@example.com");
    let invalid = org.rows(id, "outcome=invalid&limit=1").await;
    assert_eq!(invalid.len(), 1);
    assert_eq!(invalid[0]["row"], 102);
    assert_eq!(invalid[0]["faults"][0]["suggestion"], "Køkken");
    let duplicate = org.rows(id, "outcome=duplicate").await;
    assert_eq!(duplicate[0]["faults"][0]["row"], 9);
    let danish = org.rows(id, "outcome=invalid&language=da").await;
    assert_eq!(
        danish[0]["faults"][0]["detail"],
        "Der er ingen afdeling, der hedder ”Kokken”. Mente du ”Køkken”?"
    );
    for query in [
        "outcome=fine",
        "limit=0",
        "cursor=%21",
        "unreachable=perhaps",
        "language=tlh",
    ] {
        org.get(&format!("{path}/rows?{query}")).await.expect(422);
    }

    let way = org.get(&format!("{path}/result")).await.expect(303);
    let saved_as = "filename*=UTF-8''maj%20%26%20juni%20%2B%20l%C3%B8n%20%E2%80%93%20result%20";
    let fetched = Client::new().get(&way.headers["location"]).await.unwrap();
    let disposition = fetched.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.contains(saved_as), "{disposition}");
    let texts = workbook::texts(&fetched.body);
    assert_eq!(texts.len(), 241);
    assert_eq!(texts[0][11..], ["Outcome", "Message"]);
    assert_eq!(texts[102][11], "Duplicate");
    let message = &texts[101][12];
    assert!(
        message.contains("Department") && message.contains("Køkken"),
        "{message}"
    );
    assert_eq!(org.items("/api/imports").await[0], done);
}

#[tokio::test]
async fn an_address_takes_one_workbook_and_another_one_sent_there_is_another_import() {
    let org = organisation("alpha").await;
    let asked = org.ask_for_upload("a.xlsx", false).await;
    let result = format!("/api/imports/{}/result", id_of(&asked));
    let early = org.get(&result).await.expect(409).detail();
    assert!(early.contains("not been uploaded"), "{early}");
    let first = org.send_file(&asked["upload"], workbook::of(&people(3))).await;
    let second = org.send_file(&asked["upload"], workbook::of(&people(5))).await;
    // The events come in the other order, and twice.
    let (late, early) = (org.run_import(&second).await, org.run_import(&first).await);
    assert_eq!(id_of(&late), id_of(&asked));
    assert_ne!(id_of(&early), id_of(&asked));
    assert_eq!(counts(&late), [5, 5, 0, 0, 0]);
    assert_eq!(counts(&early), [3, 0, 3, 0, 0]);
    for event in [first, second] {
        assert_eq!(org.run_import(&event).await["status"], "elsewhere");
    }
    assert_eq!(org.users().await.len(), 6);
}

#[tokio::test]
async fn what_is_sent_to_an_address_has_the_rights_of_the_person_who_asked_for_it() {
    let org = organisation("alpha").await;
    let allow = json!({ "imports": { "drop_capabilities": ["manage_users", "manage_own_department"] } });
    org.settings(allow).await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let users = org.users().await.len();
    let asked = manager.ask_for_upload("a.xlsx", true).await;
    let id = id_of(&asked);
    let own = workbook::of(&people(3));
    let first = org.send_file(&asked["upload"], own.clone()).await;
    org.run_import(&first).await;
    // The same address again: neither a real run nor anybody else's department.
    let elsewhere = sheet![person("a").department("Filiale Flensburg")];
    let send = async |file: &[u8]| {
        let event = org.send_file(&asked["upload"], file.to_vec()).await;
        counts(&org.run_import(&event).await)
    };
    assert_eq!(send(&elsewhere).await, [1, 0, 0, 0, 1]);
    assert_eq!(send(&own).await, [3, 3, 0, 0, 0], "would be created");
    assert_eq!(org.users().await.len(), users);
    assert_eq!(manager.items("/api/imports").await.len(), 3);
    // An address that is not on record gives no rights.
    let unknown = org.import_file("im_unknown/p.xlsx", elsewhere.clone(), &[]).await;
    assert_eq!(unknown["status"], "refused");
    for cursor in ["OTk5OTk5OTg", "eA", "MjAyNi0wMS0wMVQwMDowMDowMFoj"] {
        for list in [format!("/api/imports/{id}/rows"), "/api/imports".to_owned()] {
            let refused = manager.get(&format!("{list}?cursor={cursor}")).await;
            refused.problem(422, "/cursor", "invalid_cursor");
        }
    }
    // An administrator runs the first file for real. What comes to the address after that is still the manager's.
    org.press(id, "run").await;
    assert_eq!(counts(&org.run_import(&first).await), [3, 3, 0, 0, 0]);
    assert_eq!(send(&elsewhere).await, [1, 0, 0, 0, 1]);
    assert_eq!(org.users().await.len(), users + 3);
}

#[tokio::test]
async fn drops_hand_on_what_the_settings_allow_them() {
    let org = organisation("alpha").await;
    let file = sheet![
        person("a").permission_type("Manager"),
        person("b").permission_type("Administrator"),
    ];
    let refused = org.import_file("one.xlsx", file.clone(), &[]).await;
    assert_eq!(counts(&refused), [2, 0, 0, 0, 2]);
    let rows = org.rows(id_of(&refused), "limit=200").await;
    let detail = rows[0]["faults"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("only what the settings allow"), "{detail}");
    let allow = json!({ "imports": { "drop_capabilities": ["manage_own_department"] } });
    org.settings(allow).await;
    let import = org.import_file("two.xlsx", file, &[]).await;
    assert_eq!(counts(&import), [2, 1, 0, 0, 1]);
}
