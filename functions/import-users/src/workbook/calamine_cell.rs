//! What calamine gives for a cell, as a cell of ours.

use calamine::{CellErrorType, DataRef};

use super::cell::{Cell, Date};

/// The value in our own words.
pub(super) fn cell(value: &DataRef<'_>) -> Cell {
    let text = |text: &str| {
        if fits(text) {
            Cell::Text(text.to_owned())
        } else {
            Cell::TooLong(text.len())
        }
    };
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(owned) => text(owned),
        DataRef::SharedString(shared) => text(shared),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a cell's number is a float in Excel too"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(boolean) => Cell::Boolean(*boolean),
        DataRef::Error(error) => Cell::Error(error_text(error).to_owned()),
        DataRef::DateTimeIso(iso) if iso.is_empty() => Cell::Empty,
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => Cell::Date(Date {
            serial: None,
            iso: iso.clone(),
        }),
        DataRef::DateTime(date) => {
            let serial = date.as_f64();
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let iso = if date.is_duration() {
                format!("PT{hour:02}H{minute:02}M{second:02}S")
            } else if serial.fract() == 0.0 {
                format!("{year:04}-{month:02}-{day:02}")
            } else if let Some(next) = next_day(serial, [year, month.into(), day.into(), hour.into()]) {
                next.to_string()
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            };
            Cell::Date(Date {
                serial: Some(serial),
                iso,
            })
        }
    }
}

/// The day after, where what is missing from it is less than Excel shows: half a second, from rounding when
/// the number was computed.
fn next_day(serial: f64, [year, month, day, hour]: [u16; 4]) -> Option<jiff::civil::Date> {
    // calamine rounds what is nearer than a thousandth of a second by itself.
    if hour < 23 || (serial.ceil() - serial) * 86_400.0 >= 0.5 {
        return None;
    }
    let day = jiff::civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    day.ok()?.tomorrow().ok()
}

/// Excel counts UTF-16 units, and so does the writer of the result workbook.
fn fits(text: &str) -> bool {
    text.len() <= Cell::LONGEST || text.encode_utf16().count() <= Cell::LONGEST
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

#[cfg(test)]
mod tests {
    use super::next_day;

    #[test]
    fn what_rounding_left_before_midnight_is_the_next_day() {
        let next = |serial| next_day(serial, [2026, 8, 2, 23]).map(|day| day.to_string());
        assert_eq!(next(46_236.999_997), Some("2026-08-03".to_owned()));
        assert_eq!(next_day(46_236.999_999_999, [2026, 8, 3, 0]), None);
        for serial in [46_236.999_98, 46_236.5, 46_236.000_001] {
            assert_eq!(next(serial), None, "{serial}");
        }
    }
}
