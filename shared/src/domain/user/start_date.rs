//! The first day at work, as programs send it and as people and their systems write it.

use crate::domain::{
    fault::{Code, Readings},
    identifier::Refused,
};
use jiff::civil::{self, Date};

/// The first day somebody may start on. An earlier date stands for "none" (1753, 1900) or is a slip (0206).
pub const EARLIEST: Date = civil::date(1990, 1, 1);
/// The last day somebody may start on. A later date stands for "none" (9999) or is a slip (2206).
pub const LATEST: Date = civil::date(2079, 12, 31);

/// No way to write a date, a time of day and a zone is longer, in bytes.
const LONGEST: usize = 64;

/// Which comes first where all of a date is numbers and the year stands last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The day, as nearly everywhere.
    Day,
    /// The month, as in the United States.
    Month,
    /// People of the country write both, or begin with the year.
    Unknown,
}

impl Order {
    /// What people of a country (ISO 3166 alpha-2) write, after the short dates of Unicode CLDR.
    pub(super) fn of_country(code: &str) -> Self {
        match code {
            "US" | "AS" | "FM" | "GU" | "MH" | "MP" | "PH" | "PR" | "PW" | "UM" | "VI" => Self::Month,
            "CA" | "CN" | "HU" | "IR" | "JP" | "KP" | "KR" | "LT" | "MN" | "TW" => Self::Unknown,
            code if code.len() == 2 => Self::Day,
            _ => Self::Unknown,
        }
    }
}

/// How a date was found in what somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It stands there as year-month-day.
    AsWritten,
    /// It is written otherwise, and can be no other.
    Rewritten,
    /// It could be two, and in the country the day comes first.
    DayFirst,
    /// It could be two, and in the country the month comes first.
    MonthFirst,
}

/// A date with a time of day, of which neither is taken without the other.
fn time_of_day(day: Date, time: &Time) -> Refused {
    let Time { hour, minute, second } = time;
    let found = if *second > 0 {
        format!("{day} {hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{day} {hour:02}:{minute:02}")
    };
    Code::TimeOfDay { found }.into()
}

fn in_range(day: Date) -> Result<Date, Refused> {
    if (EARLIEST..=LATEST).contains(&day) {
        Ok(day)
    } else {
        Err(Code::DateOutOfRange.into())
    }
}

/// Reads `2026-08-01` and nothing else; what [`parse`] would read is suggested.
pub(super) fn parse_exact(text: &str, order: Order) -> Result<Date, Refused> {
    match parse(text, order) {
        Ok((day, How::AsWritten)) => Ok(day),
        Ok((day, _)) => Err(Refused {
            code: Code::NotADate,
            suggestion: Some(day.to_string()),
        }),
        Err(refused) => Err(refused),
    }
}

/// Reads a date as people write it, where there is one right answer: year first; or with dots, which mean day, month,
/// year; with the month's name; or with slashes or hyphens, where only one order gives a date, or the country says which.
/// A time of day is passed over where it is midnight.
pub(super) fn parse(text: &str, order: Order) -> Result<(Date, How), Refused> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Code::NotADate.into());
    }
    if let Some(day) = year_first(text) {
        return Ok((in_range(day)?, How::AsWritten));
    }
    let stray = |c: char| c.is_whitespace() || matches!(c, '\'' | ',' | ';');
    let (written, time) = split_time(text.trim_matches(stray));
    let (day, how) = parse_day(written, order)?;
    let day = in_range(day)?;
    match time {
        Some(time) if (time.hour, time.minute, time.second) != (0, 0, 0) => Err(time_of_day(day, &time)),
        _ => Ok((day, how)),
    }
}

/// Exactly `2026-08-01`.
fn year_first(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse().ok().filter(|_| is_plain)
}

