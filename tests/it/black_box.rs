//! Whole roads through the real binaries, deployed from the template.

use crate::support::{
    deployed::{Site, access_token, deployment, until},
    jobs::resent,
    person::{people, person},
    reports,
    workbook::{self, sheet},
    world::{OTHER_PASSWORD, PASSWORD, link_in},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use lambda_http::http::{Method, Request};
use rollcall::domain::{activation::MessageTags, organisation::Slug};
use rollcall_local::{client, demonstration::invoke, messages::Channel};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_created_user_gets_mail_and_sms_and_opens_the_link_and_signs_in_both_ways() {
    let site = Site::furnished(deployment().await, "creates", true).await;
    let email = "soren@creates.example";
    let soren = person("soren")
        .email(email)
        .username("soren")
        .phone("20 30 40 01");
    let created = site.create_user(soren).await;
    assert_eq!(created["status"], "invited");

    let mail = site.wait_for_messages(email, 1).await.remove(0);
    let sms = site.wait_for_messages("+4520304001", 1).await.remove(0);
    assert_eq!((mail.channel, sms.channel), (Channel::Email, Channel::Sms));
    let address = mail.activation_link().unwrap();
    assert!(
        address.starts_with("https://rollcall.example/creates/activate/"),
        "{address}"
    );
    assert!(mail.html.as_ref().unwrap().contains(address));
    let (link, second_link) = (mail.activation_token().unwrap(), sms.activation_token().unwrap());

    let path = format!("/api/activation/{link}");
    let before = site.settled().await;
    assert_eq!(site.send(Method::HEAD, &path, None, None).await.status, 200);
    for _ in 0..10 {
        let shown = site
            .send(Method::GET, &path, None, None)
            .await
            .accepted("open")
            .unwrap();
        assert_eq!(
            (shown["first_name"].as_str(), shown["language"].as_str()),
            (Some("Soren"), Some("da"))
        );
    }
    assert_eq!(site.users().await, before, "opening a link changes nothing");

    let me = site.me(&access_token(site.redeem(link).await)).await;
    assert_eq!(
        (me["id"].clone(), me["status"].as_str()),
        (created["id"].clone(), Some("active"))
    );
    for used in [link, second_link] {
        assert_eq!(site.redeem(used).await.status, 200, "the same press again");
        let other = site.redeem_with(used, OTHER_PASSWORD).await;
        assert_eq!(other.status, 410);
        let path = format!("/api/activation/{used}");
        assert_eq!(site.send(Method::GET, &path, None, None).await.status, 410);
    }
    for identifier in ["soren", "Soren@Creates.Example"] {
        let me = site
            .me(&access_token(site.sign_in(identifier, PASSWORD).await))
            .await;
        assert_eq!(me["id"], created["id"], "{identifier}");
    }
    assert_eq!(site.sign_in("soren", "something else").await.status, 401);
}

#[tokio::test]
async fn a_dropped_workbook_becomes_users_with_messages_and_dropped_again_changes_nothing() {
    let site = Site::furnished(deployment().await, "drops", true).await;
    site.create_user(person("there").email("there@drops.example"))
        .await;
    site.wait_for_messages("there@drops.example", 1).await;
    let bytes = sheet![
        person("Åse").email("aase@drops.example"),
        person("Bo")
            .email("bo@drops.example")
            .username("bo")
            .phone("20 30 50 01")
            .language("en"),
        person("Jürgen")
            .by_phone("juergen", "0151 23450001")
            .department("Filiale Flensburg")
            .language("de"),
        person("Også").email("There@Drops.Example"),
        person("Åse").last_name("Igen").email("AASE@drops.example"),
        person("Fejl")
            .email("no address")
            .with("job_profile", "Astronaut"),
    ];
    let name = "Nye folk + æøå (maj).xlsx";
    let import = site.import(name, bytes.clone()).await;
    assert_eq!(import.status, "finished", "{import:?}");
    let counts = (
        import.rows,
        import.created,
        import.existing,
        import.duplicate,
        import.invalid,
    );
    assert_eq!(counts, (6, 3, 1, 1, 1), "{import:?}");
    let rows = site.rows(&import).await;
    let outcomes: Vec<_> = rows.iter().map(|one| (one.row, one.outcome.as_str())).collect();
    assert_eq!(
        outcomes,
        [
            (2, "created"),
            (3, "created"),
            (4, "created"),
            (5, "existing"),
            (6, "duplicate"),
            (7, "invalid"),
        ]
    );
    let mut faults: Vec<&str> = rows[5].faults.iter().map(|fault| fault.column.as_str()).collect();
    faults.sort_unstable();
    assert_eq!(faults, ["email", "job_profile"]);

    // One message over each channel a person has.
    for to in [
        "aase@drops.example",
        "bo@drops.example",
        "+4520305001",
        "+4915123450001",
    ] {
        let message = site.wait_for_messages(to, 1).await.remove(0);
        assert!(message.activation_link().is_some(), "{message:?}");
    }
    let users = site.settled().await;
    assert_eq!(
        users.len(),
        1 + 1 + 3,
        "administrator, the one who was there, three new ones"
    );

    let again = site.import(name, bytes).await;
    assert_ne!(
        again.id, import.id,
        "another version of the object is another import"
    );
    let counts = (
        again.rows,
        again.created,
        again.existing,
        again.duplicate,
        again.invalid,
    );
    assert_eq!(counts, (6, 0, 4, 1, 1), "{again:?}");
    assert_eq!(site.settled().await, users, "no user was changed");
    tokio::time::sleep(Duration::from_secs(2)).await;
    for (to, count) in [("@drops.example", 3), ("+4520305001", 1), ("+4915123450001", 1)] {
        assert_eq!(site.messages(to).await.len(), count, "nobody is written to again");
    }
    // People who came by workbook sign in like all others.
    let message = site.messages("+4915123450001").await.remove(0);
    access_token(site.redeem(&link_in(&message)).await);
    let me = site
        .me(&access_token(site.sign_in("JUERGEN", PASSWORD).await))
        .await;
    assert_eq!(
        (me["source"].as_str(), me["language"].as_str()),
        (Some("import"), Some("de"))
    );
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "how fast it went is worth knowing")]
async fn ten_thousand_rows_are_imported_in_one_piece_each_counted_once() {
    const ROWS: usize = 10_000;
    let site = Site::furnished(deployment().await, "large", false).await;
    site.settings(json!({ "communication": { "email": false, "sms": false } }))
        .await;
    let bytes = workbook::of(&people(ROWS));
    let began = Instant::now();
    // S3 calls for every file, and compares no endings.
    let text = b"First name;Last name\nAnna;Lind\n".to_vec();
    let refused = site.import("Folk.CSV", text).await;
    assert_eq!(refused.status, "refused", "{refused:?}");
    let import = site.import("store.Xlsx", bytes.clone()).await;
    let took = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    let pace = ROWS as f64 / took;
    eprintln!("{ROWS} rows imported on the emulator in {took:.1} s, {pace:.0} rows a second");
    let rows = ROWS as u64;
    assert_eq!(import.status, "finished", "{import:?}");
    let counts = (import.rows, import.processed, import.created, import.invalid);
    assert_eq!(counts, (rows, rows, rows, 0), "{import:?}");
    let outcomes = site.rows(&import).await;
    assert_eq!(outcomes.len(), ROWS, "every row has its outcome");
    for (row, expected) in outcomes.iter().zip(2..) {
        assert_eq!((row.row, row.outcome.as_str()), (expected, "created"));
    }
    assert_eq!(site.users().await.len(), ROWS + 1);

    let began = Instant::now();
    let again = site.import("store.xlsx", bytes).await;
    eprintln!("the same again in {:.1} s", began.elapsed().as_secs_f64());
    let counts = (again.rows, again.created, again.existing);
    assert_eq!(counts, (rows, 0, rows), "{again:?}");
    assert_eq!(site.users().await.len(), ROWS + 1);
    assert_eq!(site.messages("@example.com").await.len(), 0);
}

