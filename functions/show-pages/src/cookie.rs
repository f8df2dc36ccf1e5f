//! The session cookie: of this host only, over TLS only, out of reach of scripts, left out of requests from elsewhere.

use lambda_http::{Body, Response};
use rollcall::{
    http::{self, SESSION_COOKIE},
    session::LIFETIME_SECONDS,
};

/// Hands over a session, for as long as it lasts.
pub(crate) fn start(response: &mut Response<Body>, access_token: &str) {
    http::set(response, "set-cookie", &cookie(access_token, LIFETIME_SECONDS));
}

/// Takes the session away.
pub(crate) fn end(response: &mut Response<Body>) {
    http::set(response, "set-cookie", &cookie("", 0));
}

fn cookie(value: &str, seconds: i64) -> String {
    format!("{SESSION_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_of_this_host_only_and_ends_with_the_session() {
        let mut response = http::empty(303);
        start(&mut response, "a.b.c");
        assert_eq!(
            response.headers()["set-cookie"],
            "__Host-session=a.b.c; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600"
        );
        end(&mut response);
        assert_eq!(
            response.headers()["set-cookie"],
            "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
