//! The statement a provider signs about a person who has signed in: the ID token (OpenID Connect Core 1.0, section 2), and what has
//! to hold before it is believed (section 3.1.3.7).

use super::keys::{Checked, Keys, is_allowed};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, dangerous::insecure_decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A provider's clock and ours may differ by so much, in seconds.
const SKEW_SECONDS: i64 = 120;
/// A subject is at most so long, in letters (OpenID Connect Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;
/// Longer tokens are read by nobody, in bytes.
const LONGEST_TOKEN: usize = 64 * 1024;

/// What a token has to say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// As whom the provider knows us.
    pub client_id: &'a str,
    /// What we sent along with this sign-in.
    pub nonce: &'a str,
    /// What time it is.
    pub now: Timestamp,
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It is no token.
    #[error("it is not a signed token")]
    Malformed,
    /// Signed with a shared secret, or not at all, or with demands on its reader.
    #[error("it is signed in a way that is not accepted")]
    Algorithm,
    /// None of the provider's keys that are known. There may be newer ones.
    #[error("it is signed with a key the provider does not publish")]
    UnknownKey,
    /// Altered, or signed by somebody else.
    #[error("its signature does not hold")]
    Signature,
    /// Another provider's.
    #[error("it is another issuer's")]
    Issuer,
    /// For another client.
    #[error("it is for another client")]
    Audience,
    /// It expired, or says no moment.
    #[error("it has expired")]
    Expired,
    /// Made later than now.
    #[error("it was made in the future")]
    Early,
    /// Of another sign-in.
    #[error("it belongs to another sign-in")]
    Nonce,
    /// It names nobody.
    #[error("it names nobody")]
    Subject,
}

impl Rejected {
    /// The stable word for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::Early => "early",
            Self::Nonce => "nonce",
            Self::Subject => "subject",
        }
    }
}

/// What a token that is believed says.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Who it is, to this provider: with the issuer, the identity of an account.
    pub subject: String,
    /// Everything it says.
    pub claims: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Registered {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    azp: Option<String>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    nonce: Option<String>,
}

/// Checks a token against the provider's keys and what it has to say.
///
/// # Errors
///
/// The first thing that does not hold.
pub fn verify(token: &str, keys: &Keys, expected: Expected<'_>) -> Result<Statement, Rejected> {
    if token.len() > LONGEST_TOKEN {
        return Err(Rejected::Malformed);
    }
    check_signature(token, keys)?;
    let claims: Map<String, Value> = insecure_decode(token).map_err(|_| Rejected::Malformed)?.claims;
    let said: Registered =
        serde_json::from_value(Value::Object(claims.clone())).map_err(|_| Rejected::Malformed)?;
    if said.iss.as_deref() != Some(expected.issuer) {
        return Err(Rejected::Issuer);
    }
    check_audience(&said, expected.client_id)?;
    check_times(&said, expected.now)?;
    if said.nonce.as_deref() != Some(expected.nonce) {
        return Err(Rejected::Nonce);
    }
    let subject = said.sub.filter(|subject| is_subject(subject));
    Ok(Statement {
        subject: subject.ok_or(Rejected::Subject)?,
        claims,
    })
}

/// Whether a text can be somebody's name to a provider.
pub fn is_subject(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_SUBJECT && !text.chars().any(char::is_control)
}

fn check_signature(token: &str, keys: &Keys) -> Result<(), Rejected> {
    let (message, signature) = token.rsplit_once('.').ok_or(Rejected::Malformed)?;
    let header: Header = decode_header(token).map_err(|_| unreadable(token))?;
    // Nothing that the token itself brings along is a key, and what it demands of its reader is not understood.
    if !is_allowed(header.alg) || header.crit.is_some() {
        return Err(Rejected::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| Rejected::Malformed)?;
    match keys.check(header.kid.as_deref(), header.alg, message.as_bytes(), &signature) {
        Checked::Holds => Ok(()),
        Checked::NoSuchKey => Err(Rejected::UnknownKey),
        Checked::Fails => Err(Rejected::Signature),
    }
}

/// Why a header was not read: of an algorithm we do not know (`none` among them), or not at all.
fn unreadable(token: &str) -> Rejected {
    #[derive(Deserialize)]
    struct Alg {
        alg: String,
    }
    let head = token.split('.').next().unwrap_or_default();
    let head = URL_SAFE_NO_PAD.decode(head).unwrap_or_default();
    match serde_json::from_slice::<Alg>(&head) {
        Ok(Alg { alg }) if alg.parse::<Algorithm>().is_err() => Rejected::Algorithm,
        _ => Rejected::Malformed,
    }
}

fn check_audience(said: &Registered, client_id: &str) -> Result<(), Rejected> {
    let (is_ours, is_one) = match &said.aud {
        Some(Audience::One(one)) => (one == client_id, true),
        Some(Audience::Many(many)) => (many.iter().any(|one| one == client_id), many.len() == 1),
        None => (false, true),
    };
    // A token for several is ours where it was made for us.
    let is_made_for_us = match &said.azp {
        Some(azp) => azp == client_id,
        None => is_one,
    };
    if is_ours && is_made_for_us {
        Ok(())
    } else {
        Err(Rejected::Audience)
    }
}

fn check_times(said: &Registered, now: Timestamp) -> Result<(), Rejected> {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact")]
    let (now, skew) = (now.as_second() as f64, SKEW_SECONDS as f64);
    let (Some(expires), Some(issued)) = (said.exp, said.iat) else {
        return Err(Rejected::Expired);
    };
    if now >= expires + skew {
        return Err(Rejected::Expired);
    }
    if issued > now + skew || said.nbf.is_some_and(|from| from > now + skew) {
        return Err(Rejected::Early);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
