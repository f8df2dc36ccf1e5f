//! A workbook on its own: read to its end and checked, with no store and no bucket.

use crate::{
    result::TotalsRows,
    row,
    seen::Seen,
    workbook::{self, Failure, Limits, Row, Workbook},
};
use rollcall::domain::{
    import::{Counts, Outcome},
    organisation::Organisation,
    permission::Mandate,
};
use std::{
    io::{Read, Seek},
    sync::atomic::AtomicU64,
};

/// Looks at every byte, and makes sure that every row can be read, before anything is made of them. `counted` says
/// meanwhile how far it is.
pub(crate) fn read_through<R: Read + Seek>(
    source: R,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<Workbook<R>, Failure> {
    let mut workbook = workbook::open_counting(source, limits, counted)?;
    if !workbook.is_plain() {
        let mut rows = workbook.rows(2)?;
        let mut row = Row::default();
        while rows.next_into(&mut row)? {}
    }
    Ok(workbook)
}

/// What an import of a workbook would come to if nobody in it existed yet. Everything an import does with the file
/// alone, in the same order.
///
/// # Errors
///
/// [`Failure::Refused`] where the file would be refused whole, [`Failure::Io`] where it could not be read.
pub fn validate<R: Read + Seek>(
    source: R,
    organisation: &Organisation,
    mandate: &Mandate,
) -> Result<Counts, Failure> {
    let mut workbook = read_through(source, &Limits::default(), &AtomicU64::new(0))?;
    let (header, from_1904) = (workbook.header().clone(), workbook.counts_from_1904());
    let (merged, formats) = (workbook.merged().clone(), workbook.number_formats().clone());
    let (mut seen, mut counts) = (Seen::default(), Counts::default());
    let totals_rows = TotalsRows::below(&header);
    let mut rows = workbook.rows(2)?;
    let mut row = Row::default();
    while rows.next_into(&mut row)? {
        if totals_rows.contain(&row) {
            continue;
        }
        let numbers = (&formats, from_1904);
        let checked = row::check(&header, &merged, &row, numbers, organisation, mandate);
        let outcome = match &checked.result {
            Err(_) => Outcome::Invalid,
            Ok((profile, one_time)) => match seen.note(checked.number, profile) {
                Ok(()) => match seen.note_one_time(checked.number, one_time.as_deref()) {
                    None => Outcome::WouldCreate,
                    Some(_) => Outcome::Invalid,
                },
                Err(_) => Outcome::Duplicate,
            },
        };
        counts.add(outcome, !checked.repairs.is_empty());
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::domain::organisation::{Department, JobProfile, PermissionType, Slug};
    use serde_json::{Value, json};

    fn organisation(department: &str) -> Organisation {
        let settings = json!({
            "name": "Demo", "default_language": "en", "languages": ["en"], "default_country": "DK",
            "time_zone": "Europe/Copenhagen", "communication": rollcall::domain::organisation::Communication::default(),
            "sign_up": rollcall::domain::organisation::SignUpSettings::default(), "one_time_password": { "lifetime_days": 7 },
        });
        let entry = |name: &str, more: Value| {
            let mut entry = json!({ "id": name, "name": name });
            entry
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            entry
        };
        let department: Department = serde_json::from_value(entry(department, json!({}))).unwrap();
        let job_profile: JobProfile = serde_json::from_value(entry("Store associate", json!({}))).unwrap();
        let user: PermissionType =
            serde_json::from_value(entry("User", json!({ "capabilities": [] }))).unwrap();
        Organisation::new(
            Slug::parse("demo").unwrap(),
            serde_json::from_value(settings).unwrap(),
            vec![department],
            vec![job_profile],
            vec![user],
        )
    }

    #[test]
    fn a_file_is_checked_by_the_organisations_lists_alone() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/workbooks/baseline_xlsxwriter.xlsx"
        );
        let check = |department| {
            let organisation = organisation(department);
            let mandate = Mandate::of_a_drop(&organisation);
            let counts = validate(std::fs::File::open(path).unwrap(), &organisation, &mandate).unwrap();
            (counts.processed, counts.created, counts.invalid)
        };
        assert_eq!(check("Store 001"), (3, 3, 0));
        assert_eq!(check("Store 002"), (3, 0, 3));
    }
}
