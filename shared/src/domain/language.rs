//! The languages there are texts in, how one is found in what people write and browsers ask for, and the texts.
//!
//! Texts are Fluent messages in `shared/locales/{tag}/`, compiled in. `messages.ftl` holds what is sent by mail and
//! SMS, `pages.ftl` what is shown in a browser, `organisation.ftl` what a new organisation begins with, `imports.ftl` what
//! an import says, `results.ftl` how its workbooks look, `faults.ftl` what is wrong with a field, `problems.ftl` why a
//! request is refused, on whichever road. What is missing in a language is said in English. To add a language: a variant here, its seven files there; the tests say what is
//! missing.

use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

use crate::domain::text::composed;

pub use fluent_bundle::FluentValue;

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
    sources: [&'static str; 5],
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
        include_str!("../../locales/en/results.ftl"),
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
        include_str!("../../locales/da/results.ftl"),
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
        include_str!("../../locales/de/results.ftl"),
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

    /// The best of the `offered` languages for a browser's `Accept-Language` (RFC 9110, section 12.5.4), or `None`
    /// where it asks for none of them. `*` is the first offered one the header does not refuse.
    #[must_use]
    pub fn choose(accept_language: &str, offered: &[Self]) -> Option<Self> {
        let mut ranges: Vec<(&str, u16)> = accept_language
            .split(',')
            // A browser sends a handful; more is somebody else's idea.
            .take(32)
            .filter_map(|range| {
                let mut parts = range.split(';');
                let tag = parts.next()?.trim();
                let quality = parts
                    .find_map(|part| part.trim().strip_prefix(['q', 'Q'])?.trim().strip_prefix('='))
                    .map_or(Some(1000), parse_quality)?;
                (!tag.is_empty()).then_some((tag, quality))
            })
            .collect();
        let refused: Vec<Self> = ranges
            .iter()
            .filter(|(_, quality)| *quality == 0)
            .filter_map(|(tag, _)| Self::parse_tag(tag))
            .collect();
        ranges.retain(|(_, quality)| *quality > 0);
        // Stable: among equals, the one named first.
        ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
        ranges.into_iter().find_map(|(tag, _)| {
            if tag == "*" {
                offered
                    .iter()
                    .copied()
                    .find(|language| !refused.contains(language))
            } else {
                Self::parse_tag(tag).filter(|language| offered.contains(language))
            }
        })
    }

    /// A header carries tags only: `English` in it is no language.
    fn parse_tag(tag: &str) -> Option<Self> {
        Self::parse(tag).filter(|language| {
            tag.get(..2)
                .is_some_and(|primary| primary.eq_ignore_ascii_case(language.tag()))
                && matches!(tag.as_bytes().get(2), None | Some(b'-' | b'_'))
        })
    }

    /// Whether there is such a text in this language itself. Reads no other language's texts.
    pub(super) fn has_own_text(self, id: &str) -> bool {
        bundle(self, id).has_message(id)
    }

    /// Whether there is such a text, in this language or in English.
    #[must_use]
    pub fn has_text(self, id: &str) -> bool {
        bundle(self, id).has_message(id) || bundle(Self::English, id).has_message(id)
    }

    /// A text without arguments.
    #[must_use]
    pub fn text(self, id: &str) -> String {
        self.text_with(id, &[])
    }

    /// A text with its arguments, as plain text: nothing is escaped and no bidi marks are put round arguments.
    #[must_use]
    pub fn text_with(self, id: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let arguments: FluentArgs<'_> = arguments
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        find_text(self, id, &arguments)
            .or_else(|| find_text(Self::English, id, &arguments))
            .unwrap_or_else(|| {
                debug_assert!(false, "no text {id}");
                id.to_owned()
            })
    }

    /// A text as HTML: the words are escaped, the arguments are markup put between them (`<bdi>` round a name, say).
    ///
    /// Texts used so cannot select on an argument, only place it.
    #[must_use]
    pub fn markup_with(self, id: &str, arguments: &[(&'static str, Markup)]) -> Markup {
        // Each argument is held by a private-use character until the words round it are escaped.
        const PLACE: u32 = 0xE000;
        let places: Vec<(&'static str, FluentValue<'_>)> = (PLACE..)
            .zip(arguments)
            .map(|(place, (name, _))| {
                (
                    *name,
                    FluentValue::from(char::from_u32(place).map(String::from).unwrap_or_default()),
                )
            })
            .collect();
        let mut escaped = html! { (self.text_with(id, &places)) }.into_string();
        for (place, (_, markup)) in (PLACE..).zip(arguments) {
            if let Some(place) = char::from_u32(place) {
                escaped = escaped.replace(place, &markup.0);
            }
        }
        PreEscaped(escaped)
    }

    /// A date in full, as its readers write it: `8 December 2025`, `8. december 2025`, `8. Dezember 2025`.
    #[must_use]
    pub fn date(self, date: jiff::civil::Date) -> String {
        self.text_with(
            "date",
            &[
                ("day", date.day().to_string().into()),
                ("month", i64::from(date.month()).into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }

    /// A date for an SMS, where every letter counts: `8 Dec 2025`, `8.12.2025`.
    #[must_use]
    pub fn short_date(self, date: jiff::civil::Date) -> String {
        self.text_with(
            "date-short",
            &[
                ("day", date.day().to_string().into()),
                ("month", i64::from(date.month()).into()),
                ("year", date.year().to_string().into()),
            ],
        )
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

/// A weight from 0 to 1 with up to three decimals, in thousandths.
fn parse_quality(text: &str) -> Option<u16> {
    let weight: f32 = text.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000 by the check"
    )]
    (0.0..=1.0)
        .contains(&weight)
        .then_some((weight * 1000.0).round() as u16)
}

type Bundle = FluentBundle<FluentResource>;

/// Texts that begin so are in the files of refusals.
const REFUSALS: [&str; 3] = ["fault-", "problem-", "phrase-"];

/// The texts of one language among which this one is, read once a process and only when asked for. Those of refusals stand
/// apart: a function that answers a mistake reads no mail and no page for it.
fn bundle(language: Language, id: &str) -> &'static Bundle {
    type Bundles = [OnceLock<Bundle>; Language::ALL.len()];
    static REFUSED: Bundles = [const { OnceLock::new() }; Language::ALL.len()];
    static OTHERS: Bundles = [const { OnceLock::new() }; Language::ALL.len()];
    #[cfg(test)]
    tests::LOOKED_UP.with(|count| count.set(count.get() + 1));
    let is_of_a_refusal = REFUSALS.iter().any(|prefix| id.starts_with(prefix));
    let (bundles, sources): (_, &[&str]) = if is_of_a_refusal {
        (&REFUSED, &language.facts().refusals)
    } else {
        (&OTHERS, &language.facts().sources)
    };
    bundles[language as usize].get_or_init(|| {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = Bundle::new_concurrent(vec![tag]);
        // Isolation marks would cost an SMS its 160 letters; in HTML, `<bdi>` does their work.
        bundle.set_use_isolating(false);
        for source in sources {
            // What can be read of a file is used; a test holds that all of it can.
            let resource =
                FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        bundle
    })
}

fn find_text(language: Language, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let bundle = bundle(language, id);
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
    debug_assert!(errors.is_empty(), "text {id} in {language}: {errors:?}");
    Some(text.into_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{
        cell::Cell,
        collections::{BTreeMap, BTreeSet},
    };

    use super::*;

    thread_local! {
        /// How often a text was looked up on this thread.
        pub(crate) static LOOKED_UP: Cell<usize> = const { Cell::new(0) };
    }

    fn sources(language: Language) -> impl Iterator<Item = &'static str> {
        let facts = language.facts();
        facts.refusals.iter().chain(&facts.sources).copied()
    }

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
    fn browsers_get_the_best_offered_language() {
        fn check(header: &str, offered: &[Language], expected: Option<Language>) {
            assert_eq!(Language::choose(header, offered), expected, "{header:?}");
        }
        let all = &Language::ALL;
        check("da-DK,da;q=0.9,en;q=0.8", all, Some(Language::Danish));
        check("en;q=0.5, de-CH;q=0.7", all, Some(Language::German));
        check("nb, sv;q=0.9, de;q=0.1", all, Some(Language::German));
        check("da, en", &[Language::English], Some(Language::English));
        check(
            "fr, *;q=0.5",
            &[Language::German, Language::English],
            Some(Language::German),
        );
        check(
            "de;q=0, *",
            &[Language::German, Language::English],
            Some(Language::English),
        );
        check("da;q=0, de;q=0", all, None);
        check("fr", all, None);
        check("", all, None);
        check("English, Dansk", all, None);
        check("da;q=2, de;q=x, en ; q=0.001", all, Some(Language::English));
        check(";;;,,=,æ", all, None);
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

    #[test]
    fn dates_are_written_as_their_readers_do() {
        let date = jiff::civil::date(2025, 3, 8);
        let written = |language: Language| (language.date(date), language.short_date(date));
        assert_eq!(
            written(Language::English),
            ("8 March 2025".into(), "8 Mar 2025".into())
        );
        assert_eq!(
            written(Language::Danish),
            ("8. marts 2025".into(), "8.3.2025".into())
        );
        assert_eq!(
            written(Language::German),
            ("8. März 2025".into(), "8.3.2025".into())
        );
    }

    #[test]
    fn markup_escapes_the_words_and_keeps_the_arguments() {
        let name = html! { bdi { ("<Æsa & Co>") } };
        let markup = Language::English.markup_with("greeting", &[("name", name)]);
        assert_eq!(markup.0, "Hello <bdi>&lt;Æsa &amp; Co&gt;</bdi>,");
    }

    /// Each message's id with the names of the arguments it uses.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for source in sources(language) {
            assert!(
                FluentResource::try_new(source.to_owned()).is_ok(),
                "{language} has a text that cannot be read"
            );
            let mut id = String::new();
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                    name.clone_into(&mut id);
                    assert!(
                        found.insert(id.clone(), BTreeSet::new()).is_none(),
                        "{language} has {id} twice"
                    );
                }
                for (at, _) in line.match_indices('$') {
                    let name: String = line[at + 1..]
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                        .collect();
                    found
                        .get_mut(&id)
                        .expect("an argument belongs to a message")
                        .insert(name);
                }
            }
        }
        found
    }

    #[test]
    fn every_language_has_the_same_texts_and_arguments() {
        let english = messages(Language::English);
        assert!(english.len() > 50);
        for language in Language::ALL {
            assert_eq!(messages(language), english, "{language}");
        }
    }

    #[test]
    fn texts_hold_no_invisible_marks() {
        for language in Language::ALL {
            for source in sources(language) {
                let marks = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E000}'..='\u{F8FF}');
                assert!(!source.contains(marks), "{language}");
            }
        }
    }

    #[test]
    fn texts_of_refusals_are_where_they_are_looked_for() {
        let is_of_a_refusal = |id: &str| REFUSALS.iter().any(|prefix| id.starts_with(prefix));
        for (sources, expected) in [(&ENGLISH.refusals[..], true), (&ENGLISH.sources[..], false)] {
            for line in sources.iter().flat_map(|source| source.lines()) {
                if line.starts_with(char::is_alphabetic) {
                    assert_eq!(is_of_a_refusal(line), expected, "{line}");
                }
            }
        }
    }
}
