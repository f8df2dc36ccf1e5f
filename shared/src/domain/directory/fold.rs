//! Words as they are compared: without case, accents and apostrophes, and with the letters that people write in two ways.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A word of a text, letter by letter.
///
/// `moeller` and `moller` are both ways to write `møller`, so that is an `o`, and an `e` that may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word(Vec<Letter>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letter {
    letter: char,
    /// Some leave it out.
    is_optional: bool,
}

/// How a letter is written by those who do not have it on their keyboards; what follows the bar may be left out.
fn written(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' | 'ö' => "o|e",
        'å' => "a|a",
        'ä' => "a|e",
        'ü' => "u|e",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ς' => "σ",
        _ => return None,
    })
}

fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ʽ' | 'ʹ' | '′' | '`' | '´' | '＇'
    )
}

impl Word {
    /// Digits alone, as they are written.
    pub(super) fn of_digits(digits: &str) -> Self {
        let mut word = Self(Vec::new());
        digits.chars().for_each(|digit| word.push(digit, false));
        word
    }

    /// Several words written as one.
    pub(super) fn joined(words: &[&Self]) -> Self {
        Self(words.iter().flat_map(|word| word.0.iter().copied()).collect())
    }

    /// Whether it may be (a part of) a phone.
    pub(super) fn is_digits(&self) -> bool {
        self.0.iter().all(|letter| letter.letter.is_ascii_digit())
    }

    fn push(&mut self, letter: char, is_optional: bool) {
        self.0.push(Letter { letter, is_optional });
    }

    /// Takes in a letter of a text, as it is written elsewhere. `false`: it is no letter and no digit.
    fn take(&mut self, letter: char) -> bool {
        if let Some(written) = written(letter) {
            let mut is_optional = false;
            for letter in written.chars() {
                if letter == '|' {
                    is_optional = true;
                } else {
                    self.push(letter, is_optional);
                }
            }
            return true;
        }
        let mut is_part = false;
        for part in letter.nfkd() {
            if is_combining_mark(part) {
                is_part = true;
            } else if written(part).is_some() {
                is_part = self.take(part);
            } else if part.is_alphanumeric() {
                self.push(part, false);
                is_part = true;
            }
        }
        is_part
    }

    /// A phone is the same with 00 before the country's code, and with 0 before what is dialled within a country. In a name, a
    /// zero is a sign like any other.
    pub(super) fn without_leading_zeros(mut self) -> Self {
        let last = self.0.len().saturating_sub(1);
        let zeros = self.0[..last].iter().take_while(|letter| letter.letter == '0');
        let zeros = zeros.count();
        self.0.drain(..zeros);
        self
    }

    /// One form for all ways to write the word: of two words of which one may begin with the other, so do these.
    ///
    /// It holds more to be alike than is: `joel` is `jol` here. [`Word::begins_with`] decides.
    pub(super) fn canonical(&self) -> String {
        let mut canonical = String::with_capacity(self.0.len());
        let mut before = ' ';
        for Letter { letter, .. } in &self.0 {
            let is_swallowed = matches!((before, letter), ('a', 'a' | 'e') | ('o' | 'u', 'e') | ('s', 's'));
            if !is_swallowed {
                canonical.push(*letter);
                before = *letter;
            }
        }
        canonical
    }

    /// Whether one way to write this begins with one way to write `start`.
    pub(super) fn begins_with(&self, start: &Self) -> bool {
        let (rows, columns) = (start.0.len() + 1, self.0.len() + 1);
        // Whether so much of `start` can be the same as so much of this.
        let mut can_be = vec![false; rows * columns];
        can_be[0] = true;
        for row in 0..rows {
            for column in 0..columns {
                if !can_be[row * columns + column] {
                    continue;
                }
                if row + 1 == rows {
                    return true;
                }
                let wanted = start.0[row];
                if wanted.is_optional {
                    can_be[(row + 1) * columns + column] = true;
                }
                if let Some(there) = self.0.get(column) {
                    if there.is_optional {
                        can_be[row * columns + column + 1] = true;
                    }
                    if there.letter == wanted.letter {
                        can_be[(row + 1) * columns + column + 1] = true;
                    }
                }
            }
        }
        false
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A text in lower case, with one kind of apostrophe.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let text = text.chars().map(|c| if is_apostrophe(c) { '\'' } else { c });
    text.nfkc().flat_map(char::to_lowercase)
}

/// A text without its signs and spaces, as one word.
pub(super) fn as_one_word(text: &str) -> Word {
    let mut word = Word(Vec::new());
    for letter in letters(text) {
        word.take(letter);
    }
    word
}

/// The words of a text: what stands between signs and spaces. An apostrophe is no sign that parts, but what follows one is
/// beside it a word of its own where `with_parts` (Angelo in D'Angelo).
pub(super) fn words_in(text: &str, with_parts: bool) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word(Vec::new());
    let mut parts: Vec<usize> = Vec::new();
    let mut end = |word: &mut Word, parts: &mut Vec<usize>| {
        let word = std::mem::replace(word, Word(Vec::new()));
        for from in parts.drain(..) {
            if with_parts && from > 0 && word.len() > from + 1 {
                words.push(Word(word.0[from..].to_vec()));
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
    };
    for letter in letters(text) {
        if letter == '\'' {
            parts.push(word.len());
        } else if !word.take(letter) {
            end(&mut word, &mut parts);
        }
    }
    end(&mut word, &mut parts);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Word {
        let words = words_in(text, false);
        assert_eq!(words.len(), 1, "{text}");
        words.into_iter().next().unwrap()
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        for (word_there, start) in [
            ("Søren", "soren"),
            ("Søren", "soeren"),
            ("Søren", "SØR"),
            ("Sören", "søren"),
            ("Soren", "søren"),
            ("Soeren", "søren"),
            ("Møller", "moeller"),
            ("Møller", "mo"),
            ("Moeller", "mø"),
            ("Åse", "aase"),
            ("Aase", "åse"),
            ("Åse", "ase"),
            ("Ågård", "aagaard"),
            ("Ågård", "agaa"),
            ("Jäger", "jaeger"),
            ("Jaeger", "jäg"),
            ("Müller", "mueller"),
            ("Müller", "muller"),
            ("Kjær", "kjaer"),
            ("Kjær", "kja"),
            ("Łukasz", "lukasz"),
            ("Işıl", "isil"),
            ("İsmail", "ismail"),
            ("Großmann", "grossmann"),
            ("Großmann", "gros"),
            ("Groß", "GROẞ"),
            ("Đorđe", "dorde"),
            ("O’Brien", "o'brien"),
            ("O'Brien", "obr"),
            ("Renée", "rene"),
            ("Nguyễn", "nguyen"),
            ("ﬁnn", "fi"),
            ("Ǿse", "oese"),
            ("李", "李"),
            ("Ξένος", "ΞΕΝΟΣ"),
            ("Жанна", "жан"),
            ("Joel", "jøl"),
            ("007bond", "007"),
            ("00123", "00"),
        ] {
            assert!(word(word_there).begins_with(&word(start)), "{word_there} {start}");
            let (there, start) = (word(word_there).canonical(), word(start).canonical());
            assert!(there.starts_with(&start), "{there} {start}");
        }
        for (word_there, start) in [
            ("Joel", "jol"),
            ("Søren", "sren"),
            ("Søren", "sorenx"),
            ("Michael", "michal"),
            ("Kjær", "kjar"),
            ("Strasse", "strase"),
            ("Anna", "nn"),
            ("0042", "42"),
            ("1999x", "001"),
        ] {
            assert!(
                !word(word_there).begins_with(&word(start)),
                "{word_there} {start}"
            );
        }
    }

    fn canonical(text: &str, with_parts: bool) -> Vec<String> {
        let words = words_in(text, with_parts);
        words.iter().map(Word::canonical).collect()
    }

    #[test]
    fn a_text_is_parted_at_its_signs() {
        assert_eq!(
            canonical("Ann-Marie  von der Ahé", false),
            ["ann", "marie", "von", "der", "ahe"]
        );
        assert_eq!(canonical("D'Angelo", true), ["angelo", "dangelo"]);
        assert_eq!(canonical("D'Angelo", false), ["dangelo"]);
        assert_eq!(canonical("Hans'", true), ["hans"]);
        assert_eq!(canonical("'–' ,. ", true), Vec::<String>::new());
        assert_eq!(canonical("a\u{301}\u{301}b", true), ["ab"]);
        assert_eq!(as_one_word("mia.holm_07").canonical(), "miaholm07");
        for (digits, expected) in [("000", "0"), ("004520", "4520"), ("20", "20")] {
            assert_eq!(
                Word::of_digits(digits).without_leading_zeros().canonical(),
                expected
            );
        }
    }

    /// Every way to write it.
    fn ways(word: &Word) -> Vec<String> {
        word.0.iter().fold(vec![String::new()], |ways, letter| {
            let with = ways.iter().map(|way| format!("{way}{}", letter.letter));
            let without = ways.iter().filter(|_| letter.is_optional).cloned();
            with.chain(without).collect()
        })
    }

    proptest! {
        #[test]
        fn what_begins_alike_in_any_way_to_write_it_begins_alike(there in "[aeoøöåäüuæßsx]{1,9}", start in "[aeoøöåäüuæßsx]{1,5}") {
            let (there, start) = (word(&there), word(&start));
            let starts = ways(&start);
            let expected = ways(&there).iter().any(|way| starts.iter().any(|start| way.starts_with(start.as_str())));
            prop_assert_eq!(there.begins_with(&start), expected);
            if expected {
                prop_assert!(there.canonical().starts_with(&start.canonical()));
            }
        }
    }
}
