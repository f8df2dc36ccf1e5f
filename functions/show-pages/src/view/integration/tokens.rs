//! Directories and their tokens: the list, the form of a new one, and the page with a secret.

use maud::{Markup, html};
use rollcall::domain::{capability::Capability, fault::Fault};

use super::super::form::{Field, fault_of, summary};
use super::super::manage::{Place, Reach, pages, places};
use super::super::shell::Shell;
use super::{alert, box_of};

/// A token in the list.
#[derive(Clone, Debug)]
pub struct TokenItem {
    /// Its id, of letters, digits and `_`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its version: another one with each secret.
    pub version: String,
    /// What people may be given through it.
    pub may_grant: Vec<Capability>,
    /// When it was made, in words.
    pub made_at: String,
    /// Who made it: `None`: somebody who is here no more.
    pub made_by: Option<String>,
    /// When it was last used, in words; `None`: never, or more than a year ago.
    pub last_used: Option<String>,
    /// Until when the secret before the newest one works, too; `None`: there is one alone.
    pub former_ends: Option<String>,
}

/// What the page shows of directories.
#[derive(Clone, Copy, Debug)]
pub struct Directories<'a> {
    /// Where they send people to.
    pub address: &'a str,
    /// Those tokens that are on this page, the oldest first.
    pub tokens: &'a [TokenItem],
    /// Where this page begins: what its address carries as `cursor`; empty on the first one.
    pub cursor: &'a str,
    /// What the address of the next page carries as `cursor`; `None` on the last one.
    pub next: Option<&'a str>,
    /// Whether they take over people who are there.
    pub adopts: bool,
}

pub(super) fn section(shell: &Shell<'_>, view: &Directories<'_>) -> Markup {
    let adopts = if view.adopts {
        "directories-adopt"
    } else {
        "directories-adopt-nobody"
    };
    html! {
        section.part aria-labelledby="directories" {
            h2 #directories { (shell.text("directories-title")) }
            p { (shell.text("directories-text")) }
            dl {
                div { dt { (shell.text("directories-address")) } dd.address dir="ltr" { (view.address) } }
                div { dt { (shell.text("adoption-title")) } dd { (shell.text(adopts)) } }
            }
            ul.files {
                li { a href=(shell.path("/integration/adoption")) { (shell.text("directories-to-adoption")) } }
                li { a href=(shell.path("/integration/rules")) { (shell.text("directories-to-rules")) } }
            }
            @if view.tokens.is_empty() { p.none { (shell.text("tokens-none")) } }
            @for token in view.tokens { (item(shell, token)) }
            (pages(shell, "/integration", view.cursor, view.next))
            div.new {
                h3 { (shell.text("tokens-new")) }
                p { (shell.text("tokens-new-text")) }
                p { a.button href=(shell.path("/integration/tokens/new")) { (shell.text("tokens-add")) } }
            }
        }
    }
}

/// What people may be given through a token, in words.
fn capability(shell: &Shell<'_>, capability: Capability) -> String {
    shell.text(&format!("tokens-{}", capability.as_str().replace('_', "-")))
}

fn item(shell: &Shell<'_>, token: &TokenItem) -> Markup {
    let heading = format!("of-{}", token.id);
    let post = |what: &str| shell.path(&format!("/integration/tokens/{}/{what}", token.id));
    let by = token.made_by.as_ref().map_or_else(
        || html! { (shell.text("tokens-made-by-nobody")) },
        |name| html! { bdi { (name) } },
    );
    let secrets = token.former_ends.as_ref().map_or_else(
        || shell.text("tokens-one-secret"),
        |end| {
            let end = end.as_str().into();
            shell.language.text_with("tokens-two-secrets", &[("end", end)])
        },
    );
    html! {
        article.item aria-labelledby=(heading) {
            h3 id=(heading) { bdi { (token.name) } }
            dl {
                div {
                    dt { (shell.text("tokens-last-used")) }
                    dd { @if let Some(used) = &token.last_used { (used) } @else { (shell.text("tokens-never-used")) } }
                }
                div { dt { (shell.text("tokens-made")) } dd { (token.made_at) " – " (by) } }
                div {
                    dt { (shell.text("tokens-may-grant")) }
                    @if token.may_grant.is_empty() { dd { (shell.text("tokens-may-grant-nothing")) } }
                    @for one in &token.may_grant { dd { (capability(shell, *one)) } }
                }
                div { dt { (shell.text("tokens-secrets")) } dd { (secrets) } }
            }
            details {
                summary { (shell.text("tokens-rotate")) }
                p { (shell.text("tokens-rotate-text")) }
                @if token.former_ends.is_some() { p { strong { (shell.text("tokens-rotate-again")) } } }
                form method="post" action=(post("rotate")) {
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("tokens-rotate-button")) }
                    input type="hidden" name="version" value=(token.version);
                }
            }
            details {
                summary { (shell.text("tokens-remove")) }
                p { (shell.text("tokens-remove-text")) }
                form method="post" action=(post("remove")) {
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("tokens-remove-button")) }
                }
            }
        }
    }
}

