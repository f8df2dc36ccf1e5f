//! A user: who they are, how they are reached, and how far they have come.

mod break_glass;
mod check;
mod draft;
mod found;
mod person_name;
mod profile;
mod same_name;
mod start_date;

pub use draft::Draft;
pub use person_name::parse_person_name;
pub use profile::Profile;
pub use same_name::are_different_names;
pub use start_date::{EARLIEST as EARLIEST_START, LATEST as LATEST_START};

use crate::domain::{
    activation::{Activation, Channel, DeliveryReport, DeliveryStatus, Reported},
    departments::Departments,
    due::{Due, Reason},
    field::Field,
    history::{FieldChange, Happening, History},
    identifier::{Identifier, Subject},
    notice::{self, Notice, Occurrence},
    organisation::{Slug, fold},
    password::{Hash, OneTimePassword},
    principal::Principal,
    provisioned::Provisioned,
    session::{Ended, Session},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Sessions that a user may have ended within an hour, one by one. One more ends all of them: their item stays small.
const KEPT_ENDED: usize = 8;

/// Names sort by this many bytes; DynamoDB's limit for a sort key is 1,024.
const SORT_NAME_BYTES: usize = 400;

/// Whether a text may be a user's id. One that is not names nobody, and may be anything.
pub fn is_id(text: &str) -> bool {
    let letters = text.strip_prefix("u_").unwrap_or_default();
    (1..=62).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// How far a user has come. `awaiting_approval`: has signed up, and somebody has yet to approve it; `invited`: has no password
/// yet; `active`: has chosen one; `disabled`: may not sign in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = UserStatus)]
pub enum Status {
    /// Has signed up by their own hand, and somebody has yet to approve it.
    AwaitingApproval,
    /// Created, has no password of their own yet.
    Invited,
    /// Has chosen a password.
    Active,
    /// May not sign in.
    Disabled,
}

impl Status {
    /// Every status there is.
    pub const ALL: [Self; 4] = [
        Self::AwaitingApproval,
        Self::Invited,
        Self::Active,
        Self::Disabled,
    ];

    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// Reads a status.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// How a user came: by an administrator's hand, from a workbook, from the HR system, on a first single sign-on, or by
/// signing up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// One by one, by an administrator.
    Manual,
    /// From a workbook.
    Import,
    /// From the HR system.
    Integration,
    /// On their first single sign-on.
    Sso,
    /// By their own hand.
    SignUp,
}

impl Source {
    /// Every source there is.
    pub const ALL: [Self; 5] = [
        Self::Manual,
        Self::Import,
        Self::Integration,
        Self::Sso,
        Self::SignUp,
    ];

    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Import => "import",
            Self::Integration => "integration",
            Self::Sso => "sso",
            Self::SignUp => "sign_up",
        }
    }

    /// Reads a source.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Which row of which import created a user. The fields have the names under which they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFrom {
    /// The import.
    pub import_id: String,
    /// The workbook's row, 1 being the header.
    #[serde(rename = "import_row")]
    pub row: u32,
}

/// What somebody chose their password with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// An activation link.
    Link,
    /// The ticket that a one-time password gives.
    Ticket,
}

/// The last time somebody chose their password: distinguishes a repeat of the same press from another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redeemed {
    /// With what.
    pub means: Means,
    /// Which generation the link or ticket carried.
    pub generation: u32,
    /// The link generation that began with it.
    pub links: u32,
    /// The session epoch that began with it.
    pub epoch: u32,
    /// When they chose it.
    pub at: Timestamp,
}

