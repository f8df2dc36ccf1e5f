//! A submission of the sign-up form on its way to becoming a user.
//!
//! Every submission writes one item of the same shape and gets its answer. The contact is looked up only afterwards, by
//! the function that reads the table's stream. So neither the answer nor its time reveals who has an account. The item
//! is deleted as soon as it has been processed.

use crate::domain::{
    activation::{SAFETY_NET, SENDING_LEASE, Stage},
    context::Context,
    due::{Due, Reason},
    organisation::Slug,
    sign_up_link::SignUpLink,
    user::{Profile, User},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What the ids of submissions begin with; a user's begin otherwise.
pub const PREFIX: &str = "s_";
/// A submission that led to nothing in a day is forgotten: by then the visitor has filled in the form again.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// Whether an id of the Users table is a submission's.
pub fn is_submission(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// The id of the submission that would lead to this user.
pub fn id_of(user_id: &str) -> String {
    format!("{PREFIX}{}", user_id.trim_start_matches("u_"))
}

/// That somebody's sign-up was refused: the message that says so goes the way of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// In the words of the person who refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The organisation whose form it was.
    pub organisation: Slug,
    /// Opaque.
    pub id: String,
    /// What was typed, checked, with the form's defaults.
    pub profile: Profile,
    /// When it was taken.
    pub received_at: Timestamp,
    /// The counter of the address it came from, as it stands in the table: it has one use less when the contact is
    /// confirmed.
    pub counter: Option<String>,
    /// The sign-up link it came by, of which it holds a seat: its id.
    pub link: Option<String>,
    /// The same press of a link's form as another submission, which holds the seat: it creates nobody.
    pub is_repeat: bool,
    /// It was worked off long ago, and the user who came of it is refused and gone: they get a message, and nothing else comes of
    /// it.
    pub refused: Option<Refused>,
    /// Raised with every change.
    pub version: u64,
    /// Where it stands.
    pub stage: Stage,
    /// When the schedule looks again, and why.
    pub due: Due,
    /// Tries that a provider put off.
    pub attempts: u32,
}

impl Submission {
    /// A new one, asked to be worked off.
    pub fn receive(
        context: &Context,
        organisation: &Slug,
        profile: Profile,
        counter: Option<String>,
        link: Option<&SignUpLink>,
    ) -> Self {
        let now = context.now();
        Self {
            organisation: organisation.clone(),
            id: context.id(PREFIX),
            profile,
            received_at: now,
            counter,
            link: link.map(|link| link.id.clone()),
            is_repeat: false,
            refused: None,
            version: 1,
            stage: Stage::Requested,
            due: Due::new(now + SAFETY_NET, Reason::Stream),
            attempts: 0,
        }
    }

    /// One that asks for nothing but the message that somebody's sign-up was refused.
    pub fn refuse(context: &Context, user: &User, reason: Option<String>) -> Self {
        Self {
            refused: Some(Refused { reason }),
            ..Self::receive(context, &user.organisation, user.profile.clone(), None, None)
        }
    }

    /// The id of the user that comes of it: always the same one, so that working it off twice creates nobody twice.
    pub fn user_id(&self) -> String {
        format!("u_{}", self.id.trim_start_matches(PREFIX))
    }

    /// Whether it is too old to be worked off.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.duration_since(self.received_at) >= LIFETIME
    }

    /// Takes it for a while.
    pub fn take(&mut self, now: Timestamp) {
        self.stage = Stage::Sending;
        self.due = Due::new(now + SENDING_LEASE, Reason::Lease);
    }

    /// Waits for another try at `at`.
    pub fn retry_at(&mut self, at: Timestamp) {
        self.stage = Stage::Waiting;
        self.due = Due::new(at, Reason::Retry);
        self.attempts += 1;
    }

    /// Is done with, and holds its seat until `at`, as long as the sign-up of somebody nobody knew would.
    pub fn hold_seat(&mut self, at: Timestamp) {
        self.stage = Stage::Waiting;
        self.due = Due::new(at.max(self.received_at + LIFETIME), Reason::Expiry);
    }

    /// Waits until `at`, and nothing was tried.
    pub fn wait_until(&mut self, at: Timestamp) {
        self.stage = Stage::Waiting;
        self.due = Due::new(at, Reason::Retry);
    }
}
