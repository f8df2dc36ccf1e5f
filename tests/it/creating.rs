//! `POST /api/users`.

use crate::support::world::World;
use futures::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn a_fault_in_every_field_names_every_field() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let all_wrong = json!({
        "first_name": "", "last_name": "x".repeat(101), "job_profile": "Astronaut", "department": "Kokken",
        "permission_type": 7, "language": "tlh", "email": "not an address", "username": "a@b", "phone": "12",
        "start_date": "yesterday", "one_time_password": "kort", "notify": "yes", "shoe_size": 44,
    });
    let answer = world
        .post("/api/users", Some(&token), all_wrong)
        .await
        .expect(422);
    assert_eq!(
        answer.faulty(),
        [
            "/department",
            "/email",
            "/first_name",
            "/job_profile",
            "/language",
            "/last_name",
            "/notify",
            "/one_time_password",
            "/permission_type",
            "/phone",
            "/shoe_size",
            "/start_date",
            "/username",
        ]
    );
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let suggestion = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|e| e["suggestion"].as_str().map(str::to_owned));
    assert_eq!(suggestion.as_deref(), Some("Køkken"));
    assert_eq!(world.users().await.len(), 1, "only the administrator");
}

#[tokio::test]
async fn a_user_needs_an_email_or_a_username_with_a_phone() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    for (contact, faulty) in [
        (json!({}), "/email"),
        (json!({ "username": "soren" }), "/phone"),
        (json!({ "phone": "20123456" }), "/username"),
    ] {
        let answer = world
            .post("/api/users", Some(&token), World::person(None, contact))
            .await
            .expect(422);
        assert_eq!(answer.faulty(), [faulty]);
    }
    let created = world
        .create(
            &token,
            World::person(None, json!({ "username": "Søren", "phone": "20 12 34 56" })),
        )
        .await;
    assert_eq!(
        (created["username"].as_str(), created["phone"].as_str()),
        (Some("søren"), Some("+4520123456"))
    );
    assert_eq!(created["status"], "invited");
    let german =
        json!({ "username": "juergen", "phone": "0151 23456789", "department": "Filiale Flensburg" });
    let german = world.create(&token, World::person(None, german)).await;
    assert_eq!(
        german["phone"], "+4915123456789",
        "read by the department's country"
    );
}

#[tokio::test]
async fn of_64_creates_of_one_email_in_different_spellings_one_wins() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let spellings = [
        "soren@bücher.example",
        "SOREN@BÜCHER.EXAMPLE",
        "Soren@xn--bcher-kva.example",
        " sOren@bu\u{308}cher.example ",
    ];
    let answers = join_all((0..64).map(|n| {
        let person = World::person(Some(spellings[n % spellings.len()]), json!({}));
        world.post("/api/users", Some(&token), person)
    }))
    .await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(201), count(409)), (1, 63));
    let refused = answers.iter().find(|answer| answer.status == 409).unwrap();
    assert_eq!(refused.faulty(), ["/email"]);
    assert_eq!(world.users().await.len(), 2);
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_same_idempotency_key_gives_the_same_answer_once() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let person = World::person(Some("a@example.com"), json!({ "one_time_password": true }));
    let send = |body: Value| {
        let (world, token) = (&world, &token);
        async move {
            world
                .send(
                    "POST",
                    "/api/users",
                    Some(token),
                    Some(body),
                    &[("idempotency-key", "k-1")],
                )
                .await
        }
    };
    let first = send(person.clone()).await.expect(201);
    let again = send(person.clone()).await.expect(201);
    assert_eq!(first.json(), again.json());
    assert!(first.json()["one_time_password"].as_str().unwrap().len() >= 12);
    assert_eq!(
        send(World::person(Some("b@example.com"), json!({})))
            .await
            .expect(422)
            .faulty(),
        ["/Idempotency-Key"]
    );
    assert_eq!(world.users().await.len(), 2);

    let raced = join_all((0..16).map(|_| {
        let body = World::person(Some("raced@example.com"), json!({}));
        world.send(
            "POST",
            "/api/users",
            Some(&token),
            Some(body),
            &[("idempotency-key", "k-2")],
        )
    }))
    .await;
    assert!(
        raced.iter().all(|answer| matches!(answer.status, 201 | 409)),
        "{:?}",
        raced.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    assert!(raced.iter().any(|answer| answer.status == 201));
    assert_eq!(world.users().await.len(), 3);
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_key_of_a_refused_request_can_be_used_with_a_corrected_body() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    world
        .create(&token, World::person(Some("taken@example.com"), json!({})))
        .await;
    let key = [("idempotency-key", "k")];
    let taken = World::person(Some("taken@example.com"), json!({}));
    world
        .send("POST", "/api/users", Some(&token), Some(taken), &key)
        .await
        .expect(409);
    let free = World::person(Some("free@example.com"), json!({}));
    world
        .send("POST", "/api/users", Some(&token), Some(free), &key)
        .await
        .expect(201);
}

