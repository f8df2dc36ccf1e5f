//! An e-mail's domain leads to its connection, and to nothing else.

use super::{Browser, connect, entered, location};
use crate::support::{
    answer::Answer,
    openid::{CLIENT, OpenId},
    organisation::{Org, organisation},
    person::person,
    world::PASSWORD,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// An organisation with a connection for each of two domains, and Ida, whose e-mail is of the first: their ids.
async fn two_homes() -> (Org, OpenId, [String; 2]) {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    let first = connect(
        &org,
        &provider,
        json!({ "domains": ["firma.example"], "just_in_time": true }),
    )
    .await;
    let second = json!({ "name": "Other", "issuer": "https://login.other.example", "client_id": CLIENT, "domains": ["other.example"] });
    let second = org.post("/api/connections", second).await.expect(201).id();
    org.active(person("ida").email("ida@firma.example").username("ida.holm"))
        .await;
    (org, provider, [first, second])
}

async fn roads(org: &Org, identifier: &str) -> Value {
    let path = format!("/api/sso/{}", org.slug);
    org.post_openly(&path, json!({ "identifier": identifier }))
        .await
        .expect(200)
        .json()
}

/// The path of an address of ours, in which no e-mail can be read.
#[track_caller]
fn path(url: &str) -> &str {
    assert!(!url.contains('@') && !url.contains("%40"), "{url}");
    url.strip_prefix("https://rollcall.example").unwrap_or(url)
}

/// Whom the provider is asked to sign in.
#[track_caller]
fn login_hint(answer: &Answer) -> Option<String> {
    let location = location(answer);
    let (_, query) = location.split_once('?').unwrap();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let found = pairs.find(|(name, _)| name == "login_hint");
    found.map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn the_domain_of_an_e_mail_leads_to_its_provider_whether_or_not_anybody_has_it() {
    let (org, provider, [first, second]) = two_homes().await;
    for (identifier, expected) in [
        ("ida@firma.example", Some(&first)),
        ("nobody@firma.example", Some(&first)),
        ("  Nobody@FIRMA.example ", Some(&first)),
        ("somebody@other.example", Some(&second)),
        ("admin@alpha.example", None),
        ("x@sub.firma.example", None),
        ("x@firma.example.evil.example", None),
        ("ida.holm", None),
        ("nobody.holm", None),
        ("@firma.example", None),
    ] {
        let found = roads(&org, identifier).await;
        let id = &found["single_sign_on"]["id"];
        assert_eq!(
            (id, &found["password"]),
            (&json!(expected), &json!(true)),
            "{identifier}"
        );
        let names: Vec<&String> = found.as_object().unwrap().keys().collect();
        assert_eq!(names, ["password", "single_sign_on"]);
    }
    let url = roads(&org, "ida@firma.example").await["single_sign_on"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let begun = Browser::default().open(&org, path(&url)).await;
    assert_eq!(login_hint(&begun).as_deref(), Some("ida@firma.example"));
    // They come back as whom the provider names.
    let mut browser = Browser::default();
    let begun = browser.open(&org, path(&url)).await;
    let me = browser.open(&org, &provider.authorize(&location(&begun))).await;
    assert_eq!(entered(&org, &me).await["username"], "ida.holm");
    // What was sealed for one connection is nothing to another, and after a while to none.
    let hint = url.split_once("&hint=").unwrap().1;
    let elsewhere = format!("/api/sso/alpha?connection={first}&hint={}", &hint[1..]);
    assert_eq!(login_hint(&Browser::default().open(&org, &elsewhere).await), None);
    org.wait(SignedDuration::from_mins(11));
    provider.wait(SignedDuration::from_mins(11));
    assert_eq!(login_hint(&Browser::default().open(&org, path(&url)).await), None);
    // What a provider's own tile says is given on as it was.
    let tile = format!("/api/sso/alpha?connection={first}&login_hint=x@y.example");
    assert_eq!(
        login_hint(&Browser::default().open(&org, &tile).await).as_deref(),
        Some("x@y.example")
    );
}

#[tokio::test]
async fn what_is_asked_is_held_to_its_form_and_an_unknown_organisation_has_no_provider() {
    let (org, _, _) = two_homes().await;
    let ask = async |slug: &str, body: Value| org.post_openly(&format!("/api/sso/{slug}"), body).await;
    let refused = ask("alpha", json!({ "identifier": "x", "password": "y" })).await;
    assert_eq!(refused.expect(422).faulty(), ["/password"]);
    assert_eq!(
        ask("alpha", json!({})).await.expect(422).faulty(),
        ["/identifier"]
    );
    ask("x", json!({ "identifier": "x" })).await.expect(404);
    let nowhere = ask("nowhere", json!({ "identifier": "ida@firma.example" }))
        .await
        .expect(200)
        .json();
    assert_eq!(nowhere, json!({ "single_sign_on": null, "password": true }));
}

#[tokio::test]
async fn the_sign_in_page_leads_on_by_the_domain_and_takes_other_passwords_as_before() {
    let (org, _, [first, _]) = two_homes().await;
    let post = async |path: &str, identifier: &str, password: &str| {
        org.form(
            path,
            &[("identifier", identifier), ("password", password)],
            json!({}),
        )
        .await
    };
    let mut seen = Vec::new();
    for (identifier, password) in [
        ("ida@firma.example", PASSWORD),
        ("ida@firma.example", ""),
        ("nobody@firma.example", PASSWORD),
        ("nobody@firma.example", "wrong"),
    ] {
        let led = post("/alpha", identifier, password).await;
        let address = location(&led);
        assert!(
            address.starts_with(&format!("/alpha?connection={first}&hint=")),
            "{address}"
        );
        assert!(led.cookies.is_empty());
        let page = Browser::default()
            .open(&org, path(&address))
            .await
            .expect(200)
            .text;
        let onward = format!("/api/sso/alpha?{}", address.split_once('?').unwrap().1);
        let refresh = format!("content=\"0;url={}\"", onward.replace('&', "&amp;"));
        assert!(
            page.contains(&refresh) && !page.contains("@firma.example"),
            "{page}"
        );
        let begun = Browser::default().open(&org, &onward).await;
        assert_eq!(login_hint(&begun).as_deref(), Some(identifier));
        // Nothing else of the page says who is there.
        let hint = address.rsplit_once("hint=").unwrap().1;
        seen.push(page.replace(hint, ""));
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:#?}");
    // A page in another language leads on in it.
    let led = location(&post("/alpha?language=da", "ida@firma.example", "").await);
    let page = org.get_openly(path(&led)).await.expect(200).text;
    assert!(
        page.contains("lang=\"da\"") && page.contains("Videre til"),
        "{led}"
    );
    // Others sign in as before, and so does who asks for the form.
    post("/alpha", "admin@alpha.example", PASSWORD).await.expect(303);
    post("/alpha", "ida.holm", PASSWORD).await.expect(303);
    post("/alpha", "admin@alpha.example", "wrong").await.expect(401);
    let page = org.get_openly("/alpha").await.expect(200).text;
    assert!(page.contains("/alpha?password=1"), "{page}");
    let entered = post("/alpha?password=1", "ida@firma.example", PASSWORD).await;
    assert_eq!(location(&entered), "/alpha");
    // Addresses that nobody made lead nowhere.
    for wrong in [
        "/alpha?connection=sc_0000000000000000&hint=abc",
        "/alpha?connection=x&hint=abc",
        &format!("/alpha?connection={first}&hint=%22%3E%3Cscript%3E"),
        &format!("/alpha?connection={first}"),
    ] {
        let page = org.get_openly(wrong).await.expect(200).text;
        assert!(
            page.contains("type=\"password\"") && !page.contains("http-equiv"),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn where_single_sign_on_is_required_the_only_connection_is_everybodys() {
    let (org, provider, [first, second]) = two_homes().await;
    let mut browser = Browser::default();
    let begun = browser
        .open(&org, &format!("/api/sso/alpha?connection={first}"))
        .await;
    browser
        .open(&org, &provider.authorize(&location(&begun)))
        .await
        .expect(303);
    let founder = org.get("/api/me").await.expect(200).id();
    org.settings(json!({ "sso": { "required": true, "break_glass": founder } }))
        .await;
    let found = roads(&org, "ida.holm").await;
    assert_eq!(found, json!({ "single_sign_on": null, "password": false }));
    org.delete(&format!("/api/connections/{second}"))
        .await
        .expect(204);
    for identifier in ["ida.holm", "nobody", "x@elsewhere.example", "ida@firma.example"] {
        let found = roads(&org, identifier).await;
        assert_eq!(
            (&found["single_sign_on"]["id"], &found["password"]),
            (&json!(first), &json!(false))
        );
    }
}
