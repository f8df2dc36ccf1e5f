//! The pages: from a view model to HTML, and nothing else. No state is read or written here, no script is sent.
//!
//! Every page works without JavaScript, loads nothing but [assets](mod@asset) of our own origin and fits
//! [`CONTENT_SECURITY_POLICY`]. A form has no `action` unless it posts elsewhere: it goes to the page's own address.

mod approvals;
mod asset;
pub(crate) mod docs;
mod form;
mod integration;
mod link;
mod links;
mod manage;
mod notice;
mod password;
mod shell;
mod sign_in;
mod sign_up;

pub use approvals::{Approvals, Awaiting, approvals};
pub use asset::{Asset, asset};
pub use integration::{
    Adoptable, Adoption, ConnectionForm, ConnectionItem, ConnectionTest, ConnectionValues, Directories,
    Integration, RuleValues, Rules, SecretState, TokenForm, TokenItem, TokenShown, adoption, connection_form,
    connection_test, integration, keep_name, rules, sets_nothing_up, token_form, token_made_before,
    token_shown,
};
pub use link::{LinkUnusable, link_unusable, renewed};
pub use links::{LinkItem, LinkValues, Links, sign_up_links};
pub use manage::{Reach, manages_nobody};
pub use notice::{Trouble, home, not_found, trouble};
pub use password::{ChangePassword, ChoosePassword, change_password, choose_password};
pub use shell::{Organisation, Shell, Switch};
pub use sign_in::{Lead, Provider, SignIn, SignInState, Welcome, lead, sign_in, welcome};
pub use sign_up::{
    Asked, Choice, Contact, Department, SIGN_UP_FORM, SignUp, SignUpValues, sign_up, sign_up_link_refused,
    sign_up_received, sign_up_unavailable,
};

/// What a browser may load and where a form may go: our own style sheet and icon, our own origin, nobody's frame.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                                           base-uri 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
