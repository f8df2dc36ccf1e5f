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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The message is a whole sentence in every language, in its own quotation marks, and not the English one. (A text
    /// that Fluent finds fault with fails a debug build by itself.)
    pub(crate) fn check_sentences(say: impl Fn(Language) -> String) {
        check_translated(&say);
        for language in Language::ALL {
            let text = say(language);
            assert!(text.ends_with(['.', '?']), "{language}: {text}");
            assert_eq!(text.trim(), text, "{language}");
            for wrong in ["DETAIL", "{", "}", "  ", "\n", "“”", "””", "„“", "\""] {
                assert!(!text.contains(wrong), "{language}: {wrong:?} in {text}");
            }
            let own = quoted(language, "");
            let is_foreign = |c: char| matches!(c, '“' | '”' | '„' | '\'') && !own.contains(c);
            assert!(!text.contains(is_foreign), "{language}: {text}");
        }
    }

    /// The sentence exists in every language, and differs from the English one.
    pub(crate) fn check_translated(say: impl Fn(Language) -> String) {
        let english = say(Language::English);
        assert!(!english.is_empty());
        for language in Language::ALL.into_iter().filter(|one| *one != Language::English) {
            let text = say(language);
            assert!(!text.is_empty() && text != english, "{language}: {text}");
        }
    }
}
