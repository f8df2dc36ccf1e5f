//! A user as a directory describes them (RFC 7643, 4.1), within bounds.

use crate::domain::identifier::{Identifier, LONGEST_IDENTIFIER};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The schema of a user.
pub const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The extension for organisations, with the department.
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// Our own extension: job profile, permission type, first day.
pub const OWN: &str = "urn:rollcall:params:scim:schemas:extension:2.0:User";

/// Attributes of a user that have several values, each with sub-attributes.
pub const MULTI_VALUED: [&str; 9] = [
    "emails",
    "phoneNumbers",
    "addresses",
    "ims",
    "photos",
    "entitlements",
    "roles",
    "x509Certificates",
    "groups",
];
/// Attributes of a user that have one value.
const SINGLE: [&str; 13] = [
    "userName",
    "externalId",
    "name",
    "displayName",
    "nickName",
    "profileUrl",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
    "active",
    "password",
];
/// Sub-attributes of all of them, and attributes of the extensions.
pub const SUB_ATTRIBUTES: [&str; 29] = [
    "value",
    "type",
    "primary",
    "display",
    "$ref",
    "formatted",
    "familyName",
    "givenName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "streetAddress",
    "locality",
    "region",
    "postalCode",
    "country",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "manager",
    "displayName",
    "jobProfile",
    "permissionType",
    "resourceType",
    "created",
    "lastModified",
    "location",
];
/// What the server says of a resource, or what is never kept.
const NOT_KEPT: [&str; 5] = ["id", "meta", "schemas", "groups", "password"];
/// Attributes that lead to a profile, or that the schemas name: kept before others where there is too much.
const KEPT_FIRST: [&str; 14] = [
    "userName",
    "externalId",
    "name",
    "displayName",
    "nickName",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
    "active",
    "emails",
    "phoneNumbers",
    "addresses",
];

/// The most bytes that are kept of somebody, as JSON. About twenty-two attributes, as Entra sends them, take a fifth.
const MOST_BYTES: usize = 8 * 1024;

/// Why what a directory sent is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResourceError {
    /// There is no user name.
    #[error("userName is missing")]
    NoUserName,
    /// An attribute is of another type than it has to be, or too long.
    #[error("{attribute} has to be {wanted}")]
    Wrong {
        /// The attribute.
        attribute: &'static str,
        /// What it has to be, in words.
        wanted: &'static str,
    },
    /// All of it is more than is kept of one person.
    #[error("too much is known of the person")]
    TooLarge,
}

/// What a directory sent of somebody: attributes in their usual spelling, without those that are empty, and without what is the
/// server's to say. It has a user name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Resource(Map<String, Value>);

/// The name of an extension in its usual spelling, where it is one.
pub fn extension(name: &str) -> Option<&'static str> {
    [ENTERPRISE, OWN]
        .into_iter()
        .find(|urn| urn.eq_ignore_ascii_case(name))
}

/// An attribute's name as it stands in an object: attribute names have no case (RFC 7643, 2.1).
pub fn find_key<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let found = object.get_key_value(name).map(|(key, _)| key);
    let found = found.or_else(|| object.keys().find(|key| key.eq_ignore_ascii_case(name)));
    found.map(String::as_str)
}

/// The usual spelling of an attribute of a user, or the name as it is.
fn spelled(name: &str) -> &str {
    let known = MULTI_VALUED.iter().chain(&SINGLE).chain(&NOT_KEPT);
    let mut known = known.copied().chain([ENTERPRISE, OWN, CORE]);
    known
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
}

