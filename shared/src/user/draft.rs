//! A profile as somebody wrote it, and its way through the rules of a user.

use super::{
    LONGEST_NAME, Profile,
    start_date::{self, How, Order},
};
use crate::{
    fault::{Fault, quoted},
    identifier::{Email, Phone, PhoneRepair, Refused, Username},
    organisation::{Entry, Matching, Organisation},
    text::composed,
};
use jiff::civil::Date;

/// What was put right in a field by [`Draft::check_forgiving`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The field.
    pub field: &'static str,
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

/// Reads a person's name: 1 to 100 characters on one line.
pub fn parse_person_name(field: &'static str, called: &str, text: Option<&str>) -> Result<String, Fault> {
    let name = text.unwrap_or_default().trim_matches(is_blank);
    let name = composed(name).into_owned();
    if name.is_empty() {
        return Err(Fault::new(field, "required", format!("{called} is missing.")));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Fault::new(
            field,
            "too_long",
            format!("{called} is longer than {LONGEST_NAME} characters."),
        ));
    }
    if name
        .chars()
        .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'))
    {
        return Err(Fault::new(
            field,
            "control_character",
            format!(
                "{called} holds a line break or an invisible control character; type it again on one line."
            ),
        ));
    }
    let is_link = || {
        let folded = name.to_lowercase();
        folded.contains("http://") || folded.contains("https://") || folded.starts_with("www.")
    };
    if name.contains(['/', '.']) && is_link() {
        return Err(Fault::new(
            field,
            "looks_like_a_link",
            format!("{called} looks like a web address, not like a name."),
        ));
    }
    Ok(name)
}

/// White space, and what takes no room on the screen at the edge of a cell.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn entry<E: Entry>(
    list: &crate::organisation::List<E>,
    called: &str,
    text: Option<&str>,
    matching: Matching,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => faults.push(Fault::new(E::FIELD, "required", format!("{called} is missing."))),
        Some(text) => match list.find(text, matching) {
            Ok(entry) => return Some(entry.id().to_owned()),
            Err(fault) => faults.push(fault),
        },
    }
    None
}

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

impl Draft {
    /// Checks every field against the rules of a user and the organisation's lists.
    ///
    /// All faults come at once; a profile only where there is none.
    pub fn check(&self, organisation: &Organisation, matching: Matching) -> Result<Profile, Vec<Fault>> {
        self.check_all(organisation, matching, &mut Put::default())
    }

    /// The same for what people typed into a workbook: case and accents of list names are forgiven, and a phone gets
    /// back what the spreadsheet took. Says what was put right.
    pub fn check_forgiving(
        &self,
        organisation: &Organisation,
    ) -> (Result<Profile, Vec<Fault>>, Vec<Repaired>) {
        let mut put = Put::default();
        let checked = self.check_all(organisation, Matching::Forgiving, &mut put);
        let mut repairs = Vec::new();
        if let Some((day, how)) = put.date {
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
                code,
                detail: format!("The date was read as {day}{why}."),
                read_as: Some(day.to_string()),
            });
        }
        if let Some((repair, phone)) = &put.phone {
            repairs.push(Repaired {
                field: "phone",
                code: repair.code(),
                detail: repair.detail(phone),
                read_as: Some(phone.in_groups()),
            });
        }
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
        put: &mut Put,
    ) -> Result<Profile, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut keep = |name: Result<String, Fault>| name.map_err(|fault| faults.push(fault)).ok();
        let first_name = keep(parse_person_name(
            "first_name",
            "First name",
            self.first_name.as_deref(),
        ));
        let last_name = keep(parse_person_name(
            "last_name",
            "Last name",
            self.last_name.as_deref(),
        ));
        let job_profile = entry(
            &organisation.job_profiles,
            "Job profile",
            self.job_profile.as_deref(),
            matching,
            &mut faults,
        );
        let department = entry(
            &organisation.departments,
            "Department",
            self.department.as_deref(),
            matching,
            &mut faults,
        );
        let permission_type = entry(
            &organisation.permission_types,
            "Permission type",
            self.permission_type.as_deref(),
            matching,
            &mut faults,
        );
        let language = self
            .check_language(organisation)
            .map_err(|fault| faults.push(fault))
            .ok();
        let country = organisation.country_of(
            department
                .as_deref()
                .and_then(|id| organisation.departments.get(id)),
        );
        let email = contact("email", self.email.as_deref(), Email::parse, &mut faults);
        let username = contact("username", self.username.as_deref(), Username::parse, &mut faults);
        let read_phone = |text: &str| Phone::parse_repairing(text, country);
        let phone =
            contact("phone", self.phone.as_deref(), read_phone, &mut faults).map(|(phone, repair)| {
                put.phone = repair.map(|repair| (repair, phone.clone()));
                phone
            });
        // One that is there and wrong has its own fault, and does not hide that another is missing.
        let [has_email, has_username, has_phone] = [&self.email, &self.username, &self.phone]
            .map(|text| text.as_deref().is_some_and(|text| !text.trim().is_empty()));
        faults.extend(missing_contact(has_email, has_username, has_phone));
        let order = Order::of_country(&organisation.settings.default_country);
        let read_date = |text: &str| match matching {
            Matching::Exact => start_date::parse_exact(text, order).map(|day| (day, How::AsWritten)),
            Matching::Forgiving => start_date::parse(text, order),
        };
        let read = contact("start_date", self.start_date.as_deref(), read_date, &mut faults);
        let start_date = read.map(|(day, _)| day);
        put.date = read.filter(|(_, how)| *how != How::AsWritten);
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

    fn check_language(&self, organisation: &Organisation) -> Result<String, Fault> {
        let text = self.language.as_deref().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(Fault::new("language", "required", "Language is missing."));
        }
        let offered = &organisation.settings.languages;
        crate::language::Language::parse(text)
            .map(|language| language.tag().to_owned())
            .filter(|tag| offered.contains(tag))
            .ok_or_else(|| {
                let meant = crate::language::Language::closest(text)
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

/// What [`Draft::check_forgiving`] put right beside names of lists.
#[derive(Debug, Default)]
struct Put {
    phone: Option<(PhoneRepair, Phone)>,
    date: Option<(Date, How)>,
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
