//! Who gets in: somebody new, somebody who is there, somebody who may not.

use super::{Browser, connect, connected, entered, failure, ida, location, round_trip, sign_in};
use crate::support::{
    openid::{OpenId, with},
    organisation::organisation,
    person::person,
    scim::described,
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_first_sign_in_creates_a_person_with_the_defaults_and_messages_nobody() {
    let (org, provider, _) = connected(
        "alpha",
        json!({ "just_in_time": true, "default_department": "Filiale Flensburg" }),
    )
    .await;
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    let id = me["id"].as_str().unwrap();
    for (field, expected) in [
        ("first_name", json!("Ida")),
        ("last_name", json!("Holm")),
        ("email", json!("ida@firma.example")),
        ("status", json!("active")),
        ("source", json!("sso")),
        ("language", json!("en")),
        ("activation", Value::Null),
    ] {
        assert_eq!(me[field], expected, "{field}");
    }
    assert_eq!(me["department"]["name"], "Filiale Flensburg");
    assert_eq!(
        me["job_profile"]["name"], "Administrator",
        "the first of the list"
    );
    assert_eq!(me["permission_type"]["name"], "User");
    assert!(me["last_sign_in_at"].is_string());
    assert_eq!(org.timeline(id).await, ["created", "activated"]);
    assert!(org.messages_to("ida@").await.is_empty());
    // They are the same person from then on, whatever becomes of their e-mail at the provider.
    provider.says(with(
        ida(),
        json!({ "email": "ida.larsen@firma.example", "email_verified": false }),
    ));
    let again = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(again["id"], me["id"]);
    assert_eq!(again["email"], "ida@firma.example");
    assert_eq!(org.search("holm").await.len(), 1);
}

#[tokio::test]
async fn without_just_in_time_creation_nobody_is_created() {
    let (org, provider, _) = connected("alpha", json!({})).await;
    assert_eq!(failure(&sign_in(&org, &provider).await), "unknown");
    assert!(org.search("holm").await.is_empty());
}

#[tokio::test]
async fn somebody_who_was_invited_is_found_by_an_e_mail_that_is_trusted_and_needs_no_password() {
    let (org, provider, _) = connected("alpha", json!({})).await;
    let invited = org.create(person("ida").email("Ida@firma.example")).await;
    let link = org.link_of(&invited.id).await;
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(me["id"], invited.id.as_str());
    assert_eq!(
        (&me["status"], &me["source"]),
        (&json!("active"), &json!("manual"))
    );
    // The link that is on its way leads nowhere any more.
    org.open(&link).await.expect(410);
    assert_eq!(
        org.timeline(&invited.id).await,
        ["created", "sso_linked", "activated"]
    );
    // From now on it is the subject that counts.
    org.patch(&invited.id, json!({ "email": "ida.holm@example.com" }))
        .await;
    let again = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(again["id"], invited.id.as_str());
}

#[tokio::test]
async fn an_e_mail_leads_to_an_account_only_as_the_connection_trusts_it() {
    for (trust, domains, said, expected) in [
        ("verified_claim", json!([]), json!({}), None),
        (
            "verified_claim",
            json!([]),
            json!({ "email_verified": false }),
            Some("no-trusted-email"),
        ),
        // Microsoft Entra says nothing of it.
        (
            "verified_claim",
            json!([]),
            json!({ "email_verified": null }),
            Some("no-trusted-email"),
        ),
        (
            "edov",
            json!([]),
            json!({ "email_verified": null, "xms_edov": 1 }),
            None,
        ),
        ("edov", json!([]), json!({}), Some("no-trusted-email")),
        (
            "issuer_and_domains",
            json!(["firma.example"]),
            json!({ "email_verified": null }),
            None,
        ),
        (
            "issuer_and_domains",
            json!(["other.example"]),
            json!({}),
            Some("unknown"),
        ),
        (
            "verified_claim",
            json!([]),
            json!({ "email": null }),
            Some("no-trusted-email"),
        ),
    ] {
        for just_in_time in [false, true] {
            let fields = json!({ "email_trust": trust, "domains": domains, "just_in_time": just_in_time });
            let (org, provider, _) = connected("alpha", fields.clone()).await;
            let invited = org.create(person("ida").email("ida@firma.example")).await;
            provider.says(with(ida(), said.clone()));
            let answer = sign_in(&org, &provider).await;
            match expected {
                None => assert_eq!(
                    entered(&org, &answer).await["id"],
                    invited.id.as_str(),
                    "{fields} {said}"
                ),
                Some(word) => {
                    assert_eq!(failure(&answer), word, "{fields} {said}");
                    assert_eq!(org.user(&invited.id).await["status"], "invited");
                    assert_eq!(org.search("ida").await.len(), 1, "{fields} {said}");
                }
            }
        }
    }
}

#[tokio::test]
async fn who_is_disabled_stays_out_whichever_way_they_are_found() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    org.disable(me["id"].as_str().unwrap()).await;
    assert_eq!(failure(&sign_in(&org, &provider).await), "disabled");
    let other = org.create(person("mads").email("mads@firma.example")).await;
    org.disable(&other.id).await;
    provider.says(with(
        ida(),
        json!({ "sub": "mads-1", "email": "mads@firma.example" }),
    ));
    assert_eq!(failure(&sign_in(&org, &provider).await), "disabled");
    // Nothing was noted on them: enabled, they are found by their e-mail as anybody is.
    assert_eq!(org.timeline(&other.id).await, ["created", "disabled"]);
}

