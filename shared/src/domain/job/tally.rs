//! What came of the people of a job, counted.

use crate::domain::resend::Verdict;
use serde::{Deserialize, Serialize};

/// What came of forgetting an erased person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Rows of imports that named them, and say no more than what was wrong.
    pub rows: u64,
    /// Every import was looked through.
    #[serde(default)]
    pub is_through: bool,
    /// Those that were under way then, and are looked at once more.
    #[serde(default)]
    pub under_way: Vec<String>,
}

/// What came of asking for many people's messages again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resent {
    /// People whose messages were asked for.
    pub requested: u64,
    /// People without a contact that a message may go to.
    pub unreachable: u64,
    /// People whose last messages are still on their way, or were asked for a moment ago.
    pub too_soon: u64,
    /// People who start later and are messaged then.
    pub waiting_start_date: u64,
}

impl Resent {
    /// Counts one person more.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::NotMeant => {}
            Verdict::Unreachable(_) => self.unreachable += 1,
            Verdict::TooSoon => self.too_soon += 1,
            Verdict::WaitsForStart | Verdict::Ask { is_for_start: true } => self.waiting_start_date += 1,
            Verdict::Ask { is_for_start: false } | Verdict::Asked => self.requested += 1,
        }
    }

    /// Counts those of another step.
    pub fn merge(&mut self, other: Self) {
        self.requested += other.requested;
        self.unreachable += other.unreachable;
        self.too_soon += other.too_soon;
        self.waiting_start_date += other.waiting_start_date;
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What came of disabling people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// People who are disabled now and were not before.
    pub disabled: u64,
    /// People who are erased.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub erased: u64,
    /// People who were disabled or gone by then, are none of the import's leavers, or whom the one who asked may not disable:
    /// themselves among them.
    pub skipped: u64,
    /// People whom the brake has kept from being disabled.
    #[serde(default)]
    pub held: u64,
    /// Under what they are held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
}

impl Disabled {
    /// Counts those of another step.
    pub fn merge(&mut self, other: &Self) {
        self.disabled += other.disabled;
        self.erased += other.erased;
        self.skipped += other.skipped;
    }
}
