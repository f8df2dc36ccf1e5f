//! The corpus that stands beside the project, where it is there: every file as its manifest says.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use rollcall::domain::{fault::Code, field::Field, language::Language};
use serde_json::Value;

use super::super::{Cell, Failure, Limits, Row, Workbook, open, text};

/// Our policy where the manifest leaves it open or names several: refused whole, with this code.
const REFUSED: [(&str, &str); 15] = [
    ("013_header_only.xlsx", "no_rows"),
    ("020_header_on_row_4.xlsx", "headings_not_first"),
    ("041_sst_index_out_of_range.xlsx", "damaged"),
    ("054_illegal_xml_char_refs.xlsx", "damaged"),
    ("068_duplicate_cell_refs.xlsx", "repeated_cell"),
    ("113_workbook_100k_sheets.xlsx", "too_much_inside"),
    ("115_merge_bomb_500k.xlsx", "too_much_inside"),
    ("128_invalid_utf8.xlsx", "damaged"),
    ("132_alternate_content.xlsx", "unsafe"),
    ("144_path_traversal_names.xlsx", "unsafe"),
    ("153_bzip2_method.xlsx", "unsafe"),
    ("154_lzma_method.xlsx", "unsafe"),
    ("159_no_content_types.xlsx", "not_a_workbook"),
    // The first visible sheet is the one that counts; the sentence says which it was.
    ("192_data_on_second_sheet.xlsx", "no_headings"),
    ("194_duplicate_sheet_names.xlsx", "sheets_share_name"),
];

/// Our policy where the manifest refuses and allows otherwise: accepted, with these rows to be judged.
const ACCEPTED: [(&str, &[u32]); 3] = [
    // The far row lacks nearly everything and is faulty on its own.
    ("082_far_row_J1000000.xlsx", &[2, 1_000_000]),
    // Formulas are never computed; a row with nothing but one is faulty on its own.
    ("114_shared_formula_bomb.xlsx", &[2, 3]),
    // The first visible sheet is read, the others are reported as ignored.
    ("193_two_sheets_with_users.xlsx", &[2, 3]),
];

/// Cells whose fault is found here rather than by the rules of a user.
const FAULTS: [(&str, u32, Field, Code); 16] = [
    ("033_error_cells.xlsx", 2, Field::Email, Code::ExcelError),
    ("033_error_cells.xlsx", 3, Field::Phone, Code::ExcelError),
    (
        "035_dates_in_fields.xlsx",
        2,
        Field::LastName,
        Code::DateInsteadOfText,
    ),
    (
        "035_dates_in_fields.xlsx",
        3,
        Field::Username,
        Code::DateInsteadOfText,
    ),
    (
        "035_dates_in_fields.xlsx",
        4,
        Field::Phone,
        Code::DateInsteadOfText,
    ),
    (
        "035_dates_in_fields.xlsx",
        5,
        Field::FirstName,
        Code::DateInsteadOfText,
    ),
    ("037_phone_scientific.xlsx", 3, Field::Phone, Code::DigitsLost),
    (
        "052_cell_32767_and_40000_chars.xlsx",
        2,
        Field::FirstName,
        Code::TooLong { limit: 512 },
    ),
    (
        "052_cell_32767_and_40000_chars.xlsx",
        3,
        Field::LastName,
        Code::TooLong { limit: 512 },
    ),
    (
        "053_escaped_control_chars.xlsx",
        2,
        Field::FirstName,
        Code::ControlCharacter,
    ),
    (
        "053_escaped_control_chars.xlsx",
        3,
        Field::FirstName,
        Code::LineBreak,
    ),
    (
        "053_escaped_control_chars.xlsx",
        5,
        Field::FirstName,
        Code::LineBreak,
    ),
    (
        "065_numbers_as_names.xlsx",
        2,
        Field::FirstName,
        Code::NumberInsteadOfText,
    ),
    ("065_numbers_as_names.xlsx", 4, Field::Username, Code::DigitsLost),
    ("065_numbers_as_names.xlsx", 6, Field::Username, Code::DigitsLost),
    ("196_date1904.xlsx", 3, Field::LastName, Code::DateInsteadOfText),
];

/// What a file may take; a build without optimisation, beside other tests, is given its time.
const MOST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 180 } else { 30 });

