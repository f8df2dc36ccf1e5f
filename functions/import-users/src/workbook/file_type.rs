//! What a package is by what is in it, whatever its name ends in.

use std::collections::HashMap;
use std::io::{Read, Seek};

use super::package::{Entry, Package};
use super::part::PartReader;
use super::parts::{self, Relationship};
use super::refusal::{Failure, Refusal};
use super::xml::part_failure;

/// Tells other kinds of packages apart, and returns the entry that says what the parts of this one are.
pub(super) fn content_types<R: Read + Seek>(source: &mut R, package: &Package) -> Result<Entry, Failure> {
    if let Some(entry) = package.find("mimetype") {
        let mut kind = Vec::new();
        PartReader::new(&mut *source, entry)
            .take(128)
            .read_to_end(&mut kind)
            .map_err(part_failure)?;
        if kind.starts_with(b"application/vnd.oasis.opendocument") {
            return Err(Refusal::OpenDocument.into());
        }
    }
    if let Some(entry) = package.find("[Content_Types].xml") {
        return Ok(entry.clone());
    }
    let names: Vec<String> = package
        .entries
        .iter()
        .map(|entry| entry.name.to_ascii_lowercase())
        .collect();
    let ends = |name: &str, ending: &str| name.rsplit_once('.').is_some_and(|(_, end)| end == ending);
    let is_of_numbers =
        |name: &String| name == "index.zip" || name.starts_with("index/") && ends(name, "iwa");
    let is_workbook = |name: &String| ends(name, "xlsx") && !name.starts_with("__macosx/");
    Err(if names.iter().any(is_of_numbers) {
        Refusal::Numbers
    } else if names.iter().any(is_workbook) {
        Refusal::CompressedFolder
    } else {
        Refusal::NotAWorkbook
    }
    .into())
}

/// Refuses what is no Excel workbook by the type of its main part: binary workbooks, and documents of other programs.
/// That a type speaks of macros says nothing: whether there are any, the parts say.
pub(super) fn check_main<R: Read + Seek>(source: &mut R, types: &Entry, main: &str) -> Result<(), Failure> {
    let kind = parts::content_type(source, types, main)?.unwrap_or_default();
    let other = [
        "wordprocessingml",
        "presentationml",
        "ms-word",
        "ms-powerpoint",
        "visio",
    ];
    if kind.contains("ms-excel.sheet.binary") || main.to_ascii_lowercase().ends_with(".bin") {
        Err(Refusal::BinaryWorkbook.into())
    } else if other.iter().any(|other| kind.contains(other)) {
        Err(Refusal::NotAWorkbook.into())
    } else {
        Ok(())
    }
}

/// Refuses a workbook with macros in it: the project of Visual Basic, or a sheet of Excel 4.0's.
pub(super) fn check_macros(
    package: &Package,
    relationships: &HashMap<String, Relationship>,
    folder: &str,
) -> Result<(), Failure> {
    let is_linked = relationships
        .values()
        .filter(|one| {
            matches!(
                one.kind.as_str(),
                "vbaProject" | "xlMacrosheet" | "xlIntlMacrosheet"
            )
        })
        .filter_map(|one| one.part(folder).ok())
        .any(|part| package.find(&part).is_some());
    let is_named = |entry: &Entry| {
        let name = entry.name.to_ascii_lowercase();
        name.rsplit('/').next() == Some("vbaproject.bin")
    };
    if is_linked || package.entries.iter().any(is_named) {
        return Err(Refusal::Macros.into());
    }
    Ok(())
}
