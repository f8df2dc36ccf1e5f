//! What somebody types to find people.

use super::{
    WordEntry, Words,
    fold::{Word, words_in},
    words::{self, Known},
};
use crate::domain::user::User;

/// The longest search, in characters; of a longer one, only its beginning counts.
pub const LONGEST_SEARCH: usize = 100;

/// Words, each the beginning of one of the person's.
#[derive(Debug, Clone)]
pub struct Search {
    groups: Vec<Group>,
}

/// A word, or digits in blocks. It is there where one way to read it is.
#[derive(Debug, Clone)]
struct Group {
    ways: Vec<Vec<Term>>,
    /// It is what follows the `@`, which many people have.
    is_of_domain: bool,
}

/// A beginning of a word. It is there in one of its forms: digits are looked for as they were typed, and as a phone.
#[derive(Debug, Clone)]
struct Term {
    forms: Vec<Form>,
}

#[derive(Debug, Clone)]
struct Form {
    word: Word,
    canonical: String,
    /// Only a phone is meant.
    is_phone: bool,
}

/// What of a search is looked up in the directory: who is meant has a word that begins as one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(Vec<String>);

impl Key {
    /// The beginnings, of which none begins another.
    pub fn starts(&self) -> &[String] {
        &self.0
    }

    fn of<'a>(forms: impl IntoIterator<Item = &'a Form>) -> Self {
        let mut starts: Vec<String> = forms.into_iter().map(|form| form.canonical.clone()).collect();
        starts.sort_unstable();
        // What begins with a word follows it at once.
        starts.dedup_by(|next, before| next.starts_with(before.as_str()));
        Self(starts)
    }

    /// Of a person's words the first that begins so. Of several entries that are found of one person, the one under this word
    /// is shown.
    pub fn first_in<'a>(&self, words: &'a Words) -> Option<&'a str> {
        words
            .iter()
            .find(|word| self.0.iter().any(|start| word.starts_with(start.as_str())))
    }

    fn letters(&self) -> usize {
        let letters = self.0.iter().map(|start| start.chars().count());
        letters.min().unwrap_or_default()
    }
}

impl Term {
    /// `None`: there is nothing in it.
    fn of(word: &Word) -> Option<Self> {
        let mut forms = vec![Form::of(word.clone(), false)?];
        if word.is_digits() {
            let phone = Form::of(word.clone().without_leading_zeros(), true);
            // No phone is filed with a zero before it.
            forms.extend(phone.filter(|phone| phone.word != *word && !phone.canonical.starts_with('0')));
        }
        Some(Self { forms })
    }

    fn is_in(&self, there: &[Known]) -> bool {
        self.forms.iter().any(|form| {
            there
                .iter()
                .any(|known| (known.is_phone || !form.is_phone) && known.word.begins_with(&form.word))
        })
    }

    fn may_be_in(&self, words: &Words) -> bool {
        let mut forms = self.forms.iter();
        forms.any(|form| words.first_for(&form.canonical).is_some())
    }

    fn letters(&self) -> usize {
        let letters = self.forms.iter().map(|form| form.canonical.chars().count());
        letters.min().unwrap_or_default()
    }
}

impl Form {
    fn of(word: Word, is_phone: bool) -> Option<Self> {
        let mut canonical = word.canonical();
        words::shortened(&mut canonical);
        (!canonical.is_empty()).then_some(Self {
            word,
            canonical,
            is_phone,
        })
    }
}

impl Group {
    fn of_word(word: &Word, is_of_domain: bool) -> Option<Self> {
        Some(Self {
            ways: vec![vec![Term::of(word)?]],
            is_of_domain,
        })
    }

    /// Digits in blocks: one number, or each a number of its own.
    fn of_digits(blocks: &[&Word]) -> Option<Self> {
        let single: Vec<Term> = blocks.iter().filter_map(|block| Term::of(block)).collect();
        let mut ways = vec![vec![Term::of(&Word::joined(blocks))?]];
        if single.len() > 1 {
            ways.push(single);
        }
        Some(Self {
            ways,
            is_of_domain: false,
        })
    }

    /// What is looked up for it: of each way to read it the longest word.
    fn key(&self) -> Key {
        let longest = |way: &'_ Vec<Term>| {
            // Of several, the first: the whole number begins with it.
            let at = (0..way.len()).rev().max_by_key(|at| way[*at].letters());
            at.map(|at| way[at].forms.clone()).unwrap_or_default()
        };
        let forms: Vec<Form> = self.ways.iter().flat_map(longest).collect();
        Key::of(&forms)
    }

    fn is_there(&self, is: impl Fn(&Term) -> bool) -> bool {
        self.ways.iter().any(|way| way.iter().all(&is))
    }
}

