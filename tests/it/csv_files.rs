//! CSV files over the roads of a workbook: the same people, the same outcomes, and a result that is a workbook.

use crate::support::{
    imports::{counts, id_of},
    organisation::organisation,
    person::person,
    workbook::{self, Row, headings, part},
};
use rollcall::domain::import::RowOutcomes;
use serde_json::{Value, json};

/// A file of these rows below the template's headings.
fn csv(rows: &[Vec<String>], separator: char) -> String {
    let quoted = |text: &String| {
        if text.contains([separator, '"', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.clone()
        }
    };
    let line = |row: &Vec<String>| {
        row.iter()
            .map(quoted)
            .collect::<Vec<_>>()
            .join(&separator.to_string())
    };
    std::iter::once(&headings())
        .chain(rows)
        .map(|row| line(row) + "\r\n")
        .collect()
}

/// As Windows-1252; the texts hold only letters that have the same number there as in Unicode.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// People of every kind: sound, with something to put right, faulty, twice.
fn everybody() -> Vec<Vec<String>> {
    let people = [
        person("ida"),
        person("bo").phone(" 20 12 34 56 ").language("Dansk"),
        person("ea").by_phone("0042", "20123457"),
        person("ib").by_phone("42", "+4520123458"),
        person("zoe").first_name("Zoë \"Z\"").last_name("Müller, jun.; Æ"),
        person("ole").first_name("Ole\nHansen"),
        person("per").email("per@nowhere"),
        person("kim").department("Kokken").phone("4.520123456E+10"),
        person("eva").with("start_date", "03-12-2026"),
        person("max").with("start_date", "46357"),
        person("IDA").last_name("Twice"),
        person("liv").email("").phone(""),
        person("gry").email(" gry@example.com\u{a0};"),
        person("pia").one_time_password("skov-7431-bakke"),
    ];
    people.iter().map(Row::row).collect()
}

fn comparable(outcomes: &[RowOutcomes]) -> Vec<Value> {
    let of_one = |one: &RowOutcomes| {
        json!([
            one.from,
            one.to,
            format!("{:?}", one.outcome),
            format!("{:?}", one.faults),
            format!("{:?}", one.warnings),
            format!("{:?}", one.repairs),
            one.unreachable
        ])
    };
    outcomes.iter().map(of_one).collect()
}

#[tokio::test]
async fn the_same_people_as_workbook_and_as_csv_come_to_the_same() {
    let rows = everybody();
    let mut all = vec![headings()];
    all.extend(rows.clone());
    let files = [
        ("people.xlsx", workbook::whole(&all)),
        ("people.csv", csv(&rows, ';').into_bytes()),
        ("comma.CSV", windows_1252(&csv(&rows, ','))),
        ("unicode.txt", utf16(&csv(&rows, '\t'))),
    ];
    let mut first = None;
    for (at, (name, bytes)) in files.into_iter().enumerate() {
        let org = organisation(&format!("alpha{at}")).await;
        let run = org.import_file(name, bytes, &[]).await;
        assert_eq!(run["status"], "finished", "{name}: {run}");
        let outcomes = comparable(&org.outcomes(id_of(&run)).await);
        let mut people: Vec<String> = Vec::new();
        for user in org.items("/api/users").await {
            if user["first_name"] == "Astrid" {
                continue;
            }
            let shown = [
                "first_name",
                "last_name",
                "email",
                "username",
                "phone",
                "language",
                "start_date",
            ];
            let department = &user["department"]["name"];
            people.push(shown.map(|field| user[field].to_string()).join(" ") + &department.to_string());
        }
        people.sort();
        let texts = workbook::texts(
            &org.object(&format!("results/{}/{}.xlsx", org.slug, id_of(&run)))
                .await,
        );
        let texts: Vec<String> = texts
            .iter()
            .skip(1)
            .map(|row| row[row.len() - 2..].join(": "))
            .collect();
        let found = (counts(&run), outcomes, people, texts);
        let expected = first.get_or_insert_with(|| found.clone());
        assert_eq!(&found, expected, "{name}");
    }
    let (counted, ..) = first.unwrap();
    assert_eq!(counted, [14, 9, 0, 1, 4]);
}

#[tokio::test]
async fn a_csv_file_is_uploaded_and_comes_back_as_a_workbook_without_a_formula() {
    let org = organisation("alpha").await;
    let asked = org.ask_for_upload("Personer maj.CSV", false).await;
    assert_eq!(asked["upload"]["headers"]["content-type"], "text/csv");
    let mut rows: Vec<Vec<String>> = [person("ida"), person("bo").department("Kokken")]
        .iter()
        .map(Row::row)
        .collect();
    let mut text = csv(&rows, ';').replacen("\r\n", ";Note;Number\r\n", 1);
    for (at, formula) in ["=cmd|' /C calc'!A0;=1+1", "+45;007"].into_iter().enumerate() {
        let line = rows[at].join(";");
        text = text.replace(&line, &format!("{line};{formula}"));
        rows[at].extend(formula.split(';').map(str::to_owned));
    }
    let event = org.send_file(&asked["upload"], windows_1252(&text)).await;
    let run = org.run_import(&event).await;
    assert_eq!(counts(&run), [2, 1, 0, 0, 1]);
    let id = id_of(&run);
    assert_eq!(org.show(id).await["file_name"], "Personer maj.csv");
    let result = org.result(id).await;
    let sheet = part(&result, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "{sheet}");
    let texts = workbook::texts(&result);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(texts[at + 1][..row.len()], row[..]);
    }
    assert!(part(&result, "xl/workbook.xml").contains("name=\"Personer maj\""));
    // Corrected and sent once more, as the workbook that it has become.
    let mut corrected = texts;
    corrected[2][6] = "Køkken".to_owned();
    let run = org.import(workbook::whole(&corrected)).await;
    assert_eq!(counts(&run), [2, 1, 1, 0, 0]);
}

