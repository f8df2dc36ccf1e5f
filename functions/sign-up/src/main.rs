//! The `sign-up` function.

use lambda_http::Error;
use rollcall::{aws::telemetry, web::http};
use sign_up::{App, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    http::serve(app, async |app, context, request| {
        handle(&app, &context, &request).await
    })
    .await
}
