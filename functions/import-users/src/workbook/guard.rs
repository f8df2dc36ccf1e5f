//! What a file has to pass before calamine opens it.
//!
//! calamine 0.38 trusts what it reads: a false count aborts the process, a giant cell is buffered whole, a
//! duplicate part silently wins, a cut-off file yields its first rows. So every byte is looked at first, in
//! constant memory, and only what passed is handed on, through [`super::vetted`].

use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::AtomicU64;

use super::Limits;
use super::links::Links;
use super::number_formats::NumberFormats;
use super::package::{self, Entry, Package};
use super::part::PartReader;
use super::parts::{self, Chosen};
use super::refusal::{Failure, Refusal};
use super::sheet::{self, SheetFacts};
use super::sniff;
use super::strings::{self, StringFacts};
use super::vetted::{Builder, Vetted};
use super::xml::{Scanner, part_failure};

/// A file that passed.
#[derive(Debug)]
pub(super) struct Passed<R> {
    pub(super) archive: Vetted<R>,
    pub(super) chosen: Chosen,
    pub(super) facts: SheetFacts,
    /// Whether dates count from 1904 instead of 1900.
    pub(super) from_1904: bool,
    pub(super) number_formats: NumberFormats,
    pub(super) links: Links,
}

/// The name of the one sheet in the archive that calamine gets.
pub(super) const SHEET: &str = "sheet";

const XML: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Looks through the whole file. `counted` says meanwhile how many rows there were.
pub(super) fn check<R: Read + Seek>(
    mut source: R,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<Passed<R>, Failure> {
    let length = source.seek(SeekFrom::End(0))?;
    if length > limits.file_bytes {
        return Err(Refusal::FileTooLarge {
            limit_megabytes: limits.file_bytes / 1_000_000,
        }
        .into());
    }
    sniff::check(&mut source)?;
    let package = package::read(&mut source, length, limits)?;
    let content_types = check_kind(&mut source, &package)?;
    check_sizes(&package, limits)?;
    parts::check_content_types(&mut source, &content_types)?;

    let (workbook, folder) = parts::workbook_part(&mut source, &package)?;
    let workbook_entry = package
        .find(&workbook)
        .ok_or(Failure::damaged("its list of sheets is missing"))?;
    let links = rels_name(&workbook);
    let links = package
        .find(&links)
        .ok_or(Failure::damaged("the links between its parts are missing"))?;
    let relationships = parts::relationships(&mut source, links)?;
    let listing = parts::listing(&mut source, workbook_entry, limits.sheets)?;
    let chosen = parts::choose(&listing, &relationships, &folder)?;
    let sheet_entry = package
        .find(&chosen.part)
        .ok_or(Failure::damaged("the contents of a sheet are missing"))?;

    let linked = |kind: &str| -> Result<Option<&Entry>, Failure> {
        let mut found = relationships.values().filter(|one| one.kind == kind);
        let Some(one) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(Failure::damaged("one of its parts is listed twice"));
        }
        Ok(package.find(&one.part(&folder)?))
    };
    let strings_entry = linked("sharedStrings")?;
    let styles_entry = linked("styles")?;

    let mut archive = Builder::default();
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types/>";
    archive.bytes("[Content_Types].xml", types.into());
    let root = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{XML}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    archive.bytes("_rels/.rels", root.into());
    let links = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{XML}/worksheet\" Target=\"sheet.xml\"/></Relationships>"
    );
    archive.bytes("xl/_rels/workbook.xml.rels", links.into());
    let list = format!(
        "<workbook><workbookPr date1904=\"{}\"/><sheets><sheet name=\"{SHEET}\" r:id=\"a\"/></sheets></workbook>",
        u8::from(listing.from_1904)
    );
    archive.bytes("xl/workbook.xml", list.into());

    let mut number_formats = NumberFormats::default();
    if let Some(entry) = styles_entry {
        let formats = parts::formats(&mut source, entry)?;
        number_formats = formats.to_number_formats()?;
        archive.bytes("xl/styles.xml", formats.to_xml());
    }
    let mut strings = StringFacts::default();
    if let Some(entry) = strings_entry {
        let facts = strings::scan_strings(PartReader::new(&mut source, entry), limits)?;
        archive.part(
            "xl/sharedStrings.xml",
            entry,
            facts.unique_count.map(|at| (at, b't')),
        );
        strings = facts;
    }
    let mut facts = sheet::scan_sheet(
        PartReader::new(&mut source, sheet_entry),
        &strings,
        limits,
        counted,
    )?;
    let mut links = Links::default();
    if !facts.links.is_empty()
        && let Some(entry) = package.find(&rels_name(&chosen.part))
    {
        let addresses = parts::addresses(&mut source, entry)?;
        links = Links::new(std::mem::take(&mut facts.links), &addresses);
    }
    archive.part("xl/sheet.xml", sheet_entry, facts.dimension.map(|at| (at, b'n')));

    let seen = [&content_types.name, &workbook_entry.name, &sheet_entry.name];
    for entry in &package.entries {
        if !seen.contains(&&entry.name) && strings_entry.is_none_or(|strings| strings.name != entry.name) {
            check_other(&mut source, entry)?;
        }
    }
    Ok(Passed {
        archive: archive.finish(source),
        chosen,
        facts,
        from_1904: listing.from_1904,
        number_formats,
        links,
    })
}

