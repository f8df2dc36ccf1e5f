//! What the brake counts and holds of directories: each person comes by themselves, and what is written of the brake goes into the
//! same transaction as what is written of the person. So nobody is disabled who is not counted, nobody is held twice, and nobody is
//! held who is not on record.
//!
//! One item counts the people of one token, by the minute; a condition on the sum lets nobody pass beyond the limit, however many
//! come at once. Those who are held stand in a partition of their hold's own, by their ids.

use super::{
    Cancelled, Store, StoreError,
    call::{self, ABSENT, Terms},
    holds,
    item::{self as attributes, Item, n, s},
};
use crate::domain::{
    audit::AuditEntry,
    brake::{Counted, Source},
    context::Context,
    hold::{Hold, KEPT, Status},
    organisation::Slug,
    provisioned::Removal,
};
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const TABLE: &str = "Imports";
/// What the names of attributes begin with that count the people of a minute.
const MINUTE: &str = "m";

/// What is written of the brake beside a person.
#[derive(Debug, Clone)]
pub enum BrakeWrite {
    /// One more is counted, in the minute as of which it was found that there is room, and only where there still is.
    Count {
        /// By whom.
        source: Source,
        /// In which minute.
        minute: i64,
        /// How many there may be.
        most: u64,
    },
    /// A removal is held.
    Hold(Box<Holding>),
    /// A removal is held no more: the directory has taken it back.
    Withdraw {
        /// Under which hold it was.
        hold: String,
        /// Whose.
        user: String,
    },
}

/// A person's removal that is held.
#[derive(Debug, Clone)]
pub struct Holding {
    /// The person.
    pub user: String,
    /// What is held.
    pub removal: Removal,
    /// Under which hold, as it is or will be.
    pub hold: Hold,
    /// How the hold comes to this person.
    pub joining: Joining,
    /// When.
    pub at: Timestamp,
}

/// How a hold comes to one more person.
#[derive(Debug, Clone)]
pub enum Joining {
    /// It is made with them, in place of an earlier one of its source, with what the audit says of it.
    Opens {
        /// The earlier one.
        former: Option<String>,
        /// What the audit says.
        audit: Box<AuditEntry>,
    },
    /// It is there, and waits.
    Joins,
    /// It has them already, for another removal.
    Changes,
}

/// Somebody who is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPerson {
    /// Who it is.
    pub user: String,
    /// What was held of them first, or last.
    pub removal: Removal,
}

/// What counts a source's people, but for those of each minute.
#[derive(Serialize, Deserialize)]
struct StoredCounted {
    as_of: i64,
    counted: u64,
    there: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_hold: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredPerson {
    sk: String,
    removal: Removal,
}

fn counter_key(organisation: &Slug, source: &Source) -> Item {
    attributes::item([
        ("pk", s(format!("{organisation}#brake"))),
        ("sk", s(source.key())),
    ])
}

/// The partition of those whom a hold holds. No slug and no id has a `#`.
fn partition(organisation: &Slug, hold: &str) -> String {
    format!("{organisation}#held#{hold}")
}

fn person_key(organisation: &Slug, hold: &str, user: &str) -> Item {
    attributes::item([("pk", s(partition(organisation, hold))), ("sk", s(user))])
}

fn counted_item(organisation: &Slug, source: &Source, counted: &Counted, now: Timestamp) -> Item {
    let mut item = attributes::to_item(&StoredCounted {
        as_of: counted.minute,
        counted: counted.total(),
        there: counted.there,
        current_hold: counted.hold.clone(),
    });
    let minutes = counted.people.iter();
    item.extend(minutes.map(|(minute, people)| (format!("{MINUTE}{minute}"), n(people))));
    item.insert("expires".to_owned(), n((now + KEPT).as_second()));
    item.extend(counter_key(organisation, source));
    item
}

fn read_counted(item: &Item) -> Result<Counted, StoreError> {
    let stored: StoredCounted = attributes::read(item, TABLE)?;
    let minutes = item.iter().filter_map(|(name, value)| {
        let minute = name.strip_prefix(MINUTE)?.parse().ok()?;
        Some((minute, value.as_n().ok()?.parse().ok()?))
    });
    Ok(Counted {
        minute: stored.as_of,
        there: stored.there,
        people: minutes.collect::<BTreeMap<i64, u64>>(),
        hold: stored.current_hold,
    })
}

impl Store {
    /// Whom a source has changed within the hour before it was counted last.
    pub async fn find_counted(
        &self,
        organisation: &Slug,
        source: &Source,
    ) -> Result<Option<Counted>, StoreError> {
        let key = counter_key(organisation, source);
        let found = self.get(&self.tables.imports, key).await?;
        found.as_ref().map(read_counted).transpose()
    }

