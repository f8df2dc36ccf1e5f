//! Signing in, and being signed in.

use maud::{Markup, html};
use rollcall::web::sso::Failure;

use super::form::Field;
use super::manage::{Reach, places};
use super::shell::{Shell, isolated, tick};

/// What has just happened, if anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignInState {
    /// The page was opened.
    #[default]
    Fresh,
    /// Somebody signed out.
    SignedOut,
    /// Identifier and password do not belong together, for whatever reason.
    Wrong,
    /// There were too many attempts.
    TooOften {
        /// How long to wait, in seconds.
        retry_after: u64,
    },
    /// A single sign-on came to nothing.
    Sso(Failure),
}

/// A provider that people may sign in with.
#[derive(Clone, Copy, Debug)]
pub struct Provider<'a> {
    /// The connection's id.
    pub id: &'a str,
    /// What the button says.
    pub name: &'a str,
}

/// The sign-in page: `GET` and `POST /{organisation}` with fields `identifier` and `password`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SignIn<'a> {
    /// What was typed before, to be corrected.
    pub identifier: &'a str,
    /// What has just happened.
    pub state: SignInState,
    /// Whether the organisation lets people sign up.
    pub sign_up_enabled: bool,
    /// The providers that people may sign in with.
    pub providers: &'a [Provider<'a>],
    /// The providers alone lead in: the form is not shown.
    pub sso_only: bool,
    /// Where the form takes a password whatever the e-mail: of other people the e-mail's domain leads to a provider.
    pub password_address: Option<&'a str>,
}

/// Renders the sign-in page.
#[must_use]
pub fn sign_in(shell: &Shell<'_>, view: &SignIn<'_>) -> Markup {
    let alert = match view.state {
        SignInState::Fresh | SignInState::SignedOut => None,
        SignInState::Wrong => Some(shell.text("sign-in-wrong")),
        SignInState::TooOften { retry_after } => Some(
            shell
                .language
                .text_with("sign-in-too-often", &[("minutes", minutes(retry_after).into())]),
        ),
        SignInState::Sso(failure) => Some(shell.text(&failure.text_id())),
    };
    let identifier = Field {
        name: "identifier",
        label: shell.text("sign-in-identifier"),
        value: view.identifier,
        autocomplete: "username",
        verbatim: true,
        ..Field::default()
    };
    let password = Field {
        name: "password",
        kind: "password",
        label: shell.text("sign-in-password"),
        autocomplete: "current-password",
        ..Field::default()
    };
    let title = shell.text("sign-in-title");
    let content = html! {
        h1 { (title) }
        @if let Some(alert) = &alert { div.alert #faults role="alert" tabindex="-1" autofocus { p { (alert) } } }
        @if view.state == SignInState::SignedOut { p.note role="status" { (shell.text("signed-out")) } }
        @if view.sso_only { p.lead { (shell.with_organisation("sign-in-sso-only")) } }
        @if !view.providers.is_empty() { (providers(shell, view.providers)) }
        @if view.sso_only {
            p.help { (shell.text("sign-in-sso-only-help")) }
        } @else {
            @if !view.providers.is_empty() { p.or { (shell.text("sign-in-or")) } }
            form method="post" {
                (identifier.render())
                (password.render())
                button type="submit" { (shell.text("sign-in-button")) }
            }
            @if let Some(address) = view.password_address {
                p.after { a href=(address) { (shell.text("sign-in-password-instead")) } }
            }
            p.help { (shell.text("sign-in-help")) }
        }
        @if view.sign_up_enabled {
            p.after {
                (shell.text("sign-up-question")) " "
                a href=(shell.path("/sign-up")) { (shell.text("sign-up-invitation")) }
            }
        }
    };
    shell.page(&title, alert.is_some(), &content)
}

/// The ways to the providers, one after the other, before the form: who has such an account needs no password here.
fn providers(shell: &Shell<'_>, providers: &[Provider<'_>]) -> Markup {
    let organisation = shell.organisation.map_or("", |organisation| organisation.slug);
    html! {
        ul.providers {
            @for provider in providers {
                li {
                    a.button href={ "/api/sso/" (organisation) "?connection=" (provider.id) } {
                        (shell.language.markup_with("sign-in-with", &[("provider", isolated(provider.name))]))
                    }
                }
            }
        }
    }
}

/// The page that leads on to a provider.
#[derive(Clone, Copy, Debug)]
pub struct Lead<'a> {
    /// What the connection is called.
    pub provider: &'a str,
    /// Where the way to its provider begins.
    pub address: &'a str,
}

/// Renders the page that leads on to a provider by itself, or by its button.
#[must_use]
pub fn lead(shell: &Shell<'_>, view: &Lead<'_>) -> Markup {
    let title = shell
        .language
        .text_with("lead-title", &[("provider", view.provider.into())]);
    let content = html! {
        h1 { (shell.language.markup_with("lead-title", &[("provider", isolated(view.provider))])) }
        p.lead { (shell.text("lead-text")) }
        p { a.button href=(view.address) { (shell.text("lead-button")) } }
        p.after { a href=(shell.path("")) { (shell.text("lead-back")) } }
    };
    shell.leading_page(&title, view.address, &content)
}

/// The page of somebody who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Welcome<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// What they sign in with: e-mail, username, or both.
    pub identifiers: &'a [&'a str],
    /// The whole address of the sign-in page, to be remembered.
    pub sign_in_url: &'a str,
    /// Whether they have activated their account just now.
    pub just_activated: bool,
    /// The pages of those who manage people, where they do.
    pub manages: Option<Reach>,
}

/// Renders the page of somebody who is signed in; its button posts to `/{organisation}/sign-out`.
#[must_use]
pub fn welcome(shell: &Shell<'_>, view: &Welcome<'_>) -> Markup {
    let (heading, text) = if view.just_activated {
        ("welcome-activated", "welcome-activated-text")
    } else {
        ("welcome-title", "welcome-text")
    };
    let title = shell
        .language
        .text_with(heading, &[("name", view.first_name.into())]);
    let content = html! {
        @if view.just_activated { (tick()) }
        h1 { (shell.language.markup_with(heading, &[("name", isolated(view.first_name))])) }
        p.lead { (shell.with_organisation(text)) }
        dl {
            div { dt { (shell.text("welcome-name")) } dd { bdi { (view.first_name) " " (view.last_name) } } }
            div { dt { (shell.text("welcome-organisation")) } dd { bdi { (shell.name()) } } }
            div {
                dt { (shell.text("welcome-identifiers")) }
                @for identifier in view.identifiers { dd { bdi { (identifier) } } }
            }
        }
        @if let Some(reach) = view.manages { (places(shell, None, reach)) }
        p.help {
            (shell.text("welcome-next-time")) br;
            a href=(shell.path("")) dir="ltr" { (view.sign_in_url) }
        }
        form method="post" action=(shell.path("/sign-out")) {
            button.quiet type="submit" { (shell.text("sign-out-button")) }
        }
    };
    shell.page(&title, false, &content)
}

/// Whole minutes to wait, at least one.
pub(super) fn minutes(seconds: u64) -> i64 {
    i64::try_from(seconds.div_ceil(60).max(1)).unwrap_or(i64::MAX)
}
