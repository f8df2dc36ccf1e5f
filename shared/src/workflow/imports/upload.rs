//! An address to upload a workbook or CSV file to. The upload starts the import.

use crate::{
    aws::{
        bucket::{Bucket, BucketError, CSV_TYPE, Presigned, WORKBOOK_TYPE},
        store::StoreError,
    },
    domain::{
        caller::UserManager,
        context::Context,
        import::{FileName, Import, UPLOAD_WINDOW, UploadAddress},
        permission::Mandate,
    },
    workflow::Env,
};
use jiff::Timestamp;
use std::time::Duration;

/// Where to send a workbook.
#[derive(Debug)]
pub struct Upload {
    /// The import its upload starts.
    pub import_id: String,
    /// The request to send.
    pub request: Presigned,
    /// The address works until then.
    pub expires_at: Timestamp,
}

/// Why no address was given out.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The address could not be made.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives out an address that takes one file within an hour, without credentials, and records the import that waits
/// for it: with the rights the caller has now.
///
/// # Errors
///
/// Those of the bucket and the store.
pub async fn give_address(
    env: &Env,
    bucket: &Bucket,
    context: &Context,
    caller: &UserManager,
    file_name: FileName,
    dry_run: bool,
) -> Result<Upload, UploadError> {
    let slug = &caller.organisation.slug;
    let id = context.id("im_");
    let key = format!("imports/{slug}/{id}/{}", file_name.as_str());
    let media_type = if file_name.is_csv() {
        CSV_TYPE
    } else {
        WORKBOOK_TYPE
    };
    let import = Import {
        dry_run,
        uploaded_by: Some(caller.id().to_owned()),
        upload_address: Some(UploadAddress {
            asked_by: caller.id().to_owned(),
            dry_run,
        }),
        reach: Some(Mandate::from(&caller.actor).reach().clone()),
        ..Import::new(slug, id, file_name.into_string(), context.now())
    };
    let valid = Duration::try_from(UPLOAD_WINDOW).unwrap_or_default();
    let request = bucket.presign_upload(&key, media_type, valid).await?;
    // Two ids of eighty random bits do not collide.
    env.store.register_import(context, &import).await?;
    tracing::info!(organisation = %slug, import = %import.id, dry_run, by = %caller.id(), "upload address given out");
    Ok(Upload {
        import_id: import.id,
        request,
        expires_at: context.now() + UPLOAD_WINDOW,
    })
}
