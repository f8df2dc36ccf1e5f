//! Every mail and text message the emulator has captured.

use anyhow::Result;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::http::Client;

/// How a message went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By SES.
    Email,
    /// By SNS, to a phone number.
    Sms,
}

/// A captured message.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// How it went out.
    pub channel: Channel,
    /// The address or the number.
    pub to: String,
    /// A mail's subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// A mail's HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// When it was sent.
    pub at: Timestamp,
}

impl Message {
    /// The first link in the text that leads to an activation page.
    pub fn activation_link(&self) -> Option<&str> {
        activation_link_in(&self.text)
    }

    /// The token of [`Message::activation_link`].
    pub fn activation_token(&self) -> Option<&str> {
        self.activation_link()?
            .split("/activate/")
            .nth(1)?
            .split(['/', '?'])
            .next()
    }
}

/// The first link in a text that leads to an activation page.
pub(crate) fn activation_link_in(text: &str) -> Option<&str> {
    text.split_whitespace()
        .find(|word| word.starts_with("http") && word.contains("/activate/"))
}

/// What `account` has sent, oldest first.
///
/// # Errors
/// If the emulator does not answer.
pub async fn captured(http: &Client, endpoint: &str, account: &str) -> Result<Vec<Message>> {
    let mails = http
        .get(&format!("{endpoint}/_ministack/ses/messages?account={account}"))
        .await?;
    let texts = http
        .get(&format!(
            "{endpoint}/_ministack/sns/sms-messages?account={account}"
        ))
        .await?;
    let mut messages: Vec<Message> = mails
        .parse::<CapturedMails>()?
        .messages
        .into_values()
        .flatten()
        .flat_map(|mail| {
            let CapturedMail {
                to,
                subject,
                text,
                html,
                at,
            } = mail;
            to.into_iter().map(move |to| Message {
                channel: Channel::Email,
                to,
                subject: Some(subject.clone()),
                text: text.clone(),
                html: html.clone(),
                at: moment(at),
            })
        })
        .collect();
    for (to, sent) in texts.parse::<CapturedTexts>()?.sms_messages {
        messages.extend(sent.into_iter().map(|text| Message {
            channel: Channel::Sms,
            to: to.clone(),
            subject: None,
            text: text.message,
            html: None,
            at: moment(text.at),
        }));
    }
    messages.sort_by_key(|message| message.at);
    Ok(messages)
}

#[derive(Deserialize)]
struct CapturedMails {
    messages: BTreeMap<String, Vec<CapturedMail>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CapturedMail {
    to: Vec<String>,
    subject: String,
    #[serde(rename = "BodyText")]
    text: String,
    #[serde(rename = "BodyHtml")]
    html: Option<String>,
    #[serde(rename = "Timestamp")]
    at: f64,
}

#[derive(Deserialize)]
struct CapturedTexts {
    sms_messages: BTreeMap<String, Vec<CapturedText>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CapturedText {
    message: String,
    #[serde(rename = "Timestamp")]
    at: f64,
}

/// Epoch seconds with a fraction, as Python notes them, to the millisecond.
pub(crate) fn moment(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of any date fit")]
    let milliseconds = (seconds * 1000.0) as i64;
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::{Channel, Message};

    #[test]
    fn a_link_and_its_token_are_found_in_the_text() {
        let message = Message {
            channel: Channel::Sms,
            to: "+4520123456".to_owned(),
            subject: None,
            text: "Hej! http://127.0.0.1:8080/demo/activate/abc-1_2 gælder i 14 dage".to_owned(),
            html: None,
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        assert_eq!(
            message.activation_link(),
            Some("http://127.0.0.1:8080/demo/activate/abc-1_2")
        );
        assert_eq!(message.activation_token(), Some("abc-1_2"));
    }
}
