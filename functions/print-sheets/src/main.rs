//! The `print-sheets` function.

use lambda_http::Error;
use print_sheets::routes;
use rollcall::{aws::telemetry, web::route, workflow::Env};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    route::serve(Env::connect().await?, routes()).await
}
