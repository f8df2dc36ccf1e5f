//! `POST /api/users`.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::{Person, person},
};
use futures::future::join_all;
use serde_json::{Value, json};

const GERMAN: &str = "Filiale Flensburg";

#[tokio::test]
async fn a_fault_in_every_field_names_every_field() {
    let org = organisation("alpha").await;
    let all_wrong = json!({
        "first_name": "", "last_name": "x".repeat(101), "job_profile": "Astronaut", "department": "Kokken",
        "permission_type": 7, "language": "tlh", "email": "not an address", "username": "a@b", "phone": "12",
        "start_date": "yesterday", "one_time_password": "kort", "notify": "yes", "shoe_size": 44,
    });
    let answer = org.post("/api/users", all_wrong).await.expect(422);
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
    let suggestions = texts(&answer.json()["errors"], "suggestion");
    let suggestion = suggestions.iter().find(|meant| !meant.is_empty());
    assert_eq!(suggestion.map(String::as_str), Some("Køkken"));
    assert_eq!(org.users().await.len(), 1, "only the administrator");
}

#[tokio::test]
async fn a_user_needs_an_email_or_a_username_with_a_phone() {
    let org = organisation("alpha").await;
    let unreachable = person("soren").without("email");
    for (contact, pointer, code) in [
        (unreachable.clone(), "/email", "required"),
        (unreachable.clone().username("soren"), "/phone", "required"),
        (unreachable.phone("20123456"), "/username", "required"),
    ] {
        org.try_create(contact).await.problem(422, pointer, code);
    }
    let soren = org.create(person("soren").by_phone("Søren", "20 12 34 56")).await;
    assert_eq!(soren["username"], "søren");
    assert_eq!(soren["phone"], "+4520123456");
    assert_eq!(soren["status"], "invited");
    let german = person("juergen").by_phone("juergen", "0151 23456789");
    let german = org.create(german.department(GERMAN)).await;
    assert_eq!(
        german["phone"], "+4915123456789",
        "read by the department's country"
    );
}

