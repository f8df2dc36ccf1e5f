//! What to do, in one language.

use super::{Poster, group};
use crate::{
    fonts::Weight,
    sheet::{Align, Canvas, Place},
    text::{Block, Style},
};
use krilla::tagging::{ListNumbering, Tag, TagGroup};
use rollcall::domain::{
    colour::Colour,
    language::{Direction, Language},
    organisation::SignUpIdentifier,
};

const STEPS: [&str; 4] = [
    "poster-step-scan",
    "poster-step-form",
    APPROVAL,
    "poster-step-password",
];
const APPROVAL: &str = "poster-step-approval";

/// Over what the people who sign up are written to, as sentences ask for it.
fn contact(identifiers: &[SignUpIdentifier]) -> &'static str {
    match identifiers {
        [SignUpIdentifier::Email] => "email",
        [SignUpIdentifier::Username] => "phone",
        _ => "either",
    }
}

/// The instructions in one language, set.
pub(super) struct Instructions {
    language: Language,
    /// Where there are several languages; of one, it is the heading above the code.
    pub(super) title: Option<Block>,
    /// Each with its number.
    steps: Vec<(Block, Block)>,
    /// Until when, and where to find help.
    notes: Vec<Block>,
    /// In points.
    pub(super) width: f32,
    /// The room for numbers, in points.
    indent: f32,
    /// Between the parts, in points.
    gap: f32,
}

impl Instructions {
    pub(super) fn new(
        poster: &Poster<'_>,
        language: Language,
        is_titled: bool,
        width: f32,
        size: f32,
    ) -> Self {
        let indent = size * 1.6;
        let set = |text: &str, weight, width| {
            let style = Style {
                weight,
                direction: Some(language.direction()),
                size,
                smallest: size,
                width,
                most_lines: 12,
            };
            Block::new(text, &style)
        };
        let steps = STEPS
            .iter()
            .filter(|step| **step != APPROVAL || poster.needs_approval);
        let numbered = |(number, step): (usize, &&str)| {
            let number = set(&format!("{number}."), Weight::Bold, indent);
            let step = language.text_with(step, &[("contact", contact(poster.identifiers).into())]);
            (number, set(&step, Weight::Regular, width - indent))
        };
        let until = poster.last_day.map(|day| {
            // A date stands on one line.
            let date = language.date(day).replace(' ', "\u{a0}");
            language.text_with("poster-until", &[("date", date.into())])
        });
        let help = Some(language.text("poster-help"));
        Self {
            language,
            title: is_titled.then(|| set(&language.text("poster-title"), Weight::Bold, width)),
            steps: (1..).zip(steps).map(numbered).collect(),
            notes: until
                .into_iter()
                .chain(help)
                .map(|note| set(&note, Weight::Regular, width))
                .collect(),
            width,
            indent,
            gap: size * 0.35,
        }
    }

    /// In points.
    pub(super) fn height(&self) -> f32 {
        let blocks = self
            .title
            .iter()
            .chain(self.steps.iter().map(|(_, step)| step))
            .chain(&self.notes);
        blocks.map(|block| block.height() + self.gap).sum::<f32>() - self.gap
    }

    pub(super) fn blocks(&self) -> impl Iterator<Item = &Block> {
        let steps = self.steps.iter().flat_map(|(number, step)| [number, step]);
        self.title.iter().chain(steps).chain(&self.notes)
    }

    /// Puts them; answers their part of the document's structure.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, place: Place, colour: Colour) -> TagGroup {
        let language = Some(self.language);
        let tag = self.language.tag().to_owned();
        let mut part = TagGroup::new(Tag::Section.with_lang(Some(tag)));
        let mut y = place.y;
        let at = |y: f32| Place { y, ..place };
        if let Some(title) = &self.title {
            let lines = canvas.text(title, at(y), Align::Start, colour, language);
            part.push(group(super::heading(2, &title.text), lines));
            y += title.height() + self.gap;
        }

        let mut list = TagGroup::new(Tag::L(ListNumbering::Decimal));
        let from_right = self.language.direction() == Direction::RightToLeft;
        for (number, step) in &self.steps {
            let beside = place.width - self.indent;
            let (number_x, step_x) = if from_right {
                (place.x + beside, place.x)
            } else {
                (place.x, place.x + self.indent)
            };
            let number_at = Place {
                x: number_x,
                y,
                width: self.indent,
            };
            let step_at = Place {
                x: step_x,
                y,
                width: beside,
            };
            let number = canvas.text(number, number_at, Align::Start, colour, language);
            let lines = canvas.text(step, step_at, Align::Start, Colour::BLACK, language);
            let item = vec![group(Tag::Lbl, number).into(), group(Tag::LBody, lines).into()];
            list.push(TagGroup::with_children(Tag::LI, item));
            y += step.height() + self.gap;
        }
        part.push(list);
        for note in &self.notes {
            let lines = canvas.text(note, at(y), Align::Start, Colour::BLACK, language);
            part.push(group(Tag::P, lines));
            y += note.height() + self.gap;
        }
        part
    }
}
