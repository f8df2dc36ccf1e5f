//! What somebody types to find people.

use super::{
    WordEntry, Words,
    fold::{Word, words_in},
    words,
};
use crate::domain::user::User;

/// The longest search, in characters; of a longer one, only its beginning counts.
pub const LONGEST_SEARCH: usize = 100;

/// Words, each the beginning of one of the person's.
#[derive(Debug, Clone)]
pub struct Search {
    terms: Vec<Term>,
    /// Which of them is looked up.
    key: usize,
}

#[derive(Debug, Clone)]
struct Term {
    word: Word,
    canonical: String,
}

impl Search {
    /// Reads a search. `None`: there is no letter and no digit in it.
    ///
    /// What looks like a phone (`20 12 34 56`, `+45 2012`, `004520…`) is one word of digits, however it is written.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LONGEST_SEARCH).collect();
        let is_phone = text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c));
        let found = if is_phone {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            (!digits.is_empty())
                .then(|| Word::of_digits(&digits))
                .into_iter()
                .collect()
        } else {
            words_in(&text, false)
        };
        let mut terms: Vec<Term> = Vec::with_capacity(found.len());
        for word in found {
            if terms.iter().any(|term| term.word == word) {
                continue;
            }
            let mut canonical = word.canonical();
            words::shortened(&mut canonical);
            if !canonical.is_empty() {
                terms.push(Term { word, canonical });
            }
        }
        let key = (0..terms.len()).max_by_key(|at| terms[*at].canonical.chars().count())?;
        Some(Self { terms, key })
    }

    /// The word that is looked up in the directory: the longest, as few people have it.
    pub fn key_word(&self) -> &str {
        &self.terms[self.key].canonical
    }

    /// Whether there is no other word than the one that is looked up.
    pub fn is_one_word(&self) -> bool {
        self.terms.len() == 1
    }

    /// Whether it finds a person.
    pub fn matches(&self, user: &User) -> bool {
        let there = words::of_profile(&user.profile);
        let is_there = |term: &Term| there.iter().any(|word| word.begins_with(&term.word));
        self.terms.iter().all(is_there)
    }

    /// Whether it may find somebody of these words. Who has not all of them is not found; who has, may still be somebody else
    /// ([`Search::matches`]).
    pub fn may_match(&self, words: &Words) -> bool {
        let mut terms = self.terms.iter();
        terms.all(|term| words.first_for(&term.canonical).is_some())
    }

    /// Whether it may show somebody under this entry: people stand in the directory under each of their words, and are shown
    /// under the first of those that begin as [`Search::key_word`].
    pub fn shows(&self, entry: &WordEntry) -> bool {
        entry.words.first_for(self.key_word()) == Some(entry.word.as_str()) && self.may_match(&entry.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        identifier::{Email, Phone, Username},
        user::sample,
    };
    use proptest::prelude::*;

    fn soren() -> User {
        let mut user = sample::ida();
        user.profile.first_name = "Søren Joel".into();
        user.profile.last_name = "Møller-Ågård".into();
        user.profile.username = Username::parse("s.moller07").ok();
        user.profile.email = Email::parse("soren.m@shop.example").ok();
        user.profile.phone = Phone::parse("+4520123456", None).ok();
        user
    }

    #[test]
    fn a_person_is_found_by_the_beginnings_of_their_words() {
        for text in [
            "soren",
            "Søren",
            "soeren moeller",
            "Møller, Søren",
            "aagaard sor",
            "agard",
            "s.moller07",
            "smoller",
            "soren.m@shop.example",
            "shop",
            "20 12 34 56",
            "+45 2012",
            "004520 12",
            "0 20 12",
            "(20) 12-34",
            "joel",
            "  S  ",
        ] {
            let search = Search::parse(text).unwrap();
            assert!(search.matches(&soren()), "{text}");
            assert!(search.may_match(&Words::of(&soren())), "{text}");
        }
        for text in [
            "jol",
            "oren",
            "soren hansen",
            "20 13",
            "12 34 56",
            "moller soren x",
        ] {
            assert!(!Search::parse(text).unwrap().matches(&soren()), "{text}");
        }
        for nothing in ["", "  ", "+", "–", "@."] {
            assert!(Search::parse(nothing).is_none(), "{nothing}");
        }
    }

    #[test]
    fn the_longest_word_is_looked_up_in_its_one_form() {
        for (text, expected) in [
            ("Bo Møller", "moller"),
            ("0045 20", "4520"),
            ("D'Angelo d", "dangelo"),
        ] {
            assert_eq!(Search::parse(text).unwrap().key_word(), expected);
        }
    }

    #[test]
    fn a_person_is_shown_under_one_entry_alone() {
        let user = soren();
        let words = Words::of(&user);
        let entry = |word: &str| WordEntry {
            user_id: user.id.clone(),
            word: word.to_owned(),
            words: words.clone(),
            department: String::new(),
        };
        for text in ["s", "so", "soren moller", "mo", "45", "2"] {
            let search = Search::parse(text).unwrap();
            let shown = words.iter().filter(|word| search.shows(&entry(word)));
            assert_eq!(shown.count(), 1, "{text}");
        }
        let search = Search::parse("x").unwrap();
        assert!(words.iter().all(|word| !search.shows(&entry(word))));
    }

    proptest! {
        #[test]
        fn whoever_is_found_stands_in_the_directory(
            names in ["[A-Za-zæøåäöüßÅ' -]{1,14}", "[a-zæøå]{1,8}"],
            start in "[A-Za-zæøåäöüß]{1,4}",
            more in "[a-zæøå0-9.]{0,4}",
        ) {
            let mut user = soren();
            [user.profile.first_name, user.profile.last_name] = names;
            if let Some(search) = Search::parse(&format!("{start} {more}"))
                && search.matches(&user)
            {
                let words = Words::of(&user);
                prop_assert!(search.may_match(&words));
                prop_assert!(words.first_for(search.key_word()).is_some());
            }
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            if let Some(search) = Search::parse(&text) {
                prop_assert!(!search.key_word().is_empty());
                search.matches(&soren());
            }
        }
    }
}
