//! The name that was probably meant, among many.
//!
//! A file may misspell a name in every row, so a suggestion has to cost little: names are taken apart once, those that
//! cannot be near are passed over by their letters alone, and what was asked before is remembered.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Letters are counted in so many classes.
const CLASSES: usize = 32;
/// As many answers are remembered: more than a list has names.
const MOST_REMEMBERED: usize = 4_096;
/// Typing errors that are forgiven in a long name; in a short one, as many as a quarter of its letters.
const MOST_ERRORS: usize = 4;
/// A value of more letters is no typing error.
const LONGEST: usize = 200;

/// Folded names, ready to be compared with what somebody typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    all: Vec<Name>,
    remembered: Arc<Mutex<HashMap<String, Option<usize>>>>,
    compared: Arc<AtomicU64>,
}

#[derive(Debug, Clone)]
struct Name {
    letters: Vec<char>,
    counts: [u8; CLASSES],
}

impl Name {
    fn new(folded: &str) -> Self {
        let letters: Vec<char> = folded.chars().collect();
        let mut counts = [0_u8; CLASSES];
        for &letter in &letters {
            let class = &mut counts[letter as usize % CLASSES];
            *class = class.saturating_add(1);
        }
        Self { letters, counts }
    }

    /// The least number of typing errors between two names, by their letters alone: each error changes at most two counts.
    fn least_distance(&self, other: &Self) -> usize {
        let differences: u32 = self
            .counts
            .iter()
            .zip(&other.counts)
            .map(|(one, other)| u32::from(one.abs_diff(*other)))
            .sum();
        differences.div_ceil(2) as usize
    }
}

impl Names {
    /// From folded names.
    pub(super) fn new<'a>(folded: impl Iterator<Item = &'a str>) -> Self {
        Self {
            all: folded.map(Name::new).collect(),
            ..Self::default()
        }
    }

    /// Which name is within a few typing errors of a folded text: a quarter of its letters at most.
    pub(super) fn closest(&self, folded: &str) -> Option<usize> {
        if folded.is_empty() || folded.len() > LONGEST {
            return None;
        }
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = remembered.get(folded) {
            return *known;
        }
        let found = self.search(folded);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(folded.to_owned(), found);
        found
    }

    /// The nearest name, of several the first.
    fn search(&self, folded: &str) -> Option<usize> {
        let typed = Name::new(folded);
        let most = (typed.letters.len() / 4).clamp(1, MOST_ERRORS);
        // By the least distance that their letters alone allow.
        let mut candidates: [Vec<usize>; MOST_ERRORS + 1] = Default::default();
        for (at, name) in self.all.iter().enumerate() {
            if name.letters.len().abs_diff(typed.letters.len()) <= most {
                let least = name.least_distance(&typed);
                if least <= most {
                    candidates[least].push(at);
                }
            }
        }
        // Those that may be nearest come first: once one is found, few of the others can be as near.
        let mut found: Option<(usize, usize)> = None;
        let by_least = (0..).zip(candidates);
        let in_turn = by_least.flat_map(|(least, all)| all.into_iter().map(move |at| (least, at)));
        for (least, at) in in_turn {
            let allowed = found.map_or(most, |(distance, _)| distance);
            if least > allowed {
                break;
            }
            self.compared.fetch_add(1, Ordering::Relaxed);
            if let Some(distance) = distance_within(&typed.letters, &self.all[at].letters, allowed) {
                found = Some(found.map_or((distance, at), |found| found.min((distance, at))));
            }
        }
        found.map(|(_, at)| at)
    }

    /// How often two names were compared letter by letter.
    #[cfg(test)]
    pub(super) fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }
}

/// Letters left out, added, changed or swapped with their neighbour between two texts (optimal string alignment), where
/// that is at most `most`.
fn distance_within(one: &[char], other: &[char], most: usize) -> Option<usize> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    let same = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (one, other) = (&one[..one.len() - same], &other[..other.len() - same]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        // No row is less than the least of the two before it.
        if row.iter().chain(&last).min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        const TOWNS: [&str; 8] = [
            "aarhus", "odense", "aalborg", "esbjerg", "randers", "kolding", "horsens", "vejle",
        ];
        (0..count)
            .map(|at| format!("butik {} {at:04}", TOWNS[at % TOWNS.len()]))
            .collect()
    }

    #[test]
    fn a_typing_error_or_two_are_forgiven_and_the_nearest_is_meant() {
        let names = ["kokken", "kokkenet", "butik arhus", "butik arhus nord", "hr"];
        let list = Names::new(names.into_iter());
        for (typed, meant) in [
            ("koken", Some("kokken")),
            ("kokkne", Some("kokken")),
            ("kokkenen", Some("kokkenet")),
            ("butik aruhs", Some("butik arhus")),
            ("butikarhusnord", Some("butik arhus nord")),
            ("rh", Some("hr")),
            ("lager", None),
            ("", None),
        ] {
            let found = list.closest(typed).map(|at| names[at]);
            assert_eq!(found, meant, "{typed}");
            assert_eq!(list.closest(typed).map(|at| names[at]), meant, "{typed}, again");
        }
    }

    #[test]
    fn of_names_as_near_the_first_is_meant() {
        // By its letters alone the second could be nearer, and is not.
        let list = Names::new(["butik arhusx", "butik arhsu"].into_iter());
        assert_eq!(list.closest("butik arhus"), Some(0));
        let list = Names::new(["butik arhsu", "butik arhusx"].into_iter());
        assert_eq!(list.closest("butik arhus"), Some(0));
        let list = Names::new(["butk arhusx", "butik arhsu"].into_iter());
        assert_eq!(
            list.closest("butik arhus"),
            Some(1),
            "one error is nearer than two"
        );
    }

    /// 2,000 misspelt names against 2,000 are four million pairs.
    #[test]
    fn two_thousand_misspelt_names_cost_few_comparisons_and_none_the_second_time() {
        let names = names(2_000);
        let list = Names::new(names.iter().map(String::as_str));
        let misspelt: Vec<String> = names
            .iter()
            .map(|name| name.replacen("butik", "butk", 1))
            .collect();
        for (at, typed) in misspelt.iter().enumerate() {
            assert_eq!(list.closest(typed), Some(at), "{typed}");
        }
        let compared = list.compared();
        assert!(compared < 5_000, "{compared}");
        for typed in &misspelt {
            list.closest(typed);
        }
        assert_eq!(list.compared(), compared);
        list.closest(&"butik ".repeat(1_000));
        assert_eq!(list.compared(), compared);
        assert!(list.remembered.lock().unwrap().len() <= MOST_REMEMBERED);
    }
}
