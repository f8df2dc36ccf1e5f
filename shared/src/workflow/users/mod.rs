//! What somebody who manages users does with them, one file each.
//!
//! A department manager has the users of their own department, and all others are as unknown to them as those of another
//! organisation.

pub mod create;