fn spelled_within(name: &str) -> &str {
    let mut known = SUB_ATTRIBUTES.iter().copied();
    known
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A value without what is empty in it, with sub-attributes in their usual spelling.
fn tidy(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members
                .into_iter()
                .map(|(name, value)| (spelled_within(&name).to_owned(), tidy(value)));
            Value::Object(members.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(items) => {
            let items = items.into_iter().map(tidy);
            Value::Array(items.filter(|value| !is_empty(value)).collect())
        }
        other => other,
    }
}

/// `"True"` and `"false"` as Entra writes them.
fn truth(value: Value) -> Value {
    match value.as_str() {
        Some(text) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        _ => value,
    }
}

/// The values of an attribute that has several: a single one, and one that is just a text, count as one of them.
fn several(value: Value) -> Vec<Value> {
    let items = match value {
        Value::Array(items) => items,
        other => vec![other],
    };
    let items = items.into_iter().map(|item| match item {
        Value::Object(mut members) => {
            if let Some(primary) = members.remove("primary") {
                members.insert("primary".to_owned(), truth(primary));
            }
            Value::Object(members)
        }
        plain => Value::Object(Map::from_iter([("value".to_owned(), plain)])),
    });
    items.collect()
}

impl Resource {
    /// Reads what a directory sent. What is no attribute of ours is kept, as far as there is room.
    ///
    /// # Errors
    ///
    /// See [`ResourceError`].
    pub fn read(sent: Map<String, Value>) -> Result<Self, ResourceError> {
        let mut kept = Map::new();
        for (name, value) in sent {
            let name = spelled(&name);
            // What stands under the name of the schema itself is an attribute like the others.
            if name == CORE {
                if let Value::Object(members) = value {
                    kept.extend(
                        members
                            .into_iter()
                            .map(|(name, value)| (spelled(&name).to_owned(), tidy(value))),
                    );
                }
                continue;
            }
            kept.insert(name.to_owned(), tidy(value));
        }
        // The schema within itself says nothing: what is kept has to read as the same once more.
        kept.retain(|name, value| name != CORE && !NOT_KEPT.contains(&name.as_str()) && !is_empty(value));
        if let Some(active) = kept.remove("active") {
            let active = truth(active);
            if !active.is_boolean() {
                return Err(wrong("active", "true or false"));
            }
            kept.insert("active".to_owned(), active);
        }
        for name in MULTI_VALUED {
            if let Some(value) = kept.remove(name) {
                kept.insert(name.to_owned(), Value::Array(several(value)));
            }
        }
        if let Some(manager) = kept
            .get_mut(ENTERPRISE)
            .and_then(|extension| extension.get_mut("manager"))
            && manager.is_string()
        {
            // Entra names a manager by the id alone.
            *manager = Value::Object(Map::from_iter([("value".to_owned(), manager.take())]));
        }
        let read = Self(kept);
        read.check()?;
        read.bounded()
    }

    fn check(&self) -> Result<(), ResourceError> {
        match self.0.get("userName") {
            None => return Err(ResourceError::NoUserName),
            Some(Value::String(name)) if name.trim().is_empty() => return Err(ResourceError::NoUserName),
            Some(Value::String(name)) if Identifier::find_user_name(name).is_some() => {}
            Some(_) => return Err(wrong("userName", "a text of at most 256 characters")),
        }
        match self.0.get("externalId") {
            None => {}
            Some(Value::String(id)) if id.chars().count() <= LONGEST_IDENTIFIER => {}
            Some(_) => return Err(wrong("externalId", "a text of at most 256 characters")),
        }
        let name = self.0.get("name");
        if name.is_some_and(|name| !name.is_object()) {
            return Err(wrong("name", "an object with givenName and familyName"));
        }
        for urn in [ENTERPRISE, OWN] {
            if self.0.get(urn).is_some_and(|extension| !extension.is_object()) {
                return Err(wrong("an extension", "an object"));
            }
        }
        Ok(())
    }

    /// The same within the bound: attributes that nothing follows from are left out where there are too many.
    fn bounded(mut self) -> Result<Self, ResourceError> {
        let size = |value: &Value| serde_json::to_string(value).map_or(0, |text| text.len());
        let mut bytes: usize = self
            .0
            .iter()
            .map(|(name, value)| name.len() + size(value) + 4)
            .sum();
        if bytes <= MOST_BYTES {
            return Ok(self);
        }
        let is_ours = |name: &str| KEPT_FIRST.contains(&name) || extension(name).is_some();
        let mut others: Vec<(usize, String)> = self
            .0
            .iter()
            .filter(|(name, _)| !is_ours(name))
            .map(|(name, value)| (name.len() + size(value) + 4, name.clone()))
            .collect();
        others.sort_unstable();
        while bytes > MOST_BYTES {
            let Some((largest, name)) = others.pop() else {
                return Err(ResourceError::TooLarge);
            };
            self.0.remove(&name);
            bytes -= largest;
        }
        Ok(self)
    }

    /// Its attributes.
    pub fn attributes(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A text of an attribute.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A text of a sub-attribute, or of an attribute of an extension.
    pub fn text_in(&self, name: &str, sub_attribute: &str) -> Option<&str> {
        self.0.get(name)?.get(sub_attribute)?.as_str()
    }

    /// What it is called by the directory, unique in it.
    pub fn user_name(&self) -> &str {
        self.text("userName").unwrap_or_default()
    }

    /// Its id there. An empty one is none: it would be the same person's, however many have it.
    pub fn external_id(&self) -> Option<&str> {
        self.text("externalId").filter(|id| !id.trim().is_empty())
    }

    /// Whether the person may sign in, where it says so.
    pub fn active(&self) -> Option<bool> {
        self.0.get("active")?.as_bool()
    }

    /// The same without whether the person is active, which is kept as their status.
    #[must_use]
    pub fn without_active(&self) -> Self {
        let mut kept = self.0.clone();
        kept.remove("active");
        Self(kept)
    }

    /// The same with whether the person is active.
    #[must_use]
    pub fn with_active(&self, is_active: bool) -> Self {
        let mut all = self.0.clone();
        all.insert("active".to_owned(), Value::Bool(is_active));
        Self(all)
    }

    /// Attributes that the schemas do not name.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| !KEPT_FIRST.contains(name) && extension(name).is_none())
    }

    /// The values of an attribute that has several, each with its type.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &Map<String, Value>> {
        let values = self.0.get(name).and_then(Value::as_array);
        values.into_iter().flatten().filter_map(Value::as_object)
    }
}

