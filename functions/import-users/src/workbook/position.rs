//! Numbers and positions as a sheet writes them (ECMA-376-1, 18.3.1 and 18.18.62).

/// Excel's last row and column (Excel specifications and limits).
pub(super) const LAST_ROW: u32 = 1_048_576;
pub(super) const LAST_COLUMN: u32 = 16_384;

fn digits(text: &[u8], most: usize) -> Option<u32> {
    if text.is_empty() || text.len() > most || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(
        text.iter()
            .fold(0, |sum, &digit| sum * 10 + u32::from(digit - b'0')),
    )
}

/// Whether every reader takes it for a number: digits, and a fraction and a power of ten at the most.
pub(super) fn is_plain_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (mantissa, power) = match text.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let is_whole = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let mut parts = mantissa.splitn(2, |&b| b == b'.');
    parts.all(is_whole)
        && power.is_none_or(|power| {
            is_whole(
                power
                    .strip_prefix(b"+")
                    .or(power.strip_prefix(b"-"))
                    .unwrap_or(power),
            )
        })
}

fn row_number(text: &[u8]) -> Option<u32> {
    digits(text, 9).filter(|&number| (1..=LAST_ROW).contains(&number))
}

/// The place of a shared string, from 0.
pub(super) fn shared_index(text: &[u8]) -> Option<u32> {
    digits(text, 9)
}

/// Whether a row number is 0, which some writers put where they do not know it.
pub(super) fn is_zero(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&b| b == b'0')
}

/// The number of a row that says this, or nothing, and follows the row `before`.
pub(super) fn row_of(written: Option<&[u8]>, before: u32) -> Option<u32> {
    match written {
        Some(text) if !is_zero(text) => row_number(text),
        _ => Some(before + 1).filter(|row| *row <= LAST_ROW),
    }
}

/// Row and column of a reference such as `C7`, both from 1.
pub(super) fn cell_position(reference: &[u8]) -> Option<(u32, u32)> {
    let letters = reference
        .iter()
        .take(4)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = reference[..letters].iter().fold(0, |sum, b| {
        sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1
    });
    let row = row_number(&reference[letters..])?;
    (column <= LAST_COLUMN).then_some((row, column))
}

/// Row and column of a range's first cell and of its last, all from 1.
pub(super) fn range_ends(range: &[u8]) -> Option<[(u32, u32); 2]> {
    let mut ends = range.split(|&b| b == b':');
    let first = ends.next().and_then(cell_position);
    let last = ends.next().map_or(first, cell_position);
    match (first, last, ends.next()) {
        (Some(first), Some(last), None) if first.0 <= last.0 && first.1 <= last.1 => Some([first, last]),
        _ => None,
    }
}

/// The letters of a column, counted from 0: 0 is `A`, 27 is `AB`.
pub fn column_name(mut index: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(index % 26).unwrap_or(0)));
        if index < 26 {
            break;
        }
        index = index / 26 - 1;
    }
    letters.iter().rev().collect()
}
