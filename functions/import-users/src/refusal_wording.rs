//! Why a file is refused, in the language of the person who uploaded it. `workbook` itself knows no languages.

use crate::workbook::{Clash, Missing, Refusal};
use rollcall::domain::{
    field::Field,
    language::{FluentValue, Language},
    phrase,
};

/// As many headings of a workbook are named.
const MOST_NAMED: usize = 15;

impl Refusal {
    /// One or two sentences: what is wrong with the file and what to do.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let say = |id: &str, arguments: &[(&'static str, FluentValue<'_>)]| language.text_with(id, arguments);
        let caused = |id: &str, cause: &str| say(id, &[("cause", language.text(cause).into())]);
        let at = |id: &str, what: &'static str, number: u32| say(id, &[(what, number.to_string().into())]);
        match self {
            Self::FileTooLarge { limit_megabytes } => say(
                "refusal-file-too-large",
                &[("limit", limit_megabytes.to_string().into())],
            ),
            Self::Damaged { what } => caused("refusal-damaged", what.text_id()),
            Self::Unsafe { what } => caused("refusal-unsafe", what.text_id()),
            Self::TooMuchInside { what } => caused("refusal-too-much-inside", what.text_id()),
            Self::SheetsShareName { name } => say("refusal-sheets-share-name", &[("name", name.into())]),
            Self::RepeatedCell { cell } => say("refusal-repeated-cell", &[("cell", cell.into())]),
            Self::TooManyColumns { cell, limit } => say(
                "refusal-too-many-columns",
                &[("cell", cell.into()), ("limit", limit.to_string().into())],
            ),
            Self::UnclosedQuote { row } => at("refusal-unclosed-quote", "row", *row),
            Self::UnknownSeparator { separator } => {
                let separator = separator.to_string();
                say("refusal-unknown-separator", &[("separator", separator.into())])
            }
            Self::ControlCharacters { line } => at("refusal-control-characters", "line", *line),
            Self::EmptySheet { sheet } => say("refusal-empty-sheet", &[("sheet", sheet.into())]),
            Self::NoHeadings {
                sheet,
                found,
                other_sheets,
            } => no_headings(language, sheet, found, other_sheets),
            Self::HeadingsNotFirst { row } => at("refusal-headings-not-first", "row", *row),
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
                        ("missing", phrase::listed(language, &all).into()),
                        ("has_found", flag(!found.is_empty())),
                        ("found", named(language, found).into()),
                    ],
                )
            }
            Self::NoRows { sheet } => say(
                "refusal-no-rows",
                &[("has_sheets", flag(!sheet.is_empty())), ("sheet", sheet.into())],
            ),
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
            | Self::UnknownLetters
            | Self::NotAWorkbook
            | Self::Macros
            | Self::Incomplete
            | Self::NoWorksheet
            | Self::NoVisibleWorksheet
            | Self::BadReference
            | Self::HeadingsAreFormulas => {
                language.text(&format!("refusal-{}", self.code().replace('_', "-")))
            }
        }
    }
}

fn no_headings(language: Language, sheet: &str, found: &[String], other_sheets: &[String]) -> String {
    language.text_with(
        "refusal-no-headings",
        &[
            ("has_sheets", flag(!sheet.is_empty())),
            ("sheet", sheet.into()),
            ("has_found", flag(!found.is_empty())),
            ("found", named(language, found).into()),
            ("has_other_sheets", flag(!other_sheets.is_empty())),
        ],
    )
}

fn flag(is_there: bool) -> FluentValue<'static> {
    FluentValue::from(if is_there { "true" } else { "false" })
}

fn clashing(language: Language, clash: &Clash) -> String {
    let headings: Vec<String> = clash
        .headings
        .iter()
        .map(|(letters, title)| format!("{letters} ({})", phrase::quoted(language, title)))
        .collect();
    language.text_with(
        "refusal-clash",
        &[
            ("column", clash.column.title(language).into()),
            ("headings", phrase::one_of(language, &headings).into()),
        ],
    )
}

