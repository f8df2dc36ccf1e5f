//! Changes of a resource (RFC 7644, 3.5.2), as directories really send them: operations and truths with capitals, values under
//! dotted and URN names without a path, parts of a value that is not there yet.

use crate::{
    body::Object,
    grammar::{Attribute, Filter, Operator, Path},
    refusal::{Refused, ScimType},
};
use rollcall::domain::provisioned::{MULTI_VALUED, Resource, SUB_ATTRIBUTES, extension, find_key};
use serde_json::{Map, Value};

/// So many operations may one change have.
const MOST: usize = 200;
/// What only the server says.
const READ_ONLY: [&str; 3] = ["id", "meta", "groups"];

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    Replace,
    Remove,
}

/// One operation.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    verb: Verb,
    path: Option<Path>,
    value: Value,
}

/// Reads the operations of a change.
pub(crate) fn read(mut body: Object) -> Result<Vec<Operation>, Refused> {
    let Some(Value::Array(operations)) = body.take("Operations") else {
        return Err(Refused::bad(
            ScimType::InvalidSyntax,
            "Operations has to be a list.",
        ));
    };
    if operations.len() > MOST {
        let detail = format!("A change has at most {MOST} operations.");
        return Err(Refused::bad(ScimType::TooMany, detail));
    }
    operations.into_iter().map(read_one).collect()
}

fn read_one(operation: Value) -> Result<Operation, Refused> {
    let Value::Object(operation) = operation else {
        return Err(Refused::bad(
            ScimType::InvalidSyntax,
            "An operation has to be an object.",
        ));
    };
    let mut operation = Object(operation);
    let verb = match operation
        .take_text("op")?
        .map(|op| op.to_ascii_lowercase())
        .as_deref()
    {
        Some("add") => Verb::Add,
        Some("replace") => Verb::Replace,
        Some("remove") => Verb::Remove,
        _ => {
            return Err(Refused::bad(
                ScimType::InvalidSyntax,
                "op has to be add, replace or remove.",
            ));
        }
    };
    let path = operation
        .take_text("path")?
        .filter(|path| !path.trim().is_empty());
    let path = path.map(|path| Path::read(&path).map_err(|error| Refused::path(&error)));
    let (path, value) = (path.transpose()?, operation.take("value").unwrap_or(Value::Null));
    match (verb, &path, &value) {
        (Verb::Remove, None, _) => {
            return Err(Refused::bad(
                ScimType::NoTarget,
                "To remove something, path has to say what.",
            ));
        }
        (Verb::Add | Verb::Replace, None, value) if !value.is_object() => {
            return Err(Refused::bad(
                ScimType::InvalidValue,
                "Without a path, value has to be an object.",
            ));
        }
        _ => {}
    }
    Ok(Operation { verb, path, value })
}

/// A resource with all operations made to it, or none.
pub(crate) fn apply(resource: &Resource, operations: &[Operation]) -> Result<Resource, Refused> {
    let mut target = resource.attributes().clone();
    for Operation { verb, path, value } in operations {
        match (path, value) {
            (Some(path), value) => apply_at(&mut target, path, *verb, value.clone())?,
            (None, Value::Object(members)) => {
                for (name, value) in members {
                    // What a directory sends of the server's own attributes along with the others is passed over.
                    if is_read_only(name) {
                        continue;
                    }
                    let path = Path::read(name).map_err(|error| Refused::path(&error))?;
                    apply_at(&mut target, &path, *verb, value.clone())?;
                }
            }
            (None, _) => {}
        }
    }
    Resource::read(target).map_err(|error| Refused::resource(&error))
}