/// The form of a new token.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokenForm<'a> {
    /// The id that it is to have.
    pub new_id: &'a str,
    /// What was typed as its name.
    pub name: &'a str,
    /// The names of the capabilities that are ticked.
    pub chosen: &'a [&'a str],
    /// Those that the reader holds.
    pub held: &'a [Capability],
    /// What is wrong.
    pub faults: &'a [Fault],
    /// Why nothing was done, in words.
    pub alert: Option<&'a str>,
}

/// Renders the form of a new token: `GET` and `POST /{organisation}/integration/tokens/new`.
#[must_use]
pub fn token_form(shell: &Shell<'_>, view: &TokenForm<'_>) -> Markup {
    let title = shell.text("tokens-new");
    let name = Field {
        name: "name",
        label: shell.text("integration-name"),
        hint: Some(shell.text("tokens-name-hint")),
        value: view.name,
        fault: fault_of(shell.language, view.faults, "name"),
        ..Field::default()
    };
    let fault = fault_of(shell.language, view.faults, "may_grant");
    let about = if fault.is_some() {
        "may_grant-hint may_grant-fault"
    } else {
        "may_grant-hint"
    };
    let content = html! {
        (places(shell, Some(Place::Integration), Reach::ALL))
        h1 { (title) }
        p.lead { (shell.text("tokens-new-text")) }
        (alert(view.alert))
        (summary(shell, view.faults, &[("name", "integration-name"), ("may_grant", "tokens-may-grant")]))
        form method="post" {
            input type="hidden" name="new_id" value=(view.new_id);
            (name.render())
            fieldset #may_grant aria-describedby=(about) {
                legend { (shell.text("tokens-may-grant")) }
                p.hint #may_grant-hint { (shell.text("tokens-may-grant-hint")) }
                @if let Some(fault) = &fault { p.fault #may_grant-fault { (fault) } }
                @for one in view.held {
                    (box_of(
                        &format!("may-{}", one.as_str().replace('_', "-")),
                        ("may_grant", one.as_str()),
                        &capability(shell, *one),
                        view.chosen.contains(&one.as_str()),
                    ))
                }
            }
            button type="submit" { (shell.text("tokens-make")) }
        }
        (back(shell))
    };
    let is_faulty = !view.faults.is_empty() || view.alert.is_some();
    shell.wide_page(&title, is_faulty, &content)
}

fn back(shell: &Shell<'_>) -> Markup {
    html! { p.after { a href=(shell.path("/integration")) { (shell.text("tokens-back")) } } }
}

/// The page with a secret.
#[derive(Clone, Copy, Debug)]
pub struct TokenShown<'a> {
    /// What the token is called.
    pub name: &'a str,
    /// Where the directory sends people to.
    pub address: &'a str,
    /// What it proves itself with.
    pub secret: &'a str,
    /// Until when the one before works, too, in words.
    pub former_ends: Option<&'a str>,
}

/// Renders a token with its secret: what answers `POST …/integration/tokens/new` and `…/{id}/rotate`, and no address.
#[must_use]
pub fn token_shown(shell: &Shell<'_>, view: &TokenShown<'_>) -> Markup {
    let title = shell.text("tokens-shown-title");
    let content = html! {
        h1 { (title) }
        p.lead { bdi { (view.name) } }
        p.note role="status" { (shell.text("tokens-shown-text")) }
        dl {
            div { dt { (shell.text("directories-address")) } dd.address.whole dir="ltr" { (view.address) } }
            div { dt { (shell.text("tokens-secret")) } dd.address.whole dir="ltr" { (view.secret) } }
        }
        p { (shell.text("tokens-shown-where")) }
        @if let Some(end) = view.former_ends {
            p { (shell.language.text_with("tokens-shown-former", &[("end", end.into())])) }
        }
        p.after { a href=(shell.path("/integration")) { (shell.text("tokens-copied")) } }
    };
    shell.wide_page(&title, false, &content)
}

/// Renders the answer to a second press of the form of a new token: it is made, and its secret was shown.
#[must_use]
pub fn token_made_before(shell: &Shell<'_>, name: &str) -> Markup {
    let title = shell.text("tokens-made-before-title");
    let content = html! {
        h1 { (title) }
        p.lead { bdi { (name) } }
        p { (shell.text("tokens-made-before-text")) }
        (back(shell))
    };
    shell.wide_page(&title, false, &content)
}
