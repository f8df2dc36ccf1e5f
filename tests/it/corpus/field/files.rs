//! What programs make of a workbook.

use super::Imported;
use serde_json::json;

/// A heading broken over two lines, rich texts, notes, hidden columns, a second sheet: none of it keeps anybody out.
pub(super) fn features_of_exceljs(imported: &Imported) {
    assert_eq!(imported.real["status"], json!("finished"));
    assert_eq!(imported.real["ignored_sheets"], json!(["Noter"]));
    assert_eq!(imported.person(4).profile.last_name, "Lind");
}
