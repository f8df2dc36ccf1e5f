//! First and last names.

use super::LONGEST_NAME;
use crate::domain::{
    fault::{Fault, quoted},
    mending::{Mend, mend},
    text::{composed, is_hidden_in_a_name},
};

/// Reads a person's name: 1 to 100 characters on one line. One that another program has spoilt is refused, and suggested
/// as it was meant.
pub fn parse_person_name(field: &'static str, called: &str, text: Option<&str>) -> Result<String, Fault> {
    let name = text.unwrap_or_default().trim_matches(is_blank);
    if name.is_empty() {
        return Err(Fault::new(field, "required", format!("{called} is missing.")));
    }
    // Before it is normalised, which takes time: no accent needs more than three marks.
    let is_far_too_long = name.chars().count() > 4 * LONGEST_NAME;
    let name = if is_far_too_long {
        name.into()
    } else {
        composed(name)
    }
    .into_owned();
    if is_far_too_long || name.chars().count() > LONGEST_NAME {
        return Err(Fault::new(
            field,
            "too_long",
            format!("{called} is longer than {LONGEST_NAME} characters."),
        ));
    }
    if name.chars().any(is_hidden_in_a_name) {
        return Err(Fault::new(
            field,
            "control_character",
            format!(
                "{called} holds a line break or an invisible control character; type it again on one line."
            ),
        ));
    }
    if name.contains(char::REPLACEMENT_CHARACTER) {
        return Err(Fault::new(
            field,
            "lost_character",
            format!("{called} has lost a letter in another program (\u{fffd}); type it again."),
        ));
    }
    if let Some((mended, mend)) = mend(&name) {
        let detail = format!(
            "{called} cannot be taken: {}. Did you mean {}?",
            mend.detail(),
            quoted(&mended)
        );
        return Err(Fault::new(field, mend.fault_code(), detail).suggesting(Some(mended)));
    }
    let is_link = || {
        let folded = name.to_lowercase();
        folded.contains("http://") || folded.contains("https://") || folded.starts_with("www.")
    };
    if name.contains(['/', '.']) && is_link() {
        return Err(Fault::new(
            field,
            "looks_like_a_link",
            format!("{called} looks like a web address, not like a name."),
        ));
    }
    Ok(name)
}

/// White space, and what takes no room on the screen at the edge of a cell.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The same for what people typed into a workbook: what is spoilt is mended, and it is said what.
pub(super) fn parse_mending(
    field: &'static str,
    called: &str,
    text: Option<&str>,
) -> Result<(String, Option<Mend>), Fault> {
    match text.and_then(mend) {
        Some((mended, what)) => {
            parse_person_name(field, called, Some(&mended)).map(|name| (name, Some(what)))
        }
        None => parse_person_name(field, called, text).map(|name| (name, None)),
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
            let fault = parse_person_name("last_name", "Last name", Some(text)).unwrap_err();
            assert_eq!(
                (fault.code, fault.suggestion.as_deref()),
                (code, suggestion),
                "{text}"
            );
            let mended = parse_mending("last_name", "Last name", Some(text));
            assert_eq!(mended.ok().map(|(name, _)| name).as_deref(), suggestion, "{text}");
        }
        for text in ["O'Dowd", "'t Hart", "Zoë Ão", "Smith, Jr.", "Bj?rn"] {
            let name = parse_person_name("last_name", "Last name", Some(text));
            assert_eq!(name.as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_name_of_marks_alone_costs_nothing() {
        let marks = "\u{316}\u{301}".repeat(1_000_000);
        let fault = parse_person_name("last_name", "Last name", Some(&marks)).unwrap_err();
        assert_eq!(fault.code, "too_long");
    }
}
