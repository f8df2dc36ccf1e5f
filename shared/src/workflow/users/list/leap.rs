//! Passing over many at once who have a word of a search, and not another.
//!
//! Everybody stands under each of their words in the order of names. So of two words that many have, the next who has both is
//! where the next one stands under the other, and the entries between are not read.

use super::way::OfWord;
use crate::{
    aws::store::{StoreError, directory::LAST},
    domain::{directory::Search, organisation::Slug},
    workflow::Env,
};
use futures::future::try_join_all;
use std::collections::BTreeSet;

/// A key of a search that stands for more words than this is none to leap by: each is asked.
const MOST_WORDS: usize = 4;
/// Steps of one leap.
const MOST_STEPS: usize = 16;

/// The words that another key of the search stands for.
pub(super) type Other = Vec<Entries>;

/// One of them: the entries of those who have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entries {
    start: String,
    bucket: u32,
    word: String,
}

/// Where to read on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Landed {
    /// After this key.
    After(String),
    /// Nowhere: nobody more has both.
    Nowhere,
}

/// The other keys of a search that one may leap by.
pub(super) async fn others(
    env: &Env,
    slug: &Slug,
    search: &Search,
    along: &OfWord,
) -> Result<Vec<Other>, StoreError> {
    let keys = OfWord::all(search).filter(|word| word.key != along.key && !word.is_letter());
    let found = try_join_all(keys.map(async |word| words_of(env, slug, &word).await)).await?;
    Ok(found.into_iter().flatten().collect())
}

/// The words that a key stands for. `None`: too many.
async fn words_of(env: &Env, slug: &Slug, key: &OfWord) -> Result<Option<Other>, StoreError> {
    let mut all = Vec::new();
    for (start, bucket) in &key.ranges {
        let mut after: Option<String> = None;
        loop {
            let found = env.store.find_words(slug, start, *bucket, after.as_deref(), 1);
            let Some((_, entry)) = found.await?.0.into_iter().next() else {
                break;
            };
            if all.len() == MOST_WORDS {
                return Ok(None);
            }
            after = Some(past(&entry.word));
            all.push(Entries {
                start: start.clone(),
                bucket: *bucket,
                word: entry.word,
            });
        }
    }
    Ok(Some(all))
}

/// From a key of an index of words to where the next one may stand who has the others, too.
pub(super) async fn leap(
    env: &Env,
    slug: &Slug,
    others: &[Other],
    (start, bucket): (&str, u32),
    after: &str,
) -> Result<Landed, StoreError> {
    if others.iter().any(Vec::is_empty) {
        return Ok(Landed::Nowhere);
    }
    let mut at = after.to_owned();
    for _ in 0..MOST_STEPS {
        let Some((word, name)) = at.split_once(' ') else {
            break;
        };
        let nearest = try_join_all(others.iter().map(|other| nearest(env, slug, other, name))).await?;
        if let Some(names) = nearest.into_iter().collect::<Option<BTreeSet<String>>>() {
            // Nobody before the last of them has all.
            let Some(furthest) = names.last() else { break };
            let next = before(&format!("{word} {furthest}")).max(at.clone());
            if names.len() == 1 {
                return Ok(Landed::After(next));
            }
            at = next;
            continue;
        }
        let past = past(word);
        let found = env.store.find_words(slug, start, bucket, Some(&past), 1).await?;
        match found.0.into_iter().next() {
            Some((key, _)) => at = before(&key).max(past),
            None => return Ok(Landed::Nowhere),
        }
    }
    Ok(Landed::After(at))
}

/// The name of the next one who has one of some words.
async fn nearest(
    env: &Env,
    slug: &Slug,
    words: &[Entries],
    after: &str,
) -> Result<Option<String>, StoreError> {
    let names = words.iter().map(|word| next_name(env, slug, word, after));
    Ok(try_join_all(names).await?.into_iter().flatten().min())
}

/// The name of the next one who has a word.
async fn next_name(
    env: &Env,
    slug: &Slug,
    word: &Entries,
    after: &str,
) -> Result<Option<String>, StoreError> {
    let after = format!("{} {after}", word.word);
    let found = env
        .store
        .find_words(slug, &word.start, word.bucket, Some(&after), 1)
        .await?;
    let key = found.0.into_iter().next().map(|(key, _)| key);
    let name = key.as_deref().and_then(|key| key.split_once(' '));
    Ok(name
        .filter(|(of, _)| *of == word.word)
        .map(|(_, name)| name.to_owned()))
}

/// Behind everybody who has a word.
fn past(word: &str) -> String {
    format!("{word} {LAST}")
}

/// A key after which the given one comes soon: itself without its last letter.
fn before(key: &str) -> String {
    let mut letters = key.chars();
    letters.next_back();
    letters.as_str().to_owned()
}
