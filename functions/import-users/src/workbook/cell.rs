//! A cell in our own words, and the text of a field in it.

use rollcall::domain::{
    fault::Code, field::FieldKind, mending::without_mojibake, repair::RepairCode, text::LONGEST,
};
use unicode_normalization::UnicodeNormalization;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A text longer than Excel allows in a cell (32,767 characters), left behind; its length in bytes.
    TooLong(usize),
    Number(f64),
    Date(Date),
    Boolean(bool),
    /// An Excel error, such as `#N/A`.
    Error(String),
    /// A formula whose result was never saved.
    FormulaWithoutValue,
}

impl Cell {
    /// The most characters Excel keeps in a cell (Excel specifications and limits).
    pub const LONGEST: usize = 32_767;

    /// What a person looking at the cell sees, about; `None` for nothing.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Empty | Self::TooLong(_) | Self::FormulaWithoutValue => None,
            Self::Text(text) | Self::Error(text) => Some(text.trim().to_owned()),
            Self::Number(number) => Some(number.to_string()),
            Self::Date(date) => Some(date.iso.clone()),
            Self::Boolean(value) => Some(value.to_string()),
        }
    }

    /// Whether a person looking at the cell sees nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(|c| c.is_whitespace() || is_invisible(c)),
            _ => false,
        }
    }
}

/// A date, a time, or both, as Excel stores it.
#[derive(Debug, Clone, PartialEq)]
pub struct Date {
    /// Days since the workbook's epoch, where it was stored as a number.
    pub serial: Option<f64>,
    /// ISO 8601: `2024-03-22`, `2024-03-22T08:30:00`, or `PT08H30M00S` for a duration.
    pub iso: String,
}

impl Date {
    /// Date and time, `2026-08-02 22:00`, where both are there.
    pub fn moment(&self) -> Option<String> {
        let (day, time) = self.iso.split_once('T')?;
        let clock = time.get(..5)?;
        let seconds = time.get(5..8).filter(|seconds| *seconds != ":00");
        let is_clock = clock
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 2 { b == b':' } else { b.is_ascii_digit() });
        (is_date(day) && is_clock).then(|| format!("{day} {clock}{}", seconds.unwrap_or_default()))
    }

    /// The date alone, `YYYY-MM-DD`, where there is no time of day that would be lost.
    pub fn day(&self) -> Option<&str> {
        let (day, time) = self.iso.split_once('T').unwrap_or((&self.iso, ""));
        let whole = time
            .trim_end_matches('Z')
            .chars()
            .all(|c| matches!(c, '0' | ':' | '.'));
        (is_date(day) && whole).then_some(day)
    }
}

/// Whether it is written as a date: a cell that calls itself one may hold any text.
fn is_date(day: &str) -> bool {
    day.len() == 10
        && day.bytes().enumerate().all(|(at, b)| {
            if matches!(at, 4 | 7) {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        })
}

/// The text of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    pub text: String,
    pub repairs: Vec<RepairCode>,
    /// Whether Excel held it as a number, so that leading zeros and a `+` may be lost.
    pub numeric: bool,
}

/// The longest text of any field, in characters: an e-mail address has at most 254 (RFC 5321), a password 256.
const LONGEST_FIELD: usize = 512;

/// Excel keeps fifteen digits of a number (Excel specifications and limits).
const EXACT: f64 = 1e15;

/// The text of a field, or `None` where the cell is blank.
///
/// # Errors
/// Where the cell cannot be what the person meant.
pub fn text(cell: &Cell, kind: FieldKind) -> Result<Option<Cleaned>, Code> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => written(text, kind),
        Cell::TooLong(_) => Err(Code::TooLong { limit: LONGEST_FIELD }),
        Cell::Number(number) => digits(*number, kind).map(Some),
        Cell::Date(date) if kind == FieldKind::Date => day(date).map(Some),
        Cell::Date(_) => Err(Code::DateInsteadOfText),
        Cell::Boolean(_) => Err(Code::Boolean),
        Cell::Error(_) => Err(Code::ExcelError),
        Cell::FormulaWithoutValue => Err(Code::FormulaWithoutValue),
    }
}

/// The day in a date cell. One that only calls itself a date may hold anything.
fn day(date: &Date) -> Result<Cleaned, Code> {
    if date.serial.is_some_and(|serial| serial < 1.0) {
        return Err(Code::DayZero);
    }
    match date.day() {
        Some(day) => Ok(Cleaned {
            text: day.to_owned(),
            repairs: Vec::new(),
            numeric: false,
        }),
        None => Err(date
            .moment()
            .map_or(Code::NumberInsteadOfDate, |found| Code::TimeOfDay { found })),
    }
}

fn digits(number: f64, kind: FieldKind) -> Result<Cleaned, Code> {
    match kind {
        // A mistake: nobody is called so.
        FieldKind::PersonName | FieldKind::Email => return Err(Code::NumberInsteadOfText),
        // 20260803, as payroll systems write it.
        FieldKind::Date if (10_000_101.0..=99_991_231.0).contains(&number) => {}
        FieldKind::Date => return Err(Code::NumberInsteadOfDate),
        // Its digits. A phone's have lost a leading `+` or `0`.
        FieldKind::Username
        | FieldKind::Phone
        | FieldKind::Entry
        | FieldKind::Language
        | FieldKind::Text { .. }
        | FieldKind::Secret => {}
    }
    if !number.is_finite() || number.abs() >= EXACT {
        return Err(Code::DigitsLost);
    }
    if number < 0.0 || number.fract() != 0.0 {
        return Err(Code::NumberInsteadOfText);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above: whole, 0 to 1e15"
    )]
    let whole = number as u64;
    // From twelve digits on, Excel shows a number as 4.52012E+11: the author of the cell saw that.
    let repairs = if whole >= 100_000_000_000 {
        vec![RepairCode::ScientificUndone]
    } else {
        Vec::new()
    };
    Ok(Cleaned {
        text: whole.to_string(),
        repairs,
        numeric: true,
    })
}