/// A user, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their organisation.
    pub organisation: Slug,
    /// Opaque, unique in the organisation.
    pub id: String,
    /// Who they are.
    pub profile: Profile,
    /// The departments they manage beside their own, where their permission type lets them manage that one.
    pub managed_departments: Departments,
    /// How far they have come.
    pub status: Status,
    /// How they came.
    pub source: Source,
    /// When they were created.
    pub created_at: Timestamp,
    /// When they chose their first password.
    pub activated_at: Option<Timestamp>,
    /// Raised with every change.
    pub version: u64,
    /// Links of another generation are dead.
    pub link_generation: u32,
    /// Sessions of another epoch are over.
    pub session_epoch: u32,
    /// Raised when they lose rights over others: disabled, demoted, or moved away from those they managed. What they
    /// granted before does not come back with rights they get later.
    pub standing: u32,
    /// Sessions of this epoch that were ended one by one.
    pub ended_sessions: Vec<Ended>,
    /// Their password.
    pub password: Option<Hash>,
    /// A one-time password, until it is used.
    pub one_time_password: Option<OneTimePassword>,
    /// The delivery of their activation messages. `None`: none was asked for.
    pub activation: Option<Activation>,
    /// Notices of their account's safety that are on their way.
    pub notices: Vec<Notice>,
    /// The row they came from.
    pub imported_from: Option<ImportedFrom>,
    /// Until their contact is confirmed, the counter of the address they signed up from.
    pub sign_up_counter: Option<String>,
    /// The sign-up link they came by, of which they hold a seat: its id.
    pub sign_up_link: Option<String>,
    /// While they await approval: when their sign-up is removed, unless somebody has decided by then.
    pub undecided_until: Option<Timestamp>,
    /// What happened to them.
    pub history: History,
    /// The last time they chose their password, where a link or a one-time password let them.
    pub redeemed: Option<Redeemed>,
    /// When they last signed in, at most [`SIGN_IN_NOTED`] behind.
    pub last_sign_in_at: Option<Timestamp>,
    /// Who they are to providers of single sign-on.
    pub subjects: Vec<Subject>,
    /// What a directory knows of them that keeps them in step.
    pub provisioned: Option<Provisioned>,
    /// When the account was given to somebody who may be another person than before. `None`: never.
    pub begun_again_at: Option<Timestamp>,
    /// They are the break-glass administrator of an organisation that signs in by single sign-on alone: written with the settings
    /// that say so, so that no other write locks them out at the same moment.
    pub is_break_glass: bool,
}

/// Somebody who signs in again within this is not written again: that would be most of what a busy person costs.
pub const SIGN_IN_NOTED: SignedDuration = SignedDuration::from_hours(1);

/// Which departments beside their own somebody comes to manage, by their ids, as timelines and the audit keep it. `None`: the same.
pub fn managed_change(before: &Departments, after: &Departments) -> Option<FieldChange> {
    let text = |departments: &Departments| {
        let ids: Vec<&str> = departments.ids().collect();
        (!ids.is_empty()).then(|| ids.join(", "))
    };
    let [from, to] = [text(before), text(after)];
    (before != after).then(|| FieldChange::new("managed_departments", from.as_deref(), to.as_deref()))
}

impl User {
    /// A new user, invited.
    pub fn invite(
        organisation: &Slug,
        id: String,
        profile: Profile,
        source: Source,
        by: Principal,
        now: Timestamp,
    ) -> Self {
        Self {
            organisation: organisation.clone(),
            id,
            profile,
            managed_departments: Departments::NONE,
            status: Status::Invited,
            source,
            created_at: now,
            activated_at: None,
            version: 1,
            link_generation: 1,
            session_epoch: 1,
            standing: 0,
            ended_sessions: Vec::new(),
            password: None,
            one_time_password: None,
            activation: None,
            notices: Vec::new(),
            imported_from: None,
            sign_up_counter: None,
            sign_up_link: None,
            undecided_until: None,
            history: History::begin(now, by),
            redeemed: None,
            last_sign_in_at: None,
            subjects: Vec::new(),
            provisioned: None,
            begun_again_at: None,
            is_break_glass: false,
        }
    }

    /// Notes that they signed in. `None`: that is known well enough.
    pub fn note_sign_in(&mut self, now: Timestamp) -> Option<()> {
        let is_known = self
            .last_sign_in_at
            .is_some_and(|at| now.duration_since(at) < SIGN_IN_NOTED);
        (!is_known).then(|| self.last_sign_in_at = Some(now))
    }

    /// When the newest activation link stops working, unless it is used before: as long as they are invited.
    pub fn link_expires_at(&self) -> Option<Timestamp> {
        let link = self.activation.as_ref()?.link?;
        link.expires_at(self.link_generation)
            .filter(|_| self.status == Status::Invited)
    }

    /// Notes an event, keeping the first and the newest where there are many.
    pub fn note(&mut self, now: Timestamp, what: Happening, by: Option<Principal>) {
        self.history.note(now, what, by);
    }

    /// Gives them another profile, and notes what it changes. Nothing is noted where nothing changes.
    pub fn change_profile(&mut self, profile: Profile, now: Timestamp, by: Option<Principal>) {
        let changes = self.profile.changes_to(&profile);
        self.profile = profile;
        if !changes.is_empty() {
            self.history.note_changes(now, Happening::Changed, by, changes);
        }
    }

    /// Disables or enables them, and notes it: `disabled` in the former case, `enabled` in any other.
    pub fn change_status(&mut self, status: Status, now: Timestamp, by: Option<Principal>) {
        let what = match status {
            Status::Disabled => Happening::Disabled,
            Status::AwaitingApproval | Status::Invited | Status::Active => Happening::Enabled,
        };
        let change = FieldChange::new("status", Some(self.status.as_str()), Some(status.as_str()));
        self.status = status;
        // Nobody decides about them any more.
        self.undecided_until = None;
        self.history.note_changes(now, what, by, vec![change]);
    }

