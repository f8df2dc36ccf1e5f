//! SES and SNS: handing one message to the provider, and what it says to that.

use crate::{
    aws::config::{Config, Rates},
    domain::{activation::Channel, message::Email, pace::Rate},
};
use aws_sdk_sesv2::{
    config::{http::HttpResponse, retry::RetryConfig},
    error::{ProvideErrorMetadata, SdkError},
    types::{Body, Content, Destination, EmailContent, Message},
};
use aws_sdk_sns::types::MessageAttributeValue;
use aws_types::SdkConfig;

/// Sends e-mails and SMS.
#[derive(Debug, Clone)]
pub struct Messenger {
    mail: aws_sdk_sesv2::Client,
    sms: aws_sdk_sns::Client,
    /// The sender's address.
    from: String,
    configuration_set: String,
    sender_id: String,
    rates: Rates,
}

/// The provider did not take a message. Reasons are the provider's own words for a kind of fault, without any address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Too fast: the same message again in a moment.
    #[error("throttled")]
    Throttled,
    /// The day's quota is used up.
    #[error("over quota: {0}")]
    Exhausted(String),
    /// A fault of the installation (an identity that is not verified, a right that is missing, an account that is paused):
    /// nobody's fate, and mended by an operator.
    #[error("not set up: {0}")]
    Misconfigured(String),
    /// The provider failed or did not answer; it may have taken the message all the same. Later is right.
    #[error("failed: {0}")]
    Failed(String),
    /// Not ever.
    #[error("refused: {0}")]
    Refused(String),
}

impl Messenger {
    /// Over both, with the sender's settings (empty ones are left out).
    ///
    /// The SDK tries nothing again: a message whose answer was lost may have gone out, and how fast messages go is the
    /// sender's to say.
    pub fn new(aws: &SdkConfig, config: &Config) -> Self {
        let once = RetryConfig::disabled();
        let mail = aws_sdk_sesv2::config::Builder::from(aws).retry_config(once.clone());
        let sms = aws_sdk_sns::config::Builder::from(aws).retry_config(once);
        Self {
            mail: aws_sdk_sesv2::Client::from_conf(mail.build()),
            sms: aws_sdk_sns::Client::from_conf(sms.build()),
            from: config.mail_from.clone(),
            configuration_set: config.mail_configuration_set.clone(),
            sender_id: config.sms_sender_id.clone(),
            rates: config.rates,
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

    /// How fast the operator says messages may go, where that is said.
    pub fn given_rate(&self, channel: Channel) -> Option<Rate> {
        match channel {
            Channel::Email => self.rates.email,
            Channel::Sms => self.rates.sms,
        }
    }

    /// How fast the provider says messages may go. `None`: it names no rate, or did not answer.
    pub async fn ask_rate(&self, channel: Channel) -> Option<Rate> {
        if channel == Channel::Sms {
            return None;
        }
        match self.mail.get_account().send().await {
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

/// Codes that mean "too fast", unless their message speaks of a day's quota.
const THROTTLES: [&str; 7] = [
    "TooManyRequestsException",
    "LimitExceededException",
    "ThrottlingException",
    "Throttling",
    "ThrottledException",
    "Throttled",
    "KMSThrottlingException",
];
/// Codes of faults that an operator mends.
const MISCONFIGURED: [&str; 20] = [
    "AccessDenied",
    "AccessDeniedException",
    "AccountSuspendedException",
    "AuthorizationError",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "KMSAccessDenied",
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "KMSOptInRequired",
    "MailFromDomainNotVerifiedException",
    "NotFoundException",
    "OptInRequired",
    "SendingPausedException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Sorts a provider's error.
fn not_sent<E>(error: &SdkError<E, HttpResponse>) -> NotSent
where
    E: ProvideErrorMetadata,
{
    let status = error
        .raw_response()
        .map_or(0, |response| response.status().as_u16());
    sort(error.code(), error.message().unwrap_or_default(), status)
}

fn sort(code: Option<&str>, message: &str, status: u16) -> NotSent {
    let Some(code) = code else {
        return match status {
            429 => NotSent::Throttled,
            _ => NotSent::Failed("no answer".to_owned()),
        };
    };
    let message = message.to_ascii_lowercase();
    if THROTTLES.contains(&code) || status == 429 {
        return if message.contains("quota") || message.contains("daily") {
            NotSent::Exhausted("daily quota".to_owned())
        } else {
            NotSent::Throttled
        };
    }
    // SES says so of a sender that is not verified and, in the sandbox, of a recipient; SNS of a number in its sandbox.
    let is_unverified = message.contains("not verified") || message.contains("sandbox");
    if MISCONFIGURED.contains(&code) || is_unverified {
        let cause = if is_unverified {
            "identity not verified"
        } else {
            code
        };
        return NotSent::Misconfigured(cause.to_owned());
    }
    if status >= 500 || code.starts_with("Internal") || code == "ServiceUnavailable" {
        return NotSent::Failed(code.to_owned());
    }
    NotSent::Refused(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{NotSent, sender, sort};

    #[test]
    fn a_providers_error_says_whose_it_is() {
        let misconfigured = |cause: &str| NotSent::Misconfigured(cause.to_owned());
        let refused = |code: &str| NotSent::Refused(code.to_owned());
        let failed = |code: &str| NotSent::Failed(code.to_owned());
        for (code, message, status, expected) in [
            (
                "TooManyRequestsException",
                "Maximum sending rate exceeded.",
                429,
                NotSent::Throttled,
            ),
            ("Throttling", "Rate exceeded", 400, NotSent::Throttled),
            ("Throttled", "Rate exceeded", 429, NotSent::Throttled),
            (
                "TooManyRequestsException",
                "Daily message quota exceeded.",
                429,
                NotSent::Exhausted("daily quota".to_owned()),
            ),
            (
                "MessageRejected",
                "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: a@x.example",
                400,
                misconfigured("identity not verified"),
            ),
            (
                "MessageRejected",
                "Illegal attachment",
                400,
                refused("MessageRejected"),
            ),
            (
                "NotFoundException",
                "Configuration set <x> does not exist.",
                404,
                misconfigured("NotFoundException"),
            ),
            (
                "SendingPausedException",
                "",
                400,
                misconfigured("SendingPausedException"),
            ),
            (
                "AccessDeniedException",
                "User: … is not authorized",
                403,
                misconfigured("AccessDeniedException"),
            ),
            ("AuthorizationError", "", 403, misconfigured("AuthorizationError")),
            (
                "BadRequestException",
                "Missing final '@domain'",
                400,
                refused("BadRequestException"),
            ),
            (
                "InvalidParameter",
                "Invalid parameter: PhoneNumber",
                400,
                refused("InvalidParameter"),
            ),
            ("InternalError", "", 500, failed("InternalError")),
            ("ServiceUnavailable", "", 503, failed("ServiceUnavailable")),
        ] {
            assert_eq!(sort(Some(code), message, status), expected, "{code}: {message}");
        }
        assert_eq!(sort(None, "", 0), failed("no answer"));
        assert_eq!(sort(None, "", 429), NotSent::Throttled);
    }

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
