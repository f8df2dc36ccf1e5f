//! What a request for many operations asks for.

use super::{MOST_OPERATIONS, groups};
use crate::{
    body::Object,
    refusal::{Refused, ScimType},
};
use rollcall::{domain::provisioned::find_key, web::problem::Problem};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// What stands before the name of somebody whom the same request creates.
const REFERENCE: &str = "bulkId:";
/// The longest name of an operation, in bytes.
const LONGEST_NAME: usize = 256;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    const ALL: [Self; 4] = [Self::Post, Self::Put, Self::Patch, Self::Delete];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One operation on users.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) verb: Verb,
    /// Whom it is about, or a reference to them; of a creation nobody.
    pub(super) id: Option<String>,
    pub(super) bulk_id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) data: Option<Map<String, Value>>,
}

/// An operation that is none.
#[derive(Debug)]
pub(super) struct Malformed {
    named: Map<String, Value>,
    refused: Refused,
}

impl Malformed {
    /// As it is answered.
    pub(super) fn answer(self) -> Value {
        let mut answer = self.named;
        answer.insert("status".to_owned(), json!(self.refused.status().to_string()));
        answer.insert("response".to_owned(), self.refused.document());
        Value::Object(answer)
    }
}

/// A request.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) operations: Vec<Result<Operation, Malformed>>,
    /// So many errors end it.
    pub(super) fail_on_errors: Option<usize>,
}

impl Asked {
    /// Reads a request. What is wrong with one operation is that operation's to answer.
    ///
    /// # Errors
    ///
    /// It has no list of operations, or one too long.
    pub(super) fn read(mut body: Object) -> Result<Self, Refused> {
        let Some(Value::Array(operations)) = body.take("Operations") else {
            return Err(Refused::bad(
                ScimType::InvalidSyntax,
                "Operations has to be a list.",
            ));
        };
        if operations.len() > MOST_OPERATIONS {
            let found = operations.len();
            let detail = format!(
                "A request has at most {MOST_OPERATIONS} operations (maxOperations); this one has {found}."
            );
            return Err(Refused::too_large(detail));
        }
        let fail_on_errors = match body.take("failOnErrors") {
            None | Some(Value::Null) => None,
            Some(value) => {
                let number = value.as_u64().filter(|number| *number >= 1);
                let number = number.and_then(|number| usize::try_from(number).ok());
                let wrong =
                    || Refused::bad(ScimType::InvalidValue, "failOnErrors has to be a number from 1.");
                Some(number.ok_or_else(wrong)?)
            }
        };
        let mut names = HashSet::new();
        let read = |operation| Operation::read(operation, &mut names);
        Ok(Self {
            operations: operations.into_iter().map(read).collect(),
            fail_on_errors,
        })
    }
}

impl Operation {
    fn read(operation: Value, names: &mut HashSet<String>) -> Result<Self, Malformed> {
        let Value::Object(operation) = operation else {
            return Err(Malformed {
                named: Map::new(),
                refused: Refused::bad(ScimType::InvalidSyntax, "An operation has to be an object."),
            });
        };
        let mut named = Map::new();
        for name in ["method", "bulkId"] {
            let found = find_key(&operation, name).and_then(|key| operation[key].as_str());
            if let Some(text) = found.filter(|text| text.len() <= LONGEST_NAME) {
                named.insert(name.to_owned(), json!(text));
            }
        }
        Self::read_members(Object(operation), names).map_err(|refused| Malformed { named, refused })
    }

    fn read_members(mut operation: Object, names: &mut HashSet<String>) -> Result<Self, Refused> {
        let method = operation.take_text("method")?.unwrap_or_default();
        let verb = Verb::ALL
            .into_iter()
            .find(|verb| verb.as_str().eq_ignore_ascii_case(&method));
        let wrong = || {
            Refused::bad(
                ScimType::InvalidSyntax,
                "method has to be POST, PUT, PATCH or DELETE.",
            )
        };
        let verb = verb.ok_or_else(wrong)?;
        let bulk_id = operation.take_text("bulkId")?.filter(|name| !name.is_empty());
        if bulk_id.as_ref().is_some_and(|name| name.len() > LONGEST_NAME) {
            let detail = format!("bulkId has at most {LONGEST_NAME} bytes.");
            return Err(Refused::bad(ScimType::InvalidValue, detail));
        }
        if verb == Verb::Post {
            let wrong = |detail: &str| Err(Refused::bad(ScimType::InvalidValue, detail));
            match &bulk_id {
                None => return wrong("POST needs a bulkId."),
                Some(name) if !names.insert(name.clone()) => {
                    return wrong("Another operation of this request has this bulkId.");
                }
                Some(_) => {}
            }
        }
        let path = operation.take_text("path")?.unwrap_or_default();
        let id = whom(verb, path.trim().trim_matches('/'))?;
        let data = match (verb, operation.take("data")) {
            (Verb::Delete, _) => None,
            (_, Some(Value::Object(data))) => Some(data),
            (_, _) => return Err(Refused::bad(ScimType::InvalidSyntax, "data has to be an object.")),
        };
        Ok(Self {
            verb,
            id,
            bulk_id,
            version: operation.take_text("version")?,
            data,
        })
    }

