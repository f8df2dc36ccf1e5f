//! A profile as somebody wrote it, and its way through the rules of a user.

use super::{
    Profile, parse_person_name, person_name,
    start_date::{self, How, Order},
};
use crate::domain::{
    fault::{Fault, quoted},
    identifier::{Email, Phone, PhoneRepair, Refused, Username},
    mending::{Mend, mend},
    organisation::{Entry, Matching, Organisation},
    text::composed,
};
use jiff::civil::Date;
use std::borrow::Cow;

/// What was put right in a field while it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The field.
    pub field: &'static str,
    /// What stood there.
    pub typed: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// For a person.
    pub detail: String,
    /// What it was read as, where that is not plain from the code.
    pub read_as: Option<String>,
}

/// A profile as somebody wrote it, on whichever road: text, nothing checked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Id or name.
    pub job_profile: Option<String>,
    /// Id or name.
    pub department: Option<String>,
    /// Id or name.
    pub permission_type: Option<String>,
    /// Tag (or, forgivingly, name) of a language.
    pub language: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Username.
    pub username: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// ISO 8601 date.
    pub start_date: Option<String>,
}

fn entry<E: Entry>(
    list: &crate::domain::organisation::List<E>,
    called: &str,
    text: Option<&str>,
    matching: Matching,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        faults.push(Fault::new(E::FIELD, "required", format!("{called} is missing.")));
        return None;
    };
    // Names have at most a hundred characters. What is far longer is not normalised, which takes time.
    let text = match text.char_indices().nth(LONGEST_ENTRY) {
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
        None => Cow::Borrowed(text),
    };
    let fault = match list.find(&text, matching) {
        Ok(entry) => return Some(entry.id().to_owned()),
        Err(fault) => fault,
    };
    // An entry may be called as strangely as it likes; only what is none is mended.
    let fault = match mend(&text).map(|(mended, _)| list.find(&mended, matching)) {
        Some(Ok(entry)) if matching == Matching::Forgiving => return Some(entry.id().to_owned()),
        Some(Ok(entry)) => fault.suggesting(Some(entry.name().to_owned())),
        Some(Err(of_mended)) if fault.suggestion.is_none() => fault.suggesting(of_mended.suggestion),
        _ => fault,
    };
    faults.push(fault);
    None
}

/// Four times as many characters as the name of an entry has: no accent needs more than three marks.
const LONGEST_ENTRY: usize = 400;

fn contact<T>(
    field: &'static str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Refused>,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    parse(text)
        .map_err(|refused| faults.push(refused.into_fault(field)))
        .ok()
}

