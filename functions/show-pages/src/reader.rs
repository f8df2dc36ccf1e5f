//! Who reads an answer: in which language, and of which organisation.

use crate::view::{self, Shell, Switch};
use axum::http::{HeaderMap, Uri};
use rollcall::domain::{language::Language, organisation::OrganisationSettings};
use std::sync::Arc;

/// The person who reads the answer to one request.
#[derive(Debug)]
pub(crate) struct Reader {
    organisation: Option<Arc<OrganisationSettings>>,
    languages: Languages,
}

impl Reader {
    /// From a request's `?language=` and `Accept-Language`, and the organisation's languages: all of ours where there
    /// is no organisation.
    pub(crate) fn of(
        uri: &Uri,
        headers: &HeaderMap,
        organisation: Option<Arc<OrganisationSettings>>,
    ) -> Self {
        let settings = organisation.as_ref().map(|organisation| &organisation.settings);
        let accept = headers.get("accept-language");
        let languages = Languages::new(
            settings.map(|settings| (settings.languages.as_slice(), settings.default_language.as_str())),
            parameter(uri, "language").as_deref(),
            accept.and_then(|accept| accept.to_str().ok()),
        );
        Self {
            organisation,
            languages,
        }
    }

    /// What the shell of a page needs. `own` is the language of the person the page is about, where it is known.
    pub(crate) fn shell(&self, own: Option<&str>) -> Shell<'_> {
        Shell {
            language: self.languages.choose(own.and_then(Language::parse)),
            organisation: self.organisation.as_ref().map(|organisation| view::Organisation {
                slug: organisation.slug.as_str(),
                name: &organisation.settings.name,
            }),
            languages: &self.languages.offered,
            switch: Switch::Address,
            chosen: self.chosen().is_some(),
        }
    }

    /// The same for a page that opening its own address does not show: a form asks for it in another language.
    pub(crate) fn shell_of_answer<'b>(&'b self, own: Option<&str>, switch: Switch<'b>) -> Shell<'b> {
        Shell {
            switch,
            ..self.shell(own)
        }
    }

    /// The language the reader asked for in the address.
    pub(crate) fn chosen(&self) -> Option<Language> {
        self.languages.chosen
    }
}

/// A parameter of an address that has a value.
pub(crate) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, value)| known == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

/// The languages there are for a reader, and what is known of their liking.
#[derive(Debug)]
struct Languages {
    offered: Vec<Language>,
    chosen: Option<Language>,
    accepted: Option<Language>,
    default: Language,
}

impl Languages {
    /// `organisation`: the tags of its languages, and of its default one.
    fn new(organisation: Option<(&[String], &str)>, asked: Option<&str>, accept: Option<&str>) -> Self {
        let default = organisation
            .and_then(|(_, default)| Language::parse(default))
            .unwrap_or_default();
        let mut offered = organisation.map_or_else(
            || Language::ALL.to_vec(),
            |(tags, _)| tags.iter().filter_map(|tag| Language::parse(tag)).collect(),
        );
        if offered.is_empty() {
            offered.push(default);
        }
        Self {
            chosen: asked.and_then(|asked| Language::find_offered(asked, &offered)),
            accepted: accept.and_then(|accept| Language::choose(accept, &offered)),
            offered,
            default,
        }
    }

    /// What was asked for beats the person's own language, which beats the browser's, which beats the organisation's.
    fn choose(&self, own: Option<Language>) -> Language {
        self.chosen.or(own).or(self.accepted).unwrap_or(self.default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_wish_for_a_language_wins() {
        use Language::{Danish, English, German};
        let tags = ["da".to_owned(), "de".to_owned()];
        for (asked, own, accept, expected) in [
            (None, None, None, Danish),
            (None, None, Some("fr, *;q=0"), Danish),
            (None, None, Some("en-GB, de;q=0.5"), German),
            (None, Some(Danish), Some("de"), Danish),
            (Some("de"), Some(Danish), Some("da"), German),
            // Not offered here, or no language at all: as if nothing had been asked.
            (Some("en"), None, Some("de"), German),
            (Some("<script>"), Some(Danish), Some("de"), Danish),
            // A person keeps their language even where the organisation no longer offers it.
            (None, Some(English), Some("de"), English),
        ] {
            let languages = Languages::new(Some((&tags, "da")), asked, accept);
            assert_eq!(languages.choose(own), expected, "{asked:?} {own:?} {accept:?}");
        }
    }

    #[test]
    fn without_an_organisation_all_our_languages_are_offered() {
        let languages = Languages::new(None, None, Some("de-AT"));
        assert_eq!(languages.choose(None), Language::German);
        assert_eq!(languages.offered, Language::ALL);
        assert_eq!(Languages::new(None, None, None).choose(None), Language::English);
        assert_eq!(
            Languages::new(Some((&[], "de")), None, None).offered,
            [Language::German]
        );
    }
}
