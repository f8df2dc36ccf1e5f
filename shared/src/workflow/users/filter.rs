//! Which users somebody asks for: lists, exports and resends choose by the same filter. A job keeps one as JSON.

use crate::{
    aws::store::StoreError,
    domain::{
        context::Context,
        departments::Departments,
        directory::{Blocker, Fact, Facts, LONGEST_SEARCH, Search},
        fault::{Code, Fault, shortened, words},
        field::Field,
        organisation::{OrganisationSettings, Settings, Slug},
        user::{Source, Status, User},
    },
    workflow::{Env, lists::Lists, users::smallest::OfLists},
};
use serde::{Deserialize, Serialize};

/// Longer texts, in characters, are the id of no import: ours have 19.
const LONGEST_IMPORT_ID: usize = 64;

/// What a user must be: everything that is there holds. An older program refuses one with more in it than it knows, so
/// that it never chooses too many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    /// How far they have come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Id of a department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Id of a job profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_profile: Option<String>,
    /// Id of a permission type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission_type: Option<String>,
    /// A language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The import that created them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import_id: Option<String>,
    /// What keeps them from having been reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation: Option<Blocker>,
    /// What is known of them begins with these words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Searched>,
}

/// A search as it was typed, and as it is read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Searched {
    text: String,
    search: Search,
}

/// A filter as somebody wrote it: text, nothing checked yet.
#[derive(Debug, Clone, Default)]
pub struct FilterDraft {
    /// A status.
    pub status: Option<String>,
    /// Id or name of a department.
    pub department: Option<String>,
    /// Id or name of a job profile.
    pub job_profile: Option<String>,
    /// Id or name of a permission type.
    pub permission_type: Option<String>,
    /// A language tag.
    pub language: Option<String>,
    /// The road they came by.
    pub source: Option<String>,
    /// An import.
    pub import_id: Option<String>,
    /// What keeps them from having been reached.
    pub activation: Option<String>,
    /// Words, or digits of a phone.
    pub search: Option<String>,
}

/// Why a filter was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// All that is wrong with it.
    #[error("the filter is invalid")]
    Invalid(Vec<Fault>),
    /// The organisation is gone.
    #[error("there is no such organisation")]
    Gone,
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads a filter. Answers with the lists it was read by, for showing who is found.
///
/// # Errors
///
/// See [`ReadError`].
pub async fn read(
    env: &Env,
    context: &Context,
    organisation: &OrganisationSettings,
    draft: &FilterDraft,
) -> Result<(Filter, Lists), ReadError> {
    let slug = &organisation.slug;
    let lists = env.lists(context, slug).await?.ok_or(ReadError::Gone)?;
    // What is not in a list may have been added to it just now.
    let knows_all = |lists: &Lists| {
        draft
            .entries()
            .all(|(field, text)| lists.find(field, text).is_ok())
    };
    let lists = env.lists_with(context, slug, lists, knows_all).await?;
    let filter = Filter::of(draft, &organisation.settings, &lists);
    filter.map(|filter| (filter, lists)).map_err(ReadError::Invalid)
}

impl FilterDraft {
    /// The entries of lists that it names, by their fields.
    fn entries(&self) -> impl Iterator<Item = (Field, &str)> {
        [
            (Field::Department, &self.department),
            (Field::JobProfile, &self.job_profile),
            (Field::PermissionType, &self.permission_type),
        ]
        .into_iter()
        .filter_map(|(field, text)| Some((field, text.as_deref()?)))
    }
}

impl Filter {
    fn of(draft: &FilterDraft, settings: &Settings, lists: &Lists) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Fault| faults.push(fault);
        let filter = Self {
            status: read_with(draft.status.as_deref(), &mut keep, parse_status),
            department: read_entry(draft.department.as_deref(), &mut keep, Field::Department, lists),
            job_profile: read_entry(draft.job_profile.as_deref(), &mut keep, Field::JobProfile, lists),
            permission_type: read_entry(
                draft.permission_type.as_deref(),
                &mut keep,
                Field::PermissionType,
                lists,
            ),
            language: read_with(draft.language.as_deref(), &mut keep, |tag| {
                parse_language(tag, settings)
            }),
            source: read_with(draft.source.as_deref(), &mut keep, parse_source),
            import_id: read_with(draft.import_id.as_deref(), &mut keep, parse_import_id),
            activation: read_with(draft.activation.as_deref(), &mut keep, parse_activation),
            search: read_with(draft.search.as_deref(), &mut keep, parse_search),
        };
        if faults.is_empty() {
            Ok(filter)
        } else {
            Err(faults)
        }
    }

    /// Whether everybody is meant.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a user is meant.
    pub fn matches(&self, user: &User) -> bool {
        let profile = &user.profile;
        let from = user.imported_from.as_ref();
        let facts = Facts {
            status: Fact::Is(user.status),
            blocker: Fact::Is(Blocker::of(user)),
            source: Fact::Is(user.source),
            import: Fact::Is(from.map(|from| from.import_id.clone())),
            department: Fact::Is(profile.department.clone()),
            job_profile: Fact::Is(profile.job_profile.clone()),
            permission_type: Fact::Is(profile.permission_type.clone()),
            language: Fact::Is(profile.language.clone()),
            ..Facts::default()
        };
        let search = self.search.as_ref();
        self.may_match(&facts) && search.is_none_or(|searched| searched.search.matches(user))
    }

    /// Whether somebody may be meant, as far as an entry says.
    pub fn may_match(&self, facts: &Facts) -> bool {
        fn may<T: PartialEq>(wanted: Option<&T>, fact: &Fact<T>) -> bool {
            wanted.is_none_or(|wanted| fact.may(|value| value == wanted))
        }
        let import = self.import_id.as_ref();
        let search = self.search.as_ref();
        may(self.status.as_ref(), &facts.status)
            && may(self.source.as_ref(), &facts.source)
            && may(self.department.as_ref(), &facts.department)
            && may(self.job_profile.as_ref(), &facts.job_profile)
            && may(self.permission_type.as_ref(), &facts.permission_type)
            && may(self.language.as_ref(), &facts.language)
            && (self.activation.is_none() || facts.blocker.may(|blocker| *blocker == self.activation))
            && (import.is_none() || facts.import.may(|of| of.as_ref() == import))
            && search.is_none_or(|searched| facts.words.may(|words| searched.search.may_match(words)))
    }
}

