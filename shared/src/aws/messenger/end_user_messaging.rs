//! SMS over AWS End User Messaging. It carries our tags with each message (its context), so that its reports need no note of
//! ours, and it says of most faults at the call what SNS only writes to a log.
//!
//! A message lives there for 72 hours, the longest time there is, unless a call sets another: a phone that is switched off
//! over a weekend still gets it.

use super::not_sent::{self, NotSent};
use crate::{aws::config::SmsSettings, domain::activation::MessageTags};
use aws_sdk_pinpointsmsvoicev2::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::send_text_message::SendTextMessageError,
    types::{
        ConflictExceptionReason as Conflict, MessageType, ServiceQuotaExceededExceptionReason as Quota,
        ValidationExceptionReason as Invalid,
        error::{ConflictException, ServiceQuotaExceededException, ValidationException},
    },
};
use aws_types::SdkConfig;

/// The client, with the settings of every message.
#[derive(Debug, Clone)]
pub(super) struct EndUserMessaging {
    pub(super) client: Client,
    /// Where its events go.
    configuration_set: Option<String>,
    /// A sender id, a number or a pool. `None`: the service chooses one.
    origination_identity: Option<String>,
    /// The most that one part of a message may cost, in US dollars.
    max_price: Option<String>,
}

impl EndUserMessaging {
    pub(super) fn new(aws: &SdkConfig, settings: &SmsSettings) -> Self {
        Self {
            client: Client::new(aws),
            configuration_set: settings.configuration_set.clone(),
            origination_identity: settings.origination_identity.clone(),
            max_price: settings.max_price.clone(),
        }
    }

    /// Sends an SMS. Answers the service's message id.
    pub(super) async fn send(&self, to: &str, text: &str, tags: &MessageTags) -> Result<String, NotSent> {
        let context = tags.pairs().map(|(name, value)| (name.to_owned(), value));
        let sent = self
            .client
            .send_text_message()
            .destination_phone_number(to)
            .message_body(text)
            .message_type(MessageType::Transactional)
            .set_configuration_set_name(self.configuration_set.clone())
            .set_origination_identity(self.origination_identity.clone())
            .set_max_price(self.max_price.clone())
            .set_context(Some(context.into()))
            .send()
            .await;
        match sent {
            Ok(sent) => Ok(sent.message_id().unwrap_or_default().to_owned()),
            Err(error) => Err(not_sent(&error)),
        }
    }
}

/// Sorts an error by its kind and the reason that the service gives with it.
fn not_sent(error: &SdkError<SendTextMessageError, HttpResponse>) -> NotSent {
    match error.as_service_error() {
        Some(SendTextMessageError::ServiceQuotaExceededException(quota)) => of_quota(quota),
        Some(SendTextMessageError::ConflictException(conflict)) => of_conflict(conflict),
        Some(SendTextMessageError::ValidationException(invalid)) => of_validation(invalid),
        // An origination identity or a configuration set.
        Some(SendTextMessageError::ResourceNotFoundException(_)) => {
            NotSent::Misconfigured("ResourceNotFoundException".to_owned())
        }
        _ => not_sent::not_sent(error),
    }
}

fn of_quota(quota: &ServiceQuotaExceededException) -> NotSent {
    match quota.reason() {
        Some(Quota::DailyDestinationCallLimit | Quota::DailyNotifyTierMessageLimit) => {
            NotSent::Exhausted("daily quota".to_owned())
        }
        // A month's spend does not come back by itself tomorrow.
        reason => NotSent::Misconfigured(word(reason.map(Quota::as_str), quota.meta().code())),
    }
}

fn of_conflict(conflict: &ConflictException) -> NotSent {
    let word = word(conflict.reason().map(Conflict::as_str), conflict.meta().code());
    match conflict.reason() {
        Some(
            Conflict::DestinationPhoneNumberOptedOut
            | Conflict::DestinationCountryBlockedByProtectConfiguration,
        ) => NotSent::Refused(word),
        // A number that is not verified is the sandbox's; all others speak of identities and sets.
        _ => NotSent::Misconfigured(word),
    }
}

fn of_validation(invalid: &ValidationException) -> NotSent {
    let word = word(invalid.reason().map(Invalid::as_str), invalid.meta().code());
    // What differs from message to message or from country to country; everything else is the same for all of them.
    let is_of_message = |name: &str| ["DestinationPhoneNumber", "MessageBody"].contains(&name);
    let mut fields = invalid.fields().iter();
    let is_refused = match invalid.reason() {
        Some(Invalid::DestinationCountryBlocked | Invalid::PriceOverThreshold) => true,
        _ => fields.any(|field| is_of_message(field.name())),
    };
    let is_of_country = matches!(
        invalid.reason(),
        Some(
            Invalid::CountryCodeMismatch
                | Invalid::CountryNotEnabled
                | Invalid::InternationalSendingNotSupported
                | Invalid::InvalidIdentityForDestinationCountry
                | Invalid::SenderIdNotRegistered
                | Invalid::SenderIdNotSupported
                | Invalid::SenderIdRequiresRegistration
        )
    );
    if is_refused {
        NotSent::Refused(word)
    } else if is_of_country {
        NotSent::Unserved(word)
    } else {
        NotSent::Misconfigured(word)
    }
}

