//! The mails and SMS that people get: composed here, without side effects, and sent elsewhere.
//!
//! Names come from people we do not know (anybody may sign up), so none of them may steer a mail: a subject is one
//! line, HTML is escaped, and a first name that looks like a link is not repeated (see [`name`]).

mod activation;
mod already_registered;
mod layout;
mod name;
mod security_notice;
mod sign_up_refused;
mod sms;

pub use activation::{ActivationNotice, Occasion, SegmentCounter, SignInWith};
pub use already_registered::AlreadyRegistered;
pub use security_notice::SecurityNotice;
pub use sign_up_refused::SignUpRefused;
pub use sms::{is_gsm, segments};

/// A mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// One line, without control characters.
    pub subject: String,
    /// The body for readers of plain text.
    pub text: String,
    /// The body as a whole HTML document.
    pub html: String,
}

#[cfg(test)]
mod tests;
