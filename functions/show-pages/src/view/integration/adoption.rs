//! Whom directories would take over, and whether they may.

use maud::{Markup, html};

use super::super::manage::{Place, Reach, done, places};
use super::super::shell::Shell;
use super::alert;

/// Somebody whom a directory would take over.
#[derive(Clone, Debug)]
pub struct Adoptable<'a> {
    /// First and last name.
    pub name: String,
    /// The department's name.
    pub department: &'a str,
}

/// The page of adoption.
#[derive(Clone, Copy, Debug)]
pub struct Adoption<'a> {
    /// Whether directories take people over.
    pub is_on: bool,
    /// The version of the settings.
    pub version: &'a str,
    /// How many they would take over, or have still to.
    pub people: usize,
    /// How many were looked at, where there are more.
    pub looked_at: Option<usize>,
    /// Some of them.
    pub some: &'a [Adoptable<'a>],
    /// The name of the words for what has just been done.
    pub done: Option<&'a str>,
    /// Why nothing was done, in words.
    pub alert: Option<&'a str>,
}

/// Renders the page of adoption: `GET` and `POST /{organisation}/integration/adoption`.
#[must_use]
pub fn adoption(shell: &Shell<'_>, view: &Adoption<'_>) -> Markup {
    let title = shell.text("adoption-title");
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let count = |id: &str, count: usize| shell.language.text_with(id, &[("count", number(count).into())]);
    let (state, people, value, button) = if view.is_on {
        ("adoption-on", "adoption-still", "off", "adoption-switch-off")
    } else {
        ("adoption-off", "adoption-would", "on", "adoption-switch-on")
    };
    let more = view.people.saturating_sub(view.some.len());
    let content = html! {
        (places(shell, Some(Place::Integration), Reach::ALL))
        h1 { (title) }
        p.lead { (shell.text("adoption-text")) }
        (done(shell, view.done))
        (alert(view.alert))
        p { strong { (shell.text(state)) } }
        section aria-labelledby="whom" {
            h2 #whom { (shell.text("adoption-whom")) }
            p { (count(people, view.people)) }
            @if !view.some.is_empty() {
                ul.people {
                    @for one in view.some { li { bdi { (one.name) } @if !one.department.is_empty() { " – " bdi { (one.department) } } } }
                }
            }
            @if more > 0 && !view.some.is_empty() { p.count { (count("adoption-more", more)) } }
            @if let Some(looked_at) = view.looked_at { p.help { (count("adoption-beyond", looked_at)) } }
        }
        form method="post" {
            input type="hidden" name="version" value=(view.version);
            input type="hidden" name="adopt" value=(value);
            button.quiet[view.is_on] type="submit" { (shell.text(button)) }
        }
        p.after { a href=(shell.path("/integration")) { (shell.text("tokens-back")) } }
    };
    shell.wide_page(&title, view.alert.is_some(), &content)
}
