//! A cell in our own words, and the text of a field in it.

use rollcall::domain::{
    field::FieldKind,
    mending::{Mend, without_mojibake},
    text::LONGEST,
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
    pub repairs: Vec<Repair>,
    /// Whether Excel held it as a number, so that leading zeros and a `+` may be lost.
    pub numeric: bool,
}

/// What was put right without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Blanks around the text.
    Trimmed,
    /// Characters nobody sees: zero-width, soft hyphen, byte order mark.
    InvisibleRemoved,
    /// A non-breaking or other unusual space inside the text became a plain one.
    SpaceReplaced,
    /// `4.5201234567E+10`, with every digit still there, written out.
    ScientificUndone,
    /// UTF-8 that was read in another encoding, in which one of its bytes is a control or a space.
    EncodingMended,
    /// A number got the digits and the text that its format shows with it.
    ReadAsShown,
}

impl Repair {
    /// A stable name for programs, in `snake_case`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trimmed => "trimmed",
            Self::InvisibleRemoved => "invisible_removed",
            Self::SpaceReplaced => "space_replaced",
            Self::ScientificUndone => "scientific_undone",
            Self::EncodingMended => Mend::Encoding.code(),
            Self::ReadAsShown => "read_as_shown",
        }
    }
}

/// Why a cell gives no text for its field.
///
/// `Display` is one sentence for the person who fills in the workbook, and never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellFault {
    #[error("This cell holds an Excel error. Correct the formula or type the value.")]
    ExcelError,
    #[error(
        "This cell holds a formula without a saved result. Type the value, or open and save the file in Excel."
    )]
    FormulaWithoutValue,
    #[error("Excel has turned this value into a date. Format the column as text and type it again.")]
    DateInsteadOfText,
    #[error("This is a number where a text is expected.")]
    NumberInsteadOfText,
    #[error("This is a number where a date is expected. Type the date as year-month-day.")]
    NumberInsteadOfDate,
    #[error("This cell holds a date with a time of day. Type the date alone.")]
    TimeOfDay,
    #[error("This cell holds day 0 of Excel's calendar, which is no date. Type the date, or empty the cell.")]
    DayZero,
    #[error("This is a true-or-false value. Format the column as text and type the value again.")]
    Boolean,
    #[error(
        "Excel has changed this long number and lost digits. Format the column as text and type it again."
    )]
    DigitsLost,
    #[error("This text contains a line break. Type it on one line.")]
    LineBreak,
    #[error("This text contains a control character. Type it again.")]
    ControlCharacter,
    #[error("A letter of this text was lost in another program (\u{fffd}). Type it again.")]
    LostCharacter,
    #[error("This text is too long.")]
    TooLong,
}

impl CellFault {
    /// A stable name for programs, in `snake_case`.
    pub fn code(self) -> &'static str {
        match self {
            Self::ExcelError => "excel_error",
            Self::FormulaWithoutValue => "formula_without_value",
            Self::DateInsteadOfText => "date_instead_of_text",
            Self::NumberInsteadOfText => "number_instead_of_text",
            Self::NumberInsteadOfDate => "number_instead_of_date",
            Self::TimeOfDay => "time_of_day",
            Self::DayZero => "day_zero",
            Self::Boolean => "boolean",
            Self::DigitsLost => "digits_lost",
            Self::LineBreak => "line_break",
            Self::ControlCharacter => "control_character",
            Self::LostCharacter => "lost_character",
            Self::TooLong => "too_long",
        }
    }
}

/// The longest text of any field, in characters: an e-mail address has at most 254 (RFC 5321), a password 256.
const LONGEST_FIELD: usize = 512;

/// Excel keeps fifteen digits of a number (Excel specifications and limits).
const EXACT: f64 = 1e15;

/// The text of a field, or `None` where the cell is blank.
///
/// # Errors
/// Where the cell cannot be what the person meant; see [`CellFault`].
pub fn text(cell: &Cell, kind: FieldKind) -> Result<Option<Cleaned>, CellFault> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => written(text, kind),
        Cell::TooLong(_) => Err(CellFault::TooLong),
        Cell::Number(number) => digits(*number, kind).map(Some),
        Cell::Date(date) if kind == FieldKind::Date => day(date).map(Some),
        Cell::Date(_) => Err(CellFault::DateInsteadOfText),
        Cell::Boolean(_) => Err(CellFault::Boolean),
        Cell::Error(_) => Err(CellFault::ExcelError),
        Cell::FormulaWithoutValue => Err(CellFault::FormulaWithoutValue),
    }
}

