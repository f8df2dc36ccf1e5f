//! The `manage-imports` function.

use lambda_http::Error;
use manage_imports::{App, routes};
use rollcall::{aws::telemetry, web::invocation, workflow::imports::take_up};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    invocation::serve_routes_and_events(app, routes(), async |app, context, _event, _request_id| {
        let found = take_up::take_up_abandoned(&app.env, &app.invoker, &context).await?;
        Ok(serde_json::to_value(found)?)
    })
    .await
}
