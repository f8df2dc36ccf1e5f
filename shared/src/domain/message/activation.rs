//! The message that brings the activation link.

use std::collections::HashMap;

use jiff::civil::Date;
use maud::html;

use super::layout::{self, Letter, isolated, plain_link, strong};
use super::{Email, name, sms};
use crate::domain::language::Language;

/// How the person came to be there, which says why they are written to, and how far to trust what stands in the message:
/// what a stranger typed into the form is repeated only where no phone or mail program makes a link of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Occasion {
    /// The organisation created them, by whichever road.
    #[default]
    Created,
    /// Somebody filled in the sign-up form with their address.
    SignedUp,
}

/// The identifiers a person can sign in with: one at least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignInWith<'a> {
    /// Their e-mail address.
    pub email: Option<&'a str>,
    /// Their username.
    pub username: Option<&'a str>,
}

/// Everything an activation message says.
#[derive(Clone, Copy, Debug)]
pub struct ActivationNotice<'a> {
    /// The person's language.
    pub language: Language,
    /// Why they are written to.
    pub occasion: Occasion,
    /// The organisation's name as people know it.
    pub organisation_name: &'a str,
    /// The person's first name as somebody gave it.
    pub first_name: &'a str,
    /// The whole activation link.
    pub link: &'a str,
    /// The day the link expires, in the organisation's time zone.
    pub expires_on: Date,
    /// What they will sign in with.
    pub sign_in_with: SignInWith<'a>,
    /// The organisation's sign-in page.
    pub sign_in_url: &'a str,
}