#[test]
fn every_file_of_the_corpus_is_accepted_or_refused_as_its_manifest_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/workbooks");
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.json")) else {
        #[expect(
            clippy::print_stderr,
            reason = "without this line, a run of the tests hides that this one checked nothing"
        )]
        {
            eprintln!("the corpus of workbooks is not beside this checkout; nothing was checked against it");
        }
        return;
    };
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut wrong = Vec::new();
    for entry in manifest["files"].as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let begun = Instant::now();
        if let Err(what) = check(&folder, name, entry) {
            wrong.push(format!("{name}: {what}"));
        }
        if begun.elapsed() > MOST {
            wrong.push(format!("{name}: took {:?}", begun.elapsed()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn check(folder: &Path, name: &str, entry: &Value) -> Result<(), String> {
    let opened = open(File::open(folder.join(name)).unwrap(), &Limits::default());
    if let Some((_, code)) = REFUSED.iter().find(|(file, _)| *file == name) {
        return match opened {
            Err(Failure::Refused(refusal)) if refusal.code() == *code => Ok(()),
            Err(failure) => Err(format!("not {code} but {failure}")),
            Ok(_) => Err(format!("not {code} but accepted")),
        };
    }
    let accepted = ACCEPTED.iter().find(|(file, _)| *file == name);
    if entry["file_result"] == "reject" && accepted.is_none() {
        return match opened {
            Err(Failure::Refused(_)) => Ok(()),
            Err(failure) => Err(failure.to_string()),
            Ok(_) => Err("accepted".into()),
        };
    }
    let mut workbook = opened.map_err(|failure| failure.to_string())?;
    let rows = collect(&mut workbook).map_err(|failure| failure.to_string())?;
    let expected = accepted.map_or_else(|| listed(entry), |(_, rows)| rows.to_vec());
    if let Some(missing) = expected
        .iter()
        .find(|number| !rows.iter().any(|row| row.number == **number))
    {
        return Err(format!("row {missing} is not there"));
    }
    // Rows the manifest leaves open are named in its notes; otherwise there are no others.
    let open_rows = entry.get("also_acceptable").is_some() || entry.get("note").is_some();
    if rows.len() != expected.len() && !open_rows {
        return Err(format!("{} rows instead of {}", rows.len(), expected.len()));
    }
    check_values(name, entry, &workbook, &rows)
}

fn collect(workbook: &mut Workbook<File>) -> Result<Vec<Row>, Failure> {
    workbook.rows(2)?.collect()
}

fn listed(entry: &Value) -> Vec<u32> {
    let mut numbers = Vec::new();
    for row in entry["rows"].as_array().unwrap() {
        if let Some(range) = row["row"].as_str() {
            let (first, last) = range.split_once('-').unwrap();
            numbers.extend(first.parse::<u32>().unwrap()..=last.parse().unwrap());
        } else {
            numbers.push(u32::try_from(row["row"].as_u64().unwrap()).unwrap());
        }
    }
    numbers
}

/// Values the manifest gives, faults found here, and no fault in any cell of a row to be accepted.
fn check_values(name: &str, entry: &Value, workbook: &Workbook<File>, rows: &[Row]) -> Result<(), String> {
    let header = workbook.header();
    let find = |number: u64| rows.iter().find(|row| u64::from(row.number) == number);
    for listed in entry["rows"].as_array().unwrap() {
        let Some(row) = listed["row"].as_u64().and_then(find) else {
            continue;
        };
        for column in Field::ALL.into_iter().filter(|_| listed["expect"] == "accept") {
            let cell = header.cell(row, column);
            let text = text(cell, column.kind())
                .map_err(|fault| format!("row {} {column:?}: {fault}", row.number))?;
            if let Some(value) = listed["values"]
                .get(column.title(Language::English))
                .and_then(Value::as_str)
            {
                let found = text.map(|cleaned| cleaned.text);
                if found.as_deref() != Some(value) {
                    return Err(format!("row {} {column:?}: {found:?}", row.number));
                }
            }
        }
    }
    for (_, number, column, expected) in FAULTS.iter().filter(|(file, ..)| *file == name) {
        let cell = find((*number).into()).map_or(&Cell::Empty, |row| header.cell(row, *column));
        let found = text(cell, column.kind());
        if found.as_ref().err() != Some(expected) {
            return Err(format!(
                "row {number} {column:?}: {found:?} instead of {expected:?}"
            ));
        }
    }
    Ok(())
}