    /// Makes them active without a password: a provider vouches for who they are. Their links and one-time password are dead, and
    /// nothing more is sent.
    pub fn activate_by_sso(&mut self, now: Timestamp) {
        self.status = Status::Active;
        self.activated_at = Some(now);
        self.last_sign_in_at = Some(now);
        self.note(now, Happening::Activated, Some(self.principal()));
        self.one_time_password = None;
        self.sign_up_counter = None;
        self.link_generation += 1;
        self.session_epoch += 1;
        if let Some(activation) = &mut self.activation {
            activation.settle();
        }
    }

    /// Lets them wait for approval, until a moment at which their sign-up is removed.
    pub fn await_approval(&mut self, until: Timestamp) {
        self.status = Status::AwaitingApproval;
        self.undecided_until = Some(until);
    }

    /// Approves their sign-up, and notes it: they are invited from now on.
    pub fn approve(&mut self, now: Timestamp, by: Option<Principal>) {
        let [from, to] = [self.status, Status::Invited].map(Status::as_str);
        self.status = Status::Invited;
        self.undecided_until = None;
        let change = FieldChange::new("status", Some(from), Some(to));
        self.history
            .note_changes(now, Happening::Approved, by, vec![change]);
    }

    /// Asks for a notice of something that happened to the account, unless the same one is on its way.
    pub fn notify(&mut self, what: Occurrence, channel: Channel, to: &str, now: Timestamp) {
        let notice = Notice::request(what, channel, to, now);
        if self.notices.len() < notice::MOST && !self.notices.iter().any(|other| other.is_same(&notice)) {
            self.notices.push(notice);
        }
    }

    /// Takes a provider's report of a message of a round that was sent to them.
    pub fn hear(&mut self, round: u32, channel: Channel, report: &DeliveryReport) -> Reported {
        let Some(activation) = &mut self.activation else {
            return Reported::Nothing;
        };
        let reported = activation.hear(round, channel, report);
        match reported {
            Reported::Advanced(DeliveryStatus::Bounced) => self.note(report.at, Happening::Bounced, None),
            Reported::Advanced(DeliveryStatus::Complained) => {
                self.note(report.at, Happening::Complained, None);
            }
            _ => {}
        }
        reported
    }

    /// When the schedule looks at them again, and why. A notice comes before what waits for the arming.
    pub fn due(&self) -> Option<Due> {
        let noticed = self.notices.iter().map(|notice| notice.due).min();
        let activation = self.activation.as_ref().and_then(Activation::due);
        let activation = activation.filter(|due| due.why != Reason::Release || noticed.is_none());
        let undecided = self.undecided_until.map(|at| Due::new(at, Reason::Expiry));
        activation.into_iter().chain(noticed).chain(undecided).min()
    }

    /// Their place among what is due, which a turn keeps while a sender has them ([`Activation::place`]).
    pub fn place(&self) -> Option<Due> {
        match &self.activation {
            Some(activation) if self.notices.is_empty() => activation.place(),
            _ => self.due(),
        }
    }

    /// Asks again for everything of theirs that is due. Answers why the first of it was.
    pub fn resume(&mut self, now: Timestamp) -> Option<Reason> {
        let due = self.due().filter(|due| due.has_come(now))?;
        // Somebody who stands here for a notice waits for the arming all the same.
        let is_released = due.why == Reason::Release;
        for notice in &mut self.notices {
            if notice.due.has_come(now) {
                notice.resume(now);
            }
        }
        let activation = self.activation.as_ref().filter(|activation| {
            activation
                .due()
                .is_some_and(|due| due.has_come(now) && (due.why != Reason::Release || is_released))
        });
        if let Some(resumed) = activation.map(|activation| activation.resume(now)) {
            self.activation = Some(resumed);
        }
        Some(due.why)
    }

    /// Ends every session.
    pub fn end_all_sessions(&mut self) {
        self.session_epoch += 1;
        self.ended_sessions.clear();
    }

    /// Ends one session; all of them where too many were ended of late, or where it has no id to be known by.
    pub fn end_session(&mut self, session: &Session, now: Timestamp) {
        self.ended_sessions.retain(|ended| ended.until > now.as_second());
        if session.id.is_empty() || self.ended_sessions.len() >= KEPT_ENDED {
            self.end_all_sessions();
        } else {
            self.ended_sessions.push(Ended::at(now, &session.id));
        }
    }

    /// Whether a session was ended on its own.
    pub fn has_ended(&self, session: &Session) -> bool {
        self.ended_sessions.iter().any(|ended| ended.id == session.id)
    }

