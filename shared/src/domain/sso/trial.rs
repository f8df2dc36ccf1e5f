//! Leave to try a connection out: for who holds the address, for a while.

use crate::domain::{
    base32,
    organisation::Slug,
    secret::{Purpose, Secret},
};
use jiff::{SignedDuration, Timestamp};

/// How long a connection may be tried out by one address.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

fn parts<'a>(organisation: &'a Slug, connection: &'a str, until: &'a str) -> [&'a [u8]; 4] {
    [
        b"trial",
        organisation.as_str().as_bytes(),
        connection.as_bytes(),
        until.as_bytes(),
    ]
}

/// Leave to try a connection of an organisation out, until [`LIFETIME`] from now.
pub fn leave(secret: &Secret, organisation: &Slug, connection: &str, now: Timestamp) -> String {
    let until = (now + LIFETIME).as_second().to_string();
    let tag = secret.tag(Purpose::SsoLogin, &parts(organisation, connection, &until));
    format!("{until}.{}", base32::encode(&tag))
}

/// Whether a text is leave to do so now.
pub fn is_leave(text: &str, secret: &Secret, organisation: &Slug, connection: &str, now: Timestamp) -> bool {
    let holds = || {
        let (until, tag) = text.split_once('.')?;
        let is_over = now.as_second() >= until.parse::<i64>().ok()?;
        let tag = base32::decode(tag)?;
        let parts = parts(organisation, connection, until);
        (!is_over && secret.verify(Purpose::SsoLogin, &parts, &tag)).then_some(())
    };
    holds().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leave_is_of_one_connection_and_for_a_while() {
        let secret = Secret::new("s", None);
        let (slug, other) = (Slug::parse("nordlys").unwrap(), Slug::parse("sydlys").unwrap());
        let at = |second| Timestamp::from_second(second).unwrap();
        let text = leave(&secret, &slug, "sc_1", at(1_000));
        let end = 1_000 + LIFETIME.as_secs();
        for (slug, connection, second, expected) in [
            (&slug, "sc_1", 1_000, true),
            (&slug, "sc_1", end - 1, true),
            (&slug, "sc_1", end, false),
            (&slug, "sc_2", 1_000, false),
            (&other, "sc_1", 1_000, false),
        ] {
            assert_eq!(
                is_leave(&text, &secret, slug, connection, at(second)),
                expected,
                "{slug} {connection} {second}"
            );
        }
        let longer = text.replacen(&end.to_string(), "9999999999", 1);
        for wrong in ["", ".", "1.a", longer.as_str()] {
            assert!(!is_leave(wrong, &secret, &slug, "sc_1", at(1_000)), "{wrong}");
        }
    }
}
