//! What starts an import: S3's notification, or somebody asking for one to be taken up where it stands.
//!
//! Notifications are read carefully: keys come URL-encoded, and events repeat, race and arrive out of order.

use rollcall::domain::{import::ObjectVersion, organisation::Slug};
use serde_json::Value;

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Work {
    /// A workbook has come into the bucket (of this name).
    Dropped(String, ObjectVersion),
    /// An import that is on record goes on.
    TakeUp(Slug, String),
}

/// The work an event names.
pub(crate) fn read(event: &Value) -> Vec<Work> {
    if let Some(asked) = event.get("take_up") {
        return read_asked(asked).into_iter().collect();
    }
    let records = event.get("Records").and_then(Value::as_array);
    if records.is_none() {
        // S3 sends one `s3:TestEvent` when notifications are set up.
        tracing::info!("an event without records is skipped");
    }
    records.into_iter().flatten().filter_map(read_record).collect()
}

fn read_asked(asked: &Value) -> Option<Work> {
    let text = |name: &str| asked.get(name).and_then(Value::as_str);
    let found = text("organisation")
        .and_then(|slug| Slug::parse(slug).ok())
        .zip(text("import_id"));
    if found.is_none() {
        tracing::error!("an event that names no import is skipped");
    }
    found.map(|(slug, id)| Work::TakeUp(slug, id.to_owned()))
}

fn read_record(record: &Value) -> Option<Work> {
    let text = |path: &str| {
        record
            .pointer(path)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let found = (|| {
        let version = text("/s3/object/versionId")
            .filter(|version| *version != "null")
            .map(str::to_owned);
        let identity = version.clone().or_else(|| {
            Some(format!(
                "{}-{}",
                text("/s3/object/eTag")?,
                text("/s3/object/sequencer").unwrap_or_default()
            ))
        })?;
        Some(Work::Dropped(
            text("/s3/bucket/name")?.to_owned(),
            ObjectVersion {
                key: decode(text("/s3/object/key")?)?,
                version,
                identity,
            },
        ))
    })();
    if found.is_none() {
        tracing::error!("a record of an S3 event names no object and is skipped");
    }
    found
}

/// Keys are encoded as in a query: `+` is a space.
fn decode(key: &str) -> Option<String> {
    let spaced = key.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_decoded() {
        for (encoded, key) in [
            ("imports/demo/maj+2026.xlsx", "imports/demo/maj 2026.xlsx"),
            ("imports/demo/a%2Bb.xlsx", "imports/demo/a+b.xlsx"),
            (
                "imports/demo/k%C3%B8kken%20%26%20salg.xlsx",
                "imports/demo/køkken & salg.xlsx",
            ),
        ] {
            let record = json!({ "s3": { "bucket": { "name": "b" }, "object": { "key": encoded, "versionId": "v1" } } });
            let object = ObjectVersion {
                key: key.to_owned(),
                version: Some("v1".to_owned()),
                identity: "v1".to_owned(),
            };
            assert_eq!(
                read(&json!({ "Records": [record] })),
                [Work::Dropped("b".to_owned(), object)]
            );
        }
    }

    #[test]
    fn an_import_on_record_is_named_by_its_id() {
        let slug = Slug::parse("demo").unwrap();
        assert_eq!(
            read(&rollcall::aws::invoker::work(&slug, "im_1")),
            [Work::TakeUp(slug, "im_1".to_owned())]
        );
        for asked in [
            json!({}),
            json!({ "organisation": "api", "import_id": "x" }),
            json!(7),
        ] {
            assert!(read(&json!({ "take_up": asked })).is_empty());
        }
    }

    #[test]
    fn what_is_no_object_is_skipped() {
        assert!(read(&json!({ "Service": "Amazon S3", "Event": "s3:TestEvent" })).is_empty());
        assert!(read(&json!({ "Records": [{}, 7, { "s3": { "object": { "key": "%ff" } } }] })).is_empty());
    }
}
