//! S3's notification, read carefully: keys come URL-encoded, and events repeat, race and arrive out of order.

use serde_json::Value;

/// One version of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) bucket: String,
    /// Decoded.
    pub(crate) key: String,
    /// `None` in a bucket without versions.
    pub(crate) version: Option<String>,
    /// What tells two uploads of one key apart: the version, or what S3 gives in its place.
    pub(crate) identity: String,
}

/// The objects an event names.
pub(crate) fn read(event: &Value) -> Vec<Object> {
    let records = event.get("Records").and_then(Value::as_array);
    if records.is_none() {
        // S3 sends one `s3:TestEvent` when notifications are set up.
        tracing::info!("an event without records is skipped");
    }
    records.into_iter().flatten().filter_map(read_record).collect()
}

fn read_record(record: &Value) -> Option<Object> {
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
        Some(Object {
            bucket: text("/s3/bucket/name")?.to_owned(),
            key: decode(text("/s3/object/key")?)?,
            version,
            identity,
        })
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
            let read = read(&json!({ "Records": [record] }));
            assert_eq!((read[0].key.as_str(), read[0].identity.as_str()), (key, "v1"));
        }
    }

    #[test]
    fn what_is_no_object_is_skipped() {
        assert!(read(&json!({ "Service": "Amazon S3", "Event": "s3:TestEvent" })).is_empty());
        assert!(read(&json!({ "Records": [{}, 7, { "s3": { "object": { "key": "%ff" } } }] })).is_empty());
    }
}
