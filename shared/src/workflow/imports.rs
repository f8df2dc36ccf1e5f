//! What is done with imports. The rows themselves are the import function's: this asks it to.

pub mod cancel;
mod find;
pub mod leavers;
pub mod list;
pub mod result;
pub mod rows;
pub mod run;
pub mod take_up;
pub mod undo;
pub mod upload;

pub use find::{FindError, find};
