//! The way of a draft through the rules of a user.

use super::{
    Draft, Profile, parse_person_name,
    person_name::{missing, parse_line, parse_mending},
    start_date::{self, How, Order},
};
use crate::domain::{
    fault::{Code, Fault, shortened},
    field::{Field, FieldKind, Fields, Need},
    identifier::{Country, Email, Phone, Refused, Username},
    language::Language,
    mending::{Mend, mend},
    organisation::{Entry, List, Matching, Organisation},
    repair::{RepairCode, Repaired},
};
use jiff::civil::Date;
use std::borrow::Cow;

/// Four times as many characters as the name of an entry has: no accent needs more than three marks.
const LONGEST_ENTRY: usize = 400;

/// How one type of identifier is shown, read, and read with what sticks to it.
type Parsers<T> = (
    fn(&T) -> &str,
    fn(&str) -> Result<T, Refused>,
    fn(&str) -> Result<(T, Option<Mend>), Refused>,
);

/// A draft that is being checked.
pub(super) struct Check<'a> {
    draft: &'a Draft,
    organisation: &'a Organisation,
    matching: Matching,
    /// The person as they are stored: what stays as it is there is taken as it is.
    known: Option<&'a Profile>,
    /// A username needs a phone beside it.
    needs_contact: bool,
    faults: Vec<Fault>,
    repairs: Vec<Repaired>,
}

