//! The phone a user is reached on, and the countries whose numbering plans it is read by.

use super::{Refused, refused};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};
use std::fmt;

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

    /// The number in groups, as people read it to each other: `+45 20 12 34 56`.
    pub fn in_groups(&self) -> String {
        PHONE_NUMBER_UTIL.parse(&self.0, None).map_or_else(
            |_| self.0.clone(),
            |number| {
                PHONE_NUMBER_UTIL
                    .format(&number, PhoneNumberFormat::International)
                    .into_owned()
            },
        )
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
