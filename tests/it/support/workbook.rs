//! Workbooks made for a test.

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;
use std::io::Cursor;

/// The headings of the template.
pub(crate) const HEADINGS: [&str; 11] = [
    "First name",
    "Last name",
    "Email",
    "Username",
    "Phone",
    "Job profile",
    "Department",
    "Permission type",
    "Language",
    "One-time password",
    "Start date",
];

/// A workbook of texts below the headings.
pub(crate) fn workbook<R: AsRef<[&'static str]>>(rows: &[R]) -> Vec<u8> {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.as_ref().iter().map(|cell| (*cell).to_owned()).collect())
        .collect();
    of(&rows)
}

/// The same from owned texts.
pub(crate) fn of(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(0, column, heading).unwrap();
    }
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            if !cell.is_empty() {
                sheet.write(at, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// So many people with e-mails of their own.
pub(crate) fn people(count: usize) -> Vec<Vec<String>> {
    (0..count)
        .map(|n| {
            let person = [
                "Søren",
                "Ågård",
                &format!("person{n}@example.com"),
                "",
                "",
                "Butiksassistent",
                "Køkken",
                "User",
                "da",
            ];
            person.iter().map(|cell| (*cell).to_owned()).collect()
        })
        .collect()
}

/// The texts of a workbook's first sheet, row by row.
pub(crate) fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
    texts_of(bytes, 0)
}

/// The same of any of its sheets.
pub(crate) fn texts_of(bytes: &[u8], sheet: usize) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = workbook.worksheet_range_at(sheet).unwrap().unwrap();
    sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(|cell| match cell {
                    Data::Empty => String::new(),
                    other => other.to_string(),
                })
                .collect()
        })
        .collect()
}

/// A workbook of these rows, headings and all, every cell a text.
pub(crate) fn whole(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            if !cell.is_empty() {
                sheet.write_string(at, column, cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The text of one part of a workbook.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// The same workbook with one part rewritten.
pub(crate) fn with_part(bytes: &[u8], name: &str, rewrite: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for one in names {
        let mut contents = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(&one).unwrap(), &mut contents).unwrap();
        if one == name {
            contents = rewrite(std::str::from_utf8(&contents).unwrap()).into_bytes();
        }
        written
            .start_file(one, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut written, &contents).unwrap();
    }
    written.finish().unwrap().into_inner()
}
