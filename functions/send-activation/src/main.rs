//! The `send-activation` function.

use lambda_http::Error;
use rollcall::{aws::telemetry, web::invocation};
use send_activation::{App, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve_events(app, async |app, context, event, lambda| {
        let ends_at = lambda.deadline().try_into()?;
        Ok(handle(&app, &context, ends_at, event).await?)
    })
    .await
}
