//! Sign-up links of departments: seats, ends, rotation, revocation, and who may make them.

mod killed;
mod moving;
mod printing;

use crate::support::{
    answer::Answer,
    organisation::{Member, Org, open_organisation, organisation_at_noon},
    person::person,
    world::{OTHER_PASSWORD, PASSWORD, link_in},
};
use futures::{StreamExt, future::join_all, stream};
use jiff::SignedDuration;
use serde_json::{Value, json};

const LINKS: &str = "/api/sign-up-links";

/// What the address of a link carries.
fn token(link: &Value) -> String {
    let url = link["url"].as_str().unwrap();
    url.split_once("?link=").unwrap().1.to_owned()
}

impl Org {
    /// A link to a department, with what else is asked for.
    async fn link(&self, department: &str, with: Value) -> Value {
        let mut wanted = json!({ "department": department });
        for (name, value) in with.as_object().into_iter().flatten() {
            wanted[name] = value.clone();
        }
        self.post(LINKS, wanted).await.expect(201).json()
    }

    /// The link of an id, as the list shows it.
    async fn shown(&self, id: &str) -> Value {
        let links = self.items(LINKS).await;
        links.into_iter().find(|link| link["id"] == *id).unwrap()
    }

    /// How many people have signed up with a link.
    async fn used(&self, link: &Value) -> u64 {
        let link = self.shown(link["id"].as_str().unwrap()).await;
        link["used"].as_u64().unwrap()
    }

    /// Signs up with a link by e-mail, as somebody called so.
    async fn come_by(&self, link: &Value, name: &str) -> u16 {
        let form = json!({ "email": format!("{name}@example.com"), "link": token(link) });
        self.sign_up(&form).await.status
    }

    /// Signs up with a link as the person of this number, from an address of their own, until the store is not busy with others.
    async fn insist_on(&self, link: &Value, n: u32) -> Answer {
        let form = json!({ "email": format!("p{n}@example.com"), "link": token(link) });
        loop {
            let answer = self.sign_up_from(&format!("198.51.{n}.7"), &form).await;
            if answer.status != 503 {
                return answer;
            }
        }
    }
}

#[tokio::test]
async fn a_link_fixes_the_department_and_works_where_the_form_is_closed() {
    let org = open_organisation("alpha").await;
    org.settings(json!({ "sign_up": { "enabled": false, "default_department": null } }))
        .await;
    org.get_openly("/api/sign-up/alpha").await.expect(404);
    let link = org.link("Filiale Flensburg", json!({ "label": "Kasse 3" })).await;
    assert_eq!(link["label"], "Kasse 3");
    let url = format!("https://rollcall.example/alpha/sign-up?link={}", token(&link));
    assert_eq!(link["url"], url);
    let path = format!("/api/sign-up/alpha?link={}", token(&link).to_uppercase());
    let form = org.get_openly(&path).await.expect(200).json();
    assert_eq!(form["department"]["name"], "Filiale Flensburg");
    assert_eq!(form["departments"], json!([]));
    // Whatever department is asked for, and read by its country.
    let asked =
        json!({ "username": "ida2", "phone": "0170 1234568", "department": "Køkken", "link": token(&link) });
    org.sign_up(&asked).await.expect(202);
    org.deliver().await;
    let redeemed = org.redeem(&org.newest_link().await, PASSWORD).await.expect(200);
    let me = org
        .with_token(redeemed.token())
        .get("/api/me")
        .await
        .expect(200)
        .json();
    assert_eq!(me["department"]["name"], "Filiale Flensburg");
    assert_eq!(
        (&me["source"], &me["phone"]),
        (&json!("sign_up"), &json!("+491701234568"))
    );
    assert_eq!(org.used(&link).await, 1);
}