fn written(text: &str, kind: FieldKind) -> Result<Option<Cleaned>, Code> {
    // Before anything is copied: a long text is answered without looking through it.
    if text.len() > Cell::LONGEST * 4 {
        return Err(Code::TooLong { limit: LONGEST_FIELD });
    }
    // Nearly every cell is plain; the rest is looked at character by character.
    let printable = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    let (mut clean, mut repairs) = if printable && text.len() <= LONGEST_FIELD && text.trim_ascii() == text {
        (text.to_owned(), Vec::new())
    } else if let Some(mended) = half_gone(text, kind) {
        let (clean, mut repairs) = cleaned(&mended, kind)?;
        repairs.push(RepairCode::EncodingMended);
        (clean, repairs)
    } else {
        cleaned(text, kind)?
    };
    if clean.is_empty() {
        return Ok(None);
    }
    if matches!(kind, FieldKind::Phone | FieldKind::Username)
        && let Some(whole) = scientific(&clean)
    {
        clean = whole.ok_or(Code::DigitsLost)?;
        repairs.push(RepairCode::ScientificUndone);
    }
    Ok(Some(Cleaned {
        text: clean,
        repairs,
        numeric: false,
    }))
}

/// A text that was read in the wrong encoding, as it was meant, where cleaning would take half a letter away: `Ã\u{a0}` is
/// `à`. All others are mended with the rules of a user.
fn half_gone(text: &str, kind: FieldKind) -> Option<String> {
    let is_at_risk = |c: char| matches!(c, '\u{80}'..='\u{a0}' | '\u{ad}');
    if kind == FieldKind::Secret || text.len() > 4 * LONGEST_FIELD || !text.contains(is_at_risk) {
        return None;
    }
    without_mojibake(text)
}

/// The text without what nobody sees, and what was done to it; empty where nothing is left.
fn cleaned(text: &str, kind: FieldKind) -> Result<(String, Vec<RepairCode>), Code> {
    let mut repairs = Vec::new();
    let mut note = |repair| {
        if !repairs.contains(&repair) {
            repairs.push(repair);
        }
    };
    let blank = |c: char| c.is_whitespace() || is_invisible(c) || is_joiner(c);
    let begun = text.trim_start_matches(blank);
    let trimmed = begun.trim_end_matches(blank);
    if trimmed.is_empty() {
        return Ok((String::new(), repairs));
    }
    let (before, after) = (&text[..text.len() - begun.len()], &begun[trimmed.len()..]);
    for c in before.chars().chain(after.chars()) {
        note(if c.is_whitespace() {
            RepairCode::Trimmed
        } else {
            RepairCode::InvisibleRemoved
        });
    }
    let mut clean = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match c {
            // Two numbers one below the other: what reads phones says so.
            '\n' | '\r' if kind == FieldKind::Phone => clean.push('\n'),
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                return Err(Code::LineBreak);
            }
            '\t' => {
                note(RepairCode::SpaceReplaced);
                clean.push(' ');
            }
            char::REPLACEMENT_CHARACTER => return Err(Code::LostCharacter),
            c if c.is_control() || is_override(c) => return Err(Code::ControlCharacter),
            c if is_invisible(c) => note(RepairCode::InvisibleRemoved),
            ' ' => clean.push(' '),
            c if c.is_whitespace() => {
                note(RepairCode::SpaceReplaced);
                clean.push(' ');
            }
            c => clean.push(c),
        }
    }
    if clean.chars().count() > LONGEST_FIELD {
        return Err(Code::TooLong { limit: LONGEST_FIELD });
    }
    Ok((clean, repairs))
}

/// `None` where the text is not a number as Excel abbreviates it (`4.52E+10`); within, its digits where none is
/// lost.
#[expect(
    clippy::option_option,
    reason = "not scientific, scientific and lossy, scientific and whole are three"
)]
fn scientific(text: &str) -> Option<Option<String>> {
    let (mantissa, exponent) = text.split_once("E+").or_else(|| text.split_once("e+"))?;
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 1 || exponent.is_empty() || ![whole, fraction, exponent].iter().all(|s| all_digits(s)) {
        return None;
    }
    let exponent: usize = exponent.parse().ok()?;
    Some((fraction.len() == exponent && exponent < 15).then(|| format!("{whole}{fraction}")))
}

/// Characters that take no room and say nothing: soft hyphen, zero-width space, marks of direction, word joiner,
/// byte order mark. The joiners are not among them, because Persian and Indian names and emoji need them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
    )
}

/// Zero-width joiner and non-joiner, which mean nothing at an end of a text.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Characters that turn the direction of what follows: a name that reads otherwise than it is.
pub(super) fn is_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A heading without what people vary: case, spaces, punctuation, width, accents kept.
pub(super) fn fold_heading(title: &str) -> String {
    // A heading that long is none of ours.
    if title.len() > LONGEST {
        return String::new();
    }
    title
        .nfkc()
        .flat_map(char::to_lowercase)
        // Once more: an accent that no capital carries joins its letter only now.
        .nfkc()
        .filter(|c| c.is_alphanumeric())
        .collect()
}
