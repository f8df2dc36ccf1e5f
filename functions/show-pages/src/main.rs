//! The `show-pages` function.

use lambda_http::Error;
use rollcall::{
    aws::telemetry,
    web::route,
    workflow::{Callee, Env},
};
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::run(show_pages::service(Arc::new(
        Env::connect_with(&[Callee::Sender]).await?,
    )))
    .await
}
