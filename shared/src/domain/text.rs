//! The one form of a text.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// No field and no name holds so many bytes, in whatever form: what is longer is refused for its length, without the
/// work of bringing it into a form first.
pub const LONGEST: usize = 8 * 1024;

/// The text in Unicode's composed form (NFC), in which two spellings of one letter are the same characters.
///
/// Nearly every text there is has it already. A text that is longer than [`LONGEST`] stays as it is: its form does not
/// matter, because every field is shorter.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.len() > LONGEST || text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether a character has no width of its own, or changes where others stand: controls, separators of lines, marks of
/// direction (with U+202E `people_fdp.xlsx` reads as `people_xslx.pdf`), joiners and tags (Unicode, general categories
/// Cc, Cf, Zl and Zp, and the fillers that look like nothing).
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character has no place in a name of a person or of a list's entry: it cannot be seen, so that two names look
/// like one, or turns the text around it. Joiners, and the selectors of a letter's shape in Mongolian and Japanese, are part
/// of names.
pub fn is_hidden_in_a_name(c: char) -> bool {
    let belongs = matches!(c, '\u{200c}'..='\u{200d}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{e0100}'..='\u{e01ef}');
    (is_hidden(c) && !belongs) || c == '\u{2800}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_hidden_and_what_everybody_sees_is_not() {
        for c in "\u{202e}\u{202a}\u{2066}\u{2069}\u{200f}\u{61c}\u{200b}\u{200d}\u{feff}\u{7f}\u{85}\n\u{2028}\u{ad}\u{e0041}".chars() {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in "aØß漢العربية🙂 -–_.,()&'\u{301}".chars() {
            assert!(!is_hidden(c), "{c:?}");
        }
    }

    #[test]
    fn a_name_holds_nothing_that_nobody_sees() {
        use crate::domain::{field::Field, organisation, user};
        let both = |text: &str| {
            let person = user::parse_person_name(Field::FirstName, Some(text));
            (person.is_ok(), organisation::parse_name(text).is_ok())
        };
        for c in "\u{202e}\u{2066}\u{2067}\u{2069}\u{200f}\u{61c}\u{200b}\u{2060}\u{feff}\u{3164}\u{115f}\u{2800}\u{e0041}\u{7f}\n".chars() {
            assert_eq!(both(&format!("Kø{c}kken")), (false, false), "{c:?}");
        }
        for name in [
            "می\u{200c}خواهم",
            "श्री\u{200d}",
            "葛\u{e0100}城",
            "Zoë",
            "O’Dowd",
            "ᠠ\u{180b}",
        ] {
            assert_eq!(both(name), (true, true), "{name}");
        }
    }

    #[test]
    fn what_is_longer_than_any_field_is_left_as_it_is() {
        let marks = format!("a{}", "\u{323}\u{301}".repeat(16_000));
        assert!(matches!(composed(&marks), Cow::Borrowed(_)));
        let short = format!("a{}", "\u{301}\u{323}".repeat(100));
        assert!(matches!(composed(&short), Cow::Owned(_)));
    }

    #[test]
    fn a_text_of_marks_is_refused_for_its_length_without_more_work() {
        use crate::domain::{field::Field, identifier, organisation, password, user};
        let marks = format!("a{}", "\u{323}\u{301}".repeat(16_000));
        let begun = std::time::Instant::now();
        let code = |fault: crate::domain::fault::Fault| fault.code.as_str();
        let name = user::parse_person_name(Field::FirstName, Some(&marks));
        assert_eq!(name.map_err(code), Err("too_long"));
        assert_eq!(organisation::parse_name(&marks).map_err(code), Err("too_long"));
        for text in [
            marks.clone(),
            format!("{marks}@example.com"),
            format!("a@{marks}.com"),
        ] {
            assert!(identifier::Email::parse(&text).is_err());
            assert!(identifier::Username::parse(&text).is_err());
        }
        assert!(password::check_one_time(&marks, &[]).is_err());
        assert!(password::check(&marks, &[]).is_err());
        organisation::fold(&marks);
        assert!(
            begun.elapsed() < std::time::Duration::from_millis(300),
            "{:?}",
            begun.elapsed()
        );
    }

    #[test]
    fn letters_and_their_accents_are_joined() {
        for decomposed in ["A\u{30a}rhus", "Aarhus A\u{30a}"] {
            assert_eq!(composed(decomposed), decomposed.replace("A\u{30a}", "\u{c5}"));
        }
        for text in ["Aarhus", "\u{c5}rhus", "\u{6f22}\u{5b57}"] {
            assert!(matches!(composed(text), Cow::Borrowed(same) if same == text));
        }
    }
}
