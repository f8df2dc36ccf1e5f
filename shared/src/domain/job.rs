//! A job: work on many people that one request asks for, done in the background with progress.
//!
//! A job runs with the rights of who asked, as they are while it runs. Whatever it does to one person it can be asked to do
//! again without effect, so that a worker that died is simply followed by another one from the last checkpoint.

mod tally;

use crate::domain::{
    background::{Background, Lease},
    capability::Rights,
    departments::Departments,
    erasure::Traces,
    organisation::Slug,
    permission::{Actor, Mandate},
    resend::Wanted,
    user::{ImportedFrom, User},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use tally::{Disabled, Forgotten, Resent};

/// For so long a job is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What kind of work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobKind)]
pub enum Kind {
    /// Asking for many people's activation messages again.
    Resend,
    /// Moving everybody of a list's entry to another one, after which the entry is gone.
    Move,
    /// Taking an erased person out of what imports say of rows that name them.
    Erase,
    /// Writing people into a workbook.
    Export,
    /// Disabling people who are not in an import's file; or disabling and erasing those whom a directory has taken away, where that
    /// was held and somebody has released it.
    Disable,
}

impl Kind {
    /// As the API and the log write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Move => "move",
            Self::Erase => "erase",
            Self::Export => "export",
            Self::Disable => "disable",
        }
    }
}

/// People are written into a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Whom, as JSON: a filter of the list of users. `null` once the job is over: names may be in it.
    #[serde(default)]
    pub filter: serde_json::Value,
    /// In which order, as the list of users has it.
    #[serde(default)]
    pub sort: Option<String>,
    /// The only departments whose people are in it; `None` for all.
    #[serde(default)]
    pub own_department: Option<Departments>,
}

/// People who are not in an import's file are disabled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabling {
    /// The import.
    pub import_id: String,
    /// Of its leavers these, sorted; `None`: all of them.
    #[serde(default)]
    pub user_ids: Option<Vec<String>>,
    /// The brake has held it, and somebody has released it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_released: bool,
    /// Whom it never disables, by their ids: who asked for it before it was held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spared: Vec<String>,
    /// What who asked for it could do before it was held. Who releases it may do more, and it disables nobody more for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Mandate>,
}

impl Disabling {
    /// Whether it may be about somebody who has these rights.
    pub fn may_be_about(&self, user: &User, rights: Rights) -> bool {
        let is_within = |mandate: &Mandate| {
            rights.is_within(mandate.rights()) && mandate.reach().includes(&user.profile.department)
        };
        !self.spared.contains(&user.id) && self.mandate.as_ref().is_none_or(is_within)
    }

    /// The same as far as somebody could have it done who is none of those whom it disables.
    #[must_use]
    pub fn within(mut self, mandate: Option<Mandate>, asker: Option<&str>) -> Self {
        if let Some(asker) = asker
            && self.spared.iter().all(|id| id != asker)
        {
            self.spared.push(asker.to_owned());
        }
        self.mandate = self.mandate.or(mandate);
        self
    }
}

/// A list whose entries people have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// The departments.
    Department,
    /// The job profiles.
    JobProfile,
    /// The permission types.
    PermissionType,
}

/// Everybody of an entry is moved to another one of its list, and the entry removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Of which list.
    pub list: ListKind,
    /// The entry's id.
    pub from: String,
    /// Where people go, by its id.
    pub to: String,
    /// Since when the entry takes nobody any more.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// Sign-up links of the department that go along. `None`: they were not counted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<u64>,
}

/// What is to be done, with what has come of it so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Messages are asked for again.
    Resend {
        /// Whose.
        wanted: Wanted,
        /// What became of them.
        #[serde(default)]
        tally: Resent,
    },
    /// People are moved.
    Move(Moving),
    /// An erased person is forgotten. Nobody's rights are asked any more: the person is gone.
    Erase {
        /// Their id.
        user: String,
        /// The row they came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        imported_from: Option<ImportedFrom>,
        /// How a text that names them is known, until it is done.
        #[serde(default)]
        traces: Traces,
        /// What has been done.
        #[serde(default)]
        tally: Forgotten,
    },
    /// People are exported.
    Export(Export),
    /// People are disabled.
    Disable {
        /// Whom.
        whom: Disabling,
        /// What became of them.
        #[serde(default)]
        tally: Disabled,
    },
    /// People are disabled or erased whom a directory has taken away: that was held, and somebody has released it.
    CarryOut {
        /// The hold, by its id.
        hold: String,
        /// The directory, by the id of its integration token.
        token: String,
        /// What became of them.
        #[serde(default)]
        tally: Disabled,
    },
}

impl Work {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Resend { .. } => Kind::Resend,
            Self::Move(_) => Kind::Move,
            Self::Erase { .. } => Kind::Erase,
            Self::Export(_) => Kind::Export,
            Self::Disable { .. } | Self::CarryOut { .. } => Kind::Disable,
        }
    }
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobStatus)]
pub enum Status {
    /// Nobody has begun.
    Waiting,
    /// Under way.
    Running,
    /// Done.
    Finished,
    /// It ended before its end; `failure` says why.
    Failed,
}

impl Status {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Failed => "failed",
        }
    }

    /// Whether there is work left.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// Why a job ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JobFailureCode)]
pub enum Failure {
    /// The person who asked for it may do so no longer.
    AskerMayNot,
    /// It was taken up again and again, and came no further.
    GaveUp,
    /// The entry that people were to be moved to is gone, or is going.
    TargetGone,
    /// Some people could not be moved, so the entry stays.
    SomeStay,
}

impl Failure {
    /// Every one there is.
    pub const ALL: [Self; 4] = [Self::AskerMayNot, Self::GaveUp, Self::TargetGone, Self::SomeStay];

