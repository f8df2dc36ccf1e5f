//! What a file has to pass before calamine opens it.
//!
//! calamine 0.38 trusts what it reads: a false count aborts the process, a giant cell is buffered whole, a
//! duplicate part silently wins, a cut-off file yields its first rows. So every byte is looked at first, in
//! constant memory, and only what passed is handed on, through [`super::vetted`].

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::AtomicU64;

use super::cause::{Damage, Excess};
use super::file_type;
use super::limits::Limits;
use super::links::Links;
use super::made::Made;
use super::number_formats::NumberFormats;
use super::package::{self, Entry, Package};
use super::part::{PartReader, Shared};
use super::parts::{self, Chosen, Relationship};
use super::refusal::{Failure, Refusal};
use super::sheet::{self, SheetFacts};
use super::sniff;
use super::strings::{self, StringFacts};
use super::tables::{self, Totals};
use super::vetted::{Builder, Vetted};
use super::xml::part_failure;

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
    pub(super) totals: Vec<Totals>,
}

/// The name of the one sheet in the archive that calamine gets.
pub(super) const SHEET: &str = "sheet";

const XML: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Looks through the whole file. `counted` says meanwhile how many rows there were.
pub(super) fn check<R: Read + Seek>(
    source: R,
    limits: &Limits,
    counted: &AtomicU64,
) -> Result<Passed<R>, Failure> {
    let mut source = Shared::new(source);
    let length = source.seek(SeekFrom::End(0))?;
    if length > limits.file_bytes {
        return Err(Refusal::FileTooLarge {
            limit_megabytes: limits.file_bytes / 1_000_000,
        }
        .into());
    }
    sniff::check(&mut source)?;
    let package = package::read(&mut source, length, limits)?;
    check_total(&package, limits)?;
    let small = |entry: &Entry| check_size(entry, limits.small_part_bytes);
    let content_types = file_type::content_types(&mut source, &package)?;
    small(&content_types)?;
    let (workbook, folder) = parts::workbook_part(&mut source, &package)?;
    file_type::check_main(&mut source, &content_types, &workbook)?;
    let workbook_entry = package
        .find(&workbook)
        .ok_or(Failure::damaged(Damage::NoListOfSheets))?;
    let links = rels_name(&workbook);
    let links = package.find(&links).ok_or(Failure::damaged(Damage::NoLinks))?;
    small(workbook_entry)?;
    small(links)?;
    let relationships = parts::relationships(&mut source, links)?;
    file_type::check_macros(&package, &relationships, &folder)?;
    let listing = parts::listing(&mut source, workbook_entry, limits.sheets)?;
    let chosen = parts::choose(&listing, &relationships, &folder)?;
    let sheet_entry = package
        .find(&chosen.part)
        .ok_or(Failure::damaged(Damage::MissingSheet))?;

    let linked = |kind: &str| linked(&package, &relationships, &folder, kind);
    let strings_entry = linked("sharedStrings")?;
    let styles_entry = linked("styles")?;
    for entry in strings_entry.into_iter().chain([sheet_entry]) {
        check_size(entry, limits.part_bytes)?;
    }

    let mut archive = begin(listing.from_1904);
    let mut number_formats = NumberFormats::default();
    if let Some(entry) = styles_entry {
        small(entry)?;
        let formats = parts::formats(&mut source, entry)?;
        number_formats = formats.to_number_formats()?;
        archive.bytes("xl/styles.xml", formats.to_xml());
    }
    let mut strings = StringFacts::default();
    if let Some(entry) = strings_entry {
        let facts = strings::scan_strings(PartReader::new(&mut source, entry), limits)?;
        if facts.is_made {
            make(&mut archive, "xl/sharedStrings.xml", &source, entry, limits)?;
        } else {
            let promise = facts.unique_count.map(|at| (at, b't'));
            archive.part("xl/sharedStrings.xml", entry, promise);
        }
        strings = facts;
    }
    let mut facts = sheet::scan_sheet(
        PartReader::new(&mut source, sheet_entry),
        &strings,
        limits,
        counted,
    )?;
    let (mut links, mut totals) = (Links::default(), Vec::new());
    let sheet_links = package.find(&rels_name(&chosen.part));
    if let Some(entry) = sheet_links.filter(|entry| entry.size <= limits.small_part_bytes) {
        if !facts.links.is_empty() {
            let addresses = parts::addresses(&mut source, entry)?;
            links = Links::new(std::mem::take(&mut facts.links), &addresses);
        }
        let folder = folder_of(&chosen.part);
        totals = tables::totals(&mut source, &package, entry, folder, limits.small_part_bytes)?;
    }
    if facts.is_as_it_stands {
        archive.part("xl/sheet.xml", sheet_entry, facts.dimension.map(|at| (at, b'n')));
    } else {
        make(&mut archive, "xl/sheet.xml", &source, sheet_entry, limits)?;
    }

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
        totals,
    })
}

