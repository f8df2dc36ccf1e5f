//! What is printed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use crate::import_command::{Import, Messages, Outcome, Remark};
use crate::messages::{Channel, Message};
use rollcall::domain::{import::wording, language::Language};

/// More rows than this are counted, not listed: nobody reads on.
const LISTED: usize = 40;

/// Prints to standard output. A reader that has gone away is no reason to stop.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// What became of a workbook. `name_of` names the person in a row, where that is known.
pub fn of_import(
    file: &str,
    import: &Import,
    outcomes: &[Outcome],
    dry_run: bool,
    name_of: impl Fn(u64) -> Option<String>,
) -> String {
    let mut text = String::new();
    let created = if dry_run { "would be created" } else { "created" };
    let _ = writeln!(text, "  {file}: {}", counted(import.rows, "row"));
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
    let told: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| !matches!(outcome.outcome.as_str(), "created" | "would_create"))
        .collect();
    if !told.is_empty() {
        let _ = writeln!(text, "\n  Not created, row by row:");
    }
    let lines: Vec<(String, String, String)> = told
        .iter()
        .take(LISTED)
        .map(|outcome| {
            let (rows, name) = if outcome.from == outcome.to {
                (format!("row {}", outcome.from), name_of(outcome.from))
            } else {
                (format!("rows {}–{}", outcome.from, outcome.to), None)
            };
            let why = match outcome.outcome.as_str() {
                "existing" => "is a user already".to_owned(),
                "duplicate" if outcome.faults.is_empty() => "repeats an earlier row".to_owned(),
                _ => outcome.faults.iter().map(remark).collect::<Vec<_>>().join(" "),
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
    if told.len() > LISTED {
        let _ = writeln!(text, "    … and {} more", told.len() - LISTED);
    }
    let warned: Vec<(u64, &Remark)> = outcomes
        .iter()
        .flat_map(|outcome| outcome.warnings.iter().map(|warning| (outcome.from, warning)))
        .collect();
    if !warned.is_empty() {
        let _ = writeln!(text, "\n  Worth a look:");
    }
    for (row, warning) in warned.iter().take(LISTED) {
        let _ = writeln!(text, "    row {row:<4} {}", remark(warning));
    }
    if warned.len() > LISTED {
        let _ = writeln!(text, "    … and {} more", warned.len() - LISTED);
    }
    text
}

/// Whom an import asks to be told, and what that comes to.
pub fn of_forecast(messages: &Messages, dry_run: bool) -> String {
    let would = if dry_run {
        "would be asked for"
    } else {
        "asked for"
    };
    let by_language = |counts: &BTreeMap<String, u64>| {
        let said: Vec<String> = counts
            .iter()
            .map(|(tag, count)| format!("{count} {tag}"))
            .collect();
        said.join(", ")
    };
    let total = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
    let mut text = format!("  Messages {would}\n");
    if !messages.email.is_empty() {
        let (count, of) = (total(&messages.email), by_language(&messages.email));
        let _ = writeln!(text, "  {count:>7}  by e-mail  ({of})");
    }
    if !messages.sms.is_empty() {
        let (count, of) = (total(&messages.sms), by_language(&messages.sms));
        let segments = messages.sms_segments;
        let _ = writeln!(text, "  {count:>7}  by SMS  ({of}), {segments} segments");
    }
    if messages.unreachable > 0 {
        let _ = writeln!(
            text,
            "  {:>7}  reached by no channel that is on",
            messages.unreachable
        );
    }
    if messages.email.is_empty() && messages.sms.is_empty() && messages.unreachable == 0 {
        text.push_str("        0  by any channel\n");
    }
    let cents = messages.cost / 10_000;
    let _ = writeln!(text, "  about {}.{:02} USD", cents / 100, cents % 100);
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
    use super::of_import;
    use crate::import_command::{Import, Outcome, Remark};

    #[test]
    fn every_row_that_was_not_created_says_why() {
        let import = Import {
            rows: 3,
            created: 1,
            existing: 1,
            invalid: 1,
            ..Import::default()
        };
        let row = |row, outcome: &str, faults| Outcome {
            from: row,
            to: row,
            outcome: outcome.to_owned(),
            faults,
            repairs: Vec::new(),
            warnings: Vec::new(),
        };
        let fault = Remark {
            column: "Department".to_owned(),
            detail: "there is no such department".to_owned(),
            suggestion: Some("Butik Aarhus".to_owned()),
        };
        let outcomes = [
            row(2, "created", vec![]),
            row(3, "existing", vec![]),
            row(4, "invalid", vec![fault]),
        ];
        let text = of_import("a.xlsx", &import, &outcomes, false, |_| None);
        assert!(!text.contains("row 2"), "{text}");
        assert!(text.contains("row 3"), "{text}");
        assert!(
            text.contains("Department: there is no such department (meant: Butik Aarhus?)"),
            "{text}"
        );
    }
}
