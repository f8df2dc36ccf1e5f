//! The `follow-users` function.

use follow_users::{App, handle};
use lambda_http::Error;
use rollcall::{aws::telemetry, web::invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect()?;
    invocation::serve_events(app, async |app, context, event, lambda| {
        let ends_at = lambda.deadline().try_into()?;
        Ok(handle(&app, &context, ends_at, event).await?)
    })
    .await
}
