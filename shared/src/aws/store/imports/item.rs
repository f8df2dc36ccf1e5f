//! An import as an item of the table.

use super::TABLE;
use crate::{
    aws::store::{
        StoreError,
        item::{self, Item, moment, n, s},
    },
    domain::{
        background::Lease,
        import::{
            Counts, Import, ImportStatus, KEPT, Leavers, ObjectVersion, Refused, UPLOAD_WINDOW, Undo,
            UnusedColumn, UploadAddress, forecast::Messages,
        },
        organisation::Slug,
        permission::Reach,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An import's attributes. Items of before have fewer of them: what is absent has the safe meaning.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Import")]
struct StoredImport {
    #[serde(rename = "pk", deserialize_with = "read_slug")]
    organisation: Slug,
    #[serde(rename = "sk")]
    id: String,
    file_name: String,
    #[serde(flatten)]
    object: Option<ObjectVersion>,
    #[serde(default)]
    dry_run: bool,
    run: u32,
    #[serde(default)]
    uploaded_by: Option<String>,
    #[serde(default)]
    run_by: Option<String>,
    #[serde(default)]
    upload_address: Option<UploadAddress>,
    #[serde(default, with = "reach")]
    reach: Option<Reach>,
    status: ImportStatus,
    rows: u64,
    #[serde(flatten)]
    counts: Counts,
    #[serde(default)]
    messages: Messages,
    checkpoint: u32,
    #[serde(flatten, with = "refusal")]
    refusal: Option<Refused>,
    stalls: u32,
    created_at: Timestamp,
    #[serde(default)]
    started_at: Option<Timestamp>,
    #[serde(default)]
    finished_at: Option<Timestamp>,
    #[serde(default)]
    has_result: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ignored_sheets: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    totals_rows: Vec<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unused_columns: Vec<UnusedColumn>,
    #[serde(default)]
    cancelled_by: Option<String>,
    #[serde(default)]
    leavers: Option<Leavers>,
    #[serde(default)]
    undo: Option<Undo>,
    #[serde(flatten)]
    lease: Option<Lease>,
}

fn read_slug<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Slug, D::Error> {
    let text = String::deserialize(deserializer)?;
    Slug::parse(&text).map_err(|_| D::Error::custom("no slug"))
}

/// A reach that this version does not know is none that is known.
mod reach {
    use super::{Deserialize, Deserializer, Reach, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(reach: &Option<Reach>, serializer: S) -> Result<S::Ok, S::Error> {
        reach.as_ref().map(Reach::to_store).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Reach>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(text.as_deref().and_then(Reach::from_store))
    }
}

#[derive(Serialize, Deserialize)]
struct StoredRefusal {
    #[serde(rename = "refusal_code", default)]
    code: String,
    #[serde(rename = "refusal")]
    detail: String,
}

mod refusal {
    use super::{Deserialize, Deserializer, Refused, Serialize, Serializer, StoredRefusal};

    #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(
        refusal: &Option<Refused>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let stored = refusal
            .clone()
            .map(|Refused { code, detail }| StoredRefusal { code, detail });
        stored.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Refused>, D::Error> {
        let stored = Option::<StoredRefusal>::deserialize(deserializer)?;
        Ok(stored.map(|StoredRefusal { code, detail }| Refused { code, detail }))
    }
}

/// An import whose fields are an item's attributes.
struct ByField<'a>(&'a Import);

impl Serialize for ByField<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredImport::serialize(self.0, serializer)
    }
}

pub(in crate::aws::store) fn to_item(import: &Import) -> Item {
    let mut item = item::to_item(&ByField(import));
    item.insert("listed_under".to_owned(), s(import.organisation.as_str()));
    // A key of the index.
    item.insert("created_at".to_owned(), moment(import.created_at));
    item.insert("expires".to_owned(), n(expires(import)));
    item
}

/// When the item may be tidied away, in seconds since 1970.
pub(in crate::aws::store) fn expires(import: &Import) -> i64 {
    let kept = if import.object.is_none() && import.status == ImportStatus::Waiting {
        UPLOAD_WINDOW * 24
    } else {
        KEPT
    };
    (import.created_at + kept).as_second()
}

pub(in crate::aws::store) fn from_item(item: &Item) -> Result<Import, StoreError> {
    item::read_with(item, [], StoredImport::deserialize).map_err(|_| StoreError::Unreadable(TABLE))
}