#[tokio::test]
async fn a_session_ends_with_the_next_request_once_its_owner_is_disabled() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let answer = sign_in(&org, &provider).await;
    let me = entered(&org, &answer).await;
    org.disable(me["id"].as_str().unwrap()).await;
    let session = answer
        .cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("__Host-session="));
    org.with_token(session.unwrap().to_owned())
        .get("/api/me")
        .await
        .expect(401);
}

#[tokio::test]
async fn many_first_sign_ins_at_once_make_one_person() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let trips = (0..8).map(|_| async {
        let answer = sign_in(&org, &provider).await;
        entered(&org, &answer).await["id"].as_str().unwrap().to_owned()
    });
    let mut ids = futures::future::join_all(trips).await;
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(org.search("holm").await.len(), 1);
}

#[tokio::test]
async fn a_creation_and_a_first_sign_in_at_once_make_one_person() {
    for _ in 0..4 {
        let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
        let (created, answer) = tokio::join!(
            org.try_create(person("ida").email("ida@firma.example")),
            sign_in(&org, &provider)
        );
        let me = entered(&org, &answer).await;
        assert!([201, 409].contains(&created.status), "{}", created.text);
        if created.status == 201 {
            assert_eq!(me["id"], created.id());
        }
        assert_eq!(org.search("ida@firma.example").await.len(), 1);
    }
}

#[tokio::test]
async fn an_unconfirmed_sign_up_holds_no_e_mail_against_who_signs_in_by_it() {
    let org = crate::support::organisation::open_organisation("alpha").await;
    let provider = OpenId::start().await;
    provider.wait(org.context().now().duration_since(jiff::Timestamp::now()));
    connect(&org, &provider, json!({ "just_in_time": true })).await;
    org.sign_up(&json!({ "email": "ida@firma.example" }))
        .await
        .expect(202);
    org.deliver().await;
    let squatter = org.search("ida@firma.example").await.remove(0);
    assert_eq!(squatter["source"], "sign_up");
    let link = org.link_of(squatter["id"].as_str().unwrap()).await;
    let me = entered(&org, &sign_in(&org, &provider).await).await;
    assert_ne!(me["id"], squatter["id"]);
    assert_eq!(me["source"], "sso");
    org.open(&link).await.expect(410);
}