/// The part of a kind that the workbook has one of, if it is there. Several links to one part are one.
fn linked<'p>(
    package: &'p Package,
    relationships: &HashMap<String, Relationship>,
    folder: &str,
    kind: &str,
) -> Result<Option<&'p Entry>, Failure> {
    let mut found: Option<&Entry> = None;
    for one in relationships.values().filter(|one| one.kind == kind) {
        let entry = package.find(&one.part(folder)?);
        if let (Some(entry), Some(other)) = (entry, found)
            && entry.name != other.name
        {
            return Err(Failure::damaged(Damage::PartListedTwice));
        }
        found = entry.or(found);
    }
    Ok(found)
}

/// The archive that calamine gets, with everything in it that is the same for every workbook.
fn begin(from_1904: bool) -> Builder {
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
        u8::from(from_1904)
    );
    archive.bytes("xl/workbook.xml", list.into());
    archive
}

/// Adds a rewritten part: one pass here for its length and checksum, and one more whenever calamine reads it.
fn make<R: Read + Seek>(
    archive: &mut Builder,
    name: &str,
    source: &Shared<R>,
    entry: &Entry,
    limits: &Limits,
) -> Result<(), Failure> {
    let mut made = Made::new(PartReader::new(source.clone(), entry));
    let mut crc = crc32fast::Hasher::new();
    let (mut length, mut buffer) = (0, vec![0; 64 * 1024]);
    loop {
        match made.read(&mut buffer).map_err(part_failure)? {
            0 => break,
            read => {
                crc.update(&buffer[..read]);
                length += read as u64;
            }
        }
        if length > limits.part_bytes {
            return Err(MUCH);
        }
    }
    archive.made(name, entry, length, crc.finalize());
    Ok(())
}

const MUCH: Failure = Failure::Refused(Refusal::TooMuchInside { what: Excess::Data });

/// Checks the declared sizes of all parts together; that they keep to them is checked as they are read.
fn check_total(package: &Package, limits: &Limits) -> Result<(), Failure> {
    let total = package
        .entries
        .iter()
        .fold(0_u64, |total, entry| total.saturating_add(entry.size));
    if total > limits.total_bytes {
        Err(MUCH)
    } else {
        Ok(())
    }
}

/// Checks the declared size of a part that is used.
fn check_size(entry: &Entry, most: u64) -> Result<(), Failure> {
    if entry.size > most { Err(MUCH) } else { Ok(()) }
}

/// A part the import does not use is read to its end for its size and checksum, and held to no other rule: Excel keeps
/// queries in UTF-16 there, other programs long texts and deep drawings, and none of it reaches calamine.
fn check_other<R: Read + Seek>(source: &mut R, entry: &Entry) -> Result<(), Failure> {
    let mut part = PartReader::new(source, entry);
    std::io::copy(&mut part, &mut std::io::sink()).map_err(part_failure)?;
    Ok(())
}

/// The folder of a part, with its final slash.
fn folder_of(part: &str) -> &str {
    part.rfind('/').map_or("", |at| &part[..=at])
}

/// The name of the part that holds the relationships of `part`.
fn rels_name(part: &str) -> String {
    let (folder, name) = part.rfind('/').map_or(("", part), |at| part.split_at(at + 1));
    format!("{folder}_rels/{name}.rels")
}