fn needed(language: Language, missing: Missing) -> String {
    match missing {
        Missing::Column(column) => phrase::quoted(language, &column.title(language)),
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
        .map(|title| phrase::quoted(language, title))
        .collect();
    phrase::listed_up_to(language, &titles, MOST_NAMED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{Damage, Danger, Excess};
    use rollcall::domain::import::StopReason;
    use std::collections::BTreeSet;

    /// One of each kind, and of each shape a sentence takes.
    fn all() -> Vec<Refusal> {
        let letters = |letters: &str, title: &str| (letters.to_owned(), title.to_owned());
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
            Refusal::UnknownLetters,
            Refusal::UnclosedQuote { row: 7 },
            Refusal::UnknownSeparator { separator: '|' },
            Refusal::ControlCharacters { line: 7 },
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
            Refusal::NoRows { sheet: String::new() },
        ];
        all.extend(of_headings(&sheet));
        all.extend(Damage::ALL.iter().map(|what| Refusal::Damaged { what: *what }));
        all.extend(Danger::ALL.iter().map(|what| Refusal::Unsafe { what: *what }));
        all.extend(
            Excess::ALL
                .iter()
                .map(|what| Refusal::TooMuchInside { what: *what }),
        );
        all
    }

    /// Those that name headings.
    fn of_headings(sheet: &str) -> Vec<Refusal> {
        let titles = |count: usize| (0..count).map(|i| format!("Overskrift {i}")).collect::<Vec<_>>();
        let mut all = Vec::new();
        let missing = [
            Missing::Column(Field::FirstName),
            Missing::Column(Field::PermissionType),
            Missing::Contact,
        ];
        for found in [0, 1, MOST_NAMED, MOST_NAMED + 3] {
            all.push(Refusal::NoHeadings {
                sheet: String::new(),
                found: titles(found),
                other_sheets: Vec::new(),
            });
            for other_sheets in [0, 1] {
                all.push(Refusal::NoHeadings {
                    sheet: sheet.to_owned(),
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
        all
    }

    #[test]
    fn every_refusal_is_said_in_every_language() {
        for refusal in all() {
            let in_english = refusal.say(Language::English);
            assert!(
                in_english.ends_with('.') && !in_english.contains(['{', '}']),
                "{in_english}"
            );
            for language in [Language::Danish, Language::German] {
                let text = refusal.say(language);
                assert!(text.ends_with('.') && !text.contains(['{', '}']), "{text}");
                assert_ne!(text, in_english);
                let english = ["This ", " upload it again", " and ", "First name", "Permission"];
                assert!(!english.iter().any(|one| text.contains(one)), "{text}");
            }
        }
    }

    #[test]
    fn no_sentence_of_a_refusal_or_a_cause_is_left_without_one() {
        let english = include_str!("../../../shared/locales/en/imports.ftl");
        let is_of_a_file = |id: &&str| {
            StopReason::ALL.iter().all(|reason| reason.text_id() != *id)
                && !["refusal-missing-contact", "refusal-clash"].contains(id)
        };
        let written: BTreeSet<&str> = english
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, _)| id)
            .filter(|id| id.starts_with("refusal-") || id.starts_with("cause-"))
            .filter(is_of_a_file)
            .collect();
        let causes = Damage::ALL
            .iter()
            .map(|what| what.text_id())
            .chain(Danger::ALL.iter().map(|what| what.text_id()))
            .chain(Excess::ALL.iter().map(|what| what.text_id()));
        let codes: BTreeSet<String> = all()
            .iter()
            .map(|refusal| format!("refusal-{}", refusal.code().replace('_', "-")))
            .chain(causes.map(str::to_owned))
            .collect();
        assert!(written.iter().copied().eq(codes.iter().map(String::as_str)));
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
