//! The second sheet of a result: which file it is of, when it was checked and by whom it came, what became of the rows,
//! what to do next, and what the colours mean.

use super::looks::{As, Looks, Shade};
use jiff::Timestamp;
use rollcall::domain::{
    import::{
        Counts, Outcome, UnusedColumn, forecast::Messages, result_wording as wording, wording as words,
    },
    language::Language,
};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// What a result says of its import.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// As people know it.
    pub(crate) file_name: String,
    /// The organisation's own name.
    pub(crate) organisation: String,
    /// The organisation's, as the IANA database has it.
    pub(crate) time_zone: String,
    /// When the rows were checked.
    pub(crate) at: Timestamp,
    /// Nothing was created.
    pub(crate) dry_run: bool,
    /// It was stopped: the rows after the last one with an outcome were not dealt with.
    pub(crate) is_cancelled: bool,
    /// Who it came by.
    pub(crate) from: From,
    /// Who ran it after a dry run, where that was somebody else.
    pub(crate) run_by: Option<From>,
    /// What became of the rows.
    pub(crate) counts: Counts,
    /// Who gets a message.
    pub(crate) messages: Messages,
    /// Visible sheets that were not read.
    pub(crate) not_read: Vec<String>,
    /// The totals rows of tables, of which nobody was made.
    pub(crate) totals_rows: Vec<u32>,
    /// Columns that were not read.
    pub(crate) unused: Vec<UnusedColumn>,
    /// Who was there and is in none of the rows; `None` where that is not known.
    pub(crate) leavers: Option<NotInFile>,
}

/// People who were there when an import began and are in none of its rows.
#[derive(Debug, Clone)]
pub(crate) struct NotInFile {
    /// How many.
    pub(crate) people: u64,
    /// Where they are listed.
    pub(crate) address: String,
}

/// Who a file came by.
#[derive(Debug, Clone)]
pub(crate) enum From {
    /// A person of this name.
    Person(String),
    /// Nobody in particular.
    System,
    /// Somebody who is not there any more.
    Unknown,
}

/// The columns: what is counted, how many, what it means.
const WIDTHS: [(u16, f64); 3] = [(0, 26.0), (1, 12.0), (2, 92.0)];
/// Letters that fit across all of them.
const LINE: usize = 115;

struct Summary<'s> {
    sheet: &'s mut Worksheet,
    language: Language,
    row: u32,
    label: Format,
    section: Format,
    heading: Format,
    number: Format,
    /// The heading above numbers.
    number_heading: Format,
    /// A meaning, which keeps clear of the number before it.
    meaning: Format,
    text: Format,
}

/// Writes the summary. `people` is the name of the sheet with the rows.
pub(super) fn write(
    sheet: &mut Worksheet,
    about: &About,
    people: &str,
    looks: &mut Looks,
    language: Language,
) -> Result<(), XlsxError> {
    sheet.set_name(wording::summary_sheet(language, people))?;
    for (at, width) in WIDTHS {
        sheet.set_column_width(at, width)?;
    }
    let top = || Format::new().set_align(FormatAlign::Top);
    let mut summary = Summary {
        sheet,
        language,
        row: 0,
        label: top().set_bold(),
        section: Format::new().set_bold().set_font_size(13),
        heading: looks.heading.clone(),
        number: top().set_num_format("#,##0").set_align(FormatAlign::Right),
        number_heading: looks.heading.clone().set_align(FormatAlign::Right),
        meaning: top().set_text_wrap().set_indent(1),
        text: top().set_text_wrap(),
    };
    summary.head(about)?;
    summary.counts(about, looks)?;
    summary.messages(&about.messages)?;
    summary.leavers(about.leavers.as_ref())?;
    summary.next(about, people)?;
    summary.legend(looks)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer(format!("&R{}", wording::page_numbers(language)));
    Ok(())
}

