//! The `activate-user` function.

use activate_user::routes;
use lambda_http::Error;
use rollcall::{
    aws::telemetry,
    web::route,
    workflow::{Callee, Env},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(Env::connect_with(&[Callee::Sender]).await?, routes()).await
}