impl<'a> Check<'a> {
    pub(super) fn new(
        draft: &'a Draft,
        organisation: &'a Organisation,
        matching: Matching,
        known: Option<&'a Profile>,
    ) -> Self {
        Self {
            draft,
            organisation,
            matching,
            known,
            needs_contact: true,
            faults: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// The same where a username is enough.
    pub(super) fn without_contact(self) -> Self {
        Self {
            needs_contact: false,
            ..self
        }
    }

    /// The profile or all faults, and what was put right.
    pub(super) fn run(mut self) -> (Result<Profile, Vec<Fault>>, Vec<Repaired>) {
        let profile = self.profile();
        (profile.ok_or(self.faults), self.repairs)
    }

    fn profile(&mut self) -> Option<Profile> {
        let lists = self.organisation;
        let first_name = self.person_name(Field::FirstName);
        let last_name = self.person_name(Field::LastName);
        let job_profile = self.entry(Field::JobProfile, &lists.job_profiles);
        let department = self.entry(Field::Department, &lists.departments);
        let permission_type = self.entry(Field::PermissionType, &lists.permission_types);
        let language = self.language();
        let placed_in = department.as_deref().and_then(|id| lists.departments.get(id));
        let email = self.email();
        let parsers: Parsers<Username> = (Username::as_str, Username::parse, Username::parse_mending);
        let known = self.known.and_then(|known| known.username.as_ref());
        let username = self.identifier(Field::Username, known, parsers);
        let phone = self.phone(lists.country_of(placed_in));
        self.require_contact();
        let start_date = self.start_date();
        let texts = Fields::from_fn(|field| match field.kind() {
            FieldKind::Text { most } => self.text(field, most),
            _ => None,
        });
        if !self.faults.is_empty() {
            return None;
        }
        Some(Profile {
            first_name: first_name?,
            last_name: last_name?,
            job_profile: job_profile?,
            department: department?,
            permission_type: permission_type?,
            language: language?,
            email,
            username,
            phone,
            start_date,
            texts,
        })
    }

    /// What is written in a field, if it is more than blanks.
    fn given(&self, field: Field) -> Option<&'a str> {
        self.draft.get(field).filter(|text| !text.trim().is_empty())
    }

    /// What was read, or nothing and its fault.
    fn take<T>(&mut self, field: Field, read: Result<T, Refused>) -> Option<T> {
        read.map_err(|refused| self.faults.push(refused.into_fault(field.name())))
            .ok()
    }

    fn repair(&mut self, field: Field, code: RepairCode, read_as: String) {
        self.repairs.push(Repaired {
            field: field.name(),
            typed: self.draft.get(field).unwrap_or_default().trim().to_owned(),
            code,
            read_as: Some(read_as),
        });
    }

    fn person_name(&mut self, field: Field) -> Option<String> {
        let text = self.draft.get(field);
        let is_known = || self.known.and_then(|known| known.text(field)).as_deref() == text;
        let read = match (text, self.matching) {
            (Some(text), _) if is_known() => Ok((text.to_owned(), None)),
            (_, Matching::Exact) => parse_person_name(field, text).map(|name| (name, None)),
            (_, Matching::Forgiving) => parse_mending(field, text),
        };
        let (name, mend) = read.map_err(|fault| self.faults.push(fault)).ok()?;
        if let Some(mend) = mend {
            self.repair(field, mend.repair(), name.clone());
        }
        Some(name)
    }

    /// A text that is just text.
    fn text(&mut self, field: Field, most: usize) -> Option<String> {
        let text = self.draft.get(field).unwrap_or_default();
        if self.known.and_then(|known| known.text(field)).as_deref() == Some(text) {
            return Some(text.to_owned());
        }
        let read = parse_line(field, text, most).and_then(|read| match (read, field.need()) {
            (None, Need::Required) => Err(missing(field)),
            (read, _) => Ok(read),
        });
        read.map_err(|fault| self.faults.push(fault)).ok()?
    }

    /// The id of an entry.
    fn entry<E: Entry>(&mut self, field: Field, list: &List<E>) -> Option<String> {
        let Some(text) = self.given(field).map(str::trim) else {
            self.faults.push(missing(field));
            return None;
        };
        let matching = self.matching;
        // Names have at most a hundred characters. What is far longer is not normalised, which takes time.
        let text = match text.char_indices().nth(LONGEST_ENTRY) {
            Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
            None => Cow::Borrowed(text),
        };
        // Who has an entry that is about to go may be changed otherwise meanwhile.
        let known = self.known.and_then(|known| known.text(field));
        let find = |text: &str| match list.find(text, matching) {
            Ok(entry) if known.as_deref() == Some(entry.id()) => Ok(entry),
            Ok(_) => list.find_open(text, matching),
            Err(fault) => Err(fault),
        };
        let fault = match find(&text) {
            Ok(entry) => return Some(entry.id().to_owned()),
            Err(fault) => fault,
        };
        // An entry may be called as strangely as it likes; only what is none is mended.
        let fault = match mend(&text).map(|(mended, _)| find(&mended)) {
            Some(Ok(entry)) if matching == Matching::Forgiving => return Some(entry.id().to_owned()),
            Some(Ok(entry)) => fault.suggesting(Some(entry.name().to_owned())),
            Some(Err(of_mended)) if fault.suggestion.is_none() => fault.suggesting(of_mended.suggestion),
            _ => fault,
        };
        self.faults.push(fault);
        None
    }

    /// The tag of a language that the organisation offers.
    fn language(&mut self) -> Option<String> {
        let field = Field::Language;
        let Some(text) = self.given(field).map(str::trim) else {
            self.faults.push(missing(field));
            return None;
        };
        let offered = &self.organisation.settings.languages;
        let tag = Language::parse(text).map(|language| language.tag().to_owned());
        let tag = tag.filter(|tag| offered.contains(tag));
        if tag.is_none() {
            let meant = Language::closest(text)
                .filter(|language| offered.iter().any(|tag| tag == language.tag()))
                .map(|language| language.own_name().to_owned());
            let code = Code::UnknownLanguage {
                value: shortened(text),
                known: offered.clone(),
            };
            let fault = Fault::at(field.name(), code);
            self.faults.push(fault.suggesting(meant));
        }
        tag
    }

    /// An e-mail or a username.
    fn identifier<T: Clone>(
        &mut self,
        field: Field,
        known: Option<&T>,
        (shown, parse, parse_mending): Parsers<T>,
    ) -> Option<T> {
        let text = self.given(field)?;
        let read = match (known, self.matching) {
            (Some(known), _) if text.trim() == shown(known) => Ok((known.clone(), None)),
            (_, Matching::Exact) => parse(text).map(|found| (found, None)),
            (_, Matching::Forgiving) => parse_mending(text),
        };
        let (found, mend) = self.take(field, read)?;
        if let Some(mend) = mend {
            self.repair(field, mend.repair(), shown(&found).to_owned());
        }
        Some(found)
    }

    /// The e-mail, and whether its domain is another one than was typed: the rest is kept as it was typed, or refused.
    fn email(&mut self) -> Option<Email> {
        let field = Field::Email;
        let repaired = self.repairs.len();
        let parsers: Parsers<Email> = (Email::as_str, Email::parse, Email::parse_mending);
        let known = self.known.and_then(|known| known.email.as_ref());
        let email = self.identifier(field, known, parsers)?;
        let typed = self.draft.get(field).unwrap_or_default().trim();
        if self.repairs.len() == repaired && email.has_other_domain_than(typed) {
            self.repair(field, RepairCode::DomainRewritten, email.to_string());
        }
        Some(email)
    }

    fn phone(&mut self, country: Option<Country>) -> Option<Phone> {
        let field = Field::Phone;
        let text = self.given(field)?;
        let read = match self.known.and_then(|known| known.phone.as_ref()) {
            Some(phone) if text.trim() == phone.as_str() => Ok((phone.clone(), None)),
            _ => Phone::parse_repairing(text, country),
        };
        let (phone, repair) = self.take(field, read)?;
        if let Some(repair) = repair {
            self.repair(field, repair.code(), phone.in_groups());
        }
        Some(phone)
    }

    /// The rule every road holds to: an e-mail, or a username and a phone. One that is there and wrong has its own fault,
    /// and does not hide that another is missing.
    fn require_contact(&mut self) {
        let is_given = |field| self.draft.is_given(field);
        let lacking = match (
            is_given(Field::Email),
            is_given(Field::Username),
            is_given(Field::Phone),
        ) {
            (true, _, _) | (false, true, true) => return,
            (false, true, false) if !self.needs_contact => return,
            (false, true, false) => Field::Phone,
            (false, false, true) => Field::Username,
            (false, false, false) => Field::Email,
        };
        self.faults.push(missing(lacking));
    }

    fn start_date(&mut self) -> Option<Date> {
        let field = Field::StartDate;
        let text = self.given(field)?;
        let order = Order::of_country(&self.organisation.settings.default_country);
        let known = self.known.and_then(|known| known.start_date);
        let read = match (known, self.matching) {
            (Some(day), _) if text == day.to_string() => Ok((day, How::AsWritten)),
            (_, Matching::Exact) => start_date::parse_exact(text, order).map(|day| (day, How::AsWritten)),
            (_, Matching::Forgiving) => start_date::parse(text, order),
        };
        let (day, how) = self.take(field, read)?;
        let code = match how {
            How::AsWritten => return Some(day),
            How::Rewritten => RepairCode::DateRewritten,
            How::DayFirst => RepairCode::DateDayFirst,
            How::MonthFirst => RepairCode::DateMonthFirst,
        };
        self.repair(field, code, day.to_string());
        Some(day)
    }
}