#[tokio::test]
async fn bodies_that_are_no_json_object_are_told_apart() {
    let world = World::new().await;
    let token = world.organisation("alpha").await;
    let send = |content_type: &'static str, body: String| {
        let (world, token) = (&world, &token);
        let headers = json!({ "content-type": content_type, "authorization": format!("Bearer {token}") });
        async move {
            world
                .send_raw(
                    "POST",
                    "/api/users",
                    Some(body),
                    headers.as_object().unwrap().clone(),
                )
                .await
                .status
        }
    };
    assert_eq!(send("application/json", "{".to_owned()).await, 400);
    assert_eq!(send("application/json", "[]".to_owned()).await, 400);
    assert_eq!(send("text/plain", "{}".to_owned()).await, 415);
    assert_eq!(
        send(
            "application/json",
            format!("{{\"first_name\":\"{}\"}}", "x".repeat(70_000))
        )
        .await,
        413
    );
    assert_eq!(world.post("/api/users", None, json!({})).await.status, 401);
    assert_eq!(
        world.post("/api/users", Some("nonsense"), json!({})).await.status,
        401
    );
}

#[tokio::test]
async fn nobody_grants_what_they_do_not_hold() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let manager = World::person(
        Some("manager@example.com"),
        json!({ "permission_type": "Manager" }),
    );
    let (_, manager) = world.active(&token, manager).await;
    let administrator = World::person(
        Some("x@example.com"),
        json!({ "permission_type": "Administrator" }),
    );
    assert_eq!(
        world
            .post("/api/users", Some(&manager), administrator)
            .await
            .expect(422)
            .faulty(),
        ["/permission_type"]
    );
    let elsewhere = World::person(
        Some("x@example.com"),
        json!({ "department": "Filiale Flensburg" }),
    );
    assert_eq!(
        world
            .post("/api/users", Some(&manager), elsewhere)
            .await
            .expect(422)
            .faulty(),
        ["/department"]
    );
    world
        .create(&manager, World::person(Some("x@example.com"), json!({})))
        .await;
    let (_, worker) = world
        .active(&token, World::person(Some("worker@example.com"), json!({})))
        .await;
    world
        .post(
            "/api/users",
            Some(&worker),
            World::person(Some("y@example.com"), json!({})),
        )
        .await
        .expect(403);
}

