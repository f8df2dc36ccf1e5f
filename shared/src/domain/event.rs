//! Events for other systems: about people and imports, by ids alone.
//!
//! An event follows from one change of one item, from what it was to what it is. So the same change seen again makes the same
//! event, with the same id, and receivers drop events they have seen before.

use super::{
    activation::{Channel, Delivery, DeliveryStatus},
    base32,
    import::{Import, ImportStatus},
    organisation::Slug,
    submission::is_submission,
    user::{Source, Status, User},
};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What every event says it comes from.
pub const SOURCE: &str = "rollcall";

/// The schema of each event's detail (JSON Schema 2020-12), by its detail type. They are promises: fields are added, and none is taken
/// away or changes its meaning.
pub const SCHEMAS: [(&str, &str); 6] = [
    ("user_created", include_str!("../../events/user_created.json")),
    ("user_activated", include_str!("../../events/user_activated.json")),
    ("user_disabled", include_str!("../../events/user_disabled.json")),
    (
        "user_begun_again",
        include_str!("../../events/user_begun_again.json"),
    ),
    (
        "delivery_failed",
        include_str!("../../events/delivery_failed.json"),
    ),
    (
        "import_finished",
        include_str!("../../events/import_finished.json"),
    ),
];

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The same however often the event comes.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// In which organisation.
    pub organisation: Slug,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened. Each has its schema in [`SCHEMAS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum What {
    /// A user was created.
    UserCreated {
        /// The user.
        user_id: String,
        /// How they came.
        source: Source,
        /// From which import they came, if from one.
        #[serde(skip_serializing_if = "Option::is_none")]
        import_id: Option<String>,
    },
    /// A user chose their first password.
    UserActivated {
        /// The user.
        user_id: String,
    },
    /// A user may not sign in any more.
    UserDisabled {
        /// The user.
        user_id: String,
    },
    /// A directory gave the account to somebody who may be another person.
    UserBegunAgain {
        /// The user.
        user_id: String,
    },
    /// A message of somebody's activation did not reach them.
    DeliveryFailed {
        /// The user.
        user_id: String,
        /// Over which channel.
        channel: Channel,
        /// Failed or bounced.
        status: DeliveryStatus,
    },
    /// An import came to its end.
    ImportFinished {
        /// The import.
        import_id: String,
        /// How it ended.
        status: ImportStatus,
        /// Nothing was created: only said what would be.
        dry_run: bool,
        /// Rows with anything in them.
        rows: u64,
        /// People created; of a dry run, who would be.
        created: u64,
        /// Rows of people who were there already.
        existing: u64,
        /// Rows of people who stand further up.
        duplicate: u64,
        /// Rows with faults.
        invalid: u64,
    },
}

impl What {
    /// The detail type, under which receivers subscribe.
    pub fn detail_type(&self) -> &'static str {
        match self {
            Self::UserCreated { .. } => "user_created",
            Self::UserActivated { .. } => "user_activated",
            Self::UserDisabled { .. } => "user_disabled",
            Self::UserBegunAgain { .. } => "user_begun_again",
            Self::DeliveryFailed { .. } => "delivery_failed",
            Self::ImportFinished { .. } => "import_finished",
        }
    }
}

impl Event {
    fn new(organisation: &Slug, subject: &str, version: &str, at: Timestamp, what: What) -> Self {
        let mut digest = Sha256::new();
        let parts = [
            "rollcall event v1",
            organisation.as_str(),
            subject,
            what.detail_type(),
            version,
        ];
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self {
            id: format!("e_{}", base32::encode(&digest.finalize()[..15])),
            at,
            organisation: organisation.clone(),
            what,
        }
    }

    /// The event's detail, as it is published.
    pub fn detail(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a change of a user tells, from what they were to what they are: somebody put in another's place was created, and who signed
/// up and has to be approved is so once they are. Who is removed or erased tells nothing.
pub fn of_user(before: Option<&User>, after: Option<&User>) -> Vec<Event> {
    let awaits = |user: &&User| user.status == Status::AwaitingApproval;
    let Some(after) = after.filter(|after| !is_submission(&after.id) && !awaits(after)) else {
        return Vec::new();
    };
    let before = before.filter(|before| before.created_at == after.created_at && !awaits(before));
    let user_id = || after.id.clone();
    let mut told: Vec<(String, Timestamp, What)> = Vec::new();
    if before.is_none() {
        let what = What::UserCreated {
            user_id: user_id(),
            source: after.source,
            import_id: after.imported_from.as_ref().map(|from| from.import_id.clone()),
        };
        told.push((after.created_at.to_string(), after.created_at, what));
    }
    let was_active = before.is_some_and(|before| before.activated_at.is_some());
    if let Some(at) = after.activated_at.filter(|_| !was_active) {
        told.push((at.to_string(), at, What::UserActivated { user_id: user_id() }));
    }
    let was_disabled = before.is_some_and(|before| before.status == Status::Disabled);
    if after.status == Status::Disabled && !was_disabled {
        let at = changed_at(after);
        let version = after.version.to_string();
        told.push((version, at, What::UserDisabled { user_id: user_id() }));
    }
    let begun_before = before.map(|before| before.begun_again_at);
    if let Some(at) = after
        .begun_again_at
        .filter(|at| begun_before.is_some_and(|before| before != Some(*at)))
    {
        told.push((at.to_string(), at, What::UserBegunAgain { user_id: user_id() }));
    }
    for delivery in deliveries(after).filter(|delivery| has_failed(delivery)) {
        let same = |other: &&Delivery| other.round == delivery.round && other.channel == delivery.channel;
        let known = before.and_then(|before| deliveries(before).find(same));
        if known.is_none_or(|known| known.status != delivery.status) {
            let status = delivery.status;
            let version = format!(
                "{}#{}#{}",
                delivery.round,
                delivery.channel.as_str(),
                status.as_str()
            );
            let what = What::DeliveryFailed {
                user_id: user_id(),
                channel: delivery.channel,
                status,
            };
            told.push((version, delivery.at, what));
        }
    }
    told.into_iter()
        .map(|(version, at, what)| {
            // Nobody gets the id of somebody who was erased, but an unconfirmed sign-up may give way to another person.
            let subject = format!("{}#{}", after.id, after.created_at);
            Event::new(&after.organisation, &subject, &version, at, what)
        })
        .collect()
}

/// When somebody last changed: the newest event of their history.
fn changed_at(user: &User) -> Timestamp {
    let events = user.history.events().last();
    events.map_or(user.created_at, |event| event.at)
}

fn deliveries(user: &User) -> impl Iterator<Item = &Delivery> {
    let activation = user.activation.iter();
    activation.flat_map(|activation| &activation.deliveries)
}

fn has_failed(delivery: &Delivery) -> bool {
    use DeliveryStatus::{Bounced, Complained, Delivered, Failed, Held, Sent};
    match delivery.status {
        Failed | Bounced => true,
        // A complaint is about a message that came.
        Complained | Delivered | Held | Sent => false,
    }
}

/// What a change of an import tells: that it has come to its end.
pub fn of_import(before: Option<&Import>, after: Option<&Import>) -> Option<Event> {
    let after = after.filter(|after| !after.status.is_open())?;
    // Run for real after a dry run, it is the same import once more.
    let is_told = |before: &Import| before.status == after.status && before.run == after.run;
    if before.is_some_and(is_told) {
        return None;
    }
    let counts = &after.counts;
    let what = What::ImportFinished {
        import_id: after.id.clone(),
        status: after.status,
        dry_run: after.dry_run,
        rows: after.rows,
        created: counts.created,
        existing: counts.existing,
        duplicate: counts.duplicate,
        invalid: counts.invalid,
    };
    let version = format!("{}#{}", after.run, after.status.as_str());
    let undone_at = after.undo.as_ref().and_then(|undo| undo.finished_at);
    let ended_at = undone_at.or(after.finished_at);
    let at = ended_at.unwrap_or(after.created_at);
    Some(Event::new(&after.organisation, &after.id, &version, at, what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{activation::Activation, history::Happening, principal::Principal, user::sample};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn invited() -> User {
        sample::invited(Source::Manual, Principal::Operator, at(0))
    }

    fn with(change: impl FnOnce(&mut User)) -> User {
        let mut user = invited();
        user.version += 1;
        change(&mut user);
        user
    }

    fn told(before: Option<&User>, after: Option<&User>) -> Vec<&'static str> {
        of_user(before, after)
            .iter()
            .map(|event| event.what.detail_type())
            .collect()
    }

    #[test]
    fn each_step_of_a_persons_life_is_told_once_and_no_other_change_is() {
        let before = invited();
        let renamed = with(|user| user.profile.first_name = "Eva".into());
        let activated = with(|user| {
            user.status = Status::Active;
            user.activated_at = Some(at(9));
        });
        let disabled = with(|user| {
            user.change_status(Status::Disabled, at(9), None);
        });
        let bounced = with(|user| {
            let mut activation = Activation::request(at(0));
            activation.record(Channel::Email, DeliveryStatus::Bounced, None, None, at(9));
            activation.record(Channel::Sms, DeliveryStatus::Sent, None, None, at(9));
            user.activation = Some(activation);
        });
        let begun_again = with(|user| user.begin_again(at(9), None));
        let replaced = with(|user| user.created_at = at(5));
        let awaiting = with(|user| user.await_approval(at(9)));
        for (from, to, expected) in [
            (None, Some(&before), vec!["user_created"]),
            (Some(&before), Some(&renamed), vec![]),
            (Some(&before), Some(&activated), vec!["user_activated"]),
            (Some(&activated), Some(&activated), vec![]),
            (None, Some(&activated), vec!["user_created", "user_activated"]),
            (Some(&before), Some(&disabled), vec!["user_disabled"]),
            (Some(&disabled), Some(&disabled), vec![]),
            (Some(&disabled), Some(&activated), vec!["user_activated"]),
            (Some(&activated), Some(&begun_again), vec!["user_begun_again"]),
            (Some(&begun_again), Some(&begun_again), vec![]),
            (Some(&begun_again), Some(&activated), vec!["user_activated"]),
            (Some(&before), Some(&bounced), vec!["delivery_failed"]),
            (Some(&bounced), Some(&bounced), vec![]),
            (Some(&before), Some(&replaced), vec!["user_created"]),
            (None, Some(&awaiting), vec![]),
            (Some(&awaiting), Some(&before), vec!["user_created"]),
            (Some(&before), None, vec![]),
            (None, None, vec![]),
        ] {
            assert_eq!(told(from, to), expected);
        }
        assert_eq!(
            disabled.history.events().last().unwrap().what,
            Happening::Disabled.into()
        );
    }

    #[test]
    fn an_event_has_the_same_id_however_often_it_is_told_and_no_two_have_one() {
        let (before, disabled) = (invited(), with(|user| user.status = Status::Disabled));
        let again = with(|user| {
            user.version += 5;
            user.status = Status::Disabled;
        });
        let id = |before: Option<&User>, after: &User| of_user(before, Some(after)).remove(0).id;
        assert_eq!(id(Some(&before), &disabled), id(Some(&before), &disabled));
        assert_ne!(id(Some(&before), &disabled), id(Some(&before), &again));
        assert_ne!(id(None, &before), id(Some(&before), &disabled));
        let elsewhere = with(|user| user.organisation = Slug::parse("other").unwrap());
        assert_ne!(id(None, &before), id(None, &elsewhere));
    }

    #[test]
    fn an_import_tells_its_end_and_nothing_under_way() {
        use ImportStatus::{Cancelled, Finished, Running, Undoing, Undone, Waiting};
        let import = |status, run| Import {
            run,
            status,
            ..Import::new(&Slug::parse("demo").unwrap(), "im_1".into(), "f".into(), at(0))
        };
        for (before, after, expected) in [
            (Waiting, Running, false),
            (Running, Running, false),
            (Running, Finished, true),
            (Running, Cancelled, true),
            (Finished, Finished, false),
            (Finished, Undoing, false),
            (Undoing, Undone, true),
        ] {
            let told = of_import(Some(&import(before, 0)), Some(&import(after, 0)));
            assert_eq!(told.is_some(), expected, "{before:?} {after:?}");
        }
        let told = |run| of_import(Some(&import(Running, run)), Some(&import(Finished, run))).unwrap();
        assert_ne!(told(0).id, told(1).id);
        assert!(of_import(None, Some(&import(Finished, 0))).is_some());
        assert!(of_import(Some(&import(Finished, 0)), None).is_none());
    }
}
