//! Roads that more than one function takes: the API's route and the page's form do the same work.

pub mod redeem;
pub mod sign_in;
pub mod sign_up;
