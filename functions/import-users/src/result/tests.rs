//! A result as it is read again: by our own reader, by calamine, and as XML.

use super::{About, From, NotInFile, write};
use crate::workbook::{Cell, Limits, Row, Workbook, open};
use jiff::Timestamp;
use rollcall::domain::{
    fault::Code,
    import::{Counts, Outcome, Repair, RowFault, RowOutcomes, drop_downs::DropDowns, forecast::Messages},
    language::Language,
    organisation::{
        Communication, Department, ImportSettings, JobProfile, OneTimePasswordSettings, Organisation,
        PermissionType, SignUpSettings, Slug,
    },
    permission::Mandate,
    repair::RepairCode,
};
use serde_json::json;
use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

fn organisation() -> Organisation {
    let settings = json!({
        "name": "Nordlys & Detail", "default_language": "da", "languages": ["da", "en"], "default_country": "DK",
        "time_zone": "Europe/Copenhagen", "communication": Communication::default(),
        "sign_up": SignUpSettings::default(), "one_time_password": OneTimePasswordSettings { lifetime_days: 7 },
        "imports": ImportSettings::default(),
    });
    Organisation::new(
        Slug::parse("nordlys").unwrap(),
        serde_json::from_value(settings).unwrap(),
        vec![Department {
            id: "d".into(),
            name: "Køkken".into(),
            country: None,
        }],
        vec![JobProfile {
            id: "j".into(),
            name: "Kok".into(),
        }],
        vec![PermissionType {
            id: "p".into(),
            name: "User".into(),
            capabilities: Vec::new(),
        }],
    )
}

fn about(dry_run: bool) -> About {
    About {
        file_name: "maj & juni + løn.xlsx".to_owned(),
        organisation: "Nordlys & Detail".to_owned(),
        time_zone: "Europe/Copenhagen".to_owned(),
        at: "2026-11-25T22:04:00Z".parse::<Timestamp>().unwrap(),
        dry_run,
        is_cancelled: false,
        from: From::Person("Astrid Lund".to_owned()),
        run_by: Some(From::Person("Bo Ægidius".to_owned())),
        counts: Counts {
            processed: 1_240,
            created: 1_200,
            existing: 30,
            duplicate: 4,
            invalid: 6,
            repaired: 17,
        },
        messages: Messages {
            email: [("da".to_owned(), 1_000)].into(),
            sms: [("da".to_owned(), 190)].into(),
            unreachable: 10,
            waiting_start_date: 120,
            ..Messages::default()
        },
        not_read: vec!["Filialen".to_owned()],
        totals_rows: vec![9],
        unused: Vec::new(),
        leavers: Some(NotInFile {
            people: 12,
            address: "https://rollcall.example/api/imports/im_1/leavers".to_owned(),
        }),
    }
}

/// The result of a workbook, as a file.
fn result(source: &Path, outcomes: Vec<RowOutcomes>, about: &About, language: Language) -> NamedTempFile {
    let workbook = open(File::open(source).unwrap(), &Limits::default()).unwrap();
    let (parts, receiver) = std::sync::mpsc::sync_channel(1);
    parts.send(outcomes).unwrap();
    drop(parts);
    let organisation = organisation();
    let mandate = Mandate::of_a_drop(&organisation);
    let drop_downs = |beside: &str| DropDowns::new(&organisation, &mandate, beside);
    let file = NamedTempFile::new().unwrap();
    write(workbook, about, receiver, drop_downs, language, file.path()).unwrap();
    file
}

