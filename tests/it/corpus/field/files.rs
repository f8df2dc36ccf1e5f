//! What programs make of a workbook.

use super::Imported;
use serde_json::json;

/// A heading broken over two lines, rich texts, notes, hidden columns, a second sheet: none of it keeps anybody out.
pub(super) fn features_of_exceljs(imported: &Imported) {
    assert_eq!(imported.real["status"], json!("finished"));
    assert_eq!(imported.real["ignored_sheets"], json!(["Noter"]));
    assert_eq!(imported.person(4).profile.last_name, "Lind");
}

/// The people of a table are read; its totals row is nobody, and is named as such.
pub(super) fn totals_row(imported: &Imported) {
    for import in [&imported.dry, &imported.real] {
        assert_eq!(import["totals_rows"], json!([4]));
        let counts = ["rows", "processed", "created", "invalid"].map(|count| import[count].as_u64());
        assert_eq!(counts, [Some(2), Some(2), Some(2), Some(0)]);
    }
    assert_eq!(imported.person(2).profile.first_name, "Anna");
    assert_eq!(imported.person(3).profile.first_name, "Bo");
}

/// What rights management protects has no password to take off.
pub(super) fn sensitivity_label(imported: &Imported) {
    for import in [&imported.dry, &imported.real] {
        assert_eq!(import["status"], "refused");
        assert_eq!(import["refusal"]["code"], "protected");
        let detail = import["refusal"]["detail"].as_str().unwrap();
        assert!(
            detail.contains("label") && !detail.contains("password-protected"),
            "{detail}"
        );
    }
}
