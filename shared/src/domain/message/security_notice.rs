//! Something happened to somebody's account that they should know of, in case it was not their doing; or something awaits them.

use maud::html;

use super::layout::{self, Letter, isolated, plain_link};
use super::{Email, name, sms};
use crate::domain::{language::Language, notice::Occurrence};

/// Says what happened and whom to ask. It repeats no address, and leads to the sign-in page and nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct SecurityNotice<'a> {
    /// The account's language.
    pub language: Language,
    /// What happened.
    pub what: Occurrence,
    /// The organisation's name as people know it.
    pub organisation_name: &'a str,
    /// Whose account it is: several people may share a mailbox or a phone.
    pub first_name: &'a str,
    /// The organisation's sign-in page.
    pub sign_in_url: &'a str,
}

impl SecurityNotice<'_> {
    fn key(&self) -> &'static str {
        match self.what {
            Occurrence::EmailChanged => "email-changed",
            Occurrence::OneTimePassword => "one-time-granted",
            Occurrence::SignUpsAwait => "sign-ups-await",
        }
    }

    /// What to do about it.
    fn closing(&self) -> &'static str {
        match self.what {
            Occurrence::EmailChanged | Occurrence::OneTimePassword => "notice-not-you",
            Occurrence::SignUpsAwait => "sign-ups-await-what",
        }
    }

    /// The mail.
    #[must_use]
    pub fn email(&self) -> Email {
        let (language, key) = (self.language, self.key());
        let organisation = name::organisation(self.organisation_name);
        let say = |part: &str| {
            language.text_with(
                &format!("{key}-{part}"),
                &[("organisation", organisation.as_str().into())],
            )
        };
        let greeting = name::greetable(self.first_name).map_or_else(
            || language.text("greeting-nameless"),
            |name| language.text_with("greeting", &[("name", name.as_str().into())]),
        );
        let subject = say("subject");
        let text = [
            greeting,
            say("intro"),
            language.text(self.closing()),
            format!("{}:\n{}", language.text("already-button"), self.sign_in_url),
            format!("-- \n{}", say("why")),
        ]
        .join("\n\n")
            + "\n";
        let markup = |part: &str| {
            language.markup_with(
                &format!("{key}-{part}"),
                &[("organisation", isolated(&organisation))],
            )
        };
        let greeting = name::greetable(self.first_name).map_or_else(
            || html! { (language.text("greeting-nameless")) },
            |name| language.markup_with("greeting", &[("name", isolated(&name))]),
        );
        let html = layout::render(&Letter {
            language,
            subject: &subject,
            organisation: &organisation,
            opening: vec![
                greeting,
                markup("intro"),
                html! { (language.text(self.closing())) },
            ],
            button: &language.text("already-button"),
            link: self.sign_in_url,
            closing: Vec::new(),
            small: vec![
                html! { (language.text("activation-plain-link")) br; (plain_link(self.sign_in_url)) },
                markup("why"),
            ],
        });
        Email { subject, text, html }
    }

    /// The SMS, in the fewest segments.
    #[must_use]
    pub fn sms(&self) -> String {
        let (language, key) = (self.language, self.key());
        let organisation = sms::plain(&name::organisation(self.organisation_name));
        let named = name::greetable(self.first_name).map(|name| {
            let greeting = language.text_with("sms-greeting", &[("name", sms::plain(&name).into())]);
            format!("{greeting} ")
        });
        let greeting = named.unwrap_or_default();
        sms::cheapest(sms::shortened(&organisation).map(|organisation| {
            let said = language.text_with(&format!("sms-{key}"), &[("organisation", organisation.into())]);
            format!("{greeting}{said}")
        }))
    }
}
