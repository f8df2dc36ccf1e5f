//! Filters and paths (RFC 7644, 3.4.2.2 and 3.5.2). Both are read within bounds: of a text that is too long, nested too deeply or
//! made of too many terms nothing is worked out.

mod evaluate;
mod parse;

use rollcall::domain::provisioned::{CORE, ENTERPRISE, OWN};
use serde_json::Value;

/// The most characters of a filter or a path.
const LONGEST: usize = 2_000;
/// So deep may a filter be nested.
const DEEPEST: usize = 10;
/// So many comparisons may it be made of.
const MOST_TERMS: usize = 50;

/// Why a text is no filter, or no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GrammarError {
    /// It is longer, deeper or made of more terms than any that is meant.
    #[error(
        "it is longer than {LONGEST} characters, or nested deeper than {DEEPEST} times, or has more than {MOST_TERMS} terms"
    )]
    TooMuch,
    /// Something else stands where this was expected.
    #[error("{expected} is missing at character {at}")]
    Expected { expected: &'static str, at: usize },
}

/// An attribute, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// The schema it is of: `None` for that of a user itself.
    pub(crate) schema: Option<String>,
    /// Empty: all that stands under the schema.
    pub(crate) name: String,
    pub(crate) part: Option<String>,
}

impl Attribute {
    /// Whether it is this attribute of a user, whole or its value.
    pub(crate) fn is(&self, name: &str) -> bool {
        let is_whole = self
            .part
            .as_ref()
            .is_none_or(|part| part.eq_ignore_ascii_case("value"));
        self.schema.is_none() && is_whole && self.name.eq_ignore_ascii_case(name)
    }

    /// One as somebody wrote it.
    fn read(word: &str) -> Option<Self> {
        let (schema, rest) = split_schema(word);
        let schema = schema.filter(|schema| !schema.eq_ignore_ascii_case(CORE));
        if rest.is_empty() && schema.is_some() {
            return Some(Self {
                schema: schema.map(str::to_owned),
                name: String::new(),
                part: None,
            });
        }
        let (name, part) = match rest.split_once('.') {
            None => (rest, None),
            Some((name, part)) => (name, Some(part)),
        };
        if !is_name(name) || part.is_some_and(|part| !is_name(part)) {
            return None;
        }
        Some(Self {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
            part: part.map(str::to_owned),
        })
    }
}

/// The schema that a name begins with, and the rest. A schema has dots of its own, so that known ones are looked for first.
fn split_schema(word: &str) -> (Option<&str>, &str) {
    let is_urn = word
        .get(..4)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("urn:"));
    if !is_urn {
        return (None, word);
    }
    for known in [CORE, ENTERPRISE, OWN] {
        let Some(begin) = word.get(..known.len()) else {
            continue;
        };
        if begin.eq_ignore_ascii_case(known) {
            let rest = &word[known.len()..];
            if rest.is_empty() {
                return (Some(begin), rest);
            }
            if let Some(rest) = rest.strip_prefix([':', '.']) {
                return (Some(begin), rest);
            }
        }
    }
    match word.rsplit_once(':') {
        // The version of a schema is no attribute of it.
        Some((schema, rest)) if is_name(rest.split('.').next().unwrap_or_default()) && !is_version(rest) => {
            (Some(schema), rest)
        }
        _ => (Some(word), ""),
    }
}

/// Whether a text begins as the version of a schema does: `2.0`.
fn is_version(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$');
    !text.is_empty() && text.chars().all(is_letter)
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// Which resources, or which values of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Present(Attribute),
    Compare(Attribute, Operator, Value),
    /// One of the attribute's values is such.
    Within(Attribute, Box<Filter>),
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    ///
    /// See [`GrammarError`].
    pub(crate) fn read(text: &str) -> Result<Self, GrammarError> {
        parse::filter(text)
    }

    /// The values that attributes must be equal to, whatever else must hold.
    pub(crate) fn required(&self) -> Vec<(&Attribute, &Value)> {
        match self {
            Self::All(all) => all.iter().flat_map(Self::required).collect(),
            Self::Compare(attribute, Operator::Equal, value) => vec![(attribute, value)],
            // Of `emails[value eq "x"]` the value is that of the attribute.
            Self::Within(attribute, filter) => {
                let values = filter.required().into_iter();
                values
                    .filter(|(part, _)| part.is("value"))
                    .map(|(_, value)| (attribute, value))
                    .collect()
            }
            Self::Any(_) | Self::Not(_) | Self::Present(_) | Self::Compare(..) => Vec::new(),
        }
    }
}

/// What a change is made to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) attribute: Attribute,
    /// Which of its values.
    pub(crate) filter: Option<Filter>,
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    ///
    /// See [`GrammarError`].
    pub(crate) fn read(text: &str) -> Result<Self, GrammarError> {
        parse::path(text)
    }
}

#[cfg(test)]
mod tests;
