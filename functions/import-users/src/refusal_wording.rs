//! Why a file is refused, in the language of whoever uploaded it. `workbook` itself knows no languages: its `Display`
//! is the English of this.

use crate::workbook::{Clash, Missing, Refusal};
use rollcall::domain::{
    field::Field,
    import::wording,
    language::{FluentValue, Language},
};

/// As many headings of a workbook are named.
const MOST_NAMED: usize = 15;

impl Refusal {
    /// One or two sentences: what is wrong with the file and what to do.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let say = |id: &str, arguments: &[(&'static str, FluentValue<'_>)]| language.text_with(id, arguments);
        let caused = |id: &str, what: &str| say(id, &[("cause", wording::cause(language, what).into())]);
        match self {
            Self::FileTooLarge { limit_megabytes } => say(
                "refusal-larger-than",
                &[("limit", limit_megabytes.to_string().into())],
            ),
            Self::Damaged { what } => caused("refusal-damaged", what),
            Self::Unsafe { what } => caused("refusal-unsafe", what),
            Self::TooMuchInside { what } => caused("refusal-too-much-inside", what),
            Self::SheetsShareName { name } => say("refusal-sheets-share-name", &[("name", name.into())]),
            Self::RepeatedCell { cell } => say("refusal-repeated-cell", &[("cell", cell.into())]),
            Self::TooManyColumns { cell, limit } => say(
                "refusal-too-many-columns",
                &[("cell", cell.into()), ("limit", limit.to_string().into())],
            ),
            Self::EmptySheet { sheet } => say("refusal-empty-sheet", &[("sheet", sheet.into())]),
            Self::NoHeadings {
                sheet,
                found,
                other_sheets,
            } => say(
                "refusal-no-headings",
                &[
                    ("sheet", sheet.into()),
                    ("has_found", flag(!found.is_empty())),
                    ("found", named(language, found).into()),
                    ("has_other_sheets", flag(!other_sheets.is_empty())),
                ],
            ),
            Self::HeadingsNotFirst { row } => {
                say("refusal-headings-not-first", &[("row", row.to_string().into())])
            }
            Self::RepeatedHeading { clashes } => {
                let clashes: Vec<String> = clashes.iter().map(|clash| clashing(language, clash)).collect();
                say(
                    "refusal-repeated-heading",
                    &[("clashes", clashes.join("; ").into())],
                )
            }
            Self::MissingHeadings { missing, found } => {
                let all: Vec<String> = missing.iter().map(|one| needed(language, *one)).collect();
                say(
                    "refusal-missing-headings",
                    &[
                        ("count", all.len().into()),
                        ("missing", wording::listed(language, &all).into()),
                        ("has_found", flag(!found.is_empty())),
                        ("found", named(language, found).into()),
                    ],
                )
            }
            Self::NoRows { sheet } => say("refusal-no-rows", &[("sheet", sheet.into())]),
            Self::EmptyFile
            | Self::PasswordProtected
            | Self::OldExcel
            | Self::BinaryWorkbook
            | Self::OpenDocument
            | Self::Numbers
            | Self::CompressedFolder
            | Self::Protected
            | Self::WebPage
            | Self::SpreadsheetXml
            | Self::TextFile
            | Self::NotAWorkbook
            | Self::Macros
            | Self::Incomplete
            | Self::NoWorksheet
            | Self::NoVisibleWorksheet
            | Self::BadReference
            | Self::HeadingsAreFormulas => wording::refusal(language, self.code(), &self.to_string()),
        }
    }
}

fn flag(is_there: bool) -> FluentValue<'static> {
    FluentValue::from(if is_there { "true" } else { "false" })
}

fn clashing(language: Language, clash: &Clash) -> String {
    let headings: Vec<String> = clash
        .headings
        .iter()
        .map(|(letters, title)| format!("{letters} ({})", wording::quoted(language, title)))
        .collect();
    language.text_with(
        "refusal-clash",
        &[
            ("column", clash.column.title(language).into()),
            ("headings", wording::one_of(language, &headings).into()),
        ],
    )
}

fn needed(language: Language, missing: Missing) -> String {
    match missing {
        Missing::Column(column) => wording::quoted(language, &column.title(language)),
        Missing::Contact => language.text_with(
            "refusal-missing-contact",
            &[
                ("email", Field::Email.title(language).into()),
                ("username", Field::Username.title(language).into()),
                ("phone", Field::Phone.title(language).into()),
            ],
        ),
    }
}

