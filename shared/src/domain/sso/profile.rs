//! The profile that follows from what a provider says of somebody.
//!
//! It is held to the rules of every road, and spellings are forgiven as in a workbook. A value that does not hold keeps nobody out:
//! it is left out, and noted.

use super::{
    claims::Claims,
    connection::Connection,
    mapping::{FIELDS, Said, standard},
    placement::Placement,
};
use crate::domain::{
    fault::{Also, Code, Fault},
    field::Field,
    identifier::Email,
    organisation::{Matching, Organisation},
    user::{Draft, Profile, User, parse_person_name},
};
use std::borrow::Cow;

/// What a provider says of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The field.
    pub field: Field,
    /// The claim that says it.
    pub claim: String,
    /// What it says; `None`: nothing.
    pub text: Option<String>,
    /// Why it is left out.
    pub fault: Option<Fault>,
}

/// A profile, and what became of each claim that a connection names.
#[derive(Debug)]
pub struct Drawn {
    /// `None`: what is needed is not there.
    pub profile: Option<Profile>,
    /// In the order of [`FIELDS`].
    pub given: Vec<Given>,
}

impl Drawn {
    /// What is left out, for the log: fields and codes, and nothing that anybody is called.
    pub fn left_out(&self) -> Vec<String> {
        let faulty = self.given.iter().filter_map(|given| {
            let code = given.fault.as_ref()?.code.as_str();
            Some(format!("{}: {code}", given.field.name()))
        });
        faulty.collect()
    }

    /// Notes why what is said of a field is left out.
    pub fn leave_out(&mut self, field: Field, fault: Fault) {
        if let Some(given) = self.given.iter_mut().find(|given| given.field == field) {
            given.fault = Some(fault);
        }
    }
}

/// What a connection's claims say, of the fields that it names a claim for or keeps in step, and those that the standard says.
fn read(connection: &Connection, claims: &Claims) -> Vec<Given> {
    let named = |field: Field| connection.claims.get(field).or(standard(field));
    let fields = FIELDS.into_iter();
    fields
        .filter_map(|field| named(field).map(|claim| (field, claim)))
        .map(|(field, claim)| {
            let (text, fault) = match claims.said(claim) {
                Said::Nothing => (None, None),
                Said::Text(text) => (Some(text), None),
                Said::NoText => {
                    let code = Code::NotText {
                        also: Also::default(),
                    };
                    (None, Some(Fault::at(field.name(), code)))
                }
            };
            Given {
                field,
                claim: claim.to_owned(),
                text,
                fault,
            }
        })
        .collect()
}

/// The text of a field as it is to be checked: names out of the whole name where there are no others, of a language its first part.
fn text_of(given: &[Given], connection: &Connection, claims: &Claims, field: Field) -> Option<String> {
    let said = given.iter().find(|given| given.field == field)?.text.clone();
    match field {
        Field::FirstName | Field::LastName => {
            let own = connection.claims.get(field).and(said.clone());
            let [first, last] = claims.name().map_or([None, None], |names| names.map(Some));
            own.or(if field == Field::FirstName { first } else { last })
        }
        Field::Language => said.map(|text| {
            let first = text.split(['-', '_']).next().unwrap_or_default();
            first.to_ascii_lowercase()
        }),
        _ => said,
    }
}

/// First and last name, as the connection's claims say them. `None`: the provider names nobody by a name that a user may have.
pub fn names(connection: &Connection, claims: &Claims) -> Option<[String; 2]> {
    let given = read(connection, claims);
    let name = |field| {
        let text = text_of(&given, connection, claims, field)?;
        parse_person_name(field, Some(&text)).ok()
    };
    Some([name(Field::FirstName)?, name(Field::LastName)?])
}

