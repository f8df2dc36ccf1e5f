//! The operator's commands, which come by direct invocation.

use crate::support::{
    founding::one_time_password,
    organisation::create_organisation,
    world::{PASSWORD, World},
};
use serde_json::{Value, json};

/// Creates Nordlys, with these changes to the command.
async fn create(world: &World, changes: &[(&str, Value)]) -> Value {
    let mut command = json!({
        "organisation": "nordlys", "name": "Nordlys", "default_language": "da", "default_country": "DK",
        "time_zone": "Europe/Copenhagen",
        "administrator": { "first_name": "Astrid", "last_name": "Lund", "email": "astrid@example.com" },
    });
    for (pointer, value) in changes {
        *command.pointer_mut(pointer).unwrap() = value.clone();
    }
    create_organisation(world, &json!({ "create_organisation": command })).await
}

#[tokio::test]
async fn creating_an_organisation_again_says_that_it_exists_and_what_was_not_changed() {
    let world = World::new().await;
    let first = create(&world, &[]).await;
    assert_eq!(
        (&first["existed"], &first["not_changed"]),
        (&json!(false), &json!([]))
    );
    let same = create(&world, &[]).await;
    assert_eq!(
        (&same["existed"], &same["not_changed"]),
        (&json!(true), &json!([]))
    );
    assert_ne!(one_time_password(&first), one_time_password(&same));

    let users = world.users().await.len();
    let other = [
        ("/name", json!("Nordlys Detail")),
        ("/default_language", json!("en")),
        ("/default_country", json!("DE")),
        ("/time_zone", json!("Europe/Berlin")),
        ("/administrator/last_name", json!("Holm")),
    ];
    let again = create(&world, &other).await;
    assert_eq!(again["existed"], true);
    assert!(
        again["detail"]
            .as_str()
            .unwrap()
            .contains("nothing of it was changed"),
        "{again}"
    );
    let entry = |field: &str, is: &str, asked_for: &str| json!({ "pointer": format!("/create_organisation/{field}"), "is": is, "asked_for": asked_for });
    assert_eq!(
        again["not_changed"],
        json!([
            entry("name", "Nordlys", "Nordlys Detail"),
            entry("default_language", "da", "en"),
            entry("default_country", "DK", "DE"),
            entry("time_zone", "Europe/Copenhagen", "Europe/Berlin"),
            entry("administrator/last_name", "Lund", "Holm"),
        ])
    );
    assert_eq!(again["organisation"]["name"], "Nordlys", "as it is");
    assert_eq!(world.users().await.len(), users);

    // Only the newest one-time password works; after that, nobody gets another one.
    let sign_in = async |password: &str| {
        let body =
            json!({ "organisation": "nordlys", "identifier": "astrid@example.com", "password": password });
        world.post_openly("/api/sign-in", body).await
    };
    sign_in(&one_time_password(&same)).await.expect(401);
    let ticket = sign_in(&one_time_password(&again)).await.expect(200).ticket();
    world.choose_password(&ticket, PASSWORD).await.expect(200);
    for changes in [&other[..], &[("/administrator/email", json!("eve@example.com"))]] {
        let refused = create(&world, changes).await;
        let detail = refused["error"]["detail"].as_str().unwrap();
        assert_eq!(refused["error"]["status"], 409, "{refused}");
        assert!(detail.contains("Nothing was changed"), "{detail}");
    }
    sign_in(PASSWORD).await.expect(200);
    assert_eq!(world.users().await.len(), users);
}
