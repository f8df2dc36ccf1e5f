//! The first sheet of a result: the rows with what became of them.

use super::{
    error::ResultError,
    looks::{As, Looks, Shade},
    summary::About,
};
use crate::{
    row,
    workbook::{Cell, Header, Links, Row, Workbook},
};
use rollcall::domain::{
    fault::Code,
    field::{Field, FieldKind},
    import::{Outcome, RowFault, RowOutcomes, drop_downs::DropDowns, result_wording, wording},
    language::Language,
};
use rust_xlsxwriter::{ExcelDateTime, Note, Url, Worksheet};
use std::fs::File;

/// Comments in one workbook. Excel opens one with many more only slowly; the Message column says the same for every row.
const MOST_NOTES: u32 = 2_000;
/// Links in one worksheet (Excel specifications and limits).
const MOST_LINKS: u32 = 65_530;
/// Rows with a height of their own, which are kept in memory. The others are as high as Excel makes them when it opens the
/// file.
const MOST_HEIGHTS: u32 = 100_000;
/// Width of the Message column, in Excel's unit: digits.
const MESSAGE_WIDTH: u16 = 60;
/// Letters of a message that fit on one line, most of which are narrower than a digit: words do not break.
const LINE: usize = 64;
/// Points of a line, and the most Excel gives a row.
const LINE_HEIGHT: u16 = 15;
const HIGHEST: u16 = 405;
/// Excel's last row, from 0.
const LAST_ROW: u32 = 1_048_575;
/// Days between 1 January 1900, from which Excel counts, and 1 January 1904, as old Macintosh did.
const DAYS_TO_1904: f64 = 1_462.0;

/// The sheet while it is written.
pub(super) struct Page<'w> {
    sheet: &'w mut Worksheet,
    looks: &'w mut Looks,
    header: Header,
    links: Links,
    language: Language,
    /// Where Outcome stands; Message is to its right.
    outcome_at: u16,
    /// Whether the days of the workbook that was uploaded count from 1904; those of a result never do.
    from_1904: bool,
    notes: u32,
    linked: u32,
    heights: u32,
    last_row: u32,
    /// Whether that row has a height of its own.
    last_is_high: bool,
    last_column: u16,
}

fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// Where an earlier result has put its two columns: they are written again in their place.
pub(super) fn earlier_result(header: &Header) -> Option<usize> {
    let headings = header.headings();
    headings.windows(2).find_map(|pair| {
        let is_pair = Language::ALL.into_iter().any(|language| {
            pair[0].title == wording::outcome_heading(language)
                && pair[1].title == wording::message_heading(language)
        });
        (is_pair && pair[1].index == pair[0].index + 1).then_some(pair[0].index)
    })
}

/// How wide a column is, in digits.
fn width(column: Option<Field>, title: &str) -> u16 {
    match column.map(Field::kind) {
        Some(FieldKind::Email) => 28,
        Some(FieldKind::Entry | FieldKind::Username) => 18,
        Some(FieldKind::Language) => 10,
        Some(FieldKind::Secret | FieldKind::Date) => 13,
        Some(FieldKind::PersonName | FieldKind::Phone | FieldKind::Text { .. }) => 16,
        // A heading wraps; its longest word does not.
        None => {
            let longest = title.split_whitespace().map(|word| word.chars().count()).max();
            column_number(longest.unwrap_or(0) + 3).clamp(12, 30)
        }
    }
}

/// Whether what is typed into a column of ours is a text: a correction keeps its leading zeros, and a department called
/// 1-2 does not become a date.
fn is_text(column: Field) -> bool {
    column.kind() != FieldKind::Date
}

/// How many of the leading columns stay in sight: as far as the names, or two.
fn frozen(header: &Header) -> u16 {
    let names = [Field::FirstName, Field::LastName].map(|column| header.position(column).unwrap_or(0));
    let last = names[0].max(names[1]);
    column_number(if last < 3 { last + 1 } else { 2 })
}

