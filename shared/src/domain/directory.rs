//! The directory of an organisation: the words its people are found by, the lists they are filtered by, and how many there
//! are of which kind.
//!
//! All of it follows from the users. [`Filed`] is what of a user decides where they stand: two users filed alike stand in the
//! same places. What keeps it in step is the function `follow-users`.

mod blocker;
mod counts;
mod facts;
mod filed;
mod fold;
mod search;
mod words;

pub use blocker::Blocker;
pub use counts::{Counts, Scope};
pub use facts::{Fact, Facts};
pub use filed::{Filed, Listing, Place, created_key};
pub use search::{Key, LONGEST_SEARCH, Search};
pub use words::{WordEntry, Words};
