//! SMS over SNS. It carries no tags: its reports know a message by its id alone.

use super::not_sent::{NotSent, not_sent};
use crate::aws::config::SmsSettings;
use aws_sdk_sns::{Client, error::BuildError, types::MessageAttributeValue};
use aws_types::SdkConfig;

/// The client, with the settings of every message.
#[derive(Debug, Clone)]
pub(super) struct Sns {
    pub(super) client: Client,
    /// A name in place of a number, where the country allows one.
    sender_id: Option<String>,
    /// The most that a message may cost, in US dollars.
    max_price: Option<String>,
}

impl Sns {
    pub(super) fn new(aws: &SdkConfig, settings: &SmsSettings) -> Self {
        Self {
            client: Client::new(aws),
            sender_id: settings.sender_id.clone(),
            max_price: settings.max_price.clone(),
        }
    }

    /// Sends an SMS. Answers SNS's message id.
    pub(super) async fn send(&self, to: &str, text: &str) -> Result<String, NotSent> {
        let mut publish = self.client.publish().phone_number(to).message(text);
        for (name, kind, value) in [
            ("SMSType", "String", Some("Transactional")),
            ("SenderID", "String", self.sender_id.as_deref()),
            ("MaxPrice", "Number", self.max_price.as_deref()),
        ] {
            let Some(value) = value else { continue };
            let Ok(value) = attribute(kind, value) else {
                return Err(NotSent::Refused("unbuildable".to_owned()));
            };
            publish = publish.message_attributes(format!("AWS.SNS.SMS.{name}"), value);
        }
        match publish.send().await {
            Ok(sent) => Ok(sent.message_id().unwrap_or_default().to_owned()),
            Err(error) => Err(not_sent(&error)),
        }
    }
}

fn attribute(kind: &str, value: &str) -> Result<MessageAttributeValue, BuildError> {
    MessageAttributeValue::builder()
        .data_type(kind)
        .string_value(value)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::messenger::stub::Stub;
    use serde_json::Value;
    use std::collections::BTreeMap;

    /// What a form says of the message's attributes: name, type and value.
    fn attributes(form: &str) -> BTreeMap<String, (String, String)> {
        let fields: BTreeMap<String, String> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        let entry = |number: usize, what: &str| {
            let key = format!("MessageAttributes.entry.{number}.{what}");
            fields.get(&key).cloned()
        };
        let described = |number| {
            let name = entry(number, "Name")?.replace("AWS.SNS.SMS.", "");
            Some((
                name,
                (
                    entry(number, "Value.DataType")?,
                    entry(number, "Value.StringValue")?,
                ),
            ))
        };
        (1..=3).filter_map(described).collect()
    }

    #[tokio::test]
    async fn a_message_says_its_kind_and_what_the_operator_set() {
        let answer = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>34d9-1</MessageId></PublishResult></PublishResponse>";
        let kind = ("SMSType", ("String", "Transactional"));
        let (sender, price) = (
            ("SenderID", ("String", "ROLLCALL")),
            ("MaxPrice", ("Number", "0.20")),
        );
        for (settings, expected) in [
            (SmsSettings::default(), vec![kind]),
            (
                SmsSettings {
                    sender_id: Some("ROLLCALL".into()),
                    max_price: Some("0.20".into()),
                    ..SmsSettings::default()
                },
                vec![price, kind, sender],
            ),
        ] {
            let stub = Stub::answering(200, &Value::String(answer.to_owned())).await;
            let sns = Sns::new(&stub.configuration(), &settings);
            assert_eq!(sns.send("+4520123456", "Hej").await, Ok("34d9-1".to_owned()));
            let said = attributes(stub.asked().body.as_str().unwrap());
            let expected = expected
                .into_iter()
                .map(|(name, (kind, value))| (name.to_owned(), (kind.to_owned(), value.to_owned())));
            assert_eq!(said, expected.collect());
        }
    }
}
