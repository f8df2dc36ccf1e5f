//! Reading a file somebody dropped, a workbook or separated text ([`csv`]): the guard that looks at every byte first, the rows in order, the headings,
//! and the text of a cell.
//!
//! ```text
//! bytes -> guard (sniff, package, file_type, parts, sheet over xml) -> vetted archive -> calamine -> reader -> Row of Cells
//! ```
//!
//! Nothing here knows what a valid e-mail or phone is, or what an organisation has: [`cell::text`] gives cleaned
//! text and says what it repaired, and the rules of a user are elsewhere. Nothing here writes, waits or logs, and
//! no error carries a value from a row.
//!
//! Separated text goes by encoding and records to the same rows.
//!
//! Memory is bounded whatever the file: one token of XML (1 MiB), one row, and the shared strings
//! ([`Limits::strings_memory`]).

mod calamine_cell;
mod cause;
mod cell;
mod compound;
mod csv;
mod decode;
mod encoding;
mod file_type;
mod formulas;
mod guard;
mod header;
mod heading;
mod limits;
mod links;
mod made;
mod number_formats;
mod package;
mod part;
mod parts;
mod position;
mod reader;
mod records;
mod refusal;
mod row;
mod sheet;
mod shown;
mod sniff;
mod strings;
mod tables;
mod vetted;
mod xml;

#[cfg(test)]
mod tests;

pub use cause::{Damage, Danger, Excess};
pub use cell::{Cell, Cleaned, Date, text};
pub use header::{Header, Heading, Unused};
pub use heading::parse_heading;
pub use limits::Limits;
pub use links::Links;
pub use number_formats::{NumberFormat, NumberFormats};
pub use position::column_name;
pub use reader::{Rows, Workbook, open, open_counting};
pub use refusal::{Clash, Failure, Missing, Refusal};
pub use row::Row;
pub use sheet::Merged;
pub use shown::shown;
