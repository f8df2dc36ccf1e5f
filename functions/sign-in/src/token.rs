//! `POST /api/token`: access tokens of API clients (RFC 6749, 4.4). Its requests and answers are OAuth's, not ours: a form, and
//! errors in OAuth's words.

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rollcall::{
    domain::machine::LIFETIME_SECONDS,
    web::{
        answer::{self, Response},
        body,
        problem::Problem,
        route::Moment,
    },
    workflow::{
        Env,
        issue_token::{IssueError, issue},
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use utoipa::ToSchema;

const FORM: &str = "application/x-www-form-urlencoded";

/// What an API client sends.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes a form that is read as a whole")]
struct TokenRequest {
    grant_type: GrantType,
    /// Scopes with spaces between: some of those the client has. Left out: all of them.
    #[schema(example = "users:read users:write")]
    scope: Option<String>,
    /// The API client's id, unless it comes in `Authorization: Basic`.
    #[schema(example = "ac_7h2k9qwc3m5x8r4t")]
    client_id: Option<String>,
    /// Its secret, unless it comes in `Authorization: Basic`.
    #[schema(format = Password, example = "rollcall.nordlys.ac_7h2k9qwc3m5x8r4t.0a1b2c")]
    client_secret: Option<String>,
}

/// The one grant there is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GrantType {
    ClientCredentials,
}

/// An access token.
#[derive(Serialize, ToSchema)]
struct IssuedToken {
    /// To be sent as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln")]
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// In seconds.
    #[schema(example = 900)]
    expires_in: i64,
    /// For what it is, with spaces between.
    #[schema(example = "users:read")]
    scope: String,
}

/// Why there is no token (RFC 6749, 5.2).
#[derive(Serialize, ToSchema)]
struct TokenRefusal {
    error: TokenError,
    /// What to do about it.
    error_description: &'static str,
}

/// `invalid_client`: id and secret do not fit, or the client's creator may not sign in any more; `invalid_scope`: a scope that
/// the client does not have; `unsupported_grant_type`: another grant than `client_credentials`; `invalid_request`: anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TokenError {
    InvalidRequest,
    InvalidClient,
    InvalidScope,
    UnsupportedGrantType,
}

/// Why a request is refused, in words for the client's developer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refused(TokenError, &'static str);

const NO_FORM: Refused = Refused(
    TokenError::InvalidRequest,
    "Send the parameters as application/x-www-form-urlencoded, each once.",
);
const NO_GRANT: Refused = Refused(TokenError::InvalidRequest, "Send grant_type=client_credentials.");
const OTHER_GRANT: Refused = Refused(
    TokenError::UnsupportedGrantType,
    "The one grant_type there is here is client_credentials.",
);
const TWO_WAYS: Refused = Refused(
    TokenError::InvalidRequest,
    "Send the client's id and secret either in Authorization: Basic or in the body.",
);
const NO_CLIENT: Refused = Refused(
    TokenError::InvalidClient,
    "Id and secret of the API client do not fit together, or it is not in use any more.",
);
const NO_SCOPE: Refused = Refused(
    TokenError::InvalidScope,
    "Ask for some of the scopes that the API client has, or for none to get all of them.",
);

impl Refused {
    fn answer(self) -> Response {
        let Self(error, error_description) = self;
        let status = if error == TokenError::InvalidClient {
            401
        } else {
            400
        };
        let mut response = answer::json(
            status,
            &TokenRefusal {
                error,
                error_description,
            },
        );
        if status == 401 {
            answer::set(
                &mut response,
                header::WWW_AUTHENTICATE.as_str(),
                "Basic realm=\"Rollcall\"",
            );
        }
        response
    }
}

/// What a client sent, read.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    id: String,
    secret: String,
    scope: Option<String>,
}

