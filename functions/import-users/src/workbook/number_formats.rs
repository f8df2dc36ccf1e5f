//! How a workbook shows its numbers: the number format of each cell style.

use std::collections::HashMap;
use std::sync::Arc;

/// A number format: one of those every Excel has, by its number, or one that the workbook spells out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberFormat<'f> {
    /// The number of a built-in format (ECMA-376-1, 18.8.30). What 14 and 22 look like depends on the reader's country.
    BuiltIn(u8),
    /// A format code, such as `[h]:mm` or `000000`.
    Code(&'f str),
}

/// The number formats of a workbook, by the style its cells name. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct NumberFormats {
    codes: Arc<HashMap<u32, String>>,
    /// The number of the format, by style.
    styles: Arc<[u32]>,
}

impl NumberFormats {
    pub(super) fn new(codes: HashMap<u32, String>, styles: Vec<u32>) -> Self {
        Self {
            codes: Arc::new(codes),
            styles: styles.into(),
        }
    }

    /// The number format of a style. A style the workbook does not define is taken for `General`, as Excel does.
    pub fn of(&self, style: u32) -> NumberFormat<'_> {
        let id = usize::try_from(style)
            .ok()
            .and_then(|style| self.styles.get(style).copied())
            .unwrap_or(0);
        if let Some(code) = self.codes.get(&id) {
            return NumberFormat::Code(code);
        }
        NumberFormat::BuiltIn(u8::try_from(id).ok().filter(|id| is_built_in(*id)).unwrap_or(0))
    }

    /// The format code of a style: `General` where it has none. Of a built-in format that depends on the reader's
    /// country, the code of the United States.
    pub fn code(&self, style: u32) -> &str {
        match self.of(style) {
            NumberFormat::Code(code) => code,
            NumberFormat::BuiltIn(id) => built_in_code(id),
        }
    }
}

/// Whether Excel has a format of this number (ECMA-376-1, 18.8.30); those of East Asia among them, which have no code.
fn is_built_in(id: u8) -> bool {
    matches!(id, 0..=4 | 9..=22 | 27..=58)
}

/// ECMA-376-1, 18.8.30.
fn built_in_code(id: u8) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        // 27 to 36 and 50 to 58 are the dates of East Asia.
        14 | 27..=36 | 50..=58 => "mm-dd-yy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "m/d/yy h:mm",
        37 => "#,##0 ;(#,##0)",
        38 => "#,##0 ;[Red](#,##0)",
        39 => "#,##0.00;(#,##0.00)",
        40 => "#,##0.00;[Red](#,##0.00)",
        41 => r#"_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)"#,
        42 => r#"_($* #,##0_);_($* \(#,##0\);_($* "-"_);_(@_)"#,
        43 => r#"_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)"#,
        44 => r#"_($* #,##0.00_);_($* \(#,##0.00\);_($* "-"??_);_(@_)"#,
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mmss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}
