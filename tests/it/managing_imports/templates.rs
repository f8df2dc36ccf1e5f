//! The workbook to fill.

use crate::support::{imports::id_of, organisation::organisation, person::person, workbook};
use serde_json::json;

#[tokio::test]
async fn a_template_is_made_for_the_person_who_asks_and_its_headings_are_understood() {
    let org = organisation("alpha").await;
    let manager = person("m")
        .permission_type("Manager")
        .department("Filiale Flensburg");
    let manager = org.active(manager).await;
    for n in 0..300 {
        let entry = json!({ "name": format!("Butik {n:03}, \"Åben\" & <ny>") });
        org.add("departments", entry).await;
    }
    let departments = org.get("/api/departments?limit=200").await.expect(200).json();
    assert!(departments["next_cursor"].is_string(), "more than a page of them");
    // The organisation's first department, two of this test's and three hundred.
    let listed = format!("Lists!$B$1:$B${}", 1 + 2 + 300);
    for (language, first, sheet) in [
        ("en", "First name", "People"),
        ("da", "Fornavn", "Personer"),
        ("de", "Vorname", "Personen"),
    ] {
        let path = format!("/api/import-template?language={language}");
        let answer = org.get(&path).await.expect(200);
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
        // A selected cell says what belongs there; and what is typed is a text, also in programs that look at the
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
        let import = org
            .import_file(&format!("{language}.xlsx"), answer.bytes, &[])
            .await;
        let refusal = org.recorded(id_of(&import)).await.refusal.unwrap();
        assert_eq!(refusal.code, "no_rows");
    }
    let own = manager.get("/api/import-template").await.expect(200);
    let lists = workbook::texts_of(&own.bytes, 2);
    let list = |column: usize| -> Vec<&str> {
        let entries = lists.iter().map(|row| row[column].as_str());
        entries.filter(|entry| !entry.is_empty()).collect()
    };
    assert_eq!(list(1), ["Filiale Flensburg"], "their own department");
    assert_eq!(list(2), ["Manager", "User"], "what they may grant");
    assert_eq!(list(3), ["English", "Dansk", "Deutsch"]);
    let klingon = org.get("/api/import-template?language=tlh").await;
    klingon.problem(422, "/language", "unknown_language");
}
