//! Who has signed up and awaits approval, for those who manage their department.

use maud::{Markup, html};
use rollcall::domain::fault::Fault;

use super::form::summary;
use super::manage::{Place, Reach, done, places};
use super::shell::Shell;

/// Somebody who awaits approval.
#[derive(Clone, Debug)]
pub struct Awaiting<'a> {
    /// Their id, of letters, digits and `_`.
    pub id: &'a str,
    /// First and last name.
    pub name: String,
    /// E-mail, username, phone: what they have given.
    pub contacts: Vec<String>,
    /// The department's name.
    pub department: &'a str,
    /// When they signed up, in words.
    pub since: String,
}

/// The page of those who await approval.
#[derive(Clone, Copy, Debug)]
pub struct Approvals<'a> {
    /// Who has waited longest comes first.
    pub people: &'a [Awaiting<'a>],
    /// Whether there are more than are shown.
    pub has_more: bool,
    /// What is wrong with the reason of a refusal.
    pub faults: &'a [Fault],
    /// The name of the words for what has just been done.
    pub done: Option<&'a str>,
    /// The pages that the reader may open.
    pub reach: Reach,
}

/// Renders the page of those who await approval: `GET /{organisation}/sign-ups`; the buttons of a person post to
/// `…/{id}/approve`, and to `…/{id}/refuse` with the field `reason`.
#[must_use]
pub fn approvals(shell: &Shell<'_>, view: &Approvals<'_>) -> Markup {
    let title = shell.text("approvals-title");
    let content = html! {
        (places(shell, Some(Place::SignUps), view.reach))
        h1 { (title) }
        p.lead { (shell.text("approvals-text")) }
        (done(shell, view.done))
        (summary(shell, view.faults, &[]))
        @if view.people.is_empty() { p.none { (shell.text("approvals-none")) } }
        @for person in view.people { (item(shell, person)) }
        @if view.has_more { p.help { (shell.text("approvals-more")) } }
    };
    shell.wide_page(&title, !view.faults.is_empty(), &content)
}

fn item(shell: &Shell<'_>, person: &Awaiting<'_>) -> Markup {
    let [heading, reason, hint] = ["of", "reason", "hint"].map(|what| format!("{what}-{}", person.id));
    let post = |what: &str| shell.path(&format!("/sign-ups/{}/{what}", person.id));
    html! {
        article.item aria-labelledby=(heading) {
            h2 id=(heading) { bdi { (person.name) } }
            dl {
                div {
                    dt { (shell.text("approvals-contact")) }
                    @for contact in &person.contacts { dd { bdi { (contact) } } }
                }
                div { dt { (shell.text("links-department")) } dd { bdi { (person.department) } } }
                div { dt { (shell.text("approvals-since")) } dd { (person.since) } }
            }
            form method="post" action=(post("approve")) {
                button type="submit" aria-describedby=(heading) { (shell.text("approvals-approve")) }
            }
            details {
                summary { (shell.text("approvals-refuse")) }
                form method="post" action=(post("refuse")) {
                    div.field {
                        label for=(reason) { (shell.text("approvals-reason")) }
                        p.hint id=(hint) { (shell.text("approvals-reason-hint")) }
                        input id=(reason) name="reason" type="text" autocomplete="off" dir="auto" maxlength="300"
                            aria-describedby=(hint);
                    }
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("approvals-refuse-button")) }
                }
            }
        }
    }
}
