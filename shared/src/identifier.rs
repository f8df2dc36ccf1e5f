//! What one signs in with (an e-mail or a username), and the phone one is reached on.
//!
//! **One canonicalisation, used by every road**: two spellings that mean the same person always give the same
//! canonical form, so the conditional write on it decides who owns it. An [`Email`] contains `@` and a [`Username`]
//! never does, so whatever somebody types at sign-in is unambiguous.

use crate::{fault::Fault, text::composed};
use idna::domain_to_ascii_strict;
use precis_profiles::{UsernameCaseMapped, precis_core::profile::PrecisFastInvocation};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};
use unicode_security::MixedScript;

/// Why a value is not an e-mail, username or phone: a stable code and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A stable word for programs.
    pub code: &'static str,
    /// For a person.
    pub detail: Cow<'static, str>,
    /// The value that was probably meant.
    pub suggestion: Option<String>,
    /// The part of the value that is meant, see [`Fault::found`].
    pub found: Option<String>,
}

impl Refused {
    /// The fault of a field.
    pub fn into_fault(self, field: &str) -> Fault {
        Fault {
            found: self.found,
            ..Fault::new(field, self.code, self.detail).suggesting(self.suggestion)
        }
    }
}

const fn refused(code: &'static str, detail: &'static str) -> Refused {
    Refused {
        code,
        detail: Cow::Borrowed(detail),
        suggestion: None,
        found: None,
    }
}

/// An e-mail address as somebody wrote it, with its domain in the form mail systems take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address: one, bare, deliverable over the public internet.
    ///
    /// The local part keeps its case (NFC), the domain becomes lower-case ASCII (IDNA, RFC 5891). Lengths are RFC
    /// 5321's: 64 octets before the `@`, 254 in all.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let text = composed(text.trim());
        if text.chars().any(char::is_control) {
            return Err(refused(
                "control_character",
                "The e-mail holds a line break or another invisible character; type it again.",
            ));
        }
        if text.contains(['<', '>', ',', ';']) {
            return Err(refused(
                "not_one_address",
                "Give one bare e-mail address, such as anna@example.com, without a name or a second address.",
            ));
        }
        if text.contains(['"', '(', ')', '\\', '[', ']', ' ', ':']) {
            return Err(refused(
                "not_an_address",
                "This is not an e-mail address we can write to; expected something like anna@example.com.",
            ));
        }
        let Some((local, domain)) = text.split_once('@') else {
            return Err(refused(
                "not_an_address",
                "An e-mail address has an @, such as anna@example.com.",
            ));
        };
        if domain.contains('@') {
            return Err(refused("not_one_address", "The e-mail has more than one @."));
        }
        if local.is_empty() || local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(refused(
                "not_an_address",
                "The part before the @ is missing or has a dot too many.",
            ));
        }
        if local.len() > 64 {
            return Err(refused(
                "too_long",
                "The part before the @ is longer than 64 characters.",
            ));
        }
        if local.chars().any(|c| c.is_whitespace() || is_invisible(c)) {
            return Err(refused(
                "not_an_address",
                "The e-mail holds a space or an invisible character; type it again.",
            ));
        }
        let domain = domain_to_ascii_strict(domain)
            .map_err(|_| refused("not_an_address", "The part after the @ is not a valid domain."))?;
        let (_, top) = domain.rsplit_once('.').unwrap_or(("", ""));
        if top.len() < 2 || top.bytes().all(|b| b.is_ascii_digit()) || domain.starts_with('.') {
            return Err(refused(
                "not_an_address",
                "The part after the @ is not a complete domain, such as example.com.",
            ));
        }
        if local.len() + 1 + domain.len() > 254 {
            return Err(refused("too_long", "The e-mail is longer than 254 characters."));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The address to write to and to show.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that decides uniqueness: lower case throughout.
    pub fn canonical(&self) -> String {
        composed(&self.0.to_lowercase()).into_owned()
    }

    /// The domain, lower-case ASCII.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A username in its one form (RFC 8265 `UsernameCaseMapped`: width and case mapped, NFC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// Reads a username: 1 to 64 characters, letters, digits and `.-_` and their like in one script, no `@`, no space.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let text = text.trim();
        if text.contains(['@', '＠']) {
            return Err(refused(
                "contains_at",
                "A username holds no @; put an e-mail address into the e-mail field.",
            ));
        }
        let enforced = UsernameCaseMapped::enforce(text).map_err(|_| {
            refused(
                "not_a_username",
                "A username holds letters, digits and . - _ only, and no spaces.",
            )
        })?;
        if enforced.chars().count() > 64 {
            return Err(refused("too_long", "A username has at most 64 characters."));
        }
        if !enforced.chars().any(char::is_alphanumeric) {
            return Err(refused(
                "not_a_username",
                "A username holds at least one letter or digit.",
            ));
        }
        // Letters of ASCII are all of one script.
        if enforced.contains(['#', '/']) || !(enforced.is_ascii() || enforced.as_ref().is_single_script()) {
            return Err(refused(
                "mixed_scripts",
                "The username mixes alphabets that look alike (or holds # or /); use the letters of one language.",
            ));
        }
        Ok(Self(enforced.into_owned()))
    }

    /// The one form, which is shown, stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A `+` and fifteen digits, country code included (E.164, 6.2.1).
