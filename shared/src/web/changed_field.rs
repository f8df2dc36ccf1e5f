//! What a field was and became, as timelines and the audit answer it.

use super::user::Reference;
use crate::{
    aws::store::entry_names::EntryId,
    domain::{
        field::Field,
        history::{FieldChange, Values},
    },
};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// One field that was changed. `from` and `to` are left out where they are not kept any more: of the oldest changes of a
/// person who is changed often.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedField {
    #[schema(example = "department")]
    field: String,
    /// What it was; `null` where it was empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<ChangedValue>,
    /// What it became; `null` where it became empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to: Option<ChangedValue>,
}

/// A value of a field: an entry of a list with the name it has now, or a text, cut to some 100 characters where it is longer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum ChangedValue {
    Entry(Reference),
    Text(String),
    Empty,
}

impl ChangedField {
    /// A change, with the names of the entries of lists it is from and to.
    pub fn of(change: FieldChange, names: &HashMap<EntryId, String>) -> Self {
        let list = change.list();
        let is_of_several = change.is_of_several();
        let named = |id: &str| {
            let name = names.get(&(Field::Department, id.to_owned()));
            name.map_or_else(|| id.to_owned(), Clone::clone)
        };
        let shown = |value: Option<String>| match (value, list) {
            (None, _) => ChangedValue::Empty,
            (Some(ids), _) if is_of_several => {
                let names: Vec<String> = ids.split(", ").map(named).collect();
                ChangedValue::Text(names.join(", "))
            }
            (Some(text), None) => ChangedValue::Text(text),
            (Some(id), Some(list)) => {
                let entry = (list, id);
                let name = names.get(&entry).map(String::as_str);
                ChangedValue::Entry(Reference::new(&entry.1, name))
            }
        };
        let (from, to) = match change.values {
            Some(Values { from, to }) => (Some(shown(from)), Some(shown(to))),
            None => (None, None),
        };
        Self {
            field: change.field,
            from,
            to,
        }
    }
}
