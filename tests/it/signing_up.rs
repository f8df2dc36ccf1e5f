//! Self-sign-up.

use crate::support::world::{PASSWORD, World};
use serde_json::{Value, json};

async fn open_organisation(world: &World) -> String {
    let token = world.busy_organisation("alpha").await;
    let settings = json!({ "sign_up": { "enabled": true, "default_department": "Køkken", "default_job_profile": "Butiksassistent", "default_permission_type": "User" } });
    world.patch("/api/settings", &token, settings).await.expect(200);
    token
}

fn form(changes: Value) -> Value {
    let mut form = json!({ "first_name": "Ida", "last_name": "Holm", "language": "da" });
    for (field, value) in changes.as_object().unwrap() {
        form[field] = value.clone();
    }
    form
}

#[tokio::test]
async fn an_account_comes_to_life_over_the_contact_given() {
    let world = World::new().await;
    open_organisation(&world).await;
    world
        .send("GET", "/api/sign-up/alpha", None, None, &[])
        .await
        .expect(200);
    world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "email": "ida@example.com" })),
        )
        .await
        .expect(202);
    world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "username": "ida2", "phone": "20123456" })),
        )
        .await
        .expect(202);
    world.deliver().await;
    let messages = world.messages().await;
    assert_eq!(messages.len(), 2);
    for message in messages {
        let link = message.activation_token().unwrap().to_owned();
        let token = world
            .post(
                &format!("/api/activation/{link}"),
                None,
                json!({ "password": PASSWORD }),
            )
            .await
            .expect(200);
        let me = world
            .get("/api/me", token.json()["access_token"].as_str().unwrap())
            .await
            .expect(200)
            .json();
        assert_eq!(
            (me["source"].as_str(), me["department"]["name"].as_str()),
            (Some("sign_up"), Some("Køkken"))
        );
        assert_eq!(me["permission_type"]["name"], "User");
    }
}

#[tokio::test]
async fn the_form_never_tells_who_has_an_account_but_the_owner_hears_of_it() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    world
        .active(&token, World::person(Some("known@example.com"), json!({})))
        .await;
    world.deliver().await;
    let before = world.messages().await.len();
    let known = world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "email": "Known@example.com" })),
        )
        .await
        .expect(202);
    let unknown = world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "email": "new@example.com" })),
        )
        .await
        .expect(202);
    assert_eq!((known.text, known.headers), (unknown.text, unknown.headers));
    world.deliver().await;
    let messages = world.messages().await.split_off(before);
    let to_known = messages
        .iter()
        .find(|message| message.to == "known@example.com")
        .unwrap();
    assert_eq!(to_known.activation_token(), None, "a hint to sign in, no link");
    assert!(to_known.text.contains("/alpha"));
}

#[tokio::test]
async fn nobody_can_squat_on_anothers_address() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "email": "boss@example.com" })),
        )
        .await
        .expect(202);
    world.deliver().await;
    let squatted = world.messages().await[0].activation_token().unwrap().to_owned();
    let created = world
        .create(&token, World::person(Some("BOSS@example.com"), json!({})))
        .await;
    assert_eq!(created["source"], "manual");
    world
        .send("GET", &format!("/api/activation/{squatted}"), None, None, &[])
        .await
        .expect(410);
    assert_eq!(world.orphans().await, Vec::<String>::new());
    assert_eq!(world.users().await.len(), 2);
}

#[tokio::test]
async fn a_taken_username_says_so_and_what_is_wrong_is_named() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    world
        .create(
            &token,
            World::person(None, json!({ "username": "ida", "phone": "20123456" })),
        )
        .await;
    let taken = world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "username": "IDA", "phone": "20999999" })),
        )
        .await
        .expect(409);
    assert_eq!(taken.faulty(), ["/username"]);
    let wrong = world
        .post(
            "/api/sign-up/alpha",
            None,
            json!({ "phone": "12", "permission_type": "Administrator" }),
        )
        .await
        .expect(422);
    assert_eq!(wrong.faulty(), ["/permission_type"]);
    let wrong = world
        .post("/api/sign-up/alpha", None, json!({ "phone": "12" }))
        .await
        .expect(422);
    assert!(
        wrong.faulty().contains(&"/first_name".to_owned()) && wrong.faulty().contains(&"/phone".to_owned())
    );
    world
        .post(
            "/api/sign-up/nowhere",
            None,
            form(json!({ "email": "x@example.com" })),
        )
        .await
        .expect(404);
}

