//! Where lines end.

use super::shape::Paragraph;
use std::ops::Range;

/// A text in lines.
#[derive(Debug, PartialEq)]
pub(super) struct Wrapped {
    /// The bytes of each, without spaces at the ends. There is at least one.
    pub(super) lines: Vec<Range<usize>>,
    /// Whether a word was wider than a line.
    pub(super) breaks_a_word: bool,
}

/// A text, measured, with the places at which a line may end.
pub(super) struct Words<'p> {
    text: &'p str,
    /// The byte that each cluster begins at, and how wide it is, in em.
    clusters: Vec<(usize, f32)>,
    /// The bytes before which a line may end.
    allowed: Vec<usize>,
}

impl<'p> Words<'p> {
    pub(super) fn of(paragraph: &Paragraph<'p>) -> Self {
        let text = paragraph.text;
        let breaks = unicode_linebreak::linebreaks(text).map(|(at, _)| at);
        Self {
            text,
            clusters: paragraph.measured(),
            allowed: breaks
                .filter(|at| !follows_a_short_prefix(&text[..*at]))
                .collect(),
        }
    }

    /// Divides the text into lines no wider than `width`, in em.
    pub(super) fn wrap(&self, width: f32) -> Wrapped {
        let mut lines = Vec::new();
        let mut breaks_a_word = false;
        // Clusters, not bytes: where the line begins, and where it may end.
        let (mut start, mut last_allowed) = (0, None);
        let mut filled = 0.0;
        for at in 0..self.clusters.len() {
            let byte = self.byte(at);
            if at > start && self.allowed.binary_search(&byte).is_ok() {
                last_allowed = Some(at);
            }
            // Spaces may hang over the end.
            let is_space = self.text[byte..].starts_with(' ');
            // What is left of a line that ended earlier may be too wide, too.
            while !is_space && filled + self.clusters[at].1 > width && at > start {
                breaks_a_word |= last_allowed.is_none();
                let end = last_allowed.take().unwrap_or(at);
                lines.push(trimmed(self.text, byte_range(self.byte(start), self.byte(end))));
                start = end;
                filled = self.clusters[start..at].iter().map(|(_, width)| width).sum();
            }
            filled += self.clusters[at].1;
        }
        lines.push(trimmed(self.text, byte_range(self.byte(start), self.text.len())));
        Wrapped { lines, breaks_a_word }
    }

    /// As many lines, of as equal a width as can be: no word is alone on the last one. `None`: they are.
    pub(super) fn balanced(&self, width: f32, wrapped: &Wrapped) -> Option<Wrapped> {
        let count = wrapped.lines.len();
        let (mut too_narrow, mut found) = (width / 2.0, None);
        let mut wide = width;
        // To less than a hundredth of the width.
        for _ in 0..6 {
            if count == 1 {
                break;
            }
            let middle = f32::midpoint(too_narrow, wide);
            let tried = self.wrap(middle);
            if tried.lines.len() == count && !tried.breaks_a_word {
                (wide, found) = (middle, Some(tried));
            } else {
                too_narrow = middle;
            }
        }
        found
    }

    fn byte(&self, cluster: usize) -> usize {
        self.clusters
            .get(cluster)
            .map_or(self.text.len(), |(start, _)| *start)
    }
}

/// Whether a text ends in a hyphen with a letter or two before it, as in `E-Mail`: the line goes on.
fn follows_a_short_prefix(text: &str) -> bool {
    let Some(before) = text.strip_suffix('-') else {
        return false;
    };
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    (1..=2).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}

fn byte_range(start: usize, end: usize) -> Range<usize> {
    start..end.max(start)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = &text[range.clone()];
    let start = range.start + line.len() - line.trim_start().len();
    start..start.max(range.start + line.trim_end().len())
}
