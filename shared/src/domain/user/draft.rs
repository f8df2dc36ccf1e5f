//! A profile as somebody wrote it.

use super::{Profile, check::Check};
use crate::domain::{
    fault::Fault,
    field::{Field, FieldKind, Fields},
    organisation::{Matching, Naming, Organisation},
    repair::{RepairCode, Repaired},
    text::composed,
};
use serde::Deserialize;

/// A profile as somebody wrote it, on whichever road: the text of each field, nothing checked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Draft(Fields<Option<String>>);

impl Draft {
    /// A draft with what `text` gives for each field.
    pub fn from_fn(text: impl FnMut(Field) -> Option<String>) -> Self {
        Self(Fields::from_fn(text))
    }

    /// The text of a field, if there is any.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0[field].as_deref()
    }

    /// Whether more than blanks is written in a field.
    pub fn is_given(&self, field: Field) -> bool {
        self.get(field).is_some_and(|text| !text.trim().is_empty())
    }

    /// Writes a field, or empties it.
    pub fn set(&mut self, field: Field, text: Option<String>) {
        self.0[field] = text;
    }

    /// Takes the text out of a field.
    pub fn take(&mut self, field: Field) -> Option<String> {
        self.0[field].take()
    }

    /// The same draft with this text in a field.
    #[must_use]
    pub fn with(mut self, field: Field, text: &str) -> Self {
        self.set(field, Some(text.to_owned()));
        self
    }

    /// Checks every field against the rules of a user and the organisation's lists.
    ///
    /// All faults come at once; a profile only where there is none.
    pub fn check(&self, organisation: &Organisation, matching: Matching) -> Result<Profile, Vec<Fault>> {
        Check::new(self, organisation, matching, None).run().0
    }

    /// The same for somebody new whom a program or a form describes. Says what was put right: texts are taken as they are,
    /// but a phone is read as the country writes it, and a domain as mail systems do.
    pub fn check_new(&self, organisation: &Organisation) -> Result<(Profile, Vec<Repaired>), Vec<Fault>> {
        let (checked, repairs) = Check::new(self, organisation, Matching::Exact, None).run();
        Ok((checked?, repairs))
    }

    /// The same for somebody who is there: what stays as it was is not held to rules that came later.
    pub fn check_change(
        &self,
        organisation: &Organisation,
        before: &Profile,
    ) -> Result<(Profile, Vec<Repaired>), Vec<Fault>> {
        let (checked, repairs) = Check::new(self, organisation, Matching::Exact, Some(before)).run();
        Ok((checked?, repairs))
    }

    /// The same for what a directory says of somebody, who may be there: spellings are forgiven, and a username needs no phone beside
    /// it, since somebody hands over a one-time password.
    pub fn check_provisioned(
        &self,
        organisation: &Organisation,
        before: Option<&Profile>,
    ) -> Result<Profile, Vec<Fault>> {
        let check = Check::new(self, organisation, Matching::Forgiving, before);
        check.without_contact().run().0
    }

    /// The same for what people typed into a workbook: case and accents of list names are forgiven, and a phone gets
    /// back what the spreadsheet took. Says what was put right.
    pub fn check_forgiving(
        &self,
        organisation: &Organisation,
    ) -> (Result<Profile, Vec<Fault>>, Vec<Repaired>) {
        let (checked, mut repairs) = Check::new(self, organisation, Matching::Forgiving, None).run();
        if let Ok(profile) = &checked {
            let entries = Field::ALL
                .into_iter()
                .filter(|field| field.kind() == FieldKind::Entry);
            let matched = entries.filter_map(|field| self.name_matched(field, profile, organisation));
            repairs.extend(matched);
        }
        (checked, repairs)
    }

    /// That an entry of a list was found although its name was written otherwise.
    fn name_matched(&self, field: Field, profile: &Profile, organisation: &Organisation) -> Option<Repaired> {
        let id = profile.text(field)?;
        let name = organisation.entry_name(field, &id)?;
        let typed = self.get(field).unwrap_or_default();
        if typed == name {
            return None;
        }
        let typed = composed(typed.trim());
        if typed == name || typed == id {
            return None;
        }
        Some(Repaired {
            field: field.name(),
            code: RepairCode::NameMatched,
            read_as: Some(name.to_owned()),
            typed: typed.into_owned(),
        })
    }
}