impl Search {
    /// Reads a search. `None`: there is no letter and no digit in it.
    ///
    /// What looks like a phone (`20 12 34 56`, `+45 2012`, `004520…`) is one word of digits, however it is written; digits in
    /// blocks beside other words may be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LONGEST_SEARCH).collect();
        let is_phone = text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c));
        let mut groups: Vec<Group> = Vec::new();
        if is_phone {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            groups.extend(Group::of_word(&Word::of_digits(&digits), false));
        } else {
            let found = words_of(&text);
            for run in found.chunk_by(|one, other| one.is_block() && other.is_block()) {
                let blocks: Vec<&Word> = run.iter().map(|found| &found.word).collect();
                groups.extend(match run {
                    [one] => Group::of_word(&one.word, one.is_of_domain),
                    _ => Group::of_digits(&blocks),
                });
            }
        }
        (!groups.is_empty()).then_some(Self { groups })
    }

    /// What may be looked up in the directory, each of which leads to everybody who is meant: the longest first. A word of a
    /// mail domain, which everybody may have, only where there is no other.
    pub fn keys(&self) -> Vec<Key> {
        let is_only_domain = self.groups.iter().all(|group| group.is_of_domain);
        let groups = self.groups.iter();
        let mut keys: Vec<Key> = groups
            .filter(|group| is_only_domain || !group.is_of_domain)
            .map(Group::key)
            .collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.letters()));
        let mut distinct: Vec<Key> = Vec::with_capacity(keys.len());
        for key in keys {
            if !distinct.contains(&key) {
                distinct.push(key);
            }
        }
        distinct
    }

    /// Whether a person who has the word that is looked up matches the whole search.
    pub fn is_one_word(&self) -> bool {
        matches!(&self.groups[..], [group] if group.ways.len() == 1)
    }

    /// Whether it finds a person.
    pub fn matches(&self, user: &User) -> bool {
        let there = words::of_profile(&user.profile);
        let mut groups = self.groups.iter();
        groups.all(|group| group.is_there(|term| term.is_in(&there)))
    }

    /// Whether it may find somebody of these words. Who has not all of them is not found; who has, may still be somebody else
    /// ([`Search::matches`]).
    pub fn may_match(&self, words: &Words) -> bool {
        let mut groups = self.groups.iter();
        groups.all(|group| group.is_there(|term| term.may_be_in(words)))
    }

    /// Whether it may show somebody under this entry, where `key` is looked up: people stand in the directory under each of
    /// their words, and are shown under the first of those that begin so.
    pub fn shows(&self, key: &Key, entry: &WordEntry) -> bool {
        key.first_in(&entry.words) == Some(entry.word.as_str()) && self.may_match(&entry.words)
    }
}

/// A word of a search.
struct Found {
    word: Word,
    is_of_domain: bool,
}

impl Found {
    /// Digits that may be a part of a phone.
    fn is_block(&self) -> bool {
        self.word.is_digits() && !self.is_of_domain
    }
}

/// The words of a search, in their order.
fn words_of(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for part in text.split_whitespace() {
        let (own, domain) = part.split_once('@').unwrap_or((part, ""));
        for (part, is_of_domain) in [(own, false), (domain, true)] {
            let words = words_in(part, false).into_iter();
            found.extend(words.map(|word| Found { word, is_of_domain }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        directory::Facts,
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
            "Søren 20 12 34 56",
            "+45 20 12 34 56 møller",
            "soren 20",
            "moller07",
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
    fn digits_are_looked_for_as_they_are_typed_and_as_a_phone() {
        let mut user = soren();
        user.profile.username = Username::parse("007bond").ok();
        user.profile.email = Email::parse("0815.fritz@1999x.example").ok();
        for (text, expected) in [
            ("007", true),
            ("007bond", true),
            ("0815", true),
            ("0 81 5", true),
            ("00", true),
            ("00 45 20", true),
            ("020 12", true),
            ("søren 0045", true),
            ("7", false),
            ("815", false),
            ("01", false),
            ("001", false),
            ("bond 20 13", false),
        ] {
            let search = Search::parse(text).unwrap();
            assert_eq!(search.matches(&user), expected, "{text}");
            assert!(!expected || search.may_match(&Words::of(&user)), "{text}");
        }
        user.profile.first_name = "Søren 20 13".into();
        assert!(Search::parse("20 13 møller").unwrap().matches(&user));
    }

    #[test]
    fn words_are_looked_up_in_their_one_form_and_no_mail_domain_while_there_is_another() {
        for (text, expected) in [
            ("Bo Møller", &["moller", "bo"][..]),
            ("0045 20", &["004520|4520"]),
            ("D'Angelo d", &["dangelo", "d"]),
            ("qa5998@nordlys.example", &["qa5998"]),
            ("karen bo@nordlys", &["karen", "bo"]),
            ("@nordlys", &["nordlys"]),
            // Who has 2012 has 20, too.
            ("bo 20 12 bo", &["bo", "20"]),
            ("bo 2 0123456", &["0123456|123456|20123456", "bo"]),
            ("ann 00", &["ann", "00"]),
            ("ann 0045", &["ann", "0045|45"]),
        ] {
            let keys = Search::parse(text).unwrap().keys();
            let keys: Vec<String> = keys.iter().map(|key| key.starts().join("|")).collect();
            assert_eq!(keys, expected, "{text}");
        }
    }

    #[test]
    fn a_person_is_shown_under_one_entry_alone_whatever_is_looked_up() {
        let user = soren();
        let words = Words::of(&user);
        let entry = |word: &str| WordEntry {
            user_id: user.id.clone(),
            word: word.to_owned(),
            words: words.clone(),
            facts: Facts::default(),
        };
        for text in ["s", "so", "soren moller", "mo", "45", "2", "so 20 12", "0045 20"] {
            let search = Search::parse(text).unwrap();
            for key in search.keys() {
                let shown = words.iter().filter(|word| search.shows(&key, &entry(word)));
                assert_eq!(shown.count(), 1, "{text} {key:?}");
            }
        }
        let search = Search::parse("x").unwrap();
        let key = search.keys().remove(0);
        assert!(words.iter().all(|word| !search.shows(&key, &entry(word))));
    }

    proptest! {
        #[test]
        fn everybody_who_is_found_stands_in_the_directory(
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
                for key in search.keys() {
                    prop_assert!(key.first_in(&words).is_some());
                }
            }
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            if let Some(search) = Search::parse(&text) {
                prop_assert!(!search.keys().is_empty());
                let keys = search.keys().into_iter();
                prop_assert!(keys.flat_map(|key| key.starts().to_vec()).all(|start| !start.is_empty()));
                search.matches(&soren());
            }
        }
    }
}
