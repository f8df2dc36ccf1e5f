//! Guessing and locking out: strangers are slowed down, and never keep the right person out.

mod costs;
mod devices;
mod guessing;
mod lockouts;

use crate::support::{
    answer::Answer,
    organisation::Org,
    person::person,
    world::{PASSWORD, World},
};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The address that the right person comes from.
const HOME: &str = "198.51.100.7";

/// Signs in from an address, with the tokens of the devices that are known there.
async fn sign_in_from(org: &Org, source: &str, device: &str, identifier: &str, password: &str) -> Answer {
    let body =
        json!({ "organisation": org.slug.to_string(), "identifier": identifier, "password": password });
    org.post_from(source, device, "/api/sign-in", body).await
}

/// Signs in at home, on a device that nobody has used.
async fn sign_in(org: &Org, identifier: &str, password: &str) -> Answer {
    sign_in_from(org, HOME, "", identifier, password).await
}

/// Presses the button behind a person's link, at home.
async fn activate(org: &Org, id: &str) -> Answer {
    let path = format!("/api/activation/{}", org.link_of(id).await);
    org.post_from(HOME, "", &path, json!({ "password": PASSWORD }))
        .await
}

/// Anna, active: her id and the token of the device she activated on.
async fn anna(org: &Org) -> (String, String) {
    let id = org
        .create(person("anna").username("anna").phone("20123456"))
        .await
        .id;
    let activated = activate(org, &id).await.expect(200);
    (id, activated.headers["rollcall-device"].clone())
}

/// The networks that one person's counter tells apart.
fn networks(counter: &HashMap<String, AttributeValue>) -> Vec<Value> {
    let networks = counter.get("networks").and_then(|text| text.as_s().ok());
    networks.map_or_else(Vec::new, |text| serde_json::from_str(text).unwrap())
}

/// What all persons' counters say: failures, and tries that came too soon.
async fn counted(world: &World) -> (u64, u64) {
    let (mut failures, mut refused) = (0, 0);
    for item in world.ephemera().await {
        if item["pk"].as_s().unwrap().starts_with("sign-in#") {
            failures += item["failures"].as_n().unwrap().parse::<u64>().unwrap();
            let of_networks = networks(&item);
            refused += of_networks
                .iter()
                .map(|one| one["refused"].as_u64().unwrap())
                .sum::<u64>();
        }
    }
    (failures, refused)
}

/// How many networks have hammered at one person: more than twenty tries each.
async fn hammering(world: &World) -> usize {
    let tries =
        |network: &Value| network["failures"].as_u64().unwrap() + network["refused"].as_u64().unwrap();
    let counters = world.ephemera().await;
    let hammering = counters.iter().map(|counter| {
        networks(counter)
            .iter()
            .filter(|network| tries(network) > 20)
            .count()
    });
    hammering.max().unwrap_or(0)
}
