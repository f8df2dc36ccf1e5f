//! A number as its cell shows it, where the number format adds digits or text to it: `00001234`, `070-123 45 67`.

/// What a cell of a format code (ECMA-376-1, 18.8.31) shows of a whole number, where the format is made of digits and fixed
/// text; `None` for all others, such as `General`, decimals, separators of thousands, conditions and dates.
pub fn shown(number: f64, code: &str) -> Option<String> {
    // Excel keeps fifteen digits of a number.
    if !(0.0..1e15).contains(&number) || number.fract() != 0.0 {
        return None;
    }
    // Of several sections the first is for positive numbers, and for zero where there is no third.
    let mut sections = split_sections(code);
    let (first, third) = (sections.next()?, sections.nth(1));
    let section = third.filter(|_| number == 0.0).unwrap_or(first);
    let pieces = pieces(section)?;
    let places = pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Digit(_)))
        .count();
    if places == 0 {
        return None;
    }
    let digits = if number == 0.0 {
        String::new()
    } else {
        format!("{number:.0}")
    };
    let surplus = digits.len().saturating_sub(places);
    let mut missing = places.saturating_sub(digits.len());
    let mut left = digits.chars();
    let mut text = String::new();
    let mut is_first = true;
    for piece in pieces {
        match piece {
            Piece::Fixed(c) => text.push(c),
            Piece::Digit(filler) if missing > 0 => {
                missing -= 1;
                text.extend(filler);
                is_first = false;
            }
            Piece::Digit(_) => {
                let count = if is_first { 1 + surplus } else { 1 };
                text.extend(left.by_ref().take(count));
                is_first = false;
            }
        }
    }
    Some(text.trim().to_owned())
}

/// A part of a format.
enum Piece {
    /// A place of a digit, and what stands there without one.
    Digit(Option<char>),
    /// A character that is shown as it is.
    Fixed(char),
}

fn pieces(section: &str) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut rest = section.chars();
    while let Some(c) = rest.next() {
        match c {
            '0' => found.push(Piece::Digit(Some('0'))),
            '?' => found.push(Piece::Digit(Some(' '))),
            '#' => found.push(Piece::Digit(None)),
            '"' => found.extend(rest.by_ref().take_while(|c| *c != '"').map(Piece::Fixed)),
            '\\' => found.push(Piece::Fixed(rest.next()?)),
            // The width of a character, or a character as often as it fits.
            '_' | '*' => {
                rest.next()?;
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                // A colour or a language; a condition or an elapsed time is something else.
                let is_colour = inside.len() > 2 && inside.chars().all(char::is_alphanumeric);
                if !is_colour && !inside.starts_with("$-") {
                    return None;
                }
            }
            ' ' | '\u{a0}' | '-' | '+' | '(' | ')' | ':' | '!' | '^' | '&' | '\'' | '~' | '{' | '}' | '='
            | '$' => {
                found.push(Piece::Fixed(c));
            }
            _ => return None,
        }
    }
    Some(found)
}

/// The sections of a code, which semicolons separate; those in quotation marks and behind a backslash do not.
fn split_sections(code: &str) -> impl Iterator<Item = &str> {
    let (mut in_quotes, mut is_escaped) = (false, false);
    code.split(move |c: char| {
        let separates = c == ';' && !in_quotes && !is_escaped;
        in_quotes ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        separates
    })
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_number_is_read_as_its_format_shows_it() {
        for (number, code, expected) in [
            (1_234.0, "00000000", Some("00001234")),
            (42.0, "0000", Some("0042")),
            (0.0, "0000", Some("0000")),
            (123_456_789.0, "0000000000", Some("0123456789")),
            (123_456_789.0, "0000", Some("123456789")),
            (123.0, "000-000", Some("000-123")),
            (1_234_567.0, "000-000", Some("1234-567")),
            (701_234_567.0, "000\"-\"000 00 00", Some("070-123 45 67")),
            (4_520_123_456.0, "\"+\"0", Some("+4520123456")),
            (4_520_123_456.0, "+00 00 00 00 00", Some("+45 20 12 34 56")),
            (7.0, "\"Butik \"000", Some("Butik 007")),
            (7.0, "[Red]000;[Blue]-000", Some("007")),
            (7.0, "[$-406]000", Some("007")),
            (7.0, "000_);(000)", Some("007")),
            (7.0, "\\M\\A000", Some("MA007")),
            (5.0, "##0", Some("5")),
            (5.0, "?00", Some("05")),
            (5.0, "0", Some("5")),
            (5.0, "General", None),
            (5.0, "@", None),
            (5.0, "#,##0", None),
            (5.0, "0.00", None),
            (5.0, "0%", None),
            (5.0, "yyyy-mm-dd", None),
            (5.0, "[h]", None),
            (5.0, "[<=9999999]000-0000;000", None),
            (5.0, "0.00E+00", None),
            (5.0, "", None),
            (5.0, "\"x\"", None),
            (5.5, "0000", None),
            (-5.0, "0000", None),
            (1e15, "0000", None),
            (f64::NAN, "0000", None),
        ] {
            assert_eq!(shown(number, code).as_deref(), expected, "{number} {code}");
        }
    }
}
