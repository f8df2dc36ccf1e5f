//! A user as an item of the Users table, and the keys of the table and its indexes.

use super::{
    StoreError,
    item::{self, Item, item, moment, n, s},
    users::{DUE_SHARDS, LIST_SHARDS},
};
use crate::domain::{
    activation::{Activation, Stage},
    capability::Rights,
    departments::Departments,
    due::{Due, Reason},
    history::History,
    identifier::{Identifier, Subject},
    notice::Notice,
    organisation::Slug,
    password::{Grant, Granter, Hash, OneTimePassword},
    provisioned::Provisioned,
    session::Ended,
    user::{ImportedFrom, Profile, Redeemed, Source, Status, User},
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) const TABLE: &str = "Users";

/// A number by which people are spread over the partitions of an index.
pub(super) fn number_of(id: &str) -> u32 {
    // The last letters of an id are as random as the others.
    id.bytes()
        .rev()
        .take(4)
        .fold(0, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

/// The key of a user or a submission.
pub(super) fn user_key(organisation: &Slug, id: &str) -> Item {
    item([("pk", s(format!("{organisation}#{id}")))])
}

/// Reads the key of a user or a submission, as a stream's record or an index carries it.
pub fn id_of_key(key: &str) -> Option<(Slug, String)> {
    let (organisation, id) = key.split_once('#')?;
    Some((Slug::parse(organisation).ok()?, id.to_owned()))
}

pub(super) fn identifier_key(organisation: &Slug, identifier: &Identifier) -> String {
    format!("{organisation}#{}#{}", identifier.field(), identifier.canonical())
}

/// The partition of the list index that a user stands in.
pub(super) fn list_shard(organisation: &Slug, shard: u32) -> String {
    format!("{organisation}#{shard}")
}

pub(super) fn held_shard(organisation: &Slug, shard: u32) -> String {
    format!("held#{organisation}#{shard}")
}

/// The partition of what is due that a user or submission stands in.
pub(super) fn due_shard(id: &str) -> String {
    format!("due#{}", number_of(id) % DUE_SHARDS)
}

/// The partition of the due index that a user stands in for this.
fn shard_of(due: Due, user: &User) -> String {
    match due.why {
        Reason::Release | Reason::Turn => held_shard(&user.organisation, number_of(&user.id) % LIST_SHARDS),
        Reason::Retry | Reason::Stream | Reason::Lease | Reason::Expiry | Reason::StartDate => {
            due_shard(&user.id)
        }
    }
}

/// A user's attributes, but for the keys. Items of before have fewer of them: what is absent has the safe meaning.
#[derive(Serialize, Deserialize)]
#[serde(remote = "User")]
struct StoredUser {
    #[serde(skip_serializing)]
    organisation: Slug,
    #[serde(skip_serializing)]
    id: String,
    #[serde(flatten)]
    profile: Profile,
    #[serde(default, skip_serializing_if = "Departments::is_empty")]
    managed_departments: Departments,
    status: Status,
    source: Source,
    created_at: Timestamp,
    #[serde(default)]
    activated_at: Option<Timestamp>,
    version: u64,
    #[serde(rename = "links")]
    link_generation: u32,
    #[serde(rename = "epoch")]
    session_epoch: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    standing: u32,
    #[serde(
        rename = "ended",
        with = "ended",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    ended_sessions: Vec<Ended>,
    #[serde(default)]
    password: Option<Hash>,
    #[serde(flatten, with = "one_time")]
    one_time_password: Option<OneTimePassword>,
    #[serde(default)]
    activation: Option<Activation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notices: Vec<Notice>,
    #[serde(flatten)]
    imported_from: Option<ImportedFrom>,
    #[serde(default)]
    sign_up_counter: Option<String>,
    #[serde(default)]
    sign_up_link: Option<String>,
    #[serde(default)]
    undecided_until: Option<Timestamp>,
    #[serde(default)]
    history: History,
    #[serde(default)]
    redeemed: Option<Redeemed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_sign_in_at: Option<Timestamp>,
    #[serde(rename = "sso", default, skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Subject>,
    #[serde(default)]
    provisioned: Option<Provisioned>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun_again_at: Option<Timestamp>,
    #[serde(rename = "break_glass", default, skip_serializing_if = "std::ops::Not::not")]
    is_break_glass: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Ended sessions: `id:until`, one after the other.
mod ended {
    use super::{Deserialize, Deserializer, Ended, Serializer};

    pub(super) fn serialize<S: Serializer>(ended: &[Ended], serializer: S) -> Result<S::Ok, S::Error> {
        let ended: Vec<String> = ended
            .iter()
            .map(|ended| format!("{}:{}", ended.id, ended.until))
            .collect();
        serializer.serialize_str(&ended.join(" "))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Ended>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let ended = text.split(' ').filter_map(|ended| {
            let (id, until) = ended.split_once(':')?;
            Some(Ended {
                id: id.to_owned(),
                until: until.parse().ok()?,
            })
        });
        Ok(ended.collect())
    }
}

/// A one-time password's attributes.
#[derive(Serialize, Deserialize)]
struct StoredOneTimePassword {
    #[serde(rename = "one_time_hash")]
    hash: String,
    #[serde(rename = "one_time_until")]
    until: Timestamp,
    /// One of before this was kept counts as given by hand.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[serde(rename = "one_time_generated")]
    generated: u32,
    /// One of before grants were kept counts as given to somebody without rights.
    #[serde(default)]
    #[serde(rename = "one_time_may")]
    may: u8,
    /// Granters, one after the other.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[serde(rename = "one_time_by")]
    by: String,
}

mod one_time {
    use super::{
        Deserialize, Deserializer, Grant, Granter, OneTimePassword, Rights, Serialize, Serializer,
        StoredOneTimePassword,
    };

    #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(
        one_time: &Option<OneTimePassword>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let stored = one_time.as_ref().map(|one_time| {
            let by: Vec<String> = one_time.grant.by.iter().map(Granter::to_store).collect();
            StoredOneTimePassword {
                hash: one_time.hash.clone(),
                until: one_time.expires_at,
                generated: u32::from(one_time.is_generated),
                may: one_time.grant.rights.bits(),
                by: by.join(" "),
            }
        });
        stored.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OneTimePassword>, D::Error> {
        let stored: Option<StoredOneTimePassword> = Option::deserialize(deserializer)?;
        Ok(stored.map(|stored| {
            let by = stored.by.split(' ').filter(|by| !by.is_empty());
            OneTimePassword {
                hash: stored.hash,
                expires_at: stored.until,
                is_generated: stored.generated == 1,
                grant: Grant {
                    by: by.map(Granter::from_store).collect(),
                    rights: Rights::from_bits(stored.may),
                },
            }
        }))
    }
}

/// A user whose fields are an item's attributes.
struct ByField<'a>(&'a User);

impl Serialize for ByField<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredUser::serialize(self.0, serializer)
    }
}

