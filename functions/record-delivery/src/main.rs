//! The `record-delivery` function.

use lambda_http::Error;
use record_delivery::{App, handle};
use rollcall::{aws::telemetry, web::invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect()?;
    invocation::serve_events(app, async |app, context, event, _| {
        Ok(handle(&app, &context, event).await?)
    })
    .await
}
