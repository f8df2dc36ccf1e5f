//! What a heading means: its words without what people write round them, and which of two like ones is meant.

use super::cell::{fold_heading, is_invisible};
use rollcall::domain::{field::Field, language::Language};
use std::sync::LazyLock;

/// Longer headings are a text of another kind.
const LONGEST: usize = 200;

/// As people head the column with the country's part of a phone.
#[rustfmt::skip]
const DIALLING_CODES: [&str; 22] = [
    "countrycode", "phonecountrycode", "mobilecountrycode", "diallingcode", "dialingcode", "dialcode",
    "callingcode", "countrycallingcode", "countryprefix", "phoneprefix", "prefix", "landekode", "landenummer",
    "landskode", "retningsnummer", "vorwahl", "landesvorwahl", "ländervorwahl", "ländercode", "landcode",
    "internationalevorwahl", "telefonvorwahl",
];

/// Parts of the heading of a column with passwords.
#[rustfmt::skip]
const SECRETS: [&str; 13] = [
    "password", "passcode", "passphrase", "passwort", "kennwort", "adgangskode", "engangskode", "kodeord",
    "einmalcode", "onetimecode", "pincode", "secret", "zugangscode",
];

/// What each field may be headed, folded: its titles in our languages first, then what other systems and people write.
static TITLES: LazyLock<Vec<(Field, Vec<String>)>> = LazyLock::new(|| {
    Field::as_shown()
        .map(|field| {
            let titles = Language::ALL.map(|language| fold_heading(&field.title(language)));
            let others = field.other_headings().iter().map(|title| (*title).to_owned());
            (field, titles.into_iter().chain(others).collect())
        })
        .collect()
});

/// How near a heading is to a column's title: the least wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    /// Of two phones, the mobile is meant.
    is_no_mobile: bool,
    /// Something was left aside.
    has_remark: bool,
    /// Not the title itself but another word for it.
    is_synonym: bool,
}

/// Which field a heading means, whatever its case, spaces and punctuation, and what stands in brackets.
pub fn parse_heading(title: &str) -> Option<Field> {
    meaning(title).map(|(field, _)| field)
}

/// The field a heading means, and how nearly.
pub(super) fn meaning(title: &str) -> Option<(Field, Distance)> {
    // What stands around a heading makes it no longer.
    let title = title.trim_matches(|c: char| c.is_whitespace() || is_invisible(c) || c == '*');
    if title.len() > LONGEST {
        return None;
    }
    let whole = fold_heading(title);
    let found = named(&whole).map(|(column, is_synonym)| (column, is_synonym, false));
    let (column, is_synonym, has_remark) = found.or_else(|| {
        let bare = without_brackets(title);
        let (column, is_synonym) = named(&fold_heading(&bare)).or_else(|| first_of_several(&bare))?;
        Some((column, is_synonym, true))
    })?;
    let is_mobile = ["mobil", "cell", "handy"].iter().any(|word| whole.contains(word));
    let distance = Distance {
        is_no_mobile: column == Field::Phone && !is_mobile,
        has_remark,
        is_synonym,
    };
    Some((column, distance))
}

/// Whether a heading is that of the dialling codes beside the phones.
pub(super) fn is_dialling_code(title: &str) -> bool {
    title.len() <= LONGEST && DIALLING_CODES.contains(&fold_heading(&without_brackets(title)).as_str())
}

/// Whether what stands below a heading should be shown to nobody.
pub(super) fn is_secret(title: &str) -> bool {
    let folded = fold_heading(title);
    matches!(folded.as_str(), "pin" | "otp" | "pw" | "pwd" | "kode" | "code")
        || SECRETS.iter().any(|word| folded.contains(word))
}

/// The column, of those that are `free`, whose title is probably meant.
pub(super) fn closest(title: &str, free: impl Fn(Field) -> bool) -> Option<Field> {
    if title.len() > LONGEST {
        return None;
    }
    let folded = fold_heading(&without_brackets(title));
    let letters = folded.chars().count();
    if !(4..=40).contains(&letters) {
        return None;
    }
    let allowed = (letters / 4).clamp(1, 3);
    TITLES
        .iter()
        .filter(|(column, _)| free(*column))
        .flat_map(|(column, titles)| titles.iter().map(move |title| (*column, title.as_str())))
        .filter(|(_, title)| title.chars().count() > 3)
        .filter_map(|(column, title)| {
            let length = title.chars().count();
            if length > 4 && folded.contains(title) {
                return Some((0, column));
            }
            (length.abs_diff(letters) <= allowed)
                .then(|| (strsim::damerau_levenshtein(&folded, title), column))
                .filter(|(distance, _)| *distance <= allowed)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, column)| column)
}

/// The column that goes by these words, and whether they are another word for it than its title.
fn named(folded: &str) -> Option<(Field, bool)> {
    TITLES.iter().find_map(|(column, titles)| {
        let at = titles.iter().position(|title| title == folded)?;
        Some((*column, at >= Language::ALL.len()))
    })
}

/// `Department / store`: the first of them, unless another one is a different column's.
fn first_of_several(title: &str) -> Option<(Field, bool)> {
    let mut parts = title.split(['/', '|']).map(|part| named(&fold_heading(part)));
    let first = parts.next()??;
    parts
        .flatten()
        .all(|(column, _)| column == first.0)
        .then_some(first)
}

fn without_brackets(title: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
