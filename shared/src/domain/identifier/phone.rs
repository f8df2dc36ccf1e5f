//! The phone a user is reached on, and the countries whose numbering plans it is read by.

mod readings;
mod written;

use super::Refused;
use crate::domain::{
    fault::{Code, shortened},
    repair::RepairCode,
};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};
use std::fmt;

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
        let unknown = || Code::UnknownCountry {
            value: shortened(&text),
        };
        let (Ok(region), &[first, second]) = (text.parse::<Region>(), text.as_bytes()) else {
            return Err(unknown().into());
        };
        if PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some() {
            Ok(Self {
                region,
                letters: [first, second],
            })
        } else {
            Err(unknown().into())
        }
    }

    /// The two letters.
    pub fn code(self) -> String {
        self.letters.map(char::from).iter().collect()
    }
}

/// What a phone was given back, or rid of, as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneRepair {
    /// The `+` before a country code.
    PlusRestored,
    /// The zero that a national number begins with.
    ZeroRestored,
    /// A zero where the country has none.
    ZeroRemoved,
    /// A word such as "Mobile:".
    LabelRemoved,
}

impl PhoneRepair {
    /// What was put right.
    pub const fn code(self) -> RepairCode {
        match self {
            Self::PlusRestored => RepairCode::PlusRestored,
            Self::ZeroRestored => RepairCode::ZeroRestored,
            Self::ZeroRemoved => RepairCode::ZeroRemoved,
            Self::LabelRemoved => RepairCode::LabelRemoved,
        }
    }
}

fn not_a_phone() -> Refused {
    Code::NotAPhone.into()
}

impl Phone {
    /// Reads a number written with `+` and country code, or as it is dialled within `country`, in whatever punctuation.
    ///
    /// Refused are extensions, emergency and premium-rate numbers, whatever the numbering plan does not have, and what
    /// could be more than one number. See [`Phone::parse_repairing`] for what is put right.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Self, Refused> {
        Self::parse_repairing(text, country).map(|(phone, _)| phone)
    }

    /// Reads a number as [`Phone::parse`] does, and says what was put right: a `+` or leading zero that a spreadsheet or
    /// somebody in a hurry left out, a zero too many, a label.
    ///
    /// Every reading is tried, and the one that is a mobile of `country` wins. A number that begins with another
    /// country's code is refused, with a suggestion: a `+` that is missing is a guess there.
    pub fn parse_repairing(
        text: &str,
        country: Option<Country>,
    ) -> Result<(Self, Option<PhoneRepair>), Refused> {
        readings::read(text, country)
    }

    /// The number in groups, as people read it to each other: `+45 20 12 34 56`.
    pub fn in_groups(&self) -> String {
        PHONE_NUMBER_UTIL.parse(&self.0, None::<Region>).map_or_else(
            |_| self.0.clone(),
            |number| {
                PHONE_NUMBER_UTIL
                    .format(&number, PhoneNumberFormat::International)
                    .into_owned()
            },
        )
    }

    /// A number and the dialling code that stands in a field of its own, as one text to be read: the code is written
    /// `+47`, `0047`, `47`, or as a country's two letters. `None` where it is none of these.
    pub fn join_dialling_code(code: &str, number: &str) -> Option<String> {
        let number = number.trim_start_matches(|c: char| c.is_whitespace() || c == '\'');
        if number.starts_with('+') || number.starts_with("00") {
            return Some(number.to_owned());
        }
        if let Ok(country) = Country::parse(code) {
            let code = PHONE_NUMBER_UTIL.get_country_code_for_region(country.region)?;
            return Some(format!("+{code} {number}"));
        }
        let code = code.rsplit_once('+').map_or(code, |(_, code)| code);
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let is_plain = code
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '\''));
        let digits = digits.strip_prefix("00").unwrap_or(&digits);
        if !is_plain || digits.is_empty() || digits.len() > 6 {
            return None;
        }
        // A German "Vorwahl" may be that of a town or a mobile network.
        if digits.starts_with('0') {
            return Some(format!("{digits} {number}"));
        }
        if digits.len() > 3 {
            return None;
        }
        // Some exports repeat the code in the number.
        let (joined, bare) = (format!("+{digits} {number}"), format!("+{number}"));
        let is_repeated = Self::parse(&joined, None).is_err()
            && Self::parse(&bare, None).is_ok()
            && number.starts_with(digits);
        Some(if is_repeated { bare } else { joined })
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

    /// The number as it is dialled within its country, but for a zero that some countries put before it: what follows the
    /// country's code (ITU-T E.164, annex D). It takes no numbering plans, which are slow to load.
    pub fn national_digits(&self) -> &str {
        let digits = self.0.trim_start_matches('+');
        let length = match digits.as_bytes() {
            [b'1' | b'7', ..] => 1,
            [b'2', b'0' | b'7', ..]
            | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
            | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
            | [b'5', b'1'..=b'8', ..]
            | [b'6', b'0'..=b'6', ..]
            | [b'8', b'1' | b'2' | b'4' | b'6', ..]
            | [b'9', b'0'..=b'5' | b'8', ..] => 2,
            _ => 3,
        };
        digits.get(length..).unwrap_or_default()
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
mod tests;
