//! Headings as other systems write them.

use super::Imported;
use rollcall::identifier::{Email, Phone};
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
    let profile = &imported.person(2).profile;
    assert_eq!(profile.last_name, "Lund");
    assert_eq!(
        profile.email.as_ref().map(Email::as_str),
        Some("f11.a@nordlys.example")
    );
    assert!(imported.person(2).one_time_password.is_some());
}

/// Nothing typed is dropped silently.
pub(super) fn optional_columns(imported: &Imported) {
    let user = imported.person(2);
    assert_eq!(
        user.profile.phone.as_ref().map(Phone::as_str),
        Some("+4520134001")
    );
    assert_eq!(user.profile.start_date, Some(jiff::civil::date(2026, 12, 1)));
    assert!(user.one_time_password.is_some());
    assert!(imported.dry.get("unused_columns").is_none());
}