/// A name; one that stays as it is in the store is taken as it is.
fn person_name(
    (field, called): (&'static str, &str),
    text: Option<&str>,
    known: Option<&str>,
    matching: Matching,
    faults: &mut Vec<Fault>,
    mended: &mut Vec<Repaired>,
) -> Option<String> {
    let read = match (text, matching) {
        (Some(text), _) if Some(text) == known => Ok((text.to_owned(), None)),
        (_, Matching::Exact) => parse_person_name(field, called, text).map(|name| (name, None)),
        (_, Matching::Forgiving) => person_name::parse_mending(field, called, text),
    };
    let (name, mend) = read.map_err(|fault| faults.push(fault)).ok()?;
    mended.extend(mend.map(|mend| repaired(field, mend, text, &name)));
    Some(name)
}

/// How a kind of identifier is shown, read, and read with what sticks to it.
type Kind<T> = (
    fn(&T) -> &str,
    fn(&str) -> Result<T, Refused>,
    fn(&str) -> Result<(T, Option<Mend>), Refused>,
);

/// An e-mail or a username; one that stays as it is in the store is taken as it is.
fn identifier<T: Clone>(
    field: &'static str,
    typed: Option<&str>,
    known: Option<&T>,
    matching: Matching,
    (shown, parse, parse_mending): Kind<T>,
    faults: &mut Vec<Fault>,
    mended: &mut Vec<Repaired>,
) -> Option<T> {
    let read = |text: &str| match (known, matching) {
        (Some(known), _) if text.trim() == shown(known) => Ok((known.clone(), None)),
        (_, Matching::Exact) => parse(text).map(|found| (found, None)),
        (_, Matching::Forgiving) => parse_mending(text),
    };
    let (found, mend) = contact(field, typed, read, faults)?;
    mended.extend(mend.map(|mend| repaired(field, mend, typed, shown(&found))));
    Some(found)
}

impl Draft {
    /// Checks every field against the rules of a user and the organisation's lists.
    ///
    /// All faults come at once; a profile only where there is none.
    pub fn check(&self, organisation: &Organisation, matching: Matching) -> Result<Profile, Vec<Fault>> {
        self.check_all(organisation, matching, None, &mut Put::default())
    }

    /// The same for somebody new whom a program or a form describes. Says what was put right: texts are taken as they are,
    /// but a phone is read as the country writes it, and a domain as mail systems do.
    pub fn check_new(&self, organisation: &Organisation) -> Result<(Profile, Vec<Repaired>), Vec<Fault>> {
        let mut put = Put::default();
        let profile = self.check_all(organisation, Matching::Exact, None, &mut put)?;
        Ok((profile, put.into_repairs(self)))
    }

    /// The same for somebody who is there: what stays as it was is not held to rules that came later.
    pub fn check_change(
        &self,
        organisation: &Organisation,
        before: &Profile,
    ) -> Result<(Profile, Vec<Repaired>), Vec<Fault>> {
        let mut put = Put::default();
        let profile = self.check_all(organisation, Matching::Exact, Some(before), &mut put)?;
        Ok((profile, put.into_repairs(self)))
    }

    /// The same for what people typed into a workbook: case and accents of list names are forgiven, and a phone gets
    /// back what the spreadsheet took. Says what was put right.
    pub fn check_forgiving(
        &self,
        organisation: &Organisation,
    ) -> (Result<Profile, Vec<Fault>>, Vec<Repaired>) {
        let mut put = Put::default();
        let checked = self.check_all(organisation, Matching::Forgiving, None, &mut put);
        let mut repairs = put.into_repairs(self);
        if let Ok(profile) = &checked {
            let mut compare = |field: &'static str, typed: &Option<String>, id: &str, name: Option<&str>| {
                if typed.as_deref() == name {
                    return;
                }
                let typed = composed(typed.as_deref().unwrap_or_default().trim());
                if let Some(name) = name.filter(|name| *name != typed && id != typed) {
                    let detail = format!("{} was read as {}.", quoted(&typed), quoted(name));
                    repairs.push(Repaired {
                        field,
                        typed: typed.into_owned(),
                        code: "name_matched",
                        detail,
                        read_as: Some(name.to_owned()),
                    });
                }
            };
            let lists = organisation;
            let found = lists.job_profiles.get(&profile.job_profile).map(Entry::name);
            compare("job_profile", &self.job_profile, &profile.job_profile, found);
            let found = lists.departments.get(&profile.department).map(Entry::name);
            compare("department", &self.department, &profile.department, found);
            let found = lists
                .permission_types
                .get(&profile.permission_type)
                .map(Entry::name);
            compare(
                "permission_type",
                &self.permission_type,
                &profile.permission_type,
                found,
            );
        }
        (checked, repairs)
    }

    fn check_all(
        &self,
        organisation: &Organisation,
        matching: Matching,
        known: Option<&Profile>,
        put: &mut Put,
    ) -> Result<Profile, Vec<Fault>> {
        let mut faults = Vec::new();
        let first_name = person_name(
            ("first_name", "First name"),
            self.first_name.as_deref(),
            known.map(|known| known.first_name.as_str()),
            matching,
            &mut faults,
            &mut put.mended,
        );
        let last_name = person_name(
            ("last_name", "Last name"),
            self.last_name.as_deref(),
            known.map(|known| known.last_name.as_str()),
            matching,
            &mut faults,
            &mut put.mended,
        );
        let [job_profile, department, permission_type] =
            self.check_places(organisation, matching, &mut faults);
        let language = self
            .check_language(organisation)
            .map_err(|fault| faults.push(fault))
            .ok();
        let country = organisation.country_of(
            department
                .as_deref()
                .and_then(|id| organisation.departments.get(id)),
        );
        let known_email = known.and_then(|known| known.email.as_ref());
        let email = self.check_email(known_email, matching, &mut faults, &mut put.mended);
        let username = identifier(
            "username",
            self.username.as_deref(),
            known.and_then(|known| known.username.as_ref()),
            matching,
            (Username::as_str, Username::parse, Username::parse_mending),
            &mut faults,
            &mut put.mended,
        );
        let known_phone = known.and_then(|known| known.phone.as_ref());
        let read_phone = |text: &str| match known_phone {
            Some(phone) if text.trim() == phone.as_str() => Ok((phone.clone(), None)),
            _ => Phone::parse_repairing(text, country),
        };
        let phone =
            contact("phone", self.phone.as_deref(), read_phone, &mut faults).map(|(phone, repair)| {
                put.phone = repair.map(|repair| (repair, phone.clone()));
                phone
            });
        // One that is there and wrong has its own fault, and does not hide that another is missing.
        let [has_email, has_username, has_phone] = [&self.email, &self.username, &self.phone]
            .map(|text| text.as_deref().is_some_and(|text| !text.trim().is_empty()));
        faults.extend(missing_contact(has_email, has_username, has_phone));
        let known_date = known.and_then(|known| known.start_date);
        let start_date = self.check_start_date(organisation, matching, known_date, &mut faults, put);
        match (
            first_name,
            last_name,
            job_profile,
            department,
            permission_type,
            language,
        ) {
            (
                Some(first_name),
                Some(last_name),
                Some(job_profile),
                Some(department),
                Some(permission_type),
                Some(language),
            ) if faults.is_empty() => Ok(Profile {
                first_name,
                last_name,
                job_profile,
                department,
                permission_type,
                language,
                email,
                username,
                phone,
                start_date,
            }),
            _ => Err(faults),
        }
    }

    /// The e-mail, and whether its domain is another one than was typed: the rest is kept as it was typed, or refused.
    fn check_email(
        &self,
        known: Option<&Email>,
        matching: Matching,
        faults: &mut Vec<Fault>,
        mended: &mut Vec<Repaired>,
    ) -> Option<Email> {
        let typed = self.email.as_deref();
        let mut put_right = Vec::new();
        let email = identifier(
            "email",
            typed,
            known,
            matching,
            (Email::as_str, Email::parse, Email::parse_mending),
            faults,
            &mut put_right,
        )?;
        let typed = typed.unwrap_or_default().trim();
        if put_right.is_empty() && email.has_other_domain_than(typed) {
            put_right.push(Repaired {
                field: "email",
                typed: typed.to_owned(),
                code: "domain_rewritten",
                detail: format!(
                    "{} was read as {}: its domain held characters that no domain has.",
                    quoted(typed),
                    quoted(email.as_str())
                ),
                read_as: Some(email.to_string()),
            });
        }
        mended.append(&mut put_right);
        Some(email)
    }

    fn check_places(
        &self,
        organisation: &Organisation,
        matching: Matching,
        faults: &mut Vec<Fault>,
    ) -> [Option<String>; 3] {
        let job_profile = entry(
            &organisation.job_profiles,
            "Job profile",
            self.job_profile.as_deref(),
            matching,
            faults,
        );
        let department = entry(
            &organisation.departments,
            "Department",
            self.department.as_deref(),
            matching,
            faults,
        );
        let permission_type = entry(
            &organisation.permission_types,
            "Permission type",
            self.permission_type.as_deref(),
            matching,
            faults,
        );
        [job_profile, department, permission_type]
    }

    fn check_start_date(
        &self,
        organisation: &Organisation,
        matching: Matching,
        known: Option<Date>,
        faults: &mut Vec<Fault>,
        put: &mut Put,
    ) -> Option<Date> {
        let order = Order::of_country(&organisation.settings.default_country);
        let read = |text: &str| match (known, matching) {
            (Some(day), _) if text == day.to_string() => Ok((day, How::AsWritten)),
            (_, Matching::Exact) => start_date::parse_exact(text, order).map(|day| (day, How::AsWritten)),
            (_, Matching::Forgiving) => start_date::parse(text, order),
        };
        let (day, how) = contact("start_date", self.start_date.as_deref(), read, faults)?;
        put.date = (how != How::AsWritten).then_some((day, how));
        Some(day)
    }

    fn check_language(&self, organisation: &Organisation) -> Result<String, Fault> {
        let text = self.language.as_deref().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(Fault::new("language", "required", "Language is missing."));
        }
        let offered = &organisation.settings.languages;
        crate::domain::language::Language::parse(text)
            .map(|language| language.tag().to_owned())
            .filter(|tag| offered.contains(tag))
            .ok_or_else(|| {
                let meant = crate::domain::language::Language::closest(text)
                    .filter(|language| offered.iter().any(|tag| tag == language.tag()))
                    .map(|language| language.own_name().to_owned());
                let detail = match &meant {
                    Some(name) => format!(
                        "{} is not a language of this organisation; did you mean {}?",
                        quoted(text),
                        quoted(name)
                    ),
                    None => format!(
                        "{} is not a language of this organisation; use one of {}.",
                        quoted(text),
                        offered.join(", ")
                    ),
                };
                Fault::new("language", "unknown_language", detail).suggesting(meant)
            })
    }
}

