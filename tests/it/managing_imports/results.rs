//! The workbook that comes back.

use crate::support::{
    answer::texts,
    imports::{counts, first_codes},
    organisation::{Org, organisation},
    person::{people, person},
    workbook::{self, Row, column, sheet},
};
use jiff::SignedDuration;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

/// A list of ours with a column of its own before the template's columns, and one behind them.
const DANISH: &str = "Nummer|Fornavn|Efternavn|E-mail|Brugernavn|Telefon|Jobprofil|Afdeling|Rettighedstype|Sprog|\
                      Engangskode|Bemærkning";

fn cells(row: &str) -> Vec<String> {
    row.split('|').map(str::to_owned).collect()
}

/// Uploads a result under a name, and imports it: its id and the run's answer.
async fn upload_result(org: &Org, name: &str, bytes: Vec<u8>) -> (String, Value) {
    let upload = org.upload_file(name, false, bytes).await;
    let run = org.run_import(&upload.event).await;
    (upload.id, run)
}

#[tokio::test]
async fn a_result_put_right_in_place_and_dropped_back_creates_only_the_corrected() {
    let org = organisation("alpha").await;
    let mut rows = [
        DANISH,
        "007|Åse|Ærø|aase@example.com|||Butiksassistent|Køkken|User|da|kvist-4417-hale|=1+1",
        "008|Bo|Ødegård|bo@example|||Butiksassistent|Køkken|User|da|kvist-9052-horn|+45 note",
        "009|Ib|Åberg||ib|20123456|Butiksassistent|Kokken|User|da||@cmd",
        "010|Åse|Igen|AASE@example.com|||Butiksassistent|Køkken|User|da||",
    ]
    .map(cells);
    // A remark beside the table, under no heading.
    rows[2].push("ringer selv".to_owned());
    let danish = org.active(person("dansk").permission_type("Administrator")).await;
    let id = danish.upload(workbook::whole(&rows)).await;
    let bytes = danish.result(&id).await;
    let sheet = workbook::part(&bytes, "xl/worksheets/sheet1.xml");
    for hidden in ["<f>", "<f ", "kvist"] {
        assert!(!sheet.contains(hidden), "{sheet}");
    }
    // What is corrected in place is chosen, as in the template.
    assert_eq!(sheet.matches("type=\"list\"").count(), 4, "{sheet}");
    assert!(sheet.contains("sqref=\"H2:H1048576\""), "{sheet}");
    let structure = workbook::part(&bytes, "xl/workbook.xml");
    assert!(structure.contains("name=\"Lists\" sheetId=\"3\" state=\"hidden\""));
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
    assert_eq!(texts[2][13], texts[3][13], "both are to be corrected");
    assert!(texts[4][14].contains("Række 2"), "{:?}", texts[4]);
    for (number, before) in rows.iter().enumerate().skip(1) {
        let mut expected = before.clone();
        expected[10] = String::new();
        let row = number + 1;
        assert_eq!(
            texts[number][..12],
            expected[..12],
            "row {row} is carried through"
        );
    }
    // As it is, with its summary: nothing happens, and no sheet of ours is named as left unread.
    let name = "p – resultat 2026-11-25.xlsx";
    let unchanged = danish.upload_file(name, true, bytes).await;
    danish.run_import(&unchanged.event).await;
    let unchanged = danish.show(&unchanged.id).await;
    assert_eq!(unchanged["created"], 0, "{unchanged}");
    assert_eq!(unchanged["existing"], 1, "{unchanged}");
    assert_eq!(unchanged["ignored_sheets"], Value::Null, "{unchanged}");
    texts[2][3] = "bo@example.com".to_owned();
    texts[3][7] = "Køkken".to_owned();
    let before = org.users().await.len();
    let (again, run) = upload_result(&danish, "p - result.xlsx", workbook::whole(&texts)).await;
    assert_eq!(counts(&run), [4, 2, 1, 1, 0]);
    assert_eq!(org.users().await.len(), before + 2);
    let headings = &workbook::texts(&danish.result(&again).await)[0];
    assert_eq!(
        headings.len(),
        15,
        "the two columns are written over, not beside: {headings:?}"
    );
}

#[tokio::test]
async fn one_time_passwords_work_once_are_never_shown_again_and_are_one_for_each() {
    let org = organisation("alpha").await;
    let one_time = "gren-9052-horn";
    let file = sheet![
        person("a").one_time_password("kvist-4417-hale"),
        person("b").one_time_password("KVIST 4417 HALE"),
        person("c").one_time_password(one_time),
    ];
    let id = org.upload(file).await;
    let rows = org.rows(&id, "limit=200").await;
    let outcomes: Vec<&Value> = rows.iter().map(|row| &row["outcome"]).collect();
    assert_eq!(outcomes, ["created", "invalid", "created"]);
    let fault = &rows[1]["faults"][0];
    assert_eq!(fault["code"], "same_one_time_password");
    assert_eq!(fault["row"], 2);
    let everything = format!(
        "{:?}{:?}{}",
        org.import_items().await,
        org.users().await,
        String::from_utf8_lossy(&org.result(&id).await)
    );
    assert!(!everything.to_lowercase().contains("kvist"));
    org.sign_in("c@example.com", one_time).await.expect(200).ticket();
    org.wait(SignedDuration::from_hours(24 * 8));
    org.sign_in("c@example.com", one_time).await.expect(401);
}

