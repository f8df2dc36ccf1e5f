//! The `manage-imports` function.

use lambda_http::Error;
use manage_imports::{App, handle, schedule};
use rollcall::{aws::telemetry, web::invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve(
        app,
        async |app, context, request| Box::pin(handle(&app, &context, &request)).await,
        async |app, context, _event, _request_id| Ok(schedule::run(&app, &context).await?),
    )
    .await
}
