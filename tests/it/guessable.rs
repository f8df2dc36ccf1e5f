//! Passwords and one-time passwords that somebody who knows the person would try first.

use crate::support::{
    workbook,
    world::{PASSWORD, World},
};
use rollcall::domain::{import::RowOutcomes, organisation::Slug};
use serde_json::{Value, json};

#[tokio::test]
async fn a_one_time_password_given_by_hand_that_is_easy_to_guess_is_refused() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let signe = |one_time: &str| {
        let changes =
            json!({ "first_name": "Signe", "last_name": "Christensen", "one_time_password": one_time });
        World::person(Some("signe@example.com"), changes)
    };
    for one_time in [
        "12345678",
        "1234-5678",
        "password",
        "Velkommen2026",
        "19850412",
        "Signe Christensen",
        "alpha-firma-signe",
    ] {
        let refused = world.post("/api/users", Some(&token), signe(one_time)).await;
        assert_eq!(refused.status, 422, "{one_time}");
        assert_eq!(refused.faulty(), ["/one_time_password"], "{one_time}");
        assert_eq!(
            refused.json()["errors"][0]["code"],
            "guessable_one_time_password",
            "{one_time}"
        );
    }
    world
        .post("/api/users", Some(&token), signe("Sommer-7431-xk"))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_password_made_of_ones_own_or_the_organisations_name_is_refused() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = json!({ "first_name": "Signe", "last_name": "Christensen" });
    let created = world
        .create(&token, World::person(Some("signe@example.com"), person))
        .await;
    let link = world.link_of("alpha", created["id"].as_str().unwrap(), 14).await;
    let address = format!("/api/activation/{link}");
    for password in [
        "signe christensen",
        "Christensen-Signe-1985",
        "firma alpha signe",
        "s1gnechr1stensen",
    ] {
        let refused = world.post(&address, None, json!({ "password": password })).await;
        assert_eq!(refused.status, 422, "{password}");
        assert_eq!(refused.json()["errors"][0]["code"], "own_words", "{password}");
    }
    // A long phrase may hold one's name.
    world
        .post(
            &address,
            None,
            json!({ "password": "signe spiser gerne havregrød" }),
        )
        .await
        .expect(200);
}

#[tokio::test]
async fn one_one_time_password_for_many_in_a_workbook_lets_nobody_in_but_the_first() {
    let world = World::new().await;
    world.busy_organisation("alpha").await;
    let row = |name: &str, one_time: &str| -> Vec<String> {
        let email = format!("{name}@example.com");
        let cells = [
            name,
            "Ek",
            &email,
            "",
            "",
            "Butiksassistent",
            "Køkken",
            "User",
            "da",
            one_time,
        ];
        cells.map(str::to_owned).to_vec()
    };
    let rows = [
        row("Ada", "skov-7431-bakke"),
        row("Bo", "SKOV 7431 bakke"),
        row("Cleo", "skov-7431-bakke"),
        row("Dan", "12345678"),
        row("Eva", "password"),
        row("Finn", "finn-ek-finn"),
        row("Gry", "4827193650"),
        row("Ib", ""),
    ];
    let event = world
        .drop_workbook("imports/alpha/p.xlsx", workbook::of(&rows), &[])
        .await;
    let import = world.import(&event).await;
    assert_eq!(import["counts"]["created"], 3, "{import}");
    assert_eq!(import["counts"]["invalid"], 5, "{import}");
    let id = import["import_id"].as_str().unwrap();
    let slug = Slug::parse("alpha").unwrap();
    let job = world.app.store.find_import(&slug, id).await.unwrap().unwrap();
    let outcomes: Vec<RowOutcomes> = world.app.store.import_outcomes(&job).await.unwrap();
    let faults: Vec<(u32, &str, Option<u32>)> = outcomes
        .iter()
        .flat_map(|one| {
            let faults = one.faults.iter();
            faults.map(move |fault| (one.from, fault.code.as_str(), fault.row))
        })
        .collect();
    assert_eq!(
        faults,
        [
            (3, "same_one_time_password", Some(2)),
            (4, "same_one_time_password", Some(2)),
            (5, "guessable_one_time_password", None),
            (6, "guessable_one_time_password", None),
            (7, "guessable_one_time_password", None),
        ]
    );
    // The same file again: whoever is there is there, whatever their one-time password.
    let event = world
        .drop_workbook("imports/alpha/p2.xlsx", workbook::of(&rows), &[])
        .await;
    let again: Value = world.import(&event).await;
    assert_eq!(again["counts"]["existing"], 3, "{again}");
}

#[tokio::test]
async fn a_try_with_the_right_one_time_password_counts_until_a_password_is_chosen() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    // One that many may have. A generated one is no help in guessing, and is never held back.
    let one_time = json!("mdq7-4xkw-2vtr");
    let person = json!({ "one_time_password": one_time, "notify": false });
    world
        .create(&token, World::person(Some("bo@example.com"), person))
        .await;
    let sign_in = async |password: &Value| {
        let body = json!({ "organisation": "alpha", "identifier": "bo@example.com", "password": password });
        world.post("/api/sign-in", None, body).await
    };
    // Guessed right by somebody who only wants to know whose it is.
    let ticket = sign_in(&one_time).await.expect(200).json()["password_change"]["ticket"].clone();
    for _ in 0..4 {
        sign_in(&one_time).await.expect(200);
    }
    sign_in(&one_time).await.expect(401);
    let chosen = json!({ "ticket": ticket, "password": PASSWORD });
    world.post("/api/password", None, chosen).await.expect(200);
    sign_in(&json!(PASSWORD)).await.expect(200);
}
