//! Submissions of the sign-up form: items of the Users table, under ids of their own, so that its stream and its index of
//! what is due bring them to the functions that work them off.

use super::{
    Cancelled, Store, StoreError,
    call::{self, ABSENT, Terms},
    ephemera::{Counter, key_of},
    item::{self, Item, moment, n, s},
    user_item::{TABLE, due_shard, id_of_key, user_key},
    users::DUE_SHARDS,
};
use crate::domain::{
    activation::Stage,
    context::Context,
    due::Due,
    organisation::Slug,
    secret::Secret,
    submission::{PREFIX, Refused, Submission},
    user::Profile,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A submission's item.
#[derive(Serialize, Deserialize)]
struct Stored {
    pk: String,
    send: Stage,
    version: u64,
    /// In one attribute: nothing of it is an attribute that a user has.
    submission: Submitted,
    #[serde(flatten)]
    due: Due,
}

#[derive(Serialize, Deserialize)]
struct Submitted {
    #[serde(flatten)]
    profile: Profile,
    received_at: Timestamp,
    counter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(default, rename = "repeat", skip_serializing_if = "std::ops::Not::not")]
    is_repeat: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<Refused>,
    attempts: u32,
}

pub(super) fn to_item(submission: &Submission) -> Item {
    let mut item = item::to_item(&Stored {
        pk: String::new(),
        send: submission.stage,
        version: submission.version,
        submission: Submitted {
            profile: submission.profile.clone(),
            received_at: submission.received_at,
            counter: submission.counter.clone(),
            link: submission.link.clone(),
            is_repeat: submission.is_repeat,
            refused: submission.refused.clone(),
            attempts: submission.attempts,
        },
        due: submission.due,
    });
    item.extend(user_key(&submission.organisation, &submission.id));
    item.insert("due_shard".to_owned(), s(due_shard(&submission.id)));
    item.insert("next_attempt_at".to_owned(), moment(submission.due.at));
    item
}

pub(super) fn from_item(item: &Item) -> Result<Submission, StoreError> {
    let stored: Stored = item::read(item, TABLE)?;
    let (organisation, id) = id_of_key(&stored.pk).ok_or(StoreError::Unreadable(TABLE))?;
    let submitted = stored.submission;
    Ok(Submission {
        organisation,
        id,
        profile: submitted.profile,
        received_at: submitted.received_at,
        counter: submitted.counter,
        link: submitted.link,
        is_repeat: submitted.is_repeat,
        refused: submitted.refused,
        version: stored.version,
        stage: stored.send,
        due: stored.due,
        attempts: submitted.attempts,
    })
}

impl Store {
    /// Writes a new submission.
    pub async fn put_submission(&self, submission: &Submission) -> Result<(), StoreError> {
        // The id is random: if there is one of it, the answer to this very write was lost on its way.
        self.put(&self.tables.users, to_item(submission), Terms::when(ABSENT))
            .await?;
        Ok(())
    }

    /// One submission, unless it has been worked off.
    pub async fn find_submission(
        &self,
        organisation: &Slug,
        id: &str,
    ) -> Result<Option<Submission>, StoreError> {
        let found = self.get(&self.tables.users, user_key(organisation, id)).await?;
        found.as_ref().map(from_item).transpose()
    }

    /// Writes a changed submission over the version it was read as. `false`: somebody else has changed it since.
    pub async fn save_submission(&self, submission: &mut Submission) -> Result<bool, StoreError> {
        let before = Terms::version(submission.version);
        submission.version += 1;
        self.put(&self.tables.users, to_item(submission), before).await
    }

    /// Removes a submission that has been worked off: its user has the seat it held.
    pub async fn remove_submission(&self, submission: &Submission) -> Result<(), StoreError> {
        let key = user_key(&submission.organisation, &submission.id);
        // Where it was changed, somebody else has it, and removes it.
        self.delete(&self.tables.users, key, Terms::version(submission.version))
            .await?;
        Ok(())
    }

