//! Why a request is refused as a whole, where the reason is a business rule rather than HTTP.

use super::Kind;
use crate::domain::language::{FluentValue, Language};

/// Names, kinds and texts are written side by side; everything that has to know all of them follows.
macro_rules! reasons {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident: $kind:ident = $text:literal $({ $( $argument:ident: $type:ty ),+ })?,
    )+) => {
        /// Why a request is refused. Its sentence is `problem-…` in `shared/locales/*/problems.ftl`.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Reason {
            $($(#[doc = $doc])+ $variant $({ $($argument: $type),+ })?,)+
        }

        impl Reason {
            /// The kind of problem, from which the status follows.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$variant { .. } => Kind::$kind,)+
                }
            }

            /// What is wrong and what to do.
            pub fn sentence(&self, language: Language) -> String {
                match self {
                    $(Self::$variant $({ $($argument),+ })? => language.text_with(
                        concat!("problem-", $text),
                        &[$($((stringify!($argument), FluentValue::from($argument.clone())),)+)?],
                    ),)+
                }
            }

            /// One of each, carrying nothing.
            #[cfg(test)]
            fn every() -> Vec<(&'static str, Self)> {
                vec![$((
                    concat!("problem-", $text),
                    Self::$variant $({ $($argument: Default::default()),+ })?,
                ),)+]
            }
        }
    };
}