#[tokio::test]
async fn a_sign_up_nobody_confirmed_is_gone_after_the_link_lifetime() {
    let world = World::new().await;
    open_organisation(&world).await;
    for contact in [
        json!({ "email": "ida@example.com" }),
        json!({ "username": "bo", "phone": "20123456" }),
    ] {
        world
            .post("/api/sign-up/alpha", None, form(contact))
            .await
            .expect(202);
    }
    world.deliver().await;
    let link = world
        .messages()
        .await
        .into_iter()
        .find(|message| message.to == "ida@example.com")
        .unwrap();
    let link = link.activation_token().unwrap().to_owned();
    world
        .post(
            &format!("/api/activation/{link}"),
            None,
            json!({ "password": PASSWORD }),
        )
        .await
        .expect(200);
    world.wait(jiff::SignedDuration::from_hours(24 * 13));
    resend_activation::handle_schedule(&world.app, &world.context())
        .await
        .unwrap();
    assert_eq!(world.users().await.len(), 3);
    world.wait(jiff::SignedDuration::from_hours(24 * 2));
    resend_activation::handle_schedule(&world.app, &world.context())
        .await
        .unwrap();
    assert_eq!(
        world.users().await.len(),
        2,
        "the confirmed one and the administrator stay"
    );
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_confirms_anothers_address_over_a_contact_of_their_own() {
    let world = World::new().await;
    open_organisation(&world).await;
    for (contact, faulty) in [
        (
            json!({ "email": "boss@example.com", "phone": "20123456" }),
            vec!["/phone"],
        ),
        (
            json!({ "email": "boss@example.com", "username": "boss", "phone": "20123456" }),
            vec!["/phone", "/username"],
        ),
    ] {
        let refused = world
            .post("/api/sign-up/alpha", None, form(contact))
            .await
            .expect(422);
        assert_eq!(refused.faulty(), faulty);
    }
    assert_eq!(world.users().await.len(), 1, "the administrator");
}

#[tokio::test]
async fn an_address_added_later_is_taken_from_a_sign_up_nobody_confirmed() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    world
        .post(
            "/api/sign-up/alpha",
            None,
            form(json!({ "email": "boss@example.com" })),
        )
        .await
        .expect(202);
    world.deliver().await;
    let person = World::person(None, json!({ "username": "boss", "phone": "20123456" }));
    let boss = world.create(&token, person).await;
    let path = format!("/api/users/{}", boss["id"].as_str().unwrap());
    let changed = world
        .patch(&path, &token, json!({ "email": "Boss@example.com" }))
        .await
        .expect(200);
    assert_eq!(changed.json()["email"], "Boss@example.com");
    assert_eq!(world.orphans().await, Vec::<String>::new());
    assert_eq!(world.users().await.len(), 2, "the sign-up is gone");
}

#[tokio::test]
async fn the_same_press_again_is_welcome_and_somebody_elses_name_is_taken() {
    let world = World::new().await;
    open_organisation(&world).await;
    let ida = form(json!({ "username": "ida2", "phone": "20123456" }));
    let other = form(json!({ "username": "IDA2", "phone": "20999999" }));
    let send = |form: Value, status| {
        let world = &world;
        async move { world.post("/api/sign-up/alpha", None, form).await.expect(status) }
    };
    let presses: Vec<_> = (0..5).map(|_| send(ida.clone(), 202)).collect();
    futures::future::join_all(presses).await;
    // Before anything has come of the first press, and after.
    assert_eq!(send(other.clone(), 409).await.faulty(), ["/username"]);
    world.deliver().await;
    send(ida.clone(), 202).await;
    assert_eq!(send(other.clone(), 409).await.faulty(), ["/username"]);
    world.deliver().await;
    assert_eq!(
        (world.users().await.len(), world.messages().await.len()),
        (2, 1),
        "the administrator and Ida, who gets one SMS"
    );
    for _ in 0..3 {
        send(form(json!({ "email": "mia@example.com" })), 202).await;
    }
    world.deliver().await;
    assert_eq!((world.users().await.len(), world.messages().await.len()), (3, 2));
    assert_eq!(world.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn of_two_people_who_want_one_username_at_once_one_gets_it() {
    let world = World::new().await;
    open_organisation(&world).await;
    let answers = futures::future::join_all((0..8).map(|n| {
        let form = form(json!({ "username": "ida", "phone": format!("2010000{n}") }));
        let world = &world;
        async move { world.post("/api/sign-up/alpha", None, form).await.status }
    }))
    .await;
    assert_eq!(answers.iter().filter(|status| **status == 202).count(), 1);
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 7);
    world.deliver().await;
    assert_eq!((world.users().await.len(), world.messages().await.len()), (2, 1));
}

#[tokio::test]
async fn a_sign_up_sends_nothing_that_was_withheld_and_moves_nobodys_version() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    let quiet = World::person(Some("quiet@example.com"), json!({ "notify": false }));
    let invited = World::person(Some("invited@example.com"), json!({}));
    let quiet = world.create(&token, quiet).await;
    let invited = world.create(&token, invited).await;
    let (active, _) = world
        .active(&token, World::person(Some("active@example.com"), json!({})))
        .await;
    world.deliver().await;
    let before = world.messages().await.len();
    let users = world.users().await;
    for name in ["quiet", "invited", "active"] {
        let form = form(json!({ "email": format!("{name}@example.com") }));
        world.post("/api/sign-up/alpha", None, form).await.expect(202);
    }
    world.deliver().await;
    let messages = world.messages().await.split_off(before);
    let mut to: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["active@example.com", "invited@example.com"]);
    let link = messages.iter().find_map(|message| message.activation_token());
    world
        .send(
            "GET",
            &format!("/api/activation/{}", link.unwrap()),
            None,
            None,
            &[],
        )
        .await
        .expect(200);
    let after = world.users().await;
    for id in [&quiet["id"], &invited["id"], &json!(active)] {
        let key = format!("alpha#{}", id.as_str().unwrap());
        let find = |users: &[std::collections::HashMap<String, _>]| {
            users
                .iter()
                .find(|user| user["pk"] == aws_sdk_dynamodb::types::AttributeValue::S(key.clone()))
                .cloned()
        };
        assert!(find(&users).is_some() && find(&users) == find(&after), "{key}");
    }
    assert_eq!(after.len(), users.len());
    // An organisation that messages nobody yet does not message them for a stranger.
    let unarmed = json!({ "communication": { "armed": false } });
    world.patch("/api/settings", &token, unarmed).await.expect(200);
    world.wait(jiff::SignedDuration::from_mins(5));
    let again = form(json!({ "email": "active@example.com" }));
    world.post("/api/sign-up/alpha", None, again).await.expect(202);
    world.deliver().await;
    assert_eq!(world.messages().await.len(), before + 2);
}