fn is_read_only(name: &str) -> bool {
    name.eq_ignore_ascii_case("schemas") || READ_ONLY.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn apply_at(target: &mut Map<String, Value>, path: &Path, verb: Verb, value: Value) -> Result<(), Refused> {
    let attribute = &path.attribute;
    let Some(schema) = &attribute.schema else {
        if attribute.name.eq_ignore_ascii_case("schemas") {
            return Ok(());
        }
        if is_read_only(&attribute.name) {
            let detail = format!("{} is not for clients to change.", attribute.name);
            return Err(Refused::bad(ScimType::Mutability, detail));
        }
        return change(target, path, verb, value);
    };
    let key = match find_key(target, schema) {
        Some(key) => key.to_owned(),
        None if verb == Verb::Remove => return Ok(()),
        None => extension(schema).unwrap_or(schema).to_owned(),
    };
    if attribute.name.is_empty() {
        return match (verb, value) {
            (Verb::Remove, _) => {
                target.remove(&key);
                Ok(())
            }
            (_, Value::Object(members)) => {
                let of_schema = object_at(target, &key)?;
                for (name, value) in members {
                    let path = Path::read(&name).map_err(|error| Refused::path(&error))?;
                    change(of_schema, &path, verb, value)?;
                }
                Ok(())
            }
            _ => Err(Refused::bad(
                ScimType::InvalidValue,
                format!("{schema} has to be an object."),
            )),
        };
    }
    change(object_at(target, &key)?, path, verb, value)
}

/// The object under a key, made where there is none.
fn object_at<'a>(
    target: &'a mut Map<String, Value>,
    key: &str,
) -> Result<&'a mut Map<String, Value>, Refused> {
    let entry = target.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if entry.is_null() {
        *entry = Value::Object(Map::new());
    }
    entry
        .as_object_mut()
        .ok_or_else(|| Refused::bad(ScimType::InvalidPath, format!("{key} has no parts.")))
}

/// Changes one attribute of an object.
fn change(object: &mut Map<String, Value>, path: &Path, verb: Verb, value: Value) -> Result<(), Refused> {
    let name = &path.attribute.name;
    let several = MULTI_VALUED.iter().find(|known| known.eq_ignore_ascii_case(name));
    let key = find_key(object, name).map(str::to_owned);
    let key = key.unwrap_or_else(|| several.map_or_else(|| name.clone(), |known| (*known).to_owned()));
    let is_several = several.is_some() || object.get(&key).is_some_and(Value::is_array);
    if path.filter.is_some() || is_several {
        return change_several(object, &key, path, verb, value);
    }
    match (&path.attribute.part, verb, value) {
        (None, Verb::Remove, _) | (None, _, Value::Null) => {
            object.remove(&key);
        }
        (None, _, Value::Object(members)) => {
            let into = object_at(object, &key)?;
            for (name, value) in members {
                set(into, &name, value);
            }
        }
        (None, _, plain) => {
            object.insert(key, plain);
        }
        (Some(part), Verb::Remove, _) => {
            if let Some(into) = object.get_mut(&key).and_then(Value::as_object_mut) {
                set(into, part, Value::Null);
            }
        }
        (Some(part), _, value) => {
            // A manager that was an id alone becomes one with parts.
            if object.get(&key).is_some_and(|found| !found.is_object()) {
                object.remove(&key);
            }
            set(object_at(object, &key)?, part, value);
        }
    }
    Ok(())
}

/// Sets a member, under the name it has; nothing takes it away.
fn set(object: &mut Map<String, Value>, name: &str, value: Value) {
    let known = find_key(object, name).map(str::to_owned);
    let usual = || {
        SUB_ATTRIBUTES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
    };
    let key = known.unwrap_or_else(|| usual().map_or_else(|| name.to_owned(), |known| (*known).to_owned()));
    if value.is_null() {
        object.remove(&key);
    } else {
        object.insert(key, value);
    }
}

