//! The poster of a sign-up link: one sheet of A4 to hang on a wall.
//!
//! From top to bottom: whose it is, on a ground of the organisation's colour; what to do, in the language most people read; the
//! code, as large as there is room; its address, to be typed; and the instructions in each language.

mod instructions;

use crate::{
    code::{Code, TooLong},
    fonts::Weight,
    sheet::{self, A4, Align, Canvas, Place, PrintError, mm},
    text::{Block, Style},
};
use instructions::Instructions;
use jiff::civil::Date;
use krilla::{
    destination::XyzDestination,
    geom::Point,
    outline::{Outline, OutlineNode},
    tagging::{Identifier, Node, Tag, TagGroup, TagTree},
};
use rollcall::domain::{colour::Colour, language::Language, organisation::SignUpIdentifier};
use std::num::NonZeroU16;

/// More languages have no room beside each other.
const MOST_LANGUAGES: usize = 6;

/// The room beside what is printed.
const MARGIN: f32 = mm(18.0);

/// The width of what is printed.
const WIDTH: f32 = A4.0 - 2.0 * MARGIN;

/// Between the names.
const NAME_GAP: f32 = mm(1.5);

/// How large the code is, with its quiet zone, and the text: the first that leaves room for everything. Below 55 mm a code is not
/// read from where people stand.
const SIZES: [(f32, f32); 14] = [
    (mm(126.0), 16.0),
    (mm(118.0), 15.0),
    (mm(112.0), 14.0),
    (mm(106.0), 13.0),
    (mm(100.0), 12.5),
    (mm(94.0), 12.0),
    (mm(88.0), 11.5),
    (mm(82.0), 11.0),
    (mm(76.0), 10.5),
    (mm(70.0), 10.0),
    (mm(62.0), 9.5),
    (mm(55.0), 9.0),
    (mm(55.0), 8.5),
    (mm(55.0), 8.0),
];

/// A poster could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    /// The link does not go into a code.
    #[error(transparent)]
    Link(#[from] TooLong),
    /// The document.
    #[error(transparent)]
    Print(#[from] PrintError),
}

/// What a poster says.
#[derive(Debug, Clone)]
pub struct Poster<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// Its colour; without one, black.
    pub colour: Option<Colour>,
    /// The department's name.
    pub department: &'a str,
    /// What distinguishes the link from the department's others.
    pub label: Option<&'a str>,
    /// The address.
    pub link: &'a str,
    /// The last day on which it can be used.
    pub last_day: Option<Date>,
    /// What people sign up with, so what reaches them; of none, an e-mail or an SMS is spoken of.
    pub identifiers: &'a [SignUpIdentifier],
    /// Whether somebody has to approve a sign-up.
    pub needs_approval: bool,
    /// The languages of its instructions, the most important first. There is at least one; the seventh and those after it have
    /// no room.
    pub languages: &'a [Language],
}

/// A poster as a file.
#[derive(Debug)]
pub struct Printed {
    /// A PDF document of one page.
    pub pdf: Vec<u8>,
    /// How many characters no font has: each is a box.
    pub boxes: usize,
}

impl Poster<'_> {
    /// Makes the document.
    ///
    /// # Errors
    ///
    /// A link of more than a thousand characters; a fault of ours.
    pub fn print(&self) -> Result<Printed, PosterError> {
        let code = Code::of(self.link)?;
        let layout = Layout::of(self);
        Ok(Printed {
            boxes: layout.blocks().map(Block::boxes).sum(),
            pdf: self.draw(&layout, &code)?,
        })
    }

    fn main_language(&self) -> Language {
        self.languages.first().copied().unwrap_or_default()
    }

    fn draw(&self, layout: &Layout, code: &Code) -> Result<Vec<u8>, PrintError> {
        let language = self.main_language();
        let names = [
            ("organisation", self.organisation.into()),
            ("department", self.department.into()),
        ];
        let mut document = sheet::document(&language.text_with("poster-document", &names), language)?;
        let mut tree = TagTree::new().with_lang(Some(language.tag().to_owned()));
        let ground = self.colour.unwrap_or(Colour::BLACK);
        let what = language.text_with("poster-code", &[("link", self.link.into())]);

        let mut page = sheet::page(&mut document)?;
        let address_at = at(layout.address_top);
        let address = sheet::link(&mut page, address_at, layout.address.height(), self.link, &what);
        let mut canvas = Canvas::of(&mut page);
        layout.draw_names(&mut canvas, ground, &mut tree);
        let (title_at, colour) = (at(layout.title_top), readable(ground));
        let lines = canvas.text(&layout.title, title_at, Align::Centre, colour, Some(language));
        tree.push(group(heading(2, &layout.title.text), lines));
        let square = Place {
            x: (A4.0 - layout.code) / 2.0,
            y: layout.code_top,
            width: layout.code,
        };
        tree.push(group(Tag::Figure(Some(what)), vec![canvas.code(code, square)]));
        let lines = canvas.text(&layout.address, address_at, Align::Centre, Colour::BLACK, None);
        let mut link = group(Tag::Link, lines);
        if let Some(address) = address {
            link.push(address);
        }
        tree.push(TagGroup::with_children(Tag::P, vec![link.into()]));
        for (instructions, place) in layout.instructions() {
            tree.push(instructions.draw(&mut canvas, place, colour));
        }
        if let Some(label) = &layout.label {
            let lines = canvas.text(label, at(A4.1 - MARGIN * 0.75), Align::Centre, GREY, None);
            tree.push(group(Tag::P, lines));
        }
        canvas.finish();
        page.finish();
        document.set_tag_tree(tree);
        document.set_outline(layout.outline());
        sheet::finish(document)
    }
}

