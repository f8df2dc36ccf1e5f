use super::super::{Cell, Missing, NumberFormat, Refusal, Row, text};
use super::{HEADINGS, Parts, TYPES, all_rows, person, refusal, row_xml, sheet_xml};
use rollcall::domain::{
    fault::Code,
    field::{Field, FieldKind},
    language::Language,
    repair::RepairCode,
};

#[test]
fn rows_come_in_order_with_excels_numbers_and_blank_ones_are_skipped() {
    let blank = row_xml(4, &[" ", "\u{a0}", "\u{200b}"]);
    let sheet = sheet_xml(&format!("{}<row r=\"3\"/>{blank}{}", person(2), person(9)));
    let mut workbook = Parts::of(&sheet).open().unwrap();
    let rows = all_rows(&mut workbook, 2);
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 9]);
    let header = workbook.header().clone();
    assert_eq!(
        header.cell(&rows[1], Field::FirstName),
        &Cell::Text("Anna9".into())
    );
    assert_eq!(header.cell(&rows[1], Field::OneTimePassword), &Cell::Empty);
}

#[test]
fn rows_are_counted_before_they_are_read_and_never_too_few() {
    let rows = [
        person(2),
        row_xml(3, &[" "]),
        "<row r=\"4\"><c r=\"A4\"><f>A1</f></c></row>".to_owned(),
        "<row r=\"5\"><c r=\"A5\" t=\"d\"><v/></c></row>".to_owned(),
        "<row r=\"6\"><c r=\"A6\" s=\"1\"/></row>".to_owned(),
    ];
    let mut workbook = Parts::of(&sheet_xml(&rows.concat())).open().unwrap();
    let numbers: Vec<u32> = all_rows(&mut workbook, 2).iter().map(|row| row.number).collect();
    assert_eq!((numbers.as_slice(), workbook.expected_rows()), (&[2, 4][..], 3));
}

#[test]
fn a_sheet_can_be_read_again_and_from_a_row_on() {
    let sheet = sheet_xml(&(2..50).map(person).collect::<String>());
    let mut workbook = Parts::of(&sheet).open().unwrap();
    let whole = all_rows(&mut workbook, 1);
    assert_eq!(whole.len(), 48);
    assert_eq!(workbook.expected_rows(), 48);
    assert_eq!(all_rows(&mut workbook, 2), whole);
    assert_eq!(all_rows(&mut workbook, 30), whole[28..]);
    assert_eq!(all_rows(&mut workbook, 51), []);
}

#[test]
fn a_sheet_is_plain_where_no_cell_of_it_can_fail() {
    let is_plain = |sheet: &str| Parts::of(sheet).open().unwrap().is_plain();
    let with = |cell: &str| {
        is_plain(&sheet_xml(&format!(
            "{}{}<row r=\"9\">{cell}</row>",
            person(2),
            person(3)
        )))
    };
    for cell in [
        "",
        "<c r=\"A9\" s=\"1\"/>",
        "<c t=\"s\"><v>1</v></c>",
        "<c r=\"A9\"><v>12.5</v></c>",
        "<c r=\"A9\"><v>twelve</v></c>",
        "<c r=\"A9\" t=\"n\"><v>-4.52012E+11</v></c>",
        "<c r=\"A9\" t=\"b\"><v>0</v></c>",
        "<c r=\"A9\" t=\"str\"><v>a &amp; b</v></c>",
        "<c r=\"A9\" t=\"inlineStr\"><is><r><t xml:space=\"preserve\"> a</t></r></is></c>",
    ] {
        assert!(with(cell), "{cell}");
    }
    for cell in [
        "<c r=\"A9\" t=\"n\"><v>twelve</v></c>",
        "<c r=\"A9\" t=\"n\"><v>1.</v></c>",
        "<c r=\"A9\" t=\"b\"><v>true</v></c>",
        "<c r=\"A9\" t=\"e\"><v>#N/A</v></c>",
        "<c r=\"A9\" t=\"x\"><v>1</v></c>",
        "<c r=\"A9\" t=\"x\"><v/></c>",
        "<c r=\"A9\" t=\"\"><v></v></c>",
        "<c r=\"A9\" t=\"N\"/>",
        "<c r=\"A9\" cm=\"1\"><v>1</v></c>",
        "<c r=\"A9\"><f>A1</f><v>1</v></c>",
        "<c r=\"A9\" t=\"inlineStr\"><is><t lang=\"da\">a</t></is></c>",
    ] {
        assert!(!with(cell), "{cell}");
    }
    assert!(!is_plain(&sheet_xml(&format!("{}<!-- -->", person(2)))));
    let prefixed = "<x:worksheet><x:sheetData/></x:worksheet>";
    assert!(matches!(
        refusal(Parts::of(prefixed).open()),
        Refusal::EmptySheet { .. }
    ));
}

