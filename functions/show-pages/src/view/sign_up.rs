//! The sign-up form and what follows it.

use maud::{Markup, html};
use rollcall::domain::fault::Fault;
use rollcall::domain::language::Language;
use rollcall::domain::sign_up::Next;
use rollcall::domain::sign_up_link::LinkRefusal;

use super::form::{Field, Select, fault_of, summary};
use super::shell::{Shell, isolated, tick};
use super::sign_in::minutes;

/// What the form asks for to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An e-mail.
    Email,
    /// A username, and a phone to reach the person by.
    Username,
    /// Either: the form also sends `sign_in_with`, which is `email` or `username`; what belongs to the other is to be
    /// passed over, for it may hold what was typed before the person changed their mind.
    Either,
}

/// An entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// What the form sends.
    pub id: &'a str,
    /// What the person sees.
    pub name: &'a str,
}

/// Where the department comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Department<'a> {
    /// Everybody gets the default one: nothing is shown.
    Default,
    /// The sign-up link fixes it: its name is shown.
    Fixed(&'a str),
    /// The person picks one.
    Chosen(&'a [Choice<'a>]),
}

/// What was typed before; all empty at first.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignUpValues<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// `email` or `username`; anything else counts as `email`.
    pub sign_in_with: &'a str,
    /// E-mail.
    pub email: &'a str,
    /// Username.
    pub username: &'a str,
    /// Phone.
    pub phone: &'a str,
    /// Id of the department.
    pub department: &'a str,
    /// Tag of the language; empty chooses the page's.
    pub language: &'a str,
}

/// The sign-up form: `GET` and `POST /{organisation}/sign-up` with fields `first_name`, `last_name`, `sign_in_with`,
/// `email`, `username`, `phone`, `department`, `language` and `link`, each where it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct SignUp<'a> {
    /// What to sign in with.
    pub asked: Asked,
    /// Where the department comes from.
    pub department: Department<'a>,
    /// The languages to choose from; where it is one, it is sent without asking.
    pub languages: &'a [Language],
    /// The token of the sign-up link it was opened by, which the form sends as `link`; empty without one.
    pub link: &'a str,
    /// What comes after it, for the form promises no more.
    pub next: Next,
    /// What was typed before.
    pub values: SignUpValues<'a>,
    /// What was wrong with it, by the names of the fields.
    pub faults: &'a [Fault],
    /// Nothing was wrong with it, but it can only be taken in so many seconds.
    pub retry_after: Option<u64>,
}

/// The id of the form.
pub const SIGN_UP_FORM: &str = "sign-up";

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 7] = [
    ("first_name", "sign-up-first-name"),
    ("last_name", "sign-up-last-name"),
    ("email", "sign-up-email"),
    ("username", "sign-up-username"),
    ("phone", "sign-up-phone"),
    ("department", "sign-up-department"),
    ("language", "sign-up-language"),
];

/// Renders the sign-up form.
#[must_use]
pub fn sign_up(shell: &Shell<'_>, view: &SignUp<'_>) -> Markup {
    let title = shell.text("sign-up-title");
    let name = |name, label, value, autocomplete| Field {
        name,
        label: shell.text(label),
        value,
        autocomplete,
        fault: fault_of(shell.language, view.faults, name),
        ..Field::default()
    };
    let content = html! {
        h1 { (title) }
        p.lead { (shell.with_organisation("sign-up-intro")) }
        @if let Some(seconds) = view.retry_after {
            div.alert #faults role="alert" tabindex="-1" autofocus {
                p { (shell.language.text_with("sign-up-too-often", &[("minutes", minutes(seconds).into())])) }
            }
        }
        (summary(shell, view.faults, &FIELDS))
        // The browser would tell one fault at a time, in its own language; the answer tells all of them at once.
        form #(SIGN_UP_FORM) method="post" novalidate {
            @if !view.link.is_empty() { input type="hidden" name="link" value=(view.link); }
            div.pair {
                (name("first_name", "sign-up-first-name", view.values.first_name, "given-name").render())
                (name("last_name", "sign-up-last-name", view.values.last_name, "family-name").render())
            }
            (identifiers(shell, view))
            (department(shell, view))
            (language(shell, view))
            button type="submit" { (shell.text("sign-up-button")) }
        }
        p.after {
            (shell.text("sign-up-have-account")) " "
            a href=(shell.path("")) { (shell.text("sign-in-button")) }
        }
    };
    shell.page(
        &title,
        !view.faults.is_empty() || view.retry_after.is_some(),
        &content,
    )
}

