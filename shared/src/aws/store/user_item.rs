//! A user as an item of the Users table, and the keys of the table and its indexes.

use super::{
    StoreError,
    item::{Item, Reader, json, moment, n, put_some, s},
    users::{DUE_SHARDS, LIST_SHARDS},
};
use crate::domain::{
    activation::{Activation, Stage},
    capability::Rights,
    due::{Due, Reason},
    field::{Field, FieldKind, Fields},
    identifier::Identifier,
    notice::Notice,
    organisation::Slug,
    password::{Grant, Granter, Hash, OneTimePassword},
    session::Ended,
    user::{ImportedFrom, Profile, Source, Status, User},
};
use std::collections::HashMap;

/// Names sort by this many bytes; DynamoDB's limit for a sort key is 1,024.
const SORT_NAME_BYTES: usize = 400;

fn number_of(id: &str) -> u32 {
    // The last letters of an id are as random as the others.
    id.bytes()
        .rev()
        .take(4)
        .fold(0, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

pub(super) fn user_key(organisation: &Slug, id: &str) -> String {
    format!("{organisation}#{id}")
}

pub(super) fn identifier_key(organisation: &Slug, identifier: &Identifier) -> String {
    format!("{organisation}#{}#{}", identifier.field(), identifier.canonical())
}

/// The partition of the list index that a user stands in.
pub(super) fn list_shard(organisation: &Slug, shard: u32) -> String {
    format!("{organisation}#{shard}")
}

fn list_key(user: &User) -> String {
    let mut name = user.sort_name();
    if name.len() > SORT_NAME_BYTES {
        let end = (0..=SORT_NAME_BYTES)
            .rev()
            .find(|at| name.is_char_boundary(*at))
            .unwrap_or(0);
        name.truncate(end);
    }
    format!("{name}#{}", user.id)
}

pub(super) fn held_shard(organisation: &Slug, shard: u32) -> String {
    format!("held#{organisation}#{shard}")
}

/// The partition of what is due that a user or submission stands in.
pub(super) fn due_shard(id: &str) -> String {
    format!("due#{}", number_of(id) % DUE_SHARDS)
}

pub(super) fn to_item(user: &User) -> Item {
    let profile = &user.profile;
    let mut item: Item = HashMap::from([
        ("pk".to_owned(), s(user_key(&user.organisation, &user.id))),
        (
            "list_shard".to_owned(),
            s(list_shard(&user.organisation, number_of(&user.id) % LIST_SHARDS)),
        ),
        ("list_key".to_owned(), s(list_key(user))),
        ("status".to_owned(), s(user.status.as_str())),
        ("source".to_owned(), s(user.source.as_str())),
        ("created_at".to_owned(), s(user.created_at.to_string())),
        ("version".to_owned(), n(user.version)),
        ("links".to_owned(), n(user.link_generation)),
        ("epoch".to_owned(), n(user.session_epoch)),
        ("history".to_owned(), json(&user.history)),
    ]);
    put_profile(&mut item, profile);
    put_some(
        &mut item,
        "activated_at",
        user.activated_at.map(|at| at.to_string()),
    );
    put_some(&mut item, "password", user.password.as_ref().map(Hash::as_str));
    if let Some(one_time) = &user.one_time_password {
        item.insert("one_time_hash".to_owned(), s(&one_time.hash));
        item.insert("one_time_until".to_owned(), s(one_time.expires_at.to_string()));
        item.insert("one_time_may".to_owned(), n(one_time.grant.rights.bits()));
        if one_time.is_generated {
            item.insert("one_time_generated".to_owned(), n(1));
        }
        if !one_time.grant.by.is_empty() {
            let by: Vec<String> = one_time.grant.by.iter().map(Granter::to_store).collect();
            item.insert("one_time_by".to_owned(), s(by.join(" ")));
        }
    }
    if user.standing > 0 {
        item.insert("standing".to_owned(), n(user.standing));
    }
    put_some(&mut item, "sign_up_counter", user.sign_up_counter.as_ref());
    if !user.ended_sessions.is_empty() {
        let ended = user.ended_sessions.iter();
        let ended: Vec<String> = ended
            .map(|ended| format!("{}:{}", ended.id, ended.until))
            .collect();
        item.insert("ended".to_owned(), s(ended.join(" ")));
    }
    if let Some(from) = &user.imported_from {
        item.insert("import_id".to_owned(), s(&from.import_id));
        item.insert("import_row".to_owned(), n(from.row));
    }
    if let Some(redeemed) = &user.redeemed {
        item.insert("redeemed".to_owned(), json(redeemed));
    }
    if let Some(activation) = &user.activation {
        item.insert("send".to_owned(), s(activation.stage.as_str()));
        item.insert("activation".to_owned(), json(activation));
    }
    if !user.notices.is_empty() {
        item.insert("notices".to_owned(), json(&user.notices));
    }
    if user.notices.iter().any(Notice::is_requested) {
        // What the stream's filter asks for.
        item.insert("send".to_owned(), s(Stage::Requested.as_str()));
    }
    if let Some(due) = user.due() {
        item.insert("due_shard".to_owned(), s(shard_of(due, user)));
        item.insert("next_attempt_at".to_owned(), moment(due.at));
    }
    item
}

/// The fields of a profile, each under its own name.
fn put_profile(item: &mut Item, profile: &Profile) {
    for field in Field::of_profile() {
        put_some(item, field.name(), profile.text(field));
    }
}

/// The profile of an item. What does not fit a field that a user may be without is passed over.
fn profile_of(reader: &Reader) -> Result<Profile, StoreError> {
    let text = |field: Field| reader.text(field.name()).map(str::to_owned);
    let find = |field: Field| reader.find_text(field.name()).map(str::to_owned);
    Ok(Profile {
        first_name: text(Field::FirstName)?,
        last_name: text(Field::LastName)?,
        job_profile: text(Field::JobProfile)?,
        department: text(Field::Department)?,
        permission_type: text(Field::PermissionType)?,
        language: text(Field::Language)?,
        email: typed(find(Field::Email)),
        username: typed(find(Field::Username)),
        phone: typed(find(Field::Phone)),
        start_date: typed(find(Field::StartDate)),
        texts: Fields::from_fn(|field| match field.kind() {
            FieldKind::Text { .. } => find(field),
            _ => None,
        }),
    })
}

/// A value in its own type, as it was checked before it was written.
fn typed<T: serde::de::DeserializeOwned>(text: Option<String>) -> Option<T> {
    serde_json::from_value(text?.into()).ok()
}

/// The partition of the due index that a user stands in for this.
fn shard_of(due: Due, user: &User) -> String {
    match due.why {
        Reason::Release => held_shard(&user.organisation, number_of(&user.id) % LIST_SHARDS),
        Reason::Retry | Reason::Stream | Reason::Lease | Reason::Expiry => due_shard(&user.id),
    }
}

pub(super) fn from_item(item: &Item) -> Result<User, StoreError> {
    const TABLE: &str = "Users";
    let unreadable = || StoreError::Unreadable(TABLE);
    let reader = Reader { item, table: TABLE };
    let (organisation, id) = reader.text("pk")?.split_once('#').ok_or_else(unreadable)?;
    let one_time_password = match (
        reader.find_text("one_time_hash"),
        reader.find_time("one_time_until"),
    ) {
        (Some(hash), Some(expires_at)) => Some(OneTimePassword {
            hash: hash.to_owned(),
            expires_at,
            // One of before this was kept counts as given by hand.
            is_generated: reader.find_number("one_time_generated").unwrap_or(0) == 1,
            // One of before grants were kept counts as given to somebody without rights.
            grant: Grant {
                by: reader
                    .find_text("one_time_by")
                    .map(|by| by.split(' ').map(Granter::from_store).collect())
                    .unwrap_or_default(),
                rights: Rights::from_bits(reader.find_number("one_time_may").unwrap_or(0)),
            },
        }),
        _ => None,
    };
    let imported_from = match (reader.find_text("import_id"), reader.find_number("import_row")) {
        (Some(import_id), Some(row)) => Some(ImportedFrom {
            import_id: import_id.to_owned(),
            row,
        }),
        _ => None,
    };
    let ended_sessions = reader.find_text("ended").into_iter().flat_map(|text| {
        text.split(' ').filter_map(|ended| {
            let (id, until) = ended.split_once(':')?;
            Some(Ended {
                id: id.to_owned(),
                until: until.parse().ok()?,
            })
        })
    });
    let activation: Option<Activation> = reader.json("activation")?;
    Ok(User {
        organisation: Slug::parse(organisation).map_err(|_| unreadable())?,
        id: id.to_owned(),
        profile: profile_of(&reader)?,
        status: Status::parse(reader.text("status")?).ok_or_else(unreadable)?,
        source: Source::parse(reader.text("source")?).ok_or_else(unreadable)?,
        created_at: reader.time("created_at")?,
        activated_at: reader.find_time("activated_at"),
        version: reader.number("version")?,
        link_generation: reader.number("links")?,
        session_epoch: reader.number("epoch")?,
        standing: reader.find_number("standing").unwrap_or(0),
        ended_sessions: ended_sessions.collect(),
        password: reader.find_text("password").map(Hash::from_store),
        one_time_password,
        activation,
        notices: reader.json("notices")?.unwrap_or_default(),
        imported_from,
        sign_up_counter: reader.find_text("sign_up_counter").map(str::to_owned),
        history: reader.json("history")?.unwrap_or_default(),
        redeemed: reader.json("redeemed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        activation::{Channel, DeliveryStatus},
        identifier::{Email, Phone, Username},
        notice::Occurrence,
        principal::Principal,
        user::{Means, Redeemed, Source},
    };
    use jiff::Timestamp;

    fn anna() -> User {
        let now: Timestamp = "2026-08-01T08:00:00.123Z".parse().unwrap();
        let profile = Profile {
            first_name: "Anna".into(),
            last_name: "Sørensen-Müller".into(),
            job_profile: "j_0123456789abcdef".into(),
            department: "d_0123456789abcdef".into(),
            permission_type: "p_0123456789abcdef".into(),
            language: "da".into(),
            email: Email::parse("anna.soerensen@nordlys-detail.example").ok(),
            username: Username::parse("anna").ok(),
            phone: Phone::parse("+4520123456", None).ok(),
            start_date: "2026-09-01".parse().ok(),
            texts: Fields::default(),
        };
        let mut user = User::invite(
            &Slug::parse("demo").unwrap(),
            "u_0123456789abcdef".into(),
            profile,
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
        assert_eq!(from_item(&to_item(&active)).unwrap(), active);
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
    fn a_notice_is_asked_for_and_due_as_an_activation_is() {
        let mut user = anna();
        user.activation.as_mut().unwrap().hold();
        let text = |user: &User, name: &str| to_item(user).get(name).and_then(|v| v.as_s().ok().cloned());
        assert!(text(&user, "due_shard").unwrap().starts_with("held#"));
        let now = user.created_at;
        user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", now);
        user.notify(Occurrence::EmailChanged, Channel::Email, "old@example.com", now);
        assert_eq!(user.notices.len(), 1);
        assert_eq!(text(&user, "send").as_deref(), Some("requested"));
        assert!(text(&user, "due_shard").unwrap().starts_with("due#"));
        assert_eq!(from_item(&to_item(&user)).unwrap(), user);
        user.notices[0].take(now);
        assert_eq!(text(&user, "send").as_deref(), Some("held"));
    }

    #[test]
    fn a_very_long_name_stays_within_the_sort_keys_limit() {
        let mut user = anna();
        user.profile.first_name = "﷽".repeat(100);
        assert!(list_key(&user).len() <= 1_024);
    }
}
