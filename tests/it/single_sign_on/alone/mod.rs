//! Organisations whose people sign in by single sign-on alone, but for the break-glass administrator.

mod break_glass;
mod racing;
mod roads;
mod switching;

use super::{connect, entered, sign_in};
use crate::support::{
    openid::{OpenId, with},
    organisation::{Org, organisation},
    person::person,
};
use serde_json::{Value, json};

/// The id of who acts.
async fn own_id(org: &Org) -> String {
    org.get("/api/me").await.expect(200).id()
}

/// The settings that let nobody in with a password but this administrator.
fn alone(administrator: &str) -> Value {
    json!({ "sso": { "required": true, "break_glass": administrator } })
}

/// An organisation with a connection that has let Ida in: with her session, who holds all rights.
async fn prepared(slug: &str) -> (Org, OpenId, String, Org) {
    prepare(organisation(slug).await).await
}

/// The same of an organisation that is there.
async fn prepare(org: Org) -> (Org, OpenId, String, Org) {
    let provider = OpenId::start().await;
    let connection = connect(&org, &provider, json!({})).await;
    org.add_permission_type(
        "All",
        &["manage_users", "manage_settings", "manage_own_department"],
    )
    .await;
    let ida = person("ida").email("ida@firma.example").permission_type("All");
    org.create(ida.quiet()).await;
    let ida = session(&org, &sign_in(&org, &provider).await).await;
    (org, provider, connection, ida)
}

/// The same, with single sign-on required and the founder as the break-glass administrator: with the founder's id.
async fn closed(slug: &str) -> (Org, OpenId, String, Org, String) {
    let (org, provider, connection, ida) = prepared(slug).await;
    let founder = own_id(&org).await;
    org.settings(alone(&founder)).await;
    (org, provider, connection, ida, founder)
}

/// The session that an answer sets, for requests.
pub(super) async fn session(org: &Org, answer: &crate::support::answer::Answer) -> Org {
    entered(org, answer).await;
    let token = answer
        .cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("__Host-session="));
    org.with_token(token.unwrap().to_owned())
}

/// Somebody else at the provider, whom it vouches for.
fn says(provider: &OpenId, subject: &str, email: &str) {
    provider.says(with(super::ida(), json!({ "sub": subject, "email": email })));
}
