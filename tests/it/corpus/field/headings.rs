//! Headings as other systems write them.

use super::Imported;
use rollcall::domain::identifier::Phone;
use serde_json::json;

/// The mobile is read, the landline is named as left aside.
pub(super) fn two_phones(imported: &Imported) {
    let phone = imported.person(2).profile.phone.as_ref().map(Phone::as_str);
    assert_eq!(phone, Some("+4520123901"));
    for import in [&imported.dry, &imported.real] {
        assert_eq!(
            import["unused_columns"],
            json!([
                { "heading": "User principal name" },
                { "heading": "Telephone number", "used_instead": "Mobile phone" },
            ])
        );
    }
}

/// What clashes is named all at once, by the headings as written; the title itself ("Afdeling") clashes with nothing.
pub(super) fn two_of_a_kind(imported: &Imported) {
    assert_eq!(imported.real["status"], "refused");
    assert_eq!(
        imported.real["refusal"],
        json!({
            "code": "repeated_heading",
            "detail": "Several columns could be the same: “Username” could be C (“Login”) or D (“Bruger-ID”); \
                       “Job profile” could be F (“Stilling”) or G (“Jobtitel”). Keep one of each, delete or rename the \
                       others, and upload the file again.",
        })
    );
}

/// What stands in brackets is left aside.
pub(super) fn with_remarks(imported: &Imported) {
    // Every column is read: nothing is missing, and the one-time password is one that everybody would try.
    imported.has(2, "faults", "one_time_password", "guessable_one_time_password");
    assert_eq!(imported.codes(2, "faults").len(), 1, "{}", imported.row(2));
    assert!(imported.dry.get("unused_columns").is_none());
}

/// Nothing typed is dropped silently.
pub(super) fn optional_columns(imported: &Imported) {
    // All three are read: the one-time password is one that everybody would try, and what is wrong with the row.
    imported.has(2, "faults", "one_time_password", "guessable_one_time_password");
    assert_eq!(imported.codes(2, "faults").len(), 1, "{}", imported.row(2));
    assert!(imported.dry.get("unused_columns").is_none());
}
