//! The `manage-users` function.

use lambda_http::Error;
use manage_users::{App, handle};
use rollcall::{aws::telemetry, web::http};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start();
    let app = App::connect().await?;
    http::serve(app, async |app, context, request| {
        handle(&app, &context, &request).await
    })
    .await
}
