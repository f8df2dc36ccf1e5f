//! Entries of the directory as items.

use super::{Key, TABLE, listing_partition, unreadable, word_partition};
use crate::{
    aws::store::{
        StoreError,
        item::{self, Item, s},
        user_item::number_of,
    },
    domain::{
        directory::{Blocker, Counts, Fact, Facts, Filed, Listing, WordEntry, Words, created_key},
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
    #[serde(default)]
    job_profile: String,
    #[serde(default)]
    permission_type: String,
    #[serde(default)]
    language: String,
}

/// What an entry says of somebody, but for its key. Entries of before say less, or nothing.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Said where the status is: left out, nothing keeps them back.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocker: Option<String>,
    /// Said where the source is: left out, no import created them.
    #[serde(skip_serializing_if = "Option::is_none")]
    import_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
}

impl StoredFacts {
    fn of(facts: &Facts) -> Self {
        Self {
            words: facts.words.known().map(Words::to_store),
            status: facts.status.known().copied(),
            source: facts.source.known().copied(),
            department: facts.department.known().cloned(),
            job_profile: facts.job_profile.known().cloned(),
            permission_type: facts.permission_type.known().cloned(),
            language: facts.language.known().cloned(),
            blocker: facts
                .blocker
                .known()
                .copied()
                .flatten()
                .map(|blocker| blocker.as_str().to_owned()),
            import_id: facts.import.known().cloned().flatten(),
            created_at: facts.created_at.known().cloned(),
        }
    }

    fn read(self) -> Facts {
        let blocker = match (self.status, self.blocker.as_deref()) {
            (None, _) => Fact::Unknown,
            (Some(_), None) => Fact::Is(None),
            // One of a later version is none that is asked for here.
            (Some(_), Some(blocker)) => Fact::Is(Blocker::parse(blocker)),
        };
        Facts {
            import: self.source.map_or(Fact::Unknown, |_| Fact::Is(self.import_id)),
            words: self.words.as_deref().map(Words::from_store).into(),
            blocker,
            status: self.status.into(),
            source: self.source.into(),
            department: self.department.into(),
            job_profile: self.job_profile.into(),
            permission_type: self.permission_type.into(),
            language: self.language.into(),
            created_at: self.created_at.into(),
        }
    }
}

/// An entry that says something.
fn entry_of(key: &Key, facts: &Facts) -> Item {
    let mut entry = item::to_item(&StoredFacts::of(facts));
    entry.extend(key_of(key));
    entry
}

/// What an entry says of somebody.
pub(super) fn facts(item: &Item) -> Result<Facts, StoreError> {
    Ok(item::read::<StoredFacts>(item, TABLE)?.read())
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
    (partition, format!("{}#{id}", created_key(created_at)))
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
        job_profile: filed.job_profile.clone(),
        permission_type: filed.permission_type.clone(),
        language: filed.language.clone(),
    };
    let mut item = item::to_item(&stored);
    item.extend(key_of(key));
    item
}

pub(super) fn from_record(item: &Item) -> Result<Kept, StoreError> {
    let stored: StoredFiled = item::read(item, TABLE)?;
    let (created_at, _) = sort_key(item)?.split_once('#').ok_or_else(unreadable)?;
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
            job_profile: stored.job_profile,
            permission_type: stored.permission_type,
            language: stored.language,
            created_at: created_at.to_owned(),
        },
    })
}

/// What a filed record says of somebody. One of another form does not say what was not filed then.
pub(super) fn facts_of_record(item: &Item) -> Result<Facts, StoreError> {
    let Kept { filed, is_of_today } = from_record(item)?;
    let facts = Facts::of(&filed);
    if is_of_today {
        return Ok(facts);
    }
    Ok(Facts {
        words: Fact::Unknown,
        job_profile: Fact::Unknown,
        permission_type: Fact::Unknown,
        language: Fact::Unknown,
        ..facts
    })
}

/// The entries of somebody who is filed so, but for the record: in lists by name, and under each word.
pub(super) fn entries(organisation: &Slug, id: &str, filed: &Filed) -> BTreeMap<Key, Item> {
    let mut entries = BTreeMap::new();
    let facts = Facts::of(filed);
    for listing in filed.listings() {
        let partition = listing_partition(organisation, &listing, number_of(id));
        let key = (partition, filed.list_key.clone());
        let entry = entry_of(&key, &facts);
        entries.insert(key, entry);
    }
    let facts = Facts::lasting(filed);
    for word in filed.words.iter() {
        let Some(partition) = word_partition(organisation, word, 0) else {
            continue;
        };
        let key = (partition, format!("{word} {}", filed.list_key));
        let entry = entry_of(&key, &facts);
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
    let key = sort_key(item)?;
    let (word, _) = key.split_once(' ').ok_or_else(unreadable)?;
    let facts = facts(item)?;
    Ok(WordEntry {
        user_id: user_of(key)?,
        word: word.to_owned(),
        words: facts.words.known().cloned().ok_or_else(unreadable)?,
        facts,
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
        let (anna, key) = (anna(), ("demo#created#0".to_owned(), "x#y".to_owned()));
        let mut item = record(&key, &Filed::of(&anna));
        for later in ["form", "job_profile", "permission_type", "language"] {
            item.remove(later);
        }
        item.insert("blocker".to_owned(), s("of a later version"));
        let kept = from_record(&item).unwrap();
        assert!(!kept.is_of_today);
        assert_eq!(kept.filed.blocker, None);
        let facts = facts_of_record(&item).unwrap();
        assert_eq!((facts.language, facts.words), (Fact::Unknown, Fact::Unknown));
        assert_eq!(facts.status, Fact::Is(anna.status));
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
            if item.contains_key("status") {
                assert_eq!(facts(item).unwrap(), Facts::of(&filed));
            } else {
                let entry = word_entry(item).unwrap();
                assert!(filed.words.iter().any(|word| word == entry.word));
                assert_eq!(
                    (&entry.words, &entry.facts),
                    (&filed.words, &Facts::lasting(&filed))
                );
            }
        }
    }

    #[test]
    fn entries_of_before_say_less() {
        let key = key_of(&("demo#department#d_1#0".to_owned(), "anna holm#u_1".to_owned()));
        assert_eq!(facts(&key).unwrap(), Facts::default());
        let mut word = key_of(&("demo#w#a#6".to_owned(), "anna anna holm#u_1".to_owned()));
        word.insert("words".to_owned(), s("anna holm"));
        word.insert("department".to_owned(), s("d_1"));
        let entry = word_entry(&word).unwrap();
        assert_eq!((&*entry.word, &*entry.user_id), ("anna", "u_1"));
        let facts = Facts {
            words: Fact::Is(Words::from_store("anna holm")),
            department: Fact::Is("d_1".to_owned()),
            ..Facts::default()
        };
        assert_eq!(entry.facts, facts);
    }
}