/// A text that was spoilt, and how it was read.
fn repaired(field: &'static str, mend: Mend, typed: Option<&str>, read_as: &str) -> Repaired {
    let typed = typed.unwrap_or_default().trim();
    Repaired {
        field,
        typed: typed.to_owned(),
        code: mend.code(),
        detail: format!(
            "{} was read as {}: {}.",
            quoted(typed),
            quoted(read_as),
            mend.detail()
        ),
        read_as: Some(read_as.to_owned()),
    }
}

/// What was put right beside names of lists.
#[derive(Debug, Default)]
struct Put {
    mended: Vec<Repaired>,
    phone: Option<(PhoneRepair, Phone)>,
    date: Option<(Date, How)>,
}

impl Put {
    fn into_repairs(self, draft: &Draft) -> Vec<Repaired> {
        let typed = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let mut repairs = self.mended;
        if let Some((day, how)) = self.date {
            let (code, why) = match how {
                How::DayFirst => (
                    "date_day_first",
                    ": in the organisation's country the day comes first",
                ),
                How::MonthFirst => (
                    "date_month_first",
                    ": in the organisation's country the month comes first",
                ),
                How::AsWritten | How::Rewritten => ("date_rewritten", ""),
            };
            repairs.push(Repaired {
                field: "start_date",
                typed: typed(&draft.start_date),
                code,
                detail: format!("The date was read as {day}{why}."),
                read_as: Some(day.to_string()),
            });
        }
        if let Some((repair, phone)) = self.phone {
            let typed = typed(&draft.phone);
            repairs.push(Repaired {
                field: "phone",
                code: repair.code(),
                detail: repair.detail(&typed, &phone),
                read_as: Some(phone.in_groups()),
                typed,
            });
        }
        repairs
    }
}

/// The rule every road holds to: an e-mail, or a username and a phone.
fn missing_contact(email: bool, username: bool, phone: bool) -> Vec<Fault> {
    const RULE: &str = "Give an e-mail, or a username and a phone.";
    match (email, username, phone) {
        (true, _, _) | (false, true, true) => Vec::new(),
        (false, true, false) => vec![Fault::new("phone", "required", RULE)],
        (false, false, true) => vec![Fault::new("username", "required", RULE)],
        (false, false, false) => vec![Fault::new("email", "required", RULE)],
    }
}