pub(super) fn to_item(user: &User) -> Item {
    let mut item = item::to_item(&ByField(user));
    item.extend(user_key(&user.organisation, &user.id));
    let shard = list_shard(&user.organisation, number_of(&user.id) % LIST_SHARDS);
    item.insert("list_shard".to_owned(), s(shard));
    item.insert("list_key".to_owned(), s(user.list_key()));
    if let Some(stage) = stage_for_the_stream(user) {
        item.insert("send".to_owned(), s(stage.as_str()));
    }
    if let Some(due) = user.place() {
        item.insert("due_shard".to_owned(), s(shard_of(due, user)));
        item.insert("next_attempt_at".to_owned(), moment(due.at));
    }
    item
}

/// What the stream's filter asks for: whether there is anything to be sent.
fn stage_for_the_stream(user: &User) -> Option<Stage> {
    if user.notices.iter().any(Notice::is_requested) {
        return Some(Stage::Requested);
    }
    user.activation.as_ref().map(|activation| activation.stage)
}

/// Reads a user as a stream's record shows them. `None`: it is none of ours.
pub fn user_of_image(image: &serde_json::Value) -> Option<User> {
    from_item(&item::item_of_image(image)?).ok()
}

/// When somebody was erased. Of them no more is left than this, under their key.
const ERASED_AT: &str = "erased_at";

