//! E-mails over SES. Each carries our tags: SES gives them back with every report.

use super::not_sent::{NotSent, not_sent};
use crate::domain::{activation::MessageTags, message::Email, pace::Rate};
use aws_sdk_sesv2::{
    Client,
    error::ProvideErrorMetadata,
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};
use aws_types::SdkConfig;

/// The client, with the sender of every mail.
#[derive(Debug, Clone)]
pub(super) struct Ses {
    pub(super) client: Client,
    /// The sender's address.
    from: String,
    /// Where its events go. `None`: nowhere.
    configuration_set: Option<String>,
}

impl Ses {
    pub(super) fn new(aws: &SdkConfig, from: &str, configuration_set: &str) -> Self {
        Self {
            client: Client::new(aws),
            from: from.to_owned(),
            configuration_set: Some(configuration_set.to_owned()).filter(|set| !set.is_empty()),
        }
    }

    /// Sends an e-mail, HTML and text. Answers SES's message id.
    pub(super) async fn send(
        &self,
        sender_name: &str,
        to: &str,
        email: &Email,
        tags: &MessageTags,
    ) -> Result<String, NotSent> {
        let content = |text: &str| Content::builder().charset("UTF-8").data(text).build();
        let tags = tags
            .pairs()
            .into_iter()
            .map(|(name, value)| MessageTag::builder().name(name).value(value).build());
        let tags: Result<Vec<MessageTag>, _> = tags.collect();
        let (Ok(subject), Ok(text), Ok(html), Ok(tags)) = (
            content(&email.subject),
            content(&email.text),
            content(&email.html),
            tags,
        ) else {
            return Err(NotSent::Refused("unbuildable".to_owned()));
        };
        let message = Message::builder()
            .subject(subject)
            .body(Body::builder().text(text).html(html).build())
            .build();
        let sent = self
            .client
            .send_email()
            .from_email_address(sender(sender_name, &self.from))
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().simple(message).build())
            .set_configuration_set_name(self.configuration_set.clone())
            .set_email_tags(Some(tags))
            .send()
            .await;
        match sent {
            Ok(sent) => Ok(sent.message_id().unwrap_or_default().to_owned()),
            Err(error) => Err(not_sent(&error)),
        }
    }

    /// How many mails a second SES takes. `None`: it did not say.
    pub(super) async fn ask_rate(&self) -> Option<Rate> {
        match self.client.get_account().send().await {
            Ok(account) => account
                .send_quota()
                .map(|quota| Rate::per_second(quota.max_send_rate())),
            Err(error) => {
                tracing::warn!(
                    reason = error.code().unwrap_or("no answer"),
                    "the sending rate is not known"
                );
                None
            }
        }
    }
}

/// The sender as mail programs show it: the organisation's name before our address. Only letters, digits and a few
/// marks of the name survive, in an RFC 2047 word where it is not ASCII, so nothing in it can become a header.
fn sender(name: &str, address: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let name: String = name
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '&' | '\''))
        .take(60)
        .collect();
    let name = name.trim();
    if name.is_empty() {
        address.to_owned()
    } else if name.is_ascii() {
        format!("\"{name}\" <{address}>")
    } else {
        // An encoded word holds at most 75 characters, so 45 bytes of text.
        let mut short = String::new();
        for c in name.chars() {
            if short.len() + c.len_utf8() > 45 {
                break;
            }
            short.push(c);
        }
        format!("=?UTF-8?B?{}?= <{address}>", STANDARD.encode(short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        aws::messenger::stub::{Stub, tags},
        domain::activation::Channel,
    };
    use serde_json::{Value, json};

    #[test]
    fn a_name_never_becomes_a_header() {
        assert_eq!(
            sender("Nordlys Detail", "no@x.example"),
            "\"Nordlys Detail\" <no@x.example>"
        );
        assert_eq!(
            sender("A\r\nBcc: b@x.example", "no@x.example"),
            "\"ABcc bx.example\" <no@x.example>"
        );
        assert_eq!(
            sender("Køkken", "no@x.example"),
            "=?UTF-8?B?S8O4a2tlbg==?= <no@x.example>"
        );
        assert_eq!(sender("\"<>", "no@x.example"), "no@x.example");
    }

    #[tokio::test]
    async fn a_mail_carries_its_tags_and_the_configuration_set() {
        let email = Email {
            subject: "Velkommen".into(),
            text: "Hej".into(),
            html: "<p>Hej</p>".into(),
        };
        for (set, expected) in [("rollcall", json!("rollcall")), ("", Value::Null)] {
            let stub = Stub::answering(200, &json!({ "MessageId": "0102-1" })).await;
            let ses = Ses::new(&stub.configuration(), "people@example.com", set);
            let tags = tags(Channel::Email);
            let sent = ses.send("Nordlys", "ida@example.com", &email, &tags).await;
            assert_eq!(sent, Ok("0102-1".to_owned()));
            let body = stub.asked().body;
            let tag = |name: &str, value: &str| json!({ "Name": name, "Value": value });
            assert_eq!(
                body["EmailTags"],
                json!([
                    tag("organisation", "nordlys"),
                    tag("user", "u_0123456789abcdef"),
                    tag("round", "2"),
                    tag("channel", "email"),
                ])
            );
            assert_eq!(body["ConfigurationSetName"], expected);
        }
    }
}
