//! Single sign-on, as the demonstration shows it: a connection to the provider beside the stack, and somebody's first sign-in.

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::Value;

use crate::api::Api;
use crate::provider::Provider;
use crate::stack::{Administrator, StackFile};
use crate::terminal::say;
use crate::visit;

/// Who signs in with the provider.
pub(super) const LOGIN: &str = "ida.holm";

/// Lets the organisation's people sign in with a provider, which may create them.
///
/// # Errors
/// If the connection is refused.
pub async fn connect(stack: &StackFile, provider: &Provider) -> Result<()> {
    let Administrator { identifier, password } = &stack.administrator;
    let api = Api::new(&stack.url, &stack.organisation)
        .signed_in(identifier, password)
        .await?;
    let connection = provider.connection("Nordlys-konto");
    api.call(Method::POST, "/api/connections", Some(&connection))
        .await?;
    say(&format!("A provider of single sign-on: {}", provider.issuer()));
    Ok(())
}

/// Signs somebody in with the provider, as a browser does: as they see themselves.
///
/// # Errors
/// If they do not get in.
pub(super) async fn me(stack: &StackFile, login: &str) -> Result<Value> {
    let session = visit::sign_in_with_provider(&stack.url, &stack.organisation, login).await?;
    Api::new(&stack.url, &stack.organisation)
        .with_token(&session)
        .call(Method::GET, "/api/me", None)
        .await
}

/// Signs somebody in with the provider and looks for whom that has created: their id.
///
/// # Errors
/// If a step did not do what it should.
pub(super) async fn sign_in(stack: &StackFile) -> Result<String> {
    let Administrator { identifier, password } = &stack.administrator;
    let api = Api::new(&stack.url, &stack.organisation)
        .signed_in(identifier, password)
        .await?;
    let me = me(stack, LOGIN).await?;
    ensure!(
        me["source"] == "sso" && me["status"] == "active",
        "The first sign-in made {me}"
    );
    let id = me["id"].as_str().unwrap_or_default();
    let seen = api.call(Method::GET, &format!("/api/users/{id}"), None).await?;
    ensure!(
        seen["email"] == format!("{LOGIN}@nordlys.example"),
        "Single sign-on made {seen}"
    );
    say("Single sign-on");
    say(&format!(
        "  {} {} signed in with the provider and is a user now, with the defaults.\n  Try it: the button of the sign-in page, any name such as {LOGIN}, any password.\n",
        me["first_name"].as_str().unwrap_or("?"),
        me["last_name"].as_str().unwrap_or("?")
    ));
    Ok(id.to_owned())
}