#[test]
fn a_sheet_that_is_not_plain_is_refused_before_its_first_row_is_used() {
    let cell = "<row r=\"900\"><c r=\"A900\" t=\"n\"><v>twelve</v></c></row>";
    let sheet = sheet_xml(&(2..900).map(person).chain([cell.to_owned()]).collect::<String>());
    let file = std::io::Cursor::new(Parts::of(&sheet).zip());
    let counted = std::sync::atomic::AtomicU64::new(0);
    let refused = refusal(crate::validate::read_through(
        file,
        &super::Limits::default(),
        &counted,
    ));
    assert_eq!(refused.code(), "damaged");
    assert_eq!(counted.into_inner(), 900);
}

#[test]
fn every_kind_of_cell_is_told_apart() {
    let cells = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><v>12.5</v></c><c r=\"C2\" s=\"1\"><v>45000</v></c>\
        <c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"e\"><v>#N/A</v></c><c r=\"F2\"><f>A1</f></c>\
        <c r=\"G2\" t=\"str\"><f>A1</f><v>x</v></c><c r=\"H2\" s=\"1\"><v>45000.5</v></c><c r=\"J2\" t=\"d\"><v>2024-03-22</v></c></row>";
    let mut workbook = Parts::of(&sheet_xml(cells)).open().unwrap();
    let row = all_rows(&mut workbook, 2).remove(0);
    let iso = |cell: &Cell| match cell {
        Cell::Date(date) => (date.iso.clone(), date.day().map(str::to_owned)),
        other => panic!("{other:?}"),
    };
    assert_eq!(row.cells[0], Cell::Text("rich".into()));
    assert_eq!(row.cells[1], Cell::Number(12.5));
    assert_eq!(
        iso(&row.cells[2]),
        ("2023-03-15".into(), Some("2023-03-15".into()))
    );
    assert_eq!(row.cells[3], Cell::Boolean(true));
    assert_eq!(row.cells[4], Cell::Error("#N/A".into()));
    assert_eq!(row.cells[5], Cell::FormulaWithoutValue);
    assert_eq!(row.cells[6], Cell::Text("x".into()));
    assert_eq!(iso(&row.cells[7]), ("2023-03-15T12:00:00".into(), None));
    assert_eq!(row.cells[8], Cell::Empty);
    assert_eq!(
        iso(&row.cells[9]),
        ("2024-03-22".into(), Some("2024-03-22".into()))
    );
}

#[test]
fn each_cell_names_its_number_format_and_whether_a_formula_was_saved_without_its_result() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/>\
                  <numFmt numFmtId=\"166\" formatCode=\"#,##0.00 &quot;kr.&quot;\"/></numFmts>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"14\"/>\
                  <xf numFmtId=\"49\"/><xf numFmtId=\"99\"/></cellXfs></styleSheet>";
    let rows = "<row r=\"2\"><c r=\"A2\"/><c r=\"B2\" s=\"1\"><v>1.5625</v></c><c r=\"C2\" s=\"2\"><f>A1</f><v>2.5</v></c>\
                <c r=\"D2\" s=\"3\"><v>45352</v></c><c r=\"E2\" s=\"4\"><f>A1</f></c><c r=\"F2\" s=\"5\"><v>1</v></c>\
                <c r=\"G2\" s=\"6\"><v>1</v></c></row>\
                <row r=\"3\"><c r=\"A3\"><f>A1</f></c><c r=\"B3\"><v>1</v></c><c r=\"J3\" t=\"str\"><f>A1</f><v>x</v></c></row>";
    let parts = Parts::of(&sheet_xml(rows)).with("xl/styles.xml", styles);
    let mut workbook = parts.open().unwrap();
    let formats = workbook.number_formats().clone();
    // Read from either row on: what comes before is passed over, and counted all the same.
    for from in [2, 3] {
        let rows: Vec<Row> = workbook.rows(from).unwrap().map(Result::unwrap).collect();
        if from == 2 {
            let shown: Vec<&str> = rows[0].styles.iter().map(|style| formats.code(*style)).collect();
            assert_eq!(
                shown[..8],
                [
                    "General",
                    "[h]:mm",
                    "#,##0.00 \"kr.\"",
                    "mm-dd-yy",
                    "@",
                    "General",
                    "General",
                    "General"
                ]
            );
            assert_eq!(formats.of(rows[0].styles[1]), NumberFormat::Code("[h]:mm"));
            assert_eq!(formats.of(rows[0].styles[3]), NumberFormat::BuiltIn(14));
            assert_eq!(rows[0].cells[2], Cell::Number(2.5));
            assert_eq!(rows[0].cells[4], Cell::FormulaWithoutValue);
        }
        let last = rows.last().unwrap();
        assert_eq!(last.cells[0], Cell::FormulaWithoutValue);
        assert_eq!(last.cells[1], Cell::Number(1.0));
        assert_eq!(last.cells[9], Cell::Text("x".to_owned()));
    }
}

