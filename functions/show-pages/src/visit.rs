//! One request to a page of an organisation.

use crate::reader::{Reader, parameter};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, request::Parts},
};
use rollcall::{
    domain::{
        device,
        organisation::{Organisation, OrganisationSettings},
        session::Session,
        user::{Profile, User},
    },
    web::{
        answer::Response,
        caller::{self, DEVICE_COOKIE, SESSION_COOKIE},
        cookie,
        problem::Problem,
        route::Moment,
    },
    workflow::{Env, authenticate::find_user},
};
use std::sync::Arc;

/// Something that has just happened and that the next page is to speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// An account was activated.
    Activated,
    /// Somebody signed out.
    SignedOut,
    /// A sign-up link was made.
    LinkCreated,
    /// A sign-up link has another address.
    LinkRotated,
    /// A sign-up link is gone.
    LinkRevoked,
    /// A sign-up was approved.
    Approved,
    /// A sign-up was refused.
    Refused,
    /// Somebody else has decided about a sign-up.
    Decided,
    /// A connection was made.
    ConnectionAdded,
    /// A connection was changed.
    ConnectionChanged,
    /// A connection has another secret.
    SecretRotated,
    /// A connection is gone.
    ConnectionRemoved,
    /// An integration token is gone.
    TokenRemoved,
    /// Directories take over people who are there.
    AdoptionOn,
    /// They do not any more.
    AdoptionOff,
    /// What becomes of what directories send was changed.
    RulesChanged,
}

impl Event {
    /// The query parameter that carries it. It is the next page's choice of words and nothing more.
    const fn parameter(self) -> &'static str {
        match self {
            Self::Activated => "activated",
            Self::SignedOut => "signed-out",
            Self::LinkCreated => "created",
            Self::LinkRotated => "rotated",
            Self::LinkRevoked => "revoked",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Decided => "decided",
            Self::ConnectionAdded => "connection-added",
            Self::ConnectionChanged => "connection-changed",
            Self::SecretRotated => "secret-rotated",
            Self::ConnectionRemoved => "connection-removed",
            Self::TokenRemoved => "token-removed",
            Self::AdoptionOn => "adoption-on",
            Self::AdoptionOff => "adoption-off",
            Self::RulesChanged => "rules-changed",
        }
    }

    /// The name of the words for it, where a page of its own has none.
    pub(crate) const fn words(self) -> Option<&'static str> {
        match self {
            Self::Activated | Self::SignedOut => None,
            Self::LinkCreated => Some("links-created"),
            Self::LinkRotated => Some("links-rotated"),
            Self::LinkRevoked => Some("links-revoked"),
            Self::Approved => Some("approvals-approved"),
            Self::Refused => Some("approvals-refused"),
            Self::Decided => Some("approvals-decided"),
            Self::ConnectionAdded => Some("integration-added"),
            Self::ConnectionChanged => Some("integration-changed"),
            Self::SecretRotated => Some("integration-rotated"),
            Self::ConnectionRemoved => Some("integration-removed"),
            Self::TokenRemoved => Some("tokens-removed"),
            Self::AdoptionOn => Some("adoption-switched-on"),
            Self::AdoptionOff => Some("adoption-switched-off"),
            Self::RulesChanged => Some("rules-changed"),
        }
    }
}

/// One request to a page of an organisation.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) env: Arc<Env>,
    pub(crate) moment: Moment,
    pub(crate) organisation: Arc<OrganisationSettings>,
    pub(crate) reader: Arc<Reader>,
    /// The network it came from.
    pub(crate) network: String,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
}

/// The middleware has made it ([`crate::route`]): so it is at hand, too, where a page has to say that something failed.
impl FromRequestParts<Arc<Env>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Env>) -> Result<Self, Problem> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(Problem::not_found)
    }
}

impl Visit {
    /// An address below the organisation's, in the language asked for.
    pub(crate) fn address(&self, rest: &str, event: Option<Event>) -> String {
        self.address_with(rest, event, ("", ""))
    }

    /// The same with a parameter, where it holds anything.
    pub(crate) fn address_with(
        &self,
        rest: &str,
        event: Option<Event>,
        (name, value): (&str, &str),
    ) -> String {
        let event = event.map(|event| format!("{}=1", event.parameter()));
        let more = || {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair(name, value).finish()
        };
        let more = (!value.is_empty()).then(more);
        let language = self
            .reader
            .chosen()
            .map(|language| format!("language={language}"));
        let query = [more, event, language]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}{rest}{mark}{query}", self.organisation.slug)
    }

    /// Whether the address says that this has just happened.
    pub(crate) fn has_seen(&self, event: Event) -> bool {
        parameter(&self.uri, event.parameter()).is_some()
    }

    /// The session cookie's value.
    pub(crate) fn cookie(&self) -> Option<&str> {
        caller::cookie(&self.headers, SESSION_COOKIE)
    }

    /// The device tokens that this browser keeps.
    pub(crate) fn devices(&self) -> &str {
        caller::cookie(&self.headers, DEVICE_COOKIE).unwrap_or_default()
    }

    /// Lets somebody in: their session, and this browser known to be theirs.
    pub(crate) fn enter(&self, response: &mut Response, access_token: &str, device: &str) {
        let devices = device::keep(self.devices(), device, self.moment.now());
        cookie::start(response, access_token, &devices);
    }

    /// The session at this organisation that the cookie holds. Whether its user may still use it is not asked.
    pub(crate) fn session(&self) -> Option<Session> {
        self.cookie()
            .and_then(|token| Session::read(token, &self.env.secret, &self.env.public_url, self.moment.now()))
            .filter(|session| session.organisation == self.organisation.slug)
    }

    /// The organisation with its lists.
    pub(crate) async fn find_lists(&self) -> Result<Organisation, Problem> {
        let found = self.env.store.find_organisation(&self.organisation.slug).await?;
        found.ok_or_else(Problem::not_found)
    }

    /// Who is signed in at this organisation.
    pub(crate) async fn find_signed_in(&self) -> Result<Option<User>, Problem> {
        match self.session() {
            Some(session) => Ok(find_user(&self.env.store, &session, &self.organisation.settings.sso).await?),
            None => Ok(None),
        }
    }
}

/// What a person signs in with, as it is shown to them.
pub(crate) fn identifiers(profile: &Profile) -> Vec<&str> {
    let email = profile
        .email
        .as_ref()
        .map(rollcall::domain::identifier::Email::as_str);
    let username = profile
        .username
        .as_ref()
        .map(rollcall::domain::identifier::Username::as_str);
    email.into_iter().chain(username).collect()
}
