//! What is printed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::imports::{Counts, Import, Messages, Remark, Row};
use crate::messages::{Channel, Message};
use rollcall::domain::{import::wording, language::Language};

/// More rows than this are counted, not listed: nobody reads on.
const LISTED: usize = 40;

/// What became of a workbook, and of the rows of it that are at hand. `name_of` names the person in a row, where that is
/// known.
pub fn of_import(import: &Import, rows: &[Row], name_of: impl Fn(u64) -> Option<String>) -> String {
    let mut text = String::new();
    let created = if import.dry_run {
        "would be created"
    } else {
        "created"
    };
    let _ = writeln!(text, "  {}: {}", import.file_name, counted(import.rows, "row"));
    let lines = [
        (import.created, created),
        (import.existing, "there already, left as they were"),
        (import.duplicate, "repeated an earlier row"),
        (import.invalid, "could not be taken"),
        (
            import.repaired,
            "put right on the way (leading zeros, spaces and the like)",
        ),
    ];
    for (count, what) in lines.into_iter().filter(|(count, _)| *count > 0) {
        let _ = writeln!(text, "  {count:>7}  {what}");
    }
    if !import.ignored_sheets.is_empty() {
        let names = import.ignored_sheets.join(", ");
        let _ = writeln!(text, "\n  Only the first sheet was read, not: {names}");
    }
    for row in &import.totals_rows {
        let _ = writeln!(
            text,
            "\n  Row {row} is the totals row of a table and was left out."
        );
    }
    if !import.unused_columns.is_empty() {
        let columns: Vec<String> = import
            .unused_columns
            .iter()
            .map(|column| wording::unused_column(Language::English, column))
            .collect();
        let _ = writeln!(text, "\n  Columns not used: {}", columns.join(", "));
    }
    not_created(&mut text, import, rows, name_of);
    let warned: Vec<(u64, &Remark)> = rows
        .iter()
        .flat_map(|row| row.warnings.iter().map(|warning| (row.row, warning)))
        .collect();
    if !warned.is_empty() {
        let _ = writeln!(text, "\n  Worth a look:");
    }
    for (row, warning) in warned.iter().take(LISTED) {
        let _ = writeln!(text, "    row {row:<4} {}", remark(warning));
    }
    if warned.len() > LISTED {
        let _ = writeln!(text, "    … and more, which the result workbook names");
    }
    text
}

/// Rows with the same outcome and nothing to say about them, one after the other.
struct Run<'a> {
    from: u64,
    to: u64,
    first: &'a Row,
}

/// Rows that were not created, with the reason for each.
fn not_created(text: &mut String, import: &Import, rows: &[Row], name_of: impl Fn(u64) -> Option<String>) {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for row in rows
        .iter()
        .filter(|row| !matches!(row.outcome.as_str(), "created" | "would_create"))
    {
        match runs.last_mut() {
            Some(run)
                if run.to + 1 == row.row
                    && run.first.outcome == row.outcome
                    && run.first.faults.is_empty()
                    && row.faults.is_empty() =>
            {
                run.to = row.row;
            }
            _ => runs.push(Run {
                from: row.row,
                to: row.row,
                first: row,
            }),
        }
    }
    let all = import.existing + import.duplicate + import.invalid;
    if all == 0 {
        return;
    }
    let _ = writeln!(text, "\n  Not created, row by row:");
    runs.truncate(LISTED);
    let lines: Vec<(String, String, String)> = runs
        .iter()
        .map(|run| {
            let (rows, name) = if run.from == run.to {
                (format!("row {}", run.from), name_of(run.from))
            } else {
                (format!("rows {}–{}", run.from, run.to), None)
            };
            let why = match run.first.outcome.as_str() {
                "existing" => "is a user already".to_owned(),
                "duplicate" if run.first.faults.is_empty() => "repeats an earlier row".to_owned(),
                _ => run.first.faults.iter().map(remark).collect::<Vec<_>>().join(" "),
            };
            let name = name.map(|name| isolated(&name)).unwrap_or_default();
            (rows, name, why)
        })
        .collect();
    let rows_width = lines.iter().map(|(rows, ..)| seen(rows)).max().unwrap_or(0);
    let name_width = lines.iter().map(|(_, name, _)| seen(name)).max().unwrap_or(0);
    for (rows, name, why) in &lines {
        let rows = padded(rows, rows_width + 2);
        let name = padded(name, if name_width > 0 { name_width + 2 } else { 0 });
        let _ = writeln!(text, "    {rows}{name}{why}");
    }
    let listed: u64 = runs.iter().map(|run| run.to - run.from + 1).sum();
    if all > listed {
        let _ = writeln!(text, "    … and {} more", all - listed);
    }
}

