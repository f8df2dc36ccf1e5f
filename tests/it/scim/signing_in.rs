//! People sign in by what a directory calls them, too.

use crate::support::{
    organisation::{Org, open_organisation, organisation},
    person::person,
    scim::{described_with, id},
    world::PASSWORD,
};
use serde_json::{Value, json};

const UPN: &str = "Ida.Holm@corp.onmicrosoft.com";

fn ida() -> Value {
    described_with("Ida.Holm", &json!({ "userName": UPN }))
}

/// Whose session one gets by signing in.
async fn who(org: &Org, identifier: &str) -> Value {
    let session = org.session(identifier).await;
    session.get("/api/me").await.expect(200).json()["id"].clone()
}

#[tokio::test]
async fn somebody_with_a_user_principal_name_signs_in_by_it_and_by_their_email() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let shown = directory.create(&ida()).await;
    org.activate(id(&shown)).await;
    for identifier in [UPN, "IDA.HOLM@CORP.ONMICROSOFT.COM", "ida.holm@example.com"] {
        assert_eq!(who(&org, identifier).await, shown["id"], "{identifier}");
    }
    org.sign_in(UPN, "another password").await.expect(401);
    let renamed = json!([{ "op": "replace", "path": "userName", "value": "ida.dal@corp.onmicrosoft.com" }]);
    directory.patch(id(&shown), renamed).await.expect(200);
    org.sign_in(UPN, PASSWORD).await.expect(401);
    assert_eq!(who(&org, "ida.dal@corp.onmicrosoft.com").await, shown["id"]);
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    directory.patch(id(&shown), off).await.expect(200);
    org.sign_in("ida.dal@corp.onmicrosoft.com", PASSWORD)
        .await
        .expect(401);
    // What cannot be a name is nobody's.
    for wrong in ["\u{1D160}".repeat(256), "x".repeat(257), "@".repeat(300)] {
        org.sign_in(&wrong, PASSWORD).await.expect(401);
    }
}

#[tokio::test]
async fn a_one_time_password_goes_with_a_user_principal_name() {
    let org = organisation("alpha").await;
    let shown = org.directory().await.create(&ida()).await;
    let one_time = org.one_time_password(id(&shown)).await;
    org.sign_in(UPN, &one_time).await.expect(200).ticket();
}

#[tokio::test]
async fn whose_email_it_is_comes_first_unless_they_have_only_signed_up() {
    let org = open_organisation("alpha").await;
    let shown = org.directory().await.create(&ida()).await;
    org.activate(id(&shown)).await;
    org.sign_up(&json!({ "email": UPN })).await.expect(202);
    org.deliver().await;
    assert_eq!(org.users().await.len(), 3, "somebody has signed up as them");
    assert_eq!(who(&org, UPN).await, shown["id"]);
    let other = org.active(person("other").email(UPN)).await;
    assert_eq!(who(&org, UPN).await, json!(other.id));
    assert_eq!(who(&org, "ida.holm@example.com").await, shown["id"]);
}