#[tokio::test]
async fn an_address_that_was_given_to_somebody_else_leads_to_nobodys_account() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let ida_is = entered(&org, &sign_in(&org, &provider).await).await;
    provider.says(with(
        ida(),
        json!({ "sub": "peter-2", "given_name": "Peter", "family_name": "Olsen" }),
    ));
    assert_eq!(failure(&sign_in(&org, &provider).await), "somebody-else");
    // The same person by another name of the provider's, as another client id of ours brings about.
    provider.says(with(ida(), json!({ "sub": "ida-2" })));
    let again = entered(&org, &sign_in(&org, &provider).await).await;
    assert_eq!(again["id"], ida_is["id"]);
}

#[tokio::test]
async fn the_same_account_at_a_provider_is_another_person_in_another_organisation() {
    let (alpha, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let beta = alpha.world.organisation("beta").await;
    connect(&beta, &provider, json!({ "just_in_time": true })).await;
    let in_alpha = entered(&alpha, &sign_in(&alpha, &provider).await).await;
    let in_beta = entered(&beta, &sign_in(&beta, &provider).await).await;
    assert_ne!(in_alpha["id"], in_beta["id"]);
    // What is said of one organisation's sign-in is worth nothing in another: its connection is its own.
    let other = OpenId::start().await;
    connect(&beta, &other, json!({ "just_in_time": true })).await;
    let mut browser = Browser::default();
    let begun = browser.open(&beta, "/api/sso/beta").await;
    assert_eq!(failure(&begun), "choose");
}

#[tokio::test]
async fn who_came_from_a_directory_is_known_by_the_id_it_has_for_them() {
    for (claim, expected) in [(json!("oid"), None), (Value::Null, Some("no-trusted-email"))] {
        let (org, provider) = (organisation("alpha").await, OpenId::start().await);
        let directory = org.directory().await;
        let token = claim.as_str().map(|_| &directory.integration.id);
        let fields = json!({ "external_id_claim": claim, "integration_token": token, "just_in_time": true });
        connect(&org, &provider, fields).await;
        let provisioned = directory.create(&described("Ida.Holm")).await;
        let id = provisioned["id"].as_str().unwrap();
        // Another e-mail, and nobody vouches for it.
        provider.says(with(
            ida(),
            json!({ "oid": "x-ida.holm", "email_verified": null }),
        ));
        let answer = sign_in(&org, &provider).await;
        if let Some(word) = expected {
            assert_eq!(failure(&answer), word);
            continue;
        }
        let me = entered(&org, &answer).await;
        assert_eq!(
            (&me["id"], &me["status"], &me["source"]),
            (&json!(id), &json!("active"), &json!("integration"))
        );
        // Whom the directory disables cannot sign in, and is the same person when they come back.
        let disable = json!([{ "op": "replace", "path": "active", "value": false }]);
        directory.patch(id, disable).await;
        assert_eq!(failure(&sign_in(&org, &provider).await), "disabled");
        directory
            .patch(id, json!([{ "op": "replace", "path": "active", "value": true }]))
            .await;
        assert_eq!(entered(&org, &sign_in(&org, &provider).await).await["id"], id);
    }
}

#[tokio::test]
async fn who_was_erased_is_new_when_they_come_again() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let before = entered(&org, &sign_in(&org, &provider).await).await;
    let path = format!("/api/users/{}", before["id"].as_str().unwrap());
    org.send("DELETE", &path, None, &[("if-match", "*")])
        .await
        .expect(200);
    let after = entered(&org, &sign_in(&org, &provider).await).await;
    assert_ne!(after["id"], before["id"]);
}

#[tokio::test]
async fn a_provider_that_says_too_little_creates_nobody() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    provider.says(with(ida(), json!({ "given_name": null, "family_name": null })));
    assert_eq!(failure(&sign_in(&org, &provider).await), "too-little");
    provider.says(with(
        ida(),
        json!({ "given_name": null, "family_name": null, "name": "Ida Holm" }),
    ));
    entered(&org, &sign_in(&org, &provider).await).await;
}

