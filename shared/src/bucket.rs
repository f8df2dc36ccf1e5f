//! S3: the workbooks people drop.

use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
};
use std::{collections::HashMap, io::Write, path::Path};

/// The bucket of workbooks.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
}

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

impl Bucket {
    /// Over a client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// What is known of an object without reading it.
    pub async fn describe(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<Object, BucketError> {
        let head = self
            .client
            .head_object()
            .bucket(bucket)
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
        bucket: &str,
        key: &str,
        version: Option<&str>,
        most: u64,
        to: &Path,
    ) -> Result<(), BucketError> {
        let failed = |error: &dyn std::fmt::Display| BucketError::Failed(error.to_string());
        let mut object = self
            .client
            .get_object()
            .bucket(bucket)
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