/// The messages that an import asks for, and what they come to.
pub fn of_forecast(messages: &Messages, dry_run: bool) -> String {
    let would = if dry_run {
        "would be asked for"
    } else {
        "asked for"
    };
    let by_language = |counts: &Counts| {
        let languages = counts.languages.iter();
        let counted: Vec<String> = languages.map(|(tag, count)| format!("{count} {tag}")).collect();
        counted.join(", ")
    };
    let mut text = format!("  Messages {would}\n");
    let (email, sms) = (&messages.email, &messages.sms);
    if email.total > 0 {
        let _ = writeln!(text, "  {:>7}  by e-mail  ({})", email.total, by_language(email));
    }
    if sms.total > 0 {
        let (count, of, segments) = (sms.total, by_language(sms), sms.segments);
        let _ = writeln!(text, "  {count:>7}  by SMS  ({of}), {segments} segments");
    }
    if messages.waiting_start_date > 0 {
        let _ = writeln!(
            text,
            "  {:>7}  of these people on their start date, at 8:00",
            messages.waiting_start_date
        );
    }
    if messages.unreachable > 0 {
        let _ = writeln!(
            text,
            "  {:>7}  reached by no channel that is on",
            messages.unreachable
        );
    }
    if email.total + sms.total + messages.unreachable == 0 {
        text.push_str("        0  by any channel\n");
    }
    let _ = writeln!(text, "  about {:.2} USD", messages.estimated_cost_usd);
    text
}

/// How many messages went out, by channel and language, where the recipient's language is known.
pub fn of_messages(messages: &[Message], language_of: impl Fn(&Message) -> Option<&'static str>) -> String {
    let mut counts: BTreeMap<(Channel, &str), usize> = BTreeMap::new();
    for message in messages {
        *counts
            .entry((message.channel, language_of(message).unwrap_or("other")))
            .or_default() += 1;
    }
    let mut text = String::new();
    for (channel, name) in [(Channel::Email, "e-mail"), (Channel::Sms, "SMS")] {
        let of_channel: Vec<String> = counts
            .iter()
            .filter(|((counted, _), _)| *counted == channel)
            .map(|((_, language), count)| format!("{count} {language}"))
            .collect();
        let total: usize = counts
            .iter()
            .filter(|((counted, _), _)| *counted == channel)
            .map(|(_, n)| n)
            .sum();
        let _ = writeln!(text, "  {total:>7}  by {name}  ({})", of_channel.join(", "));
    }
    text
}

fn remark(remark: &Remark) -> String {
    let suggestion = remark
        .suggestion
        .as_deref()
        .filter(|meant| !remark.detail.contains(*meant))
        .map(|meant| format!(" (meant: {meant}?)"))
        .unwrap_or_default();
    let column = if remark.column.is_empty() {
        String::new()
    } else {
        format!("{}: ", remark.column)
    };
    format!("{column}{}{suggestion}", remark.detail)
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// A name between marks that keep its direction from turning the line around (Unicode's first strong isolate).
fn isolated(name: &str) -> String {
    if name.is_ascii() {
        name.to_owned()
    } else {
        format!("\u{2068}{name}\u{2069}")
    }
}

/// Padded to a width that does not count the isolating marks.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(seen(text))))
}

/// The characters of a text that take room in a terminal.
fn seen(text: &str) -> usize {
    text.chars()
        .filter(|c| !matches!(c, '\u{2068}' | '\u{2069}'))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: u64, outcome: &str, faults: Vec<Remark>) -> Row {
        Row {
            row,
            outcome: outcome.to_owned(),
            faults,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn every_row_that_was_not_created_says_why() {
        let import = Import {
            rows: 3,
            created: 1,
            existing: 1,
            invalid: 1,
            ..Import::default()
        };
        let fault = Remark {
            column: "Department".to_owned(),
            detail: "there is no such department".to_owned(),
            suggestion: Some("Butik Aarhus".to_owned()),
        };
        let rows = [
            row(2, "created", vec![]),
            row(3, "existing", vec![]),
            row(4, "invalid", vec![fault]),
        ];
        let text = of_import(&import, &rows, |_| None);
        assert!(!text.contains("row 2"), "{text}");
        assert!(text.contains("row 3"), "{text}");
        assert!(!text.contains("more"), "{text}");
        assert!(
            text.contains("Department: there is no such department (meant: Butik Aarhus?)"),
            "{text}"
        );
    }

    #[test]
    fn rows_with_the_same_outcome_are_one_line_and_what_is_not_listed_is_counted() {
        let import = Import {
            rows: 1_000,
            existing: 1_000,
            ..Import::default()
        };
        let rows: Vec<Row> = (2..202).map(|at| row(at, "existing", vec![])).collect();
        let text = of_import(&import, &rows, |_| None);
        assert!(text.contains("rows 2–201  is a user already"), "{text}");
        assert!(text.contains("… and 800 more"), "{text}");
    }
}
