//! What becomes of what directories send.

use maud::{Markup, html};
use rollcall::domain::fault::Fault;

use super::super::form::{Field, fault_of, summary};
use super::super::manage::{Place, Reach, done, places};
use super::super::shell::Shell;
use super::super::sign_up::Choice;
use super::{alert, box_of, checkbox, choice};

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub struct RuleValues {
    /// The version of the settings.
    pub version: String,
    /// Id of a department; empty: none.
    pub department: String,
    /// Id of a job profile; empty: none.
    pub job_profile: String,
    /// Id of a permission type; empty: none.
    pub permission_type: String,
    /// The names of the fields that directories keep in step.
    pub kept: Vec<String>,
    /// What becomes of who is in a department that does not exist, by its name.
    pub unknown_department: String,
    /// The same of a job profile.
    pub unknown_job_profile: String,
    /// Whether what is wrong is refused even where nobody needs it.
    pub strict: bool,
    /// More people than these who are taken away within an hour are held, as it was typed.
    pub people: String,
    /// Where they are more than this share as well, likewise.
    pub per_cent: String,
}

/// The page of what becomes of what directories send.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// What stands in the form.
    pub values: &'a RuleValues,
    /// What is wrong with it.
    pub faults: &'a [Fault],
    /// Why nothing was done, in words.
    pub alert: Option<&'a str>,
    /// The name of the words for what has just been done.
    pub done: Option<&'a str>,
    /// The names of the fields that can be kept in step.
    pub fields: &'a [&'a str],
    /// Departments to choose from.
    pub departments: &'a [Choice<'a>],
    /// Job profiles to choose from.
    pub job_profiles: &'a [Choice<'a>],
    /// Permission types without capabilities.
    pub permission_types: &'a [Choice<'a>],
}

/// The fields of the form, with their labels.
const NAMES: [(&str, &str); 8] = [
    ("department", "integration-default-department"),
    ("job_profile", "integration-default-job-profile"),
    ("permission_type", "integration-default-permission-type"),
    ("keep_in_sync", "rules-keep"),
    ("unknown_department", "rules-unknown-department"),
    ("unknown_job_profile", "rules-unknown-job-profile"),
    ("people", "rules-people"),
    ("per_cent", "rules-per-cent"),
];
/// What becomes of who is in something that does not exist.
const UNKNOWN: [&str; 3] = ["default", "refuse", "create"];

/// Renders the page of what becomes of what directories send: `GET` and `POST /{organisation}/integration/rules`.
#[must_use]
pub fn rules(shell: &Shell<'_>, view: &Rules<'_>) -> Markup {
    let title = shell.text("rules-title");
    let values = view.values;
    let fault = |name: &str| fault_of(shell.language, view.faults, name);
    let chosen = |name: &'static str, label: &str, value: &str, choices: &[Choice<'_>]| {
        let texts = (label, "integration-default-none");
        choice(shell, (name, value), texts, choices, fault(name).as_deref())
    };
    let number = |name: &'static str, label: &str, value: &str| {
        let field = Field {
            name,
            kind: "number",
            label: shell.text(label),
            value,
            fault: fault(name),
            ..Field::default()
        };
        field.render()
    };
    let unknown = |name: &str, value: &str| unknown(shell, name, value, fault(name).as_deref());
    let content = html! {
        (places(shell, Some(Place::Integration), Reach::ALL))
        h1 { (title) }
        p.lead { (shell.text("rules-text")) }
        (done(shell, view.done))
        (alert(view.alert))
        (summary(shell, view.faults, &NAMES))
        form method="post" {
            input type="hidden" name="version" value=(values.version);
            section aria-labelledby="defaults" {
                h2 #defaults { (shell.text("rules-defaults")) }
                (chosen("department", "integration-default-department", &values.department, view.departments))
                (chosen("job_profile", "integration-default-job-profile", &values.job_profile, view.job_profiles))
                (chosen("permission_type", "integration-default-permission-type", &values.permission_type, view.permission_types))
            }
            fieldset #keep_in_sync aria-describedby="keep-hint" {
                legend { (shell.text("rules-keep")) }
                p.hint #keep-hint { (shell.text("rules-keep-hint")) }
                @if let Some(fault) = fault("keep_in_sync") { p.fault { (fault) } }
                @for field in view.fields {
                    (box_of(
                        &format!("keep-{field}"),
                        ("keep_in_sync", field),
                        &shell.text(&format!("column-{}", field.replace('_', "-"))),
                        values.kept.iter().any(|kept| kept == field),
                    ))
                }
            }
            (unknown("unknown_department", &values.unknown_department))
            (unknown("unknown_job_profile", &values.unknown_job_profile))
            (checkbox("strict", &shell.text("rules-strict"), values.strict))
            section aria-labelledby="brake" {
                h2 #brake { (shell.text("rules-brake")) }
                p { (shell.text("rules-brake-text")) }
                (number("people", "rules-people", &values.people))
                (number("per_cent", "rules-per-cent", &values.per_cent))
            }
            button type="submit" { (shell.text("integration-save")) }
        }
        p.after { a href=(shell.path("/integration")) { (shell.text("tokens-back")) } }
    };
    let is_faulty = !view.faults.is_empty() || view.alert.is_some();
    shell.wide_page(&title, is_faulty, &content)
}

/// What becomes of who is in something that does not exist.
fn unknown(shell: &Shell<'_>, name: &str, value: &str, fault: Option<&str>) -> Markup {
    let words = |of: &str| shell.text(&format!("rules-{}", of.replace('_', "-")));
    html! {
        fieldset id=(name) {
            legend { (words(name)) }
            @if let Some(fault) = fault { p.fault { (fault) } }
            @for one in UNKNOWN {
                label.radio for={ (name) "-" (one) } {
                    input id={ (name) "-" (one) } type="radio" name=(name) value=(one) checked[value == one];
                    span { (words(one)) }
                }
            }
        }
    }
}
