//! What SNS writes of an SMS to its log groups `sns/<region>/<account>/DirectPublishToPhoneNumber` and `…/Failure`. Beside what
//! is read here a line holds the number: nothing of a line ever goes to a log of ours.
//! <https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html>

use crate::{Heard, Unreadable, log::Line};
use jiff::Timestamp;
use rollcall::domain::activation::{DeliveryReport, DeliveryStatus, reason};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    notification: Notification,
    #[serde(default)]
    delivery: Delivery,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    message_id: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Delivery {
    #[serde(default)]
    provider_response: Option<String>,
}

/// Reads a line at `now`.
pub(crate) fn read(line: &Line, now: Timestamp) -> Result<Heard, Unreadable> {
    let record: Record = serde_json::from_str(&line.message)
        .map_err(|_| Unreadable("it is no line of an SMS as documented"))?;
    let (status, why) = match record.status.as_str() {
        "SUCCESS" => (DeliveryStatus::Delivered, None),
        "FAILURE" => {
            let words = record.delivery.provider_response.unwrap_or_default();
            (DeliveryStatus::Failed, Some(reason(&words, "FAILURE")))
        }
        _ => return Ok(Heard::Nothing("unknown_event")),
    };
    let id = record.notification.message_id;
    if id.is_empty() || id.len() > 100 {
        return Err(Unreadable("its message has no id"));
    }
    let at = line.timestamp.and_then(|at| Timestamp::from_millisecond(at).ok());
    Ok(Heard::OfCalled(DeliveryReport {
        message_id: id,
        status,
        reason: why,
        at: at.unwrap_or(now).min(now),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Timestamp {
        "2026-08-03T08:00:00Z".parse().unwrap()
    }

    fn heard(status: &str, response: &str) -> Heard {
        let message = json!({
            "notification": { "messageId": "34d9-1", "timestamp": "2026-08-03 07:00:00.558" },
            "delivery": {
                "phoneCarrier": "Carrier", "mnc": 1, "destination": "+4520123456", "priceInUSD": 0.04,
                "smsType": "Transactional", "mcc": 238, "providerResponse": response, "dwellTimeMs": 599,
                "dwellTimeMsUntilDeviceAck": 1344,
            },
            "status": status,
        });
        let line = Line {
            timestamp: Some(1_785_740_460_000),
            message: message.to_string(),
        };
        read(&line, now()).unwrap()
    }

    fn report(status: DeliveryStatus, reason: Option<&str>) -> Heard {
        Heard::OfCalled(DeliveryReport {
            message_id: "34d9-1".into(),
            status,
            reason: reason.map(str::to_owned),
            at: Timestamp::from_millisecond(1_785_740_460_000).unwrap(),
        })
    }

    #[test]
    fn a_line_says_whether_a_message_arrived_and_why_it_did_not() {
        let arrived = heard("SUCCESS", "Message has been accepted by phone carrier");
        assert_eq!(arrived, report(DeliveryStatus::Delivered, None));
        let words = "Phone is currently unreachable/unavailable";
        assert_eq!(
            heard("FAILURE", words),
            report(DeliveryStatus::Failed, Some(words))
        );
        let failed = heard("FAILURE", "Invalid phone number +4520123456");
        assert_eq!(failed, report(DeliveryStatus::Failed, Some("FAILURE")));
        assert_eq!(heard("MAYBE", ""), Heard::Nothing("unknown_event"));
    }

    #[test]
    fn a_line_that_is_none_is_refused_without_its_words() {
        for message in [
            "+4520123456".to_owned(),
            json!({ "status": "SUCCESS", "delivery": { "destination": "+4520123456" } }).to_string(),
            json!({ "status": "SUCCESS", "notification": { "messageId": "" } }).to_string(),
            json!({ "status": "SUCCESS", "notification": { "messageId": "x".repeat(101) } }).to_string(),
        ] {
            let line = Line {
                timestamp: None,
                message,
            };
            let error = read(&line, now()).unwrap_err();
            assert!(!error.to_string().contains("2012"), "{error}");
        }
    }
}
