//! What the pages of those who manage people have in common.

use maud::{Markup, html};

use super::shell::Shell;

/// A page of those who manage people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Links by which people sign up to a department.
    SignUpLinks,
    /// Who has signed up and awaits approval.
    SignUps,
    /// Connections of single sign-on.
    Integration,
}

/// Which of these pages a reader may open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// They hold all rights: they set connections up.
    pub has_all_rights: bool,
}

impl Reach {
    /// All of them.
    pub(super) const ALL: Self = Self { has_all_rights: true };

    fn includes(self, place: Place) -> bool {
        match place {
            Place::SignUpLinks | Place::SignUps => true,
            Place::Integration => self.has_all_rights,
        }
    }
}

impl Place {
    const ALL: [Self; 3] = [Self::SignUpLinks, Self::SignUps, Self::Integration];

    const fn path(self) -> &'static str {
        match self {
            Self::SignUpLinks => "/sign-up-links",
            Self::SignUps => "/sign-ups",
            Self::Integration => "/integration",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::SignUpLinks => "links-title",
            Self::SignUps => "approvals-title",
            Self::Integration => "integration-title",
        }
    }
}

/// The ways to the pages of those who manage people; `here` is the one that is shown.
pub(super) fn places(shell: &Shell<'_>, here: Option<Place>, reach: Reach) -> Markup {
    html! {
        nav.places aria-label=(shell.text("places-label")) {
            ul {
                @for place in Place::ALL.into_iter().filter(|place| reach.includes(*place)) {
                    li {
                        a href=(shell.path(place.path())) aria-current=[(here == Some(place)).then_some("page")] {
                            (shell.text(place.title()))
                        }
                    }
                }
                @if here.is_some() { li { a href=(shell.path("")) { (shell.text("places-own")) } } }
            }
        }
    }
}

/// The ways to the other pages of a list: back to the first one, and on to the next.
pub(super) fn pages(shell: &Shell<'_>, path: &str, cursor: &str, next: Option<&str>) -> Markup {
    html! {
        @if next.is_some() || !cursor.is_empty() {
            nav.pages aria-label=(shell.text("pages-label")) {
                ul {
                    @if !cursor.is_empty() { li { a href=(shell.path(path)) { (shell.text("pages-first")) } } }
                    @if let Some(next) = next {
                        li { a rel="next" href=(shell.path_with(path, "cursor", next)) { (shell.text("pages-next")) } }
                    }
                }
            }
        }
    }
}

/// The field by which a button leads back to the page of the list that it stands on.
pub(super) fn kept(cursor: &str) -> Markup {
    html! {
        @if !cursor.is_empty() { input type="hidden" name="cursor" value=(cursor); }
    }
}

/// What has just been done, in words of this name.
pub(super) fn done(shell: &Shell<'_>, words: Option<&str>) -> Markup {
    html! {
        @if let Some(words) = words { p.note role="status" { (shell.text(words)) } }
    }
}

/// Renders the answer to somebody who manages nobody (status 403).
#[must_use]
pub fn manages_nobody(shell: &Shell<'_>) -> Markup {
    let title = shell.text("manages-nobody-title");
    let content = html! {
        h1 { (title) }
        p.lead { (shell.text("manages-nobody-text")) }
        p.after { a href=(shell.path("")) { (shell.text("places-own")) } }
    };
    shell.page(&title, false, &content)
}