/// Changes the values of an attribute that has several.
fn change_several(
    object: &mut Map<String, Value>,
    key: &str,
    path: &Path,
    verb: Verb,
    value: Value,
) -> Result<(), Refused> {
    let mut values: Vec<Value> = match object.remove(key) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(single) => vec![single],
    };
    let (part, filter) = (path.attribute.part.as_deref(), path.filter.as_ref());
    let is_meant = |value: &Value| match (filter, value) {
        (None, _) => true,
        (Some(filter), Value::Object(members)) => filter.matches(members),
        (Some(_), _) => false,
    };
    match (verb, part) {
        (Verb::Remove, None) => {
            let listed = several(value);
            // Entra lists what is to go.
            values.retain(|known| {
                let is_listed = listed.is_empty() || listed.iter().any(|one| is_same(known, one));
                !(is_meant(known) && is_listed)
            });
        }
        (Verb::Remove, Some(part)) => {
            for value in values.iter_mut().filter(|value| is_meant(value)) {
                if let Some(members) = value.as_object_mut() {
                    set(members, part, Value::Null);
                }
            }
        }
        (Verb::Add, None) if filter.is_none() => {
            for added in several(value) {
                if !values.contains(&added) {
                    push(&mut values, added);
                }
            }
        }
        (Verb::Replace, None) if filter.is_none() => {
            values.clear();
            for one in several(value) {
                push(&mut values, one);
            }
        }
        (Verb::Add | Verb::Replace, part) => {
            if !values.iter().any(is_meant) {
                values.push(Value::Object(described_by(filter)?));
            }
            let is_new_primary =
                part.is_some_and(|part| part.eq_ignore_ascii_case("primary")) && is_true(&value);
            if is_new_primary {
                let others = values.iter_mut().filter(|value| !is_meant(value));
                others.for_each(unprefer);
            }
            for known in values.iter_mut().filter(|value| is_meant(value)) {
                let Some(members) = known.as_object_mut() else {
                    continue;
                };
                match (part, &value) {
                    (Some(part), value) => set(members, part, value.clone()),
                    (None, Value::Object(new)) => {
                        for (name, value) in new {
                            set(members, name, value.clone());
                        }
                    }
                    (None, plain) => set(members, "value", plain.clone()),
                }
            }
        }
    }
    if !values.is_empty() {
        object.insert(key.to_owned(), Value::Array(values));
    }
    Ok(())
}

/// Adds a value; where it is the preferred one, no other is any more.
fn push(values: &mut Vec<Value>, added: Value) {
    if added.get("primary").is_some_and(is_true) {
        values.iter_mut().for_each(unprefer);
    }
    values.push(added);
}

fn unprefer(value: &mut Value) {
    if let Some(members) = value.as_object_mut()
        && members.get("primary").is_some_and(is_true)
    {
        members.insert("primary".to_owned(), Value::Bool(false));
    }
}

fn is_true(value: &Value) -> bool {
    value == &Value::Bool(true)
        || value
            .as_str()
            .is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

fn several(value: Value) -> Vec<Value> {
    let items = match value {
        Value::Null => return Vec::new(),
        Value::Array(items) => items,
        single => vec![single],
    };
    let items = items.into_iter().map(|item| match item {
        Value::Object(members) => {
            let mut object = Map::new();
            for (name, value) in members {
                set(&mut object, &name, value);
            }
            Value::Object(object)
        }
        plain => Value::Object(Map::from_iter([("value".to_owned(), plain)])),
    });
    items.collect()
}

/// Whether a value is the one that is listed: of the same `value`, or alike in all that is said.
fn is_same(known: &Value, listed: &Value) -> bool {
    let (Some(known), Some(listed)) = (known.as_object(), listed.as_object()) else {
        return known == listed;
    };
    match listed.get("value") {
        Some(value) => known.get("value") == Some(value),
        None => listed.iter().all(|(name, value)| known.get(name) == Some(value)),
    }
}

/// A new value of which holds what a filter says: `type eq "work"` makes one of that type.
fn described_by(filter: Option<&Filter>) -> Result<Map<String, Value>, Refused> {
    let mut made = Map::new();
    let no_target = || {
        let detail =
            "None of the attribute's values is such, and the filter does not say what a new one would be.";
        Refused::bad(ScimType::NoTarget, detail)
    };
    let terms = match filter {
        None => return Ok(made),
        Some(Filter::All(all)) => all.iter().collect(),
        Some(one) => vec![one],
    };
    for term in terms {
        match term {
            Filter::Compare(
                Attribute {
                    schema: None,
                    name,
                    part: None,
                },
                Operator::Equal,
                value,
            ) => {
                let value = if name.eq_ignore_ascii_case("primary") {
                    Value::Bool(is_true(value))
                } else {
                    value.clone()
                };
                set(&mut made, name, value);
            }
            _ => return Err(no_target()),
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests;
