//! Events of `CloudWatch` Logs: lines of a log group, compressed.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample>

use crate::Unreadable;
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;
use std::io::Read;

/// What an event may hold once it is decompressed. `CloudWatch` Logs sends at most 256 kB compressed.
const MOST_BYTES: u64 = 16 * 1_024 * 1_024;

/// A line of a log.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    /// When it was written, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) timestamp: Option<i64>,
    pub(crate) message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lines {
    message_type: String,
    #[serde(default)]
    log_events: Vec<Line>,
}

/// The compressed lines of an event. `None`: it is not a log's.
pub(crate) fn data(event: &Value) -> Option<&str> {
    event.pointer("/awslogs/data")?.as_str()
}

/// The compressed lines of an event that failed, as Lambda records it in the queue of what failed.
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>
pub(crate) fn data_of_failed(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Failed {
        #[serde(rename = "requestPayload")]
        payload: Value,
    }
    let failed: Failed = serde_json::from_str(body).ok()?;
    data(&failed.payload).map(str::to_owned)
}

/// The lines of an event. There are none in the messages by which `CloudWatch` Logs tries whether it is heard.
pub(crate) fn lines(data: &str) -> Result<Vec<Line>, Unreadable> {
    let compressed = STANDARD
        .decode(data)
        .map_err(|_| Unreadable("it is no base 64"))?;
    let mut text = Vec::new();
    let mut limited = GzDecoder::new(compressed.as_slice()).take(MOST_BYTES + 1);
    limited
        .read_to_end(&mut text)
        .map_err(|_| Unreadable("it is no gzip"))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(Unreadable("it is larger than any event"));
    }
    let lines: Lines = serde_json::from_slice(&text)
        .map_err(|_| Unreadable("it is no event of CloudWatch Logs as documented"))?;
    if lines.message_type == "DATA_MESSAGE" {
        Ok(lines.log_events)
    } else {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use serde_json::json;
    use std::io::Write;

    fn compressed(bytes: &[u8]) -> String {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        STANDARD.encode(encoder.finish().unwrap())
    }

    #[test]
    fn the_lines_of_an_event_are_read() {
        let event = |kind: &str| {
            json!({
                "messageType": kind, "owner": "123456789012", "logGroup": "sns/eu-central-1/123456789012/DirectPublishToPhoneNumber",
                "logStream": "s", "subscriptionFilters": ["rollcall"],
                "logEvents": [{ "id": "1", "timestamp": 7, "message": "one" }, { "id": "2", "message": "two" }],
            })
        };
        let read = lines(&compressed(event("DATA_MESSAGE").to_string().as_bytes())).unwrap();
        let read: Vec<(Option<i64>, &str)> = read
            .iter()
            .map(|line| (line.timestamp, line.message.as_str()))
            .collect();
        assert_eq!(read, [(Some(7), "one"), (None, "two")]);
        let read = lines(&compressed(event("CONTROL_MESSAGE").to_string().as_bytes()));
        assert!(read.unwrap().is_empty());
        assert_eq!(data(&json!({ "awslogs": { "data": "x" } })), Some("x"));
        assert_eq!(data(&json!({ "Records": [] })), None);
        let failed = json!({ "version": "1.0", "requestContext": { "approximateInvokeCount": 3 },
            "requestPayload": { "awslogs": { "data": "x" } } });
        assert_eq!(data_of_failed(&failed.to_string()).as_deref(), Some("x"));
        assert_eq!(data_of_failed("{\"eventType\":\"Bounce\"}"), None);
    }

    #[test]
    fn what_is_no_event_of_a_log_is_refused_and_a_bomb_does_not_go_off() {
        let bomb = vec![b' '; usize::try_from(MOST_BYTES).unwrap() * 2];
        for data in [
            "*".to_owned(),
            STANDARD.encode(b"plain"),
            compressed(b"{"),
            compressed(b"{\"logEvents\":[]}"),
            compressed(&bomb),
        ] {
            assert!(lines(&data).is_err());
        }
        let error = lines(&compressed(&bomb)).unwrap_err();
        assert_eq!(error, Unreadable("it is larger than any event"));
    }
}
