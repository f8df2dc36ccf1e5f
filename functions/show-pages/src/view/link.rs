//! Activation links that no longer lead anywhere, and new ones.

use maud::{Markup, html};

use super::shell::{Shell, tick};

/// The answer to a link that cannot be used: one for unknown and used ones, one for those that can be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkUnusable<'a> {
    /// The expired link's token, which its button posts to `/{organisation}/activate/{token}/renew`.
    pub renewable: Option<&'a str>,
}

/// Renders the page of a link that cannot be used (status 410).
#[must_use]
pub fn link_unusable(shell: &Shell<'_>, view: &LinkUnusable<'_>) -> Markup {
    let Some(token) = view.renewable else {
        let title = shell.text("link-unusable-title");
        let content = html! {
            h1 { (title) }
            p.lead { (shell.text("link-unusable-text")) }
            @if shell.organisation.is_some() {
                p { a.button href=(shell.path("")) { (shell.text("link-to-sign-in")) } }
            }
            p.help { (shell.text("link-unusable-help")) }
        };
        return shell.page(&title, false, &content);
    };
    let title = shell.text("link-expired-title");
    let content = html! {
        h1 { (title) }
        p.lead { (shell.text("link-expired-text")) }
        form method="post" action=(shell.path(&format!("/activate/{token}/renew"))) {
            button type="submit" { (shell.text("link-expired-button")) }
        }
        (shell.sign_in_link())
    };
    shell.page(&title, false, &content)
}

/// Renders the answer to the request for a new link: always the same (status 202).
#[must_use]
pub fn renewed(shell: &Shell<'_>) -> Markup {
    let title = shell.text("renewed-title");
    let content = html! {
        (tick())
        h1 { (title) }
        p.lead { (shell.text("renewed-text")) }
        p.help { (shell.text("renewed-help")) }
    };
    shell.page(&title, false, &content)
}
