//! Every refusal takes the same calls to AWS, so the time it takes tells nothing.

use super::{HOME, activate, anna, counted, sign_in};
use crate::support::{
    person::person,
    scim::described_with,
    world::{OTHER_PASSWORD, PASSWORD, World},
};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn every_refusal_costs_the_same_calls() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    anna(&org).await;
    org.create(person("invited").quiet()).await;
    org.create(person("granted").quiet().with("one_time_password", true))
        .await;
    let disabled = org.active(person("disabled")).await;
    org.disable(&disabled.id).await;
    // Somebody whom a directory knows by another name than their e-mail.
    let upn = json!({ "userName": "upn@corp.example.com" });
    org.directory()
        .await
        .create(&described_with("Ida.Holm", &upn))
        .await;
    let mut costs = Vec::new();
    for (identifier, password) in [
        ("anna", "wrong"),
        ("anna@example.com", "wrong"),
        ("invited@example.com", "wrong"),
        ("granted@example.com", "wrong"),
        ("disabled@example.com", PASSWORD),
        ("ida.holm@example.com", "wrong"),
        ("upn@corp.example.com", "wrong"),
        ("nobody@example.com", "wrong"),
        ("nobody", "wrong"),
        ("not@@an address", "wrong"),
    ] {
        // The first five are tried, and then they are blocked.
        for attempt in 0..8 {
            seam.set(&[]);
            sign_in(&org, identifier, password).await.expect(401);
            costs.push((format!("{identifier}, try {attempt}"), seam.log()));
        }
    }
    seam.set(&[]);
    let body = json!({ "organisation": "nowhere", "identifier": "anna", "password": PASSWORD });
    org.post_from(HOME, "", "/api/sign-in", body).await.expect(401);
    costs.push(("another organisation".to_owned(), seam.log()));
    assert!(counted(&org).await.1 > 8, "some were blocked");
    let (_, expected) = &costs[0];
    assert!(expected.len() > 4, "{expected:?}");
    for (what, calls) in &costs {
        assert_eq!(calls, expected, "{what}");
    }
}

#[tokio::test]
async fn every_press_of_a_dead_link_costs_the_same_calls() {
    let (world, seam) = World::with_seam_in_the_api().await;
    let org = world.organisation("alpha").await;
    let mut links = Vec::new();
    for name in ["old", "disabled", "used"] {
        let id = org.create(person(name)).await.id;
        links.push((name, format!("/api/activation/{}", org.link_of(&id).await)));
        activate(&org, &id).await.expect(200);
        match name {
            "disabled" => org.disable(&id).await,
            "old" => org.wait(SignedDuration::from_mins(11)),
            _ => {}
        }
    }
    // The last one was used just now, and its password could be tried; the others are dead for good.
    let mut costs = Vec::new();
    for (name, path) in links {
        seam.set(&[]);
        let body = json!({ "password": OTHER_PASSWORD });
        org.post_from(HOME, "", &path, body).await.expect(410);
        costs.push((name, seam.log()));
    }
    for (name, calls) in &costs {
        assert_eq!(calls, &costs[0].1, "{name}");
    }
}