fn parse_day(text: &str, order: Order) -> Result<(Date, How), Code> {
    let date = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let rewritten = |found: Option<Date>| found.map(|day| (day, How::Rewritten)).ok_or(Code::NotADate);
    let number = |part: &str| -> Option<i16> {
        (part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    // 20260803, as payroll systems write it.
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return rewritten(
            format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
                .parse()
                .ok(),
        );
    }
    let parts: Vec<&str> = text
        .split(['.', '/', '-', ' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts.as_slice() else {
        return Err(Code::NotADate);
    };
    let year = || match number(third).ok_or(Code::NotADate)? {
        year if third.len() == 4 => Ok(year),
        // A year of two digits is a guess.
        _ if third.len() == 2 => Err(Code::TwoDigitYear),
        _ => Err(Code::NotADate),
    };
    match (month_named(first), month_named(second)) {
        (Some(month), None) => {
            let day = number(second).ok_or(Code::NotADate)?;
            return rewritten(date(year()?, month, day));
        }
        (None, Some(month)) => {
            let day = number(first).ok_or(Code::NotADate)?;
            return rewritten(date(year()?, month, day));
        }
        _ => {}
    }
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Err(Code::NotADate);
    };
    if first.len() == 4 {
        return rewritten(date(a, b, c));
    }
    let year = year()?;
    let (day_first, month_first) = (date(year, b, a), date(year, a, b));
    if text.contains('.') {
        return rewritten(day_first);
    }
    match (day_first, month_first, order) {
        (Some(one), Some(other), _) if one == other => rewritten(day_first),
        (Some(day), Some(_), Order::Day) => Ok((day, How::DayFirst)),
        (Some(_), Some(day), Order::Month) => Ok((day, How::MonthFirst)),
        (Some(one), Some(other), Order::Unknown) => {
            let found = Readings(vec![one.to_string(), other.to_string()]);
            Err(Code::AmbiguousDate { found })
        }
        (one, other, _) => rewritten(one.or(other)),
    }
}

/// A month by its name or its usual abbreviation in English, Danish, German, Swedish or Norwegian.
fn month_named(text: &str) -> Option<i16> {
    const NAMES: [&[&str]; 12] = [
        &["jan", "january", "januar", "januari", "jänner"],
        &["feb", "february", "februar", "februari"],
        &["mar", "march", "marts", "märz", "mär", "mrz", "mars"],
        &["apr", "april"],
        &["may", "maj", "mai"],
        &["jun", "june", "juni"],
        &["jul", "july", "juli"],
        &["aug", "august", "augusti"],
        &["sep", "sept", "september"],
        &["oct", "okt", "october", "oktober"],
        &["nov", "november"],
        &["dec", "dez", "des", "december", "dezember", "desember"],
    ];
    let text = text.to_lowercase();
    let at = NAMES.iter().position(|names| names.contains(&text.as_str()))?;
    i16::try_from(at + 1).ok()
}

/// A time of day beside a date.
struct Time {
    hour: u8,
    minute: u8,
    second: u8,
}

/// Takes the time of day and the zone from the end of a date: `T22:00:00.000Z`, ` 00:00:00`, ` 12:00:00 AM`, `+02:00`. The
/// day is the one that is written, whatever the zone.
fn split_time(text: &str) -> (&str, Option<Time>) {
    let without_zone = strip_zone(text);
    let Some(colon) = without_zone.find(':') else {
        return (without_zone, None);
    };
    // Nothing but ASCII up to a separator of one byte.
    let Some(at) = without_zone[..colon].rfind([' ', 'T', 't']) else {
        return (text, None);
    };
    match parse_time(&without_zone[at + 1..]) {
        Some(time) => (without_zone[..at].trim_end_matches([' ', ',']), Some(time)),
        None => (text, None),
    }
}

/// Takes `Z`, `+02:00` or `+0200` from the end of a date as ISO 8601 and XML Schema write it.
fn strip_zone(text: &str) -> &str {
    let is_date_or_time = |rest: &str| {
        year_first(rest).is_some()
            || rest
                .get(..10)
                .is_some_and(|date| year_first(date).is_some() && rest.contains(':'))
    };
    let without = text.strip_suffix(['Z', 'z']).or_else(|| {
        let sign = text.rfind(['+', '-'])?;
        let digits = text[sign + 1..].replace(':', "");
        let is_offset = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
        is_offset.then(|| &text[..sign])
    });
    without.filter(|rest| is_date_or_time(rest)).unwrap_or(text)
}

fn parse_time(text: &str) -> Option<Time> {
    let lower = text.trim().to_ascii_lowercase();
    let (clock, half) = match lower.strip_suffix("am").or(lower.strip_suffix("pm")) {
        Some(clock) => (clock.trim_end(), Some(lower.ends_with("pm"))),
        None => (lower.as_str(), None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let two_digits = |part: &str, most: u8| -> Option<u8> {
        let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|number| is_number && *number <= most)
    };
    let (hour, minute, seconds) = match parts.as_slice() {
        [hour, minute] => (hour, minute, "0"),
        [hour, minute, seconds] => (hour, minute, *seconds),
        _ => return None,
    };
    // Less than a second is what rounding left.
    let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute, second) = (
        two_digits(hour, 23)?,
        two_digits(minute, 59)?,
        two_digits(whole, 59)?,
    );
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    Some(Time { hour, minute, second })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it is read in an organisation of Denmark: the day and how it was found, or the code of the refusal.
    fn danish(text: &str) -> Result<(String, How), &'static str> {
        parse(text, Order::of_country("DK"))
            .map(|(day, how)| (day.to_string(), how))
            .map_err(|refused| refused.code.as_str())
    }

    #[test]
    fn a_date_is_read_where_there_is_one_right_answer() {
        for (text, expected) in [
            ("2026-08-01", ("2026-08-01", How::AsWritten)),
            ("2026/8/1", ("2026-08-01", How::Rewritten)),
            ("1.8.2026", ("2026-08-01", How::Rewritten)),
            ("01. 08. 2026", ("2026-08-01", How::Rewritten)),
            ("03.08.2026 ", ("2026-08-03", How::Rewritten)),
            ("31/12/2026", ("2026-12-31", How::Rewritten)),
            ("12/31/2026", ("2026-12-31", How::Rewritten)),
            ("05-05-2026", ("2026-05-05", How::Rewritten)),
            ("20260803", ("2026-08-03", How::Rewritten)),
            ("'2026-08-03", ("2026-08-03", How::Rewritten)),
            ("03.08.2026;", ("2026-08-03", How::Rewritten)),
            ("3-Aug-2026", ("2026-08-03", How::Rewritten)),
            ("Aug 3, 2026", ("2026-08-03", How::Rewritten)),
            ("3. august 2026", ("2026-08-03", How::Rewritten)),
            ("3. März 2026", ("2026-03-03", How::Rewritten)),
            ("01/08/2026", ("2026-08-01", How::DayFirst)),
            ("03-04-2026", ("2026-04-03", How::DayFirst)),
            ("3/8-2026", ("2026-08-03", How::DayFirst)),
        ] {
            let expected = Ok((expected.0.to_owned(), expected.1));
            assert_eq!(danish(text), expected, "{text}");
        }
    }

    #[test]
    fn midnight_beside_a_date_is_no_time_of_day() {
        for text in [
            "03.08.2026 00:00:00",
            "03.08.2026 00:00",
            "2026-08-03 00:00:00",
            "2026-08-03T00:00:00",
            "2026-08-03T00:00:00.000Z",
            "2026-08-03 00:00:00.5",
            "2026-08-03T00:00:00+02:00",
            "2026-08-03T00:00:00+0200",
            "2026-08-03+02:00",
            "2026-08-03Z",
            "8/3/2026 12:00:00 AM",
            "3 Aug 2026, 0:00",
        ] {
            let order = if text.ends_with("AM") { "US" } else { "DK" };
            let found = parse(text, Order::of_country(order)).map(|(day, _)| day.to_string());
            assert_eq!(found, Ok("2026-08-03".to_owned()), "{text}");
        }
    }

    #[test]
    fn a_time_of_day_is_named() {
        for (text, found) in [
            ("2026-08-02T22:00:00", "2026-08-02 22:00"),
            ("2026-08-02T22:00:00.000Z", "2026-08-02 22:00"),
            ("03-08-2026 08:00", "2026-08-03 08:00"),
            ("3.8.2026 12:30 PM", "2026-08-03 12:30"),
            ("2026-08-03 00:00:01.5", "2026-08-03 00:00:01"),
        ] {
            let refused = parse(text, Order::Day).unwrap_err();
            assert_eq!(
                (refused.code.as_str(), refused.code.found().as_deref()),
                ("time_of_day", Some(found)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_refused_in_its_own_words() {
        for (text, code) in [
            ("1.8.26", "two_digit_year"),
            ("31-Dec-26", "two_digit_year"),
            ("26-08-01", "two_digit_year"),
            ("01.01.1753", "date_out_of_range"),
            ("1753-01-01", "date_out_of_range"),
            ("17530101", "date_out_of_range"),
            ("31.12.9999", "date_out_of_range"),
            ("9999-12-31T00:00:00", "date_out_of_range"),
            ("0001-01-01", "date_out_of_range"),
            ("2206-08-03", "date_out_of_range"),
            ("0206-08-03", "date_out_of_range"),
            ("1900-01-01", "date_out_of_range"),
            ("1989-12-31", "date_out_of_range"),
            ("2080-01-01", "date_out_of_range"),
            ("00.00.0000", "not_a_date"),
            ("20261345", "not_a_date"),
            ("12.31.2026", "not_a_date"),
            ("31.2.2026", "not_a_date"),
            ("2026", "not_a_date"),
            ("August 2026", "not_a_date"),
            ("1/2/3/4", "not_a_date"),
            ("next Monday", "not_a_date"),
            ("99999.9.9999", "not_a_date"),
            ("2026-08-03 25:00", "not_a_date"),
            ("2026-08-03T", "not_a_date"),
            ("-", "not_a_date"),
            ("n/a", "not_a_date"),
            ("é:ø", "not_a_date"),
        ] {
            assert_eq!(danish(text), Err(code), "{text}");
        }
        assert_eq!(danish(&"\u{301}".repeat(32_000)), Err("not_a_date"));
        assert!(danish("1990-01-01").is_ok() && danish("2079-12-31").is_ok());
    }

    #[test]
    fn the_country_decides_which_of_two_dates_is_meant() {
        for (country, expected) in [
            ("DK", Ok(("2026-04-03", How::DayFirst))),
            ("DE", Ok(("2026-04-03", How::DayFirst))),
            ("GB", Ok(("2026-04-03", How::DayFirst))),
            ("US", Ok(("2026-03-04", How::MonthFirst))),
            ("CA", Err("2026-04-03 / 2026-03-04")),
            ("", Err("2026-04-03 / 2026-03-04")),
        ] {
            let found = parse("03-04-2026", Order::of_country(country));
            match (found, expected) {
                (Ok((day, how)), Ok(expected)) => assert_eq!((day.to_string().as_str(), how), expected),
                (Err(refused), Err(both)) => {
                    assert_eq!(refused.code, "ambiguous_date");
                    assert_eq!(refused.code.found().as_deref(), Some(both));
                }
                (found, _) => panic!("{country}: {found:?}"),
            }
        }
    }

    #[test]
    fn programs_write_a_date_in_one_way() {
        assert_eq!(parse_exact("2026-08-01", Order::Day), Ok(civil::date(2026, 8, 1)));
        for (text, code, suggestion) in [
            ("01.08.2026", "not_a_date", Some("2026-08-01")),
            ("20260801", "not_a_date", Some("2026-08-01")),
            ("2026-08-01T00:00:00", "not_a_date", Some("2026-08-01")),
            ("2026-08-02T22:00:00", "time_of_day", None),
            ("9999-12-31", "date_out_of_range", None),
            ("tomorrow", "not_a_date", None),
        ] {
            let refused = parse_exact(text, Order::Day).unwrap_err();
            assert_eq!(
                (refused.code.as_str(), refused.suggestion.as_deref()),
                (code, suggestion),
                "{text}"
            );
        }
    }
}
