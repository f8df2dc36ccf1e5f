//! A list of an organisation, and finding its entries by what people type.

use super::{Entry, closest::Names};
use crate::domain::{
    fault::{Code, Fault, shortened},
    text::{LONGEST, composed},
};
use std::collections::HashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How forgiving a look-up by name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// By id or exact name: programs.
    Exact,
    /// Case and accents are forgiven too: people typing into workbooks.
    Forgiving,
}

/// Longer texts, in bytes, are the name of no entry: a name has 100 characters.
const LONGEST_TYPED: usize = 1_200;

/// A list of an organisation, sorted by name, with its look-ups.
#[derive(Debug, Clone)]
pub struct List<E> {
    entries: Vec<E>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    /// `None` where two names differ in case or accents only: then there is no one right answer.
    by_folded_name: HashMap<String, Option<usize>>,
    folded: Names,
    /// Entries that are about to go, by their ids, with where their people are moved to.
    closed: HashMap<String, String>,
}

impl<E: Entry> List<E> {
    /// From the entries in any order.
    pub fn new(entries: Vec<E>) -> Self {
        let mut folded: Vec<(String, E)> = entries
            .into_iter()
            .map(|entry| (fold(entry.name()), entry))
            .collect();
        folded.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut list = Self {
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            by_folded_name: HashMap::new(),
            closed: HashMap::new(),
            folded: Names::new(folded.iter().map(|(name, _)| name.as_str())),
            entries: Vec::with_capacity(folded.len()),
        };
        for (at, (name, entry)) in folded.into_iter().enumerate() {
            list.by_id.insert(entry.id().to_owned(), at);
            list.by_name.insert(entry.name().to_owned(), at);
            list.by_folded_name
                .entry(name)
                .and_modify(|known| *known = None)
                .or_insert(Some(at));
            list.entries.push(entry);
        }
        list
    }

    /// Notes that an entry takes nobody any more: its people are being moved to another one.
    pub fn close(&mut self, id: String, moving_to: String) {
        self.closed.insert(id, moving_to);
    }

    /// Whether an entry takes people.
    pub fn is_open(&self, id: &str) -> bool {
        !self.closed.contains_key(id)
    }

    /// The entry that takes the people of this one: itself, or, while its people are moved to another one, that one. `None`: it is
    /// gone, or the other one takes nobody either.
    pub fn taking(&self, id: &str) -> Option<&E> {
        let taking = self.closed.get(id).map_or(id, String::as_str);
        self.get(id)
            .and(self.get(taking))
            .filter(|entry| self.is_open(entry.id()))
    }

    /// The entry that somebody is to be given: [`find`](Self::find) among those that take people. Of one that does not, the
    /// fault suggests the one its people are moved to.
    pub fn find_open(&self, text: &str, matching: Matching) -> Result<&E, Fault> {
        let entry = self.find(text, matching)?;
        self.require_open(entry)?;
        Ok(entry)
    }

    /// Refuses an entry that takes nobody any more, with the name of the one to take instead.
    ///
    /// # Errors
    ///
    /// The fault that says so.
    pub fn require_open(&self, entry: &E) -> Result<(), Fault> {
        let Some(to) = self.closed.get(entry.id()) else {
            return Ok(());
        };
        let value = shortened(entry.name());
        let instead = self.get(to).map(|to| to.name().to_owned());
        Err(Fault::at(E::FIELD, Code::BeingEmptied { value }).suggesting(instead))
    }

    /// The entry of somebody of whom nobody has said which: the first of these ids that takes people and may be given; without one,
    /// the first of the list that does.
    pub fn choose<'a>(
        &self,
        preferred: impl IntoIterator<Item = &'a Option<String>>,
        may_be_given: impl Fn(&E) -> bool,
    ) -> Option<&E> {
        let is_fine = |entry: &&E| self.is_open(entry.id()) && may_be_given(entry);
        let preferred = preferred.into_iter().flatten();
        preferred
            .filter_map(|id| self.get(id))
            .find(is_fine)
            .or_else(|| self.entries.iter().find(is_fine))
    }

    /// All entries, sorted by name.
    pub fn entries(&self) -> &[E] {
        &self.entries
    }

    /// By id.
    pub fn get(&self, id: &str) -> Option<&E> {
        self.by_id.get(id).map(|at| &self.entries[*at])
    }

    /// By id or name. An id goes before a name: settings keep ids, and nobody turns them to another entry by naming one
    /// like that. The fault suggests the entry that was probably meant.
    pub fn find(&self, text: &str, matching: Matching) -> Result<&E, Fault> {
        // Nearly every row of a workbook spells it right.
        let written = text.trim();
        if let Some(at) = self.by_id.get(written).or_else(|| self.by_name.get(written)) {
            return Ok(&self.entries[*at]);
        }
        // Before anything is normalised: marks by the thousand take seconds to put in order.
        if text.len() > LONGEST_TYPED {
            return Err(Self::unknown(text, None));
        }
        let text = composed(text.trim());
        let known = self.by_name.get(text.as_ref()).copied();
        let forgiven =
            || (matching == Matching::Forgiving).then(|| *self.by_folded_name.get(&fold(&text))?)?;
        if let Some(at) = known.or_else(forgiven) {
            return Ok(&self.entries[at]);
        }
        let suggestion = self
            .folded
            .closest(&fold(&text))
            .map(|at| self.entries[at].name().to_owned());
        Err(Self::unknown(&text, suggestion))
    }

    /// Whether any entry is called so, case and accents forgiven: one, or several between whom there is no right answer.
    pub fn has_like(&self, name: &str) -> bool {
        self.by_folded_name.contains_key(&fold(name))
    }

    /// The fault of a text that names none of them.
    pub(crate) fn unknown(text: &str, suggestion: Option<String>) -> Fault {
        Fault::at(E::FIELD, E::unknown(shortened(text))).suggesting(suggestion)
    }
}

/// Case, accents, width and needless spaces taken away, for comparing what people typed.
pub fn fold(text: &str) -> String {
    // No entry has so long a name.
    if text.len() > LONGEST {
        return text.to_owned();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
