//! The answer to somebody whose sign-up was refused.

use maud::html;

use super::layout::{self, Letter, isolated};
use super::{Email, name, sms};
use crate::domain::language::Language;

/// Says that a sign-up was refused, why where somebody said so, and whom to ask. It greets nobody by name: nobody has confirmed
/// that the address is theirs who typed it.
#[derive(Clone, Copy, Debug)]
pub struct SignUpRefused<'a> {
    /// The language that was chosen in the form.
    pub language: Language,
    /// The organisation's name as people know it.
    pub organisation_name: &'a str,
    /// In the words of the person who refused it.
    pub reason: Option<&'a str>,
}

impl SignUpRefused<'_> {
    /// The mail.
    #[must_use]
    pub fn email(&self) -> Email {
        let language = self.language;
        let organisation = name::organisation(self.organisation_name);
        let with_organisation =
            |id| language.text_with(id, &[("organisation", organisation.as_str().into())]);
        let subject = with_organisation("sign-up-refused-subject");
        let reason = self
            .reason
            .map(|reason| language.text_with("sign-up-refused-reason", &[("reason", reason.into())]));
        let text = [
            Some(language.text("greeting-nameless")),
            Some(with_organisation("sign-up-refused-intro")),
            reason,
            Some(language.text("sign-up-refused-ask")),
            Some(format!("-- \n{}", with_organisation("sign-up-refused-why"))),
        ];
        let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n\n") + "\n";
        let markup = |id| language.markup_with(id, &[("organisation", isolated(&organisation))]);
        let mut opening = vec![
            html! { (language.text("greeting-nameless")) },
            markup("sign-up-refused-intro"),
        ];
        opening.extend(
            self.reason.map(|reason| {
                language.markup_with("sign-up-refused-reason", &[("reason", isolated(reason))])
            }),
        );
        opening.push(html! { (language.text("sign-up-refused-ask")) });
        let html = layout::render(&Letter {
            language,
            subject: &subject,
            organisation: &organisation,
            opening,
            button: "",
            link: "",
            closing: Vec::new(),
            small: vec![markup("sign-up-refused-why")],
        });
        Email { subject, text, html }
    }

    /// The SMS, in the fewest segments. It has no room for a reason.
    #[must_use]
    pub fn sms(&self) -> String {
        let organisation = sms::plain(&name::organisation(self.organisation_name));
        sms::cheapest(
            std::iter::once(organisation.clone())
                .chain(sms::shortened(&organisation))
                .map(|name| {
                    self.language
                        .text_with("sms-sign-up-refused", &[("organisation", name.into())])
                }),
        )
    }
}