    /// Lets another minute begin. `false`: somebody was counted, or another minute begun, since `before` was read.
    pub async fn begin_minute(
        &self,
        now: Timestamp,
        (organisation, source): (&Slug, &Source),
        before: Option<&Counted>,
        counted: &Counted,
    ) -> Result<bool, StoreError> {
        let terms = match before {
            None => Terms::when(ABSENT),
            Some(before) => {
                let terms = match &before.hold {
                    None => Terms::when(
                        "as_of = :as_of AND counted = :counted AND attribute_not_exists(current_hold)",
                    ),
                    Some(hold) => {
                        Terms::when("as_of = :as_of AND counted = :counted AND current_hold = :current")
                            .value(":current", s(hold))
                    }
                };
                terms
                    .value(":as_of", n(before.minute))
                    .value(":counted", n(before.total()))
            }
        };
        let item = counted_item(organisation, source, counted, now);
        self.put(&self.tables.imports, item, terms).await
    }

    /// What is to be written of the brake, in the transaction that writes a person.
    pub(super) fn brake_writes(
        &self,
        organisation: &Slug,
        writes: &[BrakeWrite],
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut items = Vec::new();
        for write in writes {
            match write {
                BrakeWrite::Count { source, minute, most } => {
                    items.push(self.count_one(organisation, source, (*minute, *most))?);
                }
                BrakeWrite::Hold(holding) => items.extend(self.hold_one(organisation, holding)?),
                BrakeWrite::Withdraw { hold, user } => {
                    items.extend(self.withdraw_one(organisation, hold, user)?);
                }
            }
        }
        Ok(items)
    }

    fn count_one(
        &self,
        organisation: &Slug,
        source: &Source,
        (minute, most): (i64, u64),
    ) -> Result<TransactWriteItem, StoreError> {
        let terms = Terms::when("as_of = :as_of AND counted < :most")
            .name("#minute", &format!("{MINUTE}{minute}"))
            .value(":as_of", n(minute))
            .value(":most", n(most))
            .value(":one", n(1));
        let key = counter_key(organisation, source);
        call::update(
            &self.tables.imports,
            key,
            "ADD counted :one, #minute :one",
            &terms,
        )
    }

    fn hold_one(&self, organisation: &Slug, holding: &Holding) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (table, hold) = (&self.tables.imports, &holding.hold);
        let expires = n((holding.at + KEPT).as_second());
        let mut person = attributes::to_item(&StoredPerson {
            sk: holding.user.clone(),
            removal: holding.removal,
        });
        person.extend(person_key(organisation, &hold.id, &holding.user));
        person.insert("expires".to_owned(), expires);
        let mut items = vec![call::put(table, person, &Terms::always())?];
        let more = match &holding.joining {
            Joining::Opens { former, audit } => {
                items.push(call::put(table, holds::to_item(hold), &Terms::when(ABSENT))?);
                items.push(self.audit(organisation, audit)?);
                // Of many who find none at once, one makes one.
                let terms = match former {
                    None => Terms::when("attribute_not_exists(current_hold)"),
                    Some(former) => Terms::when("current_hold = :former").value(":former", s(former)),
                };
                let terms = terms.value(":hold", s(&hold.id));
                let key = counter_key(organisation, &hold.source);
                items.push(call::update(table, key, "SET current_hold = :hold", &terms)?);
                return Ok(items);
            }
            Joining::Joins => 1,
            Joining::Changes => 0,
        };
        // The hold is not kept longer for it: it would outlive those who came to it first, who would be shown as gone for ever.
        let terms = Terms::when("#status = :held")
            .name("#status", "status")
            .value(":held", s(Status::Held.as_str()))
            .value(":more", n(more));
        let key = holds::key_of(organisation, &hold.id);
        items.push(call::update(table, key, "ADD people :more", &terms)?);
        Ok(items)
    }

