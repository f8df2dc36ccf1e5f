//! Submissions of the sign-up form: items of the Users table, under ids of their own, so that its stream and its index of
//! what is due bring them to whoever works them off.

use super::{
    Store, StoreError, condition_failed,
    ephemera::Counter,
    item::{Item, Reader, json, moment, n, s},
    user_item::{due_shard, user_key},
};
use crate::domain::{
    activation::Stage,
    due::Due,
    organisation::Slug,
    secret::Secret,
    submission::{Stored, Submission},
};
use jiff::Timestamp;
use std::collections::HashMap;

const TABLE: &str = "Users";

pub(super) fn to_item(submission: &Submission) -> Item {
    HashMap::from([
        (
            "pk".to_owned(),
            s(user_key(&submission.organisation, &submission.id)),
        ),
        ("send".to_owned(), s(submission.stage.as_str())),
        ("version".to_owned(), n(submission.version)),
        ("submission".to_owned(), json(&Stored::from(submission))),
        ("due_shard".to_owned(), s(due_shard(&submission.id))),
        ("next_attempt_at".to_owned(), moment(submission.due.at)),
        ("due".to_owned(), s(submission.due.why.as_str())),
    ])
}

pub(super) fn from_item(item: &Item) -> Result<Submission, StoreError> {
    let unreadable = || StoreError::Unreadable(TABLE);
    let reader = Reader { item, table: TABLE };
    let (organisation, id) = reader.text("pk")?.split_once('#').ok_or_else(unreadable)?;
    let stored: Stored = reader.json("submission")?.ok_or_else(unreadable)?;
    Ok(stored.into_submission(
        Slug::parse(organisation).map_err(|_| unreadable())?,
        id.to_owned(),
        reader.number("version")?,
        Stage::from_store(reader.text("send")?),
        Due::new(
            reader.time("next_attempt_at")?,
            reader
                .find_text("due")
                .and_then(|word| serde_json::from_value(word.into()).ok())
                .unwrap_or_default(),
        ),
    ))
}

impl Store {
    /// Writes a new submission.
    pub async fn put_submission(&self, submission: &Submission) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.users)
            .set_item(Some(to_item(submission)))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await;
        match put {
            // The id is random: if there is one of it, the answer to this very write was lost on its way.
            Err(error) if !condition_failed(&error) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// One submission, unless it has been worked off.
    pub async fn find_submission(
        &self,
        organisation: &Slug,
        id: &str,
    ) -> Result<Option<Submission>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.tables.users)
            .key("pk", s(user_key(organisation, id)))
            .consistent_read(true)
            .send()
            .await?;
        found.item().map(from_item).transpose()
    }

    /// Writes a changed submission over the version it was read as. `false`: somebody else has changed it since.
    pub async fn save_submission(&self, submission: &mut Submission) -> Result<bool, StoreError> {
        let before = submission.version;
        submission.version += 1;
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.users)
            .set_item(Some(to_item(submission)))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", n(before))
            .send()
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a submission that has been worked off.
    pub async fn remove_submission(&self, submission: &Submission) -> Result<(), StoreError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.tables.users)
            .key("pk", s(user_key(&submission.organisation, &submission.id)))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", n(submission.version))
            .send()
            .await;
        match deleted {
            // Somebody else has it, and removes it.
            Err(error) if !condition_failed(&error) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Keeps a username for whoever gives this contact, for so many seconds: until a user has it. `false`: somebody else
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
        let kept = self
            .client
            .update_item()
            .table_name(&self.tables.ephemera)
            .key("pk", s(name.key()))
            .update_expression("SET holder = :holder, expires = :expires")
            .condition_expression("attribute_not_exists(pk) OR expires <= :now OR holder = :holder")
            .expression_attribute_values(":holder", s(holder.key()))
            .expression_attribute_values(":now", n(now.as_second()))
            .expression_attribute_values(":expires", n(now.as_second() + seconds))
            .send()
            .await;
        match kept {
            Ok(_) => Ok(true),
            Err(error) if condition_failed(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        context::Context,
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
        let submission = Submission::receive(&context, &slug, profile, Some("counter".into()));
        let item = to_item(&submission);
        assert_eq!(from_item(&item).unwrap(), submission);
        for of_a_user in ["list_shard", "email", "username", "phone", "status"] {
            assert!(!item.contains_key(of_a_user), "{of_a_user}");
        }
        assert!(submission.user_id().starts_with("u_") && submission.id.starts_with("s_"));
        assert_eq!(submission.id[2..], submission.user_id()[2..]);
    }
}
