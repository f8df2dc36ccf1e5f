//! Erasing a person: by what traces of them are known, and what stays for how long.

mod traces;

pub use traces::Traces;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What stays of an erased person for a while. `workbooks`: files that were uploaded, and results made of them, where they stand in
/// one; `file_names`: the names those files have, in the list of imports; `backups`: the tables' past, for a restore; `change_log`:
/// the tables' changes, for the functions that follow them; `reports`: what providers report of messages, until it is
/// recorded, and where that fails; `sms_log`: what the account's log says of each SMS, phone number included; `audit`: that
/// somebody of this id was erased, without a name or a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RemainsOf)]
pub enum What {
    /// Uploads and results.
    Workbooks,
    /// Names of files.
    FileNames,
    /// Point-in-time recovery.
    Backups,
    /// The stream.
    ChangeLog,
    /// Queues of reports.
    Reports,
    /// SNS's log of SMS.
    SmsLog,
    /// The audit.
    Audit,
}

/// Something that stays, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Remains)]
pub struct Remains {
    /// What.
    pub what: What,
    /// The most days from now on; `null`: as long as the operator keeps logs, 30 days unless they
    /// say otherwise.
    #[schema(required, minimum = 1)]
    pub days: Option<u32>,
}

const fn stays(what: What, days: u32) -> Remains {
    Remains {
        what,
        days: Some(days),
    }
}

/// All that stays. The days are those of `infra/data.yaml` and `infra/template.yaml`: a test reads them there.
pub const REMAINS: [Remains; 7] = [
    stays(What::Workbooks, 30),
    stays(What::FileNames, 90),
    stays(What::Backups, 35),
    stays(What::ChangeLog, 1),
    stays(What::Reports, 14),
    Remains {
        what: What::SmsLog,
        days: None,
    },
    stays(What::Audit, 730),
];
