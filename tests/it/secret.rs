//! The secret as functions read it when they start, during a rotation and when Secrets Manager fails.

use crate::support::{
    endpoint,
    seam::{Fault, Seam},
};
use rollcall::aws::{
    cloud,
    config::{self, SecretError},
};
use rollcall_local::client;
use serde_json::json;

#[tokio::test]
async fn a_function_that_cannot_read_the_previous_secret_does_not_start() {
    let account = format!("31{:010}", std::process::id());
    let aws = client::configuration(endpoint(), &account);
    let seam = Seam::new(aws.http_client().unwrap());
    let aws = aws.to_builder().http_client(seam.clone()).build();
    let client = cloud::secrets(&aws);
    let text = |key: &str| json!({ "key": key }).to_string();
    client
        .create_secret()
        .name("rotated")
        .secret_string(text("one"))
        .send()
        .await
        .unwrap();
    let read = async || {
        config::secret(&client, "rotated")
            .await
            .map(|secret| secret.generations().len())
    };
    assert_eq!(read().await.ok(), Some(1), "there is no previous one yet");
    client
        .put_secret_value()
        .secret_id("rotated")
        .secret_string(text("two"))
        .send()
        .await
        .unwrap();
    assert_eq!(read().await.ok(), Some(2));
    // The second read, however often it is tried.
    let second = |fault: Fault| (2..12).map(|at| (at, fault)).collect::<Vec<_>>();
    for fault in [
        Fault::Refuse("ThrottlingException"),
        Fault::Refuse("AccessDeniedException"),
        Fault::Refuse("DecryptionFailure"),
        Fault::Fail,
    ] {
        seam.set(&second(fault));
        assert!(
            matches!(read().await, Err(SecretError::Unreadable(_))),
            "{fault:?}"
        );
    }
    seam.set(&second(Fault::Refuse("ResourceNotFoundException")));
    assert_eq!(read().await.ok(), Some(1));
}
