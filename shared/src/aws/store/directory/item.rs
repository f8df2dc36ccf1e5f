//! Entries of the directory as items.

use super::{Key, TABLE, listing_partition, unreadable, word_partition};
use crate::{
    aws::store::{
        StoreError,
        item::{self, Item, s},
        user_item::number_of,
    },
    domain::{
        directory::{Blocker, Counts, Filed, Listing, WordEntry, Words},
        organisation::Slug,
        user::{Source, Status},
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How entries are made of what is filed. Raised when people are to be filed otherwise: what was filed in another form is
/// filed again.
const FORM: u32 = 2;

pub(super) fn key_of((pk, sk): &Key) -> Item {
    item::item([("pk", s(pk)), ("sk", s(sk))])
}

/// A filed record, but for its key.
#[derive(Serialize, Deserialize)]
struct StoredFiled {
    version: u64,
    #[serde(default)]
    form: u32,
    words: String,
    status: Status,
    source: Source,
    department: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blocker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    import_id: Option<String>,
    list_key: String,
}

/// As what somebody was filed.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) filed: Filed,
    /// Their entries are those of today's form.
    pub(super) is_of_today: bool,
}

/// Where somebody's filed record stands: by when they were created.
pub(super) fn record_key(organisation: &Slug, id: &str, created_at: Timestamp) -> Key {
    let partition = listing_partition(organisation, &Listing::Created, number_of(id));
    (partition, format!("{created_at:.3}#{id}"))
}

/// The id, and when they were created, of a filed record's key.
pub(super) fn of_record_key(sk: &str) -> Option<(Timestamp, String)> {
    let (created_at, id) = sk.split_once('#')?;
    Some((created_at.parse().ok()?, id.to_owned()))
}

pub(super) fn record(key: &Key, filed: &Filed) -> Item {
    let stored = StoredFiled {
        version: filed.version,
        form: FORM,
        words: filed.words.to_store(),
        status: filed.status,
        source: filed.source,
        department: filed.department.clone(),
        blocker: filed.blocker.map(|blocker| blocker.as_str().to_owned()),
        import_id: filed.import.clone(),
        list_key: filed.list_key.clone(),
    };
    let mut item = item::to_item(&stored);
    item.extend(key_of(key));
    item
}

pub(super) fn from_record(item: &Item) -> Result<Kept, StoreError> {
    let stored: StoredFiled = item::read(item, TABLE)?;
    Ok(Kept {
        is_of_today: stored.form == FORM,
        filed: Filed {
            version: stored.version,
            words: Words::from_store(&stored.words),
            status: stored.status,
            source: stored.source,
            department: stored.department,
            blocker: stored.blocker.as_deref().and_then(Blocker::parse),
            import: stored.import_id,
            list_key: stored.list_key,
        },
    })
}

/// The entries of somebody who is filed so, but for the record: in lists by name, and under each word.
pub(super) fn entries(organisation: &Slug, id: &str, filed: &Filed) -> BTreeMap<Key, Item> {
    let mut entries = BTreeMap::new();
    for listing in filed.listings() {
        let partition = listing_partition(organisation, &listing, number_of(id));
        let key = (partition, filed.list_key.clone());
        let entry = key_of(&key);
        entries.insert(key, entry);
    }
    let words = filed.words.to_store();
    for word in filed.words.iter() {
        let Some(partition) = word_partition(organisation, word, 0) else {
            continue;
        };
        let key = (partition, format!("{word} {}", filed.list_key));
        let mut entry = key_of(&key);
        entry.insert("words".to_owned(), s(&words));
        entry.insert("department".to_owned(), s(&filed.department));
        entries.insert(key, entry);
    }
    entries
}

/// An entry's place in its partition.
pub(super) fn sort_key(item: &Item) -> Result<&str, StoreError> {
    let key = item.get("sk").and_then(|key| key.as_s().ok());
    key.map(String::as_str).ok_or_else(unreadable)
}

/// Whose an entry is, by its place. No id has a `#`.
pub(super) fn user_of(sort_key: &str) -> Result<String, StoreError> {
    let (_, id) = sort_key.rsplit_once('#').ok_or_else(unreadable)?;
    Ok(id.to_owned())
}

/// An entry under a word.
pub(super) fn word_entry(item: &Item) -> Result<WordEntry, StoreError> {
    #[derive(Deserialize)]
    struct Stored {
        sk: String,
        words: String,
        department: String,
    }
    let stored: Stored = item::read(item, TABLE)?;
    let (word, _) = stored.sk.split_once(' ').ok_or_else(unreadable)?;
    Ok(WordEntry {
        user_id: user_of(&stored.sk)?,
        word: word.to_owned(),
        words: Words::from_store(&stored.words),
        department: stored.department,
    })
}

/// What an item counts.
pub(super) fn counts(item: &Item) -> Counts {
    let mut counts = Counts::default();
    for name in Counts::names() {
        let number = item.get(name).and_then(|number| number.as_n().ok());
        counts.add(
            name,
            number.and_then(|number| number.parse().ok()).unwrap_or_default(),
        );
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{aws::store::stored_forms, domain::user::User};

    fn anna() -> User {
        stored_forms::reported()
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let anna = anna();
        let (filed, key) = (
            Filed::of(&anna),
            record_key(&anna.organisation, &anna.id, anna.created_at),
        );
        let kept = from_record(&record(&key, &filed)).unwrap();
        assert!(kept.is_of_today);
        assert_eq!(kept.filed, filed);
        assert_eq!(of_record_key(&key.1), Some((anna.created_at, anna.id.clone())));
    }

    #[test]
    fn a_record_of_another_form_is_filed_again() {
        let (anna, key) = (anna(), ("demo#created#0".to_owned(), "x".to_owned()));
        let mut item = record(&key, &Filed::of(&anna));
        item.remove("form");
        item.insert("blocker".to_owned(), s("of a later version"));
        let kept = from_record(&item).unwrap();
        assert!(!kept.is_of_today);
        assert_eq!(kept.filed.blocker, None);
    }

    #[test]
    fn an_entry_costs_one_write_unit_and_names_its_person() {
        let anna = anna();
        let filed = Filed::of(&anna);
        let entries = entries(&anna.organisation, &anna.id, &filed);
        assert_eq!(entries.len(), filed.listings().len() + filed.words.iter().count());
        for ((_, sk), item) in &entries {
            let bytes = item
                .iter()
                .map(|(name, value)| name.len() + value.as_s().map_or(8, String::len));
            assert!(bytes.sum::<usize>() < 1_024);
            assert_eq!(user_of(sk).unwrap(), anna.id);
            if item.contains_key("words") {
                let entry = word_entry(item).unwrap();
                assert!(filed.words.iter().any(|word| word == entry.word));
                assert_eq!(
                    (&entry.words, &entry.department),
                    (&filed.words, &filed.department)
                );
            }
        }
    }
}