#[tokio::test]
async fn a_phone_is_read_as_the_department_s_country_writes_it() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    for (name, country) in [("Butik Malmö", "SE"), ("Butikk Oslo", "NO")] {
        let entry = json!({ "name": name, "country": country });
        world
            .post("/api/departments", Some(&token), entry)
            .await
            .expect(201);
    }
    let settings = json!({ "sign_up": { "department": "chosen" } });
    world.patch("/api/settings", &token, settings).await.expect(200);
    let readings = [
        ("Køkken", "20 12 34 11", "+4520123411"),
        ("Køkken", "+45 020 12 60 02", "+4520126002"),
        ("Filiale Flensburg", "0170 1234568", "+491701234568"),
        ("Filiale Flensburg", "+49 0170 1234569", "+491701234569"),
        ("Filiale Flensburg", "49 170 1234570", "+491701234570"),
        ("Filiale Flensburg", "491701234571", "+491701234571"),
        ("Butik Malmö", "070-123 45 67", "+46701234567"),
        ("Butikk Oslo", "912 34 567", "+4791234567"),
    ];
    for (at, (department, typed, _)) in readings.iter().enumerate() {
        let form = form(json!({ "username": format!("ida{at}"), "phone": typed, "department": department }));
        world.post("/api/sign-up/alpha", None, form).await.expect(202);
    }
    world.deliver().await;
    let mut told: Vec<String> = world.messages().await.into_iter().map(|sms| sms.to).collect();
    told.sort();
    let mut expected: Vec<&str> = readings.iter().map(|(.., phone)| *phone).collect();
    expected.sort_unstable();
    assert_eq!(told, expected);
    // A Swedish mobile that has lost its +, or a landline of northern Germany: nobody guesses.
    let unsure =
        form(json!({ "username": "ida99", "phone": "46701234567", "department": "Filiale Flensburg" }));
    let refused = world.post("/api/sign-up/alpha", None, unsure).await.expect(422);
    assert_eq!(refused.faulty(), ["/phone"]);
}

#[tokio::test]
async fn a_type_named_like_the_default_one_s_id_gives_no_rights_to_who_signs_up() {
    let world = World::new().await;
    let token = open_organisation(&world).await;
    let settings = world.get("/api/settings", &token).await.expect(200).json();
    let default = settings["sign_up"]["default_permission_type"]["id"].clone();
    let trap = json!({ "name": default, "capabilities": ["manage_users", "manage_settings"] });
    world
        .post("/api/permission-types", Some(&token), trap)
        .await
        .expect(201);
    let submission = form(json!({ "email": "ida@example.com" }));
    world
        .post("/api/sign-up/alpha", None, submission)
        .await
        .expect(202);
    world.deliver().await;
    let users = world.get("/api/users", &token).await.expect(200).json();
    let items = users["items"].as_array().unwrap();
    let signed_up = items.iter().find(|user| user["source"] == "sign_up").unwrap();
    assert_eq!(signed_up["permission_type"]["id"], default);
}
