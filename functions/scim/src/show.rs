//! A user as SCIM shows them: what the directory sent, with what is the server's to say; and of that what was asked for.

use crate::{
    grammar::{Attribute, Path},
    refusal::{MEDIA_TYPE, Refused},
};
use rollcall::{
    domain::{
        provisioned::{CORE, Provisioned, find_key},
        user::User,
    },
    web::answer::{self, Response},
};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What is always shown (RFC 7643, 3.1 and 7).
const ALWAYS: [&str; 2] = ["schemas", "id"];

/// What is known of somebody: what a directory sent, or, where none keeps them in step yet, what it would find.
pub(crate) fn known(user: &User) -> Option<Cow<'_, Provisioned>> {
    let provisioned = user.provisioned.as_ref().map(Cow::Borrowed);
    provisioned.or_else(|| user.as_found().map(Cow::Owned))
}

/// Somebody, whole.
pub(crate) fn user(user: &User, public_url: &str) -> Option<Map<String, Value>> {
    let provisioned = known(user)?;
    let mut shown = provisioned.resource.attributes().clone();
    let extensions = shown.keys().filter(|name| {
        name.get(..4)
            .is_some_and(|begin| begin.eq_ignore_ascii_case("urn:"))
    });
    let schemas: Vec<&str> = [CORE].into_iter().chain(extensions.map(String::as_str)).collect();
    let schemas = json!(schemas);
    let is_active = user.is_shown_active();
    let meta = json!({
        "resourceType": "User",
        "created": user.created_at,
        "lastModified": provisioned.changed_at,
        "location": location(user, public_url),
        "version": provisioned.version(is_active),
    });
    shown.insert("schemas".to_owned(), schemas);
    shown.insert("id".to_owned(), json!(user.id));
    shown.insert("active".to_owned(), json!(is_active));
    shown.insert("meta".to_owned(), meta);
    Some(shown)
}

/// Where somebody is found.
pub(crate) fn location(user: &User, public_url: &str) -> String {
    format!("{public_url}/scim/v2/Users/{}", user.id)
}

/// Which attributes a request asks for (RFC 7644, 3.9).
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    only: Option<Vec<Attribute>>,
    without: Vec<Attribute>,
}

impl Wanted {
    /// Reads both parameters: names with commas between.
    pub(crate) fn read(only: Option<&str>, without: Option<&str>) -> Result<Self, Refused> {
        let names = |text: &str| -> Result<Vec<Attribute>, Refused> {
            let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
            let paths = names.map(|name| Path::read(name).map_err(|error| Refused::path(&error)));
            paths.map(|path| path.map(|path| path.attribute)).collect()
        };
        let only = only.map(names).transpose()?;
        Ok(Self {
            only: only.filter(|names| !names.is_empty()),
            without: without.map(names).transpose()?.unwrap_or_default(),
        })
    }

    /// What of a resource is to be shown.
    pub(crate) fn of(&self, resource: Map<String, Value>) -> Map<String, Value> {
        let Some(only) = &self.only else {
            let mut left = resource;
            for attribute in &self.without {
                if !ALWAYS.iter().any(|name| attribute.is(name)) {
                    take_out(&mut left, attribute);
                }
            }
            return left;
        };
        let mut shown = Map::new();
        for name in ALWAYS {
            if let Some(value) = resource.get(name) {
                shown.insert(name.to_owned(), value.clone());
            }
        }
        for attribute in only {
            put_in(&mut shown, &resource, attribute);
        }
        shown
    }
}

/// Takes an attribute, or a part of one, out of a resource.
fn take_out(resource: &mut Map<String, Value>, attribute: &Attribute) {
    let root = match &attribute.schema {
        None => Some(resource),
        Some(schema) => match find_key(resource, schema).map(str::to_owned) {
            Some(key) if attribute.name.is_empty() => {
                resource.remove(&key);
                return;
            }
            Some(key) => resource.get_mut(&key).and_then(Value::as_object_mut),
            None => None,
        },
    };
    let Some(root) = root else { return };
    let Some(key) = find_key(root, &attribute.name).map(str::to_owned) else {
        return;
    };
    let Some(part) = &attribute.part else {
        root.remove(&key);
        return;
    };
    let remove = |value: &mut Value| {
        if let Some(members) = value.as_object_mut()
            && let Some(key) = find_key(members, part).map(str::to_owned)
        {
            members.remove(&key);
        }
    };
    match root.get_mut(&key) {
        Some(Value::Array(values)) => values.iter_mut().for_each(remove),
        Some(value) => remove(value),
        None => {}
    }
}