fn named(language: Language, titles: &[String]) -> String {
    let titles: Vec<String> = titles
        .iter()
        .map(|title| wording::quoted(language, title))
        .collect();
    wording::listed_up_to(language, &titles, MOST_NAMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind, and of each shape a sentence takes.
    fn all() -> Vec<Refusal> {
        let letters = |letters: &str, title: &str| (letters.to_owned(), title.to_owned());
        let titles = |count: usize| (0..count).map(|i| format!("Overskrift {i}")).collect::<Vec<_>>();
        let (cell, sheet, name) = ("C17".to_owned(), "Ark 1".to_owned(), "Ark 2".to_owned());
        let mut all = vec![
            Refusal::EmptyFile,
            Refusal::FileTooLarge { limit_megabytes: 100 },
            Refusal::PasswordProtected,
            Refusal::OldExcel,
            Refusal::BinaryWorkbook,
            Refusal::OpenDocument,
            Refusal::Numbers,
            Refusal::CompressedFolder,
            Refusal::Protected,
            Refusal::WebPage,
            Refusal::SpreadsheetXml,
            Refusal::TextFile,
            Refusal::NotAWorkbook,
            Refusal::Macros,
            Refusal::Incomplete,
            Refusal::NoWorksheet,
            Refusal::NoVisibleWorksheet,
            Refusal::SheetsShareName { name },
            Refusal::RepeatedCell { cell: cell.clone() },
            Refusal::BadReference,
            Refusal::TooManyColumns { cell, limit: 1256 },
            Refusal::EmptySheet { sheet: sheet.clone() },
            Refusal::HeadingsNotFirst { row: 4 },
            Refusal::HeadingsAreFormulas,
            Refusal::RepeatedHeading {
                clashes: vec![
                    Clash {
                        column: Field::Username,
                        headings: vec![letters("C", "Login"), letters("D", "Bruger-ID")],
                    },
                    Clash {
                        column: Field::JobProfile,
                        headings: vec![
                            letters("E", "Stilling"),
                            letters("F", "Jobtitel"),
                            letters("AB", "Job"),
                        ],
                    },
                ],
            },
            Refusal::NoRows { sheet: sheet.clone() },
        ];
        let missing = [
            Missing::Column(Field::FirstName),
            Missing::Column(Field::PermissionType),
            Missing::Contact,
        ];
        for found in [0, 1, MOST_NAMED, MOST_NAMED + 3] {
            for other_sheets in [0, 1] {
                all.push(Refusal::NoHeadings {
                    sheet: sheet.clone(),
                    found: titles(found),
                    other_sheets: titles(other_sheets),
                });
            }
            for missing in [&missing[..1], &missing[2..], &missing[1..], &missing[..]] {
                all.push(Refusal::MissingHeadings {
                    missing: missing.to_vec(),
                    found: titles(found),
                });
            }
        }
        for (before, what) in causes() {
            all.push(match before {
                "contains" | "gets" | "is" => Refusal::Unsafe { what },
                "more" | "far" => Refusal::TooMuchInside { what },
                _ => Refusal::Damaged { what },
            });
        }
        all
    }

    /// Whatever `what` the reader of workbooks names, from its sources, with its first word.
    fn causes() -> Vec<(&'static str, &'static str)> {
        const SOURCES: [&str; 8] = [
            include_str!("workbook/guard.rs"),
            include_str!("workbook/package.rs"),
            include_str!("workbook/parts.rs"),
            include_str!("workbook/reader.rs"),
            include_str!("workbook/sheet.rs"),
            include_str!("workbook/sniff.rs"),
            include_str!("workbook/strings.rs"),
            include_str!("workbook/xml.rs"),
        ];
        let mut causes: Vec<_> = SOURCES
            .iter()
            .flat_map(|source| {
                ["what: \"", "damaged(\""]
                    .into_iter()
                    .flat_map(|before| source.split(before).skip(1))
            })
            .filter_map(|rest| rest.split_once('"'))
            .map(|(what, _)| (what.split(' ').next().unwrap_or_default(), what))
            .collect();
        causes.sort_unstable();
        causes.dedup();
        causes
    }

    #[test]
    fn in_english_a_refusal_says_what_it_displays() {
        for refusal in all() {
            assert_eq!(refusal.say(Language::English), refusal.to_string());
        }
    }

    #[test]
    fn every_refusal_is_said_in_every_language() {
        for refusal in all() {
            for language in [Language::Danish, Language::German] {
                let text = refusal.say(language);
                assert!(text.ends_with('.') && !text.contains(['{', '}']), "{text}");
                assert_ne!(text, refusal.to_string());
                let english = ["This ", " upload it again", " and ", "First name", "Permission"];
                assert!(!english.iter().any(|one| text.contains(one)), "{text}");
            }
        }
    }

    #[test]
    fn every_cause_is_translated() {
        let causes = causes();
        assert!(causes.len() > 30, "{causes:?}");
        for (_, what) in causes {
            assert_eq!(wording::cause(Language::English, what), what);
            for language in [Language::Danish, Language::German] {
                assert_ne!(wording::cause(language, what), what, "{language}");
            }
        }
    }

    #[test]
    fn what_is_missing_is_named_as_the_language_heads_it() {
        let refusal = Refusal::MissingHeadings {
            missing: vec![Missing::Column(Field::Department), Missing::Contact],
            found: vec!["Navn".to_owned()],
        };
        assert_eq!(
            refusal.say(Language::Danish),
            "Kolonnerne ”Afdeling” og ”E-mail” (eller ”Brugernavn” sammen med ”Telefon”) mangler; der står ”Navn”. \
             Tilføj det manglende i række 1, og upload filen igen."
        );
        assert_eq!(
            refusal.say(Language::German),
            "Die Spalten „Abteilung“ und „E-Mail“ (oder „Benutzername“ mit „Telefon“) fehlen; gefunden wurden „Navn“. \
             Bitte ergänzen Sie in Zeile 1, was fehlt, und laden Sie die Datei noch einmal hoch."
        );
    }
}