/// Reads a value, where there is one. A fault is kept.
fn read_with<T>(
    text: Option<&str>,
    keep: &mut impl FnMut(Fault),
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    parse(text?).map_err(keep).ok()
}

fn read_entry(
    text: Option<&str>,
    keep: &mut impl FnMut(Fault),
    field: Field,
    lists: &Lists,
) -> Option<String> {
    read_with(text, keep, |text| lists.find(field, text))
}

fn parse_status(text: &str) -> Result<Status, Fault> {
    Status::parse(text).ok_or_else(|| {
        let known = words(Status::ALL.map(Status::as_str));
        Fault::at("status", Code::UnknownStatus { known })
    })
}

fn parse_source(text: &str) -> Result<Source, Fault> {
    Source::parse(text).ok_or_else(|| {
        let known = words(Source::ALL.map(Source::as_str));
        Fault::at("source", Code::UnknownSource { known })
    })
}

fn parse_language(tag: &str, settings: &Settings) -> Result<String, Fault> {
    let known = settings.languages.iter().find(|known| *known == tag);
    known.cloned().ok_or_else(|| {
        let code = Code::UnknownLanguage {
            value: shortened(tag),
            known: settings.languages.clone(),
        };
        Fault::at("language", code)
    })
}

/// Reads the id of an import: any text that may be one.
pub(super) fn parse_import_id(text: &str) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::at("import_id", Code::EmptyParameter));
    }
    if text.chars().count() > LONGEST_IMPORT_ID {
        let limit = LONGEST_IMPORT_ID;
        return Err(Fault::at("import_id", Code::TooLong { limit }));
    }
    Ok(text.to_owned())
}

pub(super) fn parse_activation(text: &str) -> Result<Blocker, Fault> {
    Blocker::parse(text).ok_or_else(|| {
        let known = words(Blocker::ALL.map(Blocker::as_str));
        Fault::at("activation", Code::UnknownChoice { known })
    })
}

fn parse_search(text: &str) -> Result<Searched, Fault> {
    Searched::try_from(text.to_owned()).map_err(|code| Fault::at("search", code))
}

impl PartialEq for Searched {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Searched {}

impl Searched {
    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// As it is read.
    pub fn search(&self) -> &Search {
        &self.search
    }
}

impl TryFrom<String> for Searched {
    type Error = Code;

    fn try_from(text: String) -> Result<Self, Code> {
        if text.chars().count() > LONGEST_SEARCH {
            let limit = LONGEST_SEARCH;
            return Err(Code::TooLong { limit });
        }
        match Search::parse(&text) {
            Some(search) => Ok(Self { text, search }),
            None => Err(Code::EmptyParameter),
        }
    }
}

impl From<Searched> for String {
    fn from(searched: Searched) -> Self {
        searched.text
    }
}

/// A filter of an organisation's people, as far as the caller manages them.
#[derive(Debug, Clone, Copy)]
pub struct Selected<'a> {
    /// The organisation.
    pub organisation: &'a Slug,
    /// Which of them.
    pub filter: &'a Filter,
    /// The only departments whose people may be shown; `None` for all.
    pub own: Option<&'a Departments>,
}

