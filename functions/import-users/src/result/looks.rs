//! How the cells of a result look: the number formats they came with, the colours of faults, the look of headings.

use crate::workbook::{NumberFormat, NumberFormats};
use rollcall::domain::import::Outcome;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use std::collections::HashMap;

/// Different number formats that are carried along; a workbook of people's making has a few dozen. The cells of any more
/// keep their values.
const MOST: usize = 1_000;
/// The longest format code Excel takes, in UTF-16 units.
const LONGEST_CODE: usize = 255;

/// The built-in format `@` (ECMA-376-1, 18.8.30): what is typed is a text.
const TEXT: u8 = 49;

/// How a cell stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shade {
    None,
    /// To be corrected.
    Bad,
    /// Worth a look.
    Suspect,
}

impl Shade {
    fn colour(self) -> Option<Color> {
        match self {
            Self::None => None,
            Self::Bad => Some(Color::RGB(0x00F8_CBC4)),
            Self::Suspect => Some(Color::RGB(0x00FF_EFB8)),
        }
    }
}

/// What a value is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum As {
    /// As the style of its cell says, a number of the workbook that came.
    Style(u32),
    /// As it is typed, letter by letter.
    Text,
    /// As year-month-day.
    Date,
    /// The same with the time of day.
    DateTime,
}

/// The formats, made as they are needed.
pub(super) struct Looks {
    number_formats: NumberFormats,
    /// By what a value is shown as, its shade, and whether it is a link.
    made: HashMap<(As, Shade, bool), Format>,
    pub(super) heading: Format,
    pub(super) message: Format,
    created: Format,
    left_alone: Format,
    invalid: Format,
}

fn top() -> Format {
    Format::new().set_align(FormatAlign::Top)
}

fn outcome(background: u32, ink: u32) -> Format {
    top()
        .set_background_color(Color::RGB(background))
        .set_font_color(Color::RGB(ink))
}

impl Looks {
    pub(super) fn new(number_formats: NumberFormats) -> Self {
        Self {
            number_formats,
            made: HashMap::new(),
            heading: Format::new()
                .set_background_color(Color::RGB(0x00E7_ECF3))
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_border_bottom(FormatBorder::Thin),
            message: top().set_text_wrap(),
            created: outcome(0x00E3_F3E8, 0x0014_532D),
            left_alone: outcome(0x00EE_F0F3, 0x0037_4151),
            invalid: outcome(0x00F8_CBC4, 0x007A_1410).set_bold(),
        }
    }

    /// The look of an outcome's word.
    pub(super) fn outcome(&self, outcome: Outcome) -> &Format {
        match outcome {
            Outcome::Created | Outcome::WouldCreate => &self.created,
            Outcome::Existing | Outcome::Duplicate => &self.left_alone,
            Outcome::Invalid => &self.invalid,
        }
    }

    /// Whether the style shows a value in a way of its own.
    pub(super) fn has_own(&self, style: u32) -> bool {
        self.number_formats.of(style) != NumberFormat::BuiltIn(0)
    }

    /// The format of a value.
    pub(super) fn of(&mut self, shown: As, shade: Shade, is_link: bool) -> &Format {
        let is_known = self.made.contains_key(&(shown, shade, is_link));
        let shown = match shown {
            As::Style(style) if !is_known && (self.made.len() >= MOST || !self.is_sound(style)) => {
                As::Style(0)
            }
            shown => shown,
        };
        let number_formats = &self.number_formats;
        self.made.entry((shown, shade, is_link)).or_insert_with(|| {
            let mut format = match shown {
                As::Style(0) => top(),
                As::Style(style) => match number_formats.of(style) {
                    NumberFormat::BuiltIn(id) => top().set_num_format_index(id),
                    NumberFormat::Code(code) => top().set_num_format(code),
                },
                As::Text => top().set_num_format_index(TEXT),
                As::Date => top().set_num_format("yyyy-mm-dd"),
                As::DateTime => top().set_num_format("yyyy-mm-dd hh:mm:ss"),
            };
            if is_link {
                format = format.set_hyperlink();
            }
            if let Some(colour) = shade.colour() {
                format = format.set_background_color(colour);
            }
            format
        })
    }

    /// Whether Excel opens a workbook with the format of this style.
    fn is_sound(&self, style: u32) -> bool {
        match self.number_formats.of(style) {
            NumberFormat::BuiltIn(_) => true,
            NumberFormat::Code(code) => {
                !code.is_empty()
                    && code.encode_utf16().count() <= LONGEST_CODE
                    && !code.contains(char::is_control)
            }
        }
    }
}
