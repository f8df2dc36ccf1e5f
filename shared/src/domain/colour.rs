//! An organisation's colour, and what is read on it.

use crate::domain::fault::{Code, Fault};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A colour of the sRGB space. Its text form everywhere (API, tables) is `#rrggbb`, in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// From 0, none, to 255.
    pub red: u8,
    /// From 0, none, to 255.
    pub green: u8,
    /// From 0, none, to 255.
    pub blue: u8,
}

impl Colour {
    /// The ground of paper.
    pub const WHITE: Self = Self {
        red: 255,
        green: 255,
        blue: 255,
    };
    /// Ink.
    pub const BLACK: Self = Self {
        red: 0,
        green: 0,
        blue: 0,
    };

    /// Reads `#rrggbb`, in either case.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .ok_or_else(|| Fault::at("colour", Code::InvalidColour))?
            .to_be_bytes();
        Ok(Self { red, green, blue })
    }

    /// Black or white, whichever is read more easily on this colour. One of the two always has a contrast of at least 4.5,
    /// what WCAG 2.2 (1.4.3) asks of text of any size.
    #[must_use]
    pub fn text(self) -> Self {
        if self.contrast(Self::BLACK) > self.contrast(Self::WHITE) {
            Self::BLACK
        } else {
            Self::WHITE
        }
    }

    /// The contrast between two colours, from 1 to 21, as WCAG 2.2 defines it.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// From 0, black, to 1, white, as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Colour {
    type Error = Code;

    fn try_from(text: String) -> Result<Self, Code> {
        Self::parse(&text).map_err(|fault| fault.code)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_hash_and_six_digits() {
        let blue = Colour {
            red: 0,
            green: 90,
            blue: 200,
        };
        assert_eq!(Colour::parse("#005AC8").ok(), Some(blue));
        assert_eq!(blue.to_string(), "#005ac8");
        for text in [
            "", "#", "#fff", "005ac8", "#005ac", "#005ac80", "#+05ac8", "#00５ac", "blue", " #005ac8",
        ] {
            assert_eq!(
                Colour::parse(text).unwrap_err().code,
                Code::InvalidColour,
                "{text}"
            );
        }
    }

    #[test]
    fn text_is_readable_on_every_colour() {
        for (colour, expected) in [
            ("#ffffff", Colour::BLACK),
            ("#000000", Colour::WHITE),
            ("#ffcc00", Colour::BLACK),
            ("#00205b", Colour::WHITE),
            ("#c8102e", Colour::WHITE),
        ] {
            assert_eq!(Colour::parse(colour).unwrap().text(), expected, "{colour}");
        }
        let steps = || (0..=u8::MAX).step_by(15);
        for red in steps() {
            for green in steps() {
                for blue in steps() {
                    let colour = Colour { red, green, blue };
                    assert!(colour.contrast(colour.text()) >= 4.5, "{colour}");
                }
            }
        }
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
    }
}
