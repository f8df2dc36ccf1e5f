//! Messages of the queue: what SES and AWS End User Messaging published to the topic, as they published it (raw message
//! delivery).

use crate::{Heard, Unreadable, end_user_messaging, ses};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// SES says so, in plain text, when an event destination is set up.
const SET_UP: &str = "Successfully validated SNS topic for Amazon SES event publishing.";

/// A message of the queue.
#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    #[serde(rename = "messageId")]
    pub(crate) id: String,
    pub(crate) body: String,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

/// The messages of an event. `None`: it is not the queue's.
pub(crate) fn messages(event: Value) -> Option<Vec<Message>> {
    serde_json::from_value(event)
        .ok()
        .map(|event: Event| event.records)
}

/// By what the providers' reports are distinguished.
#[derive(Deserialize)]
struct Outline {
    #[serde(rename = "eventType")]
    event_type: String,
    #[serde(default)]
    mail: Option<serde::de::IgnoredAny>,
}

/// Reads a message at `now`.
pub(crate) fn read(body: &str, now: Timestamp) -> Result<Heard, Unreadable> {
    if body.trim() == SET_UP {
        return Ok(Heard::Nothing("set_up"));
    }
    let outline: Outline =
        serde_json::from_str(body).map_err(|_| Unreadable("it is no JSON object with an eventType"))?;
    if outline.mail.is_some() {
        ses::read(body, now)
    } else if outline.event_type.starts_with("TEXT_") {
        end_user_messaging::read(body, now)
    } else {
        Ok(Heard::Foreign)
    }
}
