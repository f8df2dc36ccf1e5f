//! The languages that Rollcall speaks, and how one is found in what people write. What a browser asks for is in
//! `accepted`, the texts themselves are in `texts`.
//!
//! To add a language: a variant here and a folder of Fluent files in `shared/locales`. The tests name what is missing.

mod accepted;
pub(crate) mod texts;

pub use fluent_bundle::FluentValue;

use crate::domain::text::composed;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A language there are texts in. Its text form everywhere (API, tables, `lang` attributes) is [`Language::tag`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, which also stands in for texts that are missing elsewhere.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Danish.
    #[serde(rename = "da")]
    Danish,
    /// German.
    #[serde(rename = "de")]
    German,
}

/// The way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    LeftToRight,
    /// Right to left, as Arabic.
    RightToLeft,
}

impl Direction {
    /// The value of an HTML `dir` attribute.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// Longer texts, in bytes, name no language and are not looked through.
const LONGEST_TYPED: usize = 300;

/// What is known of a language apart from its texts.
struct Facts {
    tag: &'static str,
    /// What its speakers call it, as a list of languages shows it.
    own_name: &'static str,
    /// What people write into a form or a workbook, in lower case: names in every language we speak, ISO 639-2.
    names: &'static [&'static str],
    direction: Direction,
    /// What is wrong and why not: needed by every function that answers a request.
    refusals: [&'static str; 2],
    sources: [&'static str; 7],
}

const ENGLISH: Facts = Facts {
    tag: "en",
    own_name: "English",
    names: &["english", "engelsk", "englisch", "eng"],
    direction: Direction::LeftToRight,
    refusals: [
        include_str!("../../locales/en/faults.ftl"),
        include_str!("../../locales/en/problems.ftl"),
    ],
    sources: [
        include_str!("../../locales/en/messages.ftl"),
        include_str!("../../locales/en/pages.ftl"),
        include_str!("../../locales/en/organisation.ftl"),
        include_str!("../../locales/en/imports.ftl"),
        include_str!("../../locales/en/jobs.ftl"),
        include_str!("../../locales/en/results.ftl"),
        include_str!("../../locales/en/posters.ftl"),
    ],
};

const DANISH: Facts = Facts {
    tag: "da",
    own_name: "Dansk",
    names: &["dansk", "danish", "dänisch", "daenisch", "dan"],
    direction: Direction::LeftToRight,
    refusals: [
        include_str!("../../locales/da/faults.ftl"),
        include_str!("../../locales/da/problems.ftl"),
    ],
    sources: [
        include_str!("../../locales/da/messages.ftl"),
        include_str!("../../locales/da/pages.ftl"),
        include_str!("../../locales/da/organisation.ftl"),
        include_str!("../../locales/da/imports.ftl"),
        include_str!("../../locales/da/jobs.ftl"),
        include_str!("../../locales/da/results.ftl"),
        include_str!("../../locales/da/posters.ftl"),
    ],
};

const GERMAN: Facts = Facts {
    tag: "de",
    own_name: "Deutsch",
    names: &["deutsch", "german", "tysk", "deu", "ger"],
    direction: Direction::LeftToRight,
    refusals: [
        include_str!("../../locales/de/faults.ftl"),
        include_str!("../../locales/de/problems.ftl"),
    ],
    sources: [
        include_str!("../../locales/de/messages.ftl"),
        include_str!("../../locales/de/pages.ftl"),
        include_str!("../../locales/de/organisation.ftl"),
        include_str!("../../locales/de/imports.ftl"),
        include_str!("../../locales/de/jobs.ftl"),
        include_str!("../../locales/de/results.ftl"),
        include_str!("../../locales/de/posters.ftl"),
    ],
};

impl Language {
    /// Every language there is, English first.
    pub const ALL: [Self; 3] = [Self::English, Self::Danish, Self::German];

    const fn facts(self) -> &'static Facts {
        match self {
            Self::English => &ENGLISH,
            Self::Danish => &DANISH,
            Self::German => &GERMAN,
        }
    }

    /// Its canonical BCP 47 tag: `"en"`, `"da"`, `"de"`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.facts().tag
    }

