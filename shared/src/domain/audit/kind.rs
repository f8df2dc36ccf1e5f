//! What an entry of the audit says was done.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was done. `entry_added`, `entry_changed`, `entry_removed`: of a list; `user_created`: by hand, with rights of their own;
/// `rights_changed`: another permission type, or another department of somebody with rights; `user_disabled`, `user_enabled`: of
/// somebody with rights; `one_time_password`: one was granted; `unlocked`: failed sign-ins were cleared; `import_run`: a workbook
/// was imported, and not as a dry run; `erased`: a person was; `sign_up_link_created`, `sign_up_link_revoked`,
/// `sign_up_link_rotated`: a link got another address; `sign_up_link_moved`: it went along with the people of its department; `sign_up_approved`, `sign_up_refused`: of somebody who awaited it;
/// `api_client_rotated`: an API client got another secret; `integration_token_rotated`: so did an integration; `held`: the brake has
/// held what would disable many people; `hold_released`, `hold_dropped`: somebody has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditKind)]
pub enum Kind {
    /// Settings, languages among them.
    SettingsChanged,
    /// An entry of a list was added.
    EntryAdded,
    /// An entry of a list was renamed, or carries other capabilities or another country.
    EntryChanged,
    /// An entry of a list was removed.
    EntryRemoved,
    /// Somebody with rights was created by hand.
    UserCreated,
    /// Somebody got other rights.
    RightsChanged,
    /// Somebody with rights may not sign in any more.
    UserDisabled,
    /// Somebody with rights may sign in again.
    UserEnabled,
    /// A one-time password was granted.
    OneTimePassword,
    /// Failed sign-ins were cleared.
    Unlocked,
    /// A workbook was imported.
    ImportRun,
    /// An import was taken back.
    ImportUndone,
    /// People were exported.
    Exported,
    /// A person was erased.
    Erased,
    /// A sign-up link was made.
    SignUpLinkCreated,
    /// A sign-up link was revoked.
    SignUpLinkRevoked,
    /// A sign-up link got another address.
    SignUpLinkRotated,
    /// A sign-up link went along to another department.
    SignUpLinkMoved,
    /// An API client was added.
    ApiClientAdded,
    /// An API client got another secret.
    ApiClientRotated,
    /// An API client was removed.
    ApiClientRemoved,
    /// An integration token was added.
    IntegrationTokenAdded,
    /// An integration token was replaced.
    IntegrationTokenRotated,
    /// An integration token was removed.
    IntegrationTokenRemoved,
    /// A sign-up was approved.
    SignUpApproved,
    /// A sign-up was refused.
    SignUpRefused,
    /// The brake has held what would disable many people.
    Held,
    /// What was held is carried out.
    HoldReleased,
    /// What was held is not carried out.
    HoldDropped,
    /// A connection of single sign-on was added.
    ConnectionAdded,
    /// A connection of single sign-on was changed.
    ConnectionChanged,
    /// A connection of single sign-on was removed.
    ConnectionRemoved,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 32] = [
        Self::SettingsChanged,
        Self::EntryAdded,
        Self::EntryChanged,
        Self::EntryRemoved,
        Self::UserCreated,
        Self::RightsChanged,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::OneTimePassword,
        Self::Unlocked,
        Self::ImportRun,
        Self::ImportUndone,
        Self::Exported,
        Self::Erased,
        Self::SignUpLinkCreated,
        Self::SignUpLinkRevoked,
        Self::SignUpLinkRotated,
        Self::SignUpLinkMoved,
        Self::ApiClientAdded,
        Self::ApiClientRotated,
        Self::ApiClientRemoved,
        Self::IntegrationTokenAdded,
        Self::IntegrationTokenRotated,
        Self::IntegrationTokenRemoved,
        Self::SignUpApproved,
        Self::SignUpRefused,
        Self::Held,
        Self::HoldReleased,
        Self::HoldDropped,
        Self::ConnectionAdded,
        Self::ConnectionChanged,
        Self::ConnectionRemoved,
    ];

    /// As the contract and the store write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SettingsChanged => "settings_changed",
            Self::EntryAdded => "entry_added",
            Self::EntryChanged => "entry_changed",
            Self::EntryRemoved => "entry_removed",
            Self::UserCreated => "user_created",
            Self::RightsChanged => "rights_changed",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::OneTimePassword => "one_time_password",
            Self::Unlocked => "unlocked",
            Self::ImportRun => "import_run",
            Self::ImportUndone => "import_undone",
            Self::Exported => "exported",
            Self::Erased => "erased",
            Self::SignUpLinkCreated => "sign_up_link_created",
            Self::SignUpLinkRevoked => "sign_up_link_revoked",
            Self::SignUpLinkRotated => "sign_up_link_rotated",
            Self::SignUpLinkMoved => "sign_up_link_moved",
            Self::ApiClientAdded => "api_client_added",
            Self::ApiClientRotated => "api_client_rotated",
            Self::ApiClientRemoved => "api_client_removed",
            Self::IntegrationTokenAdded => "integration_token_added",
            Self::IntegrationTokenRotated => "integration_token_rotated",
            Self::IntegrationTokenRemoved => "integration_token_removed",
            Self::SignUpApproved => "sign_up_approved",
            Self::SignUpRefused => "sign_up_refused",
            Self::Held => "held",
            Self::HoldReleased => "hold_released",
            Self::HoldDropped => "hold_dropped",
            Self::ConnectionAdded => "connection_added",
            Self::ConnectionChanged => "connection_changed",
            Self::ConnectionRemoved => "connection_removed",
        }
    }

    /// Reads a kind.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A kind in a word of ours, or of another version's: that one stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Named {
    /// A word of ours.
    Known(Kind),
    /// Any other word.
    Other(String),
}
