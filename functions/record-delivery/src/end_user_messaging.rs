//! What AWS End User Messaging reports of an SMS.
//! <https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-features-messaging-events.html>

use crate::{Heard, Unreadable};
use jiff::Timestamp;
use rollcall::domain::activation::{DeliveryReport, DeliveryStatus, MessageTags, reason};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    event_type: String,
    message_id: String,
    /// Milliseconds since 1970.
    #[serde(default)]
    event_timestamp: Option<i64>,
    #[serde(default)]
    is_final: Option<bool>,
    #[serde(default)]
    message_status: Option<String>,
    #[serde(default)]
    message_status_description: Option<String>,
    /// What the message was sent with.
    #[serde(default)]
    context: Option<HashMap<String, String>>,
}

/// Reads an event at `now`.
pub(crate) fn read(body: &str, now: Timestamp) -> Result<Heard, Unreadable> {
    let event: Published = serde_json::from_str(body)
        .map_err(|_| Unreadable("it is no event of AWS End User Messaging as documented"))?;
    let context = event.context.unwrap_or_default();
    let Some(tags) = MessageTags::read(|name| context.get(name).map(String::as_str)) else {
        return Ok(Heard::Foreign);
    };
    let is_final = event.is_final.unwrap_or(true);
    let (status, why) = match event.event_type.as_str() {
        "TEXT_SENT" | "TEXT_QUEUED" | "TEXT_PENDING" => (DeliveryStatus::Sent, None),
        // Which of the two a carrier says depends on the country.
        "TEXT_SUCCESSFUL" | "TEXT_DELIVERED" => (DeliveryStatus::Delivered, None),
        "TEXT_INVALID"
        | "TEXT_INVALID_MESSAGE"
        | "TEXT_UNREACHABLE"
        | "TEXT_CARRIER_UNREACHABLE"
        | "TEXT_BLOCKED"
        | "TEXT_CARRIER_BLOCKED"
        | "TEXT_SPAM"
        | "TEXT_TTL_EXPIRED"
        | "TEXT_PROTECT_BLOCKED" => {
            if !is_final {
                return Ok(Heard::Nothing("not_final"));
            }
            let word = reason(event.message_status.as_deref().unwrap_or_default(), "FAILURE");
            let words = event.message_status_description.unwrap_or_default();
            (DeliveryStatus::Failed, Some(reason(&words, &word)))
        }
        // No carrier has reported anything in three days.
        "TEXT_UNKNOWN" => return Ok(Heard::Nothing("no_report_of_carrier")),
        _ => return Ok(Heard::Nothing("unknown_event")),
    };
    let at = event
        .event_timestamp
        .and_then(|at| Timestamp::from_millisecond(at).ok());
    let report = DeliveryReport {
        message_id: event.message_id,
        status,
        reason: why,
        at: at.unwrap_or(now).min(now),
    };
    Ok(Heard::Of(tags, report))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::domain::{activation::Channel, organisation::Slug};
    use serde_json::{Value, json};

    fn now() -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000).unwrap()
    }

    fn event(kind: &str, description: &str) -> Value {
        json!({
            "eventType": kind, "eventVersion": "1.0", "eventTimestamp": 1_700_000_000_123_i64, "isFinal": true,
            "originationPhoneNumber": "+4590000000", "destinationPhoneNumber": "+4520123456",
            "isInternationalSend": false, "mcc": "238", "mnc": "1", "messageId": "862a-1",
            "messageRequestTimestamp": 1_700_000_000_000_i64, "messageEncoding": "GSM", "messageType": "TRANSACTIONAL",
            "messageStatus": kind.trim_start_matches("TEXT_"), "messageStatusDescription": description,
            "context": { "organisation": "demo", "user": "u_0123456789abcdef", "round": "1", "channel": "sms" },
            "totalMessageParts": 1, "totalMessagePrice": 0.04, "totalCarrierFee": 0.0,
        })
    }

    fn heard(event: &Value) -> Heard {
        read(&event.to_string(), now()).unwrap()
    }

    fn reported(event: &Value) -> DeliveryReport {
        match heard(event) {
            Heard::Of(tags, report) => {
                let whose = MessageTags {
                    organisation: Slug::parse("demo").unwrap(),
                    user: "u_0123456789abcdef".into(),
                    round: 1,
                    channel: Channel::Sms,
                };
                assert_eq!((tags, report.message_id.as_str()), (whose, "862a-1"));
                assert_eq!(report.at.as_millisecond(), 1_700_000_000_123);
                report
            }
            other => panic!("{event}: {other:?}"),
        }
    }

    #[test]
    fn every_event_says_how_far_a_message_came_and_why_no_further() {
        for kind in ["TEXT_QUEUED", "TEXT_PENDING", "TEXT_SENT"] {
            let report = reported(&event(kind, "Message is queued"));
            assert_eq!(
                (report.status, report.reason),
                (DeliveryStatus::Sent, None),
                "{kind}"
            );
        }
        for kind in ["TEXT_SUCCESSFUL", "TEXT_DELIVERED"] {
            let report = reported(&event(kind, "Message has been accepted by phone carrier"));
            assert_eq!(
                (report.status, report.reason),
                (DeliveryStatus::Delivered, None),
                "{kind}"
            );
        }
        for kind in [
            "TEXT_INVALID",
            "TEXT_INVALID_MESSAGE",
            "TEXT_UNREACHABLE",
            "TEXT_CARRIER_UNREACHABLE",
            "TEXT_BLOCKED",
            "TEXT_CARRIER_BLOCKED",
            "TEXT_SPAM",
            "TEXT_TTL_EXPIRED",
            "TEXT_PROTECT_BLOCKED",
        ] {
            let report = reported(&event(kind, "Phone has blocked SMS"));
            let why = Some("Phone has blocked SMS".to_owned());
            assert_eq!(
                (report.status, report.reason),
                (DeliveryStatus::Failed, why),
                "{kind}"
            );
            let report = reported(&event(kind, "Invalid phone number: +4520123456"));
            assert_eq!(report.reason.as_deref(), Some(&kind[5..]), "no number is kept");
            let mut early = event(kind, "Phone is currently unreachable");
            early["isFinal"] = json!(false);
            assert_eq!(heard(&early), Heard::Nothing("not_final"), "{kind}");
        }
        assert_eq!(
            heard(&event("TEXT_UNKNOWN", "")),
            Heard::Nothing("no_report_of_carrier")
        );
        assert_eq!(
            heard(&event("TEXT_READ_ALOUD", "")),
            Heard::Nothing("unknown_event")
        );
    }

    #[test]
    fn a_message_without_our_context_is_foreign_and_a_broken_event_unreadable() {
        for context in [Value::Null, json!({}), json!({ "account": "bar" })] {
            let mut foreign = event("TEXT_DELIVERED", "");
            foreign["context"] = context;
            assert_eq!(heard(&foreign), Heard::Foreign);
        }
        let mut broken = event("TEXT_DELIVERED", "");
        broken["messageId"] = json!(7);
        assert!(read(&broken.to_string(), now()).is_err());
    }
}
