//! Phones as people and spreadsheets write them.

use super::Imported;
use rollcall::domain::identifier::Phone;

/// What a row's phone was read as and what was put right, or why it is refused.
type Row = (u64, Result<(&'static str, &'static str), &'static str>);

#[rustfmt::skip]
const SEVEN_COUNTRIES: &[Row] = &[
    (2, Ok(("+491701234567", ""))),
    (3, Ok(("+491701234567", ""))),
    (4, Ok(("+491701234567", ""))),
    (5, Ok(("+491701234567", ""))),
    (6, Ok(("+491701234567", "zero_restored"))),
    (7, Ok(("+491701234567", "plus_restored"))),
    (8, Ok(("+491701234567", "plus_restored"))),
    (9, Ok(("+491701234567", "plus_restored"))),
    (10, Ok(("+491701234567", "plus_restored"))),
    (11, Ok(("+491701234567", "plus_restored"))),
    (12, Err("ambiguous_phone")),
    (13, Err("ambiguous_phone")),
    (14, Err("ambiguous_phone")),
    (15, Err("ambiguous_phone")),
    (16, Err("ambiguous_phone")),
    (17, Err("ambiguous_phone")),
    (18, Ok(("+46701234567", ""))),
    (19, Ok(("+46701234567", "zero_restored"))),
    (20, Ok(("+46701234567", "plus_restored"))),
    (21, Ok(("+46701234567", ""))),
    (22, Ok(("+46701234567", "plus_restored"))),
    (23, Ok(("+46701234567", ""))),
    (24, Ok(("+4791234567", "plus_restored"))),
    (25, Ok(("+4791234567", ""))),
    (26, Ok(("+4791234567", ""))),
    (27, Ok(("+4791234567", "plus_restored"))),
    (28, Ok(("+4747123456", ""))),
    (29, Err("not_a_phone")),
    (30, Ok(("+48600123456", ""))),
    (31, Ok(("+48600123456", "plus_restored"))),
    (32, Ok(("+48600123456", ""))),
    (33, Ok(("+48600123456", ""))),
    (34, Ok(("+48600123456", "plus_restored"))),
    (35, Ok(("+48600123456", ""))),
    (36, Ok(("+48600123456", "zero_removed"))),
    (37, Ok(("+33612345678", ""))),
    (38, Ok(("+33612345678", "zero_restored"))),
    (39, Ok(("+33612345678", ""))),
    (40, Ok(("+33612345678", "plus_restored"))),
    (41, Ok(("+33612345678", "plus_restored"))),
    (42, Ok(("+33612345678", ""))),
    (43, Ok(("+421912345678", ""))),
    (44, Ok(("+421912345678", "zero_restored"))),
    (45, Ok(("+421912345678", "plus_restored"))),
    (46, Ok(("+421912345678", ""))),
    (47, Ok(("+4520123456", "plus_restored"))),
    (48, Ok(("+4520123456", "plus_restored"))),
    (49, Ok(("+4520123456", ""))),
    (50, Ok(("+4520123456", ""))),
    (51, Ok(("+4520123456", "zero_removed"))),
    (52, Ok(("+4545123456", ""))),
    (53, Ok(("+4545123456", ""))),
    (54, Err("foreign_phone")),
    (55, Err("foreign_phone")),
    (56, Ok(("+4570123456", ""))),
    (57, Err("foreign_phone")),
];

#[rustfmt::skip]
const SEVERAL_OR_LABELLED: &[Row] = &[
    (2, Err("several_phones")),
    (3, Err("several_phones")),
    (4, Err("several_phones")),
    (5, Err("several_phones")),
    (6, Err("several_phones")),
    (7, Ok(("+4520123456", "label_removed"))),
    (8, Ok(("+4520123456", "label_removed"))),
    (9, Ok(("+4520123456", "label_removed"))),
    (10, Err("text_beside_phone")),
    (11, Ok(("+4520123456", "label_removed"))),
    (12, Err("has_extension")),
    (13, Err("has_extension")),
    (14, Err("has_extension")),
    (15, Err("not_a_phone")),
    (16, Err("not_a_phone")),
    (17, Err("not_a_phone")),
    (18, Err("not_a_phone")),
    (19, Err("not_a_phone")),
    (20, Err("not_a_phone")),
    (21, Ok(("+4520123456", ""))),
    (22, Err("not_a_phone")),
];

fn check(imported: &Imported, rows: &[Row]) {
    for (row, expected) in rows {
        match expected {
            Ok((phone, repair)) => {
                let found = imported.person(*row).profile.phone.as_ref();
                assert_eq!(found.map(Phone::as_str), Some(*phone), "row {row}");
                let repairs = imported.codes(*row, "repairs");
                let restored: Vec<&str> = repairs
                    .iter()
                    .filter(|(column, code)| {
                        column == "phone" && !matches!(code.as_str(), "trimmed" | "scientific_undone")
                    })
                    .map(|(_, code)| code.as_str())
                    .collect();
                let expected: Vec<&str> = [*repair].into_iter().filter(|code| !code.is_empty()).collect();
                assert_eq!(restored, expected, "row {row}");
            }
            Err(code) => {
                assert_eq!(imported.outcome(*row), "invalid", "row {row}");
                imported.has(*row, "faults", "phone", code);
            }
        }
    }
    assert_eq!(imported.rows.len(), rows.len());
}

/// National spellings, lost pluses and zeros, foreign numbers without their plus.
pub(super) fn of_seven_countries(imported: &Imported) {
    check(imported, SEVEN_COUNTRIES);
    assert_eq!(
        imported.detail(16, "faults", "phone"),
        "This could be +49 4670 1234567 or +46 70 123 45 67. Write it with + and country code."
    );
}

/// Two numbers in a cell, labels, remarks and extensions.
pub(super) fn several_or_labelled(imported: &Imported) {
    check(imported, SEVERAL_OR_LABELLED);
    assert!(
        imported
            .detail(14, "faults", "phone")
            .starts_with("“# 204” is an extension")
    );
}

/// A dialling code in a column of its own.
pub(super) fn country_codes_in_a_column(imported: &Imported) {
    for (row, expected) in [
        (2, "+4791234567"),
        (3, "+46701234567"),
        (4, "+4520133703"),
        (5, "+491701234567"),
    ] {
        let found = imported.person(row).profile.phone.as_ref();
        assert_eq!(found.map(Phone::as_str), Some(expected), "row {row}");
    }
    assert!(imported.dry.get("unused_columns").is_none());
}
