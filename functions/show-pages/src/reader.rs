//! Who reads an answer: in which language, and of which organisation.

use crate::view::{self, Shell, Switch};
use lambda_http::Request;
use rollcall::{
    domain::{language::Language, organisation::Organisation},
    web::http,
};

/// Whoever reads the answer to one request.
pub(crate) struct Reader<'a> {
    organisation: Option<&'a Organisation>,
    languages: Languages,
}

impl<'a> Reader<'a> {
    /// From a request's `?language=` and `Accept-Language`, and the organisation's languages: all of ours where there
    /// is no organisation.
    pub(crate) fn of(request: &Request, organisation: Option<&'a Organisation>) -> Self {
        let settings = organisation.map(|organisation| &organisation.settings);
        let languages = Languages::new(
            settings.map(|settings| (settings.languages.as_slice(), settings.default_language.as_str())),
            http::query(request, "language").as_deref(),
            http::header_text(request, "accept-language"),
        );
        Self {
            organisation,
            languages,
        }
    }

    /// What a page is told. `own` is the language of the person the page is about, where it is known.
    pub(crate) fn shell(&self, own: Option<&str>) -> Shell<'_> {
        Shell {
            language: self.languages.choose(own.and_then(Language::parse)),
            organisation: self.organisation.map(|organisation| view::Organisation {
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

/// The languages there are for a reader, and what is known of their liking.
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