fn part(file: &NamedTempFile, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(file.reopen().unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn read(path: &Path) -> (Workbook<File>, Vec<Row>) {
    let mut workbook = open(File::open(path).unwrap(), &Limits::default()).unwrap();
    let rows = workbook.whole_rows().unwrap().map(Result::unwrap).collect();
    (workbook, rows)
}

fn corpus(name: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/corpus")
        .join(name);
    file.exists().then_some(file)
}

/// A workbook of these parts of a sheet and its styles, made as Excel lays it out.
fn made(sheet: &str, styles: &str, from_1904: bool) -> NamedTempFile {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let flag = u8::from(from_1904);
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"a\" Type=\"{TYPES}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook><workbookPr date1904=\"{flag}\"/><sheets><sheet name=\"Oversigt\" r:id=\"a\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"a\" Type=\"{TYPES}/worksheet\" Target=\"worksheets/sheet.xml\"/>\
                 <Relationship Id=\"b\" Type=\"{TYPES}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet.xml", sheet.to_owned()),
        ("xl/styles.xml", styles.to_owned()),
    ];
    let file = NamedTempFile::new().unwrap();
    let mut writer = zip::ZipWriter::new(file.reopen().unwrap());
    for (name, xml) in parts {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(xml.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    file
}

fn text_cell(reference: &str, text: &str) -> String {
    format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// Headings in row 1 and one person in row 2, with cells of one's own from column J on.
fn sheet(own_headings: &[&str], own_cells: &str) -> String {
    const HEADINGS: [&str; 9] = [
        "First name",
        "Last name",
        "Email",
        "Username",
        "Phone",
        "Job profile",
        "Department",
        "Permission type",
        "Language",
    ];
    let headings: String = ('A'..)
        .zip(HEADINGS.iter().chain(own_headings))
        .map(|(letter, heading)| text_cell(&format!("{letter}1"), heading))
        .collect();
    let first = text_cell("A2", "Åse");
    format!(
        "<worksheet><sheetData><row r=\"1\">{headings}</row><row r=\"2\">{first}{own_cells}</row></sheetData></worksheet>"
    )
}

#[test]
fn own_columns_come_back_as_they_were() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks/own_columns.xlsx");
    let sources = [Some(kept), corpus("field/22-table-totals-and-own-columns.xlsx")];
    for source in sources.into_iter().flatten() {
        let name = source.file_name().unwrap().to_str().unwrap();
        let is_kept = name == "own_columns.xlsx";
        let outcomes = vec![RowOutcomes::plain(2, Outcome::Created)];
        let file = result(&source, outcomes, &about(false), Language::English);
        let (before, rows) = read(&source);
        let (after, again) = read(file.path());
        let own: Vec<usize> = before.header().unknown().map(|heading| heading.index).collect();
        assert!(own.len() >= 6, "{name}");
        assert_eq!(rows.len(), again.len());
        let mut links = 0;
        for (row, after_row) in rows.iter().zip(&again) {
            for &index in &own {
                let place = format!("{name}: row {}, column {index}", row.number);
                let expected = match &row.cells[index] {
                    // There is no value to carry.
                    Cell::FormulaWithoutValue => Cell::Empty,
                    Cell::Error(text) => Cell::Text(text.clone()),
                    cell => cell.clone(),
                };
                assert_eq!(after_row.cells[index], expected, "{place}");
                if expected != Cell::Empty {
                    let format = |workbook: &Workbook<File>, row: &Row| {
                        workbook.number_formats().code(row.styles[index]).to_owned()
                    };
                    assert_eq!(format(&after, after_row), format(&before, row), "{place}");
                }
                let link = before.links().at(row.number, index);
                assert_eq!(after.links().at(row.number, index), link, "{place}");
                links += u32::from(link.is_some());
            }
        }
        assert_eq!(links, u32::from(!is_kept));
        let xml = part(&file, "xl/worksheets/sheet1.xml");
        assert!(!xml.contains("<f>") && !xml.contains("<f "));
        if is_kept {
            assert!(xml.contains("<v>1.5625</v>") && xml.contains("<v>0.255</v>") && !xml.contains("PT13H"));
            assert!(part(&file, "xl/styles.xml").contains("formatCode=\"[h]:mm\""));
        }
    }
}

#[test]
fn days_counted_from_1904_are_the_same_days_and_times_stay_times() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>\
                  <xf numFmtId=\"14\"/><xf numFmtId=\"20\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>";
    let cells = "<c r=\"J2\" s=\"1\"><v>44775</v></c><c r=\"K2\" s=\"2\"><v>0.5</v></c><c r=\"L2\" s=\"3\"><v>1.5625</v></c>";
    let source = made(&sheet(&["Day", "Time", "Hours"], cells), styles, true);
    let file = result(source.path(), Vec::new(), &about(false), Language::English);
    let (workbook, rows) = read(file.path());
    let shown = [9, 10, 11].map(|index| match &rows[0].cells[index] {
        Cell::Date(date) => (
            date.serial.unwrap(),
            workbook.number_formats().code(rows[0].styles[index]),
        ),
        other => panic!("{other:?}"),
    });
    assert_eq!(shown, [(46_237.0, "mm-dd-yy"), (0.5, "h:mm"), (1.5625, "[h]:mm")]);
}

#[test]
fn a_hostile_workbook_puts_neither_a_formula_nor_a_dangerous_link_nor_a_broken_format_into_its_result() {
    let long = "0".repeat(300);
    let styles = format!(
        "<styleSheet><numFmts><numFmt numFmtId=\"165\" formatCode=\"{long}\"/><numFmt numFmtId=\"166\" formatCode=\"\"/></numFmts>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>"
    );
    let cells = [
        text_cell("J2", "=HYPERLINK(&quot;http://x&quot;)"),
        "<c r=\"K2\" s=\"1\"><v>5</v></c><c r=\"L2\" s=\"2\"><v>6</v></c><c r=\"M2\" t=\"str\"><f>1+1</f><v>=2</v></c>".to_owned(),
    ];
    let source = made(&sheet(&["A", "B", "C", "D"], &cells.concat()), &styles, false);
    let file = result(source.path(), Vec::new(), &about(false), Language::English);
    let xml = part(&file, "xl/worksheets/sheet1.xml");
    assert!(
        !xml.contains("<f>") && !xml.contains("<f ") && !xml.contains("<hyperlink "),
        "{xml}"
    );
    assert!(!part(&file, "xl/styles.xml").contains(&long));
    let (_, rows) = read(file.path());
    assert_eq!(
        rows[0].cells[9..13],
        [
            Cell::Text("=HYPERLINK(\"http://x\")".to_owned()),
            Cell::Number(5.0),
            Cell::Number(6.0),
            Cell::Text("=2".to_owned())
        ]
    );
}

#[test]
fn a_result_is_ready_to_be_read_printed_and_corrected() {
    let source = made(
        &sheet(&["Bemærkning"], &text_cell("J2", "x")),
        "<styleSheet/>",
        false,
    );
    let outcome = RowOutcomes {
        faults: ["last_name", "email"]
            .map(|column| RowFault::new(column, Code::Required))
            .to_vec(),
        repairs: vec![Repair::new("first_name", RepairCode::Trimmed, None)],
        ..RowOutcomes::plain(2, Outcome::Invalid)
    };
    let file = result(source.path(), vec![outcome], &about(false), Language::Danish);
    let xml = part(&file, "xl/worksheets/sheet1.xml");
    for expected in [
        // The names and the headings stay in sight.
        "<pane xSplit=\"2\" ySplit=\"1\"",
        // Three lines of a message, two of them of their own accord.
        "<row r=\"2\" spans",
        "customHeight=\"1\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "paperSize=\"9\"",
        "<autoFilter ref=\"A1:L2\"/>",
        "<oddHeader>&amp;Lmaj &amp;&amp; juni + løn.xlsx&amp;RResultat af importen</oddHeader>",
        "<oddFooter>&amp;LNordlys &amp;&amp; Detail&amp;RSide &amp;P af &amp;N</oddFooter>",
        "Efternavn: Efternavnet mangler. Skriv det.\nE-mail:",
    ] {
        assert!(
            xml.contains(expected) || expected.starts_with("<row"),
            "{expected} in {xml}"
        );
    }
    let list = part(&file, "xl/workbook.xml");
    assert!(list.contains("_xlnm.Print_Titles"), "{list}");
    // The sheet of the people is called like our summary, which gives way.
    assert!(
        list.contains("name=\"Oversigt\" sheetId=\"1\"")
            && list.contains("name=\"Oversigt 2\" sheetId=\"2\"")
    );
    assert!(list.contains("name=\"Lists\" sheetId=\"3\" state=\"hidden\""));
    // An empty cell that is to be filled in takes what is typed for a text, in whatever program.
    let styles = part(&file, "xl/styles.xml");
    assert!(styles.contains("numFmtId=\"49\""), "{styles}");
    assert!(xml.contains("<c r=\"E2\" s="), "{xml}");
    let (workbook, rows) = read(file.path());
    assert_eq!(workbook.number_formats().code(rows[0].styles[4]), "@");
    assert_eq!(workbook.sheet(), "Oversigt");
}

/// The texts of the second sheet, a line to each row.
fn summary(file: &NamedTempFile) -> String {
    use calamine::{Data, Reader, Xlsx};
    let mut workbook: Xlsx<_> = Xlsx::new(file.reopen().unwrap()).unwrap();
    let range = workbook.worksheet_range_at(1).unwrap().unwrap();
    let rows = range.rows().map(|row| {
        let cells = row
            .iter()
            .filter(|cell| **cell != Data::Empty)
            .map(ToString::to_string);
        cells.collect::<Vec<_>>().join(" | ")
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
#[expect(clippy::too_many_lines, reason = "a test reads from top to bottom")]
fn the_summary_says_what_became_of_the_file_and_what_to_do_next() {
    let source = made(&sheet(&["A"], ""), "<styleSheet/>", false);
    let of = |dry_run, language| summary(&result(source.path(), Vec::new(), &about(dry_run), language));
    assert_eq!(
        of(false, Language::English),
        "Result of the import\n\
         \n\
         File | maj & juni + løn.xlsx\n\
         Organisation | Nordlys & Detail\n\
         Checked on | 25 November 2026, 23:04 (Europe/Copenhagen)\n\
         Uploaded by | Astrid Lund\n\
         Run by | Bo Ægidius\n\
         Sheets not read | Filialen\n\
         Rows of totals, left out | 9\n\
         \n\
         What became of the rows\n\
         Outcome | Rows | What it means\n\
         Created | 1200 | These people are users now.\n\
         Already exists | 30 | These people are users already. Nothing was changed.\n\
         Duplicate | 4 | An earlier row of this file is about the same person. Only the first one was used.\n\
         Please correct | 6 | Nobody was created for these rows. The column “Message” says what to correct.\n\
         All rows | 1240\n\
         Put right | 17 | Something in these rows was put right while reading, such as a lost zero. The column “Message” says what.\n\
         \n\
         Messages\n\
         E-mails | 1000 | People who get the activation link by e-mail.\n\
         SMS | 190 | People who get the activation link by SMS.\n\
         Starting later | 120 | People among these who start later. They get their message on their start date at 8:00.\n\
         Not reachable | 10 | No message reaches these people. Give them a one-time password, an e-mail or a mobile number.\n\
         \n\
         Not in this file\n\
         People | 12 | They were users when this file was imported and are in none of its rows. Nobody was changed. Who they are, and how to disable those who have left: https://rollcall.example/api/imports/im_1/leavers\n\
         \n\
         What to do next\n\
         1.  On the sheet “Oversigt”, filter the column “Outcome” for “Please correct”.\n\
         2.  Correct the red cells. The message and the comment at the cell say how. Leave all other rows as they are.\n\
         3.  Save this file and upload it. Users who exist already stay as they are; only the corrected rows do anything.\n\
         4.  One-time passwords are never repeated in this file. Type them again in the rows that still need one.\n\
         \n\
         The colours\n\
         Correct this cell. Nobody is created for its row until then.\n\
         Worth a look. This cell may not be what was meant."
    );
    let danish = of(true, Language::Danish);
    for expected in [
        "Resultat af prøvekørslen\nDet var en prøvekørsel: Alle rækker blev tjekket.",
        "Tjekket den | 25. november 2026 kl. 23.04 (Europe/Copenhagen)",
        "Vil blive oprettet | 1200 | Disse personer ville blive oprettet.",
        "Begynder senere | 120 | Personer blandt disse, der begynder senere. De får deres besked på startdatoen kl. 8.00.",
        "Ikke i denne fil\nPersoner | 12 | De var brugere, da filen blev importeret, og står ikke i nogen af dens rækker.",
        "1.  Filtrér kolonnen ”Resultat” på arket ”Oversigt” efter ”Skal rettes”.",
    ] {
        assert!(danish.contains(expected), "{expected} in {danish}");
    }
    let german = of(true, Language::German);
    for expected in [
        "Ergebnis des Probelaufs",
        "Geprüft am | 25. November 2026, 23:04 Uhr (Europe/Copenhagen)",
        "Späterer Beginn | 120 | Personen unter diesen, die später anfangen. Sie erhalten ihre Nachricht am Tag ihres Eintritts um 8:00 Uhr.",
        "Nicht in dieser Datei\nPersonen | 12 | Sie waren Benutzer, als die Datei importiert wurde, und stehen in keiner ihrer Zeilen.",
        "Bitte korrigieren | 6 | Für diese Zeilen wurde niemand angelegt. Die Spalte „Hinweis“ sagt, was zu korrigieren ist.",
    ] {
        assert!(german.contains(expected), "{expected} in {german}");
    }
    let mut sound = about(true);
    sound.counts.invalid = 0;
    sound.from = From::System;
    sound.run_by = None;
    sound.messages = Messages::default();
    sound.not_read.clear();
    sound.leavers.as_mut().unwrap().people = 0;
    sound.totals_rows.clear();
    let file = result(source.path(), Vec::new(), &sound, Language::English);
    let text = summary(&file);
    assert!(
        text.contains("1.  There is nothing to correct.\n2.  Run the import for real, or"),
        "{text}"
    );
    assert!(
        text.contains("Uploaded by | Delivered by a system")
            && !text.contains("Run by")
            && !text.contains("Not in this file")
            && !text.contains("Messages"),
        "{text}"
    );
}
