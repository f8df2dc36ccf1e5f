//! Whom a directory's ids lead to: those it names itself, at the connection that is its own.

use super::{connect, entered, failure, ida, sign_in};
use crate::support::{
    openid::{OpenId, with},
    organisation::{Org, organisation},
    scim::{Directory, described, described_with, id, scim_type},
};
use serde_json::{Value, json};

/// An organisation with two directories and a provider, which is the first one's own; and the connection's id.
async fn two_directories() -> (Org, OpenId, [Directory; 2], String) {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    let [own, other] = [org.directory().await, org.directory().await];
    let fields = json!({ "external_id_claim": "oid", "integration_token": own.integration.id });
    let connection = connect(&org, &provider, fields).await;
    // What it says leads nowhere but by the id.
    provider.says(with(
        ida(),
        json!({ "oid": "x-ida.holm", "email_verified": null }),
    ));
    (org, provider, [own, other], connection)
}

fn replace(path: &str, value: &str) -> Value {
    json!([{ "op": "replace", "path": path, "value": value }])
}

#[tokio::test]
async fn an_id_that_another_directory_has_given_leads_to_nobody() {
    let (org, provider, [own, other], _) = two_directories().await;
    let planted = described_with("Bo.Ek", &json!({ "externalId": "x-ida.holm" }));
    let bo = other.create(&planted).await;
    assert_eq!(failure(&sign_in(&org, &provider).await), "no-trusted-email");
    // Bo is taken back his id, and the one whom it was meant for comes.
    other
        .patch(id(&bo), replace("externalId", "x-bo.ek"))
        .await
        .expect(200);
    let created = own.create(&described("Ida.Holm")).await;
    assert_eq!(
        entered(&org, &sign_in(&org, &provider).await).await["id"],
        created["id"]
    );
    // What another directory writes of somebody does not make them its own, and it may not call them otherwise.
    let eva = own.create(&described("Eva.Dal")).await;
    let said = json!({ "sub": "eva-1", "oid": "x-eva.dal", "email_verified": null });
    provider.says(with(ida(), said.clone()));
    other.patch(id(&eva), replace("title", "Kok")).await.expect(200);
    let refused = other.patch(id(&eva), replace("externalId", "x-mine")).await;
    assert_eq!(scim_type(&refused.expect(409)), "uniqueness");
    assert_eq!(
        entered(&org, &sign_in(&org, &provider).await).await["id"],
        eva["id"]
    );
    own.patch(id(&eva), replace("externalId", "x-eva"))
        .await
        .expect(200);
    provider.says(with(ida(), with(said, json!({ "sub": "eva-2", "oid": "x-eva" }))));
    assert_eq!(
        entered(&org, &sign_in(&org, &provider).await).await["id"],
        eva["id"]
    );
}

#[tokio::test]
async fn a_token_in_the_place_of_one_that_was_removed_names_its_people() {
    let (org, provider, [own, other], connection) = two_directories().await;
    let path = format!("/api/connections/{connection}");
    let created = own.create(&described("Ida.Holm")).await;
    let paired = json!({ "integration_token": other.integration.id });
    let shown = org.patch_at(&path, paired).await.expect(200).json();
    assert_eq!(shown["integration_token"], other.integration.id);
    assert_eq!(failure(&sign_in(&org, &provider).await), "no-trusted-email");
    // As long as the first one is there, the second says nothing of it by writing the same.
    other.put(id(&created), &described("Ida.Holm")).await.expect(200);
    assert_eq!(failure(&sign_in(&org, &provider).await), "no-trusted-email");
    org.delete(&format!("/api/integration-tokens/{}", own.integration.id))
        .await
        .expect(204);
    // A directory that finds everybody as they are writes nothing.
    assert_eq!(
        entered(&org, &sign_in(&org, &provider).await).await["id"],
        created["id"]
    );
    // A connection that names a token which is gone can be changed in all else.
    org.delete(&format!("/api/integration-tokens/{}", other.integration.id))
        .await
        .expect(204);
    let renamed = org.patch_at(&path, json!({ "name": "Konto" })).await.expect(200);
    assert_eq!(renamed.json()["integration_token"], other.integration.id);
}

#[tokio::test]
async fn a_connection_that_is_new_finds_whom_the_new_token_has_written() {
    let (org, provider, [own, other], connection) = two_directories().await;
    let created = own.create(&described("Ida.Holm")).await;
    org.delete(&format!("/api/connections/{connection}"))
        .await
        .expect(204);
    org.delete(&format!("/api/integration-tokens/{}", own.integration.id))
        .await
        .expect(204);
    let fields = json!({ "external_id_claim": "oid", "integration_token": other.integration.id });
    connect(&org, &provider, fields).await;
    assert_eq!(failure(&sign_in(&org, &provider).await), "no-trusted-email");
    other
        .patch(id(&created), replace("title", "Kok"))
        .await
        .expect(200);
    assert_eq!(
        entered(&org, &sign_in(&org, &provider).await).await["id"],
        created["id"]
    );
}

#[tokio::test]
async fn the_claim_and_the_directory_it_is_of_go_together() {
    let (org, provider, [own, _], connection) = two_directories().await;
    let foreign = org.world.organisation("beta").await.directory().await;
    let wanted = |fields: Value| {
        let plain = json!({ "name": "x", "issuer": provider.issuer, "client_id": "c" });
        with(plain, fields)
    };
    for (fields, pointer, code) in [
        (
            json!({ "external_id_claim": "oid" }),
            "/integration_token",
            "required",
        ),
        (
            json!({ "integration_token": own.integration.id }),
            "/external_id_claim",
            "required",
        ),
        (
            json!({ "external_id_claim": "oid", "integration_token": foreign.integration.id }),
            "/integration_token",
            "unknown_choice",
        ),
    ] {
        let refused = org.post("/api/connections", wanted(fields)).await;
        refused.problem(422, pointer, code);
    }
    let path = format!("/api/connections/{connection}");
    let refused = org.patch_at(&path, json!({ "integration_token": null })).await;
    refused.problem(422, "/integration_token", "required");
    let none = json!({ "external_id_claim": null });
    let shown = org.patch_at(&path, none).await.expect(200).json();
    assert_eq!(
        [&shown["external_id_claim"], &shown["integration_token"]],
        [&Value::Null; 2]
    );
}
