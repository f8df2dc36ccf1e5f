//! The `sign-in` function.

use lambda_http::Error;
use rollcall::{aws::telemetry, web::route};
use sign_in::{App, routes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(App::connect().await?, routes()).await
}
