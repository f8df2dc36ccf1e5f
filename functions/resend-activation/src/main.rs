//! The `resend-activation` function.

use lambda_http::Error;
use resend_activation::routes;
use rollcall::{
    aws::telemetry,
    web::route,
    workflow::{Callee, Env},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(
        Env::connect_with(&[Callee::Sender, Callee::JobRunner]).await?,
        routes(),
    )
    .await
}
