//! The directory: words, lists and counts, which follow from the users.
//!
//! Everybody has one *filed record*, their entry in the list of everybody: it says as what they were filed, and so where they
//! stand and among whom they are counted. It moves in one transaction with the counts ([`Store::file_users`](super::Store::file_users)).

mod filing;
mod item;
mod lookup;
mod moves;
mod recount;

pub use filing::{Subject, Tally};
pub use lookup::{LAST, Page};
pub use recount::{Recorded, Swept};

use super::{StoreError, users::LIST_SHARDS};
use crate::domain::{
    directory::{Listing, Scope},
    organisation::Slug,
};

const TABLE: &str = "Directory";

/// Partitions of the words that begin with one letter, by their second one.
pub const WORD_BUCKETS: u32 = 8;
/// Items that count everybody: each transaction moves one of them, so that they seldom meet.
const COUNT_SHARDS: u64 = 4;

/// A partition's key and an entry's within it.
type Key = (String, String);

/// The partition of a list that people of this number stand in.
fn listing_partition(organisation: &Slug, listing: &Listing, number: u32) -> String {
    format!("{organisation}#{}#{}", listing.name(), number % LIST_SHARDS)
}

/// The partition that a word stands in, or all that begin as it does. One of a single letter begins words in each bucket.
fn word_partition(organisation: &Slug, word: &str, bucket: u32) -> Option<String> {
    let mut letters = word.chars();
    let first = letters.next()?;
    let bucket = letters.next().map_or(bucket, u32::from) % WORD_BUCKETS;
    Some(format!("{organisation}#w#{first}#{bucket}"))
}

fn counts_partition(organisation: &Slug) -> String {
    format!("{organisation}#counts")
}

/// The item that counts this; of those that count everybody, one.
fn counter_key(organisation: &Slug, scope: &Scope, shard: u64) -> Key {
    let entry = match scope {
        Scope::Organisation => format!("all#{}", shard % COUNT_SHARDS),
        Scope::Department(id) => format!("department#{id}"),
        Scope::Import(id) => format!("import#{id}"),
    };
    (counts_partition(organisation), entry)
}

fn unreadable() -> StoreError {
    StoreError::Unreadable(TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_by_its_first_two_letters_and_one_letter_is_looked_for_in_every_bucket() {
        let demo = Slug::parse("demo").unwrap();
        let partition = |word, bucket| word_partition(&demo, word, bucket).unwrap_or_default();
        assert_eq!(partition("anna", 0), partition("an", 7));
        assert_eq!(partition("anna", 0), format!("demo#w#a#{}", u32::from('n') % 8));
        assert_eq!(
            (partition("李", 0), partition("a", 3)),
            ("demo#w#李#0".into(), "demo#w#a#3".into())
        );
        assert_eq!(word_partition(&demo, "", 0), None);
    }
}
