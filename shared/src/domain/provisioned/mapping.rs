//! Which field of a profile follows from which attribute.

use super::resource::{ENTERPRISE, OWN, Resource};
use crate::domain::{
    field::{Field, FieldKind, Fields},
    language::Language,
};
use serde_json::{Map, Value};

/// What a directory says of the fields of a profile, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapped {
    texts: Fields<Option<String>>,
    /// The title of their job: it names a job profile where one is called so, and nothing else.
    pub title: Option<String>,
}

impl Mapped {
    /// Reads a resource.
    pub fn of(resource: &Resource) -> Self {
        let names = names(resource);
        let user_name = resource.user_name();
        let email = preferred(resource, "emails", "work");
        // A user name with an @ is an e-mail unless another one is given. One without is what the person signs in with.
        let (of_name, username) = if user_name.contains('@') {
            (Some(user_name), None)
        } else {
            (None, Some(user_name))
        };
        let language = resource
            .text("preferredLanguage")
            .or_else(|| resource.text("locale"));
        let language = language
            .and_then(|text| text.split([',', ';']).next())
            .and_then(Language::parse);
        let texts = Fields::from_fn(|field| {
            let text = match field {
                Field::FirstName => names[0].as_deref(),
                Field::LastName => names[1].as_deref(),
                Field::Email => email.or(of_name),
                Field::Username => username,
                Field::Phone => preferred(resource, "phoneNumbers", "mobile"),
                Field::Department => resource.text_in(ENTERPRISE, "department"),
                Field::Language => language.map(Language::tag),
                _ => own_attribute(field).and_then(|name| resource.text_in(OWN, &name)),
            };
            text.map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        });
        Self {
            texts,
            title: resource.text("title").map(str::to_owned),
        }
    }

    /// What is said of a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.texts[field].as_deref()
    }

    /// The fields of which anything is said.
    pub fn fields(&self) -> Vec<Field> {
        Field::of_profile()
            .filter(|field| self.get(*field).is_some())
            .collect()
    }
}

/// The attribute of our own extension that a field follows from: of one that SCIM has no attribute for.
pub fn own_attribute(field: Field) -> Option<String> {
    let has_attribute = match field.kind() {
        FieldKind::Entry => field == Field::Department,
        FieldKind::Date | FieldKind::Text { .. } => false,
        // A one-time password is nobody's to send.
        FieldKind::PersonName
        | FieldKind::Language
        | FieldKind::Email
        | FieldKind::Username
        | FieldKind::Phone
        | FieldKind::Secret => true,
    };
    (!has_attribute).then(|| camel_case(field.name()))
}

/// `job_profile` as SCIM writes names: `jobProfile`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut written = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        written.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        written.push_str(letters.as_str());
    }
    written
}

/// First and last name: as they are given, or out of the whole name.
fn names(resource: &Resource) -> [Option<String>; 2] {
    let given = |part: &str| {
        let text = resource.text_in("name", part).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (first, last) = (given("givenName"), given("familyName"));
    if first.is_some() && last.is_some() {
        return [first, last];
    }
    let whole = resource.text("displayName").map(str::to_owned);
    let whole = whole.or_else(|| given("formatted"));
    let words: Vec<&str> = whole.iter().flat_map(|whole| whole.split_whitespace()).collect();
    let [of_first, of_last] = match words.as_slice() {
        [] => [None, None],
        [only] => [Some((*only).to_owned()), None],
        [names @ .., last] => [Some(names.join(" ")), Some((*last).to_owned())],
    };
    [first.or(of_first), last.or(of_last)]
}

/// The value that is meant of several: the one of this type, the one that is called primary, the first. A fax is none.
fn preferred<'a>(resource: &'a Resource, name: &str, kind: &str) -> Option<&'a str> {
    let text = |value: &'a Map<String, Value>, part: &str| value.get(part).and_then(Value::as_str);
    let is_of = |value: &'a Map<String, Value>, kind: &str| {
        text(value, "type").is_some_and(|own| own.eq_ignore_ascii_case(kind))
    };
    let given: Vec<&Map<String, Value>> = resource
        .values(name)
        .filter(|value| text(value, "value").is_some_and(|text| !text.trim().is_empty()))
        .filter(|value| !is_of(value, "fax") && !is_of(value, "pager"))
        .collect();
    let is_primary = |value: &&&Map<String, Value>| value.get("primary") == Some(&Value::Bool(true));
    let mut by_kind = given.iter().filter(|value| is_of(value, kind));
    let found = match kind {
        // The phone that takes SMS, whatever is called primary.
        "mobile" => by_kind.next().or_else(|| given.iter().find(is_primary)),
        _ => given.iter().find(is_primary).or_else(|| by_kind.next()),
    };
    found
        .or_else(|| given.first())
        .and_then(|value| text(value, "value"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mapped(mut sent: Value) -> Mapped {
        let sent = sent.as_object_mut().unwrap();
        sent.entry("userName").or_insert(json!("ida"));
        Mapped::of(&Resource::read(sent.clone()).unwrap())
    }

    #[test]
    fn a_field_follows_from_the_attribute_that_is_meant() {
        let (work, home) = ("work@example.com", "home@example.com");
        for (sent, field, expected) in [
            (
                json!({ "name": { "givenName": "Ida", "familyName": "Holm" } }),
                Field::LastName,
                Some("Holm"),
            ),
            (
                json!({ "displayName": "Ida Marie Holm" }),
                Field::FirstName,
                Some("Ida Marie"),
            ),
            (
                json!({ "name": { "formatted": "Ida Holm" } }),
                Field::LastName,
                Some("Holm"),
            ),
            (json!({ "displayName": "Ida" }), Field::LastName, None),
            (
                json!({ "userName": "Ida@Example.com" }),
                Field::Email,
                Some("Ida@Example.com"),
            ),
            (json!({ "userName": "Ida@Example.com" }), Field::Username, None),
            (
                json!({ "userName": "i@x.org", "emails": [{ "value": work }] }),
                Field::Email,
                Some(work),
            ),
            (
                json!({ "emails": [{ "value": home, "type": "home" }, { "value": work, "type": "work" }] }),
                Field::Email,
                Some(work),
            ),
            (
                json!({ "emails": [{ "value": home, "primary": true }, { "value": work, "type": "work" }] }),
                Field::Email,
                Some(home),
            ),
            (
                json!({ "phoneNumbers": [{ "value": "1", "type": "work", "primary": true }, { "value": "2", "type": "mobile" }] }),
                Field::Phone,
                Some("2"),
            ),
            (
                json!({ "phoneNumbers": [{ "value": "1", "type": "fax" }, { "value": "2" }] }),
                Field::Phone,
                Some("2"),
            ),
            (
                json!({ "preferredLanguage": "da-DK" }),
                Field::Language,
                Some("da"),
            ),
            (json!({ "preferredLanguage": "tlh" }), Field::Language, None),
            (
                json!({ ENTERPRISE: { "department": " Køkken " } }),
                Field::Department,
                Some("Køkken"),
            ),
            (
                json!({ OWN: { "jobProfile": "Kok" }, "title": "Chef" }),
                Field::JobProfile,
                Some("Kok"),
            ),
            (json!({ "title": "Chef" }), Field::JobProfile, None),
        ] {
            assert_eq!(mapped(sent.clone()).get(field), expected, "{field:?} of {sent}");
        }
    }
}
