//! One field that an event changed, from what to what.

use crate::domain::field::{Field, FieldKind};
use serde::{Deserialize, Serialize};

/// Bytes kept of one value: names and addresses of usual length are kept whole.
const LONGEST: usize = 100;
/// The departments somebody manages beside their own, with commas between.
const MANAGED: &str = "managed_departments";
/// What the settings call the entries of lists that sign-up gives.
const SIGN_UP_DEFAULT: &str = "sign_up.default_";

/// What a field was and became; `None` where it was, or became, empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    /// Before the change.
    pub from: Option<String>,
    /// After the change.
    pub to: Option<String>,
}

/// One field that was changed. Stored as `[field, from, to]`, or as `[field]` where the values are not kept any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct FieldChange {
    /// A field of the profile, or `status`; a word of another version's stays as it is. An entry of a list is named by its id.
    pub field: String,
    /// From what to what. `None`: not kept any more.
    pub values: Option<Values>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Whole(String, Option<String>, Option<String>),
    WithoutValues([String; 1]),
}

impl From<Stored> for FieldChange {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Whole(field, from, to) => Self {
                field,
                values: Some(Values { from, to }),
            },
            Stored::WithoutValues([field]) => Self { field, values: None },
        }
    }
}

impl From<FieldChange> for Stored {
    fn from(change: FieldChange) -> Self {
        match change.values {
            Some(Values { from, to }) => Self::Whole(change.field, from, to),
            None => Self::WithoutValues([change.field]),
        }
    }
}

/// The text as it is kept: one that is too long ends in `…`.
fn kept(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let end = (0..=longest.saturating_sub('…'.len_utf8()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    format!("{}…", &text[..end])
}

impl FieldChange {
    /// A change, its values cut to what is kept of them on a timeline.
    pub fn new(field: &str, from: Option<&str>, to: Option<&str>) -> Self {
        Self::within(LONGEST, field, from, to)
    }

    /// A change, its values cut to so many bytes.
    pub fn within(longest: usize, field: &str, from: Option<&str>, to: Option<&str>) -> Self {
        Self {
            field: field.to_owned(),
            values: Some(Values {
                from: from.map(|text| kept(text, longest)),
                to: to.map(|text| kept(text, longest)),
            }),
        }
    }

    /// Each value that is the id of an entry of a list, with the field of a user that names entries of that list.
    pub fn entries(&self) -> impl Iterator<Item = (Field, &str)> {
        let list = self
            .list()
            .or_else(|| self.is_of_several().then_some(Field::Department));
        let values = self.values.iter().flat_map(|values| [&values.from, &values.to]);
        let ids = values.flatten().flat_map(|ids| ids.split(", "));
        ids.filter_map(move |id| Some((list?, id)))
    }

    /// Whether each value is several departments, by their ids with commas between.
    pub fn is_of_several(&self) -> bool {
        self.field == MANAGED
    }

    /// The list whose entries the values name by their ids: the field of a user that names them.
    pub fn list(&self) -> Option<Field> {
        let name = self.field.strip_prefix(SIGN_UP_DEFAULT).unwrap_or(&self.field);
        Field::find(name).filter(|field| field.kind() == FieldKind::Entry)
    }

    /// Keeps no more than that the field was changed.
    pub(super) fn forget_values(&mut self) {
        self.values = None;
    }

    /// How many bytes it takes in the store, with the comma before it.
    pub(super) fn bytes(&self) -> usize {
        serde_json::to_vec(self).map_or(0, |stored| stored.len() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_is_kept_in_few_words_and_read_back() {
        let mut change = FieldChange::new("email", None, Some("ida@example.com"));
        let stored = serde_json::to_value(&change).unwrap();
        assert_eq!(stored, json!(["email", null, "ida@example.com"]));
        assert_eq!(serde_json::from_value::<FieldChange>(stored).unwrap(), change);
        assert_eq!(change.bytes(), r#",["email",null,"ida@example.com"]"#.len());
        change.forget_values();
        let stored = serde_json::to_value(&change).unwrap();
        assert_eq!(stored, json!(["email"]));
        assert_eq!(serde_json::from_value::<FieldChange>(stored).unwrap(), change);
    }

    #[test]
    fn a_long_value_is_cut_between_two_letters() {
        let change = FieldChange::new("last_name", Some(&"ø".repeat(50)), Some(&"ø".repeat(51)));
        let Values { from, to } = change.values.unwrap();
        assert_eq!(from, Some("ø".repeat(50)));
        assert_eq!(to, Some(format!("{}…", "ø".repeat(48))));
    }
}
