//! What the workbooks of an import say beside the rows: the summary of a result, the names of downloads, the marks of the
//! template. The texts are in `locales/{tag}/results.ftl`.

use super::Outcome;
use crate::domain::{
    field::{Field, Need},
    language::{FluentValue, Language},
    user::{Source, Status},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// What the letters `&P` and `&N` stand for in a header or footer: the page and how many there are (ECMA-376-1, 18.3.1.46).
const PAGE: (&str, &str) = ("&P", "&N");
/// Letters of a file name that a download keeps: with what is added and its ending, it stays far below the 255 bytes of
/// usual file systems.
const LONGEST_STEM: usize = 80;

fn with(language: Language, id: &str, arguments: &[(&'static str, &str)]) -> String {
    let arguments: Vec<(&'static str, FluentValue<'_>)> = arguments
        .iter()
        .map(|(name, value)| (*name, FluentValue::from(*value)))
        .collect();
    language.text_with(id, &arguments)
}

/// The name of the result's second sheet; of another one where the people's sheet is called so.
pub fn summary_sheet(language: Language, people: &str) -> String {
    let name = language.text("summary-sheet");
    if name.to_lowercase() == people.to_lowercase() {
        format!("{name} 2")
    } else {
        name
    }
}

/// Whether a sheet of this name is the summary of a result, in whatever language.
pub fn is_summary_sheet(name: &str) -> bool {
    Language::ALL.into_iter().any(|language| {
        let ours = language.text("summary-sheet");
        name.strip_prefix(&ours)
            .is_some_and(|rest| rest.is_empty() || rest == " 2")
    })
}

/// The title of the summary.
pub fn title(language: Language, dry_run: bool) -> String {
    language.text(if dry_run {
        "summary-title-dry-run"
    } else {
        "summary-title"
    })
}

/// A text of the summary or the legend that stands by itself, by its name without `summary-`.
pub fn summary(language: Language, name: &str) -> String {
    language.text(&format!("summary-{name}"))
}

/// When something was, in the organisation's time zone, and which zone that is.
pub fn moment(language: Language, at: Timestamp, zone: &str) -> String {
    let (zone, name) = TimeZone::get(zone).map_or((TimeZone::UTC, "UTC"), |known| (known, zone));
    let at = at.to_zoned(zone);
    with(
        language,
        "summary-moment",
        &[
            ("date", &language.date(at.date())),
            ("hour", &format!("{:02}", at.hour())),
            ("minute", &format!("{:02}", at.minute())),
            ("zone", name),
        ],
    )
}

/// What an outcome means for the people in those rows.
pub fn meaning(language: Language, outcome: Outcome) -> String {
    summary(
        language,
        match outcome {
            Outcome::Created => "means-created",
            Outcome::WouldCreate => "means-would-create",
            Outcome::Existing => "means-existing",
            Outcome::Duplicate => "means-duplicate",
            Outcome::Invalid => "means-invalid",
        },
    )
}

/// What it means that people are not in the file, and where they are listed.
pub fn leavers(language: Language, address: &str) -> String {
    with(language, "summary-means-leavers", &[("address", address)])
}

/// How to find the rows to be corrected on the sheet with the people.
pub fn how_to_filter(language: Language, sheet: &str) -> String {
    with(language, "summary-next-filter", &[("sheet", sheet)])
}

/// What a cell in the colour of a fault asks for; or in that of a doubt.
pub fn legend(language: Language, is_fault: bool) -> String {
    language.text(if is_fault { "legend-bad" } else { "legend-suspect" })
}

/// The footer of a printed page, with Excel's codes for the numbers.
pub fn page_numbers(language: Language) -> String {
    with(language, "print-page", &[("page", PAGE.0), ("pages", PAGE.1)])
}

/// What a downloaded result is called: after the file it is of, without what an earlier download has added.
pub fn result_file_name(language: Language, file_name: &str, dry_run: bool, date: Date) -> String {
    let stem = plain_stem(file_name);
    let id = if dry_run {
        "result-dry-run-file-name"
    } else {
        "result-file-name"
    };
    let name = with(language, id, &[("name", &stem), ("date", &date.to_string())]);
    format!("{name}.xlsx")
}

/// What a downloaded export is called.
pub fn export_file_name(language: Language, organisation: &str, date: Date) -> String {
    let organisation = safe(organisation);
    let date = date.to_string();
    let name = with(
        language,
        "export-file-name",
        &[("organisation", &organisation), ("date", &date)],
    );
    format!("{name}.xlsx")
}

/// The headings of the columns of an export that no import reads: status, road, created, activated.
pub fn export_headings(language: Language) -> [String; 4] {
    ["status", "source", "created", "activated"].map(|name| language.text(&format!("export-{name}")))
}

/// A status in an export.
pub fn export_status(language: Language, status: Status) -> String {
    language.text(&format!("export-status-{}", status.as_str().replace('_', "-")))
}

/// The road somebody came by, in an export.
pub fn export_source(language: Language, source: Source) -> String {
    language.text(&format!("export-source-{}", source.as_str().replace('_', "-")))
}

/// What a downloaded template is called.
pub fn template_file_name(language: Language, organisation: &str) -> String {
    let name = with(
        language,
        "template-file-name",
        &[("organisation", &safe(organisation))],
    );
    format!("{name}.xlsx")
}

/// A file's name without its ending, and without ` – result 2026-11-25` of a result that was corrected.
fn plain_stem(file_name: &str) -> String {
    let mut stem = file_name;
    for ending in [".xlsx", ".csv"] {
        let cut = stem.len().saturating_sub(ending.len());
        if stem
            .get(cut..)
            .is_some_and(|last| last.eq_ignore_ascii_case(ending))
        {
            stem = &stem[..cut];
        }
    }
    let is_ours = |added: &str| {
        ["result-file-name", "result-dry-run-file-name"].iter().any(|id| {
            Language::ALL.into_iter().any(|language| {
                // Without a name and with the date that stands there.
                let date: String = added
                    .chars()
                    .filter(|c| c.is_ascii_digit() || *c == '-')
                    .collect();
                date.len() == 10 && with(language, id, &[("name", ""), ("date", &date)]) == added
            })
        })
    };
    while let Some(at) = stem.rfind(" – ").filter(|at| *at > 0 && is_ours(&stem[*at..])) {
        stem = &stem[..at];
    }
    safe(stem)
}

/// Without what file systems and headers do not take, or what makes a name read otherwise than it is.
fn safe(name: &str) -> String {
    let is_safe = |c: &char| {
        !c.is_control()
            && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            && !matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let name: String = name.chars().filter(is_safe).take(LONGEST_STEM).collect();
    // Windows drops dots and spaces at the end; a dot at the beginning hides a file.
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() {
        "workbook".to_owned()
    } else {
        name.to_owned()
    }
}

/// A field's heading in the template: marked where it must be filled in.
pub fn template_heading(language: Language, field: Field) -> String {
    let title = field.title(language);
    if field.need() == Need::Required {
        with(language, "heading-required", &[("title", &title)])
    } else {
        title
    }
}

/// How the template explains its marks: the line about them, then the colours of required, contact and optional columns.
pub fn template_marks(language: Language) -> [String; 4] {
    [
        "template-required-line",
        "template-legend-required",
        "template-legend-contact",
        "template-legend-optional",
    ]
    .map(|id| language.text(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_has_words_for_every_status_and_road() {
        for language in Language::ALL {
            let statuses = Status::ALL.map(|status| export_status(language, status));
            let sources = Source::ALL.map(|source| export_source(language, source));
            for text in statuses.iter().chain(&sources) {
                assert!(!text.is_empty() && !text.contains("export-"), "{text}");
            }
        }
    }

    #[test]
    fn a_download_is_called_after_its_file_and_nothing_in_the_name_misleads() {
        let date = jiff::civil::date(2026, 11, 25);
        let name = |file: &str| result_file_name(Language::English, file, false, date);
        assert_eq!(name("people.xlsx"), "people – result 2026-11-25.xlsx");
        assert_eq!(
            name("maj & juni + løn.XLSX"),
            "maj & juni + løn – result 2026-11-25.xlsx"
        );
        assert_eq!(name("people.csv"), "people – result 2026-11-25.xlsx");
        // A result that was corrected and dropped again.
        assert_eq!(
            name("people – resultat 2026-11-24 – dry run 2026-11-25.xlsx"),
            "people – result 2026-11-25.xlsx"
        );
        assert_eq!(
            name("plan – result 2026.xlsx"),
            "plan – result 2026 – result 2026-11-25.xlsx"
        );
        assert_eq!(
            name("a\u{202E}xslx\r\n\"b/..\\c.xlsx"),
            "axslxb..c – result 2026-11-25.xlsx"
        );
        assert_eq!(name(".xlsx"), "workbook – result 2026-11-25.xlsx");
        assert_eq!(
            name("– result 2026-11-25.xlsx"),
            "– result 2026-11-25 – result 2026-11-25.xlsx"
        );
        assert!(name(&"å".repeat(500)).len() < 220);
        assert_eq!(
            result_file_name(Language::German, "Personal.xlsx", true, date),
            "Personal – Probelauf 2026-11-25.xlsx"
        );
        assert_eq!(
            template_file_name(Language::Danish, "Nordlys / Detail"),
            "Nordlys  Detail – personer til import.xlsx"
        );
    }

    #[test]
    fn the_summary_has_a_name_of_its_own_beside_any_sheet() {
        for language in Language::ALL {
            let usual = summary_sheet(language, "People");
            assert!(is_summary_sheet(&usual));
            let other = summary_sheet(language, &usual.to_uppercase());
            assert_ne!(other.to_lowercase(), usual.to_lowercase());
            assert!(is_summary_sheet(&other) && other.encode_utf16().count() <= 31);
        }
        assert!(!is_summary_sheet("Summary of 2026") && !is_summary_sheet("People"));
    }

    #[test]
    fn a_moment_is_told_in_the_organisations_time() {
        let at: Timestamp = "2026-11-25T22:04:00Z".parse().unwrap();
        assert_eq!(
            [Language::English, Language::Danish, Language::German].map(|language| moment(
                language,
                at,
                "Europe/Copenhagen"
            )),
            [
                "25 November 2026, 23:04 (Europe/Copenhagen)",
                "25. november 2026 kl. 23.04 (Europe/Copenhagen)",
                "25. November 2026, 23:04 Uhr (Europe/Copenhagen)",
            ]
        );
        assert!(moment(Language::English, at, "Moon/Sea").ends_with("22:04 (UTC)"));
    }
}
