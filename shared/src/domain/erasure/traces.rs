//! What an erased person was called and reached by, in terms that name nobody.

use crate::domain::{
    base32,
    field::Field,
    identifier::{Email, Phone},
    organisation::fold,
    secret::{Purpose, Secret},
    user::{Profile, User},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeSet};

/// Words of a text that are looked at together: names have no more.
const WORDS: usize = 8;
/// Names, addresses and phones of one person that are looked for, the newest.
const MOST_OF_A_FIELD: usize = 8;
/// A shorter part of an address is in too many texts.
const SHORTEST_LOCAL_PART: usize = 3;

/// What a trace is of. A name means nothing for a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// An address, what stands before its `@`, or a username.
    Word,
    /// A phone.
    Digits,
    /// A first and a last name, in either order.
    Name,
    /// A first or a last name, in its column.
    PartOfName,
}

impl Of {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Word => b"word",
            Self::Digits => b"digits",
            Self::Name => b"name",
            Self::PartOfName => b"part",
        }
    }
}

/// Keyed hashes of what a person was called and reached by: enough to tell whether a text names them, and no more. Empty once
/// nothing is looked for any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Traces(Vec<String>);

impl Traces {
    /// Those of a person: as they are, and as their timeline says that they were.
    pub fn of(secret: &Secret, user: &User) -> Self {
        let mut all: BTreeSet<(Of, String)> = BTreeSet::new();
        let texts = |field| texts_of(user, field);
        for email in texts(Field::Email) {
            let canonical = Email::parse(&email).map(|email| email.canonical());
            let spellings = std::iter::once(email).chain(canonical.ok());
            all.extend(spellings.flat_map(|email| words_of_address(&email)));
        }
        all.extend(texts(Field::Username).iter().map(|username| word(username)));
        for phone in texts(Field::Phone) {
            let groups = Phone::parse(&phone, None).map_or_else(|_| phone.clone(), |phone| phone.in_groups());
            let national = groups.split_once(' ').map_or("", |(_, rest)| rest);
            let readings = [phone.as_str(), national].into_iter().filter_map(digits);
            all.extend(readings.map(|digits| (Of::Digits, digits)));
        }
        let (first, last) = (texts(Field::FirstName), texts(Field::LastName));
        all.extend(first.iter().chain(&last).map(|part| (Of::PartOfName, fold(part))));
        for first in &first {
            for last in &last {
                for [one, other] in [[first, last], [last, first]] {
                    all.insert((Of::Name, words(&format!("{one} {other}")).join(" ")));
                }
            }
        }
        let hash = |(of, text): &(Of, String)| {
            let parts = [of.label(), text.as_bytes()];
            base32::encode(&secret.tag(Purpose::Erasure, &parts))
        };
        Self(all.iter().map(hash).collect())
    }

    /// Whether a text of a column (`first_name`, `email`, …, or none) names the person.
    pub fn are_in(&self, secret: &Secret, column: &str, text: &str) -> bool {
        !self.0.is_empty()
            && candidates(column, text)
                .iter()
                .any(|candidate| self.has(secret, candidate))
    }

    /// Whether somebody who signs up with these details is the person: of the same address, or of the same phone and the same
    /// username or name.
    pub fn are_of(&self, secret: &Secret, profile: &Profile) -> bool {
        let has = |of, text: String| self.has(secret, &(of, text));
        let email = profile.email.as_ref().map(|email| fold(email.as_str()));
        if email.is_some_and(|email| has(Of::Word, email)) {
            return true;
        }
        let phone = profile.phone.as_ref().and_then(|phone| digits(phone.as_str()));
        let username = profile.username.as_ref().map(|username| fold(username.as_str()));
        let name = words(&format!("{} {}", profile.first_name, profile.last_name)).join(" ");
        phone.is_some_and(|phone| has(Of::Digits, phone))
            && (has(Of::Name, name) || username.is_some_and(|username| has(Of::Word, username)))
    }

    fn has(&self, secret: &Secret, (of, text): &(Of, String)) -> bool {
        let parts = [of.label(), text.as_bytes()];
        secret
            .tags(Purpose::Erasure, &parts)
            .iter()
            .any(|tag| self.0.contains(&base32::encode(tag)))
    }
}

/// What a field of a person is, and was.
fn texts_of(user: &User, field: Field) -> BTreeSet<String> {
    let now = user.profile.text(field).map(Cow::into_owned);
    let events = user.history.events().iter().rev();
    let changes = events.flat_map(|event| &event.changes);
    let before = changes
        .filter(|change| change.field == field.name())
        .filter_map(|change| change.values.as_ref()?.from.clone());
    now.into_iter().chain(before).take(MOST_OF_A_FIELD).collect()
}

