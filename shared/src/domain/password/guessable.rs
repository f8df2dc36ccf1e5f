//! What everybody round a person tries first: the person's and the organisation's own words, and what everybody uses.

use crate::domain::organisation::fold;
use unicode_normalization::UnicodeNormalization;

/// So much of a password must be left when its owner's and the organisation's words are taken away.
const LEFT: usize = super::SHORTEST;
/// So many letters of a password must be own words before they are held against it: a code at random holds "Bo" too.
const TAKEN: usize = 3;
/// A word of so many letters is found anywhere; a shorter one only where it stands for itself or beside another own
/// word, or "Bo" would be found in every bottle.
const LONG_WORD: usize = 4;

/// What people of our languages make first passwords of; the estimator itself knows English only.
pub(super) const COMMON: [&str; 58] = [
    "velkommen",
    "willkommen",
    "welcome",
    "kodeord",
    "adgangskode",
    "engangskode",
    "passwort",
    "kennwort",
    "einmalpasswort",
    "password",
    "onetimepassword",
    "changeme",
    "skiftmig",
    "start",
    "test",
    "hemmelig",
    "geheim",
    "secret",
    "sommer",
    "vinter",
    "winter",
    "forår",
    "foraar",
    "efterår",
    "efteraar",
    "herbst",
    "frühling",
    "fruehling",
    "summer",
    "spring",
    "autumn",
    "januar",
    "februar",
    "marts",
    "märz",
    "april",
    "august",
    "september",
    "oktober",
    "november",
    "december",
    "dezember",
    "mandag",
    "montag",
    "fredag",
    "freitag",
    "danmark",
    "deutschland",
    "københavn",
    "berlin",
    "hamburg",
    "hallo",
    "hejsa",
    "guten",
    "morgen",
    "schatz",
    "skat",
    "qwertz",
];

/// Letters that people also write without their marks, and how they write them then.
const PLAIN: [(char, &str, &str); 10] = [
    ('å', "a", "aa"),
    ('ä', "a", "ae"),
    ('ö', "o", "oe"),
    ('ø', "o", "oe"),
    ('ü', "u", "ue"),
    ('æ', "ae", "ae"),
    ('ß', "ss", "ss"),
    ('ł', "l", "l"),
    ('đ', "d", "d"),
    ('ı', "i", "i"),
];

/// Folds a text to letters without marks; with `spelled_out` as two letters where people do that (`ø` as `oe`).
fn plain(text: &str, spelled_out: bool) -> String {
    let lower: String = text.nfc().flat_map(char::to_lowercase).collect();
    let mut out = String::with_capacity(lower.len());
    for c in lower.chars() {
        match PLAIN.iter().find(|(from, ..)| *from == c) {
            Some((_, _, two)) if spelled_out => out.push_str(two),
            Some((_, one, _)) => out.push_str(one),
            None => out.push(c),
        }
    }
    fold(&out)
}

/// Digits and signs that stand for letters; `one` is what a 1 stands for.
fn unmasked(text: &str, one: char) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => one,
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            c => c,
        })
        .collect()
}

