//! All that the digits of a phone can mean, and which of it is meant.

use super::{Country, Phone, PhoneRepair, not_a_phone, written};
use crate::domain::{
    fault::{Code, Readings, shortened},
    identifier::Refused,
};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};
use written::Written;

/// A `+` and fifteen digits, country code included (E.164, 6.2.1).
const LONGEST_PHONE: usize = 16;

/// A number the numbering plan has, as one reading of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    phone: Phone,
    country_code: i32,
    /// An SMS reaches it, as far as the numbering plan can tell.
    is_mobile: bool,
    repair: Option<PhoneRepair>,
}

/// See [`Phone::parse_repairing`].
pub(super) fn read(text: &str, country: Option<Country>) -> Result<(Phone, Option<PhoneRepair>), Refused> {
    let parts = written::take_apart(text.trim())?;
    if parts
        .several
        .iter()
        .filter(|part| stands_alone(part, country))
        .count()
        > 1
    {
        return Err(several());
    }
    let whole = decide(&parts.whole, country);
    if let Some(remark) = parts.remark {
        // Without digits beside them, the words are all there is.
        if parts.whole.digits.len() < 5 {
            return Err(not_a_phone());
        }
        return Err(Refused {
            code: Code::TextBesidePhone {
                found: shortened(&remark),
            },
            suggestion: whole.ok().map(|reading| reading.phone.in_groups()),
        });
    }
    let reading = whole.map_err(|refused| {
        let long = parts.several.iter().filter(|part| part.digits.len() > 5).count();
        if long > 1 { several() } else { refused }
    })?;
    let repair = reading
        .repair
        .or(parts.has_label.then_some(PhoneRepair::LabelRemoved));
    Ok((reading.phone, repair))
}

fn several() -> Refused {
    Code::SeveralPhones.into()
}

/// Whether a part is a number by itself, with nothing restored but what a national number may lack.
fn stands_alone(part: &Written, country: Option<Country>) -> bool {
    part.digits.len() > 6 && decide(part, country).is_ok()
}

/// The one reading that is meant.
fn decide(written: &Written, country: Option<Country>) -> Result<Reading, Refused> {
    let digits = written.digits.as_str();
    if digits.len() < 3 || digits.len() > 25 {
        return Err(not_a_phone());
    }
    if written.has_plus || digits.starts_with("00") {
        return only(abroad(written)?);
    }
    let Some(country) = country else {
        return Err(Refused {
            code: Code::CountryUnknown,
            suggestion: foreign(written, 0).first().map(|one| one.phone.in_groups()),
        });
    };
    let code = PHONE_NUMBER_UTIL
        .get_country_code_for_region(country.region)
        .unwrap_or_default();
    let (own, complaint) = domestic(written, code);
    let mobiles: Vec<Reading> = own.iter().filter(|one| one.is_mobile).cloned().collect();
    if !mobiles.is_empty() {
        return only(mobiles);
    }
    // What is missing is a guess where another country has the number as it stands.
    let is_certain = own.iter().any(|one| one.repair.is_none()) || digits.starts_with('0');
    let others = if is_certain {
        Vec::new()
    } else {
        foreign(written, code)
    };
    match (own.len(), others.as_slice()) {
        (0, []) => dialled(digits, country, code).ok_or(complaint),
        (0, _) if complaint.code != Code::NotAPhone => Err(complaint),
        (0, [one, ..]) => Err(without_plus(&one.phone)),
        (1, []) => own.into_iter().next().ok_or(complaint),
        _ => Err(ambiguous(own.iter().chain(&others))),
    }
}

/// The one reading there is, or the one that is a mobile.
fn only(mut readings: Vec<Reading>) -> Result<Reading, Refused> {
    if readings.iter().filter(|one| one.is_mobile).count() == 1 {
        readings.retain(|one| one.is_mobile);
    }
    match (readings.len(), readings.pop()) {
        (1, Some(one)) => Ok(one),
        (_, Some(last)) => Err(ambiguous(readings.iter().chain([&last]))),
        (_, None) => Err(not_a_phone()),
    }
}

fn ambiguous<'a>(readings: impl Iterator<Item = &'a Reading>) -> Refused {
    let found = Readings(readings.map(|one| one.phone.in_groups()).collect());
    Code::AmbiguousPhone { found }.into()
}

fn without_plus(phone: &Phone) -> Refused {
    let named = phone.in_groups();
    Refused {
        code: Code::ForeignPhone { found: named.clone() },
        suggestion: Some(named),
    }
}

/// Readings after a `+` or `00`: as written, and without a zero that is dialled within the country only.
fn abroad(written: &Written) -> Result<Vec<Reading>, Refused> {
    let start = written.digits.len() - written.digits.trim_start_matches('0').len();
    let digits = &written.digits[start..];
    let zero = written.bracketed_zero.and_then(|at| at.checked_sub(start));
    let as_written = check(&format!("+{digits}"), None);
    let mut found: Vec<Reading> = as_written.iter().cloned().collect();
    match zero {
        // Italy's zero is dialled from abroad too, and is put into brackets all the same.
        Some(at) => add(&mut found, check(&without(digits, at), None)),
        None if found.is_empty() => {
            for at in 1..=3 {
                add(
                    &mut found,
                    check_without_zero(digits, at, PhoneRepair::ZeroRemoved),
                );
            }
        }
        None => {}
    }
    if found.is_empty() {
        as_written?;
    }
    Ok(found)
}

