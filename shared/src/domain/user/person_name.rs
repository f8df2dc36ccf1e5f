//! First and last names, and texts that are just text.

use crate::domain::{
    fault::{Code, Fault},
    field::Field,
    mending::{Mend, mend},
    text::{composed, is_hidden_in_a_name},
};

/// Longest first or last name, in characters.
const LONGEST_NAME: usize = 100;

pub(super) fn missing(field: Field) -> Fault {
    Fault::at(field.name(), Code::Required)
}

/// Reads a person's name: 1 to 100 characters on one line. One that another program has spoilt is refused, and suggested
/// as it was meant.
pub fn parse_person_name(field: Field, text: Option<&str>) -> Result<String, Fault> {
    let name = parse_line(field, text.unwrap_or_default(), LONGEST_NAME)?.ok_or_else(|| missing(field))?;
    if let Some((mended, mend)) = mend(&name) {
        return Err(Fault::at(field.name(), mend.fault()).suggesting(Some(mended)));
    }
    let is_link = || {
        let folded = name.to_lowercase();
        folded.contains("http://") || folded.contains("https://") || folded.starts_with("www.")
    };
    if name.contains(['/', '.']) && is_link() {
        return Err(Fault::at(field.name(), Code::LooksLikeALink));
    }
    Ok(name)
}

/// Reads a text of one line, of `most` characters that can be seen; `None` where it is blank.
pub(super) fn parse_line(field: Field, text: &str, most: usize) -> Result<Option<String>, Fault> {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Ok(None);
    }
    let refused = |code| Err(Fault::at(field.name(), code));
    // Before it is normalised, which takes time: no accent needs more than three marks.
    let is_far_too_long = text.chars().count() > 4 * most;
    let text = if is_far_too_long {
        text.into()
    } else {
        composed(text)
    };
    if is_far_too_long || text.chars().count() > most {
        return refused(Code::TooLong { limit: most });
    }
    if text.chars().any(is_hidden_in_a_name) {
        return refused(Code::ControlCharacter);
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return refused(Code::LostCharacter);
    }
    Ok(Some(text.into_owned()))
}

/// White space, and what takes no room on the screen at the edge of a cell.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The same for what people typed into a workbook: what is spoilt is mended, and it is said what.
pub(super) fn parse_mending(field: Field, text: Option<&str>) -> Result<(String, Option<Mend>), Fault> {
    match text.and_then(mend) {
        Some((mended, what)) => parse_person_name(field, Some(&mended)).map(|name| (name, Some(what))),
        None => parse_person_name(field, text).map(|name| (name, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spoilt_name_is_refused_with_what_was_meant() {
        for (text, code, suggestion) in [
            ("SÃ¸ren", "garbled_text", Some("Søren")),
            ("Bj&oslash;rn", "html_entity", Some("Bjørn")),
            ("'Anna", "stray_apostrophe", Some("Anna")),
            ("Berg,", "stray_punctuation", Some("Berg")),
            ("S\u{fffd}ren", "lost_character", None),
            ("www.example.com", "looks_like_a_link", None),
        ] {
            let fault = parse_person_name(Field::LastName, Some(text)).unwrap_err();
            assert_eq!(
                (fault.code.as_str(), fault.suggestion.as_deref()),
                (code, suggestion),
                "{text}"
            );
            let mended = parse_mending(Field::LastName, Some(text));
            assert_eq!(mended.ok().map(|(name, _)| name).as_deref(), suggestion, "{text}");
        }
        for text in ["O'Dowd", "'t Hart", "Zoë Ão", "Smith, Jr.", "Bj?rn"] {
            let name = parse_person_name(Field::LastName, Some(text));
            assert_eq!(name.as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_name_of_marks_alone_costs_nothing() {
        let marks = "\u{316}\u{301}".repeat(1_000_000);
        let fault = parse_person_name(Field::LastName, Some(&marks)).unwrap_err();
        assert_eq!(fault.code, "too_long");
    }
}