#[tokio::test]
async fn a_row_whose_values_have_moved_is_not_taken() {
    let org = organisation("alpha").await;
    let rows: Vec<Vec<String>> = [person("ida"), person("bo")].iter().map(Row::row).collect();
    let text = csv(&rows, ';').replacen("Ida;", "Ida;Marie;", 1);
    let moved = text.replacen("\r\nBo", ";x\r\nBo", 1);
    let run = org.import_file("people.csv", moved.into_bytes(), &[]).await;
    assert_eq!(counts(&run), [2, 1, 0, 0, 1]);
    let invalid = org.rows(id_of(&run), "outcome=invalid").await;
    assert_eq!(invalid[0]["row"], 2);
    assert_eq!(invalid[0]["faults"][0]["code"], "surplus_value");
}

#[tokio::test]
async fn what_is_uploaded_is_imported_whatever_it_is_called() {
    let org = organisation("alpha").await;
    for (at, name) in [".hidden.csv", "~$p.csv", ".~lock.csv"].into_iter().enumerate() {
        let text = csv(&[person(&format!("ida{at}")).row()], ';');
        let upload = org.upload_file(name, false, text.into_bytes()).await;
        let run = org.run_import(&upload.event).await;
        assert_eq!(counts(&run), [1, 1, 0, 0, 0], "{name}: {run}");
        assert_eq!(org.show(&upload.id).await["status"], "finished", "{name}");
    }
}

#[tokio::test]
async fn a_text_that_is_not_understood_is_refused_in_true_words_that_help() {
    let org = organisation("alpha").await;
    let people = [person("ida").row(), person("bo").row()];
    let bars = csv(&people, '|');
    let cut = csv(&people, ';').replace("Bo", "B\0o");
    for (text, code, detail) in [
        (
            bars.clone(),
            "unknown_separator",
            "The values of this text file are separated by “|”, which also occurs in texts. Write sep=| as the first line of the file, \
             or separate the values by semicolons, and upload it again.",
        ),
        (
            cut,
            "control_characters",
            "Line 3 of this text file contains control characters, which are no text: part of the file was written in another \
             encoding, or was damaged. Save it again as “CSV UTF-8” in the program it comes from and upload it again.",
        ),
    ] {
        let run = org.import_file("people.csv", text.into_bytes(), &[]).await;
        let refusal = &org.show(id_of(&run)).await["refusal"];
        assert_eq!(
            (&refusal["code"], &refusal["detail"]),
            (&json!(code), &json!(detail))
        );
    }
    let one = "E-mail\na@example.com\n".to_owned();
    let run = org.import_file("people.csv", one.into_bytes(), &[]).await;
    let refusal = &org.show(id_of(&run)).await["refusal"];
    assert_eq!(refusal["code"], "missing_headings", "{refusal}");
    // What was advised helps; and what DOS writes at the end is no row.
    let helped = format!("sep=|\r\n{bars}\u{1a}");
    let run = org.import_file("people.csv", helped.into_bytes(), &[]).await;
    assert_eq!(counts(&run), [2, 2, 0, 0, 0], "{run}");
}
