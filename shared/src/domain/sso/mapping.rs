//! Which claim says what of a person, where a provider does not say it as the standard does (OpenID Connect Core 1.0, section 5.1), and
//! what of it is kept in step at each sign-in.
//!
//! A name is the whole name of a claim, whatever signs are in it (`https://nordlys.example/department`, `extension_1a2b_unit`), or the
//! way into one, with dots between (`address.locality`).

use super::connection::visible;
use crate::domain::{
    change::Change,
    fault::{Code, Fault},
    field::Field,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The longest name of a claim, in characters.
pub const LONGEST_NAME: usize = 200;
/// The most dots in a name: each may be a step into a claim.
const MOST_DOTS: usize = 8;
/// The longest text that is taken from a claim, in bytes: longer ones are no name, phone or department.
const LONGEST_TEXT: usize = 1_000;

/// The fields of a profile that a claim may say.
pub const FIELDS: [Field; 8] = [
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::Username,
    Field::Phone,
    Field::Department,
    Field::JobProfile,
    Field::Language,
];

/// Names of claims by the fields that they say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(BTreeMap<String, String>);

impl Mapping {
    /// Whether every field is said as the standard does.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The claim that says a field. `None`: the standard one, where there is one.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(field.name()).map(String::as_str)
    }

    /// The names of all claims.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}

/// Names of claims to be changed, by the fields that they say. `null`: the standard claim, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClaimNamesPatch)]
pub struct MappingChange {
    /// `given_name`, or the beginning of `name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub first_name: Change<String>,
    /// `family_name`, or the end of `name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub last_name: Change<String>,
    /// `email`. Another one is believed by `issuer_and_domains` alone: `email_verified` and `xms_edov` speak of `email`.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "upn")]
    pub email: Change<String>,
    /// No standard claim says it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "preferred_username")]
    pub username: Change<String>,
    /// No standard claim says it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "phone_number")]
    pub phone: Change<String>,
    /// No standard claim says it. It names a department by its name or id; another one is that of the defaults.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "https://nordlys.example/department")]
    pub department: Change<String>,
    /// No standard claim says it. It names a job profile by its name or id; another one is that of the defaults.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200, example = "extension_1a2b_jobTitle")]
    pub job_profile: Change<String>,
    /// `locale`, of which the first part counts.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub language: Change<String>,
}

impl MappingChange {
    fn by_field(self) -> [(Field, Change<String>); 8] {
        [
            (Field::FirstName, self.first_name),
            (Field::LastName, self.last_name),
            (Field::Email, self.email),
            (Field::Username, self.username),
            (Field::Phone, self.phone),
            (Field::Department, self.department),
            (Field::JobProfile, self.job_profile),
            (Field::Language, self.language),
        ]
    }
}

/// The names of claims with a change made to them.
pub(super) fn check(before: &Mapping, change: MappingChange, faults: &mut Vec<Fault>) -> Mapping {
    let mut mapping = before.clone();
    for (field, change) in change.by_field() {
        let name = field.name();
        let checked = match change {
            Change::Keep => continue,
            Change::Remove => None,
            Change::To(text) => match check_name(&text) {
                Ok(text) => Some(text),
                Err(code) => {
                    faults.push(Fault::at(name, code).under("claims"));
                    continue;
                }
            },
        };
        match checked {
            Some(text) => mapping.0.insert(name.to_owned(), text),
            None => mapping.0.remove(name),
        };
    }
    mapping
}

fn check_name(text: &str) -> Result<String, Code> {
    let name = visible(text, LONGEST_NAME).map_err(|code| match code {
        Code::Required => Code::NoClaim,
        other => other,
    })?;
    if name.matches('.').count() > MOST_DOTS {
        return Err(Code::TooMany { limit: MOST_DOTS });
    }
    Ok(name)
}

/// The fields to be kept in step, each of which some claim has to say.
pub(super) fn check_synced(texts: &[String], mapping: &Mapping, faults: &mut Vec<Fault>) -> Vec<Field> {
    const NAME: &str = "keep_in_sync";
    let mut fields: Vec<Field> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let Some(field) = FIELDS.into_iter().find(|field| field.name() == text) else {
            let known = FIELDS.into_iter().map(|field| field.name().to_owned()).collect();
            faults.push(Fault::at(&format!("{NAME}/{at}"), Code::UnknownChoice { known }));
            return Vec::new();
        };
        if mapping.get(field).is_none() && standard(field).is_none() {
            faults.push(Fault::at(field.name(), Code::NoClaim).under("claims"));
        } else if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// The claim by which the standard says a field.
pub fn standard(field: Field) -> Option<&'static str> {
    match field {
        Field::FirstName => Some("given_name"),
        Field::LastName => Some("family_name"),
        Field::Email => Some("email"),
        Field::Language => Some("locale"),
        _ => None,
    }
}

/// What a claim says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Nothing: it is not there, empty or `null`.
    Nothing,
    /// This text. A number is one, and so is the only member of a list.
    Text(String),
    /// Something that is no text: an object, true or false, or several values.
    NoText,
}

