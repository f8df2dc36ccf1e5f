use super::*;
use crate::domain::fault::Readings;

#[test]
fn phones_are_read_by_the_country_or_by_their_plus() {
    let dk = Country::parse("dk").ok();
    let phone = |text: &str| Phone::parse(text, dk).map(|p| p.0).map_err(|r| r.code.as_str());
    assert_eq!(phone("20 12 34 56"), Ok("+4520123456".into()));
    assert_eq!(phone("0045 20123456"), Ok("+4520123456".into()));
    assert_eq!(phone("+49 151 23456789"), Ok("+4915123456789".into()));
    assert_eq!(phone("112"), Err("not_a_phone"));
    assert_eq!(phone("20123456 ext. 5"), Err("has_extension"));
    assert_eq!(phone("90123456"), Err("premium_rate"));
    let german = |text: &str| Phone::parse(text, Country::parse("DE").ok()).map_err(|r| r.code.as_str());
    assert!(german("0661 5215 2345 67").is_ok());
    // The numbering plan has it, E.164 has not.
    assert_eq!(german("0661 5215 2345 6789"), Err("not_a_phone"));
    assert_eq!(
        Phone::parse("20123456", None).map_err(|r| r.code.as_str()),
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
            .map(|(p, repair)| (p.0, repair.map(|repair| repair.code().as_str())))
            .map_err(|r| r.code.as_str())
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
        Err("foreign_phone"),
        "a Swedish number without + is not guessed"
    );
}

/// A country, a text, and what it is read as there: the number and what was put right, or the code of the refusal.
type Spelling = (
    &'static str,
    &'static str,
    Result<(&'static str, &'static str), &'static str>,
);

