//! Jobs: items of the Imports table beside imports, in a partition of each organisation's own.
//!
//! They are held and taken over as imports are: a lease, checkpoints on the condition that the worker still has it, and a
//! short list of what has work left, [`OPEN`], by which a job that nobody works at is found again.

use super::{
    Cancelled, Store, StoreError,
    call::{self, ABSENT, Terms},
    imports::LEASE,
    item::{self as attributes, Item, n, s},
    rounds::Rounds,
};
use crate::domain::{
    audit::AuditEntry,
    background::{Claim, Lease},
    context::Context,
    job::{Failure, Job, KEPT, Status, Work},
    organisation::Slug,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::HashMap;

const TABLE: &str = "Imports";
/// The partition of jobs that have work left. No slug has a `#`.
const OPEN: &str = "#open-jobs";

/// A job's attributes. Items of before have fewer of them: what is absent has the safe meaning.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Job")]
struct StoredJob {
    organisation: Slug,
    #[serde(rename = "sk")]
    id: String,
    #[serde(deserialize_with = "read_work")]
    work: Work,
    asked_by: String,
    status: Status,
    #[serde(default)]
    processed: u64,
    #[serde(default)]
    total: Option<u64>,
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    failure: Option<Failure>,
    #[serde(default)]
    stalls: u32,
    created_at: Timestamp,
    #[serde(default)]
    started_at: Option<Timestamp>,
    #[serde(default)]
    finished_at: Option<Timestamp>,
    #[serde(flatten)]
    lease: Option<Lease>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    within: Option<Vec<String>>,
}

/// An attribute that is a structure is JSON text.
fn read_work<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Work, D::Error> {
    let text = String::deserialize(deserializer)?;
    serde_json::from_str(&text).map_err(D::Error::custom)
}

struct ByField<'a>(&'a Job);

impl Serialize for ByField<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredJob::serialize(self.0, serializer)
    }
}

fn partition(organisation: &Slug) -> String {
    format!("{organisation}#jobs")
}

pub(super) fn to_item(job: &Job) -> Item {
    let mut item = attributes::to_item(&ByField(job));
    item.insert("pk".to_owned(), s(partition(&job.organisation)));
    item.insert("expires".to_owned(), n((job.created_at + KEPT).as_second()));
    item
}

pub(super) fn from_item(item: &Item) -> Result<Job, StoreError> {
    attributes::read_with(item, [], StoredJob::deserialize).map_err(|_| StoreError::Unreadable(TABLE))
}

impl Store {
    /// The entry in the list of what has work left, made or taken away.
    fn mark_job(&self, job: &Job) -> Result<TransactWriteItem, StoreError> {
        let (table, always) = (&self.tables.imports, Terms::always());
        let entry = attributes::item([
            ("pk", s(OPEN)),
            ("sk", s(format!("{}#{}", job.organisation, job.id))),
        ]);
        if job.status.is_open() {
            call::put(table, entry, &always)
        } else {
            call::delete(table, entry, &always)
        }
    }

