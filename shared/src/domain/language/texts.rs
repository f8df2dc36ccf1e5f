//! The texts of each language: Fluent messages in `shared/locales/{tag}`, compiled in.
//!
//! `messages.ftl` holds what is sent by mail and SMS, `pages.ftl` what a browser shows, `organisation.ftl` what a new
//! organisation begins with, `imports.ftl` what an import says, `results.ftl` how its workbooks look, `posters.ftl` what hangs on walls, `faults.ftl` what is wrong
//! with a field, `problems.ftl` why a request is refused. A text that a language lacks appears in English.

use super::{FluentValue, Language};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use maud::{Markup, PreEscaped, html};
use std::sync::OnceLock;

impl Language {
    /// Whether there is such a text in this language itself. Reads no other language's texts.
    pub(in crate::domain) fn has_own_text(self, id: &str) -> bool {
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
    use super::*;
    use std::{
        cell::Cell,
        collections::{BTreeMap, BTreeSet},
    };

    thread_local! {
        /// How often a text was looked up on this thread.
        pub(crate) static LOOKED_UP: Cell<usize> = const { Cell::new(0) };
    }

    fn sources(language: Language) -> impl Iterator<Item = &'static str> {
        let facts = language.facts();
        facts.refusals.iter().chain(&facts.sources).copied()
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
        let english = Language::English.facts();
        let is_of_a_refusal = |id: &str| REFUSALS.iter().any(|prefix| id.starts_with(prefix));
        for (sources, expected) in [(&english.refusals[..], true), (&english.sources[..], false)] {
            for line in sources.iter().flat_map(|source| source.lines()) {
                if line.starts_with(char::is_alphabetic) {
                    assert_eq!(is_of_a_refusal(line), expected, "{line}");
                }
            }
        }
    }
}
