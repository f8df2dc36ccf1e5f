//! The rules of the one gate that every message passes before it is handed to SES or SNS, whichever road it comes by.
//!
//! A number or mailbox of a stranger is worth money to a pump and trouble to a bomber, so who asked decides how much there
//! is: strangers have little, and what is over waits for a press of somebody who manages users; administrators have more,
//! and what is over goes out by itself when the day is over. The counting is the store's (`Store::take_uses`).

use crate::domain::{
    activation::{Channel, Origin},
    identifier::{Email, Phone},
    organisation::{Organisation, OrganisationSettings},
};

/// Held since a limit is reached.
pub const OVER_LIMIT: &str = "over_limit";
/// Held since SMS do not go to the number's country (`communication.sms_countries`).
pub const COUNTRY_NOT_ALLOWED: &str = "country_not_allowed";
/// Held since no sender of the installation reaches the number's country. It is tried again every day.
pub const COUNTRY_NOT_SERVED: &str = "country_not_served";
/// Held since the number is none that takes an SMS: a satellite's, a service's, one of premium rate.
pub const NUMBER_NOT_REACHABLE: &str = "number_not_reachable";

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// Messages that strangers may have sent to one number or mailbox in a day, over all organisations.
const STRANGERS_PER_CONTACT: u32 = 5;
/// SMS that strangers may have sent in a day to the 10,000 numbers that differ in their last four digits only.
const STRANGERS_PER_PREFIX: u32 = 30;
const PREFIX_OPEN_DIGITS: usize = 4;
/// The part of an organisation's SMS that strangers may use up.
const STRANGERS_SHARE: u32 = 5;
/// Messages of one channel that administrators, and imports, may have sent to one person in a day.
const PER_PERSON: u32 = 5;
/// Messages of one channel that Rollcall itself sends to one person in a day.
const SYSTEM_PER_PERSON: u32 = 10;
/// SMS to one number in a day, other than strangers': several people may share it.
const SMS_PER_NUMBER: u32 = 10;
/// Mails to one mailbox in a day, other than strangers': several people may share it.
const MAILS_PER_MAILBOX: u32 = 50;

/// What a message goes to.
#[derive(Debug, Clone, Copy)]
pub enum Contact<'a> {
    /// A mailbox.
    Email(&'a Email),
    /// A telephone.
    Phone(&'a Phone),
}

impl Contact<'_> {
    /// The channel it is reached over.
    pub fn channel(self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Phone(_) => Channel::Sms,
        }
    }

    /// What tells one mailbox or telephone from another, however it is spelt.
    fn key(self) -> String {
        match self {
            Self::Email(email) => mailbox(email),
            Self::Phone(phone) => phone.as_str().to_owned(),
        }
    }
}

/// How a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// So many in each stretch of so many seconds, counted from 1970: a day is one in UTC.
    Of(i64),
    /// One at a time, the next after so many seconds.
    Apart(i64),
}

/// One limit that a message counts against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What is counted, such as `gate-number`.
    pub kind: &'static str,
    /// Over what: the parts of the counter's key, which the store hashes.
    pub of: Vec<String>,
    /// The most.
    pub most: u32,
    /// In which time.
    pub window: Window,
    /// Whether what is over goes out by itself once the time has passed.
    pub is_retried: bool,
}

/// Whether a phone gets SMS of an organisation at all, as far as its settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Allowed,
    /// It does not, for this reason.
    Refused(&'static str),
    /// It does if one of the organisation's departments is in this country (ISO 3166), and otherwise not:
    /// [`COUNTRY_NOT_ALLOWED`].
    ByDepartments(String),
}

/// What an organisation's settings say of SMS to a phone.
pub fn verdict(organisation: &OrganisationSettings, phone: &Phone) -> Verdict {
    if !phone.takes_sms() {
        return Verdict::Refused(NUMBER_NOT_REACHABLE);
    }
    let Some(country) = phone.country() else {
        return Verdict::Refused(COUNTRY_NOT_ALLOWED);
    };
    let country = country.code();
    match organisation.allows_sms_by_settings(&country) {
        Some(true) => Verdict::Allowed,
        Some(false) => Verdict::Refused(COUNTRY_NOT_ALLOWED),
        None => Verdict::ByDepartments(country),
    }
}