impl ActivationNotice<'_> {
    /// The mail.
    #[must_use]
    pub fn email(&self) -> Email {
        let organisation = name::organisation(self.organisation_name);
        Email {
            subject: self.subject(&organisation),
            text: self.plain_text(&organisation),
            html: self.html(&organisation),
        }
    }

    /// The texts that depend on the occasion: the subject, the first sentence, and why somebody gets this mail.
    fn text_ids(&self) -> [&'static str; 3] {
        match self.occasion {
            Occasion::Created => ["activation-subject", "activation-intro", "activation-why"],
            Occasion::SignedUp => ["signed-up-subject", "signed-up-intro", "signed-up-why"],
        }
    }

    fn subject(&self, organisation: &str) -> String {
        let [subject, ..] = self.text_ids();
        self.language
            .text_with(subject, &[("organisation", organisation.into())])
    }

    fn expires(&self) -> String {
        let date = self.language.date(self.expires_on);
        self.language
            .text_with("activation-expires", &[("date", date.into())])
    }

    /// The body for readers of plain text.
    fn plain_text(&self, organisation: &str) -> String {
        let language = self.language;
        let [_, intro, why] = self.text_ids();
        let with_organisation = |id| language.text_with(id, &[("organisation", organisation.into())]);
        let greeting = match &self.greeted() {
            Some(name) => language.text_with("greeting", &[("name", name.as_str().into())]),
            None => language.text("greeting-nameless"),
        };
        let mut text = vec![
            greeting,
            with_organisation(intro),
            format!("{}:\n{}", language.text("activation-button"), self.link),
            self.expires(),
        ];
        if let Some((id, values)) = self.identifiers() {
            let lines: Vec<String> = std::iter::once(language.text(id)).chain(values).collect();
            text.push(lines.join("\n"));
        }
        text.push(format!(
            "{}\n{}",
            language.text("activation-sign-in-page"),
            self.sign_in_url
        ));
        text.push(language.text("never-forward"));
        text.push(format!("-- \n{}", with_organisation(why)));
        text.join("\n\n") + "\n"
    }

    /// The body as an HTML document.
    fn html(&self, organisation: &str) -> String {
        let language = self.language;
        let [_, intro, why] = self.text_ids();
        let with_organisation = |id| language.markup_with(id, &[("organisation", isolated(organisation))]);
        let greeting = self.greeted().map_or_else(
            || html! { (language.text("greeting-nameless")) },
            |name| language.markup_with("greeting", &[("name", isolated(&name))]),
        );
        let mut closing = vec![html! { (self.expires()) }];
        if let Some((id, values)) = self.identifiers() {
            closing.push(html! {
                (language.text(id))
                @for value in &values { br; (strong(value)) }
            });
        }
        closing.push(html! { (language.text("activation-sign-in-page")) br; (plain_link(self.sign_in_url)) });
        layout::render(&Letter {
            language,
            subject: &self.subject(organisation),
            organisation,
            opening: vec![greeting, with_organisation(intro)],
            button: &language.text("activation-button"),
            link: self.link,
            closing,
            small: vec![
                html! { (language.text("activation-plain-link")) br; (plain_link(self.link)) },
                html! { (language.text("never-forward")) },
                with_organisation(why),
            ],
        })
    }

    /// The SMS: what fits into the fewest segments. Courtesy goes first, then the date, then the end of a long
    /// organisation's name; the link and the username stay.
    #[must_use]
    pub fn sms(&self) -> String {
        let language = self.language;
        let organisation = sms::plain(&name::organisation(self.organisation_name));
        let greeting = self
            .greeted()
            .map(|name| language.text_with("sms-greeting", &[("name", sms::plain(&name).into())]) + " ")
            .unwrap_or_default();
        let choose = |id, organisation: &str| {
            language.text_with(
                id,
                &[("organisation", organisation.into()), ("link", self.link.into())],
            )
        };
        // An e-mail address is known to its owner; of a username this may be the first they hear.
        let username = self
            .username_in_sms()
            .map(|username| {
                "\n".to_owned() + &language.text_with("sms-username", &[("username", username.into())])
            })
            .unwrap_or_default();
        let expires = "\n".to_owned()
            + &language.text_with(
                "sms-expires",
                &[("date", language.short_date(self.expires_on).into())],
            );

        let full = choose("sms-choose", &organisation);
        let ways = [
            format!("{greeting}{full}{username}{expires}"),
            format!("{greeting}{full}{username}"),
            format!("{full}{username}{expires}"),
            format!("{full}{username}"),
            format!("{}{username}{expires}", choose("sms-choose-short", &organisation)),
        ];
        sms::cheapest(
            ways.into_iter().chain(
                sms::shortened(&organisation)
                    .map(|name| format!("{}{username}", choose("sms-choose-short", &name))),
            ),
        )
    }

    /// The first name, where the message greets with it.
    fn greeted(&self) -> Option<String> {
        match self.occasion {
            Occasion::Created => name::greetable(self.first_name),
            Occasion::SignedUp => name::greetable_by_stranger(self.first_name),
        }
    }

    /// The username, where the message names it: whole, or not at all.
    fn username(&self) -> Option<String> {
        self.sign_in_with
            .username
            .and_then(|username| match self.occasion {
                Occasion::Created => name::identifier(username),
                Occasion::SignedUp => name::repeatable_username(username),
            })
    }

    /// The username, where the SMS names it.
    fn username_in_sms(&self) -> Option<String> {
        self.username().filter(|_| self.sign_in_with.email.is_none())
    }

    /// How much room the words in the SMS take that differ from person to person.
    fn room(&self) -> (Option<sms::Room>, Option<sms::Room>) {
        let greeted = self.greeted().map(|name| sms::Room::of(&sms::plain(&name)));
        let username = self.username_in_sms().map(|username| sms::Room::of(&username));
        (greeted, username)
    }

    /// The words that introduce the identifiers, and the identifiers.
    fn identifiers(&self) -> Option<(&'static str, Vec<String>)> {
        let (has_email, has_username) = (
            self.sign_in_with.email.is_some(),
            self.sign_in_with.username.is_some(),
        );
        if self.occasion == Occasion::SignedUp {
            // The address may itself spell a link before its @. Its owner knows it.
            return match (has_email, self.username()) {
                (true, _) => Some(("signed-up-sign-in-email", Vec::new())),
                (false, Some(username)) => Some(("activation-sign-in-username", vec![username])),
                (false, None) => has_username.then(|| ("signed-up-sign-in-username", Vec::new())),
            };
        }
        let email = self.sign_in_with.email.and_then(name::identifier);
        match (email, self.username()) {
            (Some(email), Some(username)) => Some(("activation-sign-in-either", vec![email, username])),
            (Some(email), None) => Some(("activation-sign-in-email", vec![email])),
            (None, Some(username)) => Some(("activation-sign-in-username", vec![username])),
            (None, None) => None,
        }
    }
}

/// Counts the segments of many people's SMS: the text is composed once for each length that its words can have.
#[derive(Debug, Default)]
pub struct SegmentCounter {
    known: HashMap<(Language, Option<sms::Room>, Option<sms::Room>), usize>,
}

impl SegmentCounter {
    /// The segments of this SMS. Organisation, link and date have to be the same in every call.
    pub fn count(&mut self, notice: &ActivationNotice<'_>) -> usize {
        let (greeted, username) = notice.room();
        *self
            .known
            .entry((notice.language, greeted, username))
            .or_insert_with(|| sms::segments(&notice.sms()))
    }
}
