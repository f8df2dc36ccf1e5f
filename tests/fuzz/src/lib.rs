//! What the targets hold the reader of workbooks to.

pub mod package;

// The module itself rather than the crate around it, which would bring the runtime of a function along.
#[path = "../../../functions/import-users/src/workbook/mod.rs"]
pub mod workbook;

#[path = "../../../functions/import-users/src/refusal_wording.rs"]
mod refusal_wording;

use std::io::Cursor;

use rollcall::domain::{fault::About, field::FieldKind, language::Language, repair::RepairCode};
use workbook::{Cell, Cleaned, Failure, Limits, Row, Workbook, open, text};

/// Every kind of field.
pub const KINDS: [FieldKind; 9] = [
    FieldKind::PersonName,
    FieldKind::Entry,
    FieldKind::Language,
    FieldKind::Email,
    FieldKind::Username,
    FieldKind::Phone,
    FieldKind::Date,
    FieldKind::Text { most: 100 },
    FieldKind::Secret,
];

/// Excel's last row.
const LAST_ROW: u32 = 1_048_576;

/// The longest message a person is shown: fifteen headings of forty characters, and the words around them.
const LONGEST_MESSAGE: usize = 1_500;

/// So small that every limit is reached by inputs a fuzzer makes, and that no input takes long.
fn limits() -> Limits {
    Limits {
        file_bytes: 1024 * 1024,
        text_bytes: 1024 * 1024,
        entries: 64,
        directory: 64 * 1024,
        part_bytes: 1024 * 1024,
        small_part_bytes: 256 * 1024,
        total_bytes: 2 * 1024 * 1024,
        sheets: 8,
        cells: 10_000,
        columns: 40,
        merges: 16,
        strings_memory: 64 * 1024,
    }
}

/// Opens a workbook, reads everything in it, and holds the reader to what it promises.
pub fn read_through(bytes: &[u8]) {
    let mut workbook = match open(Cursor::new(bytes), &limits()) {
        Ok(workbook) => workbook,
        Err(failure) => return check_failure(&failure),
    };
    let header = workbook.header().clone();
    let width = header.width();
    assert!((1..=40).contains(&width), "{width} columns");
    assert!(header.headings().is_sorted_by(|a, b| a.index < b.index));
    let rows = read(&mut workbook, 2);
    assert!(
        !workbook.is_plain() || rows.iter().all(Result::is_ok),
        "the rows of a plain sheet are written before they all were read"
    );
    assert!(rows.len() <= usize::try_from(workbook.expected_rows()).unwrap_or(usize::MAX));
    let mut before = 1;
    for row in rows.iter().flatten() {
        assert!(
            (before + 1..=LAST_ROW).contains(&row.number),
            "row {}",
            row.number
        );
        before = row.number;
        assert_eq!(row.cells.len(), width, "row {}", row.number);
        row.cells.iter().for_each(check_cell);
    }
    // A run that died goes on from any row, and a user's id follows from the row's number.
    if let Some(Ok(middle)) = rows.get(rows.len() / 2) {
        let rest = read(&mut workbook, middle.number);
        assert_eq!(shown(&rest), shown(&rows[rows.len() / 2..]));
    }
}

fn read(workbook: &mut Workbook<Cursor<&[u8]>>, from: u32) -> Vec<Result<Row, ()>> {
    let mut rows = match workbook.rows(from) {
        Ok(rows) => rows,
        Err(failure) => {
            check_failure(&failure);
            return vec![Err(())];
        }
    };
    let mut read = Vec::new();
    for row in &mut rows {
        read.push(row.map_err(|failure| check_failure(&failure)));
    }
    assert!(
        read.iter().rev().skip(1).all(Result::is_ok),
        "an error is the last thing there is"
    );
    assert!(rows.next().is_none());
    read
}

/// For comparing: a cell may hold what is not equal to itself.
fn shown(rows: &[Result<Row, ()>]) -> String {
    format!("{rows:?}")
}

fn check_failure(failure: &Failure) {
    let Failure::Refused(refusal) = failure else {
        panic!("bytes in memory can always be read, so this import would be tried for ever: {failure}");
    };
    let message = refusal.say(Language::English);
    assert!(message.ends_with('.'), "{message:?}");
    assert!(!message.chars().any(char::is_control), "{message:?}");
    assert!(message.chars().count() <= LONGEST_MESSAGE, "{message}");
    assert!(
        refusal
            .code()
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'_')
    );
}

/// Holds a cell to what its text promises, whatever field it is read for.
pub fn check_cell(cell: &Cell) {
    if let Cell::Text(text) = cell {
        assert!(text.chars().count() <= Cell::LONGEST);
    }
    for kind in KINDS {
        match text(cell, kind) {
            Ok(None) => assert!(matches!(cell, Cell::Empty | Cell::Text(_))),
            Ok(Some(cleaned)) => {
                assert!(!cell.is_blank());
                check_cleaned(&cleaned, kind);
            }
            Err(code) => {
                let about = About {
                    field: "",
                    value: None,
                    suggestion: None,
                };
                assert!(code.sentence(Language::English, &about).ends_with('.'));
            }
        }
    }
}

fn check_cleaned(cleaned: &Cleaned, kind: FieldKind) {
    let text_of = &cleaned.text;
    assert!(!text_of.is_empty());
    assert_eq!(text_of, text_of.trim());
    assert!(text_of.chars().count() <= 512, "{} bytes", text_of.len());
    // Two phones one below the other are for what reads phones to refuse.
    let is_kept = |c: char| c == '\n' && matches!(kind, FieldKind::Phone);
    let breaks = |c: char| c.is_control() && !is_kept(c) || matches!(c, '\u{2028}' | '\u{2029}');
    assert!(!text_of.chars().any(breaks), "{text_of:?}");
    assert!(!cleaned.numeric || text_of.bytes().all(|b| b.is_ascii_digit()));
    let undone = cleaned.repairs.contains(&RepairCode::ScientificUndone);
    assert!(!undone || cleaned.numeric || matches!(kind, FieldKind::Username | FieldKind::Phone));
    let again = text(&Cell::Text(text_of.clone()), kind)
        .expect("cleaned text is accepted")
        .expect("cleaned text is not blank");
    assert_eq!(&again.text, text_of);
    assert!(again.repairs.is_empty(), "{text_of:?} {:?}", again.repairs);
}