#[test]
fn a_link_is_carried_with_its_cell_and_a_broken_one_refuses_nothing() {
    let sheet = sheet_xml(&person(2)).replace(
        "</worksheet>",
        "<hyperlinks><hyperlink ref=\"A2\" r:id=\"rId1\" location=\"top\"/><hyperlink ref=\"B2\" r:id=\"rId2\"/>\
         <hyperlink ref=\"C2\" location=\"Lists!A1\"/><hyperlink ref=\"nowhere\" r:id=\"rId1\"/></hyperlinks></worksheet>",
    );
    let relationships = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/hyperlink\" Target=\"https://hr.example/?a=1&amp;b=2\" \
         TargetMode=\"External\"/><Relationship Id=\"rId2\" Type=\"{TYPES}/hyperlink\" Target=\"file:///etc/passwd\"/>\
         </Relationships>"
    );
    let rels = "xl/worksheets/_rels/sheet1.xml.rels";
    let workbook = Parts::of(&sheet).with(rels, relationships).open().unwrap();
    assert_eq!(workbook.links().at(2, 0), Some("https://hr.example/?a=1&b=2#top"));
    assert_eq!(
        (workbook.links().at(2, 1), workbook.links().at(2, 2)),
        (None, None)
    );
    let workbook = Parts::of(&sheet).open().unwrap();
    assert_eq!(workbook.links().at(2, 0), None);
}

#[test]
fn unknown_columns_are_carried_with_their_titles() {
    let rows = row_xml(
        1,
        &[
            "Shoe size",
            "Vorname",
            "Nachname",
            "Mail",
            "Stelle",
            "Abteilung",
            "Rolle",
            "Sprache",
        ],
    ) + &row_xml(
        2,
        &[
            "43",
            "Anna",
            "Jensen",
            "a@example.com",
            "Job",
            "Store",
            "User",
            "de",
        ],
    );
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let mut workbook = Parts::of(&sheet).open().unwrap();
    let header = workbook.header().clone();
    let unknown: Vec<_> = header
        .unknown()
        .map(|heading| (heading.index, heading.title.as_str()))
        .collect();
    assert_eq!(unknown, [(0, "Shoe size")]);
    let row = all_rows(&mut workbook, 2).remove(0);
    assert_eq!(row.cells[0], Cell::Text("43".into()));
    assert_eq!(header.cell(&row, Field::Language), &Cell::Text("de".into()));
}