fn word(text: &str) -> (Of, String) {
    (Of::Word, fold(text))
}

/// An address, and what stands before its `@`.
fn words_of_address(address: &str) -> Vec<(Of, String)> {
    let local = address.rsplit_once('@').map(|(local, _)| local);
    let local = local.filter(|local| local.chars().count() >= SHORTEST_LOCAL_PART);
    std::iter::once(address).chain(local).map(word).collect()
}

/// The digits of a phone, without the zeros that are dialled before it. `None` where there are too few for one.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    (digits.len() >= 5).then(|| digits.to_owned())
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Everything in a text that may be somebody's.
fn candidates(column: &str, text: &str) -> Vec<(Of, String)> {
    let mut all = Vec::new();
    let is_between = |letter: char| letter.is_whitespace() || ",;<>()[]{}\"'|/:“”„".contains(letter);
    for part in text.split(is_between).filter(|part| !part.is_empty()) {
        all.extend(words_of_address(part.trim_end_matches('.')));
    }
    let pieces = std::iter::once(text).chain(text.split(['/', ',', ';', '|']));
    all.extend(pieces.filter_map(digits).map(|digits| (Of::Digits, digits)));
    let words = words(text);
    for begin in 0..words.len() {
        for end in (begin + 2)..=words.len().min(begin + WORDS) {
            all.push((Of::Name, words[begin..end].join(" ")));
        }
    }
    if column == "first_name" || column == "last_name" {
        all.push((Of::PartOfName, fold(text)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        principal::Principal,
        user::{Source, sample},
    };
    use jiff::Timestamp;
    use serde_json::json;

    /// Somebody who was called Eva Holm before, and reached elsewhere.
    fn ida() -> User {
        let now = Timestamp::UNIX_EPOCH;
        let mut user = sample::invited(Source::Manual, Principal::Operator, now);
        user.profile.first_name = "Eva".into();
        user.profile.email = Email::parse("eva@example.net").ok();
        user.profile.phone = Phone::parse("+4570123456", None).ok();
        let profile = json!({
            "first_name": "Ida Marie", "last_name": "Ågård", "job_profile": "j_1", "department": "d_1", "permission_type": "p_1",
            "language": "da", "email": "Ida.Aagaard@example.com", "username": "idaå", "phone": "+4520123456",
        });
        user.change_profile(serde_json::from_value(profile).unwrap(), now, None);
        user
    }

    #[test]
    fn a_text_that_names_the_person_is_told_from_one_that_does_not() {
        let secret = Secret::new("s", None);
        let traces = Traces::of(&secret, &ida());
        for (column, text) in [
            ("email", "ida.aagaard@example.com"),
            ("email", "Ida <IDA.AAGAARD@example.com>"),
            ("email", "ida.aagaard@exmaple"),
            ("phone", "+45 20 12 34 56 / +46 70 123 45 67"),
            ("phone", "20123456"),
            ("phone", "0045 20 12 34 56"),
            ("username", "IDAÅ"),
            ("", "Ågård, Ida Marie"),
            ("job_profile", "Kok (ida marie agard)"),
            ("first_name", "IDA MARIE"),
            ("last_name", "Ågård"),
            ("", "Eva Holm"),
            ("email", "eva@example.net"),
            ("phone", "70 12 34 56"),
        ] {
            assert!(traces.are_in(&secret, column, text), "{column} {text}");
        }
        for (column, text) in [
            ("email", "bo@example.net"),
            ("phone", "+45 20 12 34 57"),
            ("phone", "2012345"),
            ("first_name", "Ida"),
            ("department", "Ågård"),
            ("", "Ida Holm"),
            ("", ""),
        ] {
            assert!(!traces.are_in(&secret, column, text), "{column} {text}");
        }
        assert!(!Traces::default().are_in(&secret, "last_name", "Ågård"));
    }

    #[test]
    fn what_is_kept_names_nobody_and_outlives_a_rotation_of_the_secret() {
        let traces = Traces::of(&Secret::new("old", None), &ida());
        let stored = serde_json::to_string(&traces).unwrap().to_lowercase();
        for name in ["ida", "aagaard", "ågård", "20123456", "example"] {
            assert!(!stored.contains(name), "{stored}");
        }
        let rotated = Secret::new("new", Some("old"));
        assert!(traces.are_in(&rotated, "email", "ida.aagaard@example.com"));
        assert!(!traces.are_in(&Secret::new("newer", None), "email", "ida.aagaard@example.com"));
    }
}