/// What is left of an erased user: an id that nobody gets again. A writer who expects the version it has read, or nobody,
/// finds that it is not there: an import that is delivered again creates nobody a second time.
pub(super) fn left_of(user: &User, now: Timestamp) -> Item {
    let mut left = user_key(&user.organisation, &user.id);
    left.insert(ERASED_AT.to_owned(), moment(now));
    left.insert("version".to_owned(), n(user.version + 1));
    left
}

/// A user, unless they were erased.
pub(super) fn living(item: &Item) -> Result<Option<User>, StoreError> {
    if item.contains_key(ERASED_AT) {
        return Ok(None);
    }
    from_item(item).map(Some)
}

/// Users, without those who were erased.
pub(super) fn all_living(items: &[Item]) -> Result<Vec<User>, StoreError> {
    items.iter().filter_map(|item| living(item).transpose()).collect()
}

pub(super) fn from_item(item: &Item) -> Result<User, StoreError> {
    let key = item.get("pk").and_then(|pk| pk.as_s().ok());
    let of_key = key.and_then(|key| id_of_key(key));
    let (organisation, id) = of_key.ok_or(StoreError::Unreadable(TABLE))?;
    let of_key = [("organisation", organisation.as_str()), ("id", id.as_str())];
    item::read_with(item, of_key, StoredUser::deserialize).map_err(|_| StoreError::Unreadable(TABLE))
}

#[cfg(test)]
mod tests {
    use super::{super::stored_forms, *};
    use crate::domain::{
        activation::{Channel, DeliveryStatus, SENDING_LEASE},
        field::Field,
        notice::Occurrence,
        principal::Principal,
        provisioned::{Braked, Held, Removal, Resource},
        user::Means,
    };

    fn anna() -> User {
        let now: Timestamp = "2026-08-01T08:00:00.123Z".parse().unwrap();
        let mut user = User::invite(
            &Slug::parse("demo").unwrap(),
            "u_0123456789abcdef".into(),
            stored_forms::profile(),
            Source::Import,
            Principal::User("u_abcdef0123456789".into()),
            now,
        );
        let mut activation = Activation::request(now);
        activation.record(
            Channel::Email,
            DeliveryStatus::Sent,
            None,
            Some("m-1".into()),
            now,
        );
        user.activation = Some(activation);
        user.ended_sessions = vec![Ended::at(now, "s_0123456789abcdef")];
        user.imported_from = Some(ImportedFrom {
            import_id: "im_0123456789abcdef".into(),
            row: 214,
        });
        user.one_time_password = Some(OneTimePassword {
            hash: "0".repeat(26),
            expires_at: now,
            is_generated: true,
            grant: Grant {
                by: vec![Granter {
                    id: "u_abcdef0123456789".into(),
                    standing: Some(1),
                }],
                rights: Rights::from_bits(1),
            },
        });
        user
    }

    /// The partition of the due index that a user stands in.
    fn partition_of(user: &User) -> String {
        to_item(user)["due_shard"].as_s().unwrap().clone()
    }

    #[test]
    fn a_user_is_read_back_as_written() {
        assert_eq!(from_item(&to_item(&anna())).unwrap(), anna());
        let mut active = anna();
        active.redeemed = Some(Redeemed {
            means: Means::Link,
            generation: 1,
            links: 2,
            epoch: 2,
            at: active.created_at,
        });
        active.subjects = vec![Subject::new("https://login.example/one", "ida")];
        assert_eq!(from_item(&to_item(&active)).unwrap(), active);
    }

