//! A function that does nothing: what a cold start and a bootstrap cost at least.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |event: LambdaEvent<Value>| {
        Ok::<_, Error>(json!({ "hello": event.payload["name"] }))
    }))
    .await
}
