//! The `manage-organisation` function.

use lambda_http::Error;
use manage_organisation::{App, create, handle};
use rollcall::{aws::telemetry, web::invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve(
        app,
        async |app, context, request| Box::pin(handle(&app, &context, &request)).await,
        async |app, context, command, request_id| {
            Ok(Box::pin(create::answer(&app, &context, &command, &request_id)).await)
        },
    )
    .await
}
