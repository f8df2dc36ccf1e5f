//! The words somebody is found by.

use super::{
    Facts,
    fold::{Word, as_one_word, words_in},
};
use crate::domain::{
    identifier::{Email, Phone, Username},
    user::{Profile, User},
};
use std::collections::BTreeSet;

/// Words beyond so many are not filed: the store's item stays small, and one transaction takes all entries of a person.
const MOST_WORDS: usize = 72;
/// Of a longer word, so many letters are filed, and searched for.
pub(super) const LONGEST_WORD: usize = 40;

/// The words somebody is filed under, in the one form of all ways to write each. Sorted, and none begins another, since
/// a search for its beginning finds the longer one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

/// Somebody under one of their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordEntry {
    /// Their id.
    pub user_id: String,
    /// The word it is an entry for.
    pub word: String,
    /// All their words.
    pub words: Words,
    /// What else the entry says of them.
    pub facts: Facts,
}

/// Of a longer one, its beginning.
pub(super) fn shortened(word: &mut String) {
    if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
        word.truncate(end);
    }
}

/// A word of somebody.
pub(super) struct Known {
    pub(super) word: Word,
    /// It is (a part of) their phone.
    pub(super) is_phone: bool,
}

/// The words of a person, letter by letter, in the order in which they matter: of the names; of the username, its parts and the
/// whole; the phone's digits with and without the country's code; of the e-mail, its parts and the whole before the `@`.
pub(super) fn of_profile(profile: &Profile) -> Vec<Known> {
    let mut words = Vec::new();
    let mut add = |word, is_phone| words.push(Known { word, is_phone });
    for name in [&profile.first_name, &profile.last_name] {
        for word in words_in(name, true) {
            add(word, false);
        }
    }
    let with_whole = |text: &str| {
        let mut parts = words_in(text, true);
        if parts.len() > 1 {
            parts.insert(0, as_one_word(text));
        }
        parts
    };
    if let Some(username) = &profile.username {
        for word in with_whole(Username::as_str(username)) {
            add(word, false);
        }
    }
    if let Some(phone) = &profile.phone {
        for digits in [
            Phone::as_str(phone).trim_start_matches('+'),
            phone.national_digits(),
        ] {
            add(Word::of_digits(digits).without_leading_zeros(), true);
        }
    }
    if let Some(email) = &profile.email {
        let (local, domain) = Email::as_str(email).rsplit_once('@').unwrap_or_default();
        for word in with_whole(local).into_iter().chain(words_in(domain, false)) {
            add(word, false);
        }
    }
    words
}

impl Words {
    /// Somebody's.
    pub fn of(user: &User) -> Self {
        let words = of_profile(&user.profile).into_iter().map(|known| {
            let mut word = known.word.canonical();
            shortened(&mut word);
            word
        });
        Self::from_any(words.filter(|word| !word.is_empty()))
    }

    /// Words in the order in which they matter: where there are too many, the last ones are left out.
    fn from_any(words: impl IntoIterator<Item = String>) -> Self {
        let mut kept: BTreeSet<String> = BTreeSet::new();
        for word in words {
            // What begins with a word follows it at once.
            let next = kept.range(word.clone()..).next();
            if next.is_some_and(|next| next.starts_with(&word)) {
                continue;
            }
            let begins = |before: &String| word.starts_with(before.as_str());
            while let Some(before) = kept.range(..word.clone()).next_back().cloned().filter(begins) {
                kept.remove(&before);
            }
            if kept.len() < MOST_WORDS {
                kept.insert(word);
            }
        }
        Self(kept.into_iter().collect())
    }

    /// As the store writes them: one after the other. No word has a space.
    pub fn to_store(&self) -> String {
        self.0.join(" ")
    }

    /// As the store wrote them.
    pub fn from_store(text: &str) -> Self {
        Self(
            text.split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The first that begins so: of several entries that a search finds of one person, it shows the one under this word.
    pub fn first_for(&self, start: &str) -> Option<&str> {
        self.iter().find(|word| word.starts_with(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::sample;

    #[test]
    fn a_person_has_the_words_of_name_username_email_and_phone() {
        let mut user = sample::ida();
        user.profile.first_name = "Søren Aage".into();
        user.profile.last_name = "D'Angelo-Müller".into();
        user.profile.username = Username::parse("s.angelo").ok();
        user.profile.email = Email::parse("soren.muller+shop@mail.nordlys.example").ok();
        user.profile.phone = Phone::parse("+4520123456", None).ok();
        let words = Words::of(&user);
        assert_eq!(
            words.to_store(),
            "20123456 4520123456 age angelo dangelo example mail muller nordlys sangelo shop sorenmullershop"
        );
        assert_eq!(words.first_for("s"), Some("sangelo"));
        assert_eq!(words.first_for("soren"), Some("sorenmullershop"));
        assert_eq!(words.first_for("x"), None);
        assert_eq!(Words::from_store(&words.to_store()), words);
    }

    #[test]
    fn no_word_begins_another_and_there_are_not_many() {
        let words = |text: &str| Words::from_any(text.split(' ').map(str::to_owned));
        assert_eq!(
            words("anna ann annab ann bo b").to_store(),
            "anna annab bo".replace("anna annab", "annab")
        );
        let mut user = sample::ida();
        user.profile.first_name = (10..90).map(|n| format!("{n}x")).collect::<Vec<_>>().join(" ");
        user.profile.last_name = "長".repeat(90);
        assert_eq!(Words::of(&user).iter().count(), MOST_WORDS);
        // What is left out is not of the name.
        user.profile.first_name = (10..60).map(|n| format!("{n}x")).collect::<Vec<_>>().join(" ");
        let parts: Vec<String> = (10..24).map(|n| format!("a{n}")).collect();
        user.profile.email = Email::parse(&format!("{}@a.b.c.d.e.f.g.h.example", parts.join("."))).ok();
        user.profile.username = Username::parse("zita").ok();
        let words = Words::of(&user);
        assert_eq!(words.iter().count(), MOST_WORDS);
        for word in (10..60)
            .map(|n| format!("{n}x"))
            .chain(["zita".into(), "長".into()])
        {
            assert!(words.first_for(&word).is_some(), "{word}");
        }
        assert!(
            Words::of(&user)
                .iter()
                .all(|word| word.chars().count() <= LONGEST_WORD)
        );
    }
}