#[test]
fn faulty_headings_are_named() {
    let open = |titles: &[&str], number| {
        let rows = row_xml(number, titles) + &row_xml(number + 1, &["x"; 9]);
        refusal(Parts::of(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")).open())
    };
    let without = |title: &str| {
        HEADINGS
            .iter()
            .copied()
            .filter(|t| *t != title)
            .collect::<Vec<_>>()
    };

    let missing = open(&without("Department"), 1);
    assert!(
        matches!(&missing, Refusal::MissingHeadings { missing, .. } if *missing == [Missing::Column(Field::Department)])
    );
    assert!(
        missing
            .say(Language::English)
            .starts_with("The column \u{201c}Department\u{201d} is missing; found were"),
        "{missing}"
    );

    let contact: Vec<_> = without("Email").into_iter().filter(|t| *t != "Phone").collect();
    assert!(
        matches!(open(&contact, 1), Refusal::MissingHeadings { missing, .. } if missing == [Missing::Contact])
    );

    let twice: Vec<_> = HEADINGS.into_iter().chain(["E-mail"]).collect();
    let repeated = open(&twice, 1);
    assert_eq!(
        repeated.say(Language::English),
        "Several columns could be the same: \u{201c}Email\u{201d} could be C (\u{201c}Email\u{201d}) or K (\u{201c}E-mail\u{201d}). Keep one of each, delete or rename the others, and upload the file again."
    );

    assert_eq!(open(&HEADINGS, 4), Refusal::HeadingsNotFirst { row: 4 });
    assert_eq!(open(&["some", "thing", "else"], 1).code(), "no_headings");
}

#[test]
fn a_sheet_with_nobody_on_it_is_refused() {
    assert_eq!(refusal(Parts::of(&sheet_xml("")).open()).code(), "no_rows");
    assert_eq!(
        refusal(Parts::of(&sheet_xml(&row_xml(2, &[" "]))).open()).code(),
        "no_rows"
    );
    assert_eq!(
        refusal(Parts::of("<worksheet><sheetData/></worksheet>").open()).code(),
        "empty_sheet"
    );
}

#[track_caller]
fn check(cell: &Cell, kind: FieldKind, expected: Result<Option<&str>, Code>) {
    let found = text(cell, kind).map(|found| found.map(|cleaned| cleaned.text));
    assert_eq!(
        found,
        expected.map(|text| text.map(str::to_owned)),
        "{cell:?} as {kind:?}"
    );
}

#[test]
fn numbers_become_text_only_where_no_digit_is_in_doubt() {
    check(
        &Cell::Number(4_520_123_401.0),
        FieldKind::Phone,
        Ok(Some("4520123401")),
    );
    check(
        &Cell::Number(999_999_999_999_999.0),
        FieldKind::Username,
        Ok(Some("999999999999999")),
    );
    check(&Cell::Number(1e15), FieldKind::Username, Err(Code::DigitsLost));
    check(&Cell::Number(f64::NAN), FieldKind::Phone, Err(Code::DigitsLost));
    check(
        &Cell::Number(12.5),
        FieldKind::Phone,
        Err(Code::NumberInsteadOfText),
    );
    check(
        &Cell::Number(-4.0),
        FieldKind::Phone,
        Err(Code::NumberInsteadOfText),
    );
    check(
        &Cell::Number(12.0),
        FieldKind::PersonName,
        Err(Code::NumberInsteadOfText),
    );
    check(
        &Cell::Number(45_000.0),
        FieldKind::Date,
        Err(Code::NumberInsteadOfDate),
    );
    check(&Cell::Number(0.0), FieldKind::Secret, Ok(Some("0")));
}

#[test]
fn scientific_text_is_undone_only_when_every_digit_is_there() {
    let cell = |text: &str| Cell::Text(text.into());
    check(&cell("4.520123401E+9"), FieldKind::Phone, Ok(Some("4520123401")));
    check(&cell("4,520123401E+9"), FieldKind::Phone, Ok(Some("4520123401")));
    check(&cell("4.52E+09"), FieldKind::Phone, Err(Code::DigitsLost));
    check(&cell("4.5E+10"), FieldKind::Username, Err(Code::DigitsLost));
    check(&cell("1e5"), FieldKind::Username, Ok(Some("1e5")));
    check(&cell("4.52E+09"), FieldKind::PersonName, Ok(Some("4.52E+09")));
}

#[test]
fn invisible_characters_are_removed_and_said_so() {
    let cleaned = |value: &str| {
        text(&Cell::Text(value.into()), FieldKind::PersonName)
            .unwrap()
            .unwrap()
    };
    for (value, expected, repairs) in [
        ("Anna", "Anna", &[][..]),
        ("  Anna\u{a0}", "Anna", &[RepairCode::Trimmed]),
        ("\u{feff}Anna", "Anna", &[RepairCode::InvisibleRemoved]),
        ("An\u{200b}na", "Anna", &[RepairCode::InvisibleRemoved]),
        ("Jen\u{ad}sen", "Jensen", &[RepairCode::InvisibleRemoved]),
        ("Anna\u{a0}Marie", "Anna Marie", &[RepairCode::SpaceReplaced]),
        (
            "\u{200d}Anna\n",
            "Anna",
            &[RepairCode::InvisibleRemoved, RepairCode::Trimmed],
        ),
        ("می\u{200c}خواهم", "می\u{200c}خواهم", &[]),
        ("\u{fdfd}", "\u{fdfd}", &[]),
    ] {
        let cleaned = cleaned(value);
        assert_eq!(
            (cleaned.text.as_str(), cleaned.repairs.as_slice()),
            (expected, repairs),
            "{value:?}"
        );
    }
}

#[test]
fn what_cannot_be_meant_is_a_fault() {
    let cell = |text: &str| Cell::Text(text.into());
    check(&cell("\u{a0}\u{2003}"), FieldKind::PersonName, Ok(None));
    check(&cell("A\r\nBcc: x"), FieldKind::PersonName, Err(Code::LineBreak));
    check(&cell("A\u{2028}b"), FieldKind::PersonName, Err(Code::LineBreak));
    check(&cell("A\0b"), FieldKind::PersonName, Err(Code::ControlCharacter));
    check(
        &cell("A\u{202e}b"),
        FieldKind::PersonName,
        Err(Code::ControlCharacter),
    );
    check(
        &cell(&"x".repeat(513)),
        FieldKind::PersonName,
        Err(Code::TooLong { limit: 512 }),
    );
    check(
        &Cell::TooLong(40_000),
        FieldKind::PersonName,
        Err(Code::TooLong { limit: 512 }),
    );
    check(&Cell::Boolean(true), FieldKind::PersonName, Err(Code::Boolean));
    check(
        &Cell::Error("#N/A".into()),
        FieldKind::Email,
        Err(Code::ExcelError),
    );
    check(
        &Cell::FormulaWithoutValue,
        FieldKind::Email,
        Err(Code::FormulaWithoutValue),
    );
}
