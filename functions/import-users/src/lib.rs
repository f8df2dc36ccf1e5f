//! A workbook dropped into the bucket becomes users.
//!
//! The whole file is looked at before the first write (`workbook`); then the rows are checked in order (`row`), those
//! that exist are set aside, the others are created fifty to a transaction (`block`), and outcomes and progress are
//! recorded as it goes (`run`). A row's user id follows from import and row number, so a run that died anywhere is
//! simply run again: it recognises what it has created already.

mod block;
mod event;
mod row;
mod run;
pub mod workbook;

use jiff::Timestamp;
use rollcall::{
    bucket::{Bucket, BucketError},
    cloud,
    config::{self, Config},
    context::Context,
    secret::Secret,
    store::{Store, StoreError},
};
use serde_json::{Value, json};

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// The tables.
    pub store: Store,
    /// The bucket.
    pub bucket: Bucket,
    /// One-time passwords.
    pub secret: Secret,
}

impl App {
    /// From the environment.
    pub async fn connect() -> Result<Self, lambda_http::Error> {
        let config = Config::from_environment()?;
        let aws = cloud::configuration().await;
        let secret = config::secret(&cloud::secrets(&aws), &config.secret).await?;
        Ok(Self {
            store: cloud::store(&aws, &config),
            bucket: cloud::bucket(&aws, &config),
            secret,
        })
    }
}

/// The import could not be brought to its end now; delivering the event again takes it up where it stands.
#[derive(Debug, thiserror::Error)]
pub enum Unfinished {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bucket.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The machine's own disk.
    #[error("the temporary file failed: {0}")]
    Disk(#[from] std::io::Error),
    /// The invocation's time is nearly up.
    #[error("the import goes on with the next invocation")]
    OutOfTime,
}

/// Imports every workbook an event names. A record that is not ours is reported and acknowledged.
///
/// # Errors
///
/// Where an import is unfinished: Lambda delivers the event again.
pub async fn handle(
    app: &App,
    context: &Context,
    event: Value,
    deadline: Timestamp,
) -> Result<Value, Unfinished> {
    let mut imports = Vec::new();
    for object in event::read(&event) {
        imports.push(run::import(app, context, &object, deadline).await?);
    }
    Ok(json!({ "imports": imports }))
}