    /// Removes a submission that came to nothing: its link has its seat back.
    pub async fn drop_submission(
        &self,
        context: &Context,
        submission: &Submission,
    ) -> Result<(), StoreError> {
        let Some(link) = &submission.link else {
            return self.remove_submission(submission).await;
        };
        let key = user_key(&submission.organisation, &submission.id);
        let items = [
            call::delete(&self.tables.users, key, &Terms::version(submission.version))?,
            self.give_seat_back(&submission.organisation, link)?,
        ];
        match self.transact(context, &items).await {
            Ok(()) => Ok(()),
            Err(Cancelled::Conditions(failed)) if failed.contains(&0) => Ok(()),
            // The link was revoked.
            Err(Cancelled::Conditions(_)) => self.remove_submission(submission).await,
            Err(Cancelled::Store(error)) => Err(error),
        }
    }

    /// Removes the submissions of an organisation that are meant, of those that wait to be worked off.
    pub async fn drop_submissions(
        &self,
        context: &Context,
        organisation: &Slug,
        is_meant: impl Fn(&Profile) -> bool,
    ) -> Result<(), StoreError> {
        for shard in 0..DUE_SHARDS {
            let mut items = self
                .client
                .query()
                .table_name(&self.tables.users)
                .index_name("due")
                .key_condition_expression("due_shard = :shard")
                .filter_expression("begins_with(pk, :submissions)")
                .expression_attribute_values(":shard", s(format!("due#{shard}")))
                .expression_attribute_values(":submissions", s(format!("{organisation}#{PREFIX}")))
                .into_paginator()
                .items()
                .send();
            while let Some(item) = items.next().await {
                let item = item?;
                let key = item.get("pk").and_then(|pk| pk.as_s().ok());
                let Some((slug, id)) = key.and_then(|key| id_of_key(key)) else {
                    continue;
                };
                let found = self.find_submission(&slug, &id).await?;
                if let Some(submission) = found.filter(|found| is_meant(&found.profile)) {
                    self.drop_submission(context, &submission).await?;
                }
            }
        }
        Ok(())
    }

    /// Keeps a username for the owner of this contact, for so many seconds: until a user has it. `false`: somebody else
    /// keeps it. Of two people at once, one has it.
    pub async fn keep_username(
        &self,
        secret: &Secret,
        now: Timestamp,
        organisation: &Slug,
        username: &str,
        contact: &str,
        seconds: i64,
    ) -> Result<bool, StoreError> {
        let name = Counter::new(secret, "sign-up-name", &[organisation.as_str(), username]);
        let holder = Counter::new(secret, "sign-up-holder", &[organisation.as_str(), contact]);
        let now = now.as_second();
        let terms = Terms::when("attribute_not_exists(pk) OR expires <= :now OR holder = :holder")
            .value(":holder", s(holder.key()))
            .value(":now", n(now))
            .value(":expires", n(now + seconds));
        let key = key_of(name.key());
        let change = "SET holder = :holder, expires = :expires";
        self.update(&self.tables.ephemera, key, change, terms).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        field::Fields,
        identifier::{Phone, Username},
        user::Profile,
    };

    #[test]
    fn a_submission_is_read_back_as_written_and_is_no_user() {
        let now: Timestamp = "2026-08-01T08:00:00.123Z".parse().unwrap();
        let profile = Profile {
            first_name: "Ida".into(),
            last_name: "Holm".into(),
            job_profile: "j_1".into(),
            department: "d_1".into(),
            permission_type: "p_1".into(),
            language: "da".into(),
            email: None,
            username: Username::parse("ida").ok(),
            phone: Phone::parse("+4520123456", None).ok(),
            start_date: None,
            texts: Fields::default(),
        };
        let context = Context::at(now, 1);
        let slug = Slug::parse("demo").unwrap();
        let submission = Submission::receive(&context, &slug, profile, Some("counter".into()), None);
        let by_link = Submission {
            link: Some("l_1".into()),
            is_repeat: true,
            refused: Some(Refused {
                reason: Some("unknown here".into()),
            }),
            ..submission.clone()
        };
        assert_eq!(from_item(&to_item(&by_link)).unwrap(), by_link);
        let item = to_item(&submission);
        assert_eq!(from_item(&item).unwrap(), submission);
        for of_a_user in ["list_shard", "email", "username", "phone", "status"] {
            assert!(!item.contains_key(of_a_user), "{of_a_user}");
        }
        assert!(submission.user_id().starts_with("u_") && submission.id.starts_with("s_"));
        assert_eq!(submission.id[2..], submission.user_id()[2..]);
    }
}
