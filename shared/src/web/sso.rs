//! What went wrong with a single sign-on, in the word by which one function's answer leads to another one's page.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;

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
}
