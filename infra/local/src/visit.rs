//! A visit to the pages as a browser makes it: cookies are kept by host, redirects are followed.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use hyper::header::{COOKIE, LOCATION, SET_COOKIE};
use hyper::{Method, Request};

use crate::http::{Answer, Client};

/// No way is longer.
const MOST_STEPS: usize = 12;

/// What a browser keeps.
#[derive(Default)]
struct Browser {
    client: Client,
    /// By origin and name. Paths make no difference to what is visited here.
    cookies: BTreeMap<(String, String), String>,
}

/// Signs somebody in with the provider of `infra/local/provider`, by whatever name: the session they get.
///
/// # Errors
/// If they do not get one.
pub async fn sign_in_with_provider(url: &str, organisation: &str, login: &str) -> Result<String> {
    let mut browser = Browser::default();
    browser
        .pass_provider(&format!("{url}/api/sso/{organisation}"), login, None)
        .await?;
    let session = browser
        .cookies
        .get(&(url.to_owned(), "__Host-session".to_owned()));
    session
        .cloned()
        .context("Signing in with the provider gave no session")
}

/// Signs somebody in at the provider of `infra/local/provider` in a new browser, by whatever name: the address that they are sent
/// back to, which begins with `back` and is not opened. `address` is where they were led to. Without a name they cancel.
///
/// # Errors
/// If they are not sent back.
pub async fn pass_provider(address: &str, login: &str, back: &str) -> Result<String> {
    let mut browser = Browser::default();
    let end = browser.pass_provider(address, login, Some(back)).await?;
    if !end.starts_with(back) {
        bail!("The way through the provider ended at {end}");
    }
    Ok(end)
}

impl Browser {
    /// Opens an address that leads to the provider, and fills in its page: the address at the end of the way.
    async fn pass_provider(&mut self, address: &str, login: &str, until: Option<&str>) -> Result<String> {
        let form = self.follow(address, "", until).await?;
        let fields = [("login", login), ("password", "any"), ("do", "enter")];
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.follow(&form, &body, until).await
    }

    /// Opens an address, or sends it a form, and follows where that leads: the address of the page at its end, or the first that
    /// begins with `until`, which is not opened.
    async fn follow(&mut self, address: &str, form: &str, until: Option<&str>) -> Result<String> {
        let (mut address, mut form) = (address.to_owned(), form.to_owned());
        for _ in 0..MOST_STEPS {
            let answer = self.ask(&address, &form).await?;
            let Some(location) = answer.headers.get(LOCATION) else {
                return Ok(address);
            };
            let location = location.to_str()?;
            address = if location.starts_with('/') {
                format!("{}{location}", origin(&address))
            } else {
                location.to_owned()
            };
            if until.is_some_and(|until| address.starts_with(until)) {
                return Ok(address);
            }
            form.clear();
        }
        bail!("The way to the provider and back has no end")
    }

    async fn ask(&mut self, address: &str, form: &str) -> Result<Answer> {
        let origin = origin(address);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|((of, _), _)| *of == origin)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let method = if form.is_empty() {
            Method::GET
        } else {
            Method::POST
        };
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(COOKIE, cookies.join("; "))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_owned().into())?;
        let answer = self.client.send(request).await?;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies
                    .insert((origin.clone(), name.to_owned()), value.to_owned());
            }
        }
        Ok(answer)
    }
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> String {
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}
