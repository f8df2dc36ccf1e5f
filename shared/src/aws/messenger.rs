//! SES and SNS: handing one message to the provider, and what it says to that.

use crate::domain::message::Email;
use aws_sdk_sesv2::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    types::{Body, Content, Destination, EmailContent, Message},
};
use aws_sdk_sns::types::MessageAttributeValue;

/// Sends e-mails and SMS.
#[derive(Debug, Clone)]
pub struct Messenger {
    mail: aws_sdk_sesv2::Client,
    sms: aws_sdk_sns::Client,
    /// The sender's address.
    from: String,
    configuration_set: String,
    sender_id: String,
}

/// The provider did not take a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Not now: throttled, paused, over quota, or no answer. Trying again later is right.
    #[error("put off: {0}")]
    Deferred(String),
    /// Not ever: the reason, in the provider's own word, without any address.
    #[error("refused: {0}")]
    Refused(String),
}

impl Messenger {
    /// Over the two clients, with the sender's settings (empty ones are left out).
    pub fn new(
        mail: aws_sdk_sesv2::Client,
        sms: aws_sdk_sns::Client,
        config: &crate::aws::config::Config,
    ) -> Self {
        Self {
            mail,
            sms,
            from: config.mail_from.clone(),
            configuration_set: config.mail_configuration_set.clone(),
            sender_id: config.sms_sender_id.clone(),
        }
    }

    /// Sends an e-mail, HTML and text. Answers the provider's message id.
    pub async fn send_email(&self, sender_name: &str, to: &str, email: &Email) -> Result<String, NotSent> {
        let content = |text: &str| Content::builder().charset("UTF-8").data(text).build();
        let (Ok(subject), Ok(text), Ok(html)) = (
            content(&email.subject),
            content(&email.text),
            content(&email.html),
        ) else {
            return Err(NotSent::Refused("unbuildable".to_owned()));
        };
        let message = Message::builder()
            .subject(subject)
            .body(Body::builder().text(text).html(html).build())
            .build();
        let set = Some(self.configuration_set.clone()).filter(|set| !set.is_empty());
        let sent = self
            .mail
            .send_email()
            .from_email_address(sender(sender_name, &self.from))
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().simple(message).build())
            .set_configuration_set_name(set)
            .send()
            .await;
        match sent {
            Ok(sent) => Ok(sent.message_id().unwrap_or_default().to_owned()),
            Err(error) => Err(not_sent(&error)),
        }
    }

    /// Sends an SMS. Answers the provider's message id.
    pub async fn send_sms(&self, to: &str, text: &str) -> Result<String, NotSent> {
        let attribute = |value: &str| {
            MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value)
                .build()
        };
        let Ok(transactional) = attribute("Transactional") else {
            return Err(NotSent::Refused("unbuildable".to_owned()));
        };
        let mut publish = self
            .sms
            .publish()
            .phone_number(to)
            .message(text)
            .message_attributes("AWS.SNS.SMS.SMSType", transactional);
        if let (false, Ok(sender)) = (self.sender_id.is_empty(), attribute(&self.sender_id)) {
            publish = publish.message_attributes("AWS.SNS.SMS.SenderID", sender);
        }
        match publish.send().await {
            Ok(sent) => Ok(sent.message_id().unwrap_or_default().to_owned()),
            Err(error) => Err(not_sent(&error)),
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

/// Sorts a provider's error: what passes by itself is put off, everything else is refused with its code.
fn not_sent<E>(error: &SdkError<E, HttpResponse>) -> NotSent
where
    E: ProvideErrorMetadata,
{
    // The last ones are faults of the installation, not of the message: they are mended, and nobody is given up for them.
    const PASSING: [&str; 20] = [
        "TooManyRequestsException",
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "Throttled",
        "KMSThrottlingException",
        "InternalError",
        "InternalErrorException",
        "InternalFailure",
        "InternalServiceErrorException",
        "ServiceUnavailable",
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "ExpiredTokenException",
        "MailFromDomainNotVerifiedException",
        "UnrecognizedClientException",
    ];
    match error.code() {
        Some(code) if PASSING.contains(&code) => NotSent::Deferred(code.to_owned()),
        Some(code) => match error.raw_response().map(|response| response.status().as_u16()) {
            Some(500..) => NotSent::Deferred(code.to_owned()),
            _ => NotSent::Refused(code.to_owned()),
        },
        None => NotSent::Deferred("no answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::sender;

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
}
