//! From characters to glyphs.

use super::Line;
use crate::fonts::{Face, Weight};
use harfrust::{BufferFlags, ShapeOptions, UnicodeBuffer};
use krilla::text::{GlyphId, KrillaGlyph};
use rollcall::domain::language::Direction;
use std::ops::Range;
use unicode_bidi::{BidiInfo, Level};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// How wide a box is, with the room beside it, in em.
pub(crate) const BOX_WIDTH: f32 = 0.65;

/// What a line is drawn of.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Glyphs of one font, from left to right.
    Glyphs {
        /// The font.
        face: &'static Face,
        /// Measured in em; each names the bytes of the text that it stands for.
        glyphs: Vec<KrillaGlyph>,
    },
    /// A character that no font draws.
    Box,
}

impl Piece {
    /// The font, where there is one.
    pub(super) fn face(&self) -> Option<&'static Face> {
        match self {
            Self::Glyphs { face, .. } => Some(face),
            Self::Box => None,
        }
    }

    /// In em.
    pub(crate) fn width(&self) -> f32 {
        match self {
            Self::Glyphs { glyphs, .. } => glyphs.iter().map(|glyph| glyph.x_advance).sum(),
            Self::Box => BOX_WIDTH,
        }
    }
}

/// A stretch of text that one font draws, in one script. Without a font, each character of it is a box.
#[derive(Debug)]
struct Stretch {
    range: Range<usize>,
    face: Option<&'static Face>,
    script: Script,
}

/// A text, divided and measured.
pub(super) struct Paragraph<'t> {
    pub(super) text: &'t str,
    directions: BidiInfo<'t>,
    stretches: Vec<Stretch>,
}

impl<'t> Paragraph<'t> {
    pub(super) fn new(text: &'t str, weight: Weight, direction: Option<Direction>) -> Self {
        let level = direction.map(|direction| match direction {
            Direction::LeftToRight => Level::ltr(),
            Direction::RightToLeft => Level::rtl(),
        });
        Self {
            text,
            directions: BidiInfo::new(text, level),
            stretches: stretches(text, weight),
        }
    }

    pub(super) fn is_from_right(&self) -> bool {
        let paragraph = self.directions.paragraphs.first();
        paragraph.is_some_and(|paragraph| paragraph.level.is_rtl())
    }

    /// What is written between these bytes, as one line.
    pub(super) fn line(&self, range: Range<usize>) -> Line {
        let mut pieces = Vec::new();
        if let Some(paragraph) = self.directions.paragraphs.first()
            && !range.is_empty()
        {
            let (levels, runs) = self.directions.visual_runs(paragraph, range.clone());
            for run in runs {
                self.shape_run(run.clone(), levels[run.start], &mut pieces);
            }
        }
        Line {
            width: pieces.iter().map(Piece::width).sum(),
            pieces,
        }
    }

    /// How wide each cluster is, in em, with the byte it begins at, in the order in which they are read.
    pub(super) fn measured(&self) -> Vec<(usize, f32)> {
        let mut widths: Vec<(usize, f32)> = Vec::new();
        if let Some(paragraph) = self.directions.paragraphs.first() {
            let (levels, runs) = self.directions.visual_runs(paragraph, 0..self.text.len());
            for run in runs {
                let mut pieces = Vec::new();
                for stretch in self.within(&run) {
                    shape(self.text, &stretch, levels[run.start], &mut pieces, &mut widths);
                }
            }
        }
        widths.sort_by_key(|(start, _)| *start);
        // The glyphs of a cluster are one width.
        widths.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        widths
    }

    /// The stretches of a run, cut to it.
    fn within(&self, run: &Range<usize>) -> Vec<Stretch> {
        let first = self
            .stretches
            .partition_point(|stretch| stretch.range.end <= run.start);
        let cut = |stretch: &Stretch| Stretch {
            range: stretch.range.start.max(run.start)..stretch.range.end.min(run.end),
            ..*stretch
        };
        let stretches = self.stretches[first..].iter();
        stretches
            .take_while(|stretch| stretch.range.start < run.end)
            .map(cut)
            .collect()
    }

