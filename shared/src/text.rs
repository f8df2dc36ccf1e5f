//! The one form of a text.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The text in Unicode's composed form (NFC), in which two spellings of one letter are the same characters.
///
/// Nearly every text there is has it already.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
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
        assert_eq!(composed("A\u{30a}rhus"), "\u{c5}rhus");
        assert!(matches!(composed("Aarhus"), Cow::Borrowed("Aarhus")));
    }
}
