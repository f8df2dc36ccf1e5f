//! The `import-users` function.

use import_users::{App, handle};
use lambda_http::Error;
use rollcall::{aws::telemetry, web::invocation};

// Reading a workbook takes a core while the store is waited for on the other.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve_events(app, async |app, context, event, invocation| {
        let deadline = jiff::Timestamp::try_from(invocation.deadline())?;
        Ok(handle(&app, &context, event, deadline).await?)
    })
    .await
}