    /// The stable word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AskerMayNot => "asker_may_not",
            Self::GaveUp => "gave_up",
            Self::TargetGone => "target_gone",
            Self::SomeStay => "some_stay",
        }
    }

    /// The text that says it.
    pub fn text_id(self) -> String {
        format!("job-failure-{}", self.as_str().replace('_', "-"))
    }
}

/// A job as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The organisation it belongs to.
    pub organisation: Slug,
    /// Opaque.
    pub id: String,
    /// What is to be done.
    pub work: Work,
    /// The user who asked for it, and with whose rights it runs.
    pub asked_by: String,
    /// How far.
    pub status: Status,
    /// People dealt with.
    pub processed: u64,
    /// People who are meant, as counted at the beginning; `None` until they were counted.
    pub total: Option<u64>,
    /// Where the next worker goes on, in the words of its kind; `None` at the beginning.
    pub place: Option<String>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// How often it was taken up since it last came further.
    pub stalls: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// The worker that has it now, until the lease ends. `None`: no worker does.
    pub lease: Option<Lease>,
    /// There is nothing to do before that. `None`: at once.
    pub due_at: Option<Timestamp>,
    /// The departments whose managers asked for it, and with whose people alone it deals. `None`: with those of any.
    pub within: Option<Vec<String>>,
}

impl Job {
    /// A new one, waiting.
    pub fn new(organisation: &Slug, id: String, asked_by: String, work: Work, now: Timestamp) -> Self {
        Self {
            organisation: organisation.clone(),
            id,
            work,
            asked_by,
            status: Status::Waiting,
            processed: 0,
            total: None,
            place: None,
            failure: None,
            stalls: 0,
            created_at: now,
            started_at: None,
            finished_at: None,
            lease: None,
            due_at: None,
            within: None,
        }
    }

    /// Of somebody who manages these departments alone; `None` for somebody who manages all.
    #[must_use]
    pub fn within(mut self, departments: Option<Vec<String>>) -> Self {
        self.within = departments;
        self
    }

    /// Whether somebody may see how it goes: who manages everybody, and who asked for it, as long as they manage the people it
    /// deals with.
    pub fn may_be_seen_by(&self, actor: &Actor, id: &str) -> bool {
        let manages_all_of_it = || {
            let within = self.within.iter().flatten();
            self.within.is_some() && within.clone().all(|department| actor.may_manage(department))
        };
        matches!(actor.scope(), Ok(None)) || (self.asked_by == id && manages_all_of_it())
    }

    /// The key of its workbook in the bucket, where it makes one.
    pub fn result_key(&self) -> String {
        format!("results/{}/{}.xlsx", self.organisation, self.id)
    }

    /// It is over: done, or for this reason not.
    pub fn end(&mut self, failure: Option<Failure>, now: Timestamp) {
        self.status = match failure {
            None => Status::Finished,
            Some(_) => Status::Failed,
        };
        self.failure = failure;
        self.finished_at = Some(now);
        self.stalls = 0;
        // Names of people may be in both, and nobody goes on from there.
        self.place = None;
        if let Work::Export(export) = &mut self.work {
            export.filter = serde_json::Value::Null;
        }
    }
}

impl Background for Job {
    fn organisation(&self) -> &Slug {
        &self.organisation
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn is_waiting(&self) -> bool {
        self.status == Status::Waiting
    }

    fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.due_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;

    #[test]
    fn a_job_that_is_over_keeps_no_place_that_may_name_somebody() {
        let now = Timestamp::UNIX_EPOCH;
        for failure in [None, Some(Failure::GaveUp)] {
            let work = Work::Erase {
                user: "u_1".into(),
                imported_from: None,
                traces: Traces::default(),
                tally: Forgotten::default(),
            };
            let slug = Slug::parse("demo").unwrap();
            let mut job = Job::new(&slug, "jb_1".into(), "u_2".into(), work, now);
            job.place = Some("3#ida holm#u_3".into());
            job.end(failure, now);
            assert_eq!(job.place, None);
        }
    }

    #[test]
    fn what_was_asked_by_somebody_is_about_nobody_more_for_who_releases_it() {
        use crate::domain::{capability::Capability, principal::Principal, user::Source};
        let now = Timestamp::UNIX_EPOCH;
        let user = crate::domain::user::sample::invited(Source::Manual, Principal::Operator, now);
        // Earlier versions kept neither who is spared nor what they could do.
        let earlier: Disabling = serde_json::from_value(serde_json::json!({ "import_id": "im_1" })).unwrap();
        assert!(earlier.may_be_about(&user, Rights::of(&Capability::ALL)));
        assert!(
            !earlier
                .clone()
                .within(None, Some(&user.id))
                .may_be_about(&user, Rights::NONE)
        );
        let asker = |capability| {
            let mut actor = Actor::holding(&user, None);
            actor.capabilities = vec![capability];
            actor.grants = Rights::of(&[capability]);
            earlier
                .clone()
                .within(Some(Mandate::from(&actor)), Some("u_asker"))
        };
        let whom = asker(Capability::ManageOwnDepartment);
        assert!(whom.may_be_about(&user, Rights::NONE));
        assert!(!whom.may_be_about(&user, Rights::of(&[Capability::ManageUsers])));
        let mut other = user.clone();
        other.profile.department = "d_other".into();
        assert!(!whom.may_be_about(&other, Rights::NONE));
        assert!(asker(Capability::ManageUsers).may_be_about(&other, Rights::NONE));
    }

    #[test]
    fn every_failure_is_said_in_every_language() {
        for failure in Failure::ALL {
            for language in Language::ALL {
                assert!(
                    language.has_own_text(&failure.text_id()),
                    "{language}: {failure:?}"
                );
            }
        }
    }
}