    fn withdraw_one(
        &self,
        organisation: &Slug,
        hold: &str,
        user: &str,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let table = &self.tables.imports;
        let fewer = Terms::when("attribute_exists(pk)").value(":fewer", n(-1));
        Ok(vec![
            call::delete(table, person_key(organisation, hold, user), &Terms::always())?,
            call::update(
                table,
                holds::key_of(organisation, hold),
                "ADD people :fewer",
                &fewer,
            )?,
        ])
    }

    /// Those whom a hold holds, by their ids: some of them after one, and whether there are more.
    pub async fn list_held(
        &self,
        organisation: &Slug,
        hold: &str,
        after: Option<&str>,
        limit: i32,
    ) -> Result<(Vec<HeldPerson>, bool), StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.tables.imports)
            .key_condition_expression("pk = :held")
            .expression_attribute_values(":held", s(partition(organisation, hold)))
            .set_exclusive_start_key(after.map(|user| person_key(organisation, hold, user)))
            .consistent_read(true)
            .limit(limit)
            .send()
            .await?;
        let people = answer
            .items()
            .iter()
            .map(|item| -> Result<HeldPerson, StoreError> {
                let stored: StoredPerson = attributes::read(item, TABLE)?;
                Ok(HeldPerson {
                    user: stored.sk,
                    removal: stored.removal,
                })
            });
        let people = people.collect::<Result<_, StoreError>>()?;
        Ok((people, answer.last_evaluated_key().is_some()))
    }

    /// A hold waits again: the job that was to carry it out has failed. `false`: it was decided otherwise since.
    pub async fn hold_again(
        &self,
        context: &Context,
        organisation: &Slug,
        hold: &str,
        job: &str,
    ) -> Result<bool, StoreError> {
        let terms = Terms::when("#status = :released AND #job = :job")
            .name("#status", "status")
            .name("#job", "job")
            .value(":released", s(Status::Released.as_str()))
            .value(":held", s(Status::Held.as_str()))
            .value(":job", s(job));
        let key = holds::key_of(organisation, hold);
        let change = "SET #status = :held REMOVE #job, decided_by, decided_at";
        let items = [call::update(&self.tables.imports, key, change, &terms)?];
        match self.transact(context, &items).await {
            Ok(()) => Ok(true),
            Err(Cancelled::Conditions(_)) => Ok(false),
            Err(Cancelled::Store(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{hold::Wish, principal::Principal};

    #[test]
    fn what_is_counted_is_read_back_minute_by_minute() {
        let slug = Slug::parse("demo").unwrap();
        let source = Source::Integration {
            token_id: "it_1".into(),
        };
        let counted = Counted {
            minute: 29_700_002,
            there: 100,
            people: [(29_700_001, 3), (29_700_002, 1)].into(),
            hold: Some("h_1".into()),
        };
        let mut item = counted_item(&slug, &source, &counted, Timestamp::UNIX_EPOCH);
        assert_eq!(read_counted(&item).unwrap(), counted);
        assert_eq!(item["sk"], s("integration#it_1"));
        assert_eq!((&item["counted"], &item["m29700001"]), (&n(4), &n(3)));
        item.remove("current_hold");
        assert_eq!(read_counted(&item).unwrap().hold, None);
    }

    #[test]
    fn a_hold_of_a_directory_is_read_back() {
        let token_id = "it_1".to_owned();
        let hold = Hold {
            organisation: Slug::parse("demo").unwrap(),
            id: "h_1".into(),
            source: Source::Integration {
                token_id: token_id.clone(),
            },
            asked_by: Principal::Integration(token_id.clone()),
            wish: Wish::Directory { token_id },
            people: 3,
            there: 40,
            status: Status::Held,
            created_at: Timestamp::UNIX_EPOCH,
            decided_by: None,
            decided_at: None,
            job: None,
        };
        assert_eq!(holds::from_item(&holds::to_item(&hold)).unwrap(), hold);
    }
}
