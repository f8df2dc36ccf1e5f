//! What one function's answer leads to another one's page with: what went wrong with a single sign-on, as a word, and what came of
//! trying a connection out.

use crate::domain::{
    context::Context,
    fault::{Code, Fault},
    language::Language,
    organisation::Slug,
    secret::{NONCE, Purpose, Secret},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Why somebody was not signed in. Its sentence is `sso-{word}` in `shared/locales/*/pages.ftl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The organisation has no such connection.
    NoConnection,
    /// It has several: the person says which.
    Choose,
    /// The person, or the provider, declined.
    Declined,
    /// The provider does not answer.
    Unreachable,
    /// The provider and the connection do not fit together.
    Misconfigured,
    /// What the provider said is not believed.
    NotBelieved,
    /// It was too old, or ended already.
    Stale,
    /// There is no account.
    Unknown,
    /// There is no account, since the provider vouches for no e-mail.
    NoTrustedEmail,
    /// The e-mail is somebody else's.
    SomebodyElse,
    /// The provider said too little.
    TooLittle,
    /// The account is disabled.
    Disabled,
    /// The account awaits approval.
    AwaitsApproval,
    /// We are busy.
    Busy,
    /// A fault on our side.
    Unexpected,
}

impl Failure {
    /// Every one there is.
    pub const ALL: [Self; 15] = [
        Self::NoConnection,
        Self::Choose,
        Self::Declined,
        Self::Unreachable,
        Self::Misconfigured,
        Self::NotBelieved,
        Self::Stale,
        Self::Unknown,
        Self::NoTrustedEmail,
        Self::SomebodyElse,
        Self::TooLittle,
        Self::Disabled,
        Self::AwaitsApproval,
        Self::Busy,
        Self::Unexpected,
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoConnection => "no-connection",
            Self::Choose => "choose",
            Self::Declined => "declined",
            Self::Unreachable => "unreachable",
            Self::Misconfigured => "misconfigured",
            Self::NotBelieved => "not-believed",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
            Self::NoTrustedEmail => "no-trusted-email",
            Self::SomebodyElse => "somebody-else",
            Self::TooLittle => "too-little",
            Self::Disabled => "disabled",
            Self::AwaitsApproval => "awaits-approval",
            Self::Busy => "busy",
            Self::Unexpected => "unexpected",
        }
    }

    /// Reads a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == word)
    }

    /// The id of its sentence.
    pub fn text_id(self) -> String {
        format!("sso-{}", self.as_str())
    }
}

/// What would have become of somebody. `signs_in`: they are known by issuer and subject; `links`: they have an account, found by
/// what their directory calls them or by this e-mail; `creates`: they are new; `refused`: `detail` says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrialOutcome {
    /// They are known by issuer and subject.
    SignsIn,
    /// They have an account, found by what their directory calls them or by this e-mail.
    Links,
    /// They are new.
    Creates,
    /// They are not let in.
    Refused,
}

/// What came of trying a connection out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Trial {
    pub outcome: TrialOutcome,
    /// Whose account it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "u_0c9k3v7wq2m5x8bn")]
    pub user_id: Option<String>,
    /// The word by which the sign-in page would say it (`?sso=`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "misconfigured")]
    pub failure: Option<String>,
    /// What people would read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// The technical reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "the code was refused: invalid_client")]
    pub reason: Option<String>,
    /// The e-mail that counts, by the connection's `email_trust`; `null`: none does.
    #[schema(required)]
    pub trusted_email: Option<String>,
    /// What comes out of the claims that the connection names, and of the standard ones; empty where nobody was named.
    pub profile: Vec<TrialField>,
    /// What the provider has said of you.
    #[schema(value_type = Object, example = json!({ "sub": "248289761001", "email": "ida@nordlys.example" }))]
    pub claims: Map<String, Value>,
}

/// What comes out of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialField {
    /// The field of the profile.
    #[schema(example = "department")]
    pub field: String,
    /// The claim that says it.
    #[schema(example = "https://nordlys.example/department")]
    pub claim: String,
    /// What it says; `null`: nothing.
    #[schema(required, nullable, example = "kokken")]
    pub said: Option<String>,
    /// What the profile has then; `null`: nothing.
    #[schema(required, nullable, example = "Køkken")]
    pub value: Option<String>,
    /// Why what is said is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fault: Option<TrialFault>,
    /// The profile is made this at each sign-in, and not only where somebody is created.
    pub kept_in_sync: bool,
}

/// Why what a claim says is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialFault {
    /// A stable word for programs.
    #[schema(example = "unknown_department")]
    pub code: String,
    /// In words.
    pub detail: String,
}

impl TrialFault {
    /// A fault in the words of the API.
    pub fn of(fault: &Fault) -> Self {
        Self {
            code: fault.code.as_str().to_owned(),
            detail: fault.sentence(Language::English),
        }
    }
}

impl Trial {
    /// What people would read, where it is known by a word.
    pub fn failure(&self) -> Option<Failure> {
        Failure::parse(self.failure.as_deref()?)
    }
}

/// A trial as it is kept for the page that shows it: with each field's fault, to be said in the reader's language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptTrial {
    /// What came of it.
    pub trial: Trial,
    /// Of each of its fields, in their order: code and suggestion.
    pub faults: Vec<Option<(Code, Option<String>)>>,
}

/// Longer sealed trials are kept without the claims, in bytes: an item has at most 400 kB.
const LONGEST_KEPT: usize = 200_000;

impl KeptTrial {
    fn bound<'a>(organisation: &'a Slug, connection: &'a str, id: &'a str) -> [&'a [u8]; 4] {
        let organisation = organisation.as_str().as_bytes();
        [b"outcome", organisation, connection.as_bytes(), id.as_bytes()]
    }

    /// What is kept of it, under an id: it can be read by who knows that.
    pub fn seal(
        mut self,
        context: &Context,
        secret: &Secret,
        organisation: &Slug,
        connection: &str,
        id: &str,
    ) -> String {
        let bound = Self::bound(organisation, connection, id);
        let mut text = serde_json::to_vec(&self).unwrap_or_default();
        if text.len() > LONGEST_KEPT {
            self.trial.claims.clear();
            text = serde_json::to_vec(&self).unwrap_or_default();
        }
        let sealed = secret.seal(Purpose::SsoLogin, &bound, context.bytes::<NONCE>(), &text);
        STANDARD_NO_PAD.encode(sealed)
    }

    /// Reads what was kept under an id.
    pub fn open(
        sealed: &str,
        secret: &Secret,
        organisation: &Slug,
        connection: &str,
        id: &str,
    ) -> Option<Self> {
        let bound = Self::bound(organisation, connection, id);
        let sealed = STANDARD_NO_PAD.decode(sealed).ok()?;
        serde_json::from_slice(&secret.open(Purpose::SsoLogin, &bound, &sealed)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_is_said_in_every_language() {
        for failure in Failure::ALL {
            assert_eq!(Failure::parse(failure.as_str()), Some(failure));
            let english = Language::English.text(&failure.text_id());
            for language in Language::ALL {
                let text = language.text(&failure.text_id());
                assert!(language == Language::English || text != english, "{text}");
            }
        }
        assert_eq!(Failure::parse("<script>"), None);
    }

    #[test]
    fn what_is_kept_of_a_trial_is_read_under_its_id_alone() {
        let (secret, slug) = (Secret::new("s", None), Slug::parse("nordlys").unwrap());
        let context = Context::at(jiff::Timestamp::UNIX_EPOCH, 7);
        let trial = Trial {
            outcome: TrialOutcome::Refused,
            user_id: None,
            failure: Some("misconfigured".to_owned()),
            detail: None,
            reason: None,
            trusted_email: None,
            profile: Vec::new(),
            claims: Map::from_iter([("sub".to_owned(), Value::from("ida"))]),
        };
        assert_eq!(trial.failure(), Some(Failure::Misconfigured));
        let code = Code::UnknownDepartment {
            value: "Kokken".to_owned(),
        };
        let kept = KeptTrial {
            trial,
            faults: vec![None, Some((code, Some("Køkken".to_owned())))],
        };
        let sealed = kept.clone().seal(&context, &secret, &slug, "sc_1", "t_1");
        assert!(!sealed.contains("ida"));
        let open = |connection, id| KeptTrial::open(&sealed, &secret, &slug, connection, id);
        assert_eq!(open("sc_1", "t_1"), Some(kept.clone()));
        assert_eq!((open("sc_2", "t_1"), open("sc_1", "t_2")), (None, None));
        let mut long = kept;
        long.trial
            .claims
            .insert("x".to_owned(), Value::from("x".repeat(LONGEST_KEPT)));
        let sealed = long.seal(&context, &secret, &slug, "sc_1", "t_1");
        assert!(sealed.len() < 2_000);
    }
}
