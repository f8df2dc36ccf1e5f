//! The answer to a sign-up with a contact that has an account: sent to its owner, never shown to the visitor who
//! typed it.

use maud::html;

use super::layout::{self, Letter, isolated, plain_link};
use super::{Email, name, sms};
use crate::domain::language::Language;

/// Says that an account exists, and leads to the sign-in page. It greets nobody by name: the one on the form is a
/// stranger's, and the one on the account is none of the stranger's business.
#[derive(Clone, Copy, Debug)]
pub struct AlreadyRegistered<'a> {
    /// The account's language.
    pub language: Language,
    /// The organisation's name as people know it.
    pub organisation_name: &'a str,
    /// The organisation's sign-in page.
    pub sign_in_url: &'a str,
}

impl AlreadyRegistered<'_> {
    /// The mail.
    #[must_use]
    pub fn email(&self) -> Email {
        let language = self.language;
        let organisation = name::organisation(self.organisation_name);
        let with_organisation =
            |id| language.text_with(id, &[("organisation", organisation.as_str().into())]);
        let subject = with_organisation("already-subject");
        let text = [
            language.text("greeting-nameless"),
            with_organisation("already-intro"),
            format!("{}:\n{}", language.text("already-button"), self.sign_in_url),
            format!("-- \n{}", with_organisation("already-why")),
        ]
        .join("\n\n")
            + "\n";
        let markup = |id| language.markup_with(id, &[("organisation", isolated(&organisation))]);
        let html = layout::render(&Letter {
            language,
            subject: &subject,
            organisation: &organisation,
            opening: vec![
                html! { (language.text("greeting-nameless")) },
                markup("already-intro"),
            ],
            button: &language.text("already-button"),
            link: self.sign_in_url,
            closing: Vec::new(),
            small: vec![
                html! { (language.text("activation-plain-link")) br; (plain_link(self.sign_in_url)) },
                markup("already-why"),
            ],
        });
        Email { subject, text, html }
    }

    /// The SMS, in the fewest segments.
    #[must_use]
    pub fn sms(&self) -> String {
        let organisation = sms::plain(&name::organisation(self.organisation_name));
        let say = |id, organisation: &str| {
            self.language.text_with(
                id,
                &[
                    ("organisation", organisation.into()),
                    ("link", self.sign_in_url.into()),
                ],
            )
        };
        sms::cheapest(
            std::iter::once(say("sms-already", &organisation))
                .chain(sms::shortened(&organisation).map(|name| say("sms-already-short", &name))),
        )
    }
}
