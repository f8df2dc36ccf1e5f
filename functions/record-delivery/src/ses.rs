//! What SES reports of a mail.
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>

use crate::{Heard, Unreadable};
use jiff::Timestamp;
use rollcall::domain::activation::{DeliveryReport, DeliveryStatus, MessageTags, reason};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    event_type: String,
    mail: Mail,
    #[serde(default)]
    delivery: Option<Moment>,
    #[serde(default)]
    bounce: Option<Returned>,
    #[serde(default)]
    complaint: Option<Complained>,
    #[serde(default)]
    reject: Option<Reject>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    #[serde(default)]
    timestamp: Option<String>,
    /// Ours, and some of SES's own.
    #[serde(default)]
    tags: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Moment {
    #[serde(default)]
    timestamp: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Returned {
    bounce_type: String,
    #[serde(default)]
    bounce_sub_type: Option<String>,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
    #[serde(default)]
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Recipient {
    /// As in RFC 3463, such as `5.1.1`.
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complained {
    #[serde(default)]
    complaint_sub_type: Option<String>,
    #[serde(default)]
    complaint_feedback_type: Option<String>,
    #[serde(default)]
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Reject {
    #[serde(default)]
    reason: Option<String>,
}

/// Reads an event at `now`.
pub(crate) fn read(body: &str, now: Timestamp) -> Result<Heard, Unreadable> {
    let event: Published =
        serde_json::from_str(body).map_err(|_| Unreadable("it is no event of SES as documented"))?;
    let tag = |name: &str| {
        let values = event.mail.tags.get(name)?;
        values.first().map(String::as_str)
    };
    let Some(tags) = MessageTags::read(tag) else {
        return Ok(Heard::Foreign);
    };
    let of_mail = event.mail.timestamp.as_deref();
    let (status, why, at) = match event.event_type.as_str() {
        "Send" => (DeliveryStatus::Sent, None, of_mail),
        "Delivery" => {
            let at = event.delivery.as_ref().and_then(|it| it.timestamp.as_deref());
            (DeliveryStatus::Delivered, None, at)
        }
        "Bounce" => {
            let bounce = event
                .bounce
                .as_ref()
                .ok_or(Unreadable("a bounce without a bounce"))?;
            // What is returned for now may be taken later, or by another road: no mailbox is given up for it.
            if bounce.bounce_type != "Permanent" {
                return Ok(Heard::Nothing("soft_bounce"));
            }
            let why = Some(bounce.reason());
            (DeliveryStatus::Bounced, why, bounce.timestamp.as_deref())
        }
        "Complaint" => {
            let complaint = event.complaint.as_ref();
            let complaint = complaint.ok_or(Unreadable("a complaint without a complaint"))?;
            let kind = complaint.complaint_feedback_type.as_deref();
            if kind == Some("not-spam") {
                return Ok(Heard::Nothing("not_spam"));
            }
            let words = kind.or(complaint.complaint_sub_type.as_deref());
            let why = Some(reason(words.unwrap_or_default(), "complaint"));
            (DeliveryStatus::Complained, why, complaint.timestamp.as_deref())
        }
        "Reject" => {
            let words = event.reject.as_ref().and_then(|it| it.reason.as_deref());
            let why = Some(reason(words.unwrap_or_default(), "Reject"));
            (DeliveryStatus::Failed, why, None)
        }
        // Both spellings are documented.
        "Rendering Failure" | "RenderingFailure" => {
            (DeliveryStatus::Failed, Some("Rendering Failure".to_owned()), None)
        }
        "DeliveryDelay" => return Ok(Heard::Nothing("delay")),
        "Open" | "Click" | "Subscription" => return Ok(Heard::Nothing("not_asked_for")),
        _ => return Ok(Heard::Nothing("unknown_event")),
    };
    let report = DeliveryReport {
        message_id: event.mail.message_id.clone(),
        status,
        reason: why,
        at: moment(at, now),
    };
    Ok(Heard::Of(tags, report))
}

impl Returned {
    /// SES's word for the kind and the mail server's status, such as `NoEmail 5.1.1`. The diagnosis beside them quotes
    /// addresses.
    fn reason(&self) -> String {
        let kind = reason(self.bounce_sub_type.as_deref().unwrap_or_default(), "Permanent");
        let status = self
            .bounced_recipients
            .first()
            .and_then(|it| it.status.as_deref());
        let is_status = |text: &&str| {
            let mut parts = text.split('.');
            parts.clone().count() == 3 && parts.all(|part| part.parse::<u16>().is_ok_and(|part| part < 1_000))
        };
        match status.filter(is_status) {
            Some(status) => format!("{kind} {status}"),
            None => kind,
        }
    }
}

/// A moment of the provider's, never later than ours.
fn moment(text: Option<&str>, now: Timestamp) -> Timestamp {
    let at: Option<Timestamp> = text.and_then(|text| text.parse().ok());
    at.unwrap_or(now).min(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::domain::{activation::Channel, organisation::Slug};
    use serde_json::{Value, json};

    fn now() -> Timestamp {
        "2026-08-03T08:00:00Z".parse().unwrap()
    }

    fn tags() -> MessageTags {
        MessageTags {
            organisation: Slug::parse("demo").unwrap(),
            user: "u_0123456789abcdef".into(),
            round: 2,
            channel: Channel::Email,
        }
    }

    /// An event as SES publishes it, addresses and all.
    fn event(kind: &str, name: &str, detail: &Value) -> Value {
        let mut tags: HashMap<String, Vec<String>> = tags()
            .pairs()
            .map(|(name, value)| (name.to_owned(), vec![value]))
            .into();
        tags.insert("ses:configuration-set".into(), vec!["rollcall".into()]);
        json!({
            "eventType": kind,
            "mail": {
                "timestamp": "2026-08-03T07:00:00.012Z", "source": "People <people@example.com>",
                "sendingAccountId": "123456789012", "messageId": "0102-1", "destination": ["ida@example.com"],
                "headersTruncated": false, "headers": [{ "name": "To", "value": "ida@example.com" }],
                "commonHeaders": { "to": ["ida@example.com"] }, "tags": tags,
            },
            name: detail,
        })
    }

    fn heard(event: &Value) -> Heard {
        read(&event.to_string(), now()).unwrap()
    }

    /// Status, reason and time of day of a report.
    fn reported(kind: &str, name: &str, detail: &Value) -> (DeliveryStatus, Option<String>, String) {
        match heard(&event(kind, name, detail)) {
            Heard::Of(whose, report) => {
                assert_eq!((whose, report.message_id.as_str()), (tags(), "0102-1"));
                (
                    report.status,
                    report.reason,
                    format!("{:.3}", report.at)[11..].to_owned(),
                )
            }
            other => panic!("{kind}: {other:?}"),
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a test reads from top to bottom")]
    fn every_event_that_moves_a_status_says_how_far_and_why() {
        let bounce = |kind: &str, sub: &str, status: &str| {
            json!({ "bounceType": kind, "bounceSubType": sub, "timestamp": "2026-08-03T07:00:09.669Z", "bouncedRecipients": [{
                "emailAddress": "ida@example.com", "action": "failed", "status": status,
                "diagnosticCode": "smtp; 550 5.1.1 <ida@example.com>: user unknown" }] })
        };
        let complaint = |kind: &Value, sub: &Value| {
            json!({ "complainedRecipients": [{ "emailAddress": "ida@example.com" }],
                "timestamp": "2026-08-03T07:30:00.000Z", "complaintFeedbackType": kind, "complaintSubType": sub })
        };
        let (sent, rejected) = ("07:00:00.012Z", "08:00:00.000Z");
        for (kind, name, detail, status, reason, at) in [
            ("Send", "send", json!({}), DeliveryStatus::Sent, None, sent),
            (
                "Delivery",
                "delivery",
                json!({ "timestamp": "2026-08-03T07:00:03.500Z", "recipients": ["ida@example.com"],
                    "smtpResponse": "250 2.6.0 Message received" }),
                DeliveryStatus::Delivered,
                None,
                "07:00:03.500Z",
            ),
            (
                "Bounce",
                "bounce",
                bounce("Permanent", "NoEmail", "5.1.1"),
                DeliveryStatus::Bounced,
                Some("NoEmail 5.1.1"),
                "07:00:09.669Z",
            ),
            (
                "Bounce",
                "bounce",
                bounce("Permanent", "OnAccountSuppressionList", "ida@example.com"),
                DeliveryStatus::Bounced,
                Some("OnAccountSuppressionList"),
                "07:00:09.669Z",
            ),
            (
                "Complaint",
                "complaint",
                complaint(&json!("abuse"), &Value::Null),
                DeliveryStatus::Complained,
                Some("abuse"),
                "07:30:00.000Z",
            ),
            (
                "Complaint",
                "complaint",
                complaint(&Value::Null, &json!("OnAccountSuppressionList")),
                DeliveryStatus::Complained,
                Some("OnAccountSuppressionList"),
                "07:30:00.000Z",
            ),
            (
                "Complaint",
                "complaint",
                json!({}),
                DeliveryStatus::Complained,
                Some("complaint"),
                rejected,
            ),
            (
                "Reject",
                "reject",
                json!({ "reason": "Bad content" }),
                DeliveryStatus::Failed,
                Some("Bad content"),
                rejected,
            ),
            (
                "Rendering Failure",
                "failure",
                json!({ "errorMessage": "Attribute 'x' of ida@example.com", "templateName": "t" }),
                DeliveryStatus::Failed,
                Some("Rendering Failure"),
                rejected,
            ),
        ] {
            let expected = (status, reason.map(str::to_owned), at.to_owned());
            assert_eq!(reported(kind, name, &detail), expected, "{kind} {detail}");
        }
    }

    #[test]
    fn what_moves_no_status_is_passed_over() {
        for (kind, name, detail, what) in [
            (
                "Bounce",
                "bounce",
                json!({ "bounceType": "Transient", "bounceSubType": "MailboxFull" }),
                "soft_bounce",
            ),
            (
                "Bounce",
                "bounce",
                json!({ "bounceType": "Undetermined" }),
                "soft_bounce",
            ),
            (
                "Complaint",
                "complaint",
                json!({ "complaintFeedbackType": "not-spam" }),
                "not_spam",
            ),
            (
                "DeliveryDelay",
                "deliveryDelay",
                json!({ "delayType": "MailboxFull" }),
                "delay",
            ),
            (
                "Open",
                "open",
                json!({ "ipAddress": "192.0.2.1" }),
                "not_asked_for",
            ),
            ("Click", "click", json!({ "link": "https://x" }), "not_asked_for"),
            ("Subscription", "subscription", json!({}), "not_asked_for"),
            ("Telepathy", "telepathy", json!({}), "unknown_event"),
        ] {
            assert_eq!(heard(&event(kind, name, &detail)), Heard::Nothing(what), "{kind}");
        }
    }

    #[test]
    fn a_mail_without_our_tags_is_foreign_and_a_broken_event_unreadable() {
        let whole = event("Delivery", "delivery", &json!({}));
        for name in ["organisation", "user", "round", "channel"] {
            let mut without = whole.clone();
            without["mail"]["tags"].as_object_mut().unwrap().remove(name);
            assert_eq!(heard(&without), Heard::Foreign, "{name}");
        }
        let mut without = whole.clone();
        without["mail"].as_object_mut().unwrap().remove("tags");
        assert_eq!(heard(&without), Heard::Foreign);
        for broken in [
            json!({ "eventType": "Bounce", "mail": "ida@example.com" }),
            json!({ "eventType": 7, "mail": {} }),
            event("Bounce", "bounce", &Value::Null),
            event("Bounce", "bounce", &json!({})),
            event("Complaint", "other", &Value::Null),
        ] {
            let error = read(&broken.to_string(), now()).unwrap_err();
            assert!(!error.to_string().contains("ida"), "{error}");
        }
    }

    #[test]
    fn a_moment_ahead_of_ours_or_unreadable_is_now() {
        for timestamp in [json!("2030-01-01T00:00:00Z"), json!("soon"), Value::Null] {
            let detail = json!({ "timestamp": timestamp });
            let (.., at) = reported("Delivery", "delivery", &detail);
            assert_eq!(at, "08:00:00.000Z", "{timestamp}");
        }
    }
}
