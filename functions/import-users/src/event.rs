//! What starts an import: an object that S3 reports, or somebody asking for one to be taken up where it stands.
//!
//! The template has S3 report to EventBridge, whose rule starts this function. A bucket that notifies the function
//! itself is understood as well: it names the same things differently, and encodes the key. Events repeat, race and
//! arrive out of order.

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
    if event.get("detail-type").is_some() {
        return read_detail(event).into_iter().collect();
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

/// An event of EventBridge's: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>.
fn read_detail(event: &Value) -> Option<Work> {
    if event["source"] != "aws.s3" || event["detail-type"] != "Object Created" {
        tracing::info!("an event of something other than a new object is skipped");
        return None;
    }
    let object = &event["detail"]["object"];
    let key = text(&object["key"]).map(str::to_owned);
    let identity = [&object["version-id"], &object["etag"], &object["sequencer"]];
    dropped(&event["detail"]["bucket"]["name"], key, identity)
}

/// A record of the bucket's own notification:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>.
fn read_record(record: &Value) -> Option<Work> {
    let object = &record["s3"]["object"];
    let key = text(&object["key"]).and_then(decode);
    let identity = [&object["versionId"], &object["eTag"], &object["sequencer"]];
    dropped(&record["s3"]["bucket"]["name"], key, identity)
}

/// `identity`: the version where the bucket keeps versions, entity tag and sequencer.
fn dropped(bucket: &Value, key: Option<String>, identity: [&Value; 3]) -> Option<Work> {
    let [version, entity_tag, sequencer] = identity.map(text);
    let version = version.filter(|version| *version != "null").map(str::to_owned);
    let found = (|| {
        let identity = version
            .clone()
            .or_else(|| Some(format!("{}-{}", entity_tag?, sequencer.unwrap_or_default())))?;
        let object = ObjectVersion {
            key: key?,
            version,
            identity,
        };
        Some(Work::Dropped(text(bucket)?.to_owned(), object))
    })();
    if found.is_none() {
        tracing::error!("an event of S3's names no object and is skipped");
    }
    found
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
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

    /// The example of S3's documentation, with a version.
    fn detail(changes: &[(&str, Value)]) -> Value {
        let mut event = json!({
            "version": "0", "id": "2ee9cc15-d022-99ea-1fb8-1b1bac4850f9", "detail-type": "Object Created",
            "source": "aws.s3", "account": "111122223333", "time": "2021-11-12T00:00:00Z", "region": "ca-central-1",
            "resources": ["arn:aws:s3:::b"],
            "detail": {
                "version": "0", "bucket": { "name": "b" },
                "object": { "key": "imports/demo/a+b %41.xlsx", "size": 5, "etag": "b1946ac92492d2347c6235b4d2611184",
                    "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", "sequencer": "617f08299329d189" },
                "request-id": "N4N7GDK58NMKJ12R", "requester": "123456789012", "source-ip-address": "1.2.3.4",
                "reason": "PutObject",
            },
        });
        for (pointer, value) in changes {
            *event.pointer_mut(pointer).unwrap() = value.clone();
        }
        event
    }

    #[test]
    fn an_event_of_eventbridge_names_the_object_as_it_is() {
        let found = |version: Option<&str>, identity: &str| {
            let object = ObjectVersion {
                key: "imports/demo/a+b %41.xlsx".to_owned(),
                version: version.map(str::to_owned),
                identity: identity.to_owned(),
            };
            [Work::Dropped("b".to_owned(), object)]
        };
        let version = "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e";
        assert_eq!(read(&detail(&[])), found(Some(version), version));
        for none in [json!("null"), json!(""), Value::Null] {
            assert_eq!(
                read(&detail(&[("/detail/object/version-id", none)])),
                found(None, "b1946ac92492d2347c6235b4d2611184-617f08299329d189")
            );
        }
        for changes in [
            ("/detail-type", json!("Object Deleted")),
            ("/source", json!("somebody")),
            ("/detail/object/key", json!("")),
            ("/detail/bucket", json!({})),
        ] {
            assert!(read(&detail(&[changes])).is_empty());
        }
    }

    #[test]
    fn both_reports_of_an_object_name_the_same_work() {
        let record = json!({ "s3": { "bucket": { "name": "b" }, "object": { "key": "imports/demo/a%2Bb+%2541.xlsx",
            "eTag": "b1946ac92492d2347c6235b4d2611184", "versionId": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e" } } });
        assert_eq!(read(&json!({ "Records": [record] })), read(&detail(&[])));
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
