//! What a caller can do, one file each: the API, the pages and every other road call the same one.

pub mod approvals;
pub mod authenticate;
pub mod background;
mod env;
mod grant;
pub mod holds;
pub mod imports;
pub mod issue_token;
pub mod jobs;
pub mod lists;
mod machines;
pub mod organisation;
pub mod redeem;
mod repeat;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod sso;
pub mod users;

pub use env::{Callee, Env};
