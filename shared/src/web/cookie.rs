//! The pages' cookies: of this host only, over TLS only, out of reach of scripts, left out of requests from elsewhere.

use crate::{
    domain::{device, session::LIFETIME_SECONDS},
    web::{
        answer::Response,
        caller::{DEVICE_COOKIE, SESSION_COOKIE},
    },
};
use axum::http::{HeaderValue, header::SET_COOKIE};

/// Hands over a session, for as long as it lasts, and what makes this browser known from now on: `devices` are the
/// tokens of all who use it.
pub fn start(response: &mut Response, access_token: &str, devices: &str) {
    append(response, SESSION_COOKIE, access_token, LIFETIME_SECONDS);
    append(response, DEVICE_COOKIE, devices, device::LIFETIME_SECONDS);
}

/// Takes the session away. The browser stays known.
pub fn end(response: &mut Response) {
    append(response, SESSION_COOKIE, "", 0);
}

/// Sets a cookie for so many seconds; `0` takes it away.
pub fn append(response: &mut Response, name: &str, value: &str, seconds: i64) {
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    // Tokens are letters that may stand in a header.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::answer;

    #[test]
    fn cookies_are_of_this_host_only_and_the_session_ends_with_its_own() {
        let cookies = |response: &Response| -> Vec<String> {
            let all = response.headers().get_all(SET_COOKIE).iter();
            all.map(|value| value.to_str().unwrap().to_owned()).collect()
        };
        let mut response = answer::empty(303);
        start(&mut response, "a.b.c", "d.e");
        assert_eq!(
            cookies(&response),
            [
                "__Host-session=a.b.c; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600",
                "__Host-devices=d.e; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=15552000",
            ]
        );
        let mut response = answer::empty(303);
        end(&mut response);
        assert_eq!(
            cookies(&response),
            ["__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"]
        );
    }
}
