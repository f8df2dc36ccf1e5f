//! Single sign-on as a person's browser goes through it, to a provider on this machine and back.

use super::{
    answer::Answer,
    openid::{CLIENT, OpenId, SECRET},
    organisation::{Org, organisation},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// What the provider knows of Ida, who is new.
pub(crate) fn ida() -> Value {
    json!({ "sub": "ida-1", "given_name": "Ida", "family_name": "Holm", "email": "ida@firma.example", "email_verified": true })
}

/// A browser: what it was given to keep.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser(Vec<String>);

impl Browser {
    fn keep(&mut self, answer: &Answer) {
        for cookie in &answer.cookies {
            let (name, _) = cookie.split_once('=').unwrap();
            self.0.retain(|kept| !kept.starts_with(&format!("{name}=")));
            self.0.push(cookie.clone());
        }
    }

    pub(crate) async fn open(&mut self, org: &Org, path: &str) -> Answer {
        let cookies = self.0.join("; ");
        let answer = org
            .request("GET", path, None, None, &[("cookie", cookies.as_str())])
            .await;
        self.keep(&answer);
        answer
    }
}

/// Where an answer leads.
#[track_caller]
pub(crate) fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.headers["location"].clone()
}

/// What the organisation's sign-in page is to say.
#[track_caller]
pub(crate) fn failure(answer: &Answer) -> String {
    let location = location(answer);
    let word = location.split_once("?sso=").map(|(_, word)| word.to_owned());
    word.unwrap_or_else(|| panic!("{location} says nothing"))
}

/// An organisation with a connection to a provider, with these fields.
pub(crate) async fn connected(slug: &str, fields: Value) -> (Org, OpenId, String) {
    let (org, provider) = (organisation(slug).await, OpenId::start().await);
    let id = connect(&org, &provider, fields).await;
    (org, provider, id)
}

/// A connection of an organisation to a provider: its id.
pub(crate) async fn connect(org: &Org, provider: &OpenId, fields: Value) -> String {
    let mut wanted =
        json!({ "name": "Firma", "issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET });
    for (name, value) in fields.as_object().unwrap() {
        wanted[name] = value.clone();
    }
    org.post("/api/connections", wanted).await.expect(201).id()
}

/// Moves the clocks of both forward, by seconds.
pub(crate) fn wait(org: &Org, provider: &OpenId, seconds: i64) {
    org.wait(SignedDuration::from_secs(seconds));
    provider.wait(SignedDuration::from_secs(seconds));
}

/// Somebody goes to the provider and comes back, in one browser.
pub(crate) async fn round_trip(org: &Org, provider: &OpenId, browser: &mut Browser) -> Answer {
    let begun = browser.open(org, &format!("/api/sso/{}", org.slug)).await;
    let back = provider.authorize(&location(&begun));
    browser.open(org, &back).await
}

/// The same in a new browser.
pub(crate) async fn sign_in(org: &Org, provider: &OpenId) -> Answer {
    round_trip(org, provider, &mut Browser::default()).await
}

/// Who came in: by the session that an answer sets.
pub(crate) async fn entered(org: &Org, answer: &Answer) -> Value {
    assert_eq!(location(answer), format!("/{}", org.slug));
    let session = answer
        .cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("__Host-session="));
    let session = org.with_token(session.unwrap_or_else(|| panic!("{answer:?}")).to_owned());
    session.get("/api/me").await.expect(200).json()
}
