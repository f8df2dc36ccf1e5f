//! The `sign-up` function.

use lambda_http::Error;
use rollcall::{
    aws::telemetry,
    web::route,
    workflow::{Callee, Env},
};
use sign_up::routes;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(Env::connect_with(&[Callee::Sender]).await?, routes()).await
}
