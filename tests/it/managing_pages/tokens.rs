//! Tokens of directories: made once, shown once, replaced and removed.

use super::hidden;
use crate::support::{
    answer::texts,
    machines::Integration,
    organisation::{Org, open_organisation, organisation},
    person::person,
    scim::{Directory, described},
};
use serde_json::json;

const PAGE: &str = "/alpha/integration";
const NEW: &str = "/alpha/integration/tokens/new";

/// The secret that a page shows, which carries the id of its token.
fn secret(page: &str) -> Integration {
    let token = page.split("rollcall.alpha.it_").nth(1).expect(page);
    let token = format!("rollcall.alpha.it_{}", token.split('<').next().unwrap());
    Integration {
        id: token.split('.').nth(2).unwrap().to_owned(),
        token,
    }
}

/// Presses the button of a form, and reads what it answers.
async fn press(org: &Org, path: &str, fields: &[(&str, &str)]) -> String {
    org.form(path, fields, org.browser()).await.expect(200).text
}

async fn lets_in(org: &Org, integration: &Integration) -> bool {
    let directory = Directory {
        org: org.clone(),
        integration: integration.clone(),
    };
    directory.get("/Users").await.status == 200
}

#[tokio::test]
async fn a_secret_is_shown_once_and_lets_a_directory_in() {
    let org = organisation("alpha").await;
    let empty = org.page(&format!("{PAGE}?language=en")).await.expect(200).text;
    for said in [
        "There is no token yet",
        "https://rollcall.example/scim/v2",
        "Directories are refused",
    ] {
        assert!(empty.contains(said), "{said}: {empty}");
    }
    let form = org.page(NEW).await.expect(200).text;
    let id = hidden(&form, "new_id");
    let fields = [
        ("new_id", id.as_str()),
        ("name", " Microsoft <Entra> "),
        ("may_grant", "manage_own_department"),
        ("may_grant", "manage_users"),
    ];
    let answer = org
        .form(&format!("{NEW}?language=en"), &fields, org.browser())
        .await
        .expect(200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(!answer.headers.contains_key("location") && answer.cookies.is_empty());
    let shown = secret(&answer.text);
    assert_eq!(shown.id, id);
    for said in [
        "Copy the secret now",
        "Microsoft &lt;Entra&gt;",
        "https://rollcall.example/scim/v2",
    ] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    // Another language would be another page, and the secret gone.
    assert!(!answer.text.contains("hreflang"));
    assert!(lets_in(&org, &shown).await);
    let made = org.items("/api/integration-tokens").await;
    assert_eq!(
        (&made[0]["name"], &made[0]["may_grant"]),
        (
            &json!("Microsoft <Entra>"),
            &json!(["manage_own_department", "manage_users"])
        )
    );
    // Opened again, or asked for again, it is shown by nothing.
    let random = shown.token.rsplit('.').next().unwrap();
    let again = press(&org, &format!("{NEW}?language=en"), &fields).await;
    assert!(again.contains("The token is there already"), "{again}");
    let list = org.page(&format!("{PAGE}?language=en")).await.expect(200).text;
    for page in [&again, &list, &org.page(NEW).await.expect(200).text] {
        assert!(!page.contains(random), "{page}");
    }
    let maker = org.get("/api/me").await.expect(200).json();
    for said in [
        "Microsoft &lt;Entra&gt;",
        "Manage the people of every department",
        maker["first_name"].as_str().unwrap(),
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert!(!list.contains("Never, or more than a year ago"), "{list}");
    assert_eq!(org.items("/api/integration-tokens").await.len(), 1);
}

#[tokio::test]
async fn two_presses_at_once_make_one_token_and_show_one_secret() {
    let org = organisation("alpha").await;
    let id = hidden(&org.page(NEW).await.expect(200).text, "new_id");
    let fields = [("new_id", id.as_str()), ("name", "Entra")];
    let (one, other) = tokio::join!(press(&org, NEW, &fields), press(&org, NEW, &fields));
    let shown = [&one, &other].map(|page| page.matches("rollcall.alpha.it_").count());
    assert_eq!(shown.iter().sum::<usize>(), 1, "{one} {other}");
    assert_eq!(org.items("/api/integration-tokens").await.len(), 1);
    // An id that is none is drawn anew, and so is one of another kind.
    for id in ["", "it_", "it_<>", "ac_0s3k9q2m7x1c5v8b", "settings"] {
        let made = secret(&press(&org, NEW, &[("new_id", id), ("name", "Okta")]).await);
        assert_ne!(made.id, id);
    }
    assert_eq!(org.items("/api/integration-tokens").await.len(), 6);
    assert!(org.items("/api/api-clients").await.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_token_stands_beside_its_field_and_what_was_typed_stays() {
    let org = organisation("alpha").await;
    let form = org.page(&format!("{NEW}?language=da")).await.expect(200).text;
    let id = hidden(&form, "new_id");
    let long = "x".repeat(101);
    for (name, may_grant, fault) in [
        ("", "manage_users", "name"),
        (long.as_str(), "manage_users", "name"),
        ("Entra", "everything", "may_grant"),
    ] {
        let fields = [("new_id", id.as_str()), ("name", name), ("may_grant", may_grant)];
        let refused = org
            .form(&format!("{NEW}?language=da"), &fields, org.browser())
            .await
            .expect(422)
            .text;
        assert!(
            refused.contains(&format!("href=\"#{fault}\"")),
            "{fault}: {refused}"
        );
        assert!(
            refused.contains(&format!("id=\"{fault}-fault\"")),
            "{fault}: {refused}"
        );
        assert_eq!(hidden(&refused, "new_id"), id);
        if !name.is_empty() {
            assert!(refused.contains(&format!("value=\"{name}\"")), "{refused}");
        }
        let ticked = refused.contains("value=\"manage_users\" checked");
        assert_eq!(ticked, may_grant == "manage_users", "{refused}");
    }
    for n in 0..100 {
        org.add_integration(&format!("T{n:02}"), &[]).await;
    }
    let fields = [("new_id", id.as_str()), ("name", "Et katalog til")];
    let full = org
        .form(&format!("{NEW}?language=da"), &fields, org.browser())
        .await
        .expect(409)
        .text;
    assert!(
        full.contains("role=\"alert\"")
            && full.contains("højst 100")
            && full.contains("value=\"Et katalog til\""),
        "{full}"
    );
    // They come page by page.
    let shown = |page: &str| page.matches("<article").count();
    let first = org.page(PAGE).await.expect(200).text;
    assert!(shown(&first) == 50 && first.contains(">T49<") && !first.contains(">T50<"));
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = org.page(&next).await.expect(200).text;
    assert!(shown(&second) == 50 && second.contains(">T50<") && !second.contains("rel=\"next\""));
}

#[tokio::test]
async fn a_token_gets_another_secret_and_a_second_press_ends_none() {
    let org = organisation("alpha").await;
    let first = org.add_integration("Entra", &[]).await;
    let rotate = format!("/alpha/integration/tokens/{}/rotate?language=en", first.id);
    let page = format!("{PAGE}?language=en");
    let list = org.page(&page).await.expect(200).text;
    assert!(list.contains("One works"), "{list}");
    let version = hidden(&list, "version");
    let answer = org
        .form(&rotate, &[("version", &version)], org.browser())
        .await
        .expect(200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(
        answer.text.contains("The former secret works until"),
        "{}",
        answer.text
    );
    let second = secret(&answer.text);
    assert!(second.id == first.id && second.token != first.token);
    // A hurried second press, a reload, and a form that names no version.
    for version in [version.as_str(), "", "*x"] {
        let refused = org
            .form(&rotate, &[("version", version)], org.browser())
            .await
            .expect(409)
            .text;
        assert!(refused.contains("has got another secret since"), "{refused}");
        assert!(!refused.contains("rollcall.alpha."), "{refused}");
        // The page stands at an address that takes a form alone.
        assert!(
            refused.contains("href=\"/alpha/integration?language=da\""),
            "{refused}"
        );
    }
    assert!(lets_in(&org, &first).await && lets_in(&org, &second).await);
    let list = org.page(&page).await.expect(200).text;
    assert!(
        list.contains("Two work: the former one until") && list.contains("ends the older of them at once"),
        "{list}"
    );
    assert!(!list.contains(second.token.rsplit('.').next().unwrap()));
    // Meant, it ends the first at once.
    let answer = press(&org, &rotate, &[("version", &hidden(&list, "version"))]).await;
    let third = secret(&answer);
    assert!(!lets_in(&org, &first).await);
    assert!(lets_in(&org, &second).await && lets_in(&org, &third).await);
    let remove = format!("/alpha/integration/tokens/{}/remove", first.id);
    assert_eq!(
        org.send_form(&remove, &[]).await,
        "/alpha/integration?token-removed=1"
    );
    let list = org
        .page("/alpha/integration?token-removed=1&language=en")
        .await
        .expect(200)
        .text;
    assert!(list.contains("The token is gone") && list.contains("There is no token yet"));
    assert!(!lets_in(&org, &third).await);
    for path in [&rotate, &remove] {
        org.form(path, &[("version", "*")], org.browser())
            .await
            .expect(404);
    }
    let entries = org.items("/api/audit?limit=4").await;
    assert_eq!(
        texts(&json!(entries), "kind"),
        [
            "integration_token_removed",
            "integration_token_rotated",
            "integration_token_rotated",
            "integration_token_added"
        ]
    );
}

#[tokio::test]
async fn tokens_are_for_those_who_hold_all_rights_and_for_our_own_pages() {
    let org = open_organisation("alpha").await;
    let made = org.add_integration("Entra", &[]).await;
    org.add_permission_type("Settings", &["manage_settings"]).await;
    org.add_permission_type("Chef", &["manage_own_department", "manage_settings"])
        .await;
    let manager = org.active(person("m").permission_type("Manager")).await;
    let settings = org.active(person("s").permission_type("Settings")).await;
    let chef = org.active(person("c").permission_type("Chef")).await;
    let nobody = org.active(person("n")).await;
    let beta = org.world.organisation("beta").await;
    let at = |what: &str| format!("/alpha/integration/tokens/{}/{what}", made.id);
    let fields = [("name", "Mine"), ("version", "*"), ("adopt", "on")];
    let adoption = "/alpha/integration/adoption".to_owned();
    let rules = "/alpha/integration/rules".to_owned();
    for (who, status) in [
        (&*manager, 403),
        (&*settings, 403),
        (&*chef, 403),
        (&*nobody, 403),
        (&beta, 303),
    ] {
        for path in [NEW, &adoption, &rules] {
            who.page(path).await.expect(status);
        }
        for path in [
            NEW.to_owned(),
            at("rotate"),
            at("remove"),
            adoption.clone(),
            rules.clone(),
        ] {
            who.form(&path, &fields, who.browser()).await.expect(status);
        }
    }
    // A form of another site does nothing, nor does one of nobody.
    for path in [NEW.to_owned(), at("rotate"), at("remove"), adoption, rules] {
        let mut foreign = org.browser();
        foreign["sec-fetch-site"] = json!("cross-site");
        org.form(&path, &fields, foreign).await.expect(403);
        let stranger = org.form(&path, &fields, json!({})).await.expect(303);
        assert_eq!(stranger.headers["location"], "/alpha");
    }
    assert_eq!(
        texts(&json!(org.items("/api/integration-tokens").await), "id"),
        [made.id.as_str()]
    );
    assert!(lets_in(&org, &made).await);
    let settings = org.get("/api/settings").await.expect(200).json();
    assert_eq!(settings["integration"]["adopt"], false);
    // Another organisation's token is not theirs to touch.
    let theirs = beta.add_integration("Okta", &[]).await;
    for what in ["rotate", "remove"] {
        let path = format!("/alpha/integration/tokens/{}/{what}", theirs.id);
        org.form(&path, &fields, org.browser()).await.expect(404);
    }
    assert_eq!(beta.items("/api/integration-tokens").await.len(), 1);
    // Rights that are lost are lost to the token: what directories then send is refused, and its list says who made it.
    let boss = org.active(person("boss").permission_type("Administrator")).await;
    let own = secret(&press(&boss, NEW, &[("name", "Boss")]).await);
    let directory = Directory {
        org: org.clone(),
        integration: own,
    };
    directory.create(&described("Ida.Holm")).await;
    org.patch(&boss.id, json!({ "permission_type": "User" })).await;
    let refused = directory.post(&described("Eva.Dal")).await;
    assert!(matches!(refused.status, 401 | 403), "{}", refused.text);
    boss.page(PAGE).await.expect(303);
}
