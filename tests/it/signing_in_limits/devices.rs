//! Devices and browsers that are known for a person.

use super::{HOME, anna, counted, sign_in_from};
use crate::support::{organisation::organisation, person::person, requests::COOKIES, world::PASSWORD};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn ten_failures_on_a_known_device_and_it_counts_as_unknown() {
    let org = organisation("alpha").await;
    let (id, device) = anna(&org).await;
    let guess = async |device: &str, n: usize| {
        let wrong = format!("wrong {n}");
        sign_in_from(&org, HOME, device, "anna", &wrong).await.expect(401);
    };
    join_all((0..200).map(|n| guess(&device, n))).await;
    // Of so many at once, some are refused because they never got to be counted.
    let at_once = counted(&org).await.0;
    assert!((1..=5).contains(&at_once), "{at_once}");
    for n in 0..15 {
        if counted(&org).await.0 < 5 {
            guess(&device, n).await;
        }
    }
    assert_eq!(
        counted(&org).await.0,
        5,
        "ten on the device, and five like everybody"
    );
    org.wait(SignedDuration::from_secs(3));
    let signed_in = sign_in_from(&org, HOME, &device, "anna", PASSWORD)
        .await
        .expect(200);
    let device = signed_in.headers["rollcall-device"].clone();
    // A success makes it known again, and forgets its failures.
    for n in 0..9 {
        guess(&device, n).await;
    }
    sign_in_from(&org, HOME, &device, "anna", PASSWORD)
        .await
        .expect(200);
    assert_eq!(counted(&org).await.0, 0);
    // Rights that change end sessions, and with them what devices are known for.
    org.patch(&id, json!({ "permission_type": "Manager" })).await;
    guess(&device, 0).await;
    assert_eq!(counted(&org).await.0, 1, "the device is not known any more");
}

#[tokio::test]
async fn a_browser_is_known_for_each_of_those_who_use_it() {
    let org = organisation("alpha").await;
    anna(&org).await;
    org.active(person("bo")).await;
    let mut kept = String::new();
    for identifier in ["anna", "bo@example.com"] {
        let fields = [("identifier", identifier), ("password", PASSWORD)];
        let cookie = format!("other=1; __Host-devices={kept}");
        let answer = org
            .form("/alpha", &fields, json!({ "cookie": cookie }))
            .await
            .expect(303);
        assert_eq!(answer.cookies.len(), 2, "{:?}", answer.cookies);
        let mut cookies = answer.cookies.iter();
        let devices = cookies.find_map(|one| one.strip_prefix("__Host-devices="));
        kept = devices.unwrap().to_owned();
    }
    assert_eq!(kept.split('.').count(), 2);
    // Both are attacked from that very network, and get in; API Gateway hands cookies over in two ways.
    let cookie = format!("__Host-devices={kept}");
    for identifier in ["anna", "bo@example.com"] {
        for n in 0..7 {
            sign_in_from(&org, "127.0.0.1", "", identifier, &format!("wrong {n}"))
                .await
                .expect(401);
        }
        let fields = [("identifier", identifier), ("password", PASSWORD)];
        for (headers, status) in [
            (json!({}), 401),
            (json!({ "cookie": cookie }), 303),
            (json!({ COOKIES: ["other=1", cookie] }), 303),
        ] {
            let answer = org.form("/alpha", &fields, headers.clone()).await;
            assert_eq!(answer.status, status, "{identifier} with {headers}");
        }
    }
}
