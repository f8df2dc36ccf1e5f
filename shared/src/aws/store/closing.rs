//! Entries of lists that are about to go: closed while their people are moved to another one, which stays that long.
//!
//! An entry is closed by one job, in the write that records the job, and takes nobody from then on. The entry its people go to
//! carries the ids of all jobs that move people there; it cannot be closed or removed while one of them is under way. What a job
//! leaves that is over without having tidied up binds nobody. An entry that went leaves its name behind, by which what happened to
//! people before can still be read, and where its people went, for those who were on their way to it.

use super::{
    Cancelled, Store, StoreError,
    call::{self, Terms},
    item::{Item, s},
    organisations::{EntryError, Held, StoredEntry, entry_key, key_of, names_of, value_of, with_key},
};
use crate::domain::{
    audit::AuditEntry,
    context::Context,
    job::Job,
    organisation::{Department, JobProfile, PermissionType, Slug},
};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use serde::{Deserialize, Serialize};

/// What the keys of closed entries begin with; the entry's own key follows.
pub(super) const CLOSED: &str = "closed#";
/// How the partition ends in which entries have the jobs that move people to them. Nothing that reads an organisation reads it.
const TARGETS: &str = "#targets";
/// No item of this key is there.
const ABSENT: &str = "attribute_not_exists(entry)";
/// There is one.
const PRESENT: &str = "attribute_exists(entry)";
/// It is this job's, or was closed before jobs were noted.
const OWN: &str = "attribute_not_exists(job) OR job = :job";

/// An entry that is about to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The entry its people are moved to, by its id.
    pub moving_to: String,
    /// The job that moves them. `None`: closed before jobs were noted.
    #[serde(skip)]
    pub job: Option<String>,
}

/// What becomes of closing an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It is closed.
    Done,
    /// The entry, or the one people are to go to, is not there, is itself about to go, or is another job's.
    Refused,
}

fn closed_key<E: StoredEntry>(slug: &Slug, id: &str) -> Item {
    key_of(slug.as_str(), format!("{CLOSED}{}{id}", E::PREFIX))
}

fn target_key<E: StoredEntry>(slug: &Slug, id: &str) -> Item {
    entry_key::<E>(&format!("{slug}{TARGETS}"), id)
}

/// The partition with the names of entries that went. Nothing that reads an organisation reads it.
pub(super) fn gone_of(slug: &Slug) -> String {
    format!("{slug}#gone")
}

/// The attribute of an entry that went by which its people are found: the entry they were moved to. Absent: it had nobody.
const MOVED_TO: &str = "moved_to";
/// So many times in a row people of an entry are followed to another one. Each of them took more than a minute.
const FOLLOWED: usize = 8;

fn gone_item<E: StoredEntry>(slug: &Slug, entry: &E, moved_to: Option<&str>) -> Item {
    let mut gone = entry_key::<E>(&gone_of(slug), entry.id());
    gone.insert("name".to_owned(), s(entry.name()));
    gone.extend(moved_to.map(|to| (MOVED_TO.to_owned(), s(to))));
    gone
}

/// The entry of an id among what was found of it, if nothing there says that it is closed.
fn open_among<E: StoredEntry>(found: &[Item], slug: &Slug, id: &str) -> Result<Option<E>, StoreError> {
    let at = |key: &Item| found.iter().find(|item| item.get("entry") == key.get("entry"));
    if at(&closed_key::<E>(slug, id)).is_some() {
        return Ok(None);
    }
    let entry = at(&entry_key::<E>(slug.as_str(), id));
    entry.map(value_of).transpose()
}

/// Jobs as a set of ids.
fn ids(jobs: &[&str]) -> AttributeValue {
    AttributeValue::Ss(jobs.iter().map(|job| (*job).to_owned()).collect())
}