#[rustfmt::skip]
const SPELLINGS: &[Spelling] = &[
    // Denmark has no trunk zero, and its landlines take SMS as far as the plan can tell.
    ("DK", "20123456", Ok(("+4520123456", ""))),
    ("DK", "20 12 34 56", Ok(("+4520123456", ""))),
    ("DK", "'20123456", Ok(("+4520123456", ""))),
    ("DK", "+45 20 12 34 56 /", Ok(("+4520123456", ""))),
    ("DK", "\u{202a}+45 20 12 34 56\u{202c}", Ok(("+4520123456", ""))),
    ("DK", "0045 20123456", Ok(("+4520123456", ""))),
    ("DK", "4520123456", Ok(("+4520123456", "plus_restored"))),
    ("DK", "45 20 12 34 56", Ok(("+4520123456", "plus_restored"))),
    ("DK", "(45) 20123456", Ok(("+4520123456", "plus_restored"))),
    ("DK", "+45 (0) 20 12 34 56", Ok(("+4520123456", ""))),
    ("DK", "+45 020 12 34 56", Ok(("+4520123456", "zero_removed"))),
    ("DK", "020 12 34 56", Ok(("+4520123456", "zero_removed"))),
    ("DK", "45123456", Ok(("+4545123456", ""))),
    ("DK", "4512 3456", Ok(("+4545123456", ""))),
    ("DK", "46701234567", Err("foreign_phone")),
    ("DK", "421912345678", Err("foreign_phone")),
    ("DK", "+46701234567", Ok(("+46701234567", ""))),
    ("DK", "Mobil: 20 12 34 56", Ok(("+4520123456", "label_removed"))),
    ("DK", "20 12 34 56 (privat)", Ok(("+4520123456", "label_removed"))),
    ("DK", "tlf. 20123456", Ok(("+4520123456", "label_removed"))),
    ("DK", "tel:+4520123456", Ok(("+4520123456", "label_removed"))),
    ("DK", "20 12 34 56 (max kl. 16)", Err("text_beside_phone")),
    ("DK", "20123456 / 31456789", Err("several_phones")),
    ("DK", "20123456;31456789", Err("several_phones")),
    ("DK", "20123456, 31456789", Err("several_phones")),
    ("DK", "20 12 34 56 el. 31 45 67 89", Err("several_phones")),
    ("DK", "20123456\n31456789", Err("several_phones")),
    ("DK", "+4520123456+4531456789", Err("several_phones")),
    ("DK", "+45 20 12 34 56 ext. 12", Err("has_extension")),
    ("DK", "20 12 34 56 lok. 12", Err("has_extension")),
    ("DK", "33123456 # 204", Err("has_extension")),
    ("DK", "33123456x204", Err("has_extension")),
    ("DK", "tel:+4533123456;ext=12", Err("has_extension")),
    ("DK", "ingen", Err("not_a_phone")),
    ("DK", "-", Err("not_a_phone")),
    ("DK", "+45", Err("not_a_phone")),
    ("DK", "00000000", Err("not_a_phone")),
    ("DK", "112", Err("not_a_phone")),
    ("DK", "90123456", Err("premium_rate")),
    // Germany: the zero is dialled, and an area code may look like a country's.
    ("DE", "0170/1234567", Ok(("+491701234567", ""))),
    ("DE", "0170 1234567", Ok(("+491701234567", ""))),
    ("DE", "(0)170 1234567", Ok(("+491701234567", ""))),
    ("DE", "1701234567", Ok(("+491701234567", "zero_restored"))),
    ("DE", "170 1234567", Ok(("+491701234567", "zero_restored"))),
    ("DE", "15123456789", Ok(("+4915123456789", "zero_restored"))),
    ("DE", "491701234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "'491701234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "49 170 1234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "49-170-1234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "49/170/1234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "(49) 170 1234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "49(170)1234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "49 (0) 170 1234567", Ok(("+491701234567", "plus_restored"))),
    ("DE", "+49 (0) 170 1234567", Ok(("+491701234567", ""))),
    ("DE", "+49(0)1701234567", Ok(("+491701234567", ""))),
    ("DE", "+490170 1234567", Ok(("+491701234567", ""))),
    ("DE", "0049 170 1234567", Ok(("+491701234567", ""))),
    ("DE", "0049 (0) 170 1234567", Ok(("+491701234567", ""))),
    ("DE", "(+49) 170 1234567", Ok(("+491701234567", ""))),
    ("DE", "Handy: 0170 1234567", Ok(("+491701234567", "label_removed"))),
    ("DE", "030 123456", Ok(("+4930123456", ""))),
    ("DE", "46701234567", Err("ambiguous_phone")),
    ("DE", "48600123456", Err("ambiguous_phone")),
    ("DE", "48 600 123 456", Err("ambiguous_phone")),
    ("DE", "4520123456", Err("ambiguous_phone")),
    ("DE", "45 20 12 34 56", Err("ambiguous_phone")),
    ("DE", "4791234567", Err("ambiguous_phone")),
    ("DE", "+45 20 12 34 56", Ok(("+4520123456", ""))),
    ("DE", "030 1234567 Durchwahl 12", Err("has_extension")),
    ("DE", "0170 1234567 oder 0171 7654321", Err("several_phones")),
    ("SE", "070-123 45 67", Ok(("+46701234567", ""))),
    ("SE", "701234567", Ok(("+46701234567", "zero_restored"))),
    ("SE", "46701234567", Ok(("+46701234567", "plus_restored"))),
    ("SE", "46 70 123 45 67", Ok(("+46701234567", "plus_restored"))),
    ("SE", "0046701234567", Ok(("+46701234567", ""))),
    ("SE", "+46 (0)70-123 45 67", Ok(("+46701234567", ""))),
    ("NO", "912 34 567", Ok(("+4791234567", ""))),
    ("NO", "47123456", Ok(("+4747123456", ""))),
    ("NO", "4791234567", Ok(("+4791234567", "plus_restored"))),
    ("NO", "47 912 34 567", Ok(("+4791234567", "plus_restored"))),
    ("NO", "0047 912 34 567", Ok(("+4791234567", ""))),
    ("NO", "+47 (0) 912 34 567", Ok(("+4791234567", ""))),
    ("NO", "+47 04xxx", Err("not_a_phone")),
    ("PL", "600-123-456", Ok(("+48600123456", ""))),
    ("PL", "0600123456", Ok(("+48600123456", "zero_removed"))),
    ("PL", "48 600 123 456", Ok(("+48600123456", "plus_restored"))),
    ("PL", "0048600123456", Ok(("+48600123456", ""))),
    ("PL", "+48 (0) 600 123 456", Ok(("+48600123456", ""))),
    ("FR", "06.12.34.56.78", Ok(("+33612345678", ""))),
    ("FR", "612345678", Ok(("+33612345678", "zero_restored"))),
    ("FR", "33612345678", Ok(("+33612345678", "plus_restored"))),
    ("FR", "33 6 12 34 56 78", Ok(("+33612345678", "plus_restored"))),
    ("FR", "+33 (0)6 12 34 56 78", Ok(("+33612345678", ""))),
    ("FR", "0033612345678", Ok(("+33612345678", ""))),
    ("GB", "07400 123456", Ok(("+447400123456", ""))),
    ("GB", "7400123456", Ok(("+447400123456", "zero_restored"))),
    ("GB", "44 7400 123456", Ok(("+447400123456", "plus_restored"))),
    ("GB", "447400123456", Ok(("+447400123456", "plus_restored"))),
    ("GB", "+44 (0)7400 123456", Ok(("+447400123456", ""))),
    ("GB", "07012345678", Err("no_mobile")),
    ("US", "(212) 555-0123", Ok(("+12125550123", ""))),
    ("US", "212.555.0123", Ok(("+12125550123", ""))),
    ("US", "1-212-555-0123", Ok(("+12125550123", "plus_restored"))),
    ("US", "011 45 20 12 34 56", Ok(("+4520123456", ""))),
    ("US", "+1 (212) 555-0123", Ok(("+12125550123", ""))),
    ("US", "212-555-0123 / 646-555-0188", Err("several_phones")),
    // The zero of an Italian landline belongs to the number; a mobile has none.
    ("IT", "06 6982 0000", Ok(("+390669820000", ""))),
    ("IT", "+39 06 6982 0000", Ok(("+390669820000", ""))),
    ("IT", "+39 (0)6 6982 0000", Ok(("+390669820000", ""))),
    ("IT", "320 123 4567", Ok(("+393201234567", ""))),
    ("IT", "39 320 123 4567", Ok(("+393201234567", "plus_restored"))),
    ("IT", "+39 (0) 320 123 4567", Ok(("+393201234567", ""))),
    ("CH", "079 123 45 67", Ok(("+41791234567", ""))),
    ("CH", "791234567", Ok(("+41791234567", "zero_restored"))),
    ("CH", "41791234567", Ok(("+41791234567", "plus_restored"))),
    ("CH", "+41 (0)79 123 45 67", Ok(("+41791234567", ""))),
    ("AT", "0664 1234567", Ok(("+436641234567", ""))),
    ("AT", "436641234567", Ok(("+436641234567", "plus_restored"))),
    ("AT", "+43 (0) 664 1234567", Ok(("+436641234567", ""))),
    ("FI", "040 1234567", Ok(("+358401234567", ""))),
    ("FI", "401234567", Ok(("+358401234567", "zero_restored"))),
    ("FI", "358 40 123 4567", Ok(("+358401234567", "plus_restored"))),
    ("NL", "06-12345678", Ok(("+31612345678", ""))),
    ("NL", "612345678", Ok(("+31612345678", "zero_restored"))),
    ("NL", "31612345678", Ok(("+31612345678", "plus_restored"))),
    ("NL", "+31 (0)6 12345678", Ok(("+31612345678", ""))),
    ("SK", "0912345678", Ok(("+421912345678", ""))),
    ("SK", "912345678", Ok(("+421912345678", "zero_restored"))),
    ("SK", "421912345678", Ok(("+421912345678", "plus_restored"))),
    ("ES", "34 612 34 56 78", Ok(("+34612345678", "plus_restored"))),
];

#[test]
fn a_phone_is_read_in_all_its_readings_whatever_its_punctuation() {
    assert!(SPELLINGS.len() >= 80);
    let mut wrong = Vec::new();
    for (country, text, expected) in SPELLINGS {
        let found = Phone::parse_repairing(text, Country::parse(country).ok());
        let found = found
            .as_ref()
            .map(|(phone, repair)| (phone.as_str(), repair.map_or("", |repair| repair.code().as_str())))
            .map_err(|refused| refused.code.as_str());
        if found != *expected {
            wrong.push(format!("{country} {text:?}: {found:?}, not {expected:?}"));
        }
        // What is stored reads as itself, wherever.
        if let Ok((phone, _)) = found {
            for country in ["DK", "DE", "IT", "US"] {
                let again = Phone::parse_repairing(phone, Country::parse(country).ok());
                assert_eq!(again, Ok((Phone(phone.to_owned()), None)), "{country}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_refused_phone_names_what_it_could_be() {
    let refusal = |text: &str, country: &str| Phone::parse(text, Country::parse(country).ok()).unwrap_err();
    let german = refusal("46701234567", "DE");
    let readings = ["+49 4670 1234567", "+46 70 123 45 67"].map(str::to_owned);
    let found = Readings(readings.to_vec());
    assert_eq!(german.code, Code::AmbiguousPhone { found });
    let swedish = refusal("46 70 123 45 67", "DK");
    assert_eq!(swedish.suggestion.as_deref(), Some("+46 70 123 45 67"));
    let remark = refusal("20 12 34 56 (max kl. 16)", "DK");
    assert_eq!(remark.code.found().as_deref(), Some("max kl. 16"));
    assert_eq!(remark.suggestion.as_deref(), Some("+45 20 12 34 56"));
    assert_eq!(
        refusal("33123456 # 204", "DK").code.found().as_deref(),
        Some("# 204")
    );
    // No country, no guess; but a suggestion.
    let bare = Phone::parse("46701234567", None).unwrap_err();
    assert_eq!(
        (bare.code.as_str(), bare.suggestion.as_deref()),
        ("country_unknown", Some("+46 70 123 45 67"))
    );
}

#[test]
fn a_dialling_code_in_a_field_of_its_own_belongs_to_the_number() {
    for (code, number, expected) in [
        ("+47", "91234567", Some("+4791234567")),
        ("+46", "701234567", Some("+46701234567")),
        ("+46", "070-123 45 67", Some("+46701234567")),
        ("45", "20 13 37 03", Some("+4520133703")),
        ("0049", "170 1234567", Some("+491701234567")),
        ("(+47)", "91234567", Some("+4791234567")),
        ("NO", "91234567", Some("+4791234567")),
        ("Norge +47", "91234567", Some("+4791234567")),
        ("47", "4791234567", Some("+4791234567")),
        ("+45", "+4791234567", Some("+4791234567")),
        ("0170", "1234567", Some("+491701234567")),
        ("Norge", "91234567", None),
        ("", "91234567", None),
        ("12345", "91234567", None),
    ] {
        let joined = Phone::join_dialling_code(code, number);
        let read = joined.and_then(|text| Phone::parse(&text, Country::parse("DE").ok()).ok());
        assert_eq!(read.as_ref().map(Phone::as_str), expected, "{code} {number}");
    }
}

#[test]
fn what_follows_the_countrys_code_is_what_the_numbering_plans_say() {
    for code in 1..1_000_u16 {
        // Whatever is made of it: the plans know how long each code is.
        let number = format!("+{code}2012345678");
        let Ok(parsed) = PHONE_NUMBER_UTIL.parse(&number, None::<Region>) else {
            continue;
        };
        let length = parsed.country_code.to_string().len();
        assert_eq!(Phone(number.clone()).national_digits(), &number[1 + length..]);
    }
}
