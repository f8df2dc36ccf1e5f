//! The words somebody is found by.

use super::fold::{Word, as_one_word, words_in};
use crate::domain::{
    identifier::{Email, Phone, Username},
    user::{Profile, User},
};

/// Words beyond so many are not filed: the store's item stays small.
const MOST_WORDS: usize = 32;
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
    /// Their department, by its id.
    pub department: String,
}

/// Of a longer one, its beginning.
pub(super) fn shortened(word: &mut String) {
    if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
        word.truncate(end);
    }
}

/// The words of a person, letter by letter: of the names; of the username, its parts and the whole; of the e-mail, its parts
/// and the whole before the `@`; the phone's digits with and without the country's code.
pub(super) fn of_profile(profile: &Profile) -> Vec<Word> {
    let mut words = words_in(&profile.first_name, true);
    words.extend(words_in(&profile.last_name, true));
    let mut with_whole = |text: &str| {
        let parts = words_in(text, true);
        if parts.len() > 1 {
            words.push(as_one_word(text));
        }
        words.extend(parts);
    };
    if let Some(username) = &profile.username {
        with_whole(Username::as_str(username));
    }
    if let Some(email) = &profile.email {
        let (local, domain) = Email::as_str(email).rsplit_once('@').unwrap_or_default();
        with_whole(local);
        words.extend(words_in(domain, false));
    }
    if let Some(phone) = &profile.phone {
        words.push(Word::of_digits(Phone::as_str(phone).trim_start_matches('+')));
        words.push(Word::of_digits(phone.national_digits()));
    }
    words
}

impl Words {
    /// Somebody's.
    pub fn of(user: &User) -> Self {
        let words = of_profile(&user.profile).into_iter().map(|word| {
            let mut word = word.canonical();
            shortened(&mut word);
            word
        });
        Self::from_any(words.filter(|word| !word.is_empty()).collect())
    }

    fn from_any(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        let mut kept: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            // What begins with a word follows it at once.
            if kept
                .last()
                .is_some_and(|before| word.starts_with(before.as_str()))
            {
                kept.pop();
            }
            kept.push(word);
        }
        kept.truncate(MOST_WORDS);
        Self(kept)
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
        let words = |text: &str| Words::from_any(text.split(' ').map(str::to_owned).collect());
        assert_eq!(
            words("anna ann annab ann bo b").to_store(),
            "anna annab bo".replace("anna annab", "annab")
        );
        let mut user = sample::ida();
        user.profile.first_name = (10..90).map(|n| format!("{n}x")).collect::<Vec<_>>().join(" ");
        user.profile.last_name = "長".repeat(90);
        assert_eq!(Words::of(&user).iter().count(), MOST_WORDS);
        assert!(
            Words::of(&user)
                .iter()
                .all(|word| word.chars().count() <= LONGEST_WORD)
        );
    }
}
