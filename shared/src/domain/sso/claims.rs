//! What is taken from a provider's statement about a person: their name, and an e-mail where the connection trusts it.

use super::{
    connection::{Connection, EmailTrust},
    issuer,
    mapping::{self, Said},
};
use crate::domain::{
    field::Field,
    identifier::{Email, Subject},
    user::parse_person_name,
};
use serde_json::{Map, Value};

/// What a provider says of somebody who has signed in with it. Its signature has been checked.
#[derive(Debug, Clone)]
pub struct Claims {
    /// Who it is.
    pub subject: Subject,
    claims: Map<String, Value>,
}

/// Why an e-mail says nothing of who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// The provider names none, or none that is one.
    #[error("the provider names no e-mail")]
    Missing,
    /// The provider does not vouch for it.
    #[error("the provider does not vouch for the e-mail")]
    Unverified,
    /// It is of none of the connection's domains.
    #[error("the e-mail is of another domain")]
    OtherDomain,
}

impl Untrusted {
    /// The stable word for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "email_missing",
            Self::Unverified => "email_unverified",
            Self::OtherDomain => "email_of_another_domain",
        }
    }
}

impl Claims {
    /// Those of a person: what the ID token says wins over what the provider was asked for beside it.
    pub fn new(subject: Subject, id_token: Map<String, Value>, user_info: Map<String, Value>) -> Self {
        let mut claims = user_info;
        claims.extend(id_token);
        Self { subject, claims }
    }

    /// A claim that is a text with something in it.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.claims.get(name)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The e-mail, where the connection's rule lets it say who somebody is: only then is it taken as theirs, and only then may it
    /// lead to an account that is there.
    ///
    /// # Errors
    ///
    /// Why it says nothing.
    pub fn trusted_email(&self, connection: &Connection) -> Result<Email, Untrusted> {
        let named = connection.claims.get(Field::Email);
        let text = match named.map(|name| self.said(name)) {
            None => self.text("email").map(str::to_owned),
            Some(Said::Text(text)) => Some(text),
            Some(Said::Nothing | Said::NoText) => None,
        };
        let email = text.and_then(|text| Email::parse(&text).ok());
        let email = email.ok_or(Untrusted::Missing)?;
        // What vouches for `email` says nothing of another claim.
        let is_vouched_for = match connection.email_trust {
            EmailTrust::VerifiedClaim => named.is_none() && self.is_true("email_verified"),
            EmailTrust::Edov => named.is_none() && self.is_true("xms_edov"),
            EmailTrust::IssuerAndDomains => true,
        };
        if !is_vouched_for {
            return Err(Untrusted::Unverified);
        }
        let is_ours = |domain: &str| connection.domains.iter().any(|ours| ours == domain);
        if !(connection.domains.is_empty() || is_ours(email.domain())) {
            return Err(Untrusted::OtherDomain);
        }
        // A Google account may be made with any address. `hd` says whose it is.
        let hosted = self.text("hd").map(str::to_ascii_lowercase);
        if issuer::is_google(&connection.issuer) && !hosted.is_some_and(|domain| is_ours(&domain)) {
            return Err(Untrusted::OtherDomain);
        }
        Ok(email)
    }

    /// First and last name: by the standard's claims (section 5.1), or out of the whole name. `None`: the provider names nobody
    /// by a name that a user may have.
    pub fn name(&self) -> Option<[String; 2]> {
        let whole = || {
            let (first, last) = self.text("name")?.rsplit_once(char::is_whitespace)?;
            Some((first, last))
        };
        let (first, last) = self
            .text("given_name")
            .zip(self.text("family_name"))
            .or_else(whole)?;
        let parse = |text: &str, field| parse_person_name(field, Some(text)).ok();
        Some([parse(first, Field::FirstName)?, parse(last, Field::LastName)?])
    }

    /// What the claim of a name says, or one that the name leads into.
    pub fn said(&self, name: &str) -> Said {
        mapping::find(&self.claims, name)
    }