/// Get an access token for an API client
///
/// OAuth's client credentials (RFC 6749, 4.4): a form with `grant_type=client_credentials`, the client's id and secret in it or in
/// `Authorization: Basic`. The token holds for fifteen minutes; then get another one. What it may do is read with every request.
#[utoipa::path(
    post, path = "/api/token", operation_id = "issue_token", tag = "API clients", security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token.", body = IssuedToken),
        (status = 400, description = "The request is not as it should be, or asks for too much.", body = TokenRefusal),
        (status = 401, description = "The client is not known by this id and secret.", body = TokenRefusal,
            headers(("WWW-Authenticate" = String))),
    ),
)]
pub(crate) async fn issue_token(
    State(env): State<Arc<Env>>,
    moment: Moment,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let bytes = body::bytes(request, &()).await?;
    let asked = match read(&headers, &bytes) {
        Ok(asked) => asked,
        Err(refused) => return Ok(refused.answer()),
    };
    match issue(&env, &moment, &asked.id, &asked.secret, asked.scope.as_deref()).await {
        Ok(issued) => Ok(answer::json(
            200,
            &IssuedToken {
                access_token: issued.access_token,
                token_type: "Bearer",
                expires_in: LIFETIME_SECONDS,
                scope: issued.scopes.to_string(),
            },
        )),
        Err(IssueError::Refused) => Ok(NO_CLIENT.answer()),
        Err(IssueError::Scope) => Ok(NO_SCOPE.answer()),
        Err(IssueError::Store(error)) => Err(error.into()),
    }
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<Asked, Refused> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let media_type = text(header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    if media_type.is_none_or(|media_type| !media_type.trim().eq_ignore_ascii_case(FORM)) {
        return Err(NO_FORM);
    }
    let mut form: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        // A parameter without a value counts as left out (RFC 6749, 3.2); others than those we know are passed over.
        if !value.is_empty() && form.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(NO_FORM);
        }
    }
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => return Err(OTHER_GRANT),
        None => return Err(NO_GRANT),
    }
    let [in_body_id, in_body_secret] = ["client_id", "client_secret"].map(|name| form.remove(name));
    let (id, secret) = match (text(header::AUTHORIZATION), in_body_id, in_body_secret) {
        (None, Some(id), Some(secret)) => (id, secret),
        (None, _, _) => return Err(NO_CLIENT),
        (Some(_), _, Some(_)) => return Err(TWO_WAYS),
        (Some(header), in_body_id, None) => {
            let (id, secret) = basic(header).ok_or(NO_CLIENT)?;
            if in_body_id.is_some_and(|other| other != id) {
                return Err(TWO_WAYS);
            }
            (id, secret)
        }
    };
    Ok(Asked {
        id,
        secret,
        scope: form.remove("scope"),
    })
}

/// Id and secret from `Authorization: Basic`, each form-encoded within (RFC 6749, 2.3.1). Neither has a character that encoding
/// would change, so clients that leave it out are understood, too.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&str, &str)], body: &str) -> Result<Asked, Refused> {
        let headers = headers.iter().map(|(name, value)| {
            let name: header::HeaderName = name.parse().unwrap();
            (name, value.parse().unwrap())
        });
        read(&headers.collect(), &Bytes::from(body.to_owned()))
    }

    #[test]
    fn a_request_is_read_as_oauth_writes_it() {
        let form = ("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
        // `ac_1:rollcall.demo.ac_1.x`
        let basic = ("authorization", "Basic YWNfMTpyb2xsY2FsbC5kZW1vLmFjXzEueA==");
        let right = |scope: Option<&str>| {
            Ok(Asked {
                id: "ac_1".into(),
                secret: "rollcall.demo.ac_1.x".into(),
                scope: scope.map(str::to_owned),
            })
        };
        let grant = "grant_type=client_credentials";
        let in_body = format!("{grant}&client_id=ac_1&client_secret=rollcall.demo.ac_1.x");
        for (headers, body, expected) in [
            (vec![form], in_body.clone(), right(None)),
            (
                vec![form],
                format!("{in_body}&scope=users%3Aread+users:write&x=1"),
                right(Some("users:read users:write")),
            ),
            (vec![form, basic], grant.into(), right(None)),
            (
                vec![form, basic],
                format!("{grant}&client_id=ac_1&scope="),
                right(None),
            ),
            (vec![form, basic], in_body.clone(), Err(TWO_WAYS)),
            (
                vec![form, basic],
                format!("{grant}&client_id=ac_2"),
                Err(TWO_WAYS),
            ),
            (
                vec![form, ("authorization", "Bearer x")],
                grant.into(),
                Err(NO_CLIENT),
            ),
            (
                vec![form, ("authorization", "Basic !")],
                grant.into(),
                Err(NO_CLIENT),
            ),
            (vec![form], grant.into(), Err(NO_CLIENT)),
            (vec![form, basic], String::new(), Err(NO_GRANT)),
            (vec![form, basic], "grant_type=password".into(), Err(OTHER_GRANT)),
            (vec![form, basic], format!("{grant}&{grant}"), Err(NO_FORM)),
            (vec![basic], grant.into(), Err(NO_FORM)),
            (
                vec![("content-type", "application/json")],
                "{}".into(),
                Err(NO_FORM),
            ),
        ] {
            assert_eq!(asked(&headers, &body), expected, "{headers:?} {body}");
        }
    }
}
