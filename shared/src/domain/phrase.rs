//! Names and lists within a sentence.

use crate::domain::language::Language;

/// A name within a sentence, in the language's quotation marks.
pub fn quoted(language: Language, text: &str) -> String {
    language.text_with("phrase-quoted", &[("text", text.into())])
}

/// `a, b and c`.
pub fn listed(language: Language, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => language.text_with(
            "phrase-list-and",
            &[("first", first.join(", ").into()), ("last", last.into())],
        ),
    }
}

/// `a, b or c`.
pub fn one_of(language: Language, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => language.text_with(
            "phrase-list-or",
            &[("first", first.join(", ").into()), ("last", last.into())],
        ),
    }
}

/// `a, b`, and how many more there are where `items` are more than `most`.
pub fn listed_up_to(language: Language, items: &[String], most: usize) -> String {
    let (first, more) = items.split_at(most.min(items.len()));
    let first = first.join(", ");
    if more.is_empty() {
        return first;
    }
    let count = more.len().to_string();
    language.text_with(
        "phrase-list-more",
        &[("first", first.into()), ("count", count.into())],
    )
}
