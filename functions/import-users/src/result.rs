//! The workbook that comes back: the same rows in the same order, bad cells coloured and commented, and two more columns
//! that say what became of each row. It can be put right in place and dropped again: what exists already does nothing
//! then, so only the corrected rows act.
//!
//! Rows are written as they are read, so memory does not grow with them. Every text is written as a text, so none of it
//! is ever a formula. Of the sheets that came along, only the one with the people is there; the organisation's lists are
//! on a hidden one, for the drop-downs.

use crate::{
    row::{self, field},
    workbook::{Cell, Column, Date, Failure, Header, Row, Workbook},
};
use rollcall::{
    import::{Outcome, RowFault, RowOutcomes, drop_downs::DropDowns, wording},
    language::Language,
};
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatBorder, Note, Workbook as Written, Worksheet, XlsxError,
};
use std::{fs::File, io::BufWriter, path::Path, sync::mpsc::Receiver};

/// Comments in one workbook. Excel opens one with many more only slowly; the Message column says the same for every row.
const MOST_NOTES: u32 = 2_000;

/// The result workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResultError {
    /// The workbook that was uploaded can no longer be read.
    #[error(transparent)]
    Read(#[from] Failure),
    /// Writing failed.
    #[error("writing failed: {0}")]
    Write(#[from] XlsxError),
    /// The disk failed.
    #[error("the disk failed: {0}")]
    Disk(#[from] std::io::Error),
}

/// Writes the result of an import to `path`. The outcomes come in parts, in the order of the rows. The drop-down lists
/// are made for a sheet of the name they are given.
pub(crate) fn write(
    mut workbook: Workbook<File>,
    outcomes: Receiver<Vec<RowOutcomes>>,
    drop_downs: impl FnOnce(&str) -> DropDowns,
    language: Language,
    path: &Path,
) -> Result<(), ResultError> {
    let header = workbook.header().clone();
    let mut written = Written::new();
    let sheet_name = workbook.sheet().to_owned();
    let drop_downs = drop_downs(&sheet_name);
    let sheet = written.add_worksheet_with_constant_memory()?;
    // A name that Excel would not have taken is replaced by its usual one.
    let _ = sheet.set_name(sheet_name);
    let mut page = Page::begin(sheet, &header, workbook.width(), language)?;
    page.from_1904 = workbook.counts_from_1904();
    let mut outcomes = Outcomes {
        parts: outcomes,
        part: Vec::new().into_iter(),
        current: None,
    };
    let mut rows = workbook.whole_rows()?;
    let mut row = Row::default();
    while rows.next_into(&mut row)? {
        page.write(&row, outcomes.of(row.number))?;
    }
    page.end(&drop_downs)?;
    drop_downs.write(written.add_worksheet())?;
    written.save_to_writer(BufWriter::new(File::create(path)?))?;
    Ok(())
}

/// What became of the rows, one after the other.
struct Outcomes {
    parts: Receiver<Vec<RowOutcomes>>,
    part: std::vec::IntoIter<RowOutcomes>,
    current: Option<RowOutcomes>,
}

impl Outcomes {
    /// That of a row; rows are asked for in ascending order.
    fn of(&mut self, row: u32) -> Option<&RowOutcomes> {
        while self.current.as_ref().is_none_or(|current| current.to < row) {
            let next = self.part.next();
            if next.is_none() {
                self.part = self.parts.recv().ok()?.into_iter();
            }
            self.current = next;
        }
        self.current.as_ref().filter(|current| current.from <= row)
    }
}

/// A cell to be corrected.
const BAD: Color = Color::RGB(0x00F8_CBC4);
/// A cell worth a look.
const SUSPECT: Color = Color::RGB(0x00FF_EFB8);

/// How cells look.
struct Formats {
    heading: Format,
    text: Format,
    date: Format,
    date_time: Format,
    bad: Format,
    suspect: Format,
    good_outcome: Format,
    bad_outcome: Format,
}

impl Formats {
    fn new() -> Self {
        let filled = |colour: Color| Format::new().set_background_color(colour);
        Self {
            heading: filled(Color::RGB(0x00E7_ECF3))
                .set_bold()
                .set_border_bottom(FormatBorder::Thin),
            text: Format::new().set_num_format("@"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            date_time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            bad: filled(BAD).set_num_format("@"),
            suspect: filled(SUSPECT).set_num_format("@"),
            good_outcome: Format::new().set_font_color(Color::RGB(0x001E_6B3A)),
            bad_outcome: Format::new().set_font_color(Color::RGB(0x00A1_2A1A)).set_bold(),
        }
    }
}

/// The sheet while it is written.
struct Page<'w> {
    sheet: &'w mut Worksheet,
    header: &'w Header,
    language: Language,
    formats: Formats,
    /// Where Outcome stands; Message is to its right.
    outcome_at: u16,
    one_time_at: Option<usize>,
    start_date_at: Option<usize>,
    /// Whether the days of the workbook that was uploaded count from 1904; those of a result never do.
    from_1904: bool,
    notes: u32,
    last_row: u32,
    last_column: u16,
}

fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// Where an earlier result has put its two columns: they are written anew in their place.
fn earlier_result(header: &Header) -> Option<usize> {
    let headings = header.headings();
    headings.windows(2).find_map(|pair| {
        let is_pair = Language::ALL.into_iter().any(|language| {
            pair[0].title == wording::outcome_heading(language)
                && pair[1].title == wording::message_heading(language)
        });
        (is_pair && pair[1].index == pair[0].index + 1).then_some(pair[0].index)
    })
}

impl<'w> Page<'w> {
    fn begin(
        sheet: &'w mut Worksheet,
        header: &'w Header,
        width: usize,
        language: Language,
    ) -> Result<Self, ResultError> {
        let formats = Formats::new();
        let outcome_at = column_number(earlier_result(header).unwrap_or(width));
        for heading in header.headings() {
            let at = column_number(heading.index);
            let width = match heading.column {
                Some(Column::Email) => 30,
                Some(_) => 18,
                None => 14,
            };
            sheet.set_column_width(at, width)?;
            if matches!(
                heading.column,
                Some(
                    Column::Phone
                        | Column::Username
                        | Column::OneTimePassword
                        | Column::JobProfile
                        | Column::Department
                        | Column::PermissionType
                )
            ) {
                // Whoever corrects a cell loses no leading zero, and a department called 1-2 does not become a date.
                sheet.set_column_format(at, &formats.text)?;
            }
            if at != outcome_at && at != outcome_at + 1 {
                sheet.write_string_with_format(0, at, &heading.title, &formats.heading)?;
            }
        }
        for at in header.width()..width {
            sheet.set_column_width(column_number(at), 14)?;
        }
        sheet.set_column_width(outcome_at, 18)?;
        sheet.set_column_width(outcome_at + 1, 80)?;
        sheet.write_string_with_format(
            0,
            outcome_at,
            wording::outcome_heading(language),
            &formats.heading,
        )?;
        sheet.write_string_with_format(
            0,
            outcome_at + 1,
            wording::message_heading(language),
            &formats.heading,
        )?;
        sheet.set_freeze_panes(1, 0)?;
        Ok(Self {
            sheet,
            header,
            language,
            formats,
            outcome_at,
            one_time_at: header.position(Column::OneTimePassword),
            start_date_at: header.position(Column::StartDate),
            from_1904: false,
            notes: 0,
            last_row: 0,
            last_column: column_number(width.saturating_sub(1)).max(outcome_at + 1),
        })
    }

    fn write(&mut self, row: &Row, outcome: Option<&RowOutcomes>) -> Result<(), ResultError> {
        let at = row.number - 1;
        self.last_row = at;
        let mut faulty: Vec<(usize, bool, &RowFault)> = Vec::new();
        if let Some(outcome) = outcome {
            let place = |fault: &RowFault| {
                let column = Column::all().find(|column| field(*column) == fault.column)?;
                self.header.position(column)
            };
            let bad = outcome.faults.iter().map(|fault| (true, fault));
            let suspect = outcome.warnings.iter().map(|fault| (false, fault));
            for (is_bad, fault) in bad.chain(suspect) {
                if let Some(place) = place(fault) {
                    faulty.push((place, is_bad, fault));
                }
            }
        }
        for (index, cell) in row.cells.iter().enumerate() {
            let column = column_number(index);
            if column == self.outcome_at || column == self.outcome_at + 1 {
                continue;
            }
            let fault = faulty.iter().find(|(place, ..)| *place == index);
            let colour = fault.map(|(_, is_bad, _)| *is_bad);
            // A one-time password is never written back.
            if Some(index) == self.one_time_at {
                if colour.is_some() {
                    self.blank(at, column, colour)?;
                }
            } else {
                let day = self.day(index, cell);
                self.cell(at, column, day.as_ref().unwrap_or(cell), colour)?;
            }
        }
        for (place, _, fault) in &faulty {
            if self.notes < MOST_NOTES {
                let text = self.say(row, fault);
                let note = Note::new(text)
                    .set_author("Rollcall")
                    .add_author_prefix(false)
                    .set_width(260)
                    .set_height(90);
                self.sheet.insert_note(at, column_number(*place), &note)?;
                self.notes += 1;
            }
        }
        if let Some(outcome) = outcome {
            let format = match outcome.outcome {
                Outcome::Created | Outcome::WouldCreate => &self.formats.good_outcome,
                Outcome::Existing | Outcome::Duplicate => &self.formats.text,
                Outcome::Invalid => &self.formats.bad_outcome,
            };
            let word = wording::outcome(self.language, outcome.outcome);
            self.sheet
                .write_string_with_format(at, self.outcome_at, word, format)?;
            let message = self.message(row, outcome);
            if !message.is_empty() {
                self.sheet.write_string(at, self.outcome_at + 1, message)?;
            }
        }
        Ok(())
    }

    /// A start date that stands there as a mere number, as the date it was taken for.
    fn day(&self, index: usize, cell: &Cell) -> Option<Cell> {
        let Cell::Number(number) = cell else { return None };
        let day = (Some(index) == self.start_date_at).then(|| row::day_of(*number, self.from_1904))?;
        Some(Cell::Date(Date {
            serial: None,
            iso: day?.to_string(),
        }))
    }

    fn cell(&mut self, row: u32, column: u16, cell: &Cell, colour: Option<bool>) -> Result<(), ResultError> {
        let format = match colour {
            Some(true) => Some(&self.formats.bad),
            Some(false) => Some(&self.formats.suspect),
            None => None,
        };
        let sheet = &mut *self.sheet;
        match (cell, format) {
            (Cell::Empty | Cell::TooLong(_) | Cell::FormulaWithoutValue, None) => {}
            (Cell::Empty | Cell::TooLong(_) | Cell::FormulaWithoutValue, Some(_)) => {
                self.blank(row, column, colour)?;
            }
            (Cell::Text(text) | Cell::Error(text), None) => {
                sheet.write_string(row, column, text)?;
            }
            (Cell::Text(text) | Cell::Error(text), Some(format)) => {
                sheet.write_string_with_format(row, column, text, format)?;
            }
            (Cell::Number(number), None) => {
                sheet.write_number(row, column, *number)?;
            }
            (Cell::Number(number), Some(format)) => {
                sheet.write_number_with_format(row, column, *number, format)?;
            }
            (Cell::Boolean(value), None) => {
                sheet.write_boolean(row, column, *value)?;
            }
            (Cell::Boolean(value), Some(format)) => {
                sheet.write_boolean_with_format(row, column, *value, format)?;
            }
            (Cell::Date(date), format) => {
                let Ok(moment) = ExcelDateTime::parse_from_str(&date.iso) else {
                    let format = format.unwrap_or(&self.formats.text);
                    sheet.write_string_with_format(row, column, &date.iso, format)?;
                    return Ok(());
                };
                let shown = if date.iso.len() > 10 {
                    &self.formats.date_time
                } else {
                    &self.formats.date
                };
                // A bad date keeps the look of a date: as a text it would show a number.
                let shown = match colour {
                    None => shown.clone(),
                    Some(true) => shown.clone().set_background_color(BAD),
                    Some(false) => shown.clone().set_background_color(SUSPECT),
                };
                sheet.write_datetime_with_format(row, column, &moment, &shown)?;
            }
        }
        Ok(())
    }

    fn blank(&mut self, row: u32, column: u16, colour: Option<bool>) -> Result<(), ResultError> {
        let format = if colour == Some(true) {
            &self.formats.bad
        } else {
            &self.formats.suspect
        };
        self.sheet.write_blank(row, column, format)?;
        Ok(())
    }

    /// A fault in the reader's language. A one-time password is never a value.
    fn say(&self, row: &Row, fault: &RowFault) -> String {
        let column = Column::all().find(|column| field(*column) == fault.column);
        let value = column
            .filter(|column| *column != Column::OneTimePassword)
            .and_then(|column| self.header.cell(row, column).shown());
        wording::fault(self.language, fault, value.as_deref())
    }

    /// Everything there is to say of a row.
    fn message(&self, row: &Row, outcome: &RowOutcomes) -> String {
        let language = self.language;
        let titled = |column: &str, text: String| {
            if column.is_empty() {
                text
            } else {
                format!("{}: {text}", wording::column_title(language, column))
            }
        };
        let mut said = Vec::new();
        for fault in outcome.faults.iter().chain(&outcome.warnings) {
            said.push(titled(&fault.column, self.say(row, fault)));
        }
        let about_outcome = wording::outcome_message(language, outcome.outcome);
        if !about_outcome.is_empty() {
            said.push(about_outcome);
        }
        for repair in &outcome.repairs {
            let column = Column::all().find(|column| field(*column) == repair.column);
            let value = column
                .filter(|column| *column != Column::OneTimePassword)
                .and_then(|column| self.header.cell(row, column).shown());
            let text = wording::repair(language, repair, value.as_deref());
            said.push(titled(&repair.column, text));
        }
        if outcome.unreachable {
            let has_email = !self.header.cell(row, Column::Email).is_blank();
            let fault = RowFault {
                column: if has_email { "email" } else { "phone" }.to_owned(),
                code: "unreachable".to_owned(),
                ..RowFault::default()
            };
            said.push(wording::fault(language, &fault, None));
        }
        let had_one_time = !self.header.cell(row, Column::OneTimePassword).is_blank();
        if had_one_time && matches!(outcome.outcome, Outcome::Invalid | Outcome::WouldCreate) {
            said.push(wording::one_time_password_left_out(language));
        }
        let mut text = said.join(" ");
        if text.chars().count() > 2_000 {
            text = text.chars().take(1_999).chain(['…']).collect();
        }
        text
    }

    fn end(self, drop_downs: &DropDowns) -> Result<(), ResultError> {
        // Whoever corrects a department in place chooses it.
        for heading in self.header.headings() {
            if let Some(column) = heading.column {
                drop_downs.attach(
                    self.sheet,
                    column_number(heading.index),
                    field(column),
                    self.language,
                )?;
            }
        }
        self.sheet.autofilter(0, 0, self.last_row, self.last_column)?;
        // On paper: all columns side by side, the headings on every page.
        self.sheet.set_landscape();
        self.sheet.set_print_fit_to_pages(1, 0);
        self.sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}