#[tokio::test]
async fn a_result_keeps_its_dates_and_stays_beside_its_rows() {
    let org = organisation("alpha").await;
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    let aase = person("aase").department("Kokken").row();
    for (at, (heading, cell)) in (0..9).zip(workbook::headings().iter().zip(&aase)) {
        sheet.write(0, at, heading).unwrap();
        sheet.write(1, at, cell).unwrap();
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
    let id = org.upload(file).await;
    let given_back = org.result(&id).await;
    let mut texts = workbook::texts(&given_back);
    assert_eq!(texts[0][10..], ["Outcome", "Message"], "beside the table");
    assert!(texts[1][11].contains("read as 2026-08-03"), "{:?}", texts[1]);
    assert_eq!(
        org.show(&id).await["ignored_sheets"],
        json!(["Filialen"]),
        "but for the template's instructions"
    );
    let sheet = workbook::part(&given_back, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<v>46237</v>"),
        "the same day, counted from 1900: {sheet}"
    );
    texts[1][column("department")] = "Køkken".to_owned();
    texts[1][9] = "2026-08-03".to_owned();
    let (again, run) = upload_result(&org, "p.xlsx", workbook::whole(&texts)).await;
    assert_eq!(counts(&run), [1, 1, 0, 0, 0]);
    let rows = org.rows(&again, "limit=200").await;
    let user = org.user(rows[0]["user_id"].as_str().unwrap()).await;
    assert_eq!(user["start_date"], "2026-08-03");
}

#[tokio::test]
async fn a_cell_that_only_seems_filled_because_it_is_merged_has_a_fault_of_its_own() {
    let org = organisation("alpha").await;
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    let people = people(4).into_iter().map(|one| one.without("department").row());
    for (at, row) in (0..).zip(std::iter::once(workbook::headings()).chain(people)) {
        for (column, cell) in (0..).zip(row) {
            sheet.write(at, column, cell).unwrap();
        }
    }
    let department = u16::try_from(column("department")).unwrap();
    sheet
        .merge_range(1, department, 3, department, "Køkken", &Format::new())
        .unwrap();
    let id = org.upload(made.save_to_buffer().unwrap()).await;
    let rows = org.rows(&id, "limit=200").await;
    assert_eq!(
        first_codes(&rows, "faults"),
        ["", "merged_cell", "merged_cell", "required"]
    );
}

#[tokio::test]
async fn the_totals_row_of_a_table_stays_nobody_when_the_result_comes_back() {
    let org = organisation("alpha").await;
    org.add("departments", json!({ "name": "Butik 001" })).await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/workbooks/table_totals.xlsx");
    let mut bytes = std::fs::read(path).unwrap();
    // Nobody has the job profile yet, so every row is to be corrected.
    for name in ["people.xlsx", "people - result.xlsx"] {
        let (id, _) = upload_result(&org, name, bytes).await;
        let import = org.show(&id).await;
        assert_eq!(import["totals_rows"], json!([4]), "{import}");
        assert_eq!(import["rows"], 2, "{import}");
        assert_eq!(import["invalid"], 2, "{import}");
        bytes = org.result(&id).await;
        let texts = workbook::texts(&bytes);
        let outcome = texts[0].iter().position(|title| title == "Outcome").unwrap();
        assert_eq!(texts[3][0], "Total");
        assert_eq!(texts[3][outcome], "Totals row");
    }
}

#[tokio::test]
async fn a_row_says_who_stands_in_it_and_what_is_wrong_with_which_value() {
    let org = organisation("alpha").await;
    org.create(person("kim").first_name("Kim")).await;
    let id = org
        .upload(sheet![
            person("åse")
                .first_name("Åse")
                .last_name("Ærø")
                .email("aase@example.com"),
            person("bo")
                .last_name("Ødegård")
                .email("bo@example")
                .one_time_password("kort"),
            person("ib").email("AASE@example.com"),
            person("kim").first_name("Kim"),
            person("per").department("Kokken").language("da"),
        ])
        .await;
    let rows = org.rows(&id, "limit=200").await;
    let shown: Vec<(&Value, &Value)> = rows.iter().map(|row| (&row["name"], &row["values"])).collect();
    let nothing = Value::Null;
    for (at, name, values) in [
        (0, json!("Åse Ærø"), nothing.clone()),
        (1, json!("Bo Ødegård"), json!({ "email": "bo@example" })),
        (2, json!("Ib Ågård"), json!({ "email": "AASE@example.com" })),
        // There is nothing to say of them, and there may be very many.
        (3, nothing.clone(), nothing.clone()),
        (4, json!("Per Ågård"), json!({ "department": "Kokken" })),
    ] {
        assert_eq!(shown[at], (&name, &values), "{at}: {:#}", rows[at]);
    }
    let details = texts(&rows[1]["faults"], "detail").join(" ");
    assert!(
        details.contains("“bo@example”") && !details.contains("kort"),
        "{details}"
    );
    // They are called as they are now.
    let created = rows[0]["user_id"].as_str().unwrap();
    org.patch(created, json!({ "last_name": "Krogh" })).await;
    let [renamed, ..] = &org.rows(&id, "limit=1").await[..] else {
        panic!("there are rows");
    };
    assert_eq!(renamed["name"], "Åse Krogh");
}