/// Somebody new: what is said of them, and where they belong as the connection's defaults say. `email`: one that counts, without which
/// nobody is created.
pub fn of_somebody_new(
    organisation: &Organisation,
    connection: &Connection,
    claims: &Claims,
    email: Option<&Email>,
) -> Drawn {
    let given = read(connection, claims);
    let mut drawn = Drawn { profile: None, given };
    let Some(placement) = Placement::of(organisation, connection) else {
        return drawn;
    };
    let fallback = |field: Field| match field {
        Field::Department => Some(placement.department.clone()),
        Field::JobProfile => Some(placement.job_profile.clone()),
        Field::PermissionType => Some(placement.permission_type.clone()),
        Field::Email => email.map(|email| email.as_str().to_owned()),
        Field::Language => Some(organisation.settings.default_language.clone()),
        Field::FirstName => claims.name().map(|[first, _]| first),
        Field::LastName => claims.name().map(|[_, last]| last),
        _ => None,
    };
    if email.is_none() {
        drawn.leave_out(Field::Email, Fault::at(Field::Email.name(), Code::NotVouchedFor));
    }
    let taken: Vec<Field> = FIELDS
        .into_iter()
        .filter(|field| *field != Field::Email)
        .collect();
    let draft = Draft::from_fn(fallback);
    check(
        &mut drawn,
        organisation,
        (connection, claims),
        &draft,
        &taken,
        None,
    );
    drawn
}

/// Somebody who is there: with what the connection keeps in step, and all else as it is. `email`: one that counts.
pub fn in_step(
    organisation: &Organisation,
    connection: &Connection,
    claims: &Claims,
    user: &User,
    email: Option<&Email>,
) -> Drawn {
    let given = read(connection, claims);
    let mut drawn = Drawn { profile: None, given };
    let mut taken = Vec::new();
    let settings = &organisation.settings.integration;
    let of_directory = |field: &Field| {
        let provisioned = user.provisioned.as_ref();
        settings.keeps(*field) && provisioned.is_some_and(|it| it.fields.contains(field))
    };
    let kind = organisation.permission_types.get(&user.profile.permission_type);
    let has_rights = kind.is_some_and(|kind| !kind.capabilities.is_empty());
    let synced = FIELDS.into_iter().filter(|field| connection.keeps(*field));
    for field in synced {
        let code = if of_directory(&field) {
            Code::KeptInSync
        } else if field == Field::Department && has_rights {
            // Where somebody manages people is nothing that a provider decides.
            Code::ComesWithRights
        } else if field == Field::Email && email.is_none() {
            Code::NotVouchedFor
        } else {
            taken.push(field);
            continue;
        };
        drawn.leave_out(field, Fault::at(field.name(), code));
    }
    let draft = Draft::from_fn(|field| user.profile.text(field).map(Cow::into_owned));
    let known = Some(&user.profile);
    check(
        &mut drawn,
        organisation,
        (connection, claims),
        &draft,
        &taken,
        known,
    );
    drawn
}

/// Lays what is said over a draft, field by field, and leaves out what does not hold.
fn check(
    drawn: &mut Drawn,
    organisation: &Organisation,
    (connection, claims): (&Connection, &Claims),
    draft: &Draft,
    taken: &[Field],
    known: Option<&Profile>,
) {
    let mut wanted = draft.clone();
    for field in taken {
        // Entries are looked up here: an unknown one is no fault of a profile that is there.
        let text = text_of(&drawn.given, connection, claims, *field);
        let Some(text) = text else { continue };
        match entry(organisation, *field, &text) {
            Ok(text) => wanted.set(*field, Some(text)),
            Err(fault) => drawn.leave_out(*field, fault),
        }
    }
    let faults = match wanted.check_provisioned(organisation, known) {
        Ok(profile) => {
            drawn.profile = Some(profile);
            return;
        }
        Err(faults) => faults,
    };
    for fault in faults {
        let Some(field) = taken.iter().find(|field| field.name() == fault.field()) else {
            continue;
        };
        wanted.set(*field, draft.get(*field).map(str::to_owned));
        drawn.leave_out(*field, fault);
    }
    drawn.profile = wanted.check_provisioned(organisation, known).ok();
}

/// The id of the entry that a text names, where the field names one.
fn entry(organisation: &Organisation, field: Field, text: &str) -> Result<String, Fault> {
    let found = match field {
        Field::Department => organisation
            .departments
            .find_open(text, Matching::Forgiving)
            .map(|entry| entry.id.clone()),
        Field::JobProfile => organisation
            .job_profiles
            .find_open(text, Matching::Forgiving)
            .map(|entry| entry.id.clone()),
        _ => return Ok(text.to_owned()),
    };
    found.map_err(|fault| Fault {
        pointer: format!("/{}", field.name()),
        ..fault
    })
}

#[cfg(test)]
mod tests;
