//! Whether two names may be one person's.

use crate::domain::organisation::fold;

/// Whether two people, each by first and last name, can hardly be the same: the first names differ by more than a slip, or
/// the last names have nothing in common. Case, accents and further names do not count.
pub fn are_different_names(one: [&str; 2], other: [&str; 2]) -> bool {
    let words = |name: &str| -> Vec<String> {
        let folded = fold(name);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let is_slip = |one: &str, other: &str| {
        let allowed = usize::from(one.chars().count().min(other.chars().count()) > 3);
        strsim::damerau_levenshtein(one, other) <= allowed
    };
    one.into_iter().zip(other).any(|(ours, theirs)| {
        let (ours, theirs) = (words(ours), words(theirs));
        let share_one = || {
            ours.iter()
                .any(|one| theirs.iter().any(|other| is_slip(one, other)))
        };
        // A name of signs only says nothing.
        !ours.is_empty() && !theirs.is_empty() && !share_one()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_spelling_is_the_same_name_and_another_person_is_not() {
        let same = [
            (["Søren", "Ågård"], ["SOREN", "Agård"]),
            (["Anna Marie", "Holm"], ["Marie", "Holm Jensen"]),
            (["Ann-Marie", "Kjær"], ["Ann Marie", "Kjær"]),
            (["Mette", "Sørensen"], ["Mete", "Sörensen"]),
            (["Bo", "Ek"], ["Bo", "Ek"]),
            (["–", "Ek"], ["Bo", "Ek"]),
        ];
        let different = [
            (["Anna", "Hansen"], ["Peter", "Hansen"]),
            (["Anna", "Hansen"], ["Anna", "Olsen"]),
            (["Bo", "Ek"], ["Ib", "Ek"]),
            (["Hansen", "Anna"], ["Anna", "Hansen"]),
        ];
        for (one, other) in same {
            assert!(!are_different_names(one, other), "{one:?} {other:?}");
        }
        for (one, other) in different {
            assert!(are_different_names(one, other), "{one:?} {other:?}");
            assert!(are_different_names(other, one), "{other:?} {one:?}");
        }
    }
}
