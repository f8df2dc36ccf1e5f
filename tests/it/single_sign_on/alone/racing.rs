//! Two presses at the same moment: no combination locks an organisation out or leaves a road open.

use super::{alone, own_id, prepared};
use crate::{
    single_sign_on::{connect, sign_in},
    support::{person::person, world::PASSWORD},
};
use futures::join;
use serde_json::json;

/// How often a race is run: each ends one way or the other.
const RACES: usize = 12;

#[tokio::test]
async fn a_link_that_is_pressed_as_the_road_is_closed_leads_nowhere_afterwards() {
    let (org, _, _, ida) = prepared("alpha").await;
    let founder = own_id(&org).await;
    for race in 0..RACES {
        let name = format!("mads{race}");
        let id = ida.create(person(&name).quiet()).await.id;
        let link = org.link_of(&id).await;
        let (pressed, closed) = join!(org.redeem(&link, PASSWORD), ida.try_settings(alone(&founder)));
        closed.expect(200);
        match pressed.status {
            200 => {
                org.with_token(pressed.token()).get("/api/me").await.expect(401);
            }
            410 => assert!(org.stored(&id).await.password.is_none()),
            _ => panic!("{}", pressed.text),
        }
        org.sign_in(&format!("{name}@example.com"), PASSWORD)
            .await
            .expect(401);
        org.redeem(&link, PASSWORD).await.expect(410);
        ida.settings(json!({ "sso": { "required": false } })).await;
    }
}

#[tokio::test]
async fn somebody_who_becomes_the_break_glass_administrator_is_not_disabled_at_the_same_moment() {
    let (org, _, _, ida) = prepared("alpha").await;
    let other = org
        .active(person("other").permission_type("All"))
        .await
        .id
        .clone();
    let mut ways = [0, 0];
    for race in 0..RACES {
        let change = if race % 2 == 0 {
            json!({ "status": "disabled" })
        } else {
            json!({ "permission_type": "User" })
        };
        let (harmed, closed) = join!(ida.try_patch(&other, change), ida.try_settings(alone(&other)));
        let user = ida.user(&other).await;
        let is_fit = user["status"] == "active" && user["permission_type"]["name"] == "All";
        match (harmed.status, closed.status) {
            (409, 200) => ways[0] += 1,
            (200, 422) => ways[1] += 1,
            other => panic!("{other:?} {} {}", harmed.text, closed.text),
        }
        assert_eq!(is_fit, closed.status == 200);
        ida.settings(json!({ "sso": { "required": false } })).await;
        if !is_fit {
            ida.patch(&other, json!({ "status": "active", "permission_type": "All" }))
                .await;
        }
    }
    assert_eq!(ways.iter().sum::<usize>(), RACES);
}

#[tokio::test]
async fn rights_are_not_taken_from_a_type_as_the_road_is_closed() {
    let (org, _, _, ida) = prepared("alpha").await;
    let both = org
        .add_permission_type("Both", &["manage_users", "manage_settings"])
        .await;
    let other = org
        .active(person("other").permission_type("Both"))
        .await
        .id
        .clone();
    let path = format!("/api/permission-types/{both}");
    for _ in 0..RACES {
        let narrowed = json!({ "capabilities": ["manage_users"] });
        let (narrowed, closed) = join!(ida.patch_at(&path, narrowed), ida.try_settings(alone(&other)));
        // Either was first, or both were in each other's way: never did both happen.
        assert!(
            matches!((narrowed.status, closed.status), (409, 200) | (200, 422)),
            "{} {}",
            narrowed.text,
            closed.text
        );
        ida.settings(json!({ "sso": { "required": false } })).await;
        ida.patch_at(
            &path,
            json!({ "capabilities": ["manage_users", "manage_settings"] }),
        )
        .await
        .expect(200);
    }
}

#[tokio::test]
async fn of_two_connections_one_stays_and_none_goes_as_the_road_is_closed() {
    let (org, provider, first, ida) = prepared("alpha").await;
    let founder = own_id(&org).await;
    let mut first = first;
    for race in 0..RACES {
        let path = format!("/api/connections/{first}");
        if race % 2 == 0 {
            let (removed, closed) = join!(ida.delete(&path), ida.try_settings(alone(&founder)));
            assert!(
                matches!((removed.status, closed.status), (409, 200) | (204, 422)),
                "{} {}",
                removed.text,
                closed.text
            );
        } else {
            let second = connect(&ida, &provider, json!({ "name": "Second" })).await;
            // Which of the two somebody comes by says the address.
            let mut browser = crate::single_sign_on::Browser::default();
            for id in [&first, &second] {
                let begun = browser
                    .open(&org, &format!("/api/sso/alpha?connection={id}"))
                    .await;
                let back = provider.authorize(&crate::single_sign_on::location(&begun));
                browser.open(&org, &back).await.expect(303);
            }
            ida.settings(alone(&founder)).await;
            let other = format!("/api/connections/{second}");
            let (one, another) = join!(ida.delete(&path), ida.delete(&other));
            let mut statuses = [one.status, another.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 409], "{} {}", one.text, another.text);
        }
        ida.settings(json!({ "sso": { "required": false } })).await;
        let left = ida.items("/api/connections").await;
        first = match left.first() {
            Some(one) => one["id"].as_str().unwrap().to_owned(),
            None => connect(&ida, &provider, json!({})).await,
        };
        sign_in(&org, &provider).await.expect(303);
    }
}