#[tokio::test]
async fn of_64_creates_of_one_email_in_different_spellings_one_wins() {
    let org = organisation("alpha").await;
    let spellings = [
        "soren@bücher.example",
        "SOREN@BÜCHER.EXAMPLE",
        "Soren@xn--bcher-kva.example",
        " sOren@bu\u{308}cher.example ",
    ];
    let creates = (0..64).map(|n| org.try_create(person("soren").email(spellings[n % spellings.len()])));
    let answers = join_all(creates).await;
    let (created, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((created.len(), refused.len()), (1, 63));
    for answer in refused {
        answer.problem(409, "/email", "taken");
    }
    assert_eq!(org.users().await.len(), 2);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_request_whose_record_is_gone_or_of_before_creates_nobody_twice() {
    let org = organisation("alpha").await;
    let first = org.try_create_once("one", person("ida")).await.expect(201);
    org.forget_requests().await;
    let again = org.try_create_once("one", person("ida")).await.expect(201);
    assert_eq!(again.id(), first.id());
    assert_eq!(org.items("/api/users").await.len(), 2);
}

#[tokio::test]
async fn the_same_idempotency_key_gives_the_same_answer_once() {
    let org = organisation("alpha").await;
    let ida = person("ida").with("one_time_password", true);
    let first = org.try_create_once("k-1", ida.clone()).await.expect(201);
    let again = org.try_create_once("k-1", ida).await.expect(201);
    assert_eq!(first.json(), again.json());
    assert!(
        first.json()["one_time_password"]["password"]
            .as_str()
            .unwrap()
            .len()
            >= 12
    );
    let other = org.try_create_once("k-1", person("bo")).await;
    other.problem(422, "/Idempotency-Key", "key_reused");
    assert_eq!(org.users().await.len(), 2);

    let raced = join_all((0..16).map(|_| org.try_create_once("k-2", person("raced")))).await;
    let statuses: Vec<u16> = raced.iter().map(|answer| answer.status).collect();
    assert!(statuses.contains(&201), "{statuses:?}");
    assert!(
        statuses.iter().all(|one| [201, 409].contains(one)),
        "{statuses:?}"
    );
    assert_eq!(org.users().await.len(), 3);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_key_of_a_refused_request_can_be_used_with_a_corrected_body() {
    let org = organisation("alpha").await;
    org.create(person("taken")).await;
    let refused = org.try_create_once("k", person("taken")).await;
    refused.problem(409, "/email", "taken");
    org.try_create_once("k", person("free")).await.expect(201);
}

#[tokio::test]
async fn each_body_that_is_no_json_object_has_a_status_of_its_own() {
    let org = organisation("alpha").await;
    let too_long = format!("{{\"first_name\":\"{}\"}}", "x".repeat(70_000));
    for (content_type, body, status) in [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("text/plain", "{}", 415),
        ("application/json", &too_long, 413),
    ] {
        let headers =
            json!({ "content-type": content_type, "authorization": format!("Bearer {}", org.token) });
        let headers = headers.as_object().unwrap().clone();
        let answer = org
            .send_raw("POST", "/api/users", Some(body.to_owned()), headers)
            .await;
        assert_eq!(answer.status, status, "{content_type} {}", answer.text);
    }
    org.post_openly("/api/users", json!({})).await.expect(401);
    let nonsense = org.with_token("nonsense".to_owned());
    nonsense.post("/api/users", json!({})).await.expect(401);
}

#[tokio::test]
async fn nobody_grants_what_they_do_not_hold() {
    let org = organisation("alpha").await;
    let manager = org.active(person("manager").permission_type("Manager")).await;
    let refused = manager
        .try_create(person("x").permission_type("Administrator"))
        .await;
    refused.problem(422, "/permission_type", "may_not_grant");
    let refused = manager.try_create(person("x").department(GERMAN)).await;
    refused.problem(422, "/department", "not_your_department");
    manager.create(person("x")).await;
    let worker = org.active(person("worker")).await;
    worker.try_create(person("y")).await.expect(403);
}

/// Somebody in Germany with both contacts.
fn hans(n: usize) -> Person {
    person("hans")
        .by_phone(&format!("u{n}"), "+491701234500")
        .department(GERMAN)
}

#[tokio::test]
async fn an_answer_says_what_was_put_right_in_a_contact_in_the_words_of_an_import() {
    let org = organisation("alpha").await;
    let plus = "“491701234567” was read as +49 170 1234567: the + before the country code was missing.";
    let zero = "“170 1234567” was read as +49 170 1234567: the zero at the beginning was missing.";
    let label = "“Mobil: 0170 1234567” was read as +49 170 1234567, without the words beside the number.";
    let domain =
        "“b@ex\u{ad}ample.com” was read as “b@example.com”: its domain held characters that no domain has.";
    for (n, (field, typed, stored, warning)) in [
        (
            "phone",
            "491701234567",
            "+491701234567",
            Some(("plus_restored", plus)),
        ),
        (
            "phone",
            "170 1234567",
            "+491701234567",
            Some(("zero_restored", zero)),
        ),
        (
            "phone",
            "Mobil: 0170 1234567",
            "+491701234567",
            Some(("label_removed", label)),
        ),
        (
            "email",
            "b@ex\u{ad}ample.com",
            "b@example.com",
            Some(("domain_rewritten", domain)),
        ),
        // As it is dialled, or in another case, is right.
        ("phone", "0170/1234567", "+491701234567", None),
        ("phone", "0049 170 1234567", "+491701234567", None),
        ("email", "C@EXAMPLE.Com", "C@example.com", None),
        ("email", "d@Bücher.example", "d@xn--bcher-kva.example", None),
    ]
    .into_iter()
    .enumerate()
    {
        let (key, hans) = (format!("key {n}"), hans(n).with(field, typed));
        let created = org.try_create_once(&key, hans.clone()).await.expect(201);
        let user = created.json();
        assert_eq!(user[field], stored);
        let warnings: Vec<Value> = warning
            .iter()
            .map(|(code, detail)| json!({ "code": code, "detail": detail }))
            .collect();
        assert_eq!(user["warnings"], json!(warnings), "{typed}");
        let again = org.try_create_once(&key, hans).await;
        assert_eq!(again.text, created.text, "a repetition says the same");
    }
    // Elsewhere an address is refused with what was meant.
    for (typed, code) in [
        ("e@example.com,", "not_one_address"),
        ("mailto:e@example.com", "not_an_address"),
        ("'e@example.com", "stray_apostrophe"),
    ] {
        let refused = org.try_create(hans(9).email(typed)).await;
        let fault = refused.problem(422, "/email", code);
        assert_eq!(fault["suggestion"], "e@example.com");
    }
}

async fn warnings(org: &Org, person: Person) -> Vec<String> {
    let user = org.create(person).await;
    texts(&user["warnings"], "code")
}

#[tokio::test]
async fn an_answer_says_what_is_to_be_looked_at_in_the_contacts_of_a_user() {
    let org = organisation("alpha").await;
    // Danish numbers do not say what they are.
    let (landline, british) = ("+493012345678", "+447400123456");
    for (person, expected) in [
        (person("a").phone("+4520123401"), &[][..]),
        (person("b").phone(landline), &["landline"]),
        (person("c").phone(british), &["country_not_allowed"]),
        (
            person("d").by_phone("d", british),
            &["country_not_allowed", "unreachable"],
        ),
        // Somebody who is handed a one-time password waits for no message.
        (
            person("e").by_phone("e", british).with("one_time_password", true),
            &["country_not_allowed"],
        ),
    ] {
        assert_eq!(warnings(&org, person.clone()).await, expected, "{person:?}");
    }
    org.settings(json!({ "communication": { "sms": false } })).await;
    for _ in 0..2 {
        let answer = org
            .try_create_once("f", person("f").by_phone("f", landline))
            .await
            .expect(201);
        assert_eq!(
            texts(&answer.json()["warnings"], "code"),
            ["unreachable"],
            "no SMS goes to a landline where SMS are off"
        );
    }
}