/// Why a phone gets no SMS of an organisation at all.
pub fn refusal(organisation: &Organisation, phone: &Phone) -> Option<&'static str> {
    match verdict(organisation, phone) {
        Verdict::Allowed => None,
        Verdict::Refused(reason) => Some(reason),
        Verdict::ByDepartments(country) => {
            (!organisation.allows_sms_to(&country)).then_some(COUNTRY_NOT_ALLOWED)
        }
    }
}

/// The limits a message counts against, in the order in which they are taken.
///
/// `person`: what tells the person from every other one of the organisation.
pub fn limits(
    organisation: &OrganisationSettings,
    person: &str,
    origin: Origin,
    contact: Contact<'_>,
) -> Vec<Limit> {
    let slug = organisation.slug.to_string();
    let (channel, key) = (contact.channel(), contact.key());
    let channel_name = channel.as_str();
    let is_stranger = origin == Origin::Stranger;
    let daily = |kind, of: &[&str], most| Limit {
        kind,
        of: of.iter().map(|part| (*part).to_owned()).collect(),
        most,
        window: Window::Of(DAY),
        is_retried: !is_stranger,
    };
    let mut limits = Vec::new();
    if is_stranger {
        limits.push(Limit {
            kind: "gate-stranger-minute",
            of: vec![channel_name.to_owned(), key.clone()],
            most: 1,
            window: Window::Apart(MINUTE),
            is_retried: true,
        });
        limits.push(daily(
            "gate-stranger",
            &[channel_name, &key],
            STRANGERS_PER_CONTACT,
        ));
    } else {
        let (kind, most) = if origin == Origin::System {
            ("gate-notice", SYSTEM_PER_PERSON)
        } else {
            ("gate-person", PER_PERSON)
        };
        limits.push(daily(kind, &[channel_name, &slug, person], most));
        let most = match channel {
            Channel::Email => MAILS_PER_MAILBOX,
            Channel::Sms => SMS_PER_NUMBER,
        };
        limits.push(daily("gate-contact", &[channel_name, &key], most));
    }
    if channel == Channel::Sms {
        let per_day = organisation.settings.communication.sms_per_day;
        if is_stranger {
            let prefix = &key[..key.len().saturating_sub(PREFIX_OPEN_DIGITS)];
            limits.push(daily("gate-prefix", &[prefix], STRANGERS_PER_PREFIX));
            limits.push(daily(
                "gate-strangers-sms",
                &[&slug],
                per_day.div_ceil(STRANGERS_SHARE),
            ));
        }
        limits.push(daily("gate-sms", &[&slug], per_day));
    }
    limits
}

/// The mailbox an address leads to: without what stands behind a `+` before the @ (RFC 5233), and at Google, which reads
/// over dots there, without them.
pub fn mailbox(email: &Email) -> String {
    let canonical = email.canonical();
    let Some((local, domain)) = canonical.rsplit_once('@') else {
        return canonical;
    };
    // A plus in front is no tag.
    let base = match local.split_once('+') {
        Some((base, _)) if !base.is_empty() => base,
        _ => local,
    };
    if matches!(domain, "gmail.com" | "googlemail.com") {
        return format!("{}@gmail.com", base.replace('.', ""));
    }
    format!("{base}@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_has_one_key_however_it_is_spelt() {
        let key = |text: &str| mailbox(&Email::parse(text).unwrap());
        assert_eq!(key("Anna+shop@Example.com"), "anna@example.com");
        assert_eq!(key("anna+a+b@example.com"), "anna@example.com");
        assert_eq!(key("anna.b@example.com"), "anna.b@example.com");
        assert_eq!(key("+anna@example.com"), "+anna@example.com");
        for spelling in ["a.n.na@gmail.com", "Anna+1@googlemail.com", "anna@gmail.com"] {
            assert_eq!(key(spelling), "anna@gmail.com");
        }
    }
}
