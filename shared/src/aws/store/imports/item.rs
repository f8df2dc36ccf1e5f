//! An import as an item of the table.

use super::TABLE;
use crate::{
    aws::store::{
        StoreError,
        item::{Item, Reader, json, moment, n, put_some, s},
    },
    domain::{
        import::{Counts, Import, ImportStatus, KEPT, Lease, ObjectVersion, Refused, UPLOAD_WINDOW},
        organisation::Slug,
        permission::Reach,
    },
};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

pub(in crate::aws::store) fn to_item(import: &Import) -> Item {
    let counts = &import.counts;
    let mut item = Item::from([
        ("pk".to_owned(), s(import.organisation.as_str())),
        ("sk".to_owned(), s(&import.id)),
        ("listed_under".to_owned(), s(import.organisation.as_str())),
        ("file_name".to_owned(), s(&import.file_name)),
        ("status".to_owned(), s(import.status.as_str())),
        ("dry_run".to_owned(), AttributeValue::Bool(import.dry_run)),
        ("run".to_owned(), n(import.run)),
        ("has_result".to_owned(), AttributeValue::Bool(import.has_result)),
        ("rows".to_owned(), n(import.rows)),
        ("processed".to_owned(), n(counts.processed)),
        ("created".to_owned(), n(counts.created)),
        ("existing".to_owned(), n(counts.existing)),
        ("duplicate".to_owned(), n(counts.duplicate)),
        ("invalid".to_owned(), n(counts.invalid)),
        ("repaired".to_owned(), n(counts.repaired)),
        ("messages".to_owned(), json(&import.messages)),
        ("checkpoint".to_owned(), n(import.checkpoint)),
        ("stalls".to_owned(), n(import.stalls)),
        ("created_at".to_owned(), moment(import.created_at)),
        ("expires".to_owned(), n(expires(import))),
    ]);
    put_some(&mut item, "uploaded_by", import.uploaded_by.as_ref());
    put_some(&mut item, "run_by", import.run_by.as_ref());
    put_some(&mut item, "reach", import.reach.as_ref().map(Reach::to_store));
    put_some(
        &mut item,
        "started_at",
        import.started_at.map(|at| at.to_string()),
    );
    put_some(
        &mut item,
        "finished_at",
        import.finished_at.map(|at| at.to_string()),
    );
    if let Some(object) = &import.object {
        item.insert("object_key".to_owned(), s(&object.key));
        item.insert("object_version".to_owned(), s(&object.identity));
        put_some(&mut item, "version_id", object.version.as_ref());
    }
    if let Some(refusal) = &import.refusal {
        item.insert("refusal_code".to_owned(), s(&refusal.code));
        item.insert("refusal".to_owned(), s(&refusal.detail));
    }
    if !import.ignored_sheets.is_empty() {
        item.insert("ignored_sheets".to_owned(), json(&import.ignored_sheets));
    }
    if !import.totals_rows.is_empty() {
        item.insert("totals_rows".to_owned(), json(&import.totals_rows));
    }
    if !import.unused_columns.is_empty() {
        item.insert("unused_columns".to_owned(), json(&import.unused_columns));
    }
    if let Some(address) = &import.upload_address {
        item.insert("upload_address".to_owned(), json(address));
    }
    if let Some(undo) = &import.undo {
        item.insert("undo".to_owned(), json(undo));
    }
    if let Some(lease) = &import.lease {
        item.insert("holder".to_owned(), s(&lease.holder));
        item.insert("lease_until".to_owned(), n(lease.until.as_millisecond()));
    }
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
    let unreadable = || StoreError::Unreadable(TABLE);
    let reader = Reader { item, table: TABLE };
    let lease = match (reader.find_text("holder"), reader.find_number("lease_until")) {
        (Some(holder), Some(until)) => Some(Lease {
            holder: holder.to_owned(),
            until: Timestamp::from_millisecond(until).map_err(|_| unreadable())?,
        }),
        _ => None,
    };
    let object = match (reader.find_text("object_key"), reader.find_text("object_version")) {
        (Some(key), Some(identity)) => Some(ObjectVersion {
            key: key.to_owned(),
            version: reader.find_text("version_id").map(str::to_owned),
            identity: identity.to_owned(),
        }),
        _ => None,
    };
    Ok(Import {
        organisation: Slug::parse(reader.text("pk")?).map_err(|_| unreadable())?,
        id: reader.text("sk")?.to_owned(),
        file_name: reader.text("file_name")?.to_owned(),
        object,
        dry_run: item
            .get("dry_run")
            .and_then(|value| value.as_bool().ok())
            .copied()
            .unwrap_or(false),
        run: reader.number("run")?,
        has_result: item
            .get("has_result")
            .and_then(|value| value.as_bool().ok())
            .copied()
            .unwrap_or(false),
        uploaded_by: reader.find_text("uploaded_by").map(str::to_owned),
        run_by: reader.find_text("run_by").map(str::to_owned),
        reach: reader.find_text("reach").and_then(Reach::from_store),
        upload_address: reader.json("upload_address")?,
        ignored_sheets: reader.json("ignored_sheets")?.unwrap_or_default(),
        totals_rows: reader.json("totals_rows")?.unwrap_or_default(),
        unused_columns: reader.json("unused_columns")?.unwrap_or_default(),
        status: ImportStatus::from_store(reader.text("status")?).ok_or_else(unreadable)?,
        rows: reader.number("rows")?,
        counts: Counts {
            processed: reader.number("processed")?,
            created: reader.number("created")?,
            existing: reader.number("existing")?,
            duplicate: reader.number("duplicate")?,
            invalid: reader.number("invalid")?,
            repaired: reader.number("repaired")?,
        },
        messages: reader.json("messages")?.unwrap_or_default(),
        checkpoint: reader.number("checkpoint")?,
        refusal: reader.find_text("refusal").map(|detail| Refused {
            code: reader.find_text("refusal_code").unwrap_or_default().to_owned(),
            detail: detail.to_owned(),
        }),
        stalls: reader.number("stalls")?,
        created_at: reader.time("created_at")?,
        started_at: reader.find_time("started_at"),
        finished_at: reader.find_time("finished_at"),
        undo: reader.json("undo")?,
        lease,
    })
}
