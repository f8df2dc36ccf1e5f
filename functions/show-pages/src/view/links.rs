//! The sign-up links of departments, for those who manage their people.

use maud::{Markup, html};
use rollcall::domain::fault::Fault;
use rollcall::domain::sign_up_link::{DeadEnd, LinkState};

use super::form::{Field, Select, fault_of, summary};
use super::manage::{Place, Reach, done, kept, pages, places};
use super::shell::Shell;
use super::sign_up::Choice;

/// A sign-up link.
#[derive(Clone, Debug)]
pub struct LinkItem {
    /// Its id, of letters, digits and `_`.
    pub id: String,
    /// The name of the department that it leads to.
    pub department: String,
    /// What distinguishes it from the department's other links.
    pub label: Option<String>,
    /// Whether somebody can sign up with it now.
    pub state: LinkState,
    /// Why nothing of it is printed; `None` where its poster leads somewhere.
    pub dead_end: Option<DeadEnd>,
    /// How many people signed up with it.
    pub used: u32,
    /// How many may; `None` for as many as come.
    pub seats: Option<u32>,
    /// When it ends, in words.
    pub ends: Option<String>,
    /// Its whole address.
    pub url: String,
    /// What its address carries.
    pub token: String,
}

/// What was typed of a new link; all empty at first.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkValues<'a> {
    /// Id of the department.
    pub department: &'a str,
    /// The label.
    pub label: &'a str,
    /// The last day, as a browser's field has it.
    pub last_day: &'a str,
    /// How many may sign up.
    pub seats: &'a str,
}

/// The page of the links.
#[derive(Clone, Copy, Debug)]
pub struct Links<'a> {
    /// Those of this page, the newest first.
    pub links: &'a [LinkItem],
    /// How many there are on all pages.
    pub total: usize,
    /// Where this page begins: what its address carries as `cursor`; empty on the first one.
    pub cursor: &'a str,
    /// What the address of the next page carries as `cursor`; `None` on the last one.
    pub next: Option<&'a str>,
    /// The departments of which the reader may make one.
    pub departments: &'a [Choice<'a>],
    /// What was typed.
    pub values: LinkValues<'a>,
    /// What is wrong with it.
    pub faults: &'a [Fault],
    /// The name of the words for what has just been done, or for why nothing was.
    pub done: Option<&'a str>,
    /// Whether the settings say what people who sign up become.
    pub has_defaults: bool,
    /// The pages that the reader may open.
    pub reach: Reach,
}

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 4] = [
    ("department", "links-department"),
    ("label", "links-label"),
    ("ends_at", "links-last-day"),
    ("seats", "links-seats"),
];

/// Renders the page of the links: `GET` and `POST /{organisation}/sign-up-links`; the buttons of a link post to
/// `…/{id}/rotate` and `…/{id}/revoke`.
#[must_use]
pub fn sign_up_links(shell: &Shell<'_>, view: &Links<'_>) -> Markup {
    let title = shell.text("links-title");
    let total = i64::try_from(view.total).unwrap_or(i64::MAX);
    let count = shell
        .language
        .text_with("links-count", &[("count", total.into())]);
    let content = html! {
        (places(shell, Some(Place::SignUpLinks), view.reach))
        h1 { (title) }
        p.lead { (shell.text("links-text")) }
        (done(shell, view.done))
        (summary(shell, view.faults, &FIELDS))
        @if view.links.is_empty() { p.none { (shell.text("links-none")) } } @else { p.count { (count) } }
        @for link in view.links { (item(shell, link, view.cursor)) }
        (pages(shell, "/sign-up-links", view.cursor, view.next))
        section.new aria-labelledby="new" {
            h2 #new { (shell.text("links-new")) }
            @if view.has_defaults { (form(shell, view)) } @else { p { (shell.text("links-no-defaults")) } }
        }
    };
    shell.wide_page(&title, !view.faults.is_empty(), &content)
}

