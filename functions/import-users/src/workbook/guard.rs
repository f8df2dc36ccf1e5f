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
    let package = open(&mut source, limits)?;
    let used = Used::find(&mut source, &package, limits)?;
    let mut archive = begin(used.from_1904);
    let number_formats = take_formats(&mut archive, &mut source, used.styles, limits)?;
    let strings = take_strings(&mut archive, &mut source, used.strings, limits)?;
    let mut facts = sheet::scan_sheet(
        PartReader::new(&mut source, used.sheet),
        &strings,
        limits,
        counted,
    )?;
    let (links, totals) = read_beside(&mut source, &package, &used.chosen.part, &mut facts, limits)?;
    if facts.is_as_it_stands {
        archive.part("xl/sheet.xml", used.sheet, facts.dimension.map(|at| (at, b'n')));
    } else {
        make(&mut archive, "xl/sheet.xml", &source, used.sheet, limits)?;
    }
    for entry in package.entries.iter().filter(|entry| !used.includes(entry)) {
        check_other(&mut source, entry)?;
    }
    Ok(Passed {
        archive: archive.finish(source),
        chosen: used.chosen,
        facts,
        from_1904: used.from_1904,
        number_formats,
        links,
        totals,
    })
}

/// Reads the list of parts of a file that looks like a workbook, and holds all of them to their declared sizes together.
fn open<R: Read + Seek>(source: &mut Shared<R>, limits: &Limits) -> Result<Package, Failure> {
    let length = source.seek(SeekFrom::End(0))?;
    if length > limits.file_bytes {
        return Err(Refusal::FileTooLarge {
            limit_megabytes: limits.file_bytes / 1_000_000,
        }
        .into());
    }
    let package = package::read(source, length, limits)?;
    check_total(&package, limits)?;
    Ok(package)
}

/// The parts of a package that the import uses.
struct Used<'p> {
    content_types: Entry,
    workbook: &'p Entry,
    sheet: &'p Entry,
    strings: Option<&'p Entry>,
    styles: Option<&'p Entry>,
    chosen: Chosen,
    /// Whether dates count from 1904 instead of 1900.
    from_1904: bool,
}

impl<'p> Used<'p> {
    /// Finds them in a package that is a workbook without macros, each within the size it may have.
    fn find<R: Read + Seek>(
        source: &mut Shared<R>,
        package: &'p Package,
        limits: &Limits,
    ) -> Result<Self, Failure> {
        let small = |entry: &Entry| check_size(entry, limits.small_part_bytes);
        let content_types = file_type::content_types(source, package)?;
        small(&content_types)?;
        let (workbook, folder) = parts::workbook_part(source, package)?;
        file_type::check_main(source, &content_types, &workbook)?;
        let links = package.find(&rels_name(&workbook));
        let workbook = package
            .find(&workbook)
            .ok_or(Failure::damaged(Damage::NoListOfSheets))?;
        let links = links.ok_or(Failure::damaged(Damage::NoLinks))?;
        small(workbook)?;
        small(links)?;
        let relationships = parts::relationships(source, links)?;
        file_type::check_macros(package, &relationships, &folder)?;
        let listing = parts::listing(source, workbook, limits.sheets)?;
        let chosen = parts::choose(&listing, &relationships, &folder)?;
        let sheet = package
            .find(&chosen.part)
            .ok_or(Failure::damaged(Damage::MissingSheet))?;
        let strings = linked(package, &relationships, &folder, "sharedStrings")?;
        let styles = linked(package, &relationships, &folder, "styles")?;
        for entry in strings.into_iter().chain([sheet]) {
            check_size(entry, limits.part_bytes)?;
        }
        Ok(Self {
            content_types,
            workbook,
            sheet,
            strings,
            styles,
            chosen,
            from_1904: listing.from_1904,
        })
    }

    /// Whether a part was read to its end by its own rules. Styles are short, and read once more.
    fn includes(&self, entry: &Entry) -> bool {
        [&self.content_types, self.workbook, self.sheet]
            .into_iter()
            .chain(self.strings)
            .any(|used| used.name == entry.name)
    }
}

/// Takes the number formats of the workbook over, rewritten.
fn take_formats<R: Read + Seek>(
    archive: &mut Builder,
    source: &mut Shared<R>,
    styles: Option<&Entry>,
    limits: &Limits,
) -> Result<NumberFormats, Failure> {
    let Some(entry) = styles else {
        return Ok(NumberFormats::default());
    };
    check_size(entry, limits.small_part_bytes)?;
    let formats = parts::formats(source, entry)?;
    let number_formats = formats.to_number_formats()?;
    archive.bytes("xl/styles.xml", formats.to_xml());
    Ok(number_formats)
}

/// Takes the texts of the workbook over, rewritten where calamine would misread them.
fn take_strings<R: Read + Seek>(
    archive: &mut Builder,
    source: &mut Shared<R>,
    strings: Option<&Entry>,
    limits: &Limits,
) -> Result<StringFacts, Failure> {
    let Some(entry) = strings else {
        return Ok(StringFacts::default());
    };
    let facts = strings::scan_strings(PartReader::new(&mut *source, entry), limits)?;
    if facts.is_made {
        make(archive, "xl/sharedStrings.xml", source, entry, limits)?;
    } else {
        let promise = facts.unique_count.map(|at| (at, b't'));
        archive.part("xl/sharedStrings.xml", entry, promise);
    }
    Ok(facts)
}

/// Reads what stands in parts beside the sheet: where its links lead, and which rows its tables have for totals.
fn read_beside<R: Read + Seek>(
    source: &mut Shared<R>,
    package: &Package,
    sheet: &str,
    facts: &mut SheetFacts,
    limits: &Limits,
) -> Result<(Links, Vec<Totals>), Failure> {
    let (mut links, mut totals) = (Links::default(), Vec::new());
    let entry = package.find(&rels_name(sheet));
    if let Some(entry) = entry.filter(|entry| entry.size <= limits.small_part_bytes) {
        if !facts.links.is_empty() {
            let addresses = parts::addresses(source, entry)?;
            links = Links::new(std::mem::take(&mut facts.links), &addresses);
        }
        totals = tables::totals(source, package, entry, folder_of(sheet), limits.small_part_bytes)?;
    }
    Ok((links, totals))
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
