//! Fields, their faults, and the summary of faults above a form.

use maud::{Markup, html};
use rollcall::domain::fault::Fault;
use rollcall::domain::language::Language;

use super::shell::Shell;

/// One labelled input. Its id is its name; hint and fault are tied to it for screen readers.
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) value: &'a str,
    pub(super) autocomplete: &'a str,
    pub(super) required: bool,
    /// The shortest value a browser lets through, in characters.
    pub(super) shortest: Option<usize>,
    /// Latin technical text: left to right in any language, no capitals, no correction.
    pub(super) verbatim: bool,
    pub(super) fault: Option<String>,
}

impl Default for Field<'_> {
    fn default() -> Self {
        Self {
            name: "",
            kind: "text",
            label: String::new(),
            hint: None,
            value: "",
            autocomplete: "off",
            required: true,
            shortest: None,
            verbatim: false,
            fault: None,
        }
    }
}

impl Field<'_> {
    pub(super) fn render(&self) -> Markup {
        let about = described_by(self.name, self.hint.is_some(), self.fault.is_some());
        let direction = match (self.kind, self.verbatim) {
            ("text", false) => Some("auto"),
            _ if self.verbatim => Some("ltr"),
            _ => None,
        };
        html! {
            div.field.faulty[self.fault.is_some()] {
                label for=(self.name) { (self.label) }
                @if let Some(hint) = &self.hint { p.hint id={ (self.name) "-hint" } { (hint) } }
                @if let Some(fault) = &self.fault { p.fault id={ (self.name) "-fault" } { (fault) } }
                input id=(self.name) name=(self.name) type=(self.kind) autocomplete=(self.autocomplete)
                    value=[(!self.value.is_empty()).then_some(self.value)]
                    dir=[direction]
                    autocapitalize=[self.verbatim.then_some("none")]
                    autocorrect=[self.verbatim.then_some("off")]
                    spellcheck=[self.verbatim.then_some("false")]
                    minlength=[self.shortest]
                    aria-describedby=[about]
                    aria-invalid=[self.fault.is_some().then_some("true")]
                    required[self.required];
            }
        }
    }
}

/// A labelled list to choose one entry from.
pub(super) struct Select<'a> {
    pub(super) name: &'a str,
    pub(super) label: String,
    /// The empty first entry, where nothing is chosen beforehand.
    pub(super) prompt: Option<String>,
    /// Value, words, and the language of the words where it is not the page's.
    pub(super) entries: Vec<(&'a str, &'a str, Option<Language>)>,
    pub(super) chosen: &'a str,
    pub(super) autocomplete: &'a str,
    pub(super) fault: Option<String>,
}

impl Select<'_> {
    pub(super) fn render(&self) -> Markup {
        let about = described_by(self.name, false, self.fault.is_some());
        html! {
            div.field.faulty[self.fault.is_some()] {
                label for=(self.name) { (self.label) }
                @if let Some(fault) = &self.fault { p.fault id={ (self.name) "-fault" } { (fault) } }
                select id=(self.name) name=(self.name) autocomplete=(self.autocomplete) required
                    aria-describedby=[about] aria-invalid=[self.fault.is_some().then_some("true")] {
                    @if let Some(prompt) = &self.prompt { option value="" { (prompt) } }
                    @for (value, words, language) in &self.entries {
                        option value=(value) lang=[language.map(Language::tag)] selected[*value == self.chosen] { (words) }
                    }
                }
            }
        }
    }
}

fn described_by(name: &str, hint: bool, fault: bool) -> Option<String> {
    match (hint, fault) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-fault")),
        (true, true) => Some(format!("{name}-hint {name}-fault")),
    }
}

/// What is wrong with one field, if anything.
pub(super) fn fault_of(language: Language, faults: &[Fault], field: &str) -> Option<String> {
    faults
        .iter()
        .find(|fault| fault.field() == field)
        .map(|fault| fault.sentence(language))
}

/// Everything that is wrong, above the form, each leading to its field where the page has it, and naming it as its label does: of
/// several empty fields all say the same. `fields` are names and the names of their labels' texts.
pub(super) fn summary(shell: &Shell<'_>, faults: &[Fault], fields: &[(&str, &str)]) -> Markup {
    let language = shell.language;
    if faults.is_empty() {
        return Markup::default();
    }
    let count = i64::try_from(faults.len()).unwrap_or(i64::MAX);
    html! {
        // The first thing a keyboard or a screen reader meets: it needs no script to be focused.
        div.alert #faults role="alert" tabindex="-1" autofocus {
            h2 { (language.text_with("faults-title", &[("count", count.into())])) }
            ul {
                @for fault in faults {
                    li {
                        @if let Some((name, label)) = fields.iter().find(|(name, _)| *name == fault.field()) {
                            a href={ "#" (name) } { b { (shell.text(label)) ":" } " " (fault.sentence(language)) }
                        } @else {
                            (fault.sentence(language))
                        }
                    }
                }
            }
        }
    }
}
