//! The `resend-activation` function.

use lambda_http::Error;
use resend_activation::{handle_schedule, routes};
use rollcall::{aws::telemetry, web::invocation, workflow::Env};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let env = Env::connect().await?;
    invocation::serve_routes_and_events(env, routes(), async |env, context, _event, _request_id| {
        Ok(handle_schedule(&env, &context).await?)
    })
    .await
}