    /// Everything the provider said, for who sets a connection up.
    pub fn all(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// True in one of the ways in which providers write it.
    fn is_true(&self, name: &str) -> bool {
        match self.claims.get(name) {
            Some(Value::Bool(is)) => *is,
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            Some(Value::String(text)) => text == "1" || text.eq_ignore_ascii_case("true"),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::connection::sample, *};
    use serde_json::json;

    fn claims(claims: Value) -> Claims {
        let Value::Object(claims) = claims else {
            panic!("an object")
        };
        Claims::new(Subject::new("https://login.example", "ida"), claims, Map::new())
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of cases")]
    fn an_e_mail_counts_as_far_as_the_connection_trusts_it() {
        use EmailTrust::{Edov, IssuerAndDomains, VerifiedClaim};
        let email = "Ida@Firma.example";
        for (trust, domains, said, expected) in [
            (
                VerifiedClaim,
                &[][..],
                json!({ "email": email, "email_verified": true }),
                None,
            ),
            (
                VerifiedClaim,
                &[],
                json!({ "email": email, "email_verified": "true" }),
                None,
            ),
            (
                VerifiedClaim,
                &["firma.example"],
                json!({ "email": email, "email_verified": true }),
                None,
            ),
            // Microsoft Entra says nothing, Authentik says false.
            (
                VerifiedClaim,
                &[],
                json!({ "email": email }),
                Some(Untrusted::Unverified),
            ),
            (
                VerifiedClaim,
                &[],
                json!({ "email": email, "email_verified": false }),
                Some(Untrusted::Unverified),
            ),
            (
                VerifiedClaim,
                &[],
                json!({ "email": email, "email_verified": "yes" }),
                Some(Untrusted::Unverified),
            ),
            (
                VerifiedClaim,
                &[],
                json!({ "email": email, "xms_edov": true }),
                Some(Untrusted::Unverified),
            ),
            (
                VerifiedClaim,
                &["other.example"],
                json!({ "email": email, "email_verified": true }),
                Some(Untrusted::OtherDomain),
            ),
            (Edov, &[], json!({ "email": email, "xms_edov": 1 }), None),
            (Edov, &[], json!({ "email": email, "xms_edov": "1" }), None),
            (Edov, &[], json!({ "email": email, "xms_edov": true }), None),
            (
                Edov,
                &[],
                json!({ "email": email, "xms_edov": 0, "email_verified": true }),
                Some(Untrusted::Unverified),
            ),
            (
                IssuerAndDomains,
                &["firma.example"],
                json!({ "email": email }),
                None,
            ),
            (
                IssuerAndDomains,
                &["firma.example"],
                json!({ "email": "ida@sub.firma.example" }),
                Some(Untrusted::OtherDomain),
            ),
            (
                IssuerAndDomains,
                &["firma.example"],
                json!({ "email": "ida@firma.example.evil.example" }),
                Some(Untrusted::OtherDomain),
            ),
            (
                IssuerAndDomains,
                &["firma.example"],
                json!({ "email": "ida" }),
                Some(Untrusted::Missing),
            ),
            (
                IssuerAndDomains,
                &["firma.example"],
                json!({}),
                Some(Untrusted::Missing),
            ),
            (
                IssuerAndDomains,
                &["firma.example"],
                json!({ "email": ["ida@firma.example"] }),
                Some(Untrusted::Missing),
            ),
        ] {
            let connection = sample::connection(trust, domains);
            let found = claims(said.clone()).trusted_email(&connection);
            assert_eq!(found.err(), expected, "{trust:?} {domains:?} {said}");
        }
    }

    #[test]
    fn what_vouches_for_the_e_mail_says_nothing_of_another_claim() {
        let said = json!({ "email": "ida@firma.example", "email_verified": true, "xms_edov": true, "upn": "boss@firma.example" });
        for (trust, named, expected) in [
            (EmailTrust::VerifiedClaim, None, Ok("ida@firma.example")),
            (EmailTrust::VerifiedClaim, Some("upn"), Err(Untrusted::Unverified)),
            (EmailTrust::Edov, Some("upn"), Err(Untrusted::Unverified)),
            (
                EmailTrust::IssuerAndDomains,
                Some("upn"),
                Ok("boss@firma.example"),
            ),
            (
                EmailTrust::IssuerAndDomains,
                Some("missing"),
                Err(Untrusted::Missing),
            ),
        ] {
            let mut connection = sample::connection(trust, &["firma.example"]);
            connection.claims = serde_json::from_value(match named {
                None => json!({}),
                Some(name) => json!({ "email": name }),
            })
            .unwrap();
            let found = claims(said.clone()).trusted_email(&connection);
            let found = found.as_ref().map(Email::as_str);
            assert_eq!(found, expected.as_ref().copied(), "{trust:?} {named:?}");
        }
    }

    #[test]
    fn a_google_account_is_of_the_domain_that_google_hosts() {
        let mut connection = sample::connection(EmailTrust::VerifiedClaim, &["firma.example"]);
        connection.issuer = "https://accounts.google.com".to_owned();
        let said =
            |hd: Value| claims(json!({ "email": "ida@firma.example", "email_verified": true, "hd": hd }));
        assert!(said(json!("firma.example")).trusted_email(&connection).is_ok());
        for hd in [Value::Null, json!("other.example"), json!("")] {
            let refused = said(hd.clone()).trusted_email(&connection);
            assert_eq!(refused, Err(Untrusted::OtherDomain), "{hd}");
        }
    }

    #[test]
    fn a_name_comes_from_the_claims_there_are() {
        for (said, expected) in [
            (
                json!({ "given_name": "Ida", "family_name": "Holm", "name": "X Y" }),
                Some(["Ida", "Holm"]),
            ),
            (json!({ "name": "Anna Marie Holm" }), Some(["Anna Marie", "Holm"])),
            (
                json!({ "given_name": "Ida", "name": "Ida Holm" }),
                Some(["Ida", "Holm"]),
            ),
            (json!({ "given_name": "Ida" }), None),
            (json!({ "name": "Ida" }), None),
            (
                json!({ "given_name": "https://evil.example", "family_name": "Holm" }),
                None,
            ),
            (json!({}), None),
        ] {
            let found = claims(said.clone()).name();
            let expected = expected.map(|names| names.map(str::to_owned));
            assert_eq!(found, expected, "{said}");
        }
    }

    #[test]
    fn the_token_wins_over_what_was_asked_for_beside_it() {
        let of = |value: Value| value.as_object().unwrap().clone();
        let subject = Subject::new("https://login.example", "ida");
        let said = Claims::new(
            subject,
            of(json!({ "email": "ida@a.example", "locale": "da-DK" })),
            of(json!({ "email": "ida@b.example", "name": "Ida Holm" })),
        );
        assert_eq!(said.text("email"), Some("ida@a.example"));
        assert_eq!(said.text("locale"), Some("da-DK"));
        assert!(said.name().is_some());
    }
}
