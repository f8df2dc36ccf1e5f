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

#[cfg(test)]
mod tests {
    use super::*;

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