    #[test]
    fn whom_a_directory_keeps_in_step_is_read_back_and_who_was_there_before_is_kept_by_none() {
        let mut user = anna();
        let sent = serde_json::json!({
            "userName": "Anna@example.com", "externalId": "x-1", "name": { "givenName": "Anna" }, "shoeSize": 38,
        });
        let resource = Resource::read(sent.as_object().unwrap().clone()).unwrap();
        let fields = vec![Field::FirstName, Field::Email];
        user.provisioned = Some(Provisioned::new(user.created_at, fields, resource));
        let mut item = to_item(&user);
        let stored: serde_json::Value = serde_json::from_str(item["provisioned"].as_s().unwrap()).unwrap();
        let at = user.created_at.to_string();
        assert_eq!(
            stored,
            serde_json::json!({ "since": at, "changed_at": at, "fields": "first_name email", "resource": sent })
        );
        assert_eq!(from_item(&item).unwrap(), user);
        let mut held = user.clone();
        let known = held.provisioned.as_mut().unwrap();
        known.held = Some(Held {
            hold: "h_1".into(),
            removal: Removal::Erase,
        });
        known.braked = Some(Braked {
            by: "it_1".into(),
            at: user.created_at,
        });
        assert_eq!(from_item(&to_item(&held)).unwrap(), held);
        assert!(user.is_shown_active() && !held.is_shown_active());
        let names: Vec<String> = user
            .identifiers()
            .iter()
            .map(|identifier| identifier_key(&user.organisation, identifier))
            .collect();
        assert_eq!(
            names[2..],
            ["demo#user_name#anna@example.com", "demo#external_id#x-1"]
        );
        item.remove("provisioned");
        let before = from_item(&item).unwrap();
        assert_eq!((before.identifiers().len(), before.provisioned), (2, None));
        // A field of another version is left out.
        let other = stored
            .to_string()
            .replace("first_name email", "first_name shoe_size email");
        item.insert("provisioned".to_owned(), s(other));
        assert_eq!(from_item(&item).unwrap(), user);
    }

    #[test]
    fn a_grant_of_before_standings_were_kept_names_its_granters_alone() {
        let mut item = to_item(&anna());
        item.insert("one_time_by".to_owned(), s("u_a u_b:3"));
        let one_time = from_item(&item).unwrap().one_time_password.unwrap();
        let by: Vec<(&str, Option<u32>)> = one_time
            .grant
            .by
            .iter()
            .map(|granter| (granter.id.as_str(), granter.standing))
            .collect();
        assert_eq!(by, [("u_a", None), ("u_b", Some(3))]);
    }

    #[test]
    fn a_one_time_password_of_before_grants_were_kept_counts_as_the_weakest() {
        let mut item = to_item(&anna());
        item.remove("one_time_by");
        item.remove("one_time_may");
        item.remove("one_time_generated");
        let one_time = from_item(&item).unwrap().one_time_password.unwrap();
        assert_eq!((one_time.grant, one_time.is_generated), (Grant::default(), false));
    }

    #[test]
    fn a_user_with_everything_costs_one_write_unit() {
        let bytes: usize = to_item(&anna())
            .iter()
            .map(|(name, value)| name.len() + value.as_s().map_or(8, String::len))
            .sum();
        assert!(
            bytes < 1_024 + 200,
            "{bytes} bytes with a one-time password, a delivery and both identifiers"
        );
    }

    #[test]
    fn a_report_leaves_a_user_within_one_write_unit() {
        let item = to_item(&stored_forms::reported());
        let bytes: usize = item
            .iter()
            .map(|(name, value)| name.len() + value.as_s().map_or(8, String::len))
            .sum();
        assert!(bytes < 1_024, "{bytes} bytes");
    }