/// Whether hardly anything is left of a password when own words, digits and separators are taken away.
///
/// Whatever the order of the words and however they are joined. A password without any own word is none of ours to
/// judge: the estimator does. A phrase in which a name occurs has enough left.
pub(super) fn is_made_of(password: &str, own_words: &[&str]) -> bool {
    let mut words: Vec<Vec<char>> = own_words
        .iter()
        .flat_map(|word| [plain(word, false), plain(word, true)])
        .flat_map(|word| {
            let parts = word.split(|c: char| !c.is_alphabetic());
            parts
                .filter(|part| part.chars().nth(1).is_some())
                .map(|part| part.chars().collect())
                .collect::<Vec<Vec<char>>>()
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    [
        password.to_owned(),
        unmasked(password, 'i'),
        unmasked(password, 'l'),
    ]
    .iter()
    .any(|text| {
        let (letters, left) = left_over(&plain(text, false), &words);
        letters - left >= TAKEN && left < LEFT
    })
}

/// How a place in a password is reached.
#[derive(Clone, Copy)]
enum Reached {
    /// Past a letter that stays, in the middle of a word.
    Inside,
    /// At the beginning of a word, or past an own word.
    Open,
    /// Past a short own word whose end is no word's end: another own word has to follow.
    Bound,
}

/// The letters of a text, and the fewest that are left when own words are cut out of them.
fn left_over(text: &str, words: &[Vec<char>]) -> (usize, usize) {
    let mut letters = Vec::new();
    // Whether a word of the text begins at a letter, or ends before it.
    let mut is_edge = vec![true];
    for c in text.chars() {
        if c.is_alphabetic() {
            letters.push(c);
            is_edge.push(false);
        } else if let Some(last) = is_edge.last_mut() {
            *last = true;
        }
    }
    let count = letters.len();
    is_edge[count] = true;
    // From the end to the beginning: the fewest letters left from each place on, by how it is reached. `None`: no way.
    let mut fewest: Vec<[Option<usize>; 3]> = vec![[None; 3]; count + 1];
    fewest[count] = [Some(0), Some(0), None];
    for at in (0..count).rev() {
        for reached in [Reached::Inside, Reached::Open, Reached::Bound] {
            let next = if is_edge[at + 1] {
                Reached::Open
            } else {
                Reached::Inside
            };
            let kept = fewest[at + 1][next as usize]
                .filter(|_| !matches!(reached, Reached::Bound))
                .map(|left| left + 1);
            let cut = words
                .iter()
                .filter(|word| letters[at..].starts_with(word.as_slice()))
                .filter_map(|word| {
                    let end = at + word.len();
                    let next = match reached {
                        _ if word.len() >= LONG_WORD => Reached::Open,
                        Reached::Inside => return None,
                        _ if is_edge[end] => Reached::Open,
                        _ => Reached::Bound,
                    };
                    fewest[end][next as usize]
                })
                .min();
            fewest[at][reached as usize] = match (kept, cut) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
    (count, fewest[0][Reached::Open as usize].unwrap_or(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 9] = [
        "Nordlys Detail A/S",
        "nordlys",
        "Signe",
        "Christensen",
        "Søren",
        "Bo",
        "Müller",
        "astrid",
        "+4520123456",
    ];

    #[test]
    fn what_is_made_of_names_is_found_in_any_order_and_dress() {
        for password in [
            "signe christensen",
            "Christensen, Signe",
            "signechristensen1985",
            "1985-Signe-Christensen!!",
            "nordlys detail astrid",
            "Astrid@Nordlys.Detail",
            "soeren-mueller-2026",
            "SØREN MÜLLER",
            "sørenmuller",
            "s1gne chr1stensen",
            "5igne Chri5tensen",
            "bo bo bo nordlys",
            "signe20123456",
            "nordlysbo1",
            "Signe ++ hej 123",
        ] {
            assert!(is_made_of(password, &OWN), "{password}");
        }
    }

    #[test]
    fn a_phrase_in_which_a_name_occurs_is_not_made_of_it_and_nor_is_what_holds_none() {
        for password in [
            "signe spiser gerne havregrød",
            "korrekt hest batteri",
            "bottle bobsleigh abbot",
            "hobo symbol robot",
            "74 92 11 88 03 51",
            "x7#kQ9!2pLm",
            "detailed nordic maple syrup",
            "צבע כחול בשמיים שלי",
            "bo7f4c9a1e",
            "",
        ] {
            assert!(!is_made_of(password, &OWN), "{password}");
        }
    }

    #[test]
    fn short_words_count_where_they_stand_for_themselves() {
        let own = ["An", "Le", "Å"];
        assert!(is_made_of("an le 12345 xyz", &own));
        assert!(is_made_of("anle-anle", &own));
        assert!(!is_made_of("blanket ladder", &own));
    }

    #[test]
    fn the_longest_password_is_judged_in_no_time() {
        // Each letter starts a word: the worst there is.
        let password = "ab".repeat(128);
        let words: Vec<String> = (4..40).map(|n| "ab".repeat(n)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert!(is_made_of(&password, &words));
    }
}
