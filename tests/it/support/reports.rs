//! What providers report of messages, as they send it.

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use rollcall::domain::activation::MessageTags;
use serde_json::{Map, Value, json};
use std::io::Write;

/// A moment that SES names.
pub(crate) const AT: &str = "2026-08-03T07:00:09.669Z";

fn pairs(tags: &MessageTags, value: impl Fn(String) -> Value) -> Map<String, Value> {
    let pairs = tags.pairs();
    pairs
        .map(|(name, tag)| (name.to_owned(), value(tag)))
        .into_iter()
        .collect()
}

/// What SES publishes of a mail.
pub(crate) fn of_mail(kind: &str, tags: &MessageTags, message_id: &str) -> Value {
    let recipient = json!({ "emailAddress": "kanarie@example.com", "action": "failed", "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 <kanarie@example.com>: user unknown" });
    json!({
        "eventType": kind,
        "mail": {
            "timestamp": "2026-08-03T07:00:00.012Z", "source": "Kanarie <kanarie@example.com>", "messageId": message_id,
            "sendingAccountId": "123456789012", "destination": ["kanarie@example.com"],
            "headers": [{ "name": "To", "value": "kanarie@example.com" }],
            "commonHeaders": { "to": ["kanarie@example.com"], "subject": "Kanarie" },
            "tags": pairs(tags, |tag| json!([tag])),
        },
        "send": {},
        "delivery": { "timestamp": AT, "recipients": ["kanarie@example.com"] },
        "bounce": { "bounceType": "Permanent", "bounceSubType": "NoEmail", "bouncedRecipients": [recipient], "timestamp": AT },
        "complaint": { "complainedRecipients": [recipient], "complaintFeedbackType": "abuse", "timestamp": AT },
        "reject": { "reason": "Bad content" },
        "failure": { "errorMessage": "kanarie@example.com has no name", "templateName": "t" },
        "deliveryDelay": { "delayType": "MailboxFull", "delayedRecipients": [recipient], "timestamp": AT },
    })
}

/// What AWS End User Messaging publishes of an SMS.
pub(crate) fn of_sms(kind: &str, tags: &MessageTags, message_id: &str) -> Value {
    json!({
        "eventType": kind, "eventVersion": "1.0", "eventTimestamp": 1_785_740_409_669_i64, "isFinal": true,
        "destinationPhoneNumber": "+4520987654", "messageId": message_id, "messageType": "TRANSACTIONAL",
        "messageStatus": kind.trim_start_matches("TEXT_"), "messageStatusDescription": "Phone has blocked SMS",
        "context": pairs(tags, Value::String), "totalMessageParts": 1, "totalMessagePrice": 0.04,
    })
}

/// A batch of the queue. Its messages are called `q-0`, `q-1` and on.
pub(crate) fn queued(bodies: &[String]) -> Value {
    let records: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(number, body)| {
            json!({ "messageId": format!("q-{number}"), "receiptHandle": "r", "body": body, "attributes": {},
                "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:reports" })
        })
        .collect();
    json!({ "Records": records })
}

/// The same of events.
pub(crate) fn queued_events(events: &[Value]) -> Value {
    queued(&events.iter().map(Value::to_string).collect::<Vec<_>>())
}

/// What SNS writes of an SMS to its log.
pub(crate) fn line(status: &str, response: &str, message_id: &str) -> String {
    json!({
        "notification": { "messageId": message_id, "timestamp": "2026-08-03 07:00:00.558" },
        "delivery": { "phoneCarrier": "Kanarie", "mnc": 1, "destination": "+4520987654", "priceInUSD": 0.04,
            "smsType": "Transactional", "mcc": 238, "providerResponse": response, "dwellTimeMs": 599 },
        "status": status,
    })
    .to_string()
}

/// Lines of the log as `CloudWatch` Logs sends them.
pub(crate) fn logged(lines: &[String]) -> Value {
    let events: Vec<Value> = lines
        .iter()
        .map(|line| json!({ "id": "1", "timestamp": 1_785_740_409_669_i64, "message": line }))
        .collect();
    let text = json!({
        "messageType": "DATA_MESSAGE", "owner": "123456789012", "logStream": "s", "subscriptionFilters": ["f"],
        "logGroup": "sns/eu-central-1/123456789012/DirectPublishToPhoneNumber", "logEvents": events,
    });
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.to_string().as_bytes()).unwrap();
    json!({ "awslogs": { "data": STANDARD.encode(encoder.finish().unwrap()) } })
}