fn word(reason: Option<&str>, code: Option<&str>) -> String {
    reason.or(code).unwrap_or("no reason").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        aws::messenger::stub::{Stub, tags},
        domain::activation::Channel,
    };
    use serde_json::{Value, json};

    fn settings() -> SmsSettings {
        SmsSettings {
            configuration_set: Some("rollcall".into()),
            origination_identity: Some("ROLLCALL".into()),
            max_price: Some("0.20".into()),
            ..SmsSettings::default()
        }
    }

    async fn send(stub: &Stub, settings: SmsSettings) -> Result<String, NotSent> {
        let messaging = EndUserMessaging::new(&stub.configuration(), &settings);
        messaging
            .send("+4520123456", "Hej Ida", &tags(Channel::Sms))
            .await
    }

    #[tokio::test]
    async fn a_message_carries_its_tags_and_what_the_operator_set() {
        let stub = Stub::answering(200, &json!({ "MessageId": "862a-1" })).await;
        assert_eq!(send(&stub, settings()).await, Ok("862a-1".to_owned()));
        let asked = stub.asked();
        assert_eq!(asked.target, "PinpointSMSVoiceV2.SendTextMessage");
        assert_eq!(
            asked.body,
            json!({
                "DestinationPhoneNumber": "+4520123456", "MessageBody": "Hej Ida", "MessageType": "TRANSACTIONAL",
                "ConfigurationSetName": "rollcall", "OriginationIdentity": "ROLLCALL", "MaxPrice": "0.20",
                "Context": { "organisation": "nordlys", "user": "u_0123456789abcdef", "round": "2", "channel": "sms" },
            })
        );
        let stub = Stub::answering(200, &json!({ "MessageId": "862a-2" })).await;
        assert_eq!(send(&stub, SmsSettings::default()).await, Ok("862a-2".to_owned()));
        let body = stub.asked().body;
        for name in [
            "ConfigurationSetName",
            "OriginationIdentity",
            "MaxPrice",
            "TimeToLive",
        ] {
            assert_eq!(body[name], Value::Null, "{name}");
        }
    }

    /// What an error of this kind, with this reason and a fault of this field, comes to.
    async fn answered(status: u16, kind: &str, reason: &str, field: &str) -> NotSent {
        let mut body = json!({ "__type": format!("com.amazonaws.pinpointsmsvoicev2#{kind}"),
            "Message": "+4520123456 was refused" });
        if !reason.is_empty() {
            body["Reason"] = json!(reason);
        }
        if !field.is_empty() {
            body["Fields"] = json!([{ "Name": field, "Message": "+4520123456 is wrong" }]);
        }
        let stub = Stub::answering(status, &body).await;
        let error = send(&stub, settings()).await.unwrap_err();
        assert!(!error.to_string().contains("2012"), "{error}");
        error
    }

    #[tokio::test]
    async fn what_is_of_one_message_is_refused() {
        for (kind, reason, field) in [
            ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", ""),
            (
                "ConflictException",
                "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
                "",
            ),
            ("ValidationException", "DESTINATION_COUNTRY_BLOCKED", ""),
            ("ValidationException", "PRICE_OVER_THRESHOLD", ""),
            (
                "ValidationException",
                "INVALID_PARAMETER",
                "DestinationPhoneNumber",
            ),
        ] {
            let expected = NotSent::Refused(reason.to_owned());
            assert_eq!(answered(400, kind, reason, field).await, expected);
        }
    }

    #[tokio::test]
    async fn what_is_of_the_installation_is_nobodys() {
        for (kind, reason, field, cause) in [
            (
                "ServiceQuotaExceededException",
                "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
                "",
                None,
            ),
            (
                "ConflictException",
                "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
                "",
                None,
            ),
            ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", "", None),
            (
                "ValidationException",
                "INVALID_PARAMETER",
                "OriginationIdentity",
                None,
            ),
            (
                "ResourceNotFoundException",
                "",
                "",
                Some("ResourceNotFoundException"),
            ),
            (
                "AccessDeniedException",
                "ACCOUNT_DISABLED",
                "",
                Some("AccessDeniedException"),
            ),
        ] {
            let expected = NotSent::Misconfigured(cause.unwrap_or(reason).to_owned());
            assert_eq!(answered(400, kind, reason, field).await, expected);
        }
    }

    #[tokio::test]
    async fn what_is_of_a_country_is_nobody_elses() {
        for reason in [
            "COUNTRY_NOT_ENABLED",
            "INTERNATIONAL_SENDING_NOT_SUPPORTED",
            "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
            "SENDER_ID_NOT_SUPPORTED",
            "SENDER_ID_REQUIRES_REGISTRATION",
        ] {
            let expected = NotSent::Unserved(reason.to_owned());
            assert_eq!(answered(400, "ValidationException", reason, "").await, expected);
        }
    }

    #[tokio::test]
    async fn what_passes_is_put_off() {
        let throttled = answered(400, "ThrottlingException", "", "").await;
        assert_eq!(throttled, NotSent::Throttled);
        let quota = answered(
            400,
            "ServiceQuotaExceededException",
            "DAILY_DESTINATION_CALL_LIMIT",
            "",
        )
        .await;
        assert_eq!(quota, NotSent::Exhausted("daily quota".to_owned()));
        let failed = answered(500, "InternalServerException", "", "").await;
        assert_eq!(failed, NotSent::Failed("InternalServerException".to_owned()));
    }
}
