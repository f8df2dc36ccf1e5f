//! One row of the workbook: from cells to a profile, or to everything that is wrong with it.

use crate::workbook::{self, Cell, Cleaned, Header, Merged, NumberFormats, Row};
use jiff::{
    Span,
    civil::{self, Date},
};
use rollcall::domain::{
    fault::{Author, Code, Fault, shortened},
    field::{Field, FieldKind},
    identifier::{Email, Identifier, Phone, Username},
    import::{Repair, RowFault},
    organisation::Organisation,
    password,
    permission::Mandate,
    repair::RepairCode,
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
    /// Whom a row names that something is wrong with.
    pub(crate) named: Vec<Identifier>,
    /// What stands in it, but for the one-time password.
    pub(crate) typed: Draft,
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

/// The text of a field. A number is read as its cell shows it: zeros that only its format adds count as digits.
fn read_cell(
    header: &Header,
    row: &Row,
    column: Field,
    formats: &NumberFormats,
) -> Result<Option<Cleaned>, Code> {
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
            vec![RepairCode::ReadAsShown]
        },
        numeric: true,
    }))
}

/// What a cell was read as, where its repair does not say it. A one-time password is never repeated.
fn read_as(repair: RepairCode, column: Field, text: &str) -> Option<String> {
    let is_told = matches!(repair, RepairCode::EncodingMended | RepairCode::ReadAsShown);
    (is_told && column.kind() != FieldKind::Secret).then(|| text.to_owned())
}

/// What is missing may only seem to be there: a merged cell shows its value across all its rows, and only the first has it.
fn tell_merged(fault: RowFault, header: &Header, merged: &Merged, row: u32) -> RowFault {
    let at = Field::find(&fault.column).and_then(|column| header.position(column));
    if fault.known() != Some(&Code::Required) || !at.is_some_and(|at| merged.swallows(row, at)) {
        return fault;
    }
    RowFault::new(&fault.column, Code::MergedCell)
}

/// Puts the dialling code that has a column of its own before the phone, or says what is wrong with it.
fn join_dialling_code(code: &Cell, draft: &mut Draft) -> Option<RowFault> {
    let number = draft.get(Field::Phone)?;
    let shown = code.shown().filter(|shown| !shown.is_empty())?;
    let joined = Phone::join_dialling_code(&shown, number);
    let fault = joined.is_none().then(|| {
        let found = shortened(&shown);
        RowFault::new(Field::Phone.name(), Code::UnknownDiallingCode { found })
    });
    draft.set(Field::Phone, joined);
    fault
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
            let day = day.to_string();
            repairs.push(Repair::new(
                field.name(),
                RepairCode::DateSerialUndone,
                Some(day.clone()),
            ));
            draft.set(field, Some(day));
            continue;
        }
        match read_cell(header, row, field, formats) {
            Ok(None) => {}
            Ok(Some(cleaned)) => {
                repairs.extend(cleaned.repairs.iter().map(|repair| {
                    let read_as = read_as(*repair, field, &cleaned.text);
                    Repair::new(field.name(), *repair, read_as)
                }));
                draft.set(field, Some(cleaned.text));
            }
            Err(Code::TooLong { .. }) => {
                let limit = field.longest();
                faults.push(RowFault::new(field.name(), Code::TooLong { limit }));
            }
            Err(code) => faults.push(RowFault::new(field.name(), code)),
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
    if row.has_surplus {
        faults.push(RowFault::new("", Code::SurplusValue));
    }
    let unread: Vec<Field> = faults
        .iter()
        .filter_map(|fault| Field::find(&fault.column))
        .collect();
    let (checked, more_repairs) = draft.check_forgiving(organisation);
    let one_time_fault = one_time.as_deref().and_then(|text| {
        if organisation.settings.sso.required {
            return Some(Fault::at(Field::OneTimePassword.name(), Code::SsoOnly));
        }
        let profile = checked.as_ref().ok();
        let own_words =
            profile.map(|profile| profile.own_words(&organisation.slug, &organisation.settings.name));
        password::check_one_time(text, &own_words.unwrap_or_default()).err()
    });
    faults.extend(one_time_fault.map(RowFault::from));
    repairs.extend(more_repairs.into_iter().map(Repair::from));
    let result = match checked {
        Ok(profile) => {
            let placement = mandate.check_placement(
                Author::File,
                organisation,
                &profile.department,
                &profile.permission_type,
            );
            faults.extend(placement.into_iter().map(RowFault::from));
            if faults.is_empty() {
                Ok((profile, one_time))
            } else {
                Err(faults)
            }
        }
        Err(more) => {
            // What a cell holds was said already; that its field is missing then need not be.
            let reported: Vec<String> = faults.iter().map(|fault| fault.column.clone()).collect();
            faults.extend(
                more.into_iter()
                    .map(RowFault::from)
                    .filter(|fault| !reported.contains(&fault.column))
                    .map(|fault| tell_merged(fault, header, merged, row.number)),
            );
            Err(faults)
        }
    };
    Checked {
        number: row.number,
        warnings: result.as_ref().map_or_else(|_| Vec::new(), suspicions),
        named: result.as_ref().map_or_else(|_| named(&draft), |_| Vec::new()),
        result,
        repairs,
        typed: typed(draft, header, row, &unread),
    }
}

/// What stands in a row, but for the one-time password: as it was read, or as its cell shows it where it could not be read.
fn typed(mut draft: Draft, header: &Header, row: &Row, unread: &[Field]) -> Draft {
    let unread = unread.iter().filter(|field| field.kind() != FieldKind::Secret);
    for &field in unread {
        if draft.get(field).is_none() {
            draft.set(field, header.cell(row, field).shown());
        }
    }
    draft
}

/// The e-mail and the username of a row, whatever else is wrong with it.
fn named(draft: &Draft) -> Vec<Identifier> {
    let email = draft
        .get(Field::Email)
        .and_then(|text| Email::parse_mending(text).ok());
    let username = draft
        .get(Field::Username)
        .and_then(|text| Username::parse_mending(text).ok());
    let email = email.map(|(email, _)| Identifier::Email(email));
    let username = username.map(|(username, _)| Identifier::Username(username));
    email.into_iter().chain(username).collect()
}

impl Checked {
    /// Whom the row is about, whatever is wrong with it.
    pub(crate) fn identifiers(&self) -> Vec<Identifier> {
        match &self.result {
            Ok((profile, _)) => profile.identifiers(),
            Err(_) => self.named.clone(),
        }
    }

    /// Keeps a row refused that was refused before.
    pub(crate) fn refuse(&mut self, before: Vec<RowFault>) {
        if before.is_empty() {
            return;
        }
        match &mut self.result {
            Ok((profile, _)) => {
                self.named = profile.identifiers();
                self.result = Err(before);
            }
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
    let names = [
        (Field::FirstName, &profile.first_name),
        (Field::LastName, &profile.last_name),
    ];
    let mut found: Vec<RowFault> = names
        .into_iter()
        .filter(|(_, name)| name.contains('?') && name.contains(char::is_alphabetic))
        .map(|(column, _)| RowFault::new(column.name(), Code::LostLetter))
        .collect();
    if one_time.as_ref().is_some_and(|text| text.starts_with('\'')) {
        found.push(RowFault::new(
            Field::OneTimePassword.name(),
            Code::ApostropheCounts,
        ));
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
            let found = found.map_err(|code| (code.as_str(), code.found()));
            let expected = expected.map(str::to_owned);
            let expected = expected.map_err(|(code, moment)| (code, moment.map(str::to_owned)));
            assert_eq!(found, expected, "{cell:?}");
        }
    }
}