#[tokio::test]
async fn an_answer_says_what_was_put_right_in_a_contact_in_the_words_of_an_import() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let changes = |n: u32, changes: Value| {
        let mut person = World::person(
            None,
            json!({ "department": "Filiale Flensburg", "username": format!("u{n}") }),
        );
        person["phone"] = json!("+491701234500");
        for (field, value) in changes.as_object().unwrap() {
            person[field] = value.clone();
        }
        person
    };
    for (n, field, typed, stored, warning) in [
        (
            1,
            "phone",
            "491701234567",
            "+491701234567",
            Some((
                "plus_restored",
                "“491701234567” was read as +49 170 1234567: the + before the country code was missing.",
            )),
        ),
        (
            2,
            "phone",
            "170 1234567",
            "+491701234567",
            Some((
                "zero_restored",
                "“170 1234567” was read as +49 170 1234567: the zero at the beginning was missing.",
            )),
        ),
        (
            3,
            "phone",
            "Mobil: 0170 1234567",
            "+491701234567",
            Some((
                "label_removed",
                "“Mobil: 0170 1234567” was read as +49 170 1234567, without the words beside the number.",
            )),
        ),
        (
            4,
            "email",
            "b@ex\u{ad}ample.com",
            "b@example.com",
            Some((
                "domain_rewritten",
                "“b@ex\u{ad}ample.com” was read as “b@example.com”: its domain held characters that no domain has.",
            )),
        ),
        // As it is dialled, or in another case, is right.
        (5, "phone", "0170/1234567", "+491701234567", None),
        (6, "phone", "0049 170 1234567", "+491701234567", None),
        (7, "email", "C@EXAMPLE.Com", "C@example.com", None),
        (8, "email", "d@Bücher.example", "d@xn--bcher-kva.example", None),
    ] {
        let person = changes(n, json!({ field: typed }));
        let key = format!("key {n}");
        let headers = [("idempotency-key", key.as_str())];
        let send = || world.send("POST", "/api/users", Some(&token), Some(person.clone()), &headers);
        let created = send().await.expect(201);
        let user = created.json();
        assert_eq!(user[field], stored);
        let expected: Vec<Value> = warning
            .iter()
            .map(|(code, detail)| json!({ "code": code, "detail": detail }))
            .collect();
        assert_eq!(user["warnings"], json!(expected), "{typed}");
        assert_eq!(send().await.text, created.text, "a repetition says the same");
    }
    // Elsewhere an address is never put right behind anybody's back.
    for typed in ["e@example.com,", "mailto:e@example.com", "'e@example.com"] {
        let answer = world
            .post("/api/users", Some(&token), changes(9, json!({ "email": typed })))
            .await
            .expect(422)
            .json();
        assert_eq!(answer["errors"][0]["suggestion"], "e@example.com", "{answer}");
    }
}

#[tokio::test]
async fn an_answer_says_what_is_to_be_looked_at_in_somebody_s_contacts() {
    let world = World::new().await;
    let token = world.busy_organisation("alpha").await;
    let codes = |user: &Value| -> Vec<String> {
        let warnings = user["warnings"].as_array().unwrap();
        warnings
            .iter()
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect()
    };
    // Danish numbers do not say what they are.
    let landline = "+493012345678";
    for (changes, expected) in [
        (json!({ "email": "a@x.example", "phone": "+4520123401" }), &[][..]),
        (
            json!({ "email": "b@x.example", "phone": landline }),
            &["landline"],
        ),
        (
            json!({ "email": "c@x.example", "phone": "+447400123456" }),
            &["country_not_allowed"],
        ),
        (
            json!({ "username": "d", "phone": "+447400123456" }),
            &["country_not_allowed", "unreachable"],
        ),
        // Whoever is given a one-time password by hand waits for no message.
        (
            json!({ "username": "e", "phone": "+447400123456", "one_time_password": true }),
            &["country_not_allowed"],
        ),
    ] {
        let user = world.create(&token, World::person(None, changes.clone())).await;
        assert_eq!(codes(&user), expected, "{changes}");
    }
    let settings = json!({ "communication": { "sms": false } });
    world.patch("/api/settings", &token, settings).await.expect(200);
    let person = World::person(None, json!({ "username": "f", "phone": landline }));
    let key = [("idempotency-key", "f")];
    for _ in 0..2 {
        let answer = world
            .send("POST", "/api/users", Some(&token), Some(person.clone()), &key)
            .await
            .expect(201);
        assert_eq!(
            codes(&answer.json()),
            ["unreachable"],
            "no SMS goes to a landline where SMS are off"
        );
    }
}