/// The day in a date cell. One that only calls itself a date may hold anything.
fn day(date: &Date) -> Result<Cleaned, CellFault> {
    if date.serial.is_some_and(|serial| serial < 1.0) {
        return Err(CellFault::DayZero);
    }
    match date.day() {
        Some(day) => Ok(Cleaned {
            text: day.to_owned(),
            repairs: Vec::new(),
            numeric: false,
        }),
        None if date.moment().is_some() => Err(CellFault::TimeOfDay),
        None => Err(CellFault::NumberInsteadOfDate),
    }
}

fn digits(number: f64, kind: FieldKind) -> Result<Cleaned, CellFault> {
    match kind {
        // A mistake: nobody is called so.
        FieldKind::PersonName | FieldKind::Email => return Err(CellFault::NumberInsteadOfText),
        // 20260803, as payroll systems write it.
        FieldKind::Date if (10_000_101.0..=99_991_231.0).contains(&number) => {}
        FieldKind::Date => return Err(CellFault::NumberInsteadOfDate),
        // Its digits. A phone's have lost a leading `+` or `0`.
        FieldKind::Username
        | FieldKind::Phone
        | FieldKind::Entry
        | FieldKind::Language
        | FieldKind::Text { .. }
        | FieldKind::Secret => {}
    }
    if !number.is_finite() || number.abs() >= EXACT {
        return Err(CellFault::DigitsLost);
    }
    if number < 0.0 || number.fract() != 0.0 {
        return Err(CellFault::NumberInsteadOfText);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above: whole, 0 to 1e15"
    )]
    let whole = number as u64;
    // From twelve digits on, Excel shows a number as 4.52012E+11: whoever looked at the cell saw that.
    let repairs = if whole >= 100_000_000_000 {
        vec![Repair::ScientificUndone]
    } else {
        Vec::new()
    };
    Ok(Cleaned {
        text: whole.to_string(),
        repairs,
        numeric: true,
    })
}

fn written(text: &str, kind: FieldKind) -> Result<Option<Cleaned>, CellFault> {
    // Before anything is copied: a long text is answered without looking through it.
    if text.len() > Cell::LONGEST * 4 {
        return Err(CellFault::TooLong);
    }
    // Nearly every cell is plain; the rest is looked at character by character.
    let printable = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    let (mut clean, mut repairs) = if printable && text.len() <= LONGEST_FIELD && text.trim_ascii() == text {
        (text.to_owned(), Vec::new())
    } else if let Some(mended) = half_gone(text, kind) {
        let (clean, mut repairs) = cleaned(&mended, kind)?;
        repairs.push(Repair::EncodingMended);
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
        clean = whole.ok_or(CellFault::DigitsLost)?;
        repairs.push(Repair::ScientificUndone);
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
fn cleaned(text: &str, kind: FieldKind) -> Result<(String, Vec<Repair>), CellFault> {
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
            Repair::Trimmed
        } else {
            Repair::InvisibleRemoved
        });
    }
    let mut clean = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match c {
            // Two numbers one below the other: what reads phones says so.
            '\n' | '\r' if kind == FieldKind::Phone => clean.push('\n'),
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                return Err(CellFault::LineBreak);
            }
            '\t' => {
                note(Repair::SpaceReplaced);
                clean.push(' ');
            }
            char::REPLACEMENT_CHARACTER => return Err(CellFault::LostCharacter),
            c if c.is_control() || is_override(c) => return Err(CellFault::ControlCharacter),
            c if is_invisible(c) => note(Repair::InvisibleRemoved),
            ' ' => clean.push(' '),
            c if c.is_whitespace() => {
                note(Repair::SpaceReplaced);
                clean.push(' ');
            }
            c => clean.push(c),
        }
    }
    if clean.chars().count() > LONGEST_FIELD {
        return Err(CellFault::TooLong);
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
