//! Sheets of paper as PDF: where text, areas and codes are put.
//!
//! Documents are tagged (PDF/UA-1): a screen reader reads them in order, each sentence in its language. Places and sizes are
//! in points, from the upper left corner.

use crate::{
    code::Code,
    text::{Block, Piece},
};
use krilla::{
    Document, SerializeSettings,
    action::{Action, LinkAction},
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    configure::{Accessibility, ConfigurationBuilder},
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::{Page, PageSettings},
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag},
};
use rollcall::domain::{colour::Colour, language::Language};

/// Width and height of a sheet of A4.
pub const A4: (f32, f32) = (595.276, 841.89);

/// How much of its place a box takes, where no font has a character: `(from the left, width, height, line)`, in em.
const BOX: (f32, f32, f32, f32) = (0.06, 0.5, 0.7, 0.05);

/// A sheet could not be made: a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the document cannot be made: {0}")]
pub struct PrintError(pub String);

/// Millimetres in points.
#[must_use]
pub const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// How the lines of a text stand in their room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Where reading begins: on the left, or on the right.
    Start,
    /// In the middle.
    Centre,
}

/// The room that something is put into, from its upper left corner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
}

/// A document without pages.
///
/// # Errors
///
/// None that happens: the settings are constant.
pub(crate) fn document(title: &str, language: Language) -> Result<Document, PrintError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PrintError(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(language.tag().to_owned())
            .creator("Rollcall".to_owned()),
    );
    Ok(document)
}

/// The bytes of a document.
///
/// # Errors
///
/// What keeps it from being the accessible document it is meant to be.
pub(crate) fn finish(document: Document) -> Result<Vec<u8>, PrintError> {
    document
        .finish()
        .map_err(|error| PrintError(format!("{error:?}")))
}

/// An empty sheet of A4.
///
/// # Errors
///
/// None that happens: the size is constant.
pub(crate) fn page(document: &mut Document) -> Result<Page<'_>, PrintError> {
    let settings = PageSettings::from_wh(A4.0, A4.1).ok_or_else(|| PrintError("no size".to_owned()))?;
    Ok(document.start_page_with(settings))
}

/// Makes an area of a sheet lead to an address, for those who read it on a screen.
pub(crate) fn link(
    page: &mut Page<'_>,
    place: Place,
    height: f32,
    address: &str,
    what: &str,
) -> Option<Identifier> {
    let area = Rect::from_xywh(place.x, place.y, place.width, height)?;
    let target = Target::Action(Action::Link(LinkAction::new(address.to_owned())));
    let annotation = Annotation::new_link(LinkAnnotation::new(area, target), Some(what.to_owned()));
    Some(page.add_tagged_annotation(annotation))
}

/// What is drawn on.
pub(crate) struct Canvas<'s> {
    surface: Surface<'s>,
}

impl<'s> Canvas<'s> {
    pub(crate) fn of(page: &'s mut Page<'_>) -> Self {
        Self {
            surface: page.surface(),
        }
    }

    /// Ends drawing.
    pub(crate) fn finish(self) {
        self.surface.finish();
    }

    /// Fills an area. It is decoration: no screen reader mentions it.
    pub(crate) fn area(&mut self, place: Place, height: f32, colour: Colour) {
        let Some(area) = Rect::from_xywh(place.x, place.y, place.width, height) else {
            return;
        };
        let mut path = PathBuilder::new();
        path.push_rect(area);
        let artifact = Artifact::new(ArtifactType::Background, Some(area));
        self.surface.start_tagged(ContentTag::Artifact(artifact));
        self.surface.set_fill(Some(fill(colour, FillRule::NonZero)));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.end_tagged();
    }

    /// Puts a text. Answers its lines, for the document's structure.
    pub(crate) fn text(
        &mut self,
        block: &Block,
        place: Place,
        align: Align,
        colour: Colour,
        language: Option<Language>,
    ) -> Vec<Identifier> {
        let mut lines = Vec::with_capacity(block.lines.len());
        let mut y = place.y + block.ascent;
        for line in &block.lines {
            let free = place.width - line.width * block.size;
            let mut x = place.x
                + match align {
                    Align::Centre => free / 2.0,
                    Align::Start if block.is_from_right => free,
                    Align::Start => 0.0,
                };
            // No text beside the glyphs' own (`ActualText`): PDFium shows such a line once for each font, or from the wrong end.
            let span = SpanTag::empty().with_lang(language.map(Language::tag));
            lines.push(self.surface.start_tagged(ContentTag::Span(span)));
            self.surface.set_fill(Some(fill(colour, FillRule::EvenOdd)));
            for piece in &line.pieces {
                match piece {
                    Piece::Glyphs { face, glyphs } => {
                        let start = Point::from_xy(x, y);
                        self.surface.draw_glyphs(
                            start,
                            glyphs,
                            face.font.clone(),
                            &block.text,
                            block.size,
                            false,
                        );
                    }
                    Piece::Box => self.empty_box(x, y, block.size),
                }
                x += piece.width() * block.size;
            }
            self.surface.end_tagged();
            y += block.leading;
        }
        lines
    }

    /// A frame in place of a character.
    fn empty_box(&mut self, x: f32, y: f32, size: f32) {
        let (left, width, height, line) = BOX;
        let mut path = PathBuilder::new();
        for inset in [0.0, line] {
            let (left, top) = (x + (left + inset) * size, y + (inset - height) * size);
            let (width, height) = ((width - 2.0 * inset) * size, (height - 2.0 * inset) * size);
            if let Some(frame) = Rect::from_xywh(left, top, width, height) {
                path.push_rect(frame);
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Puts a code with its quiet zone, in black on white.
    pub(crate) fn code(&mut self, code: &Code, place: Place) -> Identifier {
        let identifier = self.surface.start_tagged(ContentTag::Other);
        let module = place.width / modules(code.size());
        let mut ground = PathBuilder::new();
        if let Some(area) = Rect::from_xywh(place.x, place.y, place.width, place.width) {
            ground.push_rect(area);
        }
        let mut dark = PathBuilder::new();
        for outline in code.outlines() {
            for (at, (x, y)) in outline.into_iter().enumerate() {
                let (x, y) = (place.x + modules(x) * module, place.y + modules(y) * module);
                if at == 0 {
                    dark.move_to(x, y);
                } else {
                    dark.line_to(x, y);
                }
            }
            dark.close();
        }
        for (path, colour) in [(ground, Colour::WHITE), (dark, Colour::BLACK)] {
            self.surface.set_fill(Some(fill(colour, FillRule::EvenOdd)));
            if let Some(path) = path.finish() {
                self.surface.draw_path(&path);
            }
        }
        self.surface.end_tagged();
        identifier
    }
}

fn fill(colour: Colour, rule: FillRule) -> Fill {
    Fill {
        paint: rgb::Color::new(colour.red, colour.green, colour.blue).into(),
        rule,
        ..Fill::default()
    }
}

/// A code has at most 185 modules on a side, with its quiet zone.
fn modules(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