impl Selected<'_> {
    /// A department manager asking for another department, or of none: nobody, and nothing to read for it.
    pub fn is_nobody(&self) -> bool {
        let asked = self.filter.department.as_deref();
        self.own
            .is_some_and(|own| own.is_empty() || asked.is_some_and(|asked| !own.contains(asked)))
    }

    /// The departments whose people are meant, where they are of some: never many.
    pub fn departments(&self) -> Option<Vec<&str>> {
        match (self.filter.department.as_deref(), self.own) {
            (Some(asked), _) => Some(vec![asked]),
            (None, own) => own.map(|own| own.ids().collect()),
        }
    }

    /// Whether a user is meant.
    pub fn matches(&self, user: &User) -> bool {
        self.own.is_none_or(|own| own.contains(&user.profile.department)) && self.filter.matches(user)
    }

    /// Whether somebody may be meant, as far as an entry says.
    pub fn may_match(&self, facts: &Facts) -> bool {
        !self.is_stranger(facts) && self.filter.may_match(facts)
    }

    /// Whether an entry is of somebody whom this is not about. There may be many such beside few others, and nothing may
    /// follow from their number.
    pub fn is_stranger(&self, facts: &Facts) -> bool {
        let asked = self.filter.department.as_ref();
        let is_meant = |department: &String| {
            asked.is_none_or(|asked| asked == department)
                && self.own.is_none_or(|own| own.contains(department))
        };
        !facts.department.may(is_meant)
    }

    /// Of which lists they are.
    pub fn of_lists(&self) -> OfLists<'_> {
        OfLists {
            departments: self.departments(),
            status: self.filter.status,
            import: self.filter.import_id.as_deref(),
            blocker: self.filter.activation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::users::tests::{anna, caller};
    use serde_json::json;

    fn filter(value: serde_json::Value) -> Filter {
        serde_json::from_value(value).unwrap()
    }

    fn selected<'a>(
        filter: &'a Filter,
        organisation: &'a Slug,
        own: Option<&'a Departments>,
    ) -> Selected<'a> {
        Selected {
            organisation,
            filter,
            own,
        }
    }

    #[test]
    fn bad_parameters_are_named_at_once() {
        let bad = || Some("nonsense".to_owned());
        let long = || Some("x".repeat(101));
        let draft = FilterDraft {
            status: bad(),
            department: bad(),
            job_profile: bad(),
            permission_type: bad(),
            language: bad(),
            source: bad(),
            import_id: long(),
            activation: bad(),
            search: long(),
        };
        let caller = caller();
        let lists = Lists::of(caller.organisation.clone(), jiff::Timestamp::UNIX_EPOCH);
        let faults = Filter::of(&draft, &caller.organisation.settings, &lists).unwrap_err();
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        let fields = [
            "status",
            "department",
            "job_profile",
            "permission_type",
            "language",
        ];
        let more = ["source", "import_id", "activation", "search"];
        let expected: Vec<String> = fields
            .iter()
            .chain(&more)
            .map(|name| format!("/{name}"))
            .collect();
        assert_eq!(pointers, expected);
    }

    #[test]
    fn a_department_manager_sees_the_own_department_only() {
        let (slug, all) = (anna().organisation, Filter::default());
        let [own, other] = ["d_1", "d_2"].map(Departments::of);
        let both: Departments = ["d_1", "d_2"].into_iter().collect();
        for (departments, expected) in [(&own, true), (&other, false), (&both, true)] {
            let selected = selected(&all, &slug, Some(departments));
            assert_eq!(selected.matches(&anna()), expected, "{departments:?}");
            let facts = Facts {
                department: Fact::Is("d_1".into()),
                ..Facts::default()
            };
            assert_eq!(selected.is_stranger(&facts), !expected, "{departments:?}");
        }
        let one = filter(json!({ "department": "d_1" }));
        assert!(selected(&one, &slug, Some(&other)).is_nobody());
        assert!(selected(&all, &slug, Some(&Departments::NONE)).is_nobody());
        assert!(!selected(&one, &slug, Some(&own)).is_nobody());
        assert_eq!(
            selected(&one, &slug, Some(&both)).departments(),
            Some(vec!["d_1"])
        );
        assert_eq!(
            selected(&all, &slug, Some(&both)).departments(),
            Some(vec!["d_1", "d_2"])
        );
    }

    #[test]
    fn filters_are_all_to_hold() {
        let matches = |value| filter(value).matches(&anna());
        assert!(matches(json!({})));
        assert!(matches(
            json!({ "status": "invited", "source": "manual", "search": "anna" })
        ));
        for other in [
            json!({ "status": "active", "source": "manual" }),
            json!({ "status": "invited", "source": "import" }),
            json!({ "department": "d_2" }),
            json!({ "job_profile": "j_2" }),
            json!({ "permission_type": "p_2" }),
            json!({ "language": "xx" }),
            json!({ "import_id": "im_1" }),
            json!({ "activation": "bounced" }),
            json!({ "search": "bo" }),
        ] {
            assert!(!matches(other.clone()), "{other}");
        }
    }

    #[test]
    fn a_filter_is_kept_as_json_and_one_that_is_not_understood_chooses_nobody() {
        let kept = json!({ "status": "invited", "department": "d_1", "search": "Åse  Ek" });
        assert_eq!(serde_json::to_value(filter(kept.clone())).unwrap(), kept);
        assert_eq!(serde_json::to_value(Filter::default()).unwrap(), json!({}));
        assert!(serde_json::from_value::<Filter>(json!({ "status": "invited", "shoe_size": 44 })).is_err());
    }
}
