//! What the rows of a file were seen to have: identifiers, one-time passwords and names, to tell which stand twice.

use crate::row::Checked;
use rollcall::domain::{
    identifier::Identifier,
    password,
    user::{self, Profile},
};
use std::collections::HashMap;

/// The row of the file in which each identifier and each one-time password was seen first, by a hash of its canonical
/// form: a file of a million rows keeps some tens of megabytes here.
/// With them is the name in each row, cut short, for who is there twice under another name.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    rows: HashMap<u64, u32>,
    names: String,
    /// Rows in ascending order, each with where its name begins.
    starts: Vec<(u32, u32)>,
}

impl Seen {
    fn hash(field: &str, text: &str) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (field, text).hash(&mut hasher);
        hasher.finish()
    }

    fn key(identifier: &Identifier) -> u64 {
        Self::hash(identifier.field(), &identifier.canonical())
    }

    /// Notes a row's one-time password, or says which earlier row has the same.
    pub(crate) fn note_one_time(&mut self, row: u32, text: Option<&str>) -> Option<u32> {
        let first = *self
            .rows
            .entry(Self::hash("one_time_password", &password::spelled(text?)))
            .or_insert(row);
        (first != row).then_some(first)
    }

    /// Notes a row whose outcome is on record already.
    pub(crate) fn note_recorded(&mut self, checked: &Checked) {
        if let Ok((profile, one_time)) = &checked.result
            && self.note(checked.number, profile).is_ok()
        {
            self.note_one_time(checked.number, one_time.as_deref());
        }
    }

    /// Notes a row's identifiers, or says which of them an earlier row has.
    pub(crate) fn note(&mut self, row: u32, profile: &Profile) -> Result<(), Twice> {
        let identifiers = profile.identifiers();
        let name = [short(&profile.first_name), short(&profile.last_name)];
        let twice = identifiers
            .iter()
            .find_map(|one| Some((one, *self.rows.get(&Self::key(one))?)));
        if let Some((identifier, first)) = twice {
            return Err(Twice {
                identifier: identifier.clone(),
                row: first,
                is_other_name: self
                    .name(first)
                    .is_some_and(|first| user::are_different_names(name, first)),
            });
        }
        self.rows
            .extend(identifiers.iter().map(|one| (Self::key(one), row)));
        let start = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.starts.push((row, start));
        self.names.extend([name[0], "\n", name[1], "\n"]);
        Ok(())
    }

    /// First and last name in a row that was noted.
    fn name(&self, row: u32) -> Option<[&str; 2]> {
        let at = self.starts.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        let start = usize::try_from(self.starts[at].1).ok()?;
        let mut lines = self.names.get(start..)?.split('\n');
        Some([lines.next()?, lines.next()?])
    }
}

/// As much of a name as is kept to compare it, on a boundary of characters.
fn short(name: &str) -> &str {
    const KEPT: usize = 24;
    &name[..name.floor_char_boundary(KEPT)]
}

/// An identifier that an earlier row has too.
pub(crate) struct Twice {
    pub(crate) identifier: Identifier,
    pub(crate) row: u32,
    /// Whether the earlier row is about somebody of another name.
    pub(crate) is_other_name: bool,
}