    /// What its speakers call it: `"Dansk"`.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        self.facts().own_name
    }

    /// The way it is written.
    #[must_use]
    pub const fn direction(self) -> Direction {
        self.facts().direction
    }

    /// Reads what a person or a system wrote: a BCP 47 tag with or without region or script (`da`, `da-DK`, `DA_dk`),
    /// or a name of the language in any of our languages (`Dansk`, `Danish`, `Dänisch`), with or
    /// without a country in brackets.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST_TYPED {
            return None;
        }
        let text: String = composed(text.trim()).to_lowercase();
        // HR systems name a country behind it: `German (Germany)`.
        let without_region = match text.split_once('(') {
            Some((name, region)) if region.ends_with(')') => name.trim_end(),
            _ => text.as_str(),
        };
        let subtags_follow = |rest: &str| {
            rest.is_empty()
                || rest.strip_prefix(['-', '_']).is_some_and(|subtags| {
                    subtags.split(['-', '_']).all(|subtag| {
                        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
                    })
                })
        };
        Self::ALL.into_iter().find(|language| {
            text.strip_prefix(language.tag()).is_some_and(subtags_follow)
                || language.facts().names.contains(&without_region)
        })
    }

    /// The language whose name is within a typing error or two of `text`.
    #[must_use]
    pub fn closest(text: &str) -> Option<Self> {
        if text.len() > LONGEST_TYPED {
            return None;
        }
        let text: String = composed(text.trim()).to_lowercase();
        // Of two letters every tag is close to every other.
        if !(4..=20).contains(&text.chars().count()) {
            return None;
        }
        let distance = |language: &Self| {
            let names = language.facts().names.iter().filter(|name| name.len() > 3);
            names.map(|name| strsim::damerau_levenshtein(&text, name)).min()
        };
        Self::ALL
            .into_iter()
            .filter_map(|language| Some((distance(&language)?, language)))
            .filter(|(distance, _)| *distance <= 2)
            .min()
            .map(|(_, language)| language)
    }

    /// As [`Language::parse`], among those an organisation offers.
    #[must_use]
    pub fn find_offered(text: &str, offered: &[Self]) -> Option<Self> {
        Self::parse(text).filter(|language| offered.contains(language))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_a_language_in_many_ways() {
        fn check(text: &str, expected: Option<Language>) {
            assert_eq!(Language::parse(text), expected, "{text:?}");
        }
        for text in [
            "da",
            "DA",
            "da-DK",
            "da_DK",
            " Dansk ",
            "Danish",
            "Dänisch",
            "Da\u{308}nisch",
            "dan",
            "DÄNISCH",
        ] {
            check(text, Some(Language::Danish));
        }
        for text in ["Danish (Denmark)", "dansk (Danmark)"] {
            check(text, Some(Language::Danish));
        }
        for text in [
            "German (Germany)",
            "Deutsch (Deutschland)",
            "Deutsch(Österreich)",
            "de-DE",
            "de_DE",
        ] {
            check(text, Some(Language::German));
        }
        for text in ["Klingon (Germany)", "(German)", "German (Germany"] {
            check(text, None);
        }
        check(&"\u{301}".repeat(32_000), None);
        assert_eq!(Language::closest(&"\u{301}".repeat(32_000)), None);
        for text in ["de", "de-AT", "de-Latn-DE", "Deutsch", "tysk", "German", "ger"] {
            check(text, Some(Language::German));
        }
        for text in ["en", "en-GB", "English", "engelsk", "Englisch"] {
            check(text, Some(Language::English));
        }
        for text in [
            "",
            "d",
            "dk",
            "danske",
            "da-",
            "da--DK",
            "da-DK-toolongtag",
            "ar",
            "Klingon",
            "den",
            "en US",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_misspelt_language_is_recognised() {
        for (text, expected) in [
            ("Dansh", Some(Language::Danish)),
            ("Englsh", Some(Language::English)),
            ("Deusch", Some(Language::German)),
            ("fr", None),
            ("Klingon", None),
            ("Svenska", None),
        ] {
            assert_eq!(Language::closest(text), expected, "{text}");
        }
    }

    #[test]
    fn only_offered_languages_are_found() {
        let offered = [Language::German, Language::English];
        assert_eq!(Language::find_offered("Tysk", &offered), Some(Language::German));
        assert_eq!(Language::find_offered("Dansk", &offered), None);
    }

    #[test]
    fn tags_survive_serialisation() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Some(language));
            assert_eq!(Language::parse(language.own_name()), Some(language));
            let json = serde_json::to_string(&language).expect("serialises");
            assert_eq!(json, format!("\"{}\"", language.tag()));
            assert_eq!(serde_json::from_str::<Language>(&json).expect("parses"), language);
        }
    }
}
