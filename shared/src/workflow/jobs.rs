//! Jobs: what grows with the organisation, asked for by one request and worked off in the background by `run-jobs`.

mod find;
pub mod result;
mod start;
mod take_up;

pub use find::{FindError, find};
pub(super) use start::{begin, new};
pub use start::{start, start_audited};
pub use take_up::take_up_abandoned;
