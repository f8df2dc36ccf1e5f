//! What the fuzz targets found, cut down to what matters (see `tests/fuzz`).

use super::super::{Cell, parse_heading, text};
use super::{Parts, all_rows, person, refusal, sheet_xml};
use rollcall::domain::{
    fault::Code,
    field::{Field, FieldKind},
    language::Language,
};

#[test]
fn a_sheets_name_neither_swells_nor_breaks_the_sentence_that_quotes_it() {
    let name = format!("Us&#10;ers&#x85;\u{202e}\u{2028}{}", "x".repeat(500_000));
    let sheets = |list: &str| format!("<workbook><sheets>{list}</sheets></workbook>");
    let one = format!("<sheet name=\"{name}\" r:id=\"rId1\"/>");
    let good = Parts::of(&sheet_xml(&person(2)));
    let spoilt = |parts: &Parts, list: &str| parts.clone().with("xl/workbook.xml", sheets(list));
    for (parts, code) in [
        (spoilt(&good, &one.repeat(2)), "sheets_share_name"),
        (spoilt(&Parts::of(&sheet_xml("")), &one), "no_rows"),
        (
            spoilt(&Parts::of("<worksheet><sheetData/></worksheet>"), &one),
            "empty_sheet",
        ),
    ] {
        let refusal = refusal(parts.open());
        assert_eq!(refusal.code(), code);
        let message = refusal.say(Language::English);
        assert!(message.contains("\u{201c}Usersxxx"), "{message}");
        assert!(message.len() < 500, "{} bytes", message.len());
    }
    // Names are still compared by all of their characters.
    let other = one.replace("x\" r:id", "y\" r:id");
    assert_eq!(
        all_rows(&mut spoilt(&good, &(one + &other)).open().unwrap(), 2).len(),
        1
    );
}

#[test]
fn a_cell_that_calls_itself_a_date_gives_no_text_but_a_date() {
    for value in ["ab&#10;cd&#10;efgh", "20&#x85;26-8-1", "2026/08/01", "+026-08-01"] {
        let cell = format!("<row r=\"2\"><c r=\"A2\" t=\"d\"><v>{value}</v></c></row>");
        let mut workbook = Parts::of(&sheet_xml(&cell)).open().unwrap();
        let row = all_rows(&mut workbook, 2).remove(0);
        let cell = workbook.header().cell(&row, Field::FirstName);
        assert!(matches!(cell, Cell::Date(_)), "{cell:?}");
        assert_eq!(
            text(cell, FieldKind::Date),
            Err(Code::NumberInsteadOfDate),
            "{value}"
        );
    }
}

#[test]
fn an_accent_that_no_capital_carries_is_read_alike_in_either_case() {
    for title in [
        "phone\u{308}",
        "startpasswort\u{308}",
        "startpasswort\u{308}\u{32b}",
    ] {
        assert_eq!(
            parse_heading(&title.to_uppercase()),
            parse_heading(title),
            "{title}"
        );
    }
}

#[test]
fn what_stands_around_a_heading_makes_it_no_longer() {
    let title = format!("Email / {}", "x".repeat(192));
    assert_eq!(parse_heading(&title), Some(Field::Email));
    for around in [
        format!("\u{feff} {title}\u{a0}*"),
        format!("{title}\u{200b}{}", " ".repeat(50)),
    ] {
        assert_eq!(parse_heading(&around), Some(Field::Email), "{around:?}");
    }
    assert_eq!(parse_heading(&format!("{title}x")), None);
}
