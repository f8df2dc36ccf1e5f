//! The `sign-in-with-sso` function.

use lambda_http::Error;
use rollcall::{aws::telemetry, web::route, workflow::Env};
use sign_in_with_sso::{App, routes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(App::new(Env::connect().await?)?, routes()).await
}
