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
    let mut size = style.size;
    loop {
        let wrapped = words.wrap(style.width / size);
        let fits = wrapped.lines.len() <= style.most_lines && !wrapped.breaks_a_word;
        if fits {
            return (size, words.balanced(style.width / size, wrapped));
        }
        if size <= style.smallest {
            return (size, wrapped);
        }
        size = (size * 0.95).max(style.smallest);
    }
}

#[cfg(test)]
mod tests;