impl<'w> Page<'w> {
    pub(super) fn begin(
        sheet: &'w mut Worksheet,
        workbook: &Workbook<File>,
        looks: &'w mut Looks,
        language: Language,
    ) -> Result<Self, ResultError> {
        let (header, whole_width) = (workbook.header().clone(), workbook.width());
        let outcome_at = column_number(earlier_result(&header).unwrap_or(whole_width));
        let mut longest = 0;
        for heading in header.headings() {
            let at = column_number(heading.index);
            if at == outcome_at || at == outcome_at + 1 {
                continue;
            }
            let wide = width(heading.column, &heading.title);
            sheet.set_column_width(at, wide)?;
            if heading.column.is_some_and(is_text) {
                sheet.set_column_format(at, looks.of(As::Text, Shade::None, false))?;
            }
            longest = longest.max(heading.title.chars().count().div_ceil(usize::from(wide) - 2));
            sheet.write_string_with_format(0, at, &heading.title, &looks.heading)?;
        }
        for at in header.width()..whole_width {
            sheet.set_column_width(column_number(at), 14)?;
        }
        sheet.set_column_width(outcome_at, 17)?;
        sheet.set_column_width(outcome_at + 1, MESSAGE_WIDTH)?;
        let headings = [
            wording::outcome_heading(language),
            wording::message_heading(language),
        ];
        for (at, title) in (outcome_at..).zip(headings) {
            sheet.write_string_with_format(0, at, title, &looks.heading)?;
        }
        sheet.set_row_height(0, column_number(longest).clamp(1, 6) * LINE_HEIGHT + 9)?;
        sheet.set_freeze_panes(1, frozen(&header))?;
        Ok(Self {
            sheet,
            looks,
            links: workbook.links().clone(),
            language,
            outcome_at,
            from_1904: workbook.counts_from_1904(),
            notes: 0,
            linked: 0,
            heights: 0,
            last_row: 0,
            last_is_high: false,
            last_column: column_number(whole_width.saturating_sub(1)).max(outcome_at + 1),
            header,
        })
    }

    /// What is known of a column of the sheet; `None` for the organisation's own.
    fn column_at(&self, index: usize) -> Option<Field> {
        Field::ALL
            .into_iter()
            .find(|column| self.header.position(*column) == Some(index))
    }

    pub(super) fn write(&mut self, row: &Row, outcome: Option<&RowOutcomes>) -> Result<(), ResultError> {
        let at = row.number - 1;
        self.last_row = at;
        self.last_is_high = false;
        let faulty = outcome.map_or_else(Vec::new, |outcome| self.faulty(outcome));
        let is_invalid = outcome.is_some_and(|outcome| outcome.outcome == Outcome::Invalid);
        for (index, cell) in row.cells.iter().enumerate() {
            let at_column = column_number(index);
            if at_column == self.outcome_at || at_column == self.outcome_at + 1 {
                continue;
            }
            let shade = faulty.iter().find(|(place, ..)| *place == index);
            let shade = shade.map_or(Shade::None, |(_, shade, _)| *shade);
            let style = row.styles.get(index).copied().unwrap_or(0);
            match self.column_at(index) {
                // A one-time password is never written back.
                Some(column) if column.kind() == FieldKind::Secret => {
                    self.blank(at, at_column, shade, is_invalid)?;
                }
                Some(column) => self.known(at, at_column, cell, style, shade, column, is_invalid)?,
                // Passwords of other systems are nothing to send round.
                None if self.is_secret(index) => self.blank(at, at_column, shade, is_invalid)?,
                None => self.own(row, index, cell, style)?,
            }
        }
        for (place, _, fault) in &faulty {
            if self.notes < MOST_NOTES {
                let note = Note::new(self.say(row, fault))
                    .set_author("Rollcall")
                    .add_author_prefix(false)
                    .set_width(260)
                    .set_height(90);
                self.sheet.insert_note(at, column_number(*place), &note)?;
                self.notes += 1;
            }
        }
        if let Some(outcome) = outcome {
            let word = wording::outcome(self.language, outcome.outcome);
            let look = self.looks.outcome(outcome.outcome);
            self.sheet
                .write_string_with_format(at, self.outcome_at, word, look)?;
            self.write_message(row, outcome)?;
        }
        Ok(())
    }

    /// Says of the row written last that it is the totals row of a table.
    pub(super) fn mark_total(&mut self, row: &Row) -> Result<(), ResultError> {
        let (at, language) = (row.number - 1, self.language);
        let (word, message) = (
            wording::totals_row(language),
            wording::totals_row_message(language),
        );
        self.sheet.write_string(at, self.outcome_at, word)?;
        self.sheet.write_string(at, self.outcome_at + 1, message)?;
        Ok(())
    }