/// What the claim of this name says.
pub fn find(claims: &Map<String, Value>, name: &str) -> Said {
    look_up(claims, name).map_or(Said::Nothing, read)
}

/// The claim of this name: the whole of it first, then the longest beginning up to a dot that leads into one.
fn look_up<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    let dots = name.rmatch_indices('.').take(MOST_DOTS);
    dots.map(|(at, _)| (&name[..at], &name[at + 1..]))
        .find_map(|(first, rest)| look_up(claims.get(first)?.as_object()?, rest))
}

fn read(value: &Value) -> Said {
    match value {
        Value::Null => Said::Nothing,
        Value::String(text) if text.trim().is_empty() => Said::Nothing,
        Value::String(text) if text.len() <= LONGEST_TEXT => Said::Text(text.trim().to_owned()),
        Value::Number(number) => Said::Text(number.to_string()),
        Value::Array(members) => match members.as_slice() {
            [] => Said::Nothing,
            [only] if !only.is_array() => read(only),
            _ => Said::NoText,
        },
        Value::String(_) | Value::Bool(_) | Value::Object(_) => Said::NoText,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_name_is_a_whole_claim_or_the_way_into_one() {
        let said = claims(&json!({
            "department": "Kitchen", "https://nordlys.example/department": "Store", "extension_1a2b_unit": 4711,
            "address": { "locality": "Aarhus", "geo.city": "Odense" }, "a.b": { "c": "whole first" }, "a": { "b.c": "second", "b": { "c": "third" } },
            "one": ["Bager"], "two": ["Bager", "Kok"], "none": [], "empty": " ", "null": null, "is": true, "deep": [["x"]], "long": "x".repeat(1_001),
            "padded": "  Kok ",
        }));
        let text = |text: &str| Said::Text(text.to_owned());
        for (name, expected) in [
            ("department", text("Kitchen")),
            ("https://nordlys.example/department", text("Store")),
            ("extension_1a2b_unit", text("4711")),
            ("address.locality", text("Aarhus")),
            ("address.geo.city", text("Odense")),
            ("a.b.c", text("whole first")),
            ("one", text("Bager")),
            ("padded", text("Kok")),
            ("two", Said::NoText),
            ("address", Said::NoText),
            ("is", Said::NoText),
            ("deep", Said::NoText),
            ("long", Said::NoText),
            ("none", Said::Nothing),
            ("empty", Said::Nothing),
            ("null", Said::Nothing),
            ("missing", Said::Nothing),
            ("address.missing", Said::Nothing),
            ("department.x", Said::Nothing),
            ("Department", Said::Nothing),
        ] {
            assert_eq!(find(&said, name), expected, "{name}");
        }
    }

    #[test]
    fn names_are_bounded_and_what_is_kept_in_step_is_said_by_some_claim() {
        let changed = |before: &Mapping, change: Value| {
            let mut faults = Vec::new();
            let mapping = check(before, serde_json::from_value(change).unwrap(), &mut faults);
            let faults: Vec<String> = faults
                .iter()
                .map(|fault| format!("{} {}", fault.pointer, fault.code.as_str()))
                .collect();
            (mapping, faults)
        };
        let (mapping, faults) = changed(
            &Mapping::default(),
            json!({ "phone": "phone_number", "department": " https://x.example/d " }),
        );
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(mapping.get(Field::Department), Some("https://x.example/d"));
        let (fewer, _) = changed(&mapping, json!({ "phone": null }));
        assert_eq!((fewer.get(Field::Phone), fewer.names().count()), (None, 1));
        let (_, faults) = changed(
            &mapping,
            json!({ "phone": "", "username": "a b", "email": "x".repeat(201), "language": "a.b.c.d.e.f.g.h.i.j" }),
        );
        assert_eq!(
            faults,
            [
                "/claims/email too_long",
                "/claims/username control_character",
                "/claims/phone no_claim",
                "/claims/language too_many"
            ]
        );
        let synced = |names: &[&str]| {
            let mut faults = Vec::new();
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let fields = check_synced(&names, &mapping, &mut faults);
            let faults: Vec<String> = faults.into_iter().map(|fault| fault.pointer).collect();
            (fields, faults)
        };
        assert_eq!(
            synced(&["phone", "last_name", "phone"]),
            (vec![Field::Phone, Field::LastName], vec![])
        );
        assert_eq!(synced(&["username"]).1, ["/claims/username"]);
        assert_eq!(
            synced(&["phone", "permission_type"]),
            (vec![], vec!["/keep_in_sync/1".to_owned()])
        );
    }
}