    fn shape_run(&self, run: Range<usize>, level: Level, pieces: &mut Vec<Piece>) {
        let mut stretches = self.within(&run);
        if level.is_rtl() {
            stretches.reverse();
        }
        for stretch in stretches {
            shape(self.text, &stretch, level, pieces, &mut Vec::new());
        }
    }
}

/// Divides a text by font and script. What no script owns, such as a space, goes with what stands before it.
fn stretches(text: &str, weight: Weight) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (start, cluster) in text.grapheme_indices(true) {
        let characters: Vec<char> = cluster.chars().filter(|c| !is_ignorable(*c)).collect();
        let script = cluster
            .chars()
            .map(|c| c.script())
            .find(|script| !is_common(*script));
        let end = start + cluster.len();
        if let Some(last) = found.last_mut() {
            let has_all = |face: &Face| characters.iter().all(|character| face.has(*character));
            let goes_along = match last.face {
                // Latin letters are taken by their own font, though others have some of them.
                Some(face) => {
                    has_all(face)
                        && (script.is_none() || script == Some(last.script) || is_common(last.script))
                }
                None => false,
            };
            if goes_along {
                last.range.end = end;
                last.script = script.unwrap_or(last.script);
                continue;
            }
        }
        found.push(Stretch {
            range: start..end,
            face: Face::that_draws(&characters, weight),
            script: script.unwrap_or(Script::Common),
        });
    }
    found
}

fn is_common(script: Script) -> bool {
    matches!(script, Script::Common | Script::Inherited | Script::Unknown)
}

/// Joiners and selectors shape what stands beside them, and have no glyph.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Shapes a stretch: adds its pieces from left to right, and the width of each glyph with the byte its cluster begins at.
fn shape(
    text: &str,
    stretch: &Stretch,
    level: Level,
    pieces: &mut Vec<Piece>,
    widths: &mut Vec<(usize, f32)>,
) {
    let range = &stretch.range;
    let Some(face) = stretch.face else {
        for (at, _) in text[range.clone()].grapheme_indices(true) {
            pieces.push(Piece::Box);
            widths.push((range.start + at, BOX_WIDTH));
        }
        return;
    };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text[range.clone()]);
    buffer.guess_segment_properties();
    buffer.set_direction(if level.is_rtl() {
        harfrust::Direction::RightToLeft
    } else {
        harfrust::Direction::LeftToRight
    });
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES | BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE);
    let shaper = face.shaping.shaper(&face.tables).build();
    let em = units(shaper.units_per_em());
    let shaped = shaper.shape(buffer, ShapeOptions::new());
    let clusters: Vec<usize> = shaped
        .glyph_infos()
        .iter()
        .map(|glyph| range.start + usize::try_from(glyph.cluster).unwrap_or(0))
        .collect();
    let mut starts = clusters.clone();
    starts.sort_unstable();
    let mut glyphs = Vec::new();
    let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
    for ((glyph, position), start) in placed.zip(clusters) {
        if glyph.glyph_id == 0 {
            flush(face, &mut glyphs, pieces);
            pieces.push(Piece::Box);
            widths.push((start, BOX_WIDTH));
            continue;
        }
        let next = starts.partition_point(|other| *other <= start);
        let end = starts.get(next).copied().unwrap_or(range.end);
        let advance = units(position.x_advance) / em;
        widths.push((start, advance));
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(glyph.glyph_id),
            advance,
            units(position.x_offset) / em,
            units(position.y_offset) / em,
            units(position.y_advance) / em,
            start..end,
            None,
        ));
    }
    flush(face, &mut glyphs, pieces);
}

fn flush(face: &'static Face, glyphs: &mut Vec<KrillaGlyph>, pieces: &mut Vec<Piece>) {
    if !glyphs.is_empty() {
        let glyphs = std::mem::take(glyphs);
        pieces.push(Piece::Glyphs { face, glyphs });
    }
}

/// Units of a font, of which an em has at most 16,384.
#[expect(clippy::cast_precision_loss, reason = "exact up to 16,777,216")]
fn units(count: i32) -> f32 {
    count as f32
}