const LONGEST_PHONE: usize = 16;

/// A phone that can receive an SMS, in E.164.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// An ISO 3166-1 alpha-2 country that the phone library knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    region: Region,
    letters: [u8; 2],
}

impl Country {
    /// Reads `DK`, `de` and their like.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let text = text.trim().to_ascii_uppercase();
        let unknown = refused(
            "unknown_country",
            "Give the country by its two-letter code (ISO 3166), such as DK or DE.",
        );
        let (Ok(region), &[first, second]) = (text.parse::<Region>(), text.as_bytes()) else {
            return Err(unknown);
        };
        if PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some() {
            Ok(Self {
                region,
                letters: [first, second],
            })
        } else {
            Err(unknown)
        }
    }

    /// The two letters.
    pub fn code(self) -> String {
        self.letters.map(char::from).iter().collect()
    }
}

/// Whether a number is of no country: satellites (+870, +881), networks across borders (+882, +883), universal
/// freephone, shared cost, personal and premium rate (+800, +808, +878, +979), disaster relief (+888): ITU-T E.164, annex D.
/// None is anybody's telephone, and every one of them is dear.
fn is_of_no_country(number: &PhoneNumber) -> bool {
    matches!(
        number.country_code,
        800 | 808 | 870 | 875..=879 | 881 | 882 | 883 | 888 | 979
    )
}

