//! One row of the workbook: from cells to a profile, or to everything that is wrong with it.

use crate::workbook::{self, Cell, CellFault, Cleaned, Header, Merged, NumberFormats, Row};
use jiff::{
    Span,
    civil::{self, Date},
};
use rollcall::domain::{
    fault::{Fault, quoted, shortened},
    field::{Field, FieldKind},
    identifier::Phone,
    import::{Repair, RowFault},
    organisation::Organisation,
    password,
    permission::Mandate,
    user::{Draft, EARLIEST_START, LATEST_START, Profile},
};

/// A row, read and checked.
#[derive(Debug)]
pub(crate) struct Checked {
    /// As the spreadsheet numbers it.
    pub(crate) number: u32,
    /// The profile and the one-time password beside it, or all faults.
    pub(crate) result: Result<(Profile, Option<String>), Vec<RowFault>>,
    /// What was put right.
    pub(crate) repairs: Vec<Repair>,
    /// What was taken as it is, and is worth a look.
    pub(crate) warnings: Vec<RowFault>,
}

fn row_fault(fault: Fault) -> RowFault {
    RowFault {
        column: fault.pointer.trim_start_matches('/').to_owned(),
        code: fault.code.to_owned(),
        detail: fault.detail,
        suggestion: fault.suggestion,
        row: None,
        found: fault.found,
    }
}

fn repair_detail(repair: workbook::Repair) -> &'static str {
    match repair {
        workbook::Repair::Trimmed => "Spaces around the text were removed.",
        workbook::Repair::InvisibleRemoved => "Invisible characters were removed.",
        workbook::Repair::SpaceReplaced => "An unusual space was replaced by a plain one.",
        workbook::Repair::ReadAsShown => "The number was read as its cell shows it.",
        workbook::Repair::EncodingMended => "Letters that another program had garbled were restored.",
        workbook::Repair::ScientificUndone => "A number in scientific notation was written out.",
    }
}