/// Tells other kinds of packages apart, and returns the entry that says what the parts are.
fn check_kind<R: Read + Seek>(source: &mut R, package: &Package) -> Result<Entry, Failure> {
    if let Some(entry) = package.find("mimetype") {
        let mut kind = Vec::new();
        PartReader::new(source, entry)
            .take(128)
            .read_to_end(&mut kind)
            .map_err(part_failure)?;
        if kind.starts_with(b"application/vnd.oasis.opendocument") {
            return Err(Refusal::OpenDocument.into());
        }
    }
    if package
        .entries
        .iter()
        .any(|entry| entry.name.to_ascii_lowercase().ends_with("vbaproject.bin"))
    {
        return Err(Refusal::Macros.into());
    }
    package
        .find("[Content_Types].xml")
        .cloned()
        .ok_or_else(|| Refusal::NotAWorkbook.into())
}

/// Checks the declared sizes; that the parts keep to them is checked as they are read.
fn check_sizes(package: &Package, limits: &Limits) -> Result<(), Failure> {
    const MUCH: Failure = Failure::Refused(Refusal::TooMuchInside {
        what: "far more data",
    });
    let mut total: u64 = 0;
    for entry in &package.entries {
        let name = entry.name.to_ascii_lowercase();
        let large = name.contains("worksheets/") || name.ends_with("sharedstrings.xml");
        let limit = if large || !is_xml(&name) {
            limits.part_bytes
        } else {
            limits.small_part_bytes
        };
        total = total.saturating_add(entry.size);
        if entry.size > limit || total > limits.total_bytes {
            return Err(MUCH);
        }
    }
    Ok(())
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end))
}

/// A part the import does not use is read to its end all the same: XML as XML, the rest for its checksum.
fn check_other<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<(), Failure> {
    let mut part = PartReader::new(source, entry);
    // Drawings in VML are not always well-formed; Excel itself writes such ones.
    if is_xml(&entry.name) && !entry.name.to_ascii_lowercase().ends_with(".vml") {
        let mut scanner = Scanner::new(part);
        while scanner.next()?.is_some() {}
    } else {
        std::io::copy(&mut part, &mut std::io::sink()).map_err(part_failure)?;
    }
    Ok(())
}

/// The name of the part that holds the relationships of `part`.
fn rels_name(part: &str) -> String {
    let (folder, name) = part.rfind('/').map_or(("", part), |at| part.split_at(at + 1));
    format!("{folder}_rels/{name}.rels")
}