/// Asks again until an import of the site has this status.
async fn import_becomes(site: &Site, id: &str, status: &str) -> Value {
    let began = Instant::now();
    loop {
        let path = format!("/api/imports/{id}");
        let import = site.send(Method::GET, &path, Some(&site.token), None).await;
        let import = import.accepted("look at the import").unwrap();
        if import["status"] == status {
            return import;
        }
        assert!(began.elapsed() < Duration::from_mins(2), "{import}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test]
async fn a_workbook_is_tried_run_and_taken_back_over_the_api_alone() {
    let site = Site::furnished(deployment().await, "uploads", true).await;
    let template = site
        .send(
            Method::GET,
            "/api/import-template?language=da",
            Some(&site.token),
            None,
        )
        .await;
    assert_eq!(
        (template.status, &template.body[..2]),
        (200, &b"PK"[..]),
        "a workbook, not its base 64"
    );
    let people = people(40).into_iter().enumerate();
    let rows: Vec<_> = people
        .map(|(n, one)| one.email(&format!("person{n}@uploads.example")))
        .collect();
    let asked = site
        .post(
            "/api/imports",
            json!({ "file_name": "fyrre.xlsx", "dry_run": true }),
        )
        .await;
    let (id, upload) = (asked["import_id"].as_str().unwrap(), &asked["upload"]);
    let mut request = Request::builder()
        .method(upload["method"].as_str().unwrap())
        .uri(upload["url"].as_str().unwrap());
    for (name, value) in upload["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let sent = site
        .http
        .send(request.body(workbook::of(&rows).into()).unwrap())
        .await
        .unwrap();
    assert_eq!(sent.status, 200);

    let dry = import_becomes(&site, id, "finished").await;
    assert_eq!((&dry["created"], &dry["dry_run"]), (&json!(40), &json!(true)));
    assert_eq!(site.users().await.len(), 1);
    site.post(&format!("/api/imports/{id}/run"), json!({})).await;
    let done = import_becomes(&site, id, "finished").await;
    assert_eq!((&done["created"], &done["dry_run"]), (&json!(40), &json!(false)));
    site.wait_for_messages("@uploads.example", 40).await;

    let result = site
        .send(
            Method::GET,
            &format!("/api/imports/{id}/result"),
            Some(&site.token),
            None,
        )
        .await;
    let place = result.headers["location"].to_str().unwrap();
    let fetched = site.http.get(place).await.unwrap();
    assert_eq!(workbook::texts(&fetched.body).len(), 41);
    let row = site
        .send(
            Method::GET,
            &format!("/api/imports/{id}/rows?limit=1"),
            Some(&site.token),
            None,
        )
        .await;
    let user = row.accepted("look at a row").unwrap()["items"][0]["user_id"].clone();
    let link = site.messages("person0@uploads.example").await.remove(0);
    let me = site
        .me(&access_token(site.redeem(link.activation_token().unwrap()).await))
        .await;
    assert_eq!(me["id"], user);

    site.post(&format!("/api/imports/{id}/undo"), json!({})).await;
    let undone = import_becomes(&site, id, "undone").await;
    assert_eq!(
        (&undone["undo"]["removed"], &undone["undo"]["kept"]),
        (&json!(39), &json!(1))
    );
    assert_eq!(site.users().await.len(), 2);
    let gone = site.messages("person1@uploads.example").await.remove(0);
    assert_eq!(site.redeem(gone.activation_token().unwrap()).await.status, 410);
}

#[tokio::test]
async fn an_unarmed_organisation_messages_nobody_until_it_is_armed() {
    let site = Site::furnished(deployment().await, "holds", false).await;
    for name in ["a", "b"] {
        let email = format!("{name}@holds.example");
        site.create_user(person(name).email(&email)).await;
    }
    let held = site.settled().await;
    let waiting = held.values().filter(|user| {
        user.get("send")
            .is_some_and(|send| send.as_s().unwrap() == "held")
    });
    assert_eq!(waiting.count(), 2);
    site.run_schedule().await;
    site.settled().await;
    assert_eq!(site.messages("@holds.example").await.len(), 0);

    site.settings(json!({ "communication": { "armed": true } })).await;
    site.run_schedule().await;
    let messages = site.wait_for_messages("@holds.example", 2).await;
    assert!(
        messages
            .iter()
            .all(|message| message.activation_token().is_some())
    );
    site.run_schedule().await;
    site.settled().await;
    site.wait_for_messages("@holds.example", 2).await;
}

#[tokio::test]
async fn activations_are_sent_again_to_one_and_to_all_still_invited() {
    let site = Site::furnished(deployment().await, "resends", true).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        let email = format!("{name}@resends.example");
        let user = site.create_user(person(name).email(&email)).await;
        ids.push(user["id"].as_str().unwrap().to_owned());
    }
    let first = site.wait_for_messages("@resends.example", 3).await;
    let to_a = first.iter().find(|message| message.to == "a@resends.example");
    let old_link = link_in(to_a.unwrap());
    site.settled().await;

    site.post(&format!("/api/users/{}/activation", ids[0]), json!({}))
        .await;
    let to_a = site.wait_for_messages("a@resends.example", 2).await;
    let new_link = to_a[1].activation_token().unwrap();
    let redeemed = [
        site.redeem(new_link).await.status,
        site.redeem_with(&old_link, OTHER_PASSWORD).await.status,
    ];
    assert_eq!(redeemed, [200, 410]);
    site.settled().await;

    // Whom nobody has messaged yet, and b and c, who were messaged a moment ago; a is active by now.
    for name in ["d", "e"] {
        let email = format!("{name}@resends.example");
        site.create_user(person(name).email(&email).quiet()).await;
    }
    let all = json!({ "department": "Køkken", "dry_run": true });
    // The directory hears of them within seconds.
    until("the preview to mean d and e", async || {
        let preview = site.post("/api/activations", all.clone()).await;
        (&preview["people"], &preview["too_soon"]) == (&json!(2), &json!(2))
    })
    .await;
    let job = site
        .post("/api/activations", json!({ "department": "Køkken" }))
        .await;
    let path = format!("/api/jobs/{}", job["id"].as_str().unwrap());
    let show = async || {
        let shown = site.send(Method::GET, &path, Some(&site.token), None).await;
        shown.accepted("the job").unwrap()
    };
    until("the job", async || show().await["status"] == "finished").await;
    let job = show().await;
    assert_eq!(job["result"], resent(2, 0, 2, 0));
    assert_eq!(job["processed"], job["total"]);
    site.wait_for_messages("@resends.example", 3 + 1 + 2).await;
}

#[tokio::test]
async fn an_account_comes_to_life_over_the_link_of_a_sign_up() {
    let site = Site::furnished(deployment().await, "signs-up", true).await;
    let form = "/api/sign-up/signs-up";
    assert_eq!(
        site.send(Method::GET, form, None, None).await.status,
        404,
        "not switched on"
    );
    site.open_sign_up().await;
    let asks = site
        .send(Method::GET, form, None, None)
        .await
        .accepted("form")
        .unwrap();
    let department = asks["departments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|department| department["name"] == "Filiale Flensburg")
        .unwrap();
    let submission = json!({ "first_name": "Ida", "last_name": "Holm", "email": "ida@signs-up.example",
        "language": "da", "department": department["id"] });
    let taken = site.send(Method::POST, form, None, Some(&submission)).await;
    assert_eq!(taken.status, 202, "{taken:?}");
    assert_eq!(site.sign_in("ida@signs-up.example", PASSWORD).await.status, 401);
    let mail = site.wait_for_messages("ida@signs-up.example", 1).await.remove(0);
    let me = site
        .me(&access_token(site.redeem(mail.activation_token().unwrap()).await))
        .await;
    assert_eq!(
        (me["source"].as_str(), me["status"].as_str()),
        (Some("sign_up"), Some("active"))
    );
    assert_eq!(me["department"]["name"], "Filiale Flensburg");
    access_token(site.sign_in("ida@signs-up.example", PASSWORD).await);
}

/// Each of the parts of a token or a key, as it is behind its base 64.
fn decoded(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

#[tokio::test]
async fn the_published_keys_verify_an_access_token() {
    let site = Site::create(deployment().await, "keys").await;
    let published = site.send(Method::GET, "/.well-known/jwks.json", None, None).await;
    let (signed, signature) = site.token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let [header, claims] =
        [header, claims].map(|part| -> Value { serde_json::from_slice(&decoded(part)).unwrap() });
    assert_eq!(header["alg"], "EdDSA");
    let keys: Value = published.parse().unwrap();
    let mut keys = keys["keys"].as_array().unwrap().iter();
    let key = keys.find(|key| key["kid"] == header["kid"]).unwrap();
    assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
    let point = decoded(key["x"].as_str().unwrap());
    let key = VerifyingKey::from_bytes(&point.try_into().unwrap()).unwrap();
    let signature = Signature::from_slice(&decoded(signature)).unwrap();
    key.verify_strict(signed.as_bytes(), &signature).unwrap();
    assert!(key.verify_strict(b"another token", &signature).is_err());
    assert_eq!(claims["iss"], "https://rollcall.example");
    assert_eq!(claims["aud"], "rollcall");
    assert_eq!(claims["org"], "keys");
    assert_eq!(claims["sub"], site.me(&site.token).await["id"]);
    assert!(
        !String::from_utf8_lossy(&published.body).contains("\"d\""),
        "no private key"
    );
}

#[tokio::test]
async fn an_address_or_a_method_that_does_not_exist_is_answered_by_us() {
    let site = Site::create(deployment().await, "paths").await;
    for (method, path, status, header, value) in [
        (Method::DELETE, "/api/imports", 405, "allow", "GET,HEAD,POST"),
        (Method::GET, "/paths/", 308, "location", "/paths"),
        (Method::GET, "/Paths", 308, "location", "/paths"),
        (Method::GET, "/api/users/", 308, "location", "/api/users"),
        (
            Method::GET,
            "/api/nothing",
            404,
            "content-type",
            "application/problem+json",
        ),
        (
            Method::PUT,
            "/api/users/1/2/3",
            404,
            "content-type",
            "application/problem+json",
        ),
        (
            Method::GET,
            "/paths/nothing",
            404,
            "content-type",
            "text/html; charset=utf-8",
        ),
        (Method::DELETE, "/paths", 405, "allow", "GET,HEAD,POST"),
        (
            Method::HEAD,
            "/.well-known/jwks.json",
            200,
            "content-type",
            "application/json",
        ),
    ] {
        let answer = site.send(method.clone(), path, None, None).await;
        let found = answer.headers.get(header).map(|value| value.to_str().unwrap());
        assert_eq!(
            (answer.status, found),
            (status, Some(value)),
            "{method} {path}: {}",
            String::from_utf8_lossy(&answer.body)
        );
    }
}

/// The provider's id of the first message to a user over a channel.
async fn message_id(site: &Site, user: &str, channel: &str) -> String {
    let users = site.users().await;
    let user = &users[&format!("{}#{user}", site.slug)];
    let activation: Value = serde_json::from_str(user["activation"].as_s().unwrap()).unwrap();
    let deliveries = activation["deliveries"].as_array().unwrap();
    let delivery = deliveries.iter().find(|delivery| delivery["channel"] == channel);
    delivery.unwrap()["message_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_bounce_published_to_the_topic_changes_the_persons_delivery() {
    let site = Site::furnished(deployment().await, "bounces", true).await;
    let user = site.create_user(person("ida").email("ida@bounces.example")).await;
    let user = user["id"].as_str().unwrap();
    site.wait_for_messages("ida@bounces.example", 1).await;
    site.settled().await;
    let tags = MessageTags {
        organisation: Slug::parse(&site.slug).unwrap(),
        user: user.to_owned(),
        round: 1,
        channel: rollcall::domain::activation::Channel::Email,
    };
    let id = message_id(&site, user, "email").await;
    let aws = client::configuration(&site.deployment.endpoint, &site.deployment.account);
    let sns = aws_sdk_sns::Client::new(&aws);
    let path = format!("/api/users/{user}");
    for (kind, status) in [
        ("Bounce", "bounced"),
        ("Delivery", "bounced"),
        ("Complaint", "complained"),
    ] {
        sns.publish()
            .topic_arn(site.deployment.output("DeliveryEvents").unwrap())
            .message(reports::of_mail(kind, &tags, &id).to_string())
            .send()
            .await
            .unwrap();
        until(&format!("the delivery to be {status}"), async || {
            let shown = site.send(Method::GET, &path, Some(&site.token), None).await;
            let shown = shown.accepted("show").unwrap();
            let deliveries = shown["activation"]["deliveries"].as_array().unwrap();
            assert_eq!(deliveries.len(), 1, "{shown}");
            deliveries[0]["status"] == status
        })
        .await;
    }
}

#[tokio::test]
async fn a_record_of_the_log_of_sms_changes_the_persons_delivery() {
    let site = Site::furnished(deployment().await, "texts", true).await;
    let somebody = person("ida").by_phone("ida", "20 30 60 01");
    let user = site.create_user(somebody).await;
    let user = user["id"].as_str().unwrap();
    site.wait_for_messages("+4520306001", 1).await;
    site.settled().await;
    let id = message_id(&site, user, "sms").await;
    // The emulator keeps subscription filters and invokes nobody for them.
    let event = reports::logged(&[reports::line("FAILURE", "Phone has blocked SMS", &id)]);
    for _ in 0..2 {
        invoke(&site.deployment, "record-delivery", &event).await.unwrap();
        let path = format!("/api/users/{user}");
        let shown = site.send(Method::GET, &path, Some(&site.token), None).await;
        let shown = shown.accepted("show").unwrap();
        let deliveries = &shown["activation"]["deliveries"];
        assert_eq!(deliveries.as_array().unwrap().len(), 1, "{shown}");
        assert_eq!(deliveries[0]["status"], "failed");
        assert_eq!(deliveries[0]["reason"], "Phone has blocked SMS");
    }
}
