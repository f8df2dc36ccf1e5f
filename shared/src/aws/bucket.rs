//! S3: the workbooks people drop, and those that come back.

use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    presigning::PresigningConfig,
    primitives::ByteStream,
};
use std::{collections::HashMap, io::Write, path::Path, time::Duration};

/// A workbook's media type (ISO/IEC 29500).
pub const WORKBOOK_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A CSV file's media type (RFC 7111).
pub const CSV_TYPE: &str = "text/csv";

/// The bucket of workbooks.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// A request that somebody else may send, for a while, without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presigned {
    /// Such as `PUT`.
    pub method: String,
    /// With its signature.
    pub url: String,
    /// To be sent as they are.
    pub headers: Vec<(String, String)>,
}

/// An address to download from works for so long.
const OFFERED: Duration = Duration::from_mins(5);

/// An object's size and what its uploader said of it.
#[derive(Debug, Clone)]
pub struct Object {
    /// In bytes.
    pub size: u64,
    /// User metadata, keys in lower case.
    pub metadata: HashMap<String, String>,
}

/// The bucket did not give it.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// No such object or version: deleted in the meantime.
    #[error("the object is gone")]
    Gone,
    /// Anything else.
    #[error("the bucket failed: {0}")]
    Failed(String),
}

impl<E, R> From<SdkError<E, R>> for BucketError
where
    E: ProvideErrorMetadata,
{
    fn from(error: SdkError<E, R>) -> Self {
        match error.code() {
            Some("NoSuchKey" | "NoSuchVersion" | "NotFound" | "404") => Self::Gone,
            Some(code) => Self::Failed(code.to_owned()),
            None => Self::Failed("no answer".to_owned()),
        }
    }
}

fn presigning(valid: Duration) -> Result<PresigningConfig, BucketError> {
    PresigningConfig::expires_in(valid).map_err(|error| BucketError::Failed(error.to_string()))
}

/// A `Content-Disposition` that saves what is downloaded under this name (RFC 6266): in ASCII for old programs, and in full
/// as RFC 8187 has it. Nothing in the name can end the header or begin another one.
pub fn attachment(file_name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')');
    let plain: String = file_name
        .chars()
        .map(|c| match c {
            '\u{2013}' => '-',
            c if is_plain(c) => c,
            _ => '_',
        })
        .collect();
    let whole = percent_encoding::utf8_percent_encode(file_name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

impl Bucket {
    /// Over a client, by its name.
    pub fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An address to which one file of this media type can be uploaded.
    pub async fn presign_upload(
        &self,
        key: &str,
        media_type: &str,
        valid: Duration,
    ) -> Result<Presigned, BucketError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.name)
            .key(key)
            .content_type(media_type)
            .presigned(presigning(valid)?)
            .await?;
        let mut headers: Vec<(String, String)> = put
            .headers()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        headers.sort();
        Ok(Presigned {
            method: put.method().to_owned(),
            url: put.uri().to_owned(),
            headers,
        })
    }

    /// An address from which a workbook that is there can be downloaded for five minutes, under a name of its own and without
    /// credentials.
    ///
    /// # Errors
    ///
    /// It is gone, or the bucket fails.
    pub async fn offer(&self, key: &str, file_name: &str) -> Result<String, BucketError> {
        self.describe(key, None).await?;
        let get = self
            .client
            .get_object()
            .bucket(&self.name)
            .key(key)
            .response_content_disposition(attachment(file_name))
            .presigned(presigning(OFFERED)?)
            .await?;
        Ok(get.uri().to_owned())
    }

    /// Puts a file of this machine into the bucket as a workbook.
    pub async fn upload(&self, key: &str, from: &Path) -> Result<(), BucketError> {
        let body = ByteStream::from_path(from)
            .await
            .map_err(|error| BucketError::Failed(error.to_string()))?;
        self.client
            .put_object()
            .bucket(&self.name)
            .key(key)
            .content_type(WORKBOOK_TYPE)
            .body(body)
            .send()
            .await?;
        Ok(())
    }

    /// What is known of an object without reading it.
    pub async fn describe(&self, key: &str, version: Option<&str>) -> Result<Object, BucketError> {
        let head = self
            .client
            .head_object()
            .bucket(&self.name)
            .key(key)
            .set_version_id(version.map(str::to_owned))
            .send()
            .await?;
        let metadata = head
            .metadata()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.to_lowercase(), value.clone()))
            .collect();
        Ok(Object {
            size: u64::try_from(head.content_length().unwrap_or(0)).unwrap_or(0),
            metadata,
        })
    }

    /// Writes an object into a file, piece by piece, never more than `most` bytes.
    pub async fn download(
        &self,
        key: &str,
        version: Option<&str>,
        most: u64,
        to: &Path,
    ) -> Result<(), BucketError> {
        let failed = |error: &dyn std::fmt::Display| BucketError::Failed(error.to_string());
        let mut object = self
            .client
            .get_object()
            .bucket(&self.name)
            .key(key)
            .set_version_id(version.map(str::to_owned))
            .send()
            .await?;
        let mut file = std::fs::File::create(to).map_err(|error| failed(&error))?;
        let mut written = 0;
        while let Some(piece) = object.body.try_next().await.map_err(|error| failed(&error))? {
            written += piece.len() as u64;
            if written > most {
                return Err(BucketError::Failed(
                    "the object is larger than it said".to_owned(),
                ));
            }
            file.write_all(&piece).map_err(|error| failed(&error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
impl Bucket {
    /// The bounds of its client.
    pub(super) fn bounds(&self) -> super::call_limits::CallLimits {
        let config = self.client.config();
        super::call_limits::CallLimits::of(config.timeout_config(), config.retry_config())
    }
}