#[tokio::test]
async fn of_two_hundred_who_sign_up_at_once_as_many_as_there_are_seats_come_in() {
    let org = open_organisation("alpha").await;
    let link = org.link("Køkken", json!({ "seats": 37 })).await;
    let sign_ups = (0..200).map(|n| org.insist_on(&link, n));
    let answers: Vec<_> = stream::iter(sign_ups).buffer_unordered(200).collect().await;
    let taken = answers.iter().filter(|answer| answer.status == 202).count();
    assert_eq!(taken, 37);
    for answer in answers.iter().filter(|answer| answer.status != 202) {
        assert_eq!(answer.status, 410);
        assert!(
            answer.text.contains("All places of this sign-up link are taken"),
            "{}",
            answer.text
        );
    }
    assert_eq!(org.used(&link).await, 37);
    org.deliver().await;
    assert_eq!(org.users().await.len(), 38, "and the administrator");
    assert_eq!(org.used(&link).await, 37);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_repeated_press_takes_no_seat_and_a_known_contact_holds_one_like_anybody() {
    let org = open_organisation("alpha").await;
    org.active(person("known")).await;
    let link = org.link("Køkken", json!({ "seats": 3 })).await;
    let press = || async { org.come_by(&link, "ida").await };
    assert_eq!(join_all((0..5).map(|_| press())).await, [202; 5]);
    assert_eq!(org.used(&link).await, 1);
    assert_eq!(org.come_by(&link, "known").await, 202);
    org.deliver().await;
    assert_eq!(org.used(&link).await, 2, "nothing tells which of them is known");
    // Later it is another press; each of them has a seat, and takes no other one.
    org.wait(SignedDuration::from_mins(11));
    for name in ["ida", "known"] {
        assert_eq!(org.come_by(&link, name).await, 202);
        org.deliver().await;
        assert_eq!(org.used(&link).await, 2, "{name}");
    }
    assert_eq!(
        (org.come_by(&link, "bo").await, org.come_by(&link, "mia").await),
        (202, 410)
    );
    org.deliver().await;
    let people = org.items("/api/users").await;
    assert_eq!(people.len(), 4, "the administrator, known, ida and bo");
    assert_eq!(org.messages_to("known@example.com").await.len(), 2);
    // Nobody activated, so every seat is free again.
    org.wait(SignedDuration::from_hours(24 * 15));
    org.run_schedule().await;
    let org = org.administrator().await;
    assert_eq!((org.users().await.len(), org.used(&link).await), (2, 0));
}

#[tokio::test]
async fn seats_tell_nobody_who_has_an_account() {
    let org = open_organisation("alpha").await;
    org.active(person("active")).await;
    org.create(person("invited")).await;
    let disabled = org.create(person("disabled")).await.id;
    org.disable(&disabled).await;
    for name in ["active", "invited", "disabled", "nobody"] {
        let link = org.link("Køkken", json!({ "seats": 1 })).await;
        assert_eq!(org.come_by(&link, name).await, 202, "{name}");
        org.deliver().await;
        let path = format!("/api/sign-up/alpha?link={}", token(&link));
        org.get_openly(&path).await.expect(410);
        assert_eq!(org.come_by(&link, "mia").await, 410, "{name}");
    }
}

#[tokio::test]
async fn a_link_of_a_department_that_is_gone_is_shown_as_closed() {
    let org = open_organisation("alpha").await;
    let gone = org.add("departments", json!({ "name": "Julebod" })).await;
    let link = org.link("Julebod", json!({})).await;
    let state = async || org.shown(link["id"].as_str().unwrap()).await["state"].clone();
    assert_eq!(state().await, "open");
    org.delete(&format!("/api/departments/{gone}")).await.expect(204);
    assert_eq!(state().await, "closed");
    let path = format!("/api/sign-up/alpha?link={}", token(&link));
    org.get_openly(&path).await.expect(410);
}

#[tokio::test]
async fn a_repeat_that_is_worked_off_first_creates_nobody_beside_its_seat() {
    let org = open_organisation("alpha").await;
    let link = org.link("Køkken", json!({ "seats": 1 })).await;
    for _ in 0..3 {
        assert_eq!(org.come_by(&link, "ida").await, 202);
    }
    // In either order.
    let mut batch = org.stream().await;
    for _ in 0..2 {
        batch["Records"].as_array_mut().unwrap().reverse();
        org.deliver_batch(&batch).await;
    }
    assert_eq!((org.users().await.len(), org.used(&link).await), (2, 1));
    assert_eq!(org.messages().await.len(), 1);
}

#[tokio::test]
async fn a_sign_up_that_nobody_confirmed_gives_its_seat_back() {
    let org = open_organisation("alpha").await;
    let link = org.link("Køkken", json!({ "seats": 2 })).await;
    assert_eq!(
        (org.come_by(&link, "ida").await, org.come_by(&link, "bo").await),
        (202, 202)
    );
    org.deliver().await;
    let of_ida = link_in(&org.messages_to("ida@example.com").await[0]);
    org.redeem(&of_ida, PASSWORD).await.expect(200);
    org.wait(SignedDuration::from_hours(24 * 15));
    org.run_schedule().await;
    let org = org.administrator().await;
    assert_eq!((org.users().await.len(), org.used(&link).await), (2, 1));
    assert_eq!(
        (org.come_by(&link, "mia").await, org.come_by(&link, "eva").await),
        (202, 410)
    );
}

#[tokio::test]
async fn who_is_erased_or_gives_way_before_they_come_in_gives_their_seat_back_and_nobody_else() {
    let org = open_organisation("alpha").await;
    let id_of = async |name: &str| {
        let found = org.search(&format!("{name}@example.com")).await;
        found[0]["id"].as_str().unwrap().to_owned()
    };
    let invites = org.link("Køkken", json!({ "seats": 5 })).await;
    for name in ["ida", "bo", "mia", "eva"] {
        assert_eq!(org.come_by(&invites, name).await, 202);
    }
    org.deliver().await;
    let of_bo = link_in(&org.messages_to("bo@example.com").await[0]);
    org.redeem(&of_bo, PASSWORD).await.expect(200);
    // Bo has come in: his seat is taken for good.
    for (name, used) in [("ida", 3), ("bo", 3)] {
        org.try_erase(&id_of(name).await).await.expect(200);
        assert_eq!(org.used(&invites).await, used, "{name}");
    }
    // An administrator creates one of them, and gives another one's e-mail to somebody.
    org.create(person("mia")).await;
    assert_eq!(org.used(&invites).await, 2);
    let other = org.create(person("other")).await;
    org.patch(&other.id, json!({ "email": "eva@example.com" })).await;
    assert_eq!(org.used(&invites).await, 1, "and that of Bo");
    // Awaiting approval.
    org.settings(json!({ "sign_up": { "approval": "links" } })).await;
    let approved = org.link("Filiale Flensburg", json!({ "seats": 2 })).await;
    for name in ["liv", "per"] {
        assert_eq!(org.come_by(&approved, name).await, 202);
    }
    org.deliver().await;
    assert_eq!(
        (org.come_by(&approved, "tom").await, org.used(&approved).await),
        (410, 2)
    );
    org.try_erase(&id_of("liv").await).await.expect(200);
    assert_eq!(org.used(&approved).await, 1);
    assert_eq!(org.come_by(&approved, "tom").await, 202);
    // Of a link that is gone, seats are of no account.
    org.delete(&format!("{LINKS}/{}", approved["id"].as_str().unwrap()))
        .await
        .expect(204);
    org.deliver().await;
    org.try_erase(&id_of("per").await).await.expect(200);
    org.create(person("tom")).await;
    assert_eq!(org.items(LINKS).await.len(), 1);
    assert_eq!(org.orphans().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_old_poster_explains_itself() {
    let org = open_organisation("alpha").await;
    let said = async |token: &str, status: u16, words: &str| {
        let shown = org
            .get_openly(&format!("/api/sign-up/alpha?link={token}"))
            .await
            .expect(status);
        assert!(shown.text.contains(words), "{}", shown.text);
        let form = json!({ "email": "ida@example.com", "link": token });
        let sent = org.sign_up(&form).await.expect(status);
        assert!(sent.text.contains(words), "{}", sent.text);
        let page = org
            .get_openly(&format!("/alpha/sign-up?link={token}"))
            .await
            .expect(status);
        page.text
    };
    said("0000000000000000", 410, "is none of this organisation’s").await;
    let link = org.link("Køkken", json!({})).await;
    let before = token(&link);
    let path = format!("{LINKS}/{}", link["id"].as_str().unwrap());
    let rotated = org
        .post(&format!("{path}/rotate"), json!({}))
        .await
        .expect(200)
        .json();
    let after = token(&rotated);
    assert_ne!(before, after);
    assert_eq!((&rotated["id"], &rotated["used"]), (&link["id"], &link["used"]));
    assert!(
        said(&before, 410, "was replaced by a newer one")
            .await
            .contains("There is a newer link")
    );
    let page = org
        .get_openly(&format!("/alpha/sign-up?link={after}"))
        .await
        .expect(200)
        .text;
    assert!(page.contains("Køkken") && page.contains(&after), "{page}");
    org.delete(&path).await.expect(204);
    org.delete(&path).await.expect(404);
    for token in [&before, &after] {
        let page = said(token, 410, "is not in use any more").await;
        assert!(page.contains("This link is not in use any more"), "{page}");
    }
    assert_eq!(org.items(LINKS).await, Vec::<Value>::new());
    let ends_at = org.context().now() + SignedDuration::from_hours(1);
    let ending = org.link("Køkken", json!({ "ends_at": ends_at })).await;
    org.get_openly(&format!("/api/sign-up/alpha?link={}", token(&ending)))
        .await
        .expect(200);
    org.wait(SignedDuration::from_mins(61));
    let page = said(&token(&ending), 410, "The time to sign up with this link is over").await;
    assert!(page.contains("The time to sign up is over"), "{page}");
    assert_eq!(org.users().await.len(), 1, "the administrator");
}

#[tokio::test]
async fn nobody_passes_a_rotation_or_a_revocation_that_comes_at_the_same_moment() {
    let org = open_organisation("alpha").await;
    let link = org.link("Køkken", json!({})).await;
    let path = format!("{LINKS}/{}/rotate", link["id"].as_str().unwrap());
    let sign_ups = join_all((0..60).map(|n| org.insist_on(&link, n)));
    let rotations = join_all((0..4).map(|_| org.post(&path, json!({}))));
    let (answers, rotated) = futures::join!(sign_ups, rotations);
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    let taken = statuses.iter().filter(|status| **status == 202).count();
    assert!(
        statuses.iter().all(|status| [202, 410].contains(status)),
        "{statuses:?}"
    );
    assert!(rotated.iter().any(|answer| answer.status == 200));
    assert!(rotated.iter().all(|answer| [200, 409].contains(&answer.status)));
    assert_eq!(org.used(&link).await, taken as u64);
    org.deliver().await;
    assert_eq!(org.users().await.len(), taken + 1);
    assert_eq!(org.come_by(&link, "late").await, 410);
}

#[tokio::test]
async fn a_link_of_a_department_that_goes_takes_nobody_there() {
    let org = open_organisation("alpha").await;
    let id = org.add("departments", json!({ "name": "Lager" })).await;
    let link = org.link(&id, json!({})).await;
    org.delete(&format!("/api/departments/{id}")).await.expect(204);
    assert_eq!(org.come_by(&link, "ida").await, 410);
    let path = format!("/api/sign-up/alpha?link={}", token(&link));
    let refused = org.get_openly(&path).await.expect(410);
    assert!(
        refused.text.contains("is not in use any more"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn who_signed_up_before_the_lists_changed_comes_to_entries_that_are_there() {
    let org = open_organisation("alpha").await;
    let department = org.add("departments", json!({ "name": "Lager" })).await;
    let job_profile = org.add("job-profiles", json!({ "name": "Sommerhjælp" })).await;
    let old = org.add_permission_type("Sommer", &[]).await;
    let defaults = |job_profile: &str, kind: &str| json!({ "sign_up": { "default_job_profile": job_profile, "default_permission_type": kind } });
    org.settings(defaults(&job_profile, &old)).await;
    let link = org.link(&department, json!({})).await;
    assert_eq!(org.come_by(&link, "ida").await, 202);
    // Before anything came of it, all three are gone, without people and so without anything in their place.
    org.settings(defaults("Butiksassistent", "User")).await;
    for path in [
        format!("/api/departments/{department}"),
        format!("/api/job-profiles/{job_profile}"),
        format!("/api/permission-types/{old}"),
    ] {
        org.delete(&path).await.expect(204);
    }
    // And of somebody else the permission type has got rights.
    let grown = org.add_permission_type("Hold", &[]).await;
    org.settings(defaults("Butiksassistent", &grown)).await;
    let link = org.link("Filiale Flensburg", json!({})).await;
    assert_eq!(org.come_by(&link, "eva").await, 202);
    org.settings(defaults("Butiksassistent", "User")).await;
    org.patch_at(
        &format!("/api/permission-types/{grown}"),
        json!({ "capabilities": ["manage_users"] }),
    )
    .await
    .expect(200);
    org.deliver().await;
    let people = org.items("/api/users?source=sign_up").await;
    let places: Vec<_> = people
        .iter()
        .map(|one| {
            ["department", "job_profile", "permission_type"]
                .map(|field| one[field]["name"].as_str().unwrap().to_owned())
        })
        .collect();
    let places: std::collections::BTreeSet<_> = places.into_iter().collect();
    let expected = [
        ["Filiale Flensburg", "Butiksassistent", "User"],
        ["Køkken", "Butiksassistent", "User"],
    ];
    assert_eq!(places, expected.map(|place| place.map(str::to_owned)).into());
}

#[tokio::test]
async fn links_are_made_for_ones_own_departments_and_seen_by_nobody_else() {
    let org = open_organisation("alpha").await;
    let manager: Member = org.active(person("m").permission_type("Manager")).await;
    let user: Member = org.active(person("u")).await;
    let own = manager.link("Køkken", json!({ "label": "Kantine" })).await;
    let elsewhere = org.link("Filiale Flensburg", json!({})).await;
    let listed = |links: Vec<Value>| {
        links
            .into_iter()
            .map(|link| link["id"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(manager.items(LINKS).await), [own["id"].clone()]);
    let all = [elsewhere["id"].clone(), own["id"].clone()];
    assert_eq!(listed(org.items(LINKS).await), all);
    assert_eq!(listed(org.all(&format!("{LINKS}?limit=1")).await), all);
    for (member, total) in [(&org, 2), (&*manager, 1)] {
        let page = member.get(&format!("{LINKS}?limit=1")).await.expect(200).json();
        assert_eq!(
            (&page["total"], page["next_cursor"].is_string()),
            (&json!(total), total > 1)
        );
    }
    let of_kitchen = org.items(&format!("{LINKS}?department=K%C3%B8kken")).await;
    assert_eq!(listed(of_kitchen), [own["id"].clone()]);
    let wanted = json!({ "department": "Filiale Flensburg" });
    let refused = manager.post(LINKS, wanted.clone()).await;
    refused.problem(422, "/department", "not_your_department");
    let theirs = format!("{LINKS}/{}", elsewhere["id"].as_str().unwrap());
    manager.delete(&theirs).await.expect(404);
    manager
        .post(&format!("{theirs}/rotate"), json!({}))
        .await
        .expect(404);
    user.get(LINKS).await.expect(403);
    user.post(LINKS, wanted).await.expect(403);
    // Another organisation's.
    let beta = org.world.organisation("beta").await;
    beta.open_sign_up().await;
    let known = beta.delete(&theirs).await.expect(404);
    assert_eq!(
        known.text,
        beta.delete(&format!("{LINKS}/l_0")).await.expect(404).text
    );
    let path = |slug: &str, token: &str| format!("/api/sign-up/{slug}?link={token}");
    let foreign = beta.get_openly(&path("beta", &token(&own))).await.expect(410);
    let unknown = beta
        .get_openly(&path("beta", "0000000000000000"))
        .await
        .expect(410);
    assert_eq!(foreign.text, unknown.text);
    // What was done is on record.
    manager
        .delete(&format!("{LINKS}/{}", own["id"].as_str().unwrap()))
        .await
        .expect(204);
    let audit = org.items("/api/audit").await;
    let entries = audit.iter().filter(|entry| entry["sign_up_link_id"] == own["id"]);
    let kinds: Vec<&Value> = entries.map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["sign_up_link_revoked", "sign_up_link_created"]);
}

#[tokio::test]
async fn a_link_needs_to_know_what_people_become() {
    let org = organisation_at_noon("alpha").await;
    let wanted = json!({ "department": "Køkken" });
    let refused = org.post(LINKS, wanted.clone()).await.expect(409);
    assert!(
        refused.text.contains("sign_up.default_job_profile"),
        "{}",
        refused.text
    );
    let wrong = json!({ "label": "x".repeat(101), "ends_at": "soon", "seats": 0, "colour": "red" });
    let refused = org.post(LINKS, wrong).await.expect(422);
    let mut faulty = refused.faulty();
    faulty.sort_unstable();
    assert_eq!(faulty, ["/colour", "/department", "/ends_at", "/label", "/seats"]);
    org.settings(
        json!({ "sign_up": { "default_job_profile": "Butiksassistent", "default_permission_type": "User" } }),
    )
    .await;
    let link = org.post(LINKS, wanted).await.expect(201).json();
    assert_eq!(org.come_by(&link, "ida").await, 202);
    // What was made is gone: there is no form, by whichever way.
    org.settings(json!({ "sign_up": { "default_job_profile": null } }))
        .await;
    assert_eq!(org.come_by(&link, "bo").await, 404);
}

#[tokio::test]
async fn the_page_of_a_link_signs_people_up_in_their_language() {
    let org = open_organisation("alpha").await;
    let link = org.link("Filiale Flensburg", json!({ "seats": 1 })).await;
    let address = format!("/alpha/sign-up?link={}", token(&link));
    let page = org.get_openly(&address).await.expect(200).text;
    assert!(
        page.contains("Filiale Flensburg") && !page.contains("<select id=\"department\""),
        "{page}"
    );
    let fields = [
        ("first_name", "Åse"),
        ("last_name", "Holm"),
        ("sign_in_with", "email"),
        ("email", "aase@example.com"),
        ("link", &token(&link)),
    ];
    // Another language keeps what was typed, and the link.
    let danish: Vec<_> = fields.iter().copied().chain([("only", "show")]).collect();
    let page = org
        .form("/alpha/sign-up?language=da", &danish, json!({}))
        .await
        .expect(200)
        .text;
    assert!(page.contains(&token(&link)) && page.contains("value=\"Åse\"") && page.contains("Afdeling"));
    let page = org
        .form("/alpha/sign-up", &fields, json!({}))
        .await
        .expect(202)
        .text;
    assert!(
        page.contains(&format!("/alpha/sign-up?link={}", token(&link))),
        "{page}"
    );
    // The page after it, in another language, although the last seat is taken.
    let received = [
        ("email", "aase@example.com"),
        ("link", &token(&link)),
        ("only", "received"),
    ];
    org.form("/alpha/sign-up?language=de", &received, json!({}))
        .await
        .expect(202);
    let page = org.get_openly(&address).await.expect(410).text;
    assert!(page.contains("All places are taken"), "{page}");
    let show = [("link", token(&link)), ("only", "show".to_owned())];
    let show = show.each_ref().map(|(name, value)| (*name, value.as_str()));
    let page = org
        .form("/alpha/sign-up?language=da", &show, json!({}))
        .await
        .expect(410)
        .text;
    assert!(page.contains("Alle pladser er optaget"), "{page}");
    org.deliver().await;
    org.redeem(&org.newest_link().await, OTHER_PASSWORD)
        .await
        .expect(200);
}
