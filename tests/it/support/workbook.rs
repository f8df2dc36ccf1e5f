//! Workbooks made for a test.

use calamine::{Data, Reader, Xlsx};
use rollcall::domain::{field::Field, language::Language};
use rust_xlsxwriter::Workbook;
use std::io::Cursor;

/// The fields of a user in the order of the template's columns.
pub(crate) fn columns() -> Vec<&'static str> {
    Field::as_shown().map(Field::name).collect()
}

/// The headings of the template, in English.
pub(crate) fn headings() -> Vec<String> {
    Field::as_shown()
        .map(|field| field.title(Language::English))
        .collect()
}

/// Where the template has a field.
pub(crate) fn column(field: &str) -> usize {
    columns().iter().position(|of| *of == field).unwrap()
}

/// What stands in a row of a workbook.
pub(crate) trait Row {
    /// The cells below the template's headings.
    fn row(&self) -> Vec<String>;
}

impl Row for Vec<String> {
    fn row(&self) -> Vec<String> {
        self.clone()
    }
}

/// A workbook of people: `sheet![person("ida"), person("bo").phone("20123456")]`.
macro_rules! sheet {
    ($($person:expr),* $(,)?) => {
        $crate::support::workbook::of(&[$($person),*])
    };
}
pub(crate) use sheet;

/// A workbook of these rows below the template's headings.
pub(crate) fn of<R: Row>(rows: &[R]) -> Vec<u8> {
    let mut all = vec![headings()];
    all.extend(rows.iter().map(Row::row));
    whole(&all)
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
