//! The one form of a text.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in Unicode's composed form (NFC), in which two spellings of one letter are the same characters.
///
/// Nearly every text there is has it already.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
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
    fn letters_and_their_accents_are_joined() {
        for decomposed in ["A\u{30a}rhus", "Aarhus A\u{30a}"] {
            assert_eq!(composed(decomposed), decomposed.replace("A\u{30a}", "\u{c5}"));
        }
        for text in ["Aarhus", "\u{c5}rhus", "\u{6f22}\u{5b57}"] {
            assert!(matches!(composed(text), Cow::Borrowed(same) if same == text));
        }
    }
}