impl Phone {
    /// Reads a number written with `+` and country code, or as it is dialled within `country`.
    ///
    /// Refused are extensions, emergency and premium-rate numbers and whatever the numbering plan does not have.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Self, Refused> {
        let text = text.trim();
        let not_a_phone = refused(
            "not_a_phone",
            "This is not a complete phone number; write it with + and country code, such as +45 20 12 34 56.",
        );
        if text.chars().any(char::is_alphabetic) {
            return Err(
                if text.to_lowercase().contains('x') || text.to_lowercase().contains("ext") {
                    refused(
                        "has_extension",
                        "A number with an extension cannot receive an SMS; give a mobile number.",
                    )
                } else {
                    not_a_phone
                },
            );
        }
        let number = PHONE_NUMBER_UTIL.parse(text, country.map(|country| country.region)).map_err(|_| {
            if country.is_none() && !text.starts_with('+') {
                refused("country_unknown", "Write the number with + and country code; no country is set that it could be read by.")
            } else {
                not_a_phone.clone()
            }
        })?;
        if !number.extension().is_empty() {
            return Err(refused(
                "has_extension",
                "A number with an extension cannot receive an SMS; give a mobile number.",
            ));
        }
        let written = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
        // Some numbering plans (Germany's) have longer ones, which nobody delivers an SMS to.
        if written.len() > LONGEST_PHONE {
            return Err(not_a_phone);
        }
        match PHONE_NUMBER_UTIL.get_number_type(&number) {
            // Of no kind that the numbering plan has: not valid.
            PhoneNumberType::Unknown => Err(not_a_phone),
            PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost => Err(refused(
                "premium_rate",
                "This is a premium-rate number; give a mobile number.",
            )),
            _ if is_of_no_country(&number) => Err(refused(
                "no_mobile",
                "This is a satellite or international service number; give a mobile number.",
            )),
            PhoneNumberType::TollFree
            | PhoneNumberType::UAN
            | PhoneNumberType::PersonalNumber
            | PhoneNumberType::VoIP
            | PhoneNumberType::Pager
            | PhoneNumberType::VoiceMail => Err(refused(
                "no_mobile",
                "This number cannot receive an SMS; give a mobile number.",
            )),
            _ => Ok(Self(written.into_owned())),
        }
    }

    /// Reads a number as [`Phone::parse`] does, and one that a spreadsheet has robbed of its `+` or its leading zero,
    /// where there is exactly one right answer: the country code can only be that of `country`. Says what was restored.
    pub fn parse_repairing(
        text: &str,
        country: Option<Country>,
    ) -> Result<(Self, Option<&'static str>), Refused> {
        let direct = Self::parse(text, country);
        let bare = text.trim();
        let Some(country) = country.filter(|_| !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit()))
        else {
            return direct.map(|phone| (phone, None));
        };
        let code = PHONE_NUMBER_UTIL
            .get_country_code_for_region(country.region)
            .unwrap_or(0)
            .to_string();
        let plus = bare
            .starts_with(&code)
            .then(|| Self::parse(&format!("+{bare}"), None).ok())
            .flatten();
        // Before a zero that is still there, another one would be the prefix of a call abroad.
        let zero = (!bare.starts_with('0'))
            .then(|| Self::parse(&format!("0{bare}"), Some(country)).ok())
            .flatten();
        // The library reads some numbers without their + or zero by itself: that they were restored is said all the same.
        let mut found: Vec<(Self, Option<&'static str>)> = Vec::new();
        for (phone, repair) in [
            (plus, Some("plus_restored")),
            (zero, Some("zero_restored")),
            (direct.clone().ok(), None),
        ] {
            if let Some(phone) = phone
                && found.iter().all(|(other, _)| *other != phone)
            {
                found.push((phone, repair));
            }
        }
        match (found.len(), found.pop()) {
            (1, Some(only)) => Ok(only),
            (0, _) => direct.map(|phone| (phone, None)),
            _ => Err(refused(
                "ambiguous_phone",
                "This could be more than one number; write it with + and country code.",
            )),
        }
    }

    /// The country whose numbering plan it is of; `None` for a number of no country, such as a satellite's.
    pub fn country(&self) -> Option<Country> {
        let number = PHONE_NUMBER_UTIL.parse(&self.0, None::<Region>).ok()?;
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&number)?;
        Country::parse(&region.to_string()).ok()
    }

    /// Whether an SMS may go there at all. Numbers are held to this at the door; one that was stored before a rule is held to
    /// it when it is written to.
    pub fn takes_sms(&self) -> bool {
        Self::parse(&self.0, None).is_ok()
    }

    /// Whether the numbering plan has it for landlines only, few of which take an SMS.
    pub fn is_landline(&self) -> bool {
        PHONE_NUMBER_UTIL
            .parse(&self.0, None::<Region>)
            .is_ok_and(|number| PHONE_NUMBER_UTIL.get_number_type(&number) == PhoneNumberType::FixedLine)
    }

    /// E.164, with `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail or a username: what names a user within an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail.
    Email(Email),
    /// A username.
    Username(Username),
}

impl Identifier {
    /// Reads what somebody typed at sign-in: with an `@` it is an e-mail, without one a username.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.contains('@') {
            Email::parse(text).map(Self::Email)
        } else {
            Username::parse(text).map(Self::Username)
        }
    }

    /// The field of a user this identifier stands in.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Username(_) => "username",
        }
    }

    /// The form that decides uniqueness.
    pub fn canonical(&self) -> String {
        match self {
            Self::Email(email) => email.canonical(),
            Self::Username(username) => username.as_str().to_owned(),
        }
    }
}

