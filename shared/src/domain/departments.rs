//! Sets of departments: those that somebody manages.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Departments by their ids. Stored as one id, or as a list where there are several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Departments(BTreeSet<String>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    One(String),
    Several(BTreeSet<String>),
}

impl From<Stored> for Departments {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::One(id) => Self::of(&id),
            Stored::Several(ids) => Self(ids),
        }
    }
}

impl From<Departments> for Stored {
    fn from(departments: Departments) -> Self {
        let mut ids = departments.0;
        match (ids.pop_first(), ids.is_empty()) {
            (Some(only), true) => Self::One(only),
            (first, _) => {
                ids.extend(first);
                Self::Several(ids)
            }
        }
    }
}

impl Departments {
    /// None.
    pub const NONE: Self = Self(BTreeSet::new());

    /// One.
    pub fn of(id: &str) -> Self {
        Self(BTreeSet::from([id.to_owned()]))
    }

    /// Whether one is among them.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// Each of them, in the order of their ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are among others, too.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self(self.0.intersection(&others.0).cloned().collect())
    }

    /// Whether others hold all of these.
    pub fn is_within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// Those that are in one of both sets and not in the other.
    #[must_use]
    pub fn difference_to(&self, others: &Self) -> Self {
        Self(self.0.symmetric_difference(&others.0).cloned().collect())
    }
}

impl<S: Into<String>> FromIterator<S> for Departments {
    fn from_iter<I: IntoIterator<Item = S>>(ids: I) -> Self {
        Self(ids.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_is_stored_as_it_always_was_and_several_as_a_list() {
        for (ids, stored) in [
            (vec!["d_1"], json!("d_1")),
            (vec!["d_2", "d_1", "d_2"], json!(["d_1", "d_2"])),
            (vec![], json!([])),
        ] {
            let departments: Departments = ids.into_iter().collect();
            assert_eq!(serde_json::to_value(&departments).unwrap(), stored);
            assert_eq!(
                serde_json::from_value::<Departments>(stored).unwrap(),
                departments
            );
        }
    }

    #[test]
    fn sets_are_compared_whole() {
        let [both, one, other, none] = [vec!["d_1", "d_2"], vec!["d_1"], vec!["d_3"], vec![]]
            .map(|ids| ids.into_iter().collect::<Departments>());
        assert_eq!((both.and(&one), both.and(&other)), (one.clone(), none.clone()));
        assert!(one.is_within(&both) && !both.is_within(&one) && none.is_within(&other));
        assert_eq!(both.difference_to(&one), Departments::of("d_2"));
        assert!(both.difference_to(&both).is_empty());
    }
}
