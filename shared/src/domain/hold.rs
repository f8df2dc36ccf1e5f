//! What the brake has held: a wish that waits until somebody releases or drops it. Until then nobody's session ends.

use crate::domain::{
    brake::Source,
    job::{Disabling, Job},
    organisation::Slug,
    principal::Principal,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// For so long a hold is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HoldStatus)]
pub enum Status {
    /// It waits.
    Held,
    /// It is being carried out, or has been: its job says how far.
    Released,
    /// It will not be carried out.
    Dropped,
}

impl Status {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Released => "released",
            Self::Dropped => "dropped",
        }
    }
}

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// People who are not in a file are to be disabled.
    Disable(Disabling),
    /// People are to be disabled or erased whom a directory has taken away, one by one. Each of them is on record by themselves.
    Directory {
        /// The integration token by which it did: its id.
        token_id: String,
    },
}

/// A wish that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The organisation it belongs to.
    pub organisation: Slug,
    /// Of a job that was held, it follows from the job, so that a job held twice makes one.
    pub id: String,
    /// By what they would be disabled.
    pub source: Source,
    /// What is to be done.
    pub wish: Wish,
    /// To how many people. Of a directory's: of those whom it has not taken back.
    pub people: u64,
    /// Of how many who were there.
    pub there: u64,
    /// Where it stands.
    pub status: Status,
    /// Who wished it.
    pub asked_by: Principal,
    /// Since when it waits.
    pub created_at: Timestamp,
    /// Who released or dropped it.
    pub decided_by: Option<Principal>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The job that carries it out.
    pub job: Option<String>,
}

impl Hold {
    /// The id of what holds a job.
    pub fn id_of(job: &Job) -> String {
        format!("h_{}", job.id.trim_start_matches("jb_"))
    }

    /// It is decided, by this person.
    pub fn decide(&mut self, status: Status, by: &Principal, now: Timestamp) {
        self.status = status;
        self.decided_by = Some(by.clone());
        self.decided_at = Some(now);
    }

    /// Whether what it holds is still wished: what was dropped is not.
    pub fn is_wished(&self) -> bool {
        self.status != Status::Dropped
    }
}
