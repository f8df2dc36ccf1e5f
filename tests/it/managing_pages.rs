//! The pages of those who manage people: sign-up links, who awaits approval, connections and directories.

mod adoption;
mod deployed;
mod rules;
mod tokens;

use crate::support::{
    answer::Answer,
    openid::{CLIENT, OpenId, SECRET, with},
    organisation::{Org, open_organisation, organisation},
    person::person,
};
use serde_json::{Value, json};

impl Org {
    /// Opens a page with the session's cookie, as a browser does.
    async fn page(&self, path: &str) -> Answer {
        let headers = self.browser().as_object().unwrap().clone();
        self.send_raw("GET", path, None, headers).await
    }

    /// Presses a button with the session's cookie: where it leads.
    async fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.form(path, fields, self.browser()).await.expect(303);
        answer.headers["location"].clone()
    }

    fn browser(&self) -> Value {
        json!({ "cookie": format!("__Host-session={}", self.token) })
    }

    async fn department_id(&self, name: &str) -> String {
        let all = self.items("/api/departments").await;
        let found = all.iter().find(|one| one["name"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    async fn links(&self) -> Vec<Value> {
        self.items("/api/sign-up-links").await
    }
}

#[tokio::test]
async fn a_manager_makes_changes_and_revokes_links_of_their_department_alone() {
    let org = open_organisation("alpha").await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let welcome = manager.page("/alpha").await.expect(200).text;
    assert!(
        welcome.contains("href=\"/alpha/sign-up-links\"") && welcome.contains("href=\"/alpha/sign-ups\"")
    );
    let empty = manager
        .page("/alpha/sign-up-links?language=en")
        .await
        .expect(200)
        .text;
    assert!(
        empty.contains("There is no link yet") && empty.contains("Køkken"),
        "{empty}"
    );
    assert!(
        !empty.contains("Filiale Flensburg"),
        "a department of somebody else"
    );
    let own = org.department_id("Køkken").await;
    let fields = [
        ("department", own.as_str()),
        ("label", "Kantine <1>"),
        ("ends_at", "2099-08-31"),
        ("seats", "3"),
    ];
    assert_eq!(
        manager.send_form("/alpha/sign-up-links", &fields).await,
        "/alpha/sign-up-links?created=1"
    );
    let link = org.links().await.remove(0);
    assert_eq!(
        (&link["label"], &link["ends_at"], &link["seats"]),
        (&json!("Kantine <1>"), &json!("2099-08-31T22:00:00Z"), &json!(3))
    );
    let page = manager
        .page("/alpha/sign-up-links?created=1&language=en")
        .await
        .expect(200)
        .text;
    for expected in [
        "Kantine &lt;1&gt;",
        "0 of 3",
        "The link is there.",
        link["url"].as_str().unwrap(),
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let id = link["id"].as_str().unwrap();
    for file in ["poster.pdf", "qr.svg", "qr.png"] {
        let address = format!("/api/sign-up-links/{id}/{file}");
        assert!(page.contains(&address), "{address}");
    }
    // What is wrong is said at once, and what was typed stays.
    let elsewhere = org.department_id("Filiale Flensburg").await;
    let wrong = [
        ("department", elsewhere.as_str()),
        ("label", "Lager"),
        ("ends_at", "2020-01-01"),
        ("seats", "x"),
    ];
    let refused = manager
        .form("/alpha/sign-up-links", &wrong, manager.browser())
        .await
        .expect(422);
    for field in ["department", "ends_at", "seats"] {
        assert!(
            refused.text.contains(&format!("id=\"{field}-fault\"")),
            "{field}: {}",
            refused.text
        );
    }
    assert!(refused.text.contains("value=\"Lager\"") && refused.text.contains("value=\"2020-01-01\""));
    assert_eq!(org.links().await.len(), 1);
    let at = format!("/alpha/sign-up-links/{id}");
    assert_eq!(
        manager.send_form(&format!("{at}/rotate"), &[]).await,
        "/alpha/sign-up-links?rotated=1"
    );
    assert_ne!(org.links().await[0]["url"], link["url"]);
    // Not theirs, and another organisation's.
    let theirs = org
        .post("/api/sign-up-links", json!({ "department": "Filiale Flensburg" }))
        .await
        .expect(201)
        .json();
    let theirs = format!("/alpha/sign-up-links/{}", theirs["id"].as_str().unwrap());
    for what in ["rotate", "revoke"] {
        let path = format!("{theirs}/{what}");
        manager.form(&path, &[], manager.browser()).await.expect(404);
    }
    assert_eq!(
        manager.send_form(&format!("{at}/revoke"), &[]).await,
        "/alpha/sign-up-links?revoked=1"
    );
    assert_eq!(org.links().await.len(), 1, "the other one");
}

#[tokio::test]
async fn a_manager_approves_and_refuses_those_of_their_department_alone() {
    let org = open_organisation("alpha").await;
    org.settings(json!({ "sign_up": { "approval": "all" } })).await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    for name in ["ida", "bo"] {
        let form = json!({ "first_name": name, "email": format!("{name}@example.com") });
        org.sign_up(&form).await.expect(202);
    }
    org.deliver().await;
    org.follow().await;
    let id_of = async |name: &str| {
        let found = org.search(&format!("{name}@example.com")).await;
        found[0]["id"].as_str().unwrap().to_owned()
    };
    let (ida, bo) = (id_of("ida").await, id_of("bo").await);
    let page = manager.page("/alpha/sign-ups?language=en").await.expect(200).text;
    assert!(
        page.contains("ida@example.com") && page.contains("bo@example.com"),
        "{page}"
    );
    let approve = format!("/alpha/sign-ups/{ida}/approve");
    assert_eq!(
        manager.send_form(&approve, &[]).await,
        "/alpha/sign-ups?approved=1"
    );
    // Somebody else was faster.
    assert_eq!(
        manager.send_form(&approve, &[]).await,
        "/alpha/sign-ups?decided=1"
    );
    assert_eq!(org.user(&ida).await["status"], "invited");
    let refuse = format!("/alpha/sign-ups/{bo}/refuse");
    let long = "x".repeat(301);
    let refused = manager
        .form(&refuse, &[("reason", &long)], manager.browser())
        .await
        .expect(422);
    assert!(refused.text.contains("role=\"alert\"") && refused.text.contains("bo@example.com"));
    // Its address takes a form alone: another language is had of the list.
    assert!(refused.text.contains("href=\"/alpha/sign-ups?language=de\""));
    assert_eq!(
        manager.send_form(&refuse, &[("reason", "Unknown here")]).await,
        "/alpha/sign-ups?refused=1"
    );
    assert_eq!(manager.send_form(&refuse, &[]).await, "/alpha/sign-ups?decided=1");
    org.deliver().await;
    assert!(
        org.messages_to("bo@example.com").await[0]
            .text
            .contains("Unknown here")
    );
    assert_eq!(org.messages_to("ida@example.com").await.len(), 1);
    let page = manager
        .page("/alpha/sign-ups?refused=1&language=en")
        .await
        .expect(200)
        .text;
    assert!(
        page.contains("Nobody is waiting") && page.contains("Refused."),
        "{page}"
    );
    // Another department's are neither shown nor touched.
    org.settings(json!({ "sign_up": { "default_department": "Filiale Flensburg" } }))
        .await;
    org.sign_up(&json!({ "email": "mia@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    org.follow().await;
    let page = manager.page("/alpha/sign-ups").await.expect(200).text;
    assert!(!page.contains("mia@example.com"), "{page}");
    let mia = id_of("mia").await;
    for what in ["approve", "refuse"] {
        manager
            .send_form(&format!("/alpha/sign-ups/{mia}/{what}"), &[])
            .await;
    }
    assert_eq!(org.user(&mia).await["status"], "awaiting_approval");
}

#[tokio::test]
async fn nobody_else_comes_to_the_pages_of_managers() {
    let org = open_organisation("alpha").await;
    let user = org.active(person("u")).await;
    let welcome = user.page("/alpha").await.expect(200).text;
    assert!(!welcome.contains("sign-up-links"), "{welcome}");
    let beta = org.world.organisation("beta").await;
    let actions = [
        "sign-up-links",
        "sign-up-links/l_1/rotate",
        "sign-up-links/l_1/revoke",
        "sign-ups/u_1/approve",
        "sign-ups/u_1/refuse",
    ];
    for path in ["/alpha/sign-up-links", "/alpha/sign-ups"] {
        let page = user.page(&format!("{path}?language=en")).await.expect(403).text;
        assert!(page.contains("This page is for managers"), "{page}");
        // Who is signed in nowhere, or somewhere else, is led to where they sign in.
        let stranger = org.get_openly(path).await.expect(303);
        assert_eq!(stranger.headers["location"], "/alpha");
        assert_eq!(beta.page(path).await.expect(303).headers["location"], "/alpha");
    }
    for path in actions.map(|action| format!("/alpha/{action}")) {
        user.form(&path, &[], user.browser()).await.expect(403);
        assert_eq!(beta.send_form(&path, &[]).await, "/alpha");
        let stranger = org.form(&path, &[], json!({})).await.expect(303);
        assert_eq!(stranger.headers["location"], "/alpha");
        // Nobody else's page does it in a manager's name.
        let mut foreign = org.browser();
        foreign["sec-fetch-site"] = json!("cross-site");
        org.form(&path, &[], foreign).await.expect(403);
    }
    assert_eq!(org.links().await, Vec::<Value>::new());
}

#[tokio::test]
async fn links_are_shown_page_by_page_and_a_button_leads_back_to_its_page() {
    let org = open_organisation("alpha").await;
    for n in 0..52 {
        let wanted = json!({ "department": "Køkken", "label": format!("Kasse {n:02}") });
        org.post("/api/sign-up-links", wanted).await.expect(201);
    }
    let shown = |page: &str| page.matches("<article").count();
    let first = org
        .page("/alpha/sign-up-links?language=de")
        .await
        .expect(200)
        .text;
    assert_eq!(shown(&first), 50);
    assert!(
        first.contains("52 Links.") && first.contains("Nächste Seite"),
        "{first}"
    );
    assert!(first.contains("Kasse 51") && !first.contains("Erste Seite"));
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let cursor = next.split("cursor=").nth(1).unwrap().to_owned();
    let second = org.page(&next).await.expect(200).text;
    assert_eq!(shown(&second), 2);
    assert!(
        second.contains("Kasse 00") && second.contains("Erste Seite") && !second.contains("Nächste Seite"),
        "{second}"
    );
    // In another language it is the same page.
    assert!(
        second.contains(&format!("?cursor={cursor}&amp;language=da\"")),
        "{second}"
    );
    // Somebody else cannot use it, nor can anybody what is none: both see the first page.
    let manager = org.active(person("m").permission_type("Manager")).await;
    for address in [next.clone(), "/alpha/sign-up-links?cursor=x".to_owned()] {
        let page = manager.page(&address).await.expect(200).text;
        assert_eq!(shown(&page), 50, "{page}");
    }
    let links = org.all("/api/sign-up-links?limit=200").await;
    let last = |n: usize| links[links.len() - n]["id"].as_str().unwrap();
    let at = |id: &str, what: &str| format!("/alpha/sign-up-links/{id}/{what}");
    let kept = [("cursor", cursor.as_str())];
    let back = org.send_form(&at(last(1), "rotate"), &kept).await;
    assert_eq!(back, format!("/alpha/sign-up-links?cursor={cursor}&rotated=1"));
    let page = org.page(&back).await.expect(200).text;
    assert!(page.contains("role=\"status\"") && shown(&page) == 2, "{page}");
    for n in [1, 2] {
        org.send_form(&at(last(n), "revoke"), &kept).await;
    }
    // Nothing is left there.
    let page = org.page(&next).await.expect(200).text;
    assert_eq!(shown(&page), 50);
    assert!(
        !page.contains("Erste Seite") && page.contains("50 Links."),
        "{page}"
    );
}

/// The fields of the form of a connection.
fn connection_fields<'a>(issuer: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", "Firma"),
        ("issuer", issuer),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("domains", "firma.example,\r\n nordlys.example"),
        ("email_trust", "verified_claim"),
        ("just_in_time", "on"),
        ("department", "https://nordlys.example/department"),
        ("keep_department", "on"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn an_administrator_makes_changes_tests_and_removes_a_connection() {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    let welcome = org.page("/alpha").await.expect(200).text;
    assert!(welcome.contains("href=\"/alpha/integration\""), "{welcome}");
    let empty = org.page("/alpha/integration?language=en").await.expect(200).text;
    assert!(
        empty.contains("There is no connection yet")
            && empty.contains("https://rollcall.example/api/sso/callback")
    );
    let fields = connection_fields(&provider.issuer, &[]);
    let made = org.send_form("/alpha/integration/new", &fields).await;
    assert_eq!(made, "/alpha/integration?connection-added=1");
    let shown = org.items("/api/connections").await.remove(0);
    assert_eq!(
        (&shown["domains"], &shown["just_in_time"]),
        (&json!(["firma.example", "nordlys.example"]), &json!(true))
    );
    assert_eq!(
        (&shown["has_client_secret"], &shown["keep_in_sync"]),
        (&json!(true), &json!(["department"]))
    );
    let id = shown["id"].as_str().unwrap();
    let at = |rest: &str| format!("/alpha/integration/{id}{rest}");
    // The form shows what there is, and nothing of the secret.
    let form = org.page(&at("")).await.expect(200).text;
    for said in [
        "value=\"Firma\"",
        "firma.example\nnordlys.example",
        "value=\"https://nordlys.example/department\"",
    ] {
        assert!(form.contains(said), "{said}: {form}");
    }
    assert!(!form.contains("client_secret") && !form.contains("s3cret"));
    let version = hidden(&form, "version");
    let changed = [
        ("name", "Konto"),
        ("keep_department", ""),
        ("version", version.as_str()),
    ];
    let fields = connection_fields(&provider.issuer, &changed);
    assert_eq!(
        org.send_form(&at(""), &fields).await,
        "/alpha/integration?connection-changed=1"
    );
    let shown = org.items("/api/connections").await.remove(0);
    assert_eq!(
        (
            &shown["name"],
            &shown["has_client_secret"],
            &shown["keep_in_sync"]
        ),
        (&json!("Konto"), &json!(true), &json!([]))
    );
    // Faults stand at their fields, and what was typed stays.
    let fields = connection_fields("http://login.example", &[("domains", "x"), ("email", "upn")]);
    let faulty = org
        .form("/alpha/integration/new?language=en", &fields, org.browser())
        .await
        .expect(422)
        .text;
    assert!(
        faulty.contains("href=\"#issuer\"")
            && faulty.contains("href=\"#domains\"")
            && faulty.contains("href=\"#email\""),
        "{faulty}"
    );
    assert!(faulty.contains("value=\"http://login.example\""));
    // The test begins at the provider, and comes back to a page that says what came of it.
    provider.says(with(
        json!({ "sub": "ida-1", "given_name": "Ida", "family_name": "Holm", "email": "ida@firma.example" }),
        json!({ "email_verified": true, "https://nordlys.example/department": "Nowhere" }),
    ));
    let test = org.page(&at("/test?language=en")).await.expect(200).text;
    let begin = test
        .split("href=\"")
        .find(|rest| rest.starts_with("/api/sso/alpha"))
        .unwrap();
    let begin = begin.split('"').next().unwrap().replace("&amp;", "&");
    let html = json!({ "accept": "text/html,*/*" }).as_object().unwrap().clone();
    let begun = org.send_raw("GET", &begin, None, html.clone()).await.expect(303);
    let mut back = html.clone();
    back.insert("cookie".to_owned(), json!(begun.cookies.join("; ")));
    let ended = org
        .send_raw("GET", &provider.authorize(&begun.headers["location"]), None, back)
        .await
        .expect(303);
    let result = ended.headers["location"].clone();
    assert!(result.starts_with(&at("/test?result=t_")), "{result}");
    let said = org.page(&format!("{result}&language=en")).await.expect(200).text;
    for words in [
        "you are new, and would be created",
        "There is no department “Nowhere”",
        "ida@firma.example",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let danish = org.page(&format!("{result}&language=da")).await.expect(200).text;
    assert!(danish.contains("Der er ingen afdeling, der hedder"), "{danish}");
    // It is there for a while, for those who have its address, and nothing else is.
    let anybody = org.get_openly(&result).await.expect(200).text;
    assert!(anybody.contains("ida@firma.example") && !anybody.contains("trial="));
    let other = result.replace("result=t_", "result=t_0");
    assert_eq!(
        org.get_openly(&other).await.expect(303).headers["location"],
        "/alpha"
    );
    org.wait(jiff::SignedDuration::from_mins(16));
    assert!(org.page(&result).await.expect(200).text.contains("is over"));
    // Another secret, and the end of it.
    let name = format!("secret-{id}");
    assert_eq!(
        org.send_form(&at("/secret"), &[(&name, "another")]).await,
        "/alpha/integration?secret-rotated=1"
    );
    let refused = org.form(&at("/secret"), &[(&name, "")], org.browser()).await;
    assert!(refused.expect(422).text.contains("role=\"alert\""));
    assert_eq!(
        org.send_form(&at("/remove"), &[]).await,
        "/alpha/integration?connection-removed=1"
    );
    org.page(&at("")).await.expect(404);
    assert!(org.items("/api/connections").await.is_empty());
}

#[tokio::test]
async fn connections_are_for_who_holds_all_rights() {
    let (org, provider) = (open_organisation("alpha").await, OpenId::start().await);
    org.send_form(
        "/alpha/integration/new",
        &connection_fields(&provider.issuer, &[]),
    )
    .await;
    let id = org.items("/api/connections").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    org.add_permission_type("Settings", &["manage_settings"]).await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let settings = org.active(person("s").permission_type("Settings")).await;
    let nobody = org.active(person("n")).await;
    let beta = org.world.organisation("beta").await;
    assert!(
        !manager
            .page("/alpha")
            .await
            .expect(200)
            .text
            .contains("/alpha/integration")
    );
    for (who, status) in [(&*manager, 403), (&*settings, 403), (&*nobody, 403), (&beta, 303)] {
        for path in ["", "/new", &format!("/{id}"), &format!("/{id}/test")] {
            who.page(&format!("/alpha/integration{path}"))
                .await
                .expect(status);
        }
        for path in [
            "/new",
            &format!("/{id}"),
            &format!("/{id}/secret"),
            &format!("/{id}/remove"),
        ] {
            let fields = connection_fields(&provider.issuer, &[]);
            let answer = who
                .form(&format!("/alpha/integration{path}"), &fields, who.browser())
                .await;
            answer.expect(status);
        }
    }
    assert_eq!(org.items("/api/connections").await.len(), 1);
    org.get_openly("/alpha/integration").await.expect(303);
    // A form of another site changes nothing.
    let mut foreign = org.browser();
    foreign["sec-fetch-site"] = json!("cross-site");
    org.form(&format!("/alpha/integration/{id}/remove"), &[], foreign)
        .await
        .expect(403);
    assert_eq!(org.items("/api/connections").await.len(), 1);
}

/// What a form sends unseen.
fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&field)
        .unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().replace("&quot;", "\"")
}

#[tokio::test]
async fn a_form_undoes_nothing_that_was_changed_since_it_was_opened() {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    org.send_form(
        "/alpha/integration/new",
        &connection_fields(&provider.issuer, &[]),
    )
    .await;
    let id = org.items("/api/connections").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/alpha/integration/{id}");
    let version = hidden(&org.page(&path).await.expect(200).text, "version");
    org.patch_at(
        &format!("/api/connections/{id}"),
        json!({ "domains": ["firma.example"] }),
    )
    .await
    .expect(200);
    let stale = connection_fields(&provider.issuer, &[("name", "Konto"), ("version", &version)]);
    org.form(&path, &stale, org.browser()).await.expect(409);
    let shown = org.items("/api/connections").await.remove(0);
    assert_eq!(
        (&shown["domains"], &shown["name"]),
        (&json!(["firma.example"]), &json!("Firma"))
    );
}

#[tokio::test]
async fn a_second_press_of_a_form_makes_no_second_connection() {
    let (org, provider) = (organisation("alpha").await, OpenId::start().await);
    for together in [false, true] {
        let form = org.page("/alpha/integration/new").await.expect(200).text;
        let id = hidden(&form, "new_id");
        let domains = format!("p{together}.example");
        let fields = connection_fields(&provider.issuer, &[("new_id", &id), ("domains", &domains)]);
        let press = async || org.send_form("/alpha/integration/new", &fields).await;
        let led = if together {
            let (one, other) = tokio::join!(press(), press());
            [one, other]
        } else {
            [press().await, press().await]
        };
        assert_eq!(led, ["/alpha/integration?connection-added=1"; 2]);
        let made = org.items("/api/connections").await;
        assert_eq!(made.len(), 1 + usize::from(together), "{made:?}");
        assert!(made.iter().any(|one| one["id"] == id.as_str()));
    }
}
