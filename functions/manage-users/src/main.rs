//! The `manage-users` function.

use lambda_http::Error;
use manage_users::routes;
use rollcall::{
    aws::telemetry,
    web::route,
    workflow::{Callee, Env},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(Env::connect_with(&[Callee::JobRunner]).await?, routes()).await
}
