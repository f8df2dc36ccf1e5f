//! Pages that only say something.

use maud::{Markup, html};

use super::shell::Shell;
use super::sign_in::minutes;

/// Waits beyond this, in seconds, are spoken of in hours.
const LONG_WAIT: u64 = 2 * 3_600;

/// Whole hours to wait.
fn hours(seconds: u64) -> i64 {
    i64::try_from(seconds.div_ceil(3_600)).unwrap_or(i64::MAX)
}

/// Renders `GET /`, for those who come without an organisation.
#[must_use]
pub fn home(shell: &Shell<'_>) -> Markup {
    let title = shell.text("home-title");
    shell.page(
        &title,
        false,
        &html! { h1 { (title) } p.lead { (shell.text("home-text")) } },
    )
}

/// Renders the answer to an unknown address or organisation (status 404).
#[must_use]
pub fn not_found(shell: &Shell<'_>) -> Markup {
    let title = shell.text("not-found-title");
    let content = html! {
        h1 { (title) }
        p.lead { (shell.text("not-found-text")) }
        @if shell.organisation.is_some() { (shell.sign_in_link()) }
    };
    shell.page(&title, false, &content)
}

/// Why nothing came of a request, other than faults in its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// Too soon or too often (status 429).
    TooOften {
        /// How long to wait, in seconds.
        retry_after: u64,
    },
    /// The ticket a one-time password gave is used or has expired (status 410).
    TimedOut,
    /// What was sent is nothing our own pages send (status 400, 403, 405, 413, 415).
    Refused,
    /// A store or provider is throttled (status 503).
    Busy,
    /// Anything else (status 500).
    Unexpected {
        /// What the log knows the request by.
        request_id: &'a str,
    },
}

/// Renders the answer to a request nothing came of.
#[must_use]
pub fn trouble(shell: &Shell<'_>, view: Trouble<'_>) -> Markup {
    let (title, text) = match view {
        Trouble::TooOften { retry_after } if retry_after > LONG_WAIT => (
            shell.text("too-often-title"),
            shell
                .language
                .text_with("too-often-today", &[("hours", hours(retry_after).into())]),
        ),
        Trouble::TooOften { retry_after } => (
            shell.text("too-often-title"),
            shell
                .language
                .text_with("too-often-text", &[("minutes", minutes(retry_after).into())]),
        ),
        Trouble::TimedOut => (shell.text("timed-out-title"), shell.text("timed-out-text")),
        Trouble::Refused => (shell.text("refused-title"), shell.text("refused-text")),
        Trouble::Busy => (shell.text("busy-title"), shell.text("busy-text")),
        Trouble::Unexpected { .. } => (shell.text("unexpected-title"), shell.text("unexpected-text")),
    };
    let content = html! {
        h1 { (title) }
        p.lead { (text) }
        @if let Trouble::Unexpected { request_id } = view {
            p.help { (shell.text("unexpected-reference")) br; code { (request_id) } }
        }
        @if shell.organisation.is_some() && matches!(view, Trouble::TimedOut | Trouble::Refused) {
            (shell.sign_in_link())
        }
    };
    shell.page(&title, false, &content)
}
