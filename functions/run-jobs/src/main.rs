//! The `run-jobs` function.

use lambda_http::Error;
use rollcall::{aws::telemetry, web::invocation};
use run_jobs::{App, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve_events(app, async |app, context, event, invocation| {
        let deadline = jiff::Timestamp::try_from(invocation.deadline())?;
        Ok(handle(&app, &context, event, deadline).await?)
    })
    .await
}