    async fn put_job_on(
        &self,
        context: &Context,
        job: &Job,
        terms: &Terms,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        let mut items = vec![
            call::put(&self.tables.imports, to_item(job), terms)?,
            self.mark_job(job)?,
        ];
        items.extend(self.audit_of(&job.organisation, audit)?);
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// The writes that record a new job, to go into the transaction that asks for it.
    pub(super) fn new_job(&self, job: &Job) -> Result<Vec<TransactWriteItem>, StoreError> {
        let put = call::put(&self.tables.imports, to_item(job), &Terms::when(ABSENT))?;
        Ok(vec![put, self.mark_job(job)?])
    }

    /// Records a new job, with what the audit says of it. `false`: one of this id is there already.
    pub async fn add_job(
        &self,
        context: &Context,
        job: &Job,
        audit: Option<&AuditEntry>,
    ) -> Result<bool, StoreError> {
        self.put_job_on(context, job, &Terms::when(ABSENT), audit).await
    }

    /// A job.
    pub async fn find_job(&self, organisation: &Slug, id: &str) -> Result<Option<Job>, StoreError> {
        // An id we never made would only cost a read, an over-long one an error.
        if id.is_empty() || id.len() > 64 {
            return Ok(None);
        }
        let key = attributes::item([("pk", s(partition(organisation))), ("sk", s(id))]);
        let found = self.get(&self.tables.imports, key).await?;
        found.as_ref().map(from_item).transpose()
    }

    /// Takes a job that has work left: one no worker has, or one whose worker has not been heard of.
    pub async fn claim_job(
        &self,
        context: &Context,
        organisation: &Slug,
        id: &str,
    ) -> Result<Claim<Job>, StoreError> {
        let holder = context.id("w_");
        let mut rounds = Rounds::new(context, 4);
        while rounds.next().await {
            let now = context.current();
            let Some(mut job) = self.find_job(organisation, id).await? else {
                return Ok(Claim::Over);
            };
            if !job.status.is_open() {
                return Ok(Claim::Over);
            }
            let before = job.lease.take();
            if let Some(lease) = before.as_ref().filter(|lease| lease.until > now) {
                return Ok(Claim::Busy(lease.until));
            }
            // With the lease it had and no further on: a worker that was slow may have renewed it, and recorded more.
            let terms = match &before {
                None => Terms::when("attribute_not_exists(holder) AND stalls = :stalls AND #processed = :processed"),
                Some(lease) => Terms::when(
                    "holder = :holder AND lease_until = :until AND stalls = :stalls AND #processed = :processed",
                )
                .value(":holder", s(&lease.holder))
                .value(":until", n(lease.until.as_millisecond())),
            };
            let terms = terms
                .name("#processed", "processed")
                .value(":stalls", n(job.stalls))
                .value(":processed", n(job.processed));
            job.lease = Some(Lease {
                holder: holder.clone(),
                until: now + LEASE,
            });
            job.stalls += 1;
            job.due_at = None;
            job.started_at.get_or_insert(now);
            job.status = Status::Running;
            if self.put(&self.tables.imports, to_item(&job), terms).await? {
                return Ok(Claim::Yours(Box::new(job)));
            }
        }
        Err(StoreError::Contended)
    }

    /// Records how far a job has come, or that it is over. `false`: another worker has taken over, and nothing was written.
    pub async fn checkpoint_job(
        &self,
        context: &Context,
        job: &Job,
        holder: &str,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("holder = :holder").value(":holder", s(holder));
        if job.status.is_open() {
            return self.put(&self.tables.imports, to_item(job), terms).await;
        }
        self.put_job_on(context, job, &terms, None).await
    }

    /// Jobs with work left, of one organisation or of all: at most `limit`.
    pub async fn open_jobs(
        &self,
        context: &Context,
        organisation: Option<&Slug>,
        limit: usize,
    ) -> Result<Vec<Job>, StoreError> {
        let mut keys = self.keys_in(OPEN, organisation).await?;
        if keys.len() > limit {
            // Which are left out differs from call to call.
            let begin = usize::try_from(context.below(keys.len() as u64)).unwrap_or(0);
            keys.rotate_left(begin);
            keys.truncate(limit);
        }
        let mut jobs = Vec::with_capacity(keys.len());
        for some in keys.chunks(100) {
            let wanted = some.iter().map(|(organisation, id)| {
                attributes::item([("pk", s(partition(organisation))), ("sk", s(id))])
            });
            let items = self
                .get_many(context, &self.tables.imports, wanted.collect(), None)
                .await?;
            let mut found: HashMap<(Slug, String), Job> = HashMap::new();
            for item in &items {
                let job = from_item(item)?;
                found.insert((job.organisation.clone(), job.id.clone()), job);
            }
            jobs.extend(some.iter().filter_map(|key| found.remove(key)));
        }
        Ok(jobs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        activation::Channel,
        directory::Blocker,
        erasure::Traces,
        job::{Forgotten, Resent},
        resend::{Selection, Wanted},
        user::Source,
    };

    fn at(text: &str) -> Timestamp {
        format!("2026-08-{text}Z").parse().unwrap()
    }

    fn resend() -> Job {
        let wanted = Wanted {
            selection: Selection {
                department: Some("d_1".into()),
                user_ids: Some(vec!["u_1".into()]),
                source: Some(Source::Import),
                import_id: Some("im_1".into()),
                activation: Some(Blocker::Bounced),
            },
            channels: Some(vec![Channel::Sms]),
        };
        let tally = Resent {
            requested: 4,
            unreachable: 3,
            too_soon: 2,
            waiting_start_date: 1,
        };
        let slug = Slug::parse("demo").unwrap();
        let work = Work::Resend { wanted, tally };
        Job {
            status: Status::Failed,
            processed: 10,
            total: Some(12),
            place: Some("3#a".into()),
            failure: Some(Failure::GaveUp),
            stalls: 2,
            started_at: Some(at("01T08:00:01")),
            finished_at: Some(at("01T08:00:02")),
            lease: Some(Lease {
                holder: "w_1".into(),
                until: at("01T08:00:30"),
            }),
            due_at: Some(at("01T08:01:00")),
            within: Some(vec!["d_1".into()]),
            ..Job::new(&slug, "jb_1".into(), "u_2".into(), work, at("01T08:00:00"))
        }
    }

    /// As it is stored: attributes in the order of their names, each with its value.
    fn text(item: &Item) -> String {
        let mut lines: Vec<String> = item
            .iter()
            .map(|(name, value)| match value {
                aws_sdk_dynamodb::types::AttributeValue::S(text) => format!("{name}: {text}"),
                aws_sdk_dynamodb::types::AttributeValue::N(number) => format!("{name} = {number}"),
                other => panic!("{other:?}"),
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    #[test]
    fn an_erasures_job_is_read_as_it_was_meant_and_an_old_one_looks_for_nothing() {
        let traces = r#"["0123456789abcdef"]"#;
        let stored = format!(
            r#"{{"erase":{{"user":"u_1","imported_from":{{"import_id":"im_1","import_row":7}},"traces":{traces},"tally":{{"rows":2,"is_through":true,"under_way":["im_2"]}}}}}}"#
        );
        let work: Work = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&work).unwrap(), stored);
        let work: Work = serde_json::from_str(r#"{"erase":{"user":"u_1"}}"#).unwrap();
        let expected = Work::Erase {
            user: "u_1".into(),
            imported_from: None,
            traces: Traces::default(),
            tally: Forgotten::default(),
        };
        assert_eq!(work, expected);
    }

    #[test]
    fn a_job_is_written_as_it_was_and_read_as_it_was_meant() {
        let item = to_item(&resend());
        let written = r#"asked_by: u_2
created_at: 2026-08-01T08:00:00Z
due_at: 2026-08-01T08:01:00Z
expires = 1793347200
failure: gave_up
finished_at: 2026-08-01T08:00:02Z
holder: w_1
lease_until = 1785571230000
organisation: demo
pk: demo#jobs
place: 3#a
processed = 10
sk: jb_1
stalls = 2
started_at: 2026-08-01T08:00:01Z
status: failed
total = 12
within: ["d_1"]
work: {"resend":{"wanted":{"selection":{"department":"d_1","user_ids":["u_1"],"source":"import","import_id":"im_1","activation":"bounced"},"channels":["sms"]},"tally":{"requested":4,"unreachable":3,"too_soon":2,"waiting_start_date":1}}}"#;
        assert_eq!(text(&item), written);
        assert_eq!(from_item(&item).unwrap(), resend());
    }

    #[test]
    fn attributes_that_are_not_there_have_the_safe_meaning() {
        let mut item = to_item(&resend());
        for name in [
            "processed",
            "total",
            "place",
            "failure",
            "stalls",
            "started_at",
            "finished_at",
            "holder",
            "lease_until",
            "due_at",
            "within",
        ] {
            assert!(item.remove(name).is_some(), "{name}");
        }
        item.insert("work".to_owned(), s(r#"{"resend":{"wanted":{"selection":{}}}}"#));
        let read = from_item(&item).unwrap();
        let slug = Slug::parse("demo").unwrap();
        let work = Work::Resend {
            wanted: Wanted::default(),
            tally: Resent::default(),
        };
        let meant = Job {
            status: Status::Failed,
            ..Job::new(&slug, "jb_1".into(), "u_2".into(), work, at("01T08:00:00"))
        };
        assert_eq!(read, meant);
        for name in ["organisation", "work", "asked_by", "status", "created_at"] {
            let mut item = item.clone();
            item.remove(name);
            assert!(from_item(&item).is_err(), "{name}");
        }
    }
}
