//! The `manage-organisation` function.

use lambda_http::Error;
use manage_organisation::{App, event};
use rollcall::telemetry;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    event::serve(App::connect().await?).await
}
