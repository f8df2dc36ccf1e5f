//! What is wrong with one field of somebody's input.

mod argument;
mod code;
mod sentence;
#[cfg(test)]
mod tests;

pub use argument::{AddressPart, Also, Author, Reader, Readings};
pub use code::Code;
pub use sentence::About;

use crate::domain::language::Language;

/// One fault of one field: where and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901) into the body, or `/` and the name of a parameter or header.
    pub pointer: String,
    /// Why, with what its sentence needs.
    pub code: Code,
    /// The value, such as the entry of a list, that was probably meant.
    pub suggestion: Option<String>,
}

impl Fault {
    /// A fault of the field at the top of the document.
    pub fn at(field: &str, code: Code) -> Self {
        Self {
            pointer: format!("/{field}"),
            code,
            suggestion: None,
        }
    }

    /// A fault of the document as a whole.
    pub fn of_whole(code: Code) -> Self {
        Self {
            pointer: String::new(),
            code,
            suggestion: None,
        }
    }

    /// The same fault with the value that was probably meant.
    #[must_use]
    pub fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// The same fault, seen from the document that holds the field's document at `parent`.
    #[must_use]
    pub fn under(mut self, parent: &str) -> Self {
        self.pointer = format!("/{parent}{}", self.pointer);
        self
    }

    /// The field it is about: the last name in its pointer; empty for the document as a whole.
    pub fn field(&self) -> &str {
        let is_index = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
        self.pointer
            .rsplit('/')
            .find(|part| !is_index(part))
            .unwrap_or_default()
    }

    /// What is wrong and what to do about it.
    pub fn sentence(&self, language: Language) -> String {
        let about = About {
            field: self.field(),
            value: None,
            suggestion: self.suggestion.as_deref(),
        };
        self.code.sentence(language, &about)
    }
}

/// Words of the API, for a code to carry those that are known.
pub fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// Shortens what somebody typed so that it can stand in a sentence: at most 40 characters, no control characters.
pub fn shortened(value: &str) -> String {
    let mut shown: String = value.chars().filter(|c| !c.is_control()).take(40).collect();
    if value.chars().count() > 40 {
        shown.push('…');
    }
    shown
}
