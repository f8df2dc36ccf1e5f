//! The `manage-organisation` function.

use lambda_http::Error;
use manage_organisation::{create, routes};
use rollcall::{
    aws::telemetry,
    web::invocation,
    workflow::{Callee, Env},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let env = Env::connect_with(&[Callee::JobRunner]).await?;
    invocation::serve_routes_and_events(env, routes(), async |env, context, command, request_id| {
        Ok(Box::pin(create::answer(&env, &context, &command, &request_id)).await)
    })
    .await
}