/// Puts an attribute, or a part of one, of a resource into what is shown of it.
fn put_in(shown: &mut Map<String, Value>, resource: &Map<String, Value>, attribute: &Attribute) {
    let (from, into) = match &attribute.schema {
        None => (resource, shown),
        Some(schema) => {
            let Some(key) = find_key(resource, schema) else {
                return;
            };
            let Some(members) = resource.get(key).and_then(Value::as_object) else {
                return;
            };
            if attribute.name.is_empty() {
                shown.insert(key.to_owned(), Value::Object(members.clone()));
                return;
            }
            let into = shown.entry(key).or_insert_with(|| json!({}));
            let Some(into) = into.as_object_mut() else { return };
            (members, into)
        }
    };
    let Some(key) = find_key(from, &attribute.name) else {
        return;
    };
    let (Some(value), Some(part)) = (from.get(key), &attribute.part) else {
        into.insert(key.to_owned(), from[key].clone());
        return;
    };
    let only = |value: &Value| {
        let members = value.as_object();
        let found = members.and_then(|members| find_key(members, part).map(|key| (key, &members[key])));
        found.map_or_else(|| json!({}), |(key, value)| json!({ key: value }))
    };
    let reduced = match value {
        Value::Array(values) => Value::Array(values.iter().map(only).collect()),
        value => only(value),
    };
    match (into.get_mut(key), reduced) {
        (Some(Value::Array(known)), Value::Array(more)) => {
            for (known, more) in known.iter_mut().zip(more) {
                merge(known, more);
            }
        }
        (Some(known), more) => merge(known, more),
        (None, reduced) => {
            into.insert(key.to_owned(), reduced);
        }
    }
}

fn merge(known: &mut Value, more: Value) {
    if let (Value::Object(known), Value::Object(more)) = (known, more) {
        known.extend(more);
    }
}

/// A resource as an answer, with its version.
pub(crate) fn answer(status: u16, resource: Map<String, Value>, version: Option<&str>) -> Response {
    let mut response = json(status, &Value::Object(resource));
    if let Some(version) = version {
        answer::set(&mut response, "etag", version);
    }
    response
}

/// Any answer.
pub(crate) fn json(status: u16, body: &Value) -> Response {
    answer::build(status, MEDIA_TYPE, body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(only: Option<&str>, without: Option<&str>) -> Value {
        let resource = json!({
            "schemas": [CORE], "id": "u_1", "userName": "ida", "name": { "givenName": "Ida", "familyName": "Holm" },
            "emails": [{ "value": "a@x.org", "type": "work" }, { "value": "b@x.org" }],
            "urn:example:1.0:User": { "colour": "blue", "size": 1 },
        });
        let wanted = Wanted::read(only, without).unwrap();
        Value::Object(wanted.of(resource.as_object().unwrap().clone()))
    }

    #[test]
    fn what_is_asked_for_is_shown_and_what_is_not_wanted_is_not() {
        let always = json!({ "schemas": [CORE], "id": "u_1" });
        let with = |members: Value| {
            let mut all = always.as_object().unwrap().clone();
            all.extend(members.as_object().unwrap().clone());
            Value::Object(all)
        };
        for (only, expected) in [
            ("USERNAME", json!({ "userName": "ida" })),
            (
                "name.givenName , emails.value",
                json!({ "name": { "givenName": "Ida" }, "emails": [{ "value": "a@x.org" }, { "value": "b@x.org" }] }),
            ),
            (
                "emails.value,emails.type",
                json!({ "emails": [{ "value": "a@x.org", "type": "work" }, { "value": "b@x.org" }] }),
            ),
            (
                "urn:example:1.0:User:colour",
                json!({ "urn:example:1.0:User": { "colour": "blue" } }),
            ),
            ("nickName", json!({})),
        ] {
            assert_eq!(shown(Some(only), None), with(expected), "{only}");
        }
        let whole = shown(None, None);
        for (without, pointers) in [
            ("userName,id,schemas", vec!["/userName"]),
            ("name.familyName", vec!["/name/familyName"]),
            ("emails.value", vec!["/emails/0/value", "/emails/1/value"]),
            ("urn:example:1.0:User:size", vec!["/urn:example:1.0:User/size"]),
        ] {
            let shown = shown(None, Some(without));
            for pointer in &pointers {
                assert!(
                    whole.pointer(pointer).is_some() && shown.pointer(pointer).is_none(),
                    "{without}: {shown}"
                );
            }
            assert_eq!(shown["id"], "u_1", "{without}");
        }
        assert!(Wanted::read(Some("a b"), None).is_err());
    }
}
