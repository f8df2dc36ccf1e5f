//! A phone as somebody wrote it: its digits, apart from the punctuation, labels and remarks beside them.

use super::not_a_phone;
use crate::domain::{
    fault::{Code, shortened},
    identifier::{Refused, is_invisible},
};

/// Longer texts are no phone; nothing longer is looked at.
const LONGEST_TEXT: usize = 200;

/// Words that say what kind of phone it is. They are dropped.
#[rustfmt::skip]
const LABELS: [&str; 48] = [
    "tel", "tlf", "tlfnr", "telnr", "telefon", "telephone", "téléphone", "phone", "ph", "t", "telefonnummer",
    "phonenumber", "nr", "no", "nummer", "number", "mobil", "mobile", "mob", "m", "mobilnr", "mobilnummer",
    "mobiltelefon", "mobilephone", "cell", "cellphone", "handy", "handynr", "handynummer", "portable", "gsm",
    "privat", "private", "personal", "home", "hjem", "hjemme", "work", "arbejde", "arbejds", "arbeit", "job",
    "business", "dienstlich", "geschäftlich", "firma", "sms", "whatsapp",
];

/// Words before an extension.
#[rustfmt::skip]
const EXTENSIONS: [&str; 18] = [
    "ext", "extn", "extension", "x", "lok", "lokal", "lokalnr", "lokalnummer", "durchwahl", "dw", "nst",
    "nebenstelle", "ankn", "anknytning", "poste", "wew", "toestel", "klapka",
];

/// Words between two numbers.
const BETWEEN: [&str; 14] = [
    "el", "eller", "or", "oder", "og", "och", "and", "und", "samt", "bzw", "ou", "et", "lub", "i",
];

/// The digits of one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// A `+` stands before them.
    pub(super) has_plus: bool,
    /// As ASCII.
    pub(super) digits: String,
    /// Which of the digits is a zero in brackets, as in `+49 (0) 170`: dialled within the country only.
    pub(super) bracketed_zero: Option<usize>,
}

impl Written {
    fn read(text: &str) -> Self {
        let mut written = Self::default();
        let characters: Vec<char> = text.chars().collect();
        for (at, &c) in characters.iter().enumerate() {
            if c == '+' && written.digits.is_empty() {
                written.has_plus = true;
            }
            let Some(digit) = digit(c) else { continue };
            if digit == '0' && !written.digits.is_empty() && written.bracketed_zero.is_none() {
                let before = characters[..at].iter().rev().find(|c| !c.is_whitespace());
                let after = characters[at + 1..].iter().find(|c| !c.is_whitespace());
                if matches!((before, after), (Some('('), Some(')')) | (Some('['), Some(']'))) {
                    written.bracketed_zero = Some(written.digits.len());
                }
            }
            written.digits.push(digit);
        }
        written
    }
}

/// What a text holds, besides punctuation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// All digits as one number.
    pub(super) whole: Written,
    /// What stands between commas, slashes and words such as "or", where that is more than one thing with digits.
    pub(super) several: Vec<Written>,
    /// A label was dropped.
    pub(super) has_label: bool,
    /// Words that are neither, and what they stand in.
    pub(super) remark: Option<String>,
}

/// Takes a text apart.
pub(super) fn take_apart(text: &str) -> Result<Parts, Refused> {
    if text.len() > LONGEST_TEXT {
        return Err(not_a_phone());
    }
    // Copied from an address book, numbers come with marks of direction.
    let text: String = text
        .chars()
        .map(|c| if c == '＋' { '+' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let (mut has_label, mut remark) = (false, None);
    let text = if text.chars().any(|c| c.is_alphabetic() || c == '#') {
        without_words(&text, &mut has_label, &mut remark)?
    } else {
        text
    };
    if text.chars().any(|c| !is_punctuation(c) && digit(c).is_none()) {
        return Err(not_a_phone());
    }
    let mut several: Vec<Written> = text
        .split(['\n', '\r', ';', ',', '|', '&', '/', '\\'])
        .flat_map(split_at_plus)
        .map(Written::read)
        .filter(|part| !part.digits.is_empty())
        .collect();
    if several.len() < 2 {
        several.clear();
    }
    Ok(Parts {
        whole: Written::read(&text),
        several,
        has_label,
        remark,
    })
}

/// A `+` after digits begins another number.
fn split_at_plus(text: &str) -> impl Iterator<Item = &str> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('+').map(|(at, _)| at).filter(|at| *at > 0));
    starts.push(text.len());
    (1..starts.len()).map(move |at| &text[starts[at - 1]..starts[at]])
}

/// The text without its labels, with a line break in place of each word that stands between numbers. A word of another
/// kind is a remark, and goes with the brackets it stands in.
fn without_words(text: &str, has_label: &mut bool, remark: &mut Option<String>) -> Result<String, Refused> {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !(c.is_alphabetic() || c == '#') {
            kept.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let length = rest
            .find(|c: char| !(c.is_alphabetic() || c == '-'))
            .unwrap_or(rest.len())
            .max(c.len_utf8());
        let word = rest[..length].trim_end_matches('-').to_lowercase();
        let after =
            rest[length..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '='));
        let is_extension = c == '#' || EXTENSIONS.contains(&word.as_str());
        if is_extension && kept.contains(|c| digit(c).is_some()) && after.starts_with(|c| digit(c).is_some())
        {
            let end = after.find(|c: char| digit(c).is_none()).unwrap_or(after.len());
            let written = &rest[..rest.len() - after.len() + end];
            let found = shortened(written.trim());
            return Err(Code::HasExtension { found }.into());
        }
        if BETWEEN.contains(&word.as_str()) && kept.contains(|c| digit(c).is_some()) {
            kept.push('\n');
        } else if LABELS.contains(&word.as_str()) {
            *has_label = true;
            rest = rest[length..].trim_start_matches(['.', ':']);
            continue;
        } else {
            // The remark is all that is in its brackets.
            let open = kept.rfind('(').filter(|open| !kept[*open..].contains(')'));
            let (from, to) = match (open, rest.find(')')) {
                (Some(open), Some(close)) => (open, close + 1),
                _ => (kept.len(), length),
            };
            let whole = format!("{}{}", &kept[from..], &rest[..to]);
            kept.truncate(from);
            remark.get_or_insert_with(|| whole.trim_matches(['(', ')', ' ']).to_owned());
            rest = &rest[to..];
            continue;
        }
        rest = &rest[length..];
    }
    Ok(kept)
}

/// A decimal digit of the scripts that keyboards and spreadsheets write numbers in, as ASCII.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 4] = [0x30, 0x660, 0x6f0, 0xff10];
    ZEROS
        .into_iter()
        .find_map(|zero| (u32::from(c)).checked_sub(zero).filter(|value| *value < 10))
        .and_then(|value| char::from_digit(value, 10))
}

/// What people and exports put round and between the digits.
fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '+' | '-'
                | '.'
                | '/'
                | '\\'
                | '('
                | ')'
                | '['
                | ']'
                | ','
                | ';'
                | ':'
                | '|'
                | '&'
                | '_'
                | '~'
                | '*'
                | '\''
                | '"'
                | '`'
                | '´'
                | '·'
                | '•'
                | '‘'
                | '’'
                | '‐'..='―' | '−' | '／' | '（' | '）' | '．' | '－'
        )
}
