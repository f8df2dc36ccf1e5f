//! Who is to sign in, on the way from our form to a provider: sealed, since an e-mail has no business in an address of ours.

use crate::domain::{
    context::Context,
    organisation::Slug,
    secret::{NONCE, Purpose, Secret},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};

/// How long a hint may be used: the way takes a moment.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// Longer texts are none of ours, in bytes.
const LONGEST: usize = 1_000;

fn bound<'a>(organisation: &'a Slug, connection: &'a str) -> [&'a [u8]; 3] {
    [b"hint", organisation.as_str().as_bytes(), connection.as_bytes()]
}

/// What stands for an e-mail on the way to the provider of a connection.
pub fn seal(
    context: &Context,
    secret: &Secret,
    organisation: &Slug,
    connection: &str,
    email: &str,
) -> String {
    let until = (context.now() + LIFETIME).as_second();
    let text = format!("{until} {email}");
    let bound = bound(organisation, connection);
    let nonce = context.bytes::<NONCE>();
    URL_SAFE_NO_PAD.encode(secret.seal(Purpose::SsoLogin, &bound, nonce, text.as_bytes()))
}

/// Whether a text may be a hint: what stands in an address of ours may come from anywhere.
pub fn is_one(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_letter)
}

/// The e-mail that a hint stands for, while it may be used.
pub fn open(
    hint: &str,
    secret: &Secret,
    organisation: &Slug,
    connection: &str,
    now: Timestamp,
) -> Option<String> {
    if hint.len() > LONGEST {
        return None;
    }
    let sealed = URL_SAFE_NO_PAD.decode(hint).ok()?;
    let text = secret.open(Purpose::SsoLogin, &bound(organisation, connection), &sealed)?;
    let text = String::from_utf8(text).ok()?;
    let (until, email) = text.split_once(' ')?;
    (now.as_second() < until.parse::<i64>().ok()?).then(|| email.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_of_one_connection_for_a_while_and_shows_nothing() {
        let secret = Secret::new("s", None);
        let (slug, other) = (Slug::parse("nordlys").unwrap(), Slug::parse("sydlys").unwrap());
        let begun = Timestamp::from_second(1_000).unwrap();
        let email = "ida@nordlys.example";
        let hint = seal(&Context::at(begun, 7), &secret, &slug, "sc_1", email);
        assert!(!hint.contains("ida") && is_one(&hint));
        assert!(!is_one("") && !is_one("a&b") && !is_one(&"a".repeat(2_000)));
        let at = |seconds| begun + SignedDuration::from_secs(seconds);
        let end = LIFETIME.as_secs();
        for (slug, connection, now, expected) in [
            (&slug, "sc_1", at(0), Some(email)),
            (&slug, "sc_1", at(end - 1), Some(email)),
            (&slug, "sc_1", at(end), None),
            (&slug, "sc_2", at(0), None),
            (&other, "sc_1", at(0), None),
        ] {
            let opened = open(&hint, &secret, slug, connection, now);
            assert_eq!(opened.as_deref(), expected, "{slug} {connection} {now}");
        }
        let tampered = format!("{}A", &hint[..hint.len() - 1]);
        for text in ["", "ida@nordlys.example", "!", &tampered[1..], &"A".repeat(2_000)] {
            assert_eq!(open(text, &secret, &slug, "sc_1", begun), None, "{text}");
        }
    }
}