    /// What somebody costs whom administrators correct again and again: an invited person, whose own details are the rest.
    #[test]
    fn a_user_who_is_changed_again_and_again_stays_within_six_write_units() {
        let mut user = anna();
        let by = || Some(Principal::User("u_abcdef0123456789".into()));
        let mut largest = 0;
        for round in 0..200 {
            let letters = ["ø", "æ"][round % 2];
            let profile = Profile {
                first_name: letters.repeat(100),
                last_name: letters.repeat(100),
                department: format!("d_{round:016}"),
                job_profile: format!("j_{round:016}"),
                permission_type: format!("p_{round:016}"),
                ..user.profile.clone()
            };
            user.change_profile(profile, user.created_at, by());
            let bytes = to_item(&user)
                .iter()
                .map(|(name, value)| name.len() + value.as_s().map_or(8, String::len))
                .sum::<usize>();
            largest = largest.max(bytes);
        }
        assert!((4 * 1_024..6 * 1_024).contains(&largest), "{largest} bytes");
        assert_eq!(from_item(&to_item(&user)).unwrap(), user);
    }

    #[test]
    fn a_notice_is_asked_for_and_due_as_an_activation_is() {
        let mut user = anna();
        user.activation.as_mut().unwrap().hold();
        let text = |user: &User, name: &str| to_item(user).get(name).and_then(|v| v.as_s().ok().cloned());
        assert!(partition_of(&user).starts_with("held#"));
        let now = user.created_at;
        user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", now);
        user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", now);
        assert_eq!(user.notices.len(), 1);
        assert_eq!(text(&user, "send").as_deref(), Some("requested"));
        assert!(partition_of(&user).starts_with("due#"));
        assert_eq!(from_item(&to_item(&user)).unwrap(), user);
        user.notices[0].take(now);
        assert_eq!(text(&user, "send").as_deref(), Some("held"));
    }

    #[test]
    fn a_user_taken_in_their_turn_keeps_their_place_until_the_sender_is_done() {
        let mut user = anna();
        user.activation.as_mut().unwrap().queue(user.created_at);
        let place = |user: &User| {
            let item = to_item(user);
            ["due_shard", "next_attempt_at"].map(|key| item.get(key).cloned())
        };
        let (waiting, now) = (place(&user), user.created_at + SENDING_LEASE);
        let waited = user.due();
        let activation = user.activation.as_mut().unwrap();
        activation.take_from(waited, now);
        assert_eq!(place(&user), waiting);
        assert_eq!(user.due(), Some(Due::new(now + SENDING_LEASE, Reason::Lease)));
        assert_eq!(from_item(&to_item(&user)).unwrap(), user);
        // The sender died: the next one takes over after the lease, from the same place.
        assert_eq!(user.resume(now), None);
        let later = now + SENDING_LEASE;
        let waited = user.due();
        assert_eq!(user.resume(later), Some(Reason::Lease));
        user.activation.as_mut().unwrap().take_from(waited, later);
        assert_eq!(place(&user), waiting);
        user.activation.as_mut().unwrap().retry_at(later);
        assert!(partition_of(&user).starts_with("due#"));
        user.activation.as_mut().unwrap().take(later);
        assert!(partition_of(&user).starts_with("due#"));
    }

    #[test]
    fn of_an_erased_user_no_more_is_left_than_an_id() {
        let user = anna();
        let left = left_of(&user, user.created_at);
        let mut names: Vec<&str> = left.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["erased_at", "pk", "version"]);
        assert_eq!(living(&left).unwrap(), None);
        let other = User {
            id: "u_bcdef0123456789a".into(),
            ..user.clone()
        };
        let items = [left.clone(), to_item(&user), left, to_item(&other)];
        assert_eq!(all_living(&items).unwrap(), [user, other]);
        assert!(living(&item([("pk", s("demo#u_1"))])).is_err());
    }

    #[test]
    fn a_very_long_name_stays_within_the_sort_keys_limit() {
        let mut user = anna();
        user.profile.first_name = "﷽".repeat(100);
        assert!(user.list_key().len() <= 1_024);
    }
}
