//! QR codes: as SVG, as PNG, and as an outline to print.
//!
//! With the highest error correction (H): a third of a poster may be torn, dirty or in the shade. Around it is the quiet zone
//! of four modules that ISO/IEC 18004 asks for.

use qrcode::{Color, EcLevel, QrCode};
use std::{collections::BTreeMap, fmt::Write};

/// Modules that stay light on each side.
const QUIET: usize = 4;

/// An image has at least as many pixels on each side.
const PIXELS: usize = 1_000;

/// The link is longer than a code holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link is too long for a QR code")]
pub struct TooLong;

/// A QR code.
#[derive(Debug, Clone)]
pub struct Code {
    /// Modules on each side, without the quiet zone.
    side: usize,
    /// Row by row, whether each is dark.
    dark: Vec<bool>,
}

/// A corner of an outline: modules from the left and from the top of the code with its quiet zone.
type Corner = (usize, usize);

impl Code {
    /// The code of a link.
    ///
    /// # Errors
    ///
    /// A link of more than 1,273 bytes.
    pub fn of(link: &str) -> Result<Self, TooLong> {
        let code = QrCode::with_error_correction_level(link, EcLevel::H).map_err(|_| TooLong)?;
        Ok(Self {
            side: code.width(),
            dark: code
                .to_colors()
                .into_iter()
                .map(|module| module == Color::Dark)
                .collect(),
        })
    }

    /// Modules on each side, with the quiet zone.
    #[must_use]
    pub fn size(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Whether a module of the code with its quiet zone is dark.
    fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.side);
        match (inside(column), inside(row)) {
            (Some(column), Some(row)) => self.dark[row * self.side + column],
            _ => false,
        }
    }

    /// The outlines of the dark areas, to be filled by the even-odd rule. As whole outlines rather than as squares there are
    /// no seams between the modules, whatever draws them.
    pub(crate) fn outlines(&self) -> Vec<Vec<Corner>> {
        let mut edges = self.edges();
        let mut outlines = Vec::new();
        while let Some((&first, _)) = edges.first_key_value() {
            let mut corners = vec![first];
            let mut at = first;
            let mut before = None;
            while let Some(next) = take(&mut edges, at, before) {
                // A straight line has two ends, however many modules are along it.
                let is_straight = before.is_some_and(|(from, _)| direction(from, at) == direction(at, next));
                if is_straight {
                    corners.pop();
                }
                before = Some((at, next));
                at = next;
                if at == first {
                    break;
                }
                corners.push(at);
            }
            outlines.push(corners);
        }
        outlines
    }

    /// Each side of a dark module beside a light one, from corner to corner, with the dark on its right.
    fn edges(&self) -> BTreeMap<Corner, Vec<Corner>> {
        let mut edges: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
        let mut add = |from, to| edges.entry(from).or_default().push(to);
        for y in QUIET..QUIET + self.side {
            for x in QUIET..QUIET + self.side {
                if !self.is_dark(x, y) {
                    continue;
                }
                if !self.is_dark(x, y - 1) {
                    add((x, y), (x + 1, y));
                }
                if !self.is_dark(x + 1, y) {
                    add((x + 1, y), (x + 1, y + 1));
                }
                if !self.is_dark(x, y + 1) {
                    add((x + 1, y + 1), (x, y + 1));
                }
                if !self.is_dark(x - 1, y) {
                    add((x, y + 1), (x, y));
                }
            }
        }
        edges
    }

    /// As SVG: one path, sharp at every size. A module is one unit.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let size = self.size();
        let mut path = String::new();
        for outline in self.outlines() {
            for (at, (x, y)) in outline.iter().enumerate() {
                let command = if at == 0 { 'M' } else { 'L' };
                // A string takes everything.
                let _ = write!(path, "{command}{x} {y}");
            }
            path.push('Z');
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0H{size}V{size}H0Z\"/><path fill-rule=\"evenodd\" d=\"{path}\"/></svg>\n"
        )
    }

    /// As PNG, black and white: the smallest whole number of pixels for each module that makes it 1,000 pixels wide.
    ///
    /// # Errors
    ///
    /// None that an image in memory has; the encoder's type has them.
    pub fn to_png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let module = PIXELS.div_ceil(self.size());
        let side = module * self.size();
        let mut rows = Vec::with_capacity(side * side.div_ceil(8));
        for row in 0..self.size() {
            let mut bytes = vec![0_u8; side.div_ceil(8)];
            for x in (0..side).filter(|x| !self.is_dark(x / module, row)) {
                bytes[x / 8] |= 0x80 >> (x % 8);
            }
            for _ in 0..module {
                rows.extend_from_slice(&bytes);
            }
        }
        let mut file = Vec::new();
        let pixels = u32::try_from(side).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut file, pixels, pixels);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&rows)?;
        writer.finish()?;
        Ok(file)
    }
}

/// The next edge from a corner. Where two dark modules touch only there, the outline stays with its own module: it turns
/// right.
fn take(
    edges: &mut BTreeMap<Corner, Vec<Corner>>,
    at: Corner,
    before: Option<(Corner, Corner)>,
) -> Option<Corner> {
    let ends = edges.get_mut(&at)?;
    let right = before.map(|(from, to)| {
        let (x, y) = direction(from, to);
        (-y, x)
    });
    let place = ends.iter().position(|end| Some(direction(at, *end)) == right);
    let next = ends.swap_remove(place.unwrap_or(0));
    if ends.is_empty() {
        edges.remove(&at);
    }
    Some(next)
}

fn direction(from: Corner, to: Corner) -> (i8, i8) {
    let sign = |from: usize, to: usize| match to.cmp(&from) {
        std::cmp::Ordering::Less => -1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    };
    (sign(from.0, to.0), sign(from.1, to.1))
}

#[cfg(test)]
mod tests;
