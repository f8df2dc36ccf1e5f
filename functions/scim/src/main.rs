//! The `scim` function.

use lambda_http::Error;
use rollcall::{
    aws::telemetry,
    web::route,
    workflow::{Callee, Env},
};
use scim::{App, service};
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let env = Env::connect_with(&[Callee::JobRunner]).await?;
    route::run(service(Arc::new(App::new(Arc::new(env))))).await
}
