//! A code in words.

use super::{Code, shortened};
use crate::domain::language::{FluentValue, Language};

/// Fields whose values are never repeated.
const SECRET: [&str; 3] = ["one_time_password", "password", "repeat"];

/// As long as an e-mail address may be, in characters: somebody may copy what is suggested, so it is given whole.
const LONGEST_SUGGESTION: usize = 254;

/// What is beside a code where it is put into words.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// The field by its name in the API, such as `email`; empty for the document or the row as a whole.
    pub field: &'a str,
    /// What was typed there, where that is known and the code does not carry it.
    pub value: Option<&'a str>,
    /// What was probably meant.
    pub suggestion: Option<&'a str>,
}

impl Code {
    /// What is wrong and what to do about it: `fault-{code}-{field}` where there is such a text, or `fault-{code}`.
    ///
    /// A text may use what the code carries, `value` and `suggestion`, and of each `has_…`, for Fluent cannot ask whether a
    /// value is empty. A one-time password is never a value.
    pub fn sentence(&self, language: Language, about: &About<'_>) -> String {
        let is_secret = SECRET.contains(&about.field);
        let mut texts: Vec<(&'static str, FluentValue<'_>)> = Vec::new();
        let mut put = |name: &'static str, has_name: &'static str, is_there: bool, shown: String| {
            texts.push((has_name, if is_there { "true" } else { "false" }.into()));
            texts.push((name, shown.into()));
        };
        let mut value = about.value.map(str::trim).map(shortened).unwrap_or_default();
        for (name, has_name, argument) in self.arguments() {
            let shown = argument.shown(language);
            match name {
                "value" => {
                    if value.is_empty() {
                        value = shown;
                    }
                }
                "found" if is_secret => put(name, has_name, false, String::new()),
                _ => put(name, has_name, !argument.is_absent(), shown),
            }
        }
        if is_secret {
            value.clear();
        }
        put("value", "has_value", !value.is_empty(), value);
        let suggestion = about.suggestion.unwrap_or_default();
        let suggestion: String = suggestion
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_SUGGESTION)
            .collect();
        put("suggestion", "has_suggestion", !suggestion.is_empty(), suggestion);
        let [special, general] = text_ids(self, about.field);
        let id = if language.has_own_text(&special) {
            special
        } else {
            general
        };
        language.text_with(&id, &texts)
    }
}

/// The texts a code may have, the special one first.
pub(super) fn text_ids(code: &Code, field: &str) -> [String; 2] {
    let general = format!("fault-{}", code.as_str().replace('_', "-"));
    [format!("{general}-{}", field.replace('_', "-")), general]
}
