//! The workbook that comes back.

use crate::support::{
    imports::{imported, result, row, rows, show, upload},
    workbook::{self, people, workbook},
    world::World,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

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
    let id = imported(&world, &danish, workbook::whole(&rows)).await;
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
    let id = imported(&world, &token, file).await;
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
async fn a_result_keeps_its_dates_and_stays_beside_its_rows() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let mut made = rust_xlsxwriter::Workbook::new();
    let sheet = made.add_worksheet();
    let person = row("Åse|Ærø|aase@example.com|||Butiksassistent|Kokken|User|da");
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
    let id = imported(&world, &token, file).await;
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
    let id = imported(&world, &token, made.save_to_buffer().unwrap()).await;
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