    /// How its answer names it.
    pub(super) fn named(&self) -> Map<String, Value> {
        let mut named = Map::from_iter([("method".to_owned(), json!(self.verb.as_str()))]);
        if let Some(name) = &self.bulk_id {
            named.insert("bulkId".to_owned(), json!(name));
        }
        named
    }

    /// What of a creation no two people may have, in one letter case: names that are none of them keep nobody apart.
    pub(super) fn names(&self) -> HashSet<String> {
        let mut names = HashSet::new();
        let Some(data) = &self.data else { return names };
        let mut add = |kind: &str, value: Option<&Value>| {
            if let Some(text) = value.and_then(Value::as_str) {
                names.insert(format!("{kind}{}", text.trim().to_lowercase()));
            }
        };
        let member =
            |object: &Map<String, Value>, name: &str| find_key(object, name).map(|key| object[key].clone());
        // A name may be an e-mail, and an e-mail a name.
        add("", member(data, "userName").as_ref());
        add("external#", member(data, "externalId").as_ref());
        let emails = member(data, "emails");
        for email in emails.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let value = email.as_object().and_then(|email| member(email, "value"));
            add("", value.as_ref().or(Some(email)));
        }
        names
    }

    /// The names of those of the same request whom it needs.
    pub(super) fn references(&self) -> Vec<String> {
        let mut found = Vec::new();
        found.extend(self.id.as_deref().and_then(reference).map(str::to_owned));
        for value in self.data.iter().flat_map(Map::values) {
            collect(value, &mut found);
        }
        found
    }

    /// The same with ids for references.
    pub(super) fn resolved(mut self, ids: &HashMap<String, String>) -> Self {
        let resolve = |text: &mut String| {
            if let Some(id) = reference(text).and_then(|name| ids.get(name)) {
                text.clone_from(id);
            }
        };
        self.id.as_mut().map(resolve);
        for (_, value) in self.data.iter_mut().flatten() {
            replace(value, &resolve);
        }
        self
    }
}

fn reference(text: &str) -> Option<&str> {
    let prefix = text.get(..REFERENCE.len())?;
    prefix
        .eq_ignore_ascii_case(REFERENCE)
        .then(|| &text[REFERENCE.len()..])
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(reference(text).map(str::to_owned)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(members) => members.values().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn replace(value: &mut Value, resolve: &impl Fn(&mut String)) {
    match value {
        Value::String(text) => resolve(text),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, resolve)),
        Value::Object(members) => members.values_mut().for_each(|value| replace(value, resolve)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whom a path is about: nobody yet, for a creation.
fn whom(verb: Verb, path: &str) -> Result<Option<String>, Refused> {
    let (kind, id) = path
        .split_once('/')
        .map_or((path, None), |(kind, id)| (kind, Some(id)));
    match (kind, id, verb) {
        ("Users", None, Verb::Post) => Ok(None),
        ("Users", Some(id), Verb::Put | Verb::Patch | Verb::Delete) if !id.contains('/') => {
            Ok(Some(id.to_owned()))
        }
        ("Groups", _, _) => Err(groups::not_offered()),
        ("Users", _, Verb::Post) => Err(Refused::bad(ScimType::InvalidPath, "POST goes to /Users.")),
        ("Users", None, _) => Err(Refused::bad(
            ScimType::InvalidPath,
            "path has to name a user, as in /Users/{id}.",
        )),
        _ => Err(Problem::not_found().into()),
    }
}

#[cfg(test)]
mod tests;