    /// Ends every session, and every credential that somebody else may know: links, tickets, the one-time password. A
    /// change of rights does this; otherwise anybody who knew a way into the account would gain the new rights.
    pub fn end_credentials(&mut self) {
        self.end_all_sessions();
        self.link_generation += 1;
        self.one_time_password = None;
    }

    /// Takes everything from an account that somebody has proven, or proves who they are with, and notes it: whose it was comes in no
    /// more, neither do programs of theirs, and whose it is now proves it first. The timeline stays.
    pub fn begin_again(&mut self, now: Timestamp, by: Option<Principal>) {
        self.end_credentials();
        self.standing += 1;
        self.activated_at = None;
        self.last_sign_in_at = None;
        self.password = None;
        self.redeemed = None;
        self.subjects.clear();
        self.activation = self.activation.take().map(Activation::begun_again);
        self.notices.clear();
        self.begun_again_at = Some(now);
        self.note(now, Happening::BegunAgain, by);
    }

    /// Over which channels they are asked again to activate, where nobody chooses: over those of before, while the account was
    /// another person's and the new one has not come in; over all otherwise.
    pub fn channels_again(&self) -> Option<Vec<Channel>> {
        let is_new = self.begun_again_at.is_some() && self.activated_at.is_none();
        let asked = self.activation.as_ref().filter(|_| is_new);
        asked.and_then(|activation| activation.channels.clone())
    }

    /// Whether this is a self-sign-up that nobody has confirmed, approved or not: it holds no name against the organisation.
    pub fn is_unconfirmed_sign_up(&self) -> bool {
        self.source == Source::SignUp && matches!(self.status, Status::AwaitingApproval | Status::Invited)
    }

    /// The departments they are, or would be, a manager of: their own, and those given to them beside it.
    pub fn departments(&self) -> Departments {
        let beside = self.managed_departments.ids();
        beside.chain([self.profile.department.as_str()]).collect()
    }

    /// Has them manage other departments beside their own, and notes it.
    pub fn change_managed_departments(
        &mut self,
        departments: Departments,
        now: Timestamp,
        by: Option<Principal>,
    ) {
        let change = managed_change(&self.managed_departments, &departments);
        self.managed_departments = departments;
        if let Some(change) = change {
            self.history
                .note_changes(now, Happening::Changed, by, vec![change]);
        }
    }

    /// All they are found by: what they sign in with, who they are to providers, and what a directory calls them.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let mut identifiers = self.profile.identifiers();
        identifiers.extend(self.subjects.iter().cloned().map(Identifier::Sso));
        if let Some(Provisioned { resource, .. }) = &self.provisioned {
            identifiers.push(Identifier::of_user_name(resource.user_name()));
            let external_id = resource.external_id().map(str::to_owned);
            identifiers.extend(external_id.map(Identifier::ExternalId));
        }
        identifiers
    }

    /// The user, as the one who does something.
    pub fn principal(&self) -> Principal {
        Principal::User(self.id.clone())
    }

    /// First and last name.
    pub fn name(&self) -> [&str; 2] {
        [&self.profile.first_name, &self.profile.last_name]
    }

    /// The name a list is sorted by.
    pub fn sort_name(&self) -> String {
        format!(
            "{} {}",
            fold(&self.profile.first_name),
            fold(&self.profile.last_name)
        )
    }

    /// Their place in a list by name. Of a very long name the beginning counts.
    pub fn list_key(&self) -> String {
        let mut name = self.sort_name();
        if name.len() > SORT_NAME_BYTES {
            let end = (0..=SORT_NAME_BYTES)
                .rev()
                .find(|at| name.is_char_boundary(*at))
                .unwrap_or(0);
            name.truncate(end);
        }
        format!("{name}#{}", self.id)
    }

    /// Words an acquaintance would try first as a password.
    pub fn own_words<'a>(&'a self, organisation_name: &'a str) -> Vec<&'a str> {
        self.profile.own_words(&self.organisation, organisation_name)
    }

    /// A tag of what people change, profile and status, as an `ETag` (RFC 9110). A message that comes in between makes
    /// nobody's change stale.
    pub fn etag(&self) -> String {
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        add(&self.id);
        add(self.status.as_str());
        for field in Field::of_profile() {
            add(self.profile.text(field).as_deref().unwrap_or_default());
        }
        // Of everybody else the tag stays as it was.
        for id in self.managed_departments.ids() {
            add(id);
        }
        format!("\"{}\"", crate::domain::base32::encode(&digest.finalize()[..10]))
    }
}

#[cfg(test)]
pub(crate) mod sample;