#[tokio::test]
async fn the_browser_is_known_afterwards_and_the_session_is_a_cookie_like_any_other() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    let mut browser = Browser::default();
    let answer = round_trip(&org, &provider, &mut browser).await;
    let names: Vec<&str> = answer
        .cookies
        .iter()
        .filter_map(|cookie| Some(cookie.split_once('=')?.0))
        .collect();
    assert_eq!(names, ["__Host-session", "__Host-devices"]);
    let page = browser.open(&org, "/alpha").await;
    assert!(page.text.contains("Ida"), "{}", page.text);
}

#[tokio::test]
async fn one_is_led_to_where_one_wanted_to_go_and_nowhere_else() {
    let (org, provider, _) = connected("alpha", json!({ "just_in_time": true })).await;
    for (target, expected) in [
        ("https://rollcall.example/alpha/sign-up", "/alpha/sign-up"),
        ("https://rollcall.example/alpha", "/alpha"),
        ("https://rollcall.example/beta", "/alpha"),
        ("https://rollcall.example/alphabet", "/alpha"),
        ("https://rollcall.example.evil.example/alpha", "/alpha"),
        ("https://evil.example/alpha", "/alpha"),
        ("//evil.example/alpha", "/alpha"),
        ("https://rollcall.example/alpha/\\evil", "/alpha"),
    ] {
        let mut browser = Browser::default();
        let target: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let path = format!(
            "/api/sso/alpha?iss={}&login_hint=ida&target_link_uri={target}&more=1",
            provider.issuer
        );
        let begun = browser.open(&org, &path).await;
        assert!(location(&begun).contains("login_hint=ida"));
        let back = provider.authorize(&location(&begun));
        let ended = browser.open(&org, &back).await;
        assert_eq!(location(&ended), expected);
    }
}

#[tokio::test]
async fn one_is_led_to_the_provider_of_ones_e_mail() {
    let (org, first, _) = connected("alpha", json!({ "domains": ["firma.example"] })).await;
    let second = OpenId::start().await;
    let id = connect(&org, &second, json!({ "domains": ["other.example"] })).await;
    for (query, expected) in [
        ("?login_hint=ida@firma.example".to_owned(), &first),
        ("?login_hint=Ida@Other.example".to_owned(), &second),
        (format!("?connection={id}"), &second),
        (format!("?iss={}", first.issuer), &first),
    ] {
        let begun = Browser::default()
            .open(&org, &format!("/api/sso/alpha{query}"))
            .await;
        assert!(location(&begun).starts_with(&expected.issuer), "{query}");
    }
    for query in ["", "?login_hint=ida@third.example", "?iss=https://evil.example"] {
        let begun = Browser::default()
            .open(&org, &format!("/api/sso/alpha{query}"))
            .await;
        assert_eq!(failure(&begun), "choose", "{query}");
    }
    let none = organisation("gamma").await;
    assert_eq!(
        failure(&Browser::default().open(&none, "/api/sso/gamma").await),
        "no-connection"
    );
}

#[tokio::test]
async fn the_sign_in_page_has_a_button_for_each_connection_and_a_sentence_for_each_failure() {
    let (org, _, id) = connected("alpha", json!({ "name": "<b>Firma</b> konto" })).await;
    let page = org.get_openly("/alpha").await.expect(200).text;
    assert!(
        page.contains(&format!("href=\"/api/sso/alpha?connection={id}\"")),
        "{page}"
    );
    assert!(page.contains("Sign in with") && page.contains("&lt;b&gt;Firma&lt;/b&gt; konto"));
    let failed = org.get_openly("/alpha?sso=disabled").await.expect(200).text;
    assert!(failed.contains("your account here is disabled") && failed.contains("role=\"alert\""));
    let unknown = org.get_openly("/alpha?sso=%3Cscript%3E").await.expect(200).text;
    assert!(!unknown.contains("role=\"alert\"") && !unknown.contains("script"));
    let german = org
        .get_openly("/alpha?sso=stale&language=de")
        .await
        .expect(200)
        .text;
    assert!(german.contains("Diese Anmeldung ist abgelaufen."), "{german}");
}