    /// The cells of a row that something is said of: where, how they stand out, and what.
    fn faulty<'o>(&self, outcome: &'o RowOutcomes) -> Vec<(usize, Shade, &'o RowFault)> {
        // Of two rows about one person, the second is in doubt: there may be nothing to correct.
        let shade = if outcome.outcome == Outcome::Duplicate {
            Shade::Suspect
        } else {
            Shade::Bad
        };
        let bad = outcome.faults.iter().map(|fault| (shade, fault));
        let suspect = outcome.warnings.iter().map(|fault| (Shade::Suspect, fault));
        let place = |fault: &RowFault| {
            let column = Field::find(&fault.column)?;
            self.header.position(column)
        };
        bad.chain(suspect)
            .filter_map(|(shade, fault)| Some((place(fault)?, shade, fault)))
            .collect()
    }

    fn write_message(&mut self, row: &Row, outcome: &RowOutcomes) -> Result<(), ResultError> {
        let message = self.message(row, outcome);
        if message.is_empty() {
            return Ok(());
        }
        let at = row.number - 1;
        let lines = message
            .lines()
            .map(|line| line.chars().count().div_ceil(LINE).max(1))
            .sum::<usize>();
        if lines > 1 && self.heights < MOST_HEIGHTS && at < LAST_ROW {
            self.heights += 1;
            self.last_is_high = true;
            let height = column_number(lines).saturating_mul(LINE_HEIGHT).min(HIGHEST);
            self.sheet.set_row_height(at, height)?;
        }
        self.sheet
            .write_string_with_format(at, self.outcome_at + 1, message, &self.looks.message)?;
        Ok(())
    }

    /// A cell without a value. It only is one where it stands out, or where somebody is to type into it.
    fn blank(&mut self, row: u32, column: u16, shade: Shade, is_typed: bool) -> Result<(), ResultError> {
        if shade != Shade::None || is_typed {
            let look = self.looks.of(As::Text, shade, false);
            self.sheet.write_blank(row, column, look)?;
        }
        Ok(())
    }

    /// A cell of one of the columns an import reads.
    #[expect(clippy::too_many_arguments, reason = "a cell, its place and its looks")]
    fn known(
        &mut self,
        row: u32,
        at: u16,
        cell: &Cell,
        style: u32,
        shade: Shade,
        column: Field,
        is_invalid: bool,
    ) -> Result<(), ResultError> {
        // A date that stands there as a mere number, as the date it was taken for.
        if let (FieldKind::Date, Cell::Number(number)) = (column.kind(), cell)
            && let Some(day) = row::day_of(*number, self.from_1904)
            && let Ok(moment) = ExcelDateTime::parse_from_str(&day.to_string())
        {
            let look = self.looks.of(As::Date, shade, false);
            self.sheet.write_datetime_with_format(row, at, &moment, look)?;
            return Ok(());
        }
        let shown = match cell {
            Cell::Empty | Cell::TooLong(_) | Cell::FormulaWithoutValue => {
                return self.blank(row, at, shade, is_invalid && is_text(column));
            }
            // What a number format shows is read, so it is kept: zeros at the beginning, say.
            Cell::Number(_) | Cell::Date(_) if self.looks.has_own(style) => As::Style(style),
            Cell::Date(_) => As::Style(style),
            Cell::Text(_) | Cell::Number(_) | Cell::Boolean(_) | Cell::Error(_) => As::Text,
        };
        self.value(row, at, cell, shown, shade, false)
    }

    /// A cell of the organisation's own, as it was: its value, its number format and its link.
    fn own(&mut self, row: &Row, index: usize, cell: &Cell, style: u32) -> Result<(), ResultError> {
        let (at, column) = (row.number - 1, column_number(index));
        if matches!(cell, Cell::Empty | Cell::TooLong(_) | Cell::FormulaWithoutValue) {
            return Ok(());
        }
        let link = self
            .links
            .at(row.number, index)
            .filter(|_| self.linked < MOST_LINKS);
        let mut is_link = false;
        if let Some(address) = link {
            let text = match cell {
                Cell::Text(text) if !text.is_empty() => text.as_str(),
                _ => " ",
            };
            let look = self.looks.of(As::Style(style), Shade::None, true);
            // An address that Excel would not take is left out; the value is written all the same.
            let url = Url::new(address).set_text(text);
            is_link = self.sheet.write_url_with_format(at, column, &url, look).is_ok();
            self.linked += u32::from(is_link);
        }
        if is_link && matches!(cell, Cell::Text(_)) {
            return Ok(());
        }
        self.value(at, column, cell, As::Style(style), Shade::None, is_link)
    }

    /// Writes a value. Never as a formula.
    fn value(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        shown: As,
        shade: Shade,
        is_link: bool,
    ) -> Result<(), ResultError> {
        let has_own = matches!(shown, As::Style(style) if self.looks.has_own(style));
        match cell {
            Cell::Empty | Cell::TooLong(_) | Cell::FormulaWithoutValue => {}
            Cell::Text(text) | Cell::Error(text) => {
                let look = self.looks.of(shown, shade, is_link);
                self.sheet.write_string_with_format(row, column, text, look)?;
            }
            Cell::Number(number) => {
                let look = self.looks.of(shown, shade, is_link);
                self.sheet.write_number_with_format(row, column, *number, look)?;
            }
            Cell::Boolean(value) => {
                let look = self.looks.of(shown, shade, is_link);
                self.sheet.write_boolean_with_format(row, column, *value, look)?;
            }
            Cell::Date(date) => {
                if let Some(serial) = date.serial {
                    let look = self.looks.of(shown, shade, is_link);
                    // A time of day or an elapsed time counts from nothing.
                    let counts = self.from_1904 && serial >= 1.0 && !date.iso.starts_with("PT");
                    let serial = if counts { serial + DAYS_TO_1904 } else { serial };
                    self.sheet.write_number_with_format(row, column, serial, look)?;
                    return Ok(());
                }
                let Ok(moment) = ExcelDateTime::parse_from_str(&date.iso) else {
                    let look = self.looks.of(As::Text, shade, is_link);
                    self.sheet
                        .write_string_with_format(row, column, &date.iso, look)?;
                    return Ok(());
                };
                let usual = if date.iso.len() > 10 {
                    As::DateTime
                } else {
                    As::Date
                };
                let look = self.looks.of(if has_own { shown } else { usual }, shade, is_link);
                self.sheet
                    .write_datetime_with_format(row, column, &moment, look)?;
            }
        }
        Ok(())
    }

    /// A fault in the reader's language. A one-time password is never a value.
    fn say(&self, row: &Row, fault: &RowFault) -> String {
        fault.sentence(self.language, self.shown(row, &fault.column).as_deref())
    }

    fn is_secret(&self, index: usize) -> bool {
        let mut headings = self.header.headings().iter();
        headings.any(|heading| heading.index == index && heading.hides_secrets())
    }

    /// What a cell of a column, by the contract's name, shows.
    fn shown(&self, row: &Row, column: &str) -> Option<String> {
        Field::find(column)
            .filter(|column| column.kind() != FieldKind::Secret)
            .and_then(|column| self.header.cell(row, column).shown())
    }

    /// Everything there is to say of a row, a line to each.
    fn message(&self, row: &Row, outcome: &RowOutcomes) -> String {
        let language = self.language;
        let titled = |column: &str, text: String| {
            if column.is_empty() {
                text
            } else {
                format!("{}: {text}", wording::column_title(language, column))
            }
        };
        let mut lines = Vec::new();
        for fault in outcome.faults.iter().chain(&outcome.warnings) {
            lines.push(titled(&fault.column, self.say(row, fault)));
        }
        let about_outcome = wording::outcome_message(language, outcome.outcome);
        if !about_outcome.is_empty() {
            lines.push(about_outcome);
        }
        for repair in &outcome.repairs {
            let value = self.shown(row, &repair.column);
            let text = repair.sentence(language, value.as_deref());
            lines.push(titled(&repair.column, text));
        }
        // That no SMS goes to this phone was said above; that SMS is off would be untrue.
        let is_held = |fault: &RowFault| matches!(fault.known(), Some(Code::CountryNotAllowed { .. }));
        if outcome.unreachable && !outcome.warnings.iter().any(is_held) {
            let has_email = !self.header.cell(row, Field::Email).is_blank();
            let column = if has_email { Field::Email } else { Field::Phone };
            lines.push(RowFault::new(column.name(), Code::Unreachable).sentence(language, None));
        }
        let had_one_time = !self.header.cell(row, Field::OneTimePassword).is_blank();
        if had_one_time && matches!(outcome.outcome, Outcome::Invalid | Outcome::WouldCreate) {
            lines.push(wording::one_time_password_left_out(language));
        }
        let mut text = lines.join("\n");
        if text.chars().count() > 2_000 {
            text = text.chars().take(1_999).chain(['…']).collect();
        }
        text
    }

    pub(super) fn end(self, drop_downs: &DropDowns, about: &About) -> Result<(), ResultError> {
        // A department that is corrected in place is chosen from the list.
        for heading in self.header.headings() {
            if let Some(column) = heading.column {
                drop_downs.attach(self.sheet, column_number(heading.index), column, self.language)?;
            }
        }
        if self.last_is_high {
            // rust_xlsxwriter 0.102 writes the last row a second time, empty, where it has a height of its own.
            let below = self.last_row + 1;
            self.sheet.write_blank(below, 0, &self.looks.message)?;
        }
        self.sheet.autofilter(0, 0, self.last_row, self.last_column)?;
        // On paper: all columns side by side on A4, the headings on every page, and which page it is.
        self.sheet.set_landscape();
        self.sheet.set_paper_size(9);
        self.sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
        self.sheet.set_print_fit_to_pages(1, 0);
        self.sheet.set_print_gridlines(true);
        self.sheet.set_repeat_rows(0, 0)?;
        let title = result_wording::title(self.language, about.dry_run);
        let (file, organisation) = (printed(&about.file_name), printed(&about.organisation));
        self.sheet.set_header(format!("&L{file}&R{title}"));
        let pages = result_wording::page_numbers(self.language);
        self.sheet.set_footer(format!("&L{organisation}&R{pages}"));
        Ok(())
    }
}

/// A name in a header or footer, which may have 255 characters in all and takes `&` for the beginning of a code.
fn printed(name: &str) -> String {
    let short: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    short.replace('&', "&&")
}