/// What stands out least: what helps those who hang posters up.
const GREY: Colour = Colour {
    red: 90,
    green: 90,
    blue: 90,
};

/// The organisation's colour for text on paper, where it can be read there.
fn readable(colour: Colour) -> Colour {
    if colour.contrast(Colour::WHITE) >= 4.5 {
        colour
    } else {
        Colour::BLACK
    }
}

/// A row of the sheet, between its margins.
const fn at(y: f32) -> Place {
    Place {
        x: MARGIN,
        y,
        width: WIDTH,
    }
}

/// A heading. One without any letter that can be seen needs a title, too.
fn heading(level: u16, title: &str) -> Tag<krilla::tagging::kind::Hn> {
    let title = if title.is_empty() { "–" } else { title };
    Tag::Hn(
        NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN),
        Some(title.to_owned()),
    )
}

/// A part of the document's structure.
fn group(tag: impl Into<krilla::tagging::TagKind>, lines: Vec<Identifier>) -> TagGroup {
    TagGroup::with_children(tag, lines.into_iter().map(Node::from).collect())
}

/// Where everything is, in points.
struct Layout {
    band: f32,
    band_padding: f32,
    organisation: Block,
    department: Block,
    title: Block,
    title_top: f32,
    /// The side of the code, with its quiet zone.
    code: f32,
    code_top: f32,
    address: Block,
    address_top: f32,
    /// Languages beside each other.
    columns: usize,
    /// Row by row.
    rows: Vec<Vec<Instructions>>,
    rows_top: f32,
    row_gap: f32,
    label: Option<Block>,
}

impl Layout {
    /// The largest that has room for everything, with what is left between its parts.
    fn of(poster: &Poster<'_>) -> Self {
        let mut languages = &poster.languages[..poster.languages.len().min(MOST_LANGUAGES)];
        loop {
            for (code, body) in SIZES {
                let (layout, free) = Self::at_size(poster, languages, code, body);
                if free >= 0.0 {
                    return layout.spread(free);
                }
            }
            // With names of a usual length, six have room.
            match languages.split_last() {
                Some((_, [])) | None => return Self::at_size(poster, languages, mm(55.0), 7.0).0,
                Some((_, fewer)) => languages = fewer,
            }
        }
    }

