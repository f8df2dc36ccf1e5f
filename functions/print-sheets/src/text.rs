//! Text in lines: any script, either direction, as wide as there is room.
//!
//! A text is divided by direction (UAX #9), script and font, each stretch is shaped whole, and lines are broken where UAX #14
//! allows it. Only a word that is wider than a whole line is broken within. What no font draws is a box.

mod lines;
mod shape;

pub use crate::fonts::Weight;
pub(crate) use shape::Piece;

use crate::fonts::Face;
use lines::{Words, Wrapped};
use rollcall::domain::{
    language::Direction,
    text::{composed, is_hidden_in_a_name},
};
use shape::Paragraph;
use unicode_segmentation::UnicodeSegmentation;

/// Longer texts are cut: no name and no sentence is as long.
const LONGEST: usize = 2_000;

/// In em: what is wider by less is as wide.
const IMPERCEPTIBLE: f32 = 0.000_3;

/// The lines' distance, for each em that their fonts reach above and below: a little air.
const LEADING: f32 = 1.05;

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// How heavy it is.
    pub weight: Weight,
    /// The way its lines run; without one, as the first letter with a direction says: for names.
    pub direction: Option<Direction>,
    /// The size, in points.
    pub size: f32,
    /// What the size may shrink to, so that the text fits and words stay whole.
    pub smallest: f32,
    /// The room for each line, in points.
    pub width: f32,
    /// What is more than fits on so many lines, at the smallest size, is left out, with an ellipsis.
    pub most_lines: usize,
}

/// One line, from left to right.
#[derive(Debug)]
pub(crate) struct Line {
    /// What it is drawn of.
    pub(crate) pieces: Vec<Piece>,
    /// In em.
    pub(crate) width: f32,
}

/// A text that was set.
#[derive(Debug)]
pub struct Block {
    /// What the lines' glyphs stand for.
    pub(crate) text: String,
    pub(crate) lines: Vec<Line>,
    /// In points.
    pub(crate) size: f32,
    /// From the top of a line to what its letters stand on, in points.
    pub(crate) ascent: f32,
    /// From one line to the next, in points.
    pub(crate) leading: f32,
    /// Whether it is read from the right.
    pub(crate) is_from_right: bool,
}

impl Block {
    /// Sets a text.
    #[must_use]
    pub fn new(text: &str, style: &Style) -> Self {
        let mut text = cleaned(text);
        // Fewer letters each time, until the rest fits.
        loop {
            let paragraph = Paragraph::new(&text, style.weight, style.direction);
            let (size, wrapped) = fitting(&paragraph, style);
            let most = style.most_lines.max(1);
            if wrapped.lines.len() <= most {
                return Self::of(&paragraph, size, &wrapped);
            }
            text = shortened(&text[..wrapped.lines[most - 1].end]);
        }
    }

    fn of(paragraph: &Paragraph<'_>, size: f32, wrapped: &Wrapped) -> Self {
        let lines: Vec<Line> = wrapped
            .lines
            .iter()
            .map(|range| paragraph.line(range.clone()))
            .collect();
        let letters = Face::of_letters(Weight::Regular);
        let faces = || {
            let drawn = lines.iter().flat_map(|line| &line.pieces).filter_map(Piece::face);
            drawn.chain(letters)
        };
        // Of all lines alike, so that their distance is even.
        let ascent = faces().map(|face| face.ascent).fold(0.0, f32::max);
        let descent = faces().map(|face| face.descent).fold(0.0, f32::max);
        Self {
            text: paragraph.text.to_owned(),
            size,
            ascent: ascent * size,
            leading: (ascent + descent) * size * LEADING,
            is_from_right: paragraph.is_from_right(),
            lines,
        }
    }

    /// In points.
    #[must_use]
    pub fn height(&self) -> f32 {
        f32::from(u16::try_from(self.lines.len()).unwrap_or(u16::MAX)) * self.leading
    }

    /// The characters that no font draws, of which each is a box.
    #[must_use]
    pub fn boxes(&self) -> usize {
        let pieces = self.lines.iter().flat_map(|line| &line.pieces);
        pieces.filter(|piece| matches!(piece, Piece::Box)).count()
    }
}

/// A text as one paragraph that can be seen: composed, without what is hidden, lines and tabs as spaces.
fn cleaned(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let visible = cut.chars().filter_map(|c| match c {
        '\u{a0}' | '\u{202f}' => Some('\u{a0}'),
        c if c.is_whitespace() => Some(' '),
        c if is_hidden_in_a_name(c) => None,
        c => Some(c),
    });
    composed(visible.collect::<String>().trim()).into_owned()
}

/// A text with an ellipsis in place of its end.
fn shortened(text: &str) -> String {
    let text = text.trim_end().trim_end_matches('…');
    let last = text.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
    format!("{}…", text[..last].trim_end())
}

/// The largest size at which a text fits, with words whole if that can be.
fn fitting(paragraph: &Paragraph<'_>, style: &Style) -> (f32, Wrapped) {
    let words = Words::of(paragraph);
    let fits = |wrapped: &Wrapped| wrapped.lines.len() <= style.most_lines && !wrapped.breaks_a_word;
    let mut size = style.size;
    loop {
        let (width, is_last) = (style.width / size, size <= style.smallest);
        let wrapped = words.wrap(width);
        if is_last || fits(&wrapped) {
            let wrapped = shaped(paragraph, &words, width, wrapped);
            if fits(&wrapped) {
                return (size, balanced(paragraph, &words, width, wrapped));
            }
            if is_last {
                return (size, wrapped);
            }
        }
        size = (size * 0.95).max(style.smallest);
    }
}

/// The same lines; or others, should one of them be wider by itself than it was measured within the text: a letter leans to the one
/// that follows, and no more where the line ends between the two.
fn shaped(paragraph: &Paragraph<'_>, words: &Words<'_>, width: f32, mut wrapped: Wrapped) -> Wrapped {
    let mut room = width;
    while room > 0.0 {
        let beyond = beyond(paragraph, &wrapped, width);
        if beyond <= IMPERCEPTIBLE {
            break;
        }
        room -= beyond;
        wrapped = words.wrap(room);
    }
    wrapped
}

/// The same lines of as equal a width as can be.
fn balanced(paragraph: &Paragraph<'_>, words: &Words<'_>, width: f32, wrapped: Wrapped) -> Wrapped {
    let equal = words.balanced(width, &wrapped);
    match equal {
        Some(equal) if beyond(paragraph, &equal, width) <= IMPERCEPTIBLE => equal,
        _ => wrapped,
    }
}

/// By how much the widest line is too wide, in em. A single cluster has no choice.
fn beyond(paragraph: &Paragraph<'_>, wrapped: &Wrapped, width: f32) -> f32 {
    let lines = wrapped.lines.iter();
    let divisible = lines.filter(|line| paragraph.text[(*line).clone()].graphemes(true).count() > 1);
    let widths = divisible.map(|line| paragraph.line(line.clone()).width - width);
    widths.fold(0.0, f32::max)
}

#[cfg(test)]
mod tests;