const fn wrong(attribute: &'static str, wanted: &'static str) -> ResourceError {
    ResourceError::Wrong { attribute, wanted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(sent: Value) -> Result<Value, ResourceError> {
        let Value::Object(sent) = sent else { panic!() };
        Resource::read(sent).map(|read| serde_json::to_value(read).unwrap())
    }

    #[test]
    fn what_is_sent_is_kept_in_its_usual_spelling_without_what_is_empty() {
        let sent = json!({
            "schemas": [CORE], "id": "1", "meta": {}, "USERNAME": "ida", "Name": { "GIVENNAME": "Ida", "middleName": null },
            "active": "True", "password": "secret", "roles": [], "groups": [{ "value": "g" }],
            "emails": [{ "Type": "work", "Value": "ida@example.com", "primary": "true" }, {}], "phoneNumbers": "20 12 34 56",
            "URN:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "Department": "Køkken", "manager": "m-1" },
            "favouriteColour": "blue",
        });
        let expected = json!({
            "userName": "ida", "name": { "givenName": "Ida" }, "active": true,
            "emails": [{ "type": "work", "value": "ida@example.com", "primary": true }],
            "phoneNumbers": [{ "value": "20 12 34 56" }],
            ENTERPRISE: { "department": "Køkken", "manager": { "value": "m-1" } },
            "favouriteColour": "blue",
        });
        assert_eq!(read(sent), Ok(expected));
    }

    #[test]
    fn what_was_kept_reads_as_the_same_once_more() {
        for sent in [
            json!({ "userName": "ida", CORE: { "title": "Cook", "userName": "holm" } }),
            json!({ "userName": "ida", CORE: { CORE: { "userName": "holm", CORE: { "title": "Cook" } } } }),
            json!({ "userName": "ida", CORE: "no object", "roles": [["a"], "b", { "value": [{}] }] }),
            json!({ "userName": "ida", "active": "TRUE", ENTERPRISE: { "manager": "" } }),
        ] {
            let kept = read(sent).unwrap();
            assert_eq!(read(kept.clone()), Ok(kept));
        }
        let within = read(json!({ "userName": "ida", CORE: { "title": "Cook", CORE: { "title": "Chef" } } }));
        assert_eq!(within, Ok(json!({ "userName": "ida", "title": "Cook" })));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (sent, expected) in [
            (json!({}), ResourceError::NoUserName),
            (json!({ "userName": " " }), ResourceError::NoUserName),
            (
                json!({ "userName": 1 }),
                wrong("userName", "a text of at most 256 characters"),
            ),
            (
                json!({ "userName": "a", "externalId": "x".repeat(257) }),
                wrong("externalId", "a text of at most 256 characters"),
            ),
            (
                json!({ "userName": "a", "active": "maybe" }),
                wrong("active", "true or false"),
            ),
            (
                json!({ "userName": "a", "name": "Ida" }),
                wrong("name", "an object with givenName and familyName"),
            ),
            (
                json!({ "userName": "a", ENTERPRISE: 1 }),
                wrong("an extension", "an object"),
            ),
            (
                json!({ "userName": "a", "displayName": "x".repeat(MOST_BYTES) }),
                ResourceError::TooLarge,
            ),
        ] {
            assert_eq!(read(sent.clone()), Err(expected), "{sent:.200}");
        }
    }

    #[test]
    fn of_too_much_the_largest_that_nothing_follows_from_is_left_out() {
        let sent = json!({
            "userName": "a", "photos": [{ "value": "x".repeat(MOST_BYTES) }], "one": "x".repeat(100), "title": "y".repeat(4_000),
        });
        let kept = read(sent).unwrap();
        let names: Vec<&str> = kept.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["one", "title", "userName"]);
    }
}