impl Store {
    /// Whether an entry is about to go, by a job that is under way.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_closed<E: StoredEntry>(
        &self,
        slug: &Slug,
        id: &str,
    ) -> Result<Option<Closed>, StoreError> {
        let Some(found) = self
            .get(&self.tables.organisations, closed_key::<E>(slug, id))
            .await?
        else {
            return Ok(None);
        };
        let mut closed: Closed = value_of(&found)?;
        closed.job = found.get("job").and_then(|job| job.as_s().ok()).cloned();
        let is_held = match &closed.job {
            Some(job) => self.is_open_job(slug, job).await?,
            None => true,
        };
        Ok(is_held.then_some(closed))
    }

    /// Whether people are being moved to an entry, by a job that is under way.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn is_target<E: StoredEntry>(&self, slug: &Slug, id: &str) -> Result<bool, StoreError> {
        for job in self.jobs_to::<E>(slug, id).await? {
            if self.is_open_job(slug, &job).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn jobs_to<E: StoredEntry>(&self, slug: &Slug, id: &str) -> Result<Vec<String>, StoreError> {
        let found = self
            .get(&self.tables.organisations, target_key::<E>(slug, id))
            .await?;
        let jobs = found.as_ref().and_then(|found| found.get("jobs")?.as_ss().ok());
        Ok(jobs.cloned().unwrap_or_default())
    }

    async fn is_open_job(&self, slug: &Slug, id: &str) -> Result<bool, StoreError> {
        Ok(self
            .find_job(slug, id)
            .await?
            .is_some_and(|job| job.status.is_open()))
    }

    /// A department, a job profile and a permission type by their ids, each where it is there and takes people.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_open_entries(
        &self,
        context: &Context,
        slug: &Slug,
        [department, job_profile, permission_type]: [&str; 3],
    ) -> Result<(Option<Department>, Option<JobProfile>, Option<PermissionType>), StoreError> {
        let keys = vec![
            entry_key::<Department>(slug.as_str(), department),
            closed_key::<Department>(slug, department),
            entry_key::<JobProfile>(slug.as_str(), job_profile),
            closed_key::<JobProfile>(slug, job_profile),
            entry_key::<PermissionType>(slug.as_str(), permission_type),
            closed_key::<PermissionType>(slug, permission_type),
        ];
        let found = self
            .get_many(context, &self.tables.organisations, keys, None)
            .await?;
        Ok((
            open_among(&found, slug, department)?,
            open_among(&found, slug, job_profile)?,
            open_among(&found, slug, permission_type)?,
        ))
    }

    /// The entry that somebody gets who was given this one a while ago: this one; or where its people are moved to, or were before
    /// it went. `None`: it went without people.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn find_taking<E: StoredEntry>(
        &self,
        slug: &Slug,
        id: &str,
    ) -> Result<Option<String>, StoreError> {
        let table = &self.tables.organisations;
        let mut id = id.to_owned();
        for _ in 0..FOLLOWED {
            // As those who read the whole list have it: an entry that is closed takes nobody, whatever became of the job.
            if let Some(closed) = self.get(table, closed_key::<E>(slug, &id)).await? {
                id = value_of::<Closed>(&closed)?.moving_to;
                continue;
            }
            if self.find_entry::<E>(slug, &id).await?.is_some() {
                return Ok(Some(id));
            }
            let gone = self.get(table, entry_key::<E>(&gone_of(slug), &id)).await?;
            let to = gone.as_ref().and_then(|gone| gone.get(MOVED_TO)?.as_s().ok());
            match to {
                Some(to) => id.clone_from(to),
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Has an entry take nobody any more, by a job that moves its people to another one. `is_new`: the job is recorded with it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn close_entry<E: StoredEntry>(
        &self,
        context: &Context,
        job: &Job,
        is_new: bool,
        id: &str,
        moving_to: &str,
    ) -> Result<Closing, StoreError> {
        let (table, slug) = (&self.tables.organisations, &job.organisation);
        // One that another job has closed, which is over, is taken over from it.
        let found = self.get(table, closed_key::<E>(slug, id)).await?;
        let before = found.as_ref().and_then(|found| found.get("job")?.as_s().ok());
        let before = match before {
            Some(other) if *other != job.id && self.is_open_job(slug, other).await? => {
                return Ok(Closing::Refused);
            }
            other => other.cloned(),
        };
        if self.is_target::<E>(slug, id).await? || self.find_closed::<E>(slug, moving_to).await?.is_some() {
            return Ok(Closing::Refused);
        }
        let terms = match &before {
            None => Terms::when("attribute_not_exists(job)"),
            Some(other) => Terms::when("job = :job").value(":job", s(other)),
        };
        let value = Closed {
            moving_to: moving_to.to_owned(),
            job: None,
        };
        let mut closed = with_key(closed_key::<E>(slug, id), &Held { value });
        closed.insert("job".to_owned(), s(&job.id));
        let mut items = vec![
            call::put(table, closed, &terms)?,
            call::require(table, entry_key::<E>(slug.as_str(), id), &Terms::when(PRESENT))?,
            call::require(
                table,
                entry_key::<E>(slug.as_str(), moving_to),
                &Terms::when(PRESENT),
            )?,
            call::update(
                table,
                target_key::<E>(slug, moving_to),
                "ADD jobs :jobs",
                &Terms::always().value(":jobs", ids(&[&job.id])),
            )?,
            // Neither is in between what the other one has just become.
            self.require_no_jobs::<E>(slug, id).await?,
            self.require_open::<E>(slug, moving_to).await?,
        ];
        if is_new {
            items.extend(self.new_job(job)?);
        }
        match self.transact(context, &items).await {
            Ok(()) => Ok(Closing::Done),
            Err(Cancelled::Conditions(_)) => Ok(Closing::Refused),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// That no other job moves people to an entry than those that were just seen to be over.
    async fn require_no_jobs<E: StoredEntry>(
        &self,
        slug: &Slug,
        id: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let over = self.jobs_to::<E>(slug, id).await?;
        let over: Vec<&str> = over.iter().map(String::as_str).collect();
        let terms = if over.is_empty() {
            Terms::when("attribute_not_exists(jobs)")
        } else {
            Terms::when("jobs = :jobs").value(":jobs", ids(&over))
        };
        call::require(&self.tables.organisations, target_key::<E>(slug, id), &terms)
    }

    /// That no other job has closed an entry than one that was just seen to be over.
    async fn require_open<E: StoredEntry>(
        &self,
        slug: &Slug,
        id: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let table = &self.tables.organisations;
        let found = self.get(table, closed_key::<E>(slug, id)).await?;
        let over = found.as_ref().and_then(|found| found.get("job")?.as_s().ok());
        let terms = match over {
            None => Terms::when(ABSENT),
            Some(over) => Terms::when("job = :job").value(":job", s(over)),
        };
        call::require(table, closed_key::<E>(slug, id), &terms)
    }

    /// Has an entry take people again that this job has closed; another job's stays closed.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn reopen_entry<E: StoredEntry>(
        &self,
        context: &Context,
        job: &Job,
        id: &str,
        moving_to: &str,
    ) -> Result<(), StoreError> {
        let own = Terms::when(OWN).value(":job", s(&job.id));
        let items = [
            call::delete(
                &self.tables.organisations,
                closed_key::<E>(&job.organisation, id),
                &own,
            )?,
            self.leave_target::<E>(job, moving_to)?,
        ];
        match self.transact(context, &items).await {
            Ok(()) | Err(Cancelled::Conditions(_)) => Ok(()),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    fn leave_target<E: StoredEntry>(&self, job: &Job, to: &str) -> Result<TransactWriteItem, StoreError> {
        let terms = Terms::always().value(":jobs", ids(&[&job.id]));
        let key = target_key::<E>(&job.organisation, to);
        call::update(&self.tables.organisations, key, "DELETE jobs :jobs", &terms)
    }

    /// Removes an entry, with what the audit says of it; its name is kept. Whether it is in use must have been asked before.
    /// `job`: the one that has emptied it into another entry (its id); without one, an entry that is closed stays.
    ///
    /// # Errors
    ///
    /// It was changed, closed or made a target at the same moment, or the store fails.
    pub async fn delete_entry<E: StoredEntry>(
        &self,
        context: &Context,
        slug: &Slug,
        entry: &E,
        job: Option<(&Job, &str)>,
        audit: Option<&AuditEntry>,
    ) -> Result<(), EntryError> {
        let table = &self.tables.organisations;
        let mut items = vec![
            self.delete_entry_item(entry_key::<E>(slug.as_str(), entry.id()))?,
            self.delete_entry_item(entry_key::<E>(&names_of(slug), entry.name()))?,
            call::put(
                table,
                gone_item(slug, entry, job.map(|(_, to)| to)),
                &Terms::always(),
            )?,
            self.require_no_jobs::<E>(slug, entry.id()).await?,
        ];
        match job {
            Some((job, to)) => {
                let own = Terms::when(OWN).value(":job", s(&job.id));
                items.push(call::delete(table, closed_key::<E>(slug, entry.id()), &own)?);
                items.push(self.leave_target::<E>(job, to)?);
            }
            None => items.push(self.require_open::<E>(slug, entry.id()).await?),
        }
        items.extend(self.audit_of(slug, audit)?);
        match self.transact(context, &items).await {
            Ok(()) => Ok(()),
            Err(Cancelled::Conditions(_)) => Err(EntryError::Changed),
            Err(Cancelled::Store(error)) => Err(error.into()),
        }
    }
}