/// What is to be had of a link on paper, or why nothing is.
fn files(shell: &Shell<'_>, link: &LinkItem) -> Markup {
    let file = |kind: &str| format!("/api/sign-up-links/{}/{kind}", link.id);
    let why = link.dead_end.map(|end| match end {
        DeadEnd::Closed => "links-no-poster-closed",
        DeadEnd::Ended => "links-no-poster-ended",
        DeadEnd::NoDefaults => "links-no-poster-no-defaults",
    });
    html! {
        @if let Some(why) = why { p.help { (shell.text(why)) } } @else {
            ul.files {
                li { a href=(file("poster.pdf")) { (shell.text("links-poster")) } }
                li { a href=(file("qr.svg")) { (shell.text("links-qr-svg")) } }
                li { a href=(file("qr.png")) { (shell.text("links-qr-png")) } }
            }
            @if link.state == LinkState::Full { p.help { (shell.text("links-poster-full")) } }
        }
    }
}

fn item(shell: &Shell<'_>, link: &LinkItem, cursor: &str) -> Markup {
    let heading = format!("of-{}", link.id);
    let used = i64::from(link.used);
    let used = match link.seats {
        Some(seats) => shell.language.text_with(
            "links-used-of",
            &[("used", used.into()), ("seats", i64::from(seats).into())],
        ),
        None => shell.language.text_with("links-used", &[("used", used.into())]),
    };
    let state = match link.state {
        LinkState::Open => "links-open",
        LinkState::Ended => "links-ended",
        LinkState::Full => "links-full",
        LinkState::Closed => "links-closed",
    };
    let post = |what: &str| shell.path(&format!("/sign-up-links/{}/{what}", link.id));
    html! {
        article.item aria-labelledby=(heading) {
            h2 id=(heading) { bdi { (link.department) } @if let Some(label) = &link.label { " – " bdi { (label) } } }
            dl {
                div { dt { (shell.text("links-state")) } dd { (shell.text(state)) } }
                div { dt { (shell.text("links-people")) } dd { (used) } }
                @if let Some(ends) = &link.ends {
                    div { dt { (shell.text("links-ends")) } dd { (ends) } }
                }
                div {
                    dt { (shell.text("links-address")) }
                    dd { a href=(shell.path_with("/sign-up", "link", &link.token)) dir="ltr" { (link.url) } }
                }
            }
            (files(shell, link))
            details {
                summary { (shell.text("links-rotate")) }
                p { (shell.text("links-rotate-text")) }
                form method="post" action=(post("rotate")) {
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("links-rotate-button")) }
                    (kept(cursor))
                }
            }
            details {
                summary { (shell.text("links-revoke")) }
                p { (shell.text("links-revoke-text")) }
                form method="post" action=(post("revoke")) {
                    button.quiet type="submit" aria-describedby=(heading) { (shell.text("links-revoke-button")) }
                    (kept(cursor))
                }
            }
        }
    }
}

fn form(shell: &Shell<'_>, view: &Links<'_>) -> Markup {
    let (language, values) = (shell.language, view.values);
    let fault = |field: &str| fault_of(language, view.faults, field);
    let department = Select {
        name: "department",
        label: shell.text("links-department"),
        prompt: (view.departments.len() != 1).then(|| shell.text("links-choose")),
        entries: view
            .departments
            .iter()
            .map(|choice| (choice.id, choice.name, None))
            .collect(),
        chosen: values.department,
        autocomplete: "off",
        fault: fault("department"),
    };
    let optional = |name, kind, label: &str, value| Field {
        name,
        kind,
        label: shell.text(label),
        hint: Some(shell.text(&format!("{label}-hint"))),
        value,
        required: false,
        fault: fault(name),
        ..Field::default()
    };
    html! {
        form method="post" action=(shell.path("/sign-up-links")) {
            (department.render())
            (optional("label", "text", "links-label", values.label).render())
            (optional("ends_at", "date", "links-last-day", values.last_day).render())
            (optional("seats", "number", "links-seats", values.seats).render())
            button type="submit" { (shell.text("links-create")) }
        }
    }
}