/// Characters that take no room on the screen, which nobody types on purpose into an address.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn email(text: &str) -> Result<String, &'static str> {
        Email::parse(text).map(|e| e.canonical()).map_err(|r| r.code)
    }

    #[test]
    fn one_mailbox_has_one_canonical_form() {
        for text in [
            "Søren@Example.COM",
            " søren@example.com ",
            "SØREN@EXAMPLE.com",
            "so\u{308}ren@example.com",
        ] {
            let found = email(text).unwrap();
            assert!(
                found == "søren@example.com" || found == "sören@example.com",
                "{found}"
            );
        }
        assert_eq!(email("anna@bücher.example"), email("ANNA@xn--bcher-kva.example"));
    }

    #[test]
    fn what_no_mail_system_delivers_is_refused() {
        for text in [
            "anna",
            "anna@",
            "@example.com",
            "anna@localhost",
            "a@b@example.com",
            "\"a b\"@example.com",
            "a@example.com,b@example.com",
            "Anna <a@example.com>",
            "a\n@example.com",
            "a@[127.0.0.1]",
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "a@127.0.0.1",
            "a@example..com",
            "a\u{200b}b@example.com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(email(&format!("{}@example.com", "a".repeat(65))), Err("too_long"));
    }

    #[test]
    fn usernames_of_one_meaning_are_one() {
        let one = Username::parse("Jürgen").unwrap();
        assert_eq!(one, Username::parse("ju\u{308}rgen").unwrap());
        assert_eq!(one, Username::parse("ＪÜRGEN").unwrap());
        assert_eq!(
            Username::parse("p\u{430}ypal").map_err(|r| r.code),
            Err("mixed_scripts")
        );
        assert_eq!(Username::parse("a@b").map_err(|r| r.code), Err("contains_at"));
        assert!(Username::parse("two words").is_err());
        assert!(Username::parse("").is_err());
    }

    #[test]
    fn phones_are_read_by_the_country_or_by_their_plus() {
        let dk = Country::parse("dk").ok();
        let phone = |text: &str| Phone::parse(text, dk).map(|p| p.0).map_err(|r| r.code);
        assert_eq!(phone("20 12 34 56"), Ok("+4520123456".into()));
        assert_eq!(phone("0045 20123456"), Ok("+4520123456".into()));
        assert_eq!(phone("+49 151 23456789"), Ok("+4915123456789".into()));
        assert_eq!(phone("112"), Err("not_a_phone"));
        assert_eq!(phone("20123456 ext. 5"), Err("has_extension"));
        assert_eq!(phone("90123456"), Err("premium_rate"));
        let german = |text: &str| Phone::parse(text, Country::parse("DE").ok()).map_err(|r| r.code);
        assert!(german("0661 5215 2345 67").is_ok());
        // The numbering plan has it, E.164 has not.
        assert_eq!(german("0661 5215 2345 6789"), Err("not_a_phone"));
        assert_eq!(
            Phone::parse("20123456", None).map_err(|r| r.code),
            Err("country_unknown")
        );
        assert!(Country::parse("XX").is_err());
    }

    #[test]
    fn satellites_and_services_are_no_telephones() {
        for number in [
            "+870773111632", // Inmarsat
            "+881612345678", // Iridium
            "+88213300655",  // networks across borders
            "+883510000000094",
            "+80012345678",     // universal freephone
            "+80812345678",     // universal shared cost
            "+878101234567890", // universal personal
            "+979123456789",    // international premium rate
            "+447012345678",    // personal number
            "+447640123456",    // pager
            "+4590123456",      // premium rate
        ] {
            assert!(Phone::parse(number, None).is_err(), "{number}");
            assert!(!Phone(number.to_owned()).takes_sms(), "{number}");
        }
        for number in [
            "+4520123456",
            "+4915123456789",
            "+447400123456",
            "+46701234567",
            "+4533123456",
        ] {
            assert!(
                Phone::parse(number, None).is_ok_and(|phone| phone.takes_sms()),
                "{number}"
            );
        }
    }

    #[test]
    fn what_a_spreadsheet_took_from_a_phone_is_given_back_where_it_is_certain() {
        let read = |text: &str, country: &str| {
            Phone::parse_repairing(text, Country::parse(country).ok())
                .map(|(p, repair)| (p.0, repair))
                .map_err(|r| r.code)
        };
        assert_eq!(read("20123401", "DK"), Ok(("+4520123401".into(), None)));
        assert_eq!(
            read("4520123401", "DK"),
            Ok(("+4520123401".into(), Some("plus_restored")))
        );
        for (written, repair) in [("15123456789", Some("zero_restored")), ("015123456789", None)] {
            assert_eq!(
                read(written, "DE"),
                Ok(("+4915123456789".into(), repair)),
                "{written}"
            );
        }
        assert_eq!(
            read("46701234567", "DK"),
            Err("not_a_phone"),
            "a Swedish number without + is not guessed"
        );
    }

    proptest! {
        #[test]
        fn canonical_forms_are_fixed_points(text in "\\PC{0,40}") {
            if let Ok(username) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(username.as_str()), Ok(username));
            }
            if let Ok(email) = Email::parse(&text) {
                let canonical = Email::parse(&email.canonical()).unwrap();
                prop_assert_eq!(canonical.canonical(), email.canonical());
            }
            let _ = Phone::parse(&text, Country::parse("DE").ok());
        }
    }
}
