//! Self-sign-up.

use crate::support::{
    organisation::open_organisation,
    person::person,
    world::{PASSWORD, link_in},
};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_comes_to_life_over_the_contact_given() {
    let org = open_organisation("alpha").await;
    org.get_openly("/api/sign-up/alpha").await.expect(200);
    for contact in [
        json!({ "email": "ida@example.com" }),
        json!({ "username": "ida2", "phone": "20123456" }),
    ] {
        org.sign_up(&contact).await.expect(202);
    }
    org.deliver().await;
    let messages = org.messages().await;
    assert_eq!(messages.len(), 2);
    for message in messages {
        let redeemed = org.redeem(&link_in(&message), PASSWORD).await.expect(200);
        let ida = org.with_token(redeemed.token());
        let me = ida.get("/api/me").await.expect(200).json();
        assert_eq!(me["source"], "sign_up");
        assert_eq!(me["department"]["name"], "Køkken");
        assert_eq!(me["permission_type"]["name"], "User");
    }
}

#[tokio::test]
async fn the_form_never_tells_who_has_an_account_but_the_owner_gets_a_message() {
    let org = open_organisation("alpha").await;
    org.active(person("known")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    let known = org
        .sign_up(&json!({ "email": "Known@example.com" }))
        .await
        .expect(202);
    let unknown = org
        .sign_up(&json!({ "email": "new@example.com" }))
        .await
        .expect(202);
    assert_eq!((known.text, known.headers), (unknown.text, unknown.headers));
    org.deliver().await;
    let messages = org.messages().await.split_off(before);
    let mut to_known = messages
        .iter()
        .filter(|message| message.to == "known@example.com");
    let to_known = to_known.next().unwrap();
    assert_eq!(to_known.activation_token(), None, "a hint to sign in, no link");
    assert!(to_known.text.contains("/alpha"));
}

#[tokio::test]
async fn nobody_can_squat_on_anothers_address() {
    let org = open_organisation("alpha").await;
    org.sign_up(&json!({ "email": "boss@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    let squatted = org.newest_link().await;
    let created = org.create(person("boss").email("BOSS@example.com")).await;
    assert_eq!(created["source"], "manual");
    org.open(&squatted).await.expect(410);
    assert_eq!(org.orphans().await, Vec::<String>::new());
    assert_eq!(org.users().await.len(), 2);
}

#[tokio::test]
async fn a_taken_username_says_so_and_what_is_wrong_is_named() {
    let org = open_organisation("alpha").await;
    org.create(person("ida").by_phone("ida", "20123456")).await;
    let taken = org
        .sign_up(&json!({ "username": "IDA", "phone": "20999999" }))
        .await;
    taken.problem(409, "/username", "taken");
    let path = "/api/sign-up/alpha";
    let wrong = json!({ "phone": "12", "permission_type": "Administrator" });
    let wrong = org.post_openly(path, wrong).await;
    wrong.problem(422, "/permission_type", "unknown_field");
    let wrong = org.post_openly(path, json!({ "phone": "12" })).await.expect(422);
    for pointer in ["/first_name", "/phone"] {
        assert!(wrong.faulty().contains(&pointer.to_owned()), "{}", wrong.text);
    }
    let elsewhere = json!({ "first_name": "Ida", "last_name": "Holm", "email": "x@example.com" });
    org.post_openly("/api/sign-up/nowhere", elsewhere)
        .await
        .expect(404);
}

#[tokio::test]
async fn a_sign_up_nobody_confirmed_is_gone_after_the_link_lifetime() {
    let org = open_organisation("alpha").await;
    for contact in [
        json!({ "email": "ida@example.com" }),
        json!({ "username": "bo", "phone": "20123456" }),
    ] {
        org.sign_up(&contact).await.expect(202);
    }
    org.deliver().await;
    let link = link_in(&org.messages_to("ida@example.com").await[0]);
    org.redeem(&link, PASSWORD).await.expect(200);
    org.wait(SignedDuration::from_hours(24 * 13));
    org.run_schedule().await;
    assert_eq!(org.users().await.len(), 3);
    org.wait(SignedDuration::from_hours(24 * 2));
    org.run_schedule().await;
    assert_eq!(
        org.users().await.len(),
        2,
        "the confirmed one and the administrator stay"
    );
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_confirms_anothers_address_over_a_contact_of_their_own() {
    let org = open_organisation("alpha").await;
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
        let refused = org.sign_up(&contact).await.expect(422);
        assert_eq!(refused.faulty(), faulty);
    }
    assert_eq!(org.users().await.len(), 1, "the administrator");
}

#[tokio::test]
async fn an_address_added_later_is_taken_from_a_sign_up_nobody_confirmed() {
    let org = open_organisation("alpha").await;
    org.sign_up(&json!({ "email": "boss@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    let boss = org.create(person("boss").by_phone("boss", "20123456")).await;
    let changed = org.patch(&boss.id, json!({ "email": "Boss@example.com" })).await;
    assert_eq!(changed.json()["email"], "Boss@example.com");
    assert_eq!(org.orphans().await, Vec::<String>::new());
    assert_eq!(org.users().await.len(), 2, "the sign-up is gone");
}

#[tokio::test]
async fn the_same_press_again_is_welcome_and_somebody_elses_name_is_taken() {
    let org = open_organisation("alpha").await;
    let ida = json!({ "username": "ida2", "phone": "20123456" });
    let other = json!({ "username": "IDA2", "phone": "20999999" });
    for answer in join_all((0..5).map(|_| org.sign_up(&ida))).await {
        answer.expect(202);
    }
    // Before anything has come of the first press, and after.
    org.sign_up(&other).await.problem(409, "/username", "taken");
    org.deliver().await;
    org.sign_up(&ida).await.expect(202);
    org.sign_up(&other).await.problem(409, "/username", "taken");
    org.deliver().await;
    let found = async || (org.users().await.len(), org.messages().await.len());
    assert_eq!(
        found().await,
        (2, 1),
        "the administrator and Ida, who gets one SMS"
    );
    for _ in 0..3 {
        org.sign_up(&json!({ "email": "mia@example.com" }))
            .await
            .expect(202);
    }
    org.deliver().await;
    assert_eq!(found().await, (3, 2));
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn of_two_people_who_want_one_username_at_once_one_gets_it() {
    let org = open_organisation("alpha").await;
    let forms: Vec<Value> = (0..8)
        .map(|n| json!({ "username": "ida", "phone": format!("2010000{n}") }))
        .collect();
    let answers = join_all(forms.iter().map(|form| org.sign_up(form))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409, 409, 409, 409, 409, 409, 409]);
    org.deliver().await;
    assert_eq!((org.users().await.len(), org.messages().await.len()), (2, 1));
}

#[tokio::test]
async fn a_sign_up_sends_nothing_that_was_withheld_and_moves_nobodys_version() {
    let org = open_organisation("alpha").await;
    org.create(person("quiet").quiet()).await;
    org.create(person("invited")).await;
    org.active(person("active")).await;
    org.deliver().await;
    let before = org.messages().await.len();
    let users = org.users_by_key().await;
    assert_eq!(users.len(), 4);
    for name in ["quiet", "invited", "active"] {
        let form = json!({ "email": format!("{name}@example.com") });
        org.sign_up(&form).await.expect(202);
    }
    org.deliver().await;
    let messages = org.messages().await.split_off(before);
    let mut to: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["active@example.com", "invited@example.com"]);
    let link = messages.iter().find_map(|message| message.activation_token());
    org.open(link.unwrap()).await.expect(200);
    assert_eq!(org.users_by_key().await, users);
    // An organisation that messages nobody yet does not message them for a stranger.
    org.settings(json!({ "communication": { "armed": false } })).await;
    org.wait(SignedDuration::from_mins(5));
    org.sign_up(&json!({ "email": "active@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    assert_eq!(org.messages().await.len(), before + 2);
}

#[tokio::test]
async fn a_phone_is_read_as_the_department_s_country_writes_it() {
    let org = open_organisation("alpha").await;
    for (name, country) in [("Butik Malmö", "SE"), ("Butikk Oslo", "NO")] {
        org.add("departments", json!({ "name": name, "country": country }))
            .await;
    }
    org.settings(json!({ "sign_up": { "department": "chosen" } }))
        .await;
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
        let form = json!({ "username": format!("ida{at}"), "phone": typed, "department": department });
        org.sign_up(&form).await.expect(202);
    }
    org.deliver().await;
    let mut reached: Vec<String> = org.messages().await.into_iter().map(|sms| sms.to).collect();
    reached.sort();
    let mut expected: Vec<&str> = readings.iter().map(|(.., phone)| *phone).collect();
    expected.sort_unstable();
    assert_eq!(reached, expected);
    // A Swedish mobile that has lost its +, or a landline of northern Germany: nobody guesses.
    let unsure = json!({ "username": "ida99", "phone": "46701234567", "department": "Filiale Flensburg" });
    org.sign_up(&unsure)
        .await
        .problem(422, "/phone", "ambiguous_phone");
}

#[tokio::test]
async fn a_type_named_like_the_default_one_s_id_gives_no_rights_to_who_signs_up() {
    let org = open_organisation("alpha").await;
    let settings = org.get("/api/settings").await.expect(200).json();
    let default = settings["sign_up"]["default_permission_type"]["id"]
        .as_str()
        .unwrap();
    org.add_permission_type(default, &["manage_users", "manage_settings"])
        .await;
    org.sign_up(&json!({ "email": "ida@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    let users = org.items("/api/users").await;
    let signed_up = users.iter().find(|user| user["source"] == "sign_up").unwrap();
    assert_eq!(signed_up["permission_type"]["id"], default);
}

#[tokio::test]
async fn nobody_is_promised_a_message_by_an_organisation_that_sends_none_yet() {
    let org = open_organisation("alpha").await;
    org.active(person("known")).await;
    org.settings(json!({ "communication": { "armed": false } })).await;
    let form = org.get_openly("/api/sign-up/alpha").await.expect(200).json();
    assert_eq!(form["next"], "later");
    let [known, unknown] = ["known", "ida"].map(|name| format!("{name}@example.com"));
    let (known, unknown) = (
        org.sign_up(&json!({ "email": known })).await.expect(202),
        org.sign_up(&json!({ "email": unknown })).await.expect(202),
    );
    assert_eq!((&known.text, &known.headers), (&unknown.text, &unknown.headers));
    assert_eq!(known.json(), json!({ "received": true, "next": "later" }));
    let page = org.get_openly("/alpha/sign-up").await.expect(200).text;
    assert!(page.contains("once your organisation starts") && !page.contains("We send you a link"));
    let fields = [
        ("first_name", "Bo"),
        ("last_name", "Ek"),
        ("sign_in_with", "email"),
        ("email", "bo@example.com"),
    ];
    let page = org
        .form("/alpha/sign-up", &fields, json!({}))
        .await
        .expect(202)
        .text;
    assert!(
        page.contains("sends no messages yet") && !page.contains("Check your messages"),
        "{page}"
    );
    org.deliver().await;
    let before = org.messages().await.len();
    // It is true: they hear when it starts.
    org.settings(json!({ "communication": { "armed": true } })).await;
    org.run_schedule().await;
    org.deliver().await;
    let mut to: Vec<String> = org
        .messages()
        .await
        .split_off(before)
        .into_iter()
        .map(|message| message.to)
        .collect();
    to.sort();
    assert_eq!(to, ["bo@example.com", "ida@example.com"]);
    let form = org.get_openly("/api/sign-up/alpha").await.expect(200).json();
    assert_eq!(form["next"], "message");
}