/// Readings as a number of the country with this code, and why the plain one is none.
fn domestic(written: &Written, code: i32) -> (Vec<Reading>, Refused) {
    let digits = written.digits.as_str();
    let prefix = code.to_string();
    let mut found = Vec::new();
    let rest = digits.strip_prefix(&prefix);
    // After a zero that is still there, another one would be the prefix of a call abroad.
    if let Some(shorter) = digits.strip_prefix('0') {
        let plain = check(&format!("+{prefix}{digits}"), None);
        let complaint = plain.clone().err();
        add(&mut found, plain);
        if found.is_empty() {
            add(
                &mut found,
                check(&format!("+{prefix}{shorter}"), Some(PhoneRepair::ZeroRemoved)),
            );
        }
        return (found, complaint.unwrap_or_else(not_a_phone));
    }
    if rest.is_some() {
        add(
            &mut found,
            check(&format!("+{digits}"), Some(PhoneRepair::PlusRestored)),
        );
        if let Some(at) = written.bracketed_zero {
            add(
                &mut found,
                check(&without(digits, at), Some(PhoneRepair::PlusRestored)),
            );
        } else if found.is_empty() {
            add(
                &mut found,
                check_without_zero(digits, prefix.len(), PhoneRepair::PlusRestored),
            );
        }
    }
    add(
        &mut found,
        check(&format!("+{prefix}0{digits}"), Some(PhoneRepair::ZeroRestored)),
    );
    let plain = check(&format!("+{prefix}{digits}"), None);
    let complaint = plain.clone().err();
    add(&mut found, plain);
    (found, complaint.unwrap_or_else(not_a_phone))
}

/// Readings as a number of another country that has lost its `+`.
fn foreign(written: &Written, own_code: i32) -> Vec<Reading> {
    let digits = written.digits.as_str();
    let mut found = Vec::new();
    if !digits.starts_with('0') {
        let repair = Some(PhoneRepair::PlusRestored);
        add(&mut found, check(&format!("+{digits}"), repair));
        if let Some(at) = written.bracketed_zero {
            add(&mut found, check(&without(digits, at), repair));
        }
        if found.is_empty() {
            for at in 1..=3 {
                add(
                    &mut found,
                    check_without_zero(digits, at, PhoneRepair::PlusRestored),
                );
            }
        }
    }
    found.retain(|one| one.country_code != own_code);
    found
}

/// The reading of a number with the country's own prefix for calls abroad, such as `011` in the United States.
fn dialled(digits: &str, country: Country, own_code: i32) -> Option<Reading> {
    let number = PHONE_NUMBER_UTIL.parse(digits, Some(country.region)).ok()?;
    (number.country_code != own_code)
        .then(|| judge(&number, None).ok())
        .flatten()
}

fn without(digits: &str, at: usize) -> String {
    format!("+{}{}", &digits[..at], &digits[at + 1..])
}

/// A number without the zero after its country code, which is `at` digits long.
fn check_without_zero(digits: &str, at: usize, repair: PhoneRepair) -> Result<Reading, Refused> {
    if digits.as_bytes().get(at) != Some(&b'0') {
        return Err(not_a_phone());
    }
    check(&without(digits, at), Some(repair))
        .ok()
        .filter(|one| one.country_code.to_string() == digits[..at])
        .ok_or_else(not_a_phone)
}

fn add(found: &mut Vec<Reading>, reading: Result<Reading, Refused>) {
    if let Ok(reading) = reading
        && found.iter().all(|other| other.phone != reading.phone)
    {
        found.push(reading);
    }
}

fn check(international: &str, repair: Option<PhoneRepair>) -> Result<Reading, Refused> {
    let number = PHONE_NUMBER_UTIL
        .parse(international, None::<Region>)
        .map_err(|_| not_a_phone())?;
    judge(&number, repair)
}

/// Holds a number to its numbering plan, and to what an SMS can be sent to.
fn judge(number: &PhoneNumber, repair: Option<PhoneRepair>) -> Result<Reading, Refused> {
    let written = PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164);
    // Some numbering plans (Germany's) have longer ones, which nobody delivers an SMS to.
    if written.len() > LONGEST_PHONE {
        return Err(not_a_phone());
    }
    let kind = PHONE_NUMBER_UTIL.get_number_type(number);
    match kind {
        // Of no kind that the numbering plan has: not valid.
        PhoneNumberType::Unknown => Err(not_a_phone()),
        PhoneNumberType::PremiumRate | PhoneNumberType::SharedCost => Err(Code::PremiumRate.into()),
        _ if is_of_no_country(number) => Err(Code::NoMobile.into()),
        PhoneNumberType::TollFree
        | PhoneNumberType::UAN
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::VoIP
        | PhoneNumberType::Pager
        | PhoneNumberType::VoiceMail => Err(Code::NoMobile.into()),
        _ => Ok(Reading {
            phone: Phone(written.into_owned()),
            country_code: number.country_code,
            is_mobile: kind != PhoneNumberType::FixedLine,
            repair,
        }),
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