fn identifiers(shell: &Shell<'_>, view: &SignUp<'_>) -> Markup {
    let fault = |name| fault_of(shell.language, view.faults, name);
    // With a choice, one half stays empty, and a browser must not insist on it.
    let required = view.asked != Asked::Either;
    let email = Field {
        name: "email",
        kind: "email",
        label: shell.text("sign-up-email"),
        hint: Some(shell.text(match view.next {
            Next::Message => "sign-up-email-hint",
            Next::Later => "sign-up-email-hint-later",
            Next::Approval => "sign-up-email-hint-approval",
        })),
        value: view.values.email,
        autocomplete: "email",
        required,
        verbatim: true,
        fault: fault("email"),
        ..Field::default()
    };
    let username = Field {
        name: "username",
        label: shell.text("sign-up-username"),
        hint: Some(shell.text("sign-up-username-hint")),
        value: view.values.username,
        autocomplete: "username",
        required,
        verbatim: true,
        fault: fault("username"),
        ..Field::default()
    };
    let phone = Field {
        name: "phone",
        kind: "tel",
        label: shell.text("sign-up-phone"),
        hint: Some(shell.text(match view.next {
            Next::Message => "sign-up-phone-hint",
            Next::Later => "sign-up-phone-hint-later",
            Next::Approval => "sign-up-phone-hint-approval",
        })),
        value: view.values.phone,
        autocomplete: "tel",
        required,
        verbatim: true,
        fault: fault("phone"),
        ..Field::default()
    };
    match view.asked {
        Asked::Email => email.render(),
        Asked::Username => html! { (username.render()) (phone.render()) },
        Asked::Either => {
            let by_username = view.values.sign_in_with == "username";
            let radio = |value: &str, label, checked: bool| {
                html! {
                    div.radio {
                        input id={ "by_" (value) } type="radio" name="sign_in_with" value=(value) checked[checked];
                        label for={ "by_" (value) } { (shell.text(label)) }
                    }
                }
            };
            // The style sheet hides the half that is not chosen, where the browser can tell (`:has`).
            html! {
                fieldset.either {
                    legend { (shell.text("sign-up-sign-in-with")) }
                    (radio("email", "sign-up-by-email", !by_username))
                    (radio("username", "sign-up-by-username", by_username))
                    div.by-email { (email.render()) }
                    div.by-username { (username.render()) (phone.render()) }
                }
            }
        }
    }
}

fn department(shell: &Shell<'_>, view: &SignUp<'_>) -> Markup {
    match view.department {
        Department::Default => Markup::default(),
        Department::Fixed(name) => html! {
            dl { div { dt { (shell.text("sign-up-department")) } dd { bdi { (name) } } } }
        },
        Department::Chosen(choices) => Select {
            name: "department",
            label: shell.text("sign-up-department"),
            prompt: Some(shell.text("sign-up-department-choose")),
            entries: choices
                .iter()
                .map(|choice| (choice.id, choice.name, None))
                .collect(),
            chosen: view.values.department,
            autocomplete: "off",
            fault: fault_of(shell.language, view.faults, "department"),
        }
        .render(),
    }
}