impl Summary<'_> {
    fn say(&self, name: &str) -> String {
        wording::summary(self.language, name)
    }

    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.sheet.set_row_height(self.row, 22)?;
        self.sheet
            .write_string_with_format(self.row, 0, title, &self.section)?;
        self.row += 1;
        Ok(())
    }

    fn head(&mut self, about: &About) -> Result<(), XlsxError> {
        let language = self.language;
        let title = Format::new().set_bold().set_font_size(18);
        self.sheet.set_row_height(0, 30)?;
        let text = wording::title(language, about.dry_run);
        self.sheet.write_string_with_format(0, 0, text, &title)?;
        self.row = 1;
        if about.dry_run {
            let text = self.say("dry-run");
            self.sheet.write_string(self.row, 0, text)?;
            self.row += 1;
        }
        if about.is_cancelled {
            let text = self.say("cancelled");
            self.sheet.write_string(self.row, 0, text)?;
            self.row += 1;
        }
        self.row += 1;
        let name_of = |from: &From| match from {
            From::Person(name) => Some(name.clone()),
            From::System => Some(self.say("by-system")),
            From::Unknown => None,
        };
        let from = name_of(&about.from);
        let run_by = about.run_by.as_ref().and_then(name_of);
        let not_read = (!about.not_read.is_empty()).then(|| about.not_read.join(", "));
        let totals: Vec<String> = about.totals_rows.iter().map(u32::to_string).collect();
        let unused: Vec<String> = about
            .unused
            .iter()
            .map(|one| words::unused_column(language, one))
            .collect();
        let unused = (!unused.is_empty()).then(|| unused.join(", "));
        let facts = [
            ("file", Some(about.file_name.clone())),
            ("organisation", Some(about.organisation.clone())),
            (
                "when",
                Some(wording::moment(language, about.at, &about.time_zone)),
            ),
            ("by", from),
            ("run-by", run_by),
            ("not-read", not_read),
            ("totals-rows", (!totals.is_empty()).then(|| totals.join(", "))),
            ("unused", unused),
        ];
        for (label, value) in facts {
            let Some(value) = value else { continue };
            let label = self.say(label);
            self.sheet
                .write_string_with_format(self.row, 0, label, &self.label)?;
            self.sheet.write_string(self.row, 1, value)?;
            self.row += 1;
        }
        Ok(())
    }

    /// One row of a table: how many, and what that means.
    fn counted(&mut self, name: &str, look: &Format, count: u64, meaning: &str) -> Result<(), XlsxError> {
        #[expect(clippy::cast_precision_loss, reason = "rows of a workbook")]
        let count = count as f64;
        self.sheet.write_string_with_format(self.row, 0, name, look)?;
        self.sheet
            .write_number_with_format(self.row, 1, count, &self.number)?;
        self.sheet
            .write_string_with_format(self.row, 2, meaning, &self.meaning)?;
        self.heighten(meaning, 100)?;
        self.row += 1;
        Ok(())
    }

    /// Makes the row as high as a text of that many letters a line needs.
    fn heighten(&mut self, text: &str, letters: usize) -> Result<(), XlsxError> {
        let lines = u32::try_from(text.chars().count().div_ceil(letters)).unwrap_or(1);
        if lines > 1 {
            self.sheet.set_row_height(self.row, 15 * lines + 2)?;
        }
        Ok(())
    }

    fn counts(&mut self, about: &About, looks: &Looks) -> Result<(), XlsxError> {
        let (language, counts) = (self.language, &about.counts);
        let title = self.say("counts");
        self.section(&title)?;
        let headings = [
            words::outcome_heading(language),
            self.say("rows"),
            self.say("meaning"),
        ];
        for (at, heading) in (0..).zip(headings) {
            let look = match at {
                0 => self.heading.clone(),
                1 => self.number_heading.clone(),
                _ => self.heading.clone().set_indent(1),
            };
            self.sheet
                .write_string_with_format(self.row, at, heading, &look)?;
        }
        self.row += 1;
        let created = if about.dry_run {
            Outcome::WouldCreate
        } else {
            Outcome::Created
        };
        for (outcome, count) in [
            (created, counts.created),
            (Outcome::Existing, counts.existing),
            (Outcome::Duplicate, counts.duplicate),
            (Outcome::Invalid, counts.invalid),
        ] {
            let word = words::outcome(language, outcome);
            let meaning = wording::meaning(language, outcome);
            self.counted(&word, looks.outcome(outcome), count, &meaning)?;
        }
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        let all = self.say("all");
        #[expect(clippy::cast_precision_loss, reason = "rows of a workbook")]
        let processed = counts.processed as f64;
        let number = total.clone().set_num_format("#,##0");
        self.sheet.write_string_with_format(self.row, 0, all, &total)?;
        self.sheet
            .write_number_with_format(self.row, 1, processed, &number)?;
        self.sheet.write_blank(self.row, 2, &total)?;
        self.row += 1;
        if counts.repaired > 0 {
            let (name, meaning) = (self.say("repaired"), self.say("means-repaired"));
            let look = self.text.clone();
            self.counted(&name, &look, counts.repaired, &meaning)?;
        }
        Ok(())
    }

    fn messages(&mut self, messages: &Messages) -> Result<(), XlsxError> {
        let lines = [
            ("emails", "means-emails", messages.email.values().sum()),
            ("sms", "means-sms", messages.sms.values().sum()),
            (
                "waiting-start-date",
                "means-waiting-start-date",
                messages.waiting_start_date,
            ),
            ("unreachable", "means-unreachable", messages.unreachable),
            ("single-sign-on", "means-single-sign-on", messages.single_sign_on),
        ];
        if lines.iter().all(|(.., count): &(_, _, u64)| *count == 0) {
            return Ok(());
        }
        let title = self.say("messages");
        self.section(&title)?;
        for (name, meaning, count) in lines {
            if count > 0 {
                let (name, meaning, look) = (self.say(name), self.say(meaning), self.text.clone());
                self.counted(&name, &look, count, &meaning)?;
            }
        }
        Ok(())
    }

    fn leavers(&mut self, leavers: Option<&NotInFile>) -> Result<(), XlsxError> {
        let Some(leavers) = leavers.filter(|leavers| leavers.people > 0) else {
            return Ok(());
        };
        let (title, name) = (self.say("leavers"), self.say("leavers-people"));
        self.section(&title)?;
        let (look, meaning) = (
            self.text.clone(),
            wording::leavers(self.language, &leavers.address),
        );
        self.counted(&name, &look, leavers.people, &meaning)
    }

    fn next(&mut self, about: &About, people: &str) -> Result<(), XlsxError> {
        let counts = &about.counts;
        let title = self.say("next");
        self.section(&title)?;
        let mut lines = Vec::new();
        if counts.invalid > 0 {
            lines.push(wording::how_to_filter(self.language, people));
            lines.push(self.say("next-correct"));
            lines.push(self.say("next-upload"));
            lines.push(self.say("next-one-time-passwords"));
        } else {
            lines.push(self.say("next-nothing"));
            if about.dry_run && counts.created > 0 {
                lines.push(self.say("next-run"));
            }
        }
        for (number, line) in (1..).zip(lines) {
            let line = format!("{number}.  {line}");
            let text = self.text.clone();
            self.sheet.merge_range(self.row, 0, self.row, 2, &line, &text)?;
            self.heighten(&line, LINE)?;
            self.row += 1;
        }
        Ok(())
    }

    fn legend(&mut self, looks: &mut Looks) -> Result<(), XlsxError> {
        let title = self.say("legend");
        self.section(&title)?;
        for shade in [Shade::Bad, Shade::Suspect] {
            let text = wording::legend(self.language, shade == Shade::Bad);
            let look = looks.of(As::Text, shade, false);
            self.sheet.write_blank(self.row, 0, look)?;
            self.sheet.write_string(self.row, 1, text)?;
            self.row += 1;
        }
        Ok(())
    }
}
