//! The `resend-activation` function.

use lambda_http::Error;
use resend_activation::{App, handle, handle_schedule};
use rollcall::{aws::telemetry, web::invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve(
        app,
        async |app, context, request| handle(&app, &context, &request).await,
        async |app, context, _event, _request_id| Ok(handle_schedule(&app, &context).await?),
    )
    .await
}
