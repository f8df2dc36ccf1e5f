//! Whose a message was that the provider reports by its id alone: an SMS over SNS.
//!
//! A report may be quicker than the sender's note of what it sent. Whichever comes second finds what came first.

use super::{
    Store, StoreError,
    ephemera::key_of,
    item::{self, Item, json, n},
};
use crate::domain::activation::{DeliveryReport, MessageTags};
use aws_sdk_dynamodb::types::ReturnValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const TABLE: &str = "Ephemera";
/// A carrier's report comes up to 72 hours after the message; a day more, for its way here.
const NOTE_SECONDS: i64 = 4 * 24 * 3_600;
/// A sender notes what it sent within its invocation.
const EARLY_REPORT_SECONDS: i64 = 3_600;

#[derive(Serialize, Deserialize)]
struct SentMessage {
    /// Whose it is, once its sender has noted it.
    #[serde(default)]
    sent_as: Option<MessageTags>,
    /// What was reported before.
    #[serde(default)]
    early_report: Option<DeliveryReport>,
}

pub(super) fn key(message_id: &str) -> Item {
    key_of(format!("message#{message_id}"))
}

impl Store {
    /// Notes whose message this is. Answers what the provider has reported of it already.
    pub async fn note_message(
        &self,
        now: Timestamp,
        message_id: &str,
        tags: &MessageTags,
    ) -> Result<Option<DeliveryReport>, StoreError> {
        let change = "SET sent_as = :what, expires = :expires";
        let expires = now.as_second() + NOTE_SECONDS;
        let message = self.note(message_id, change, json(tags), expires).await?;
        Ok(message.early_report)
    }

    /// Whose message a report is of. Where nobody has noted that yet, the report waits for its sender.
    pub async fn find_message(
        &self,
        now: Timestamp,
        report: &DeliveryReport,
    ) -> Result<Option<MessageTags>, StoreError> {
        let found = self.get(&self.tables.ephemera, key(&report.message_id)).await?;
        let found: Option<SentMessage> = found.as_ref().map(|item| item::read(item, TABLE)).transpose()?;
        if let Some(tags) = found.and_then(|message| message.sent_as) {
            return Ok(Some(tags));
        }
        // The sender's note may come in between: it stays, and so does its expiry.
        let change = "SET early_report = if_not_exists(early_report, :what), expires = if_not_exists(expires, :expires)";
        let expires = now.as_second() + EARLY_REPORT_SECONDS;
        let message = self
            .note(&report.message_id, change, json(report), expires)
            .await?;
        Ok(message.sent_as)
    }

    async fn note(
        &self,
        message_id: &str,
        change: &str,
        what: aws_sdk_dynamodb::types::AttributeValue,
        expires: i64,
    ) -> Result<SentMessage, StoreError> {
        let noted = self
            .client
            .update_item()
            .table_name(&self.tables.ephemera)
            .set_key(Some(key(message_id)))
            .update_expression(change)
            .expression_attribute_values(":what", what)
            .expression_attribute_values(":expires", n(expires))
            .return_values(ReturnValue::AllNew)
            .send()
            .await?;
        let noted = noted.attributes.ok_or(StoreError::Unreadable(TABLE))?;
        item::read(&noted, TABLE)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::item::s, *};
    use crate::domain::{
        activation::{Channel, DeliveryStatus},
        organisation::Slug,
    };

    #[test]
    fn what_is_noted_of_a_message_is_written_and_read_as_it_was() {
        let tags = MessageTags {
            organisation: Slug::parse("demo").unwrap(),
            user: "u_0123456789abcdef".into(),
            round: 2,
            channel: Channel::Sms,
        };
        let report = DeliveryReport {
            message_id: "34d9-1".into(),
            status: DeliveryStatus::Failed,
            reason: Some("Phone has blocked SMS".into()),
            at: "2026-08-01T08:00:00Z".parse().unwrap(),
        };
        let sent_as = r#"{"organisation":"demo","user":"u_0123456789abcdef","round":2,"channel":"sms"}"#;
        let early = r#"{"message_id":"34d9-1","status":"failed","reason":"Phone has blocked SMS","at":"2026-08-01T08:00:00Z"}"#;
        assert_eq!((json(&tags), json(&report)), (s(sent_as), s(early)));
        for (is_noted, is_reported) in [(true, true), (true, false), (false, true)] {
            let mut item = key("34d9-1");
            item.insert("expires".into(), n(7));
            if is_noted {
                item.insert("sent_as".into(), s(sent_as));
            }
            if is_reported {
                item.insert("early_report".into(), s(early));
            }
            let read: SentMessage = item::read(&item, TABLE).unwrap();
            assert_eq!(read.sent_as, is_noted.then(|| tags.clone()));
            assert_eq!(read.early_report, is_reported.then(|| report.clone()));
        }
    }
}