    fn at_size(poster: &Poster<'_>, languages: &[Language], code: f32, body: f32) -> (Self, f32) {
        let name = |text: &str, weight, size: f32, smallest: f32, most_lines| {
            let style = Style {
                weight,
                direction: None,
                size,
                smallest,
                width: WIDTH,
                most_lines,
            };
            Block::new(text, &style)
        };
        let language = poster.main_language();
        let organisation = name(poster.organisation, Weight::Bold, 34.0, 18.0, 2);
        let department = name(poster.department, Weight::Regular, 24.0, 13.0, 2);
        let address = poster.link.strip_prefix("https://").unwrap_or(poster.link);
        let address = name(address, Weight::Bold, body + 1.0, 8.0, 3);
        let title = Style {
            weight: Weight::Bold,
            direction: Some(language.direction()),
            size: body * 2.2,
            smallest: body * 1.4,
            width: WIDTH,
            most_lines: 1,
        };
        let title = Block::new(&language.text("poster-title"), &title);
        let label = poster
            .label
            .map(|label| name(label, Weight::Regular, 9.0, 7.0, 1));

        let (columns, gap) = match languages.len() {
            0 | 1 => (1, 0.0),
            2 | 4 => (2, mm(10.0)),
            _ => (3, mm(8.0)),
        };
        let alone = columns == 1;
        let width = if alone {
            WIDTH * 0.8
        } else {
            (WIDTH - gap * number(columns - 1)) / number(columns)
        };
        let rows: Vec<Vec<Instructions>> = languages
            .chunks(columns)
            .map(|row| {
                let of = |language: &Language| Instructions::new(poster, *language, !alone, width, body);
                row.iter().map(of).collect()
            })
            .collect();

        let band_padding = mm(9.0);
        let band = band_padding * 2.0 + organisation.height() + NAME_GAP + department.height();
        let title_top = band + mm(6.0);
        // The quiet zone is white already.
        let code_top = title_top + title.height();
        let address_top = code_top + code;
        let rows_top = address_top + address.height() + mm(5.0);
        let row_gap = mm(5.0);
        let layout = Self {
            band,
            band_padding,
            organisation,
            department,
            title,
            title_top,
            code,
            code_top,
            address,
            address_top,
            columns,
            rows,
            rows_top,
            row_gap,
            label,
        };
        let foot = A4.1 - MARGIN;
        let free = foot - layout.bottom();
        (layout, free)
    }

    /// Where the last row of instructions ends.
    fn bottom(&self) -> f32 {
        self.rows.iter().fold(self.rows_top - self.row_gap, |y, row| {
            y + self.row_gap + height(row)
        })
    }

    /// Puts what is left of the sheet between the parts, as much in each place.
    fn spread(mut self, free: f32) -> Self {
        let between_rows = self.rows.len().saturating_sub(1);
        let places = number(between_rows + 4);
        let share = (free / places).min(mm(9.0));
        self.title_top += share;
        self.code_top += share * 1.5;
        self.address_top += share * 2.0;
        self.rows_top += share * 3.0;
        self.row_gap += share;
        self
    }

    /// Puts the names on their ground.
    fn draw_names(&self, canvas: &mut Canvas<'_>, ground: Colour, tree: &mut TagTree) {
        let band = Place {
            x: 0.0,
            y: 0.0,
            width: A4.0,
        };
        canvas.area(band, self.band, ground);
        let y = self.band_padding;
        let lines = canvas.text(&self.organisation, at(y), Align::Centre, ground.text(), None);
        tree.push(group(heading(1, &self.organisation.text), lines));
        let y = y + self.organisation.height() + NAME_GAP;
        let lines = canvas.text(&self.department, at(y), Align::Centre, ground.text(), None);
        tree.push(group(Tag::P, lines));
    }

    /// The headings, each with its place.
    fn outline(&self) -> Outline {
        let titles = self
            .instructions()
            .filter_map(|(instructions, place)| Some((instructions.title.as_ref()?, place.y)));
        let mut outline = Outline::new();
        for (title, y) in [(&self.organisation, 0.0), (&self.title, self.title_top)]
            .into_iter()
            .chain(titles)
        {
            let place = XyzDestination::new(0, Point::from_xy(0.0, y));
            outline.push_child(OutlineNode::new(title.text.clone(), place));
        }
        outline
    }

    /// The instructions, each with its place.
    fn instructions(&self) -> impl Iterator<Item = (&Instructions, Place)> {
        let mut y = self.rows_top;
        self.rows.iter().flat_map(move |row| {
            let top = y;
            y += height(row) + self.row_gap;
            row.iter().enumerate().map(move |(column, instructions)| {
                let x = if self.columns == 1 {
                    (A4.0 - instructions.width) / 2.0
                } else {
                    MARGIN + number(column) * (WIDTH - instructions.width) / number(self.columns - 1)
                };
                let place = Place {
                    x,
                    y: top,
                    width: instructions.width,
                };
                (instructions, place)
            })
        })
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        let rows = self.rows.iter().flatten().flat_map(Instructions::blocks);
        [&self.organisation, &self.department, &self.title, &self.address]
            .into_iter()
            .chain(&self.label)
            .chain(rows)
    }
}

/// A count of few.
fn number(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// That of the highest in a row.
fn height(row: &[Instructions]) -> f32 {
    row.iter().map(Instructions::height).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests;
