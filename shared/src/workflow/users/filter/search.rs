//! What somebody types into the search field.

use crate::domain::{organisation::fold, user::User};

/// What somebody typed into the search field: every word must be found somewhere, or the whole is part of a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    words: Vec<String>,
    digits: Option<String>,
}

impl Search {
    pub(super) fn new(text: &str) -> Option<Self> {
        let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return None;
        }
        // A phone is kept as +4520123456; people type it with spaces, with 0045 or with one 0 before it.
        let is_phone = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0').to_owned();
        Some(Self {
            words,
            digits: (is_phone && digits.len() >= 3).then_some(digits),
        })
    }

    pub(super) fn matches(&self, user: &User) -> bool {
        let profile = &user.profile;
        let phone = profile
            .phone
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        if self
            .digits
            .as_ref()
            .is_some_and(|digits| phone.contains(digits.as_str()))
        {
            return true;
        }
        let email = profile
            .email
            .as_ref()
            .map(|email| fold(email.as_str()))
            .unwrap_or_default();
        let username = profile
            .username
            .as_ref()
            .map(|username| fold(username.as_str()))
            .unwrap_or_default();
        let (first_name, last_name) = (fold(&profile.first_name), fold(&profile.last_name));
        let places = [first_name, last_name, email, username, phone];
        self.words
            .iter()
            .all(|word| places.iter().any(|place| place.contains(word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::users::tests::anna;

    #[test]
    fn people_are_found_by_anything_one_knows_of_them() {
        let user = anna();
        for text in [
            "anna",
            "ANNA",
            "Änna",
            "müller",
            "Muller",
            "muller anna",
            "anna  müll",
            "anna.m@",
            "example.com",
            "annam",
            "20123456",
            "20 12 34 56",
            "+45 2012 3456",
            "004520123456",
            "(20) 12",
            "+4520",
        ] {
            assert!(Search::new(text).unwrap().matches(&user), "{text}");
        }
        for text in ["bo", "anna bo", "21123456", "anna@other.example"] {
            assert!(!Search::new(text).unwrap().matches(&user), "{text}");
        }
        assert!(Search::new(" \t ").is_none());
    }
}
