//! Choosing a password: behind an activation link, and after a one-time password.

use maud::{Markup, html};
use rollcall::domain::fault::Fault;

use super::form::{Field, fault_of, summary};
use super::shell::{Shell, isolated};

/// The activation page: `GET` and `POST /{organisation}/activate/{token}` with fields `password` and `repeat`.
/// Opening it changes nothing; pressing the button does.
#[derive(Clone, Copy, Debug)]
pub struct ChoosePassword<'a> {
    /// The person's first name; may be empty.
    pub first_name: &'a str,
    /// What they will sign in with: e-mail, username, or both.
    pub identifiers: &'a [&'a str],
    /// The shortest password, in characters.
    pub shortest: usize,
    /// What was wrong with the last attempt: fields `password` and `repeat` (`differs`).
    pub faults: &'a [Fault],
}

/// Renders the activation page.
#[must_use]
pub fn choose_password(shell: &Shell<'_>, view: &ChoosePassword<'_>) -> Markup {
    let title = shell.text("choose-title");
    let content = html! {
        h1 {
            @if view.first_name.trim().is_empty() {
                (shell.text("choose-greeting-nameless"))
            } @else {
                (shell.language.markup_with("choose-greeting", &[("name", isolated(view.first_name))]))
            }
        }
        p.lead { (shell.with_organisation("choose-intro")) }
        (summary(shell, view.faults, &FIELDS))
        (form(shell, view.identifiers, None, view.shortest, view.faults, "choose-button"))
    };
    shell.page(&title, !view.faults.is_empty(), &content)
}

/// The page after a one-time password, the answer to signing in with it: `POST /{organisation}/password` with fields
/// `password`, `repeat`, `ticket`, and `username` with the first of the identifiers.
#[derive(Clone, Copy, Debug)]
pub struct ChangePassword<'a> {
    /// What they sign in with: e-mail, username, or both.
    pub identifiers: &'a [&'a str],
    /// What allows the change.
    pub ticket: &'a str,
    /// The shortest password, in characters.
    pub shortest: usize,
    /// What was wrong with the last attempt: fields `password` and `repeat` (`differs`).
    pub faults: &'a [Fault],
}

/// The fields of the forms, with their labels.
const FIELDS: [(&str, &str); 2] = [("password", "choose-password"), ("repeat", "choose-repeat")];

/// Renders the page after a one-time password.
#[must_use]
pub fn change_password(shell: &Shell<'_>, view: &ChangePassword<'_>) -> Markup {
    let title = shell.text("change-title");
    let content = html! {
        h1 { (title) }
        p.lead { (shell.text("change-intro")) }
        (summary(shell, view.faults, &FIELDS))
        (form(shell, view.identifiers, Some(view.ticket), view.shortest, view.faults, "change-button"))
    };
    shell.page(&title, !view.faults.is_empty(), &content)
}

fn form(
    shell: &Shell<'_>,
    identifiers: &[&str],
    ticket: Option<&str>,
    shortest: usize,
    faults: &[Fault],
    button: &str,
) -> Markup {
    let language = shell.language;
    let policy = language.text_with("choose-policy", &[("shortest", shortest.to_string().into())]);
    let password = Field {
        name: "password",
        kind: "password",
        label: shell.text("choose-password"),
        hint: Some(policy),
        autocomplete: "new-password",
        shortest: Some(shortest),
        fault: fault_of(language, faults, "password"),
        ..Field::default()
    };
    let repeat = Field {
        name: "repeat",
        kind: "password",
        label: shell.text("choose-repeat"),
        autocomplete: "new-password",
        fault: fault_of(language, faults, "repeat"),
        ..Field::default()
    };
    // The page after a one-time password is shown at the sign-in page's address, which takes another form.
    let action = ticket.map(|_| shell.path("/password"));
    html! {
        @if !identifiers.is_empty() {
            dl {
                div {
                    dt { (shell.text("choose-sign-in-with")) }
                    @for identifier in identifiers { dd { bdi { (identifier) } } }
                }
            }
        }
        form method="post" action=[action] novalidate {
            @if let Some(identifier) = identifiers.first() {
                // Password managers file the new password under this; people have read it above.
                input type="text" name="username" value=(identifier) autocomplete="username" readonly hidden;
            }
            @if let Some(ticket) = ticket { input type="hidden" name="ticket" value=(ticket); }
            (password.render())
            (repeat.render())
            button type="submit" { (shell.text(button)) }
        }
    }
}