reasons! {
    /// Unknown, or of another organisation.
    NotFound: NotFound = "not-found",
    /// No token, or one that is not valid (any more).
    Unauthorised: Unauthorised = "unauthorised",
    /// A sign-in that does not fit, for whichever cause.
    SignInRefused: Unauthorised = "sign-in-refused",
    /// Neither `manage_users` nor `manage_own_department` is held.
    MayNotManageUsers: Forbidden = "may-not-manage-users",
    /// `manage_settings` is not held.
    MayNotManageSettings: Forbidden = "may-not-manage-settings",
    /// No capability is held.
    MayNotReadSettings: Forbidden = "may-not-read-settings",
    /// A route that is for people.
    NotForMachines: Forbidden = "not-for-machines",
    /// A token without the scope that a route needs.
    ScopeMissing: Forbidden = "scope-missing" { scope: &'static str },
    /// An API client that may do more than the caller.
    ClientOutranks: Forbidden = "client-outranks",
    /// An API client that sends too many requests.
    TooManyRequests: TooMany = "too-many-requests",
    /// Directories of one organisation that send too many requests.
    TooManyScimRequests: TooMany = "too-many-scim-requests",
    /// An organisation with as many machines as it may have.
    MachinesFull: Conflict = "machines-full" { limit: usize },
    /// An API client was changed at the same moment.
    ClientChanged: Conflict = "client-changed",
    /// A connection takes all rights there are in an organisation.
    ConnectionOutranks: Forbidden = "connection-outranks",
    /// An organisation with as many connections as it may have.
    ConnectionsFull: Conflict = "connections-full" { limit: usize },
    /// A connection was changed at the same moment.
    ConnectionChanged: Conflict = "connection-changed",
    /// The last connection that works, while single sign-on is required.
    LastConnection: Conflict = "last-connection",
    /// Which road leads in takes all rights there are in an organisation.
    SsoOutranks: Forbidden = "sso-outranks",
    /// Nobody but the break-glass administrator has a password: single sign-on is required.
    SsoOnly: Conflict = "sso-only",
    /// The break-glass administrator stays who and where they are while single sign-on is required.
    BreakGlass: Conflict = "break-glass",
    /// A user who may do more than the caller.
    UserOutranks: Forbidden = "user-outranks",
    /// Who manages one department releases nothing that is held.
    MayNotRelease: Forbidden = "may-not-release",
    /// What was held is released or dropped already.
    HoldDecided: Conflict = "hold-decided",
    /// Nobody erases themselves.
    MayNotEraseOneself: Forbidden = "may-not-erase-oneself",
    /// A permission type that holds more than the caller.
    TypeOutranks: Forbidden = "type-outranks",
    /// A link that is unknown, used or expired.
    LinkGone: Gone = "link-gone",
    /// A ticket that is unknown, used or expired.
    TicketGone: Gone = "ticket-gone",
    /// A link that is to be renewed and works.
    LinkStillWorks: Conflict = "link-still-works",
    /// A link was renewed too often today.
    LinkSentTooOften: TooMany = "link-sent-too-often",
    /// A person was unlocked too often today.
    UnlockedTooOften: TooMany = "unlocked-too-often",
    /// A sign-up link that is none of the organisation's.
    SignUpLinkUnknown: Gone = "sign-up-link-unknown",
    /// A sign-up link whose address was replaced.
    SignUpLinkReplaced: Gone = "sign-up-link-replaced",
    /// A sign-up link that was revoked.
    SignUpLinkRevoked: Gone = "sign-up-link-revoked",
    /// A sign-up link whose end has come.
    SignUpLinkEnded: Gone = "sign-up-link-ended",
    /// A sign-up link without a free seat.
    SignUpLinkFull: Gone = "sign-up-link-full",
    /// A sign-up link to be printed whose department is gone.
    PrintedLinkClosed: Conflict = "printed-link-closed",
    /// A sign-up link to be printed whose end has come.
    PrintedLinkEnded: Conflict = "printed-link-ended",
    /// The settings do not say what people who sign up become.
    NoSignUpDefaults: Conflict = "no-sign-up-defaults",
    /// As many sign-up links as there may be.
    TooManySignUpLinks: Conflict = "too-many-sign-up-links" { limit: usize },
    /// Too soon or too often.
    TooManyAttempts: TooMany = "too-many-attempts",
    /// So many sign-ups that there is room again in so many minutes.
    TooManySignUps: TooMany = "too-many-sign-ups" { minutes: u64 },
    /// The user is there already.
    UserExists: Conflict = "user-exists",
    /// The same request is under way.
    InFlight: Conflict = "in-flight",
    /// The user that a repeated request created was erased.
    UserErased: Conflict = "user-erased",
    /// A user as the caller has not seen them.
    UserChanged: Stale = "user-changed",
    /// Settings as the caller has not seen them.
    SettingsChanged: Stale = "settings-changed",
    /// The languages were changed at the same moment.
    LanguagesChanged: Conflict = "languages-changed",
    /// An entry was changed at the same moment.
    EntryChanged: Conflict = "entry-changed",
    /// It is not known who is not in the import's file.
    LeaversUnknown: Conflict = "leavers-unknown",
    /// Users have the language that would go, by its tag.
    LanguageInUse: Conflict = "language-in-use" { language: String },
    /// A list with as many entries as it may have.
    ListFull: Conflict = "list-full" { limit: usize },
    /// Sign-up gives the entry of this list by default.
    EntryIsDefault: Conflict = "entry-is-default" { list: &'static str },
    /// Users have the entry of this list.
    EntryInUse: Conflict = "entry-in-use" { list: &'static str, count: u64 },
    /// People are being moved from the entry of this list, or to it.
    EntryMoving: Conflict = "entry-moving" { list: &'static str },
    /// An organisation of this name with other people in it.
    OrganisationOfOthers: Conflict = "organisation-of-others",
    /// An organisation of this name that is in use.
    OrganisationInUse: Conflict = "organisation-in-use",
    /// An organisation of this name whose lists were changed.
    OrganisationListsChanged: Conflict = "organisation-lists-changed",
    /// A user who is active already.
    UserActive: Conflict = "user-active",
    /// A user who is disabled.
    UserDisabled: Conflict = "user-disabled",
    /// A user whose sign-up nobody has approved.
    AwaitsApproval: Conflict = "awaits-approval",
    /// A user who does not await approval, or not any more.
    NotAwaitingApproval: Conflict = "not-awaiting-approval",
    /// A user who is no longer invited.
    NoLongerInvited: Conflict = "no-longer-invited",
    /// An import without its file.
    NotUploaded: Conflict = "not-uploaded",
    /// An import that has not ended has no result.
    ResultNotMade: Conflict = "result-not-made",
    /// A refused file has no result; why it was refused is said in the language of the person who uploaded it.
    ResultRefused: Conflict = "result-refused" { why: String },
    /// A result that is no longer kept.
    ResultGone: Gone = "result-gone",
    /// An import that is no dry run.
    NoDryRun: Conflict = "no-dry-run",
    /// A refused file cannot be run.
    RunRefused: Conflict = "run-refused",
    /// A dry run that was cancelled cannot be run.
    RunCancelled: Conflict = "run-cancelled",
    /// An import that has ended cannot be cancelled.
    ImportEnded: Conflict = "import-ended",
    /// A dry run that has not ended.
    DryRunNotEnded: Conflict = "dry-run-not-ended",
    /// A dry run cannot be undone.
    UndoOfDryRun: Conflict = "undo-of-dry-run",
    /// An import that has not ended cannot be undone.
    UndoTooSoon: Conflict = "undo-too-soon",
    /// An import that has created nobody.
    NothingCreated: Conflict = "nothing-created",
    /// An import that ended too long ago.
    UndoTooLate: Conflict = "undo-too-late",
    /// The bucket failed.
    WorkbookOutOfReach: Unavailable = "workbook-out-of-reach",
    /// The store or a provider is throttled.
    Busy: Unavailable = "busy",
    /// A fault on our side.
    Internal: Internal = "internal",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_is_said_in_every_language_and_nothing_else_is() {
        for (_, reason) in Reason::every() {
            let english = reason.sentence(Language::English);
            for language in Language::ALL {
                let text = reason.sentence(language);
                assert!(!text.contains(['{', '}', '"']), "{text}");
                assert!(
                    language == Language::English || text != english,
                    "{language}: {text}"
                );
            }
        }
        let source = include_str!("../../../locales/en/problems.ftl");
        let written: BTreeSet<&str> = source
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, _)| id)
            .filter(|id| id.starts_with("problem-") && *id != "problem-faults")
            .collect();
        let known: BTreeSet<&str> = Reason::every().iter().map(|(id, _)| *id).collect();
        assert_eq!(written, known);
    }

    #[test]
    fn what_a_reason_carries_is_said() {
        for (reason, said) in [
            (Reason::TooManySignUps { minutes: 1 }, "in 1 minute."),
            (Reason::TooManySignUps { minutes: 7 }, "in 7 minutes."),
            (Reason::ListFull { limit: 2_000 }, "at most 2000 entries"),
            (
                Reason::LanguageInUse {
                    language: "de".to_owned(),
                },
                "the language “de”",
            ),
            (
                Reason::EntryInUse {
                    list: "job_profile",
                    count: 40,
                },
                "40 people have this job profile.",
            ),
            (
                Reason::EntryInUse {
                    list: "department",
                    count: 1,
                },
                "1 person has this department.",
            ),
            (
                Reason::EntryIsDefault {
                    list: "permission_type",
                },
                "this permission type by",
            ),
            (
                Reason::ResultRefused {
                    why: "Filen er tom.".to_owned(),
                },
                "refused: Filen er tom.",
            ),
        ] {
            let text = reason.sentence(Language::English);
            assert!(text.contains(said), "{text}");
        }
    }
}