fn language(shell: &Shell<'_>, view: &SignUp<'_>) -> Markup {
    match view.languages {
        [] => Markup::default(),
        [only] => html! { input type="hidden" name="language" value=(only.tag()); },
        languages => Select {
            name: "language",
            label: shell.text("sign-up-language"),
            prompt: None,
            entries: languages
                .iter()
                .map(|language| {
                    (
                        language.tag(),
                        language.own_name(),
                        (*language != shell.language).then_some(*language),
                    )
                })
                .collect(),
            chosen: if view.values.language.is_empty() {
                shell.language.tag()
            } else {
                view.values.language
            },
            autocomplete: "language",
            fault: fault_of(shell.language, view.faults, "language"),
        }
        .render(),
    }
}

/// Where the person was written to, as they typed it: shown back to them, whether or not it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact<'a> {
    /// By mail.
    Email(&'a str),
    /// By SMS.
    Phone(&'a str),
}

/// Renders the answer to a sign-up: the same for everybody (status 202). `link` is the token of the link it was made by, empty
/// without one.
#[must_use]
pub fn sign_up_received(shell: &Shell<'_>, contact: Contact<'_>, link: &str, next: Next) -> Markup {
    let title = shell.text(match next {
        Next::Message => "sign-up-received-title",
        Next::Later | Next::Approval => "sign-up-noted-title",
    });
    let (id, contact) = match (next, contact) {
        (Next::Message, Contact::Email(email)) => ("sign-up-received-email", email),
        (Next::Message, Contact::Phone(phone)) => ("sign-up-received-phone", phone),
        (Next::Later, Contact::Email(email)) => ("sign-up-later-email", email),
        (Next::Later, Contact::Phone(phone)) => ("sign-up-later-phone", phone),
        (Next::Approval, Contact::Email(email)) => ("sign-up-approval-email", email),
        (Next::Approval, Contact::Phone(phone)) => ("sign-up-approval-phone", phone),
    };
    let values = [
        ("contact", html! { strong dir="ltr" { (isolated(contact)) } }),
        ("organisation", isolated(shell.name())),
    ];
    let content = html! {
        (tick())
        h1 { (title) }
        p.lead { (shell.language.markup_with(id, &values)) }
        p.help {
            (shell.text(match next {
                Next::Message => "sign-up-received-help",
                Next::Later => "sign-up-noted-help",
                Next::Approval => "sign-up-approval-help",
            }))
        }
        p.after { a href=(shell.path_with("/sign-up", "link", link)) { (shell.text("sign-up-again")) } }
    };
    shell.page(&title, false, &content)
}

/// Renders the page of an organisation that lets nobody sign up.
#[must_use]
pub fn sign_up_unavailable(shell: &Shell<'_>) -> Markup {
    let title = shell.text("sign-up-unavailable-title");
    let content = html! {
        h1 { (title) }
        p.lead { (shell.with_organisation("sign-up-unavailable-text")) }
        (shell.sign_in_link())
    };
    shell.page(&title, false, &content)
}

/// Renders the page of a sign-up link that leads to no form (status 410).
#[must_use]
pub fn sign_up_link_refused(shell: &Shell<'_>, refusal: LinkRefusal) -> Markup {
    let [title, text] = match refusal {
        LinkRefusal::Unknown => ["sign-up-link-unknown-title", "sign-up-link-unknown-text"],
        LinkRefusal::Replaced => ["sign-up-link-replaced-title", "sign-up-link-replaced-text"],
        LinkRefusal::Revoked => ["sign-up-link-revoked-title", "sign-up-link-revoked-text"],
        LinkRefusal::Ended => ["sign-up-link-ended-title", "sign-up-link-ended-text"],
        LinkRefusal::Full => ["sign-up-link-full-title", "sign-up-link-full-text"],
    };
    let title = shell.text(title);
    let content = html! {
        h1 { (title) }
        p.lead { (shell.text(text)) }
        (shell.sign_in_link())
    };
    shell.page(&title, false, &content)
}
