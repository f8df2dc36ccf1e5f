//! Roads that more than one function takes: the API's route and the page's form do the same work.

mod grant;
pub mod redeem;
mod repeat;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