/// The day a plain number in a date column stands for: what is left of a date whose cell was formatted as a number.
/// Only days on which somebody may start to work are taken for dates.
pub(crate) fn day_of(serial: f64, from_1904: bool) -> Option<Date> {
    if serial.fract() != 0.0 || !(0.0..100_000.0).contains(&serial) {
        return None;
    }
    // Excel counts 1900 as a leap year, so that its days begin two days early (ECMA-376, part 1, 18.17.4.1).
    let zero = if from_1904 {
        civil::date(1904, 1, 1)
    } else {
        civil::date(1899, 12, 30)
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let day = zero.checked_add(Span::new().days(serial as i64)).ok()?;
    (EARLIEST_START..=LATEST_START).contains(&day).then_some(day)
}

/// The day where all that is left of it is a number, or the same in a column that is formatted as text.
fn serial_day(cell: &Cell, from_1904: bool) -> Option<Date> {
    match cell {
        Cell::Number(number) => day_of(*number, from_1904),
        Cell::Text(text) if text.trim().len() == 5 => {
            let number: u32 = text.trim().parse().ok()?;
            day_of(number.into(), from_1904)
        }
        _ => None,
    }
}

/// The text of a field. A number is read as its cell shows it: zeros that only its format has are digits to whoever looks.
fn read_cell(
    header: &Header,
    row: &Row,
    column: Field,
    formats: &NumberFormats,
) -> Result<Option<Cleaned>, CellFault> {
    let (cell, kind) = (header.cell(row, column), column.kind());
    let takes_digits = !matches!(kind, FieldKind::PersonName | FieldKind::Email | FieldKind::Date);
    let text = match cell {
        Cell::Number(number) if takes_digits => header
            .position(column)
            .and_then(|at| workbook::shown(*number, formats.code(*row.styles.get(at)?))),
        _ => None,
    };
    let Some(text) = text else {
        return workbook::text(cell, kind);
    };
    let is_plain = cell.shown().is_some_and(|digits| digits == text);
    Ok(Some(Cleaned {
        text,
        repairs: if is_plain {
            Vec::new()
        } else {
            vec![workbook::Repair::ReadAsShown]
        },
        numeric: true,
    }))
}

/// What a cell was read as, where its repair does not say it. A one-time password is never repeated.
fn read_as(repair: workbook::Repair, column: Field, text: &str) -> Option<String> {
    let is_told = matches!(
        repair,
        workbook::Repair::EncodingMended | workbook::Repair::ReadAsShown
    );
    (is_told && column.kind() != FieldKind::Secret).then(|| text.to_owned())
}

/// The date and time that a cell shows or hides, where its time is the fault.
fn moment(fault: CellFault, cell: &Cell) -> Option<String> {
    match cell {
        Cell::Date(date) if fault == CellFault::TimeOfDay => date.moment(),
        _ => None,
    }
}

/// What is missing may only seem to be there: a merged cell shows its value across all its rows, and only the first has it.
fn tell_merged(fault: RowFault, header: &Header, merged: &Merged, row: u32) -> RowFault {
    let at = Field::find(&fault.column).and_then(|column| header.position(column));
    if fault.code != "required" || !at.is_some_and(|at| merged.swallows(row, at)) {
        return fault;
    }
    RowFault {
        code: "merged_cell".to_owned(),
        detail: "This cell was merged with another one, so it holds nothing of its own. Undo the merge and fill in \
                 every row."
            .to_owned(),
        ..fault
    }
}

/// Several people may stand behind a file, and a drop has nobody: what they may not do is said in words true of all.
fn of_an_import(fault: Fault) -> RowFault {
    let detail = match fault.code {
        "may_not_grant" => NOT_GRANTED,
        "not_your_department" => ELSEWHERE,
        _ => return row_fault(fault),
    };
    RowFault {
        detail: detail.to_owned(),
        ..row_fault(fault)
    }
}

const NOT_GRANTED: &str = "A file gives nobody more rights than the person who uploaded it and the person who ran it both \
    have; one that a system delivers gives only what the settings allow. Choose another permission type, or have the \
    file uploaded by somebody with these rights.";
const ELSEWHERE: &str = "A file creates people only in departments that the person who uploaded it and the person who ran \
    it both manage. Choose such a department, or have this row uploaded by somebody who manages all departments.";

/// Puts the dialling code that has a column of its own before the phone, or says what is wrong with it.
fn join_dialling_code(code: &Cell, draft: &mut Draft) -> Option<RowFault> {
    let number = draft.get(Field::Phone)?;
    let shown = code.shown().filter(|shown| !shown.is_empty())?;
    let joined = Phone::join_dialling_code(&shown, number);
    let fault = joined.is_none().then(|| RowFault {
        column: Field::Phone.name().to_owned(),
        code: "unknown_dialling_code".to_owned(),
        detail: format!(
            "{} is no dialling code; write it like +45, or leave it out and write the phone with + and country code.",
            quoted(&shown)
        ),
        found: Some(shortened(&shown)),
        ..RowFault::default()
    });
    draft.set(Field::Phone, joined);
    fault
}

const WRONG_LENGTH: &str =
    "A one-time password has 8 to 64 characters. Change it, or leave it out: the person then gets a link.";
const GUESSABLE: &str = "This one-time password is easy to guess. Use digits and letters at random, others for everybody, or \
    leave it out: the person then gets a link.";

fn check_one_time(text: Option<&str>, own_words: &[&str]) -> Option<RowFault> {
    let fault = password::check_one_time(text?, own_words).err()?;
    // In a workbook an empty cell makes none.
    let detail = match fault.code {
        "guessable_one_time_password" => GUESSABLE,
        _ => WRONG_LENGTH,
    };
    Some(RowFault {
        detail: detail.to_owned(),
        ..row_fault(fault)
    })
}

/// The texts of a row's fields, with what is wrong with their cells and what was put right.
fn read(
    header: &Header,
    row: &Row,
    formats: &NumberFormats,
    from_1904: bool,
) -> (Draft, Vec<RowFault>, Vec<Repair>) {
    let (mut draft, mut faults, mut repairs) = (Draft::default(), Vec::new(), Vec::new());
    for field in Field::as_shown() {
        let cell = header.cell(row, field);
        if let Some(day) = serial_day(cell, from_1904).filter(|_| field.kind() == FieldKind::Date) {
            repairs.push(Repair {
                column: field.name().to_owned(),
                code: "date_serial_undone".to_owned(),
                detail: "A number was read as the date it stands for in Excel.".to_owned(),
                read_as: Some(day.to_string()),
            });
            draft.set(field, Some(day.to_string()));
            continue;
        }
        match read_cell(header, row, field, formats) {
            Ok(None) => {}
            Ok(Some(cleaned)) => {
                repairs.extend(cleaned.repairs.iter().map(|repair| Repair {
                    column: field.name().to_owned(),
                    code: repair.code().to_owned(),
                    detail: repair_detail(*repair).to_owned(),
                    read_as: read_as(*repair, field, &cleaned.text),
                }));
                draft.set(field, Some(cleaned.text));
            }
            Err(fault) => faults.push(RowFault {
                column: field.name().to_owned(),
                code: fault.code().to_owned(),
                detail: fault.to_string(),
                found: moment(fault, cell),
                ..RowFault::default()
            }),
        }
    }
    (draft, faults, repairs)
}

/// Checks a row by the rules of a user, the organisation's lists and the rights of the import.
pub(crate) fn check(
    header: &Header,
    merged: &Merged,
    row: &Row,
    (formats, from_1904): (&NumberFormats, bool),
    organisation: &Organisation,
    mandate: &Mandate,
) -> Checked {
    let (mut draft, mut faults, mut repairs) = read(header, row, formats, from_1904);
    let one_time = draft.take(Field::OneTimePassword);
    if let Some(fault) = join_dialling_code(header.dialling_code(row), &mut draft) {
        faults.push(fault);
    }
    let (checked, more_repairs) = draft.check_forgiving(organisation);
    let own_words = checked
        .as_ref()
        .map(|profile| profile.own_words(&organisation.slug, &organisation.settings.name));
    faults.extend(check_one_time(
        one_time.as_deref(),
        &own_words.unwrap_or_default(),
    ));
    repairs.extend(more_repairs.into_iter().map(Repair::from));
    let result = match checked {
        Ok(profile) => {
            let placement =
                mandate.check_placement(organisation, &profile.department, &profile.permission_type);
            faults.extend(placement.into_iter().map(of_an_import));
            if faults.is_empty() {
                Ok((profile, one_time))
            } else {
                Err(faults)
            }
        }
        Err(more) => {
            // What a cell holds was said already; that its field is missing then need not be.
            let told: Vec<String> = faults.iter().map(|fault| fault.column.clone()).collect();
            faults.extend(
                more.into_iter()
                    .map(row_fault)
                    .filter(|fault| !told.contains(&fault.column))
                    .map(|fault| tell_merged(fault, header, merged, row.number)),
            );
            Err(faults)
        }
    };
    Checked {
        number: row.number,
        warnings: result.as_ref().map_or_else(|_| Vec::new(), suspicions),
        result,
        repairs,
    }
}

impl Checked {
    /// Keeps a row refused that was refused before.
    pub(crate) fn refuse(&mut self, before: Vec<RowFault>) {
        if before.is_empty() {
            return;
        }
        match &mut self.result {
            Ok(_) => self.result = Err(before),
            Err(faults) => {
                let new = |fault: &RowFault| faults.iter().all(|known| known.code != fault.code);
                let new: Vec<RowFault> = before.into_iter().filter(new).collect();
                faults.extend(new);
            }
        }
    }
}

/// What may be as it should, and often is not: `Bj?rn`, and an apostrophe before a one-time password.
fn suspicions((profile, one_time): &(Profile, Option<String>)) -> Vec<RowFault> {
    let warning = |column: Field, code: &str, detail: &str| RowFault {
        column: column.name().to_owned(),
        code: code.to_owned(),
        detail: detail.to_owned(),
        ..RowFault::default()
    };
    let names = [
        (Field::FirstName, &profile.first_name),
        (Field::LastName, &profile.last_name),
    ];
    let mut found: Vec<RowFault> = names
        .into_iter()
        .filter(|(_, name)| name.contains('?') && name.contains(char::is_alphabetic))
        .map(|(column, _)| {
            let detail = "There is a question mark in this name, where another program may have lost a letter. Check the \
                          spelling.";
            warning(column, "lost_letter", detail)
        })
        .collect();
    if one_time.as_ref().is_some_and(|text| text.starts_with('\'')) {
        let detail = "The one-time password begins with an apostrophe, which is part of it. If Excel or an export put it \
                      there, leave it out and upload the file again.";
        found.push(warning(Field::OneTimePassword, "apostrophe_counts", detail));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_day_only_where_somebody_may_start_on_it() {
        assert_eq!(day_of(46_237.0, false), Some(civil::date(2026, 8, 3)));
        assert_eq!(day_of(44_775.0, true), Some(civil::date(2026, 8, 3)));
        for number in [46_237.5, -1.0, 0.0, 2026.0, 20_260_803.0, 99_999.0, f64::NAN] {
            assert_eq!(day_of(number, false), None, "{number}");
        }
    }

    #[test]
    fn a_cell_with_a_time_of_day_or_day_zero_says_so() {
        let date = |serial: f64, iso: &str| {
            Cell::Date(workbook::Date {
                serial: Some(serial),
                iso: iso.to_owned(),
            })
        };
        for (cell, expected) in [
            (date(46_237.0, "2026-08-03"), Ok("2026-08-03")),
            (date(46_237.000_000_1, "2026-08-03T00:00:00"), Ok("2026-08-03")),
            (
                date(46_236.916, "2026-08-02T22:00:00"),
                Err(("time_of_day", Some("2026-08-02 22:00"))),
            ),
            (
                date(46_236.999, "2026-08-02T23:59:26"),
                Err(("time_of_day", Some("2026-08-02 23:59:26"))),
            ),
            (date(0.0, "1899-12-31"), Err(("day_zero", None))),
            (date(0.5, "1899-12-31T12:00:00"), Err(("day_zero", None))),
            (date(1.5, "PT13H30M00S"), Err(("number_instead_of_date", None))),
            (Cell::Number(20_260_803.0), Ok("20260803")),
            (Cell::Number(46_237.5), Err(("number_instead_of_date", None))),
            (Cell::Number(307.0), Err(("number_instead_of_date", None))),
        ] {
            let found = workbook::text(&cell, FieldKind::Date);
            let found = found.map(|cleaned| cleaned.unwrap().text);
            let found = found.map_err(|fault| (fault.code(), moment(fault, &cell)));
            let expected = expected.map(str::to_owned);
            let expected = expected.map_err(|(code, moment)| (code, moment.map(str::to_owned)));
            assert_eq!(found, expected, "{cell:?}");
        }
    }
}
