//! People who are there already are taken over by a directory: where the organisation lets it, after a look at whom.

use crate::support::{
    answer::texts,
    organisation::{Org, organisation},
    person::person,
    scim::{CORE, described, described_with, id, scim_type},
    world::PASSWORD,
};
use serde_json::{Value, json};

async fn preview(org: &Org) -> Value {
    org.get("/api/integration/adoption").await.expect(200).json()
}

async fn adopt(org: &Org) {
    org.settings(json!({ "integration": { "adopt": true } })).await;
}

#[tokio::test]
async fn after_a_look_at_whom_people_who_are_there_are_adopted() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let mut there = Vec::new();
    for number in 0..5 {
        let email = format!("p{number}.holm@example.com");
        there.push(org.create(person("p").email(&email).quiet()).await.id);
    }
    let active = org.activate(&there[0]).await;
    org.create(person("nobody-else").quiet()).await;
    assert_eq!(
        preview(&org).await,
        json!({ "people": 0, "more": false, "some": [] })
    );
    for number in 0..5 {
        let name = format!("P{number}.Holm");
        let found = directory
            .filter(&format!("userName eq \"{}@example.com\"", name.to_lowercase()))
            .await;
        assert!(found.is_empty());
        let refused = directory.post(&described(&name)).await.expect(409);
        assert_eq!(scim_type(&refused), "uniqueness");
    }
    let previewed = preview(&org).await;
    let mut ids = texts(&previewed["some"], "id");
    let mut expected = there.clone();
    ids.sort();
    expected.sort();
    assert_eq!((&previewed["people"], ids), (&json!(5), expected));
    adopt(&org).await;
    for (number, id_there) in there.iter().enumerate() {
        let name = format!("P{number}.Holm");
        let adopted = directory.post(&described(&name)).await.expect(201).json();
        assert_eq!(&adopted["id"], id_there.as_str());
    }
    assert_eq!(preview(&org).await["people"], 0);
    // They are the people they were: with their password, in the list, and once.
    active.get("/api/me").await.expect(200);
    org.sign_in("p0.holm@example.com", PASSWORD).await.expect(200);
    let listed = directory.get("/Users").await.expect(200).json();
    let mut listed_ids = texts(&listed["Resources"], "id");
    listed_ids.sort();
    there.sort();
    assert_eq!((&listed["totalResults"], listed_ids), (&json!(5), there.clone()));
    assert!(org.timeline(&there[0]).await.contains(&"adopted".to_owned()));
    let again = directory.post(&described("P0.Holm")).await.expect(409);
    assert_eq!(scim_type(&again), "uniqueness");
    // From now on the directory keeps them in step.
    let refused = org.try_patch(&there[0], json!({ "first_name": "Eva" })).await;
    refused.problem(409, "/first_name", "kept_in_sync");
}

#[tokio::test]
async fn of_two_who_take_somebody_over_at_once_one_does() {
    let org = organisation("alpha").await;
    let directories = [org.directory().await, org.directory().await];
    adopt(&org).await;
    for round in 0..12 {
        let email = format!("p{round}@example.com");
        let there = org.create(person("p").email(&email).quiet()).await.id;
        let described = ["a", "b"].map(|one| {
            let name = format!("P{round}.{one}");
            let of_shared_mailbox = json!({ "emails": [{ "value": email, "primary": true }] });
            described_with(&name, &of_shared_mailbox)
        });
        let [one, other] = &directories;
        let (first, second) = futures::join!(one.post(&described[0]), other.post(&described[1]));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", first.text, second.text);
        let (winner, answer) = if first.status == 201 {
            (0, &first)
        } else {
            (1, &second)
        };
        let kept = directories[winner].user(&there).await;
        assert_eq!(answer.json()["id"], there.as_str());
        assert_eq!(kept["userName"], described[winner]["userName"]);
    }
}

#[tokio::test]
async fn the_look_counts_nobody_whom_the_directory_may_not_take_over() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let boss = person("boss")
        .email("boss.holm@example.com")
        .permission_type("Manager");
    let boss = org.create(boss.quiet()).await.id;
    let refused = directory.post(&described("Boss.Holm")).await.expect(409);
    assert_eq!(scim_type(&refused), "uniqueness");
    assert_eq!(preview(&org).await["people"], 0);
    adopt(&org).await;
    let refused = directory.post(&described("Boss.Holm")).await.expect(403).json();
    assert_eq!(
        refused["detail"],
        "This user’s permission type carries more than you hold yourself."
    );
    assert!(!org.timeline(&boss).await.contains(&"adopted".to_owned()));
}

#[tokio::test]
async fn the_look_stops_after_ten_thousand_and_says_so() {
    let org = organisation("alpha").await;
    org.fill_adoptable(10_000).await;
    assert_eq!(
        preview(&org).await,
        json!({ "people": 0, "more": false, "some": [] })
    );
    let ida = person("ida").email("ida.holm@example.com").quiet();
    org.create(ida).await;
    org.directory()
        .await
        .post(&described("Ida.Holm"))
        .await
        .expect(409);
    assert_eq!(preview(&org).await["more"], true);
}

#[tokio::test]
async fn entra_finds_whom_it_may_adopt_and_changes_them() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let ida = org
        .create(
            person("ida")
                .email("ida.holm@example.com")
                .phone("20 12 34 56")
                .quiet(),
        )
        .await;
    let boss = org
        .create(person("boss").permission_type("Manager").quiet())
        .await;
    for filter in [
        "userName eq \"IDA.HOLM@example.com\"",
        "emails[type eq \"work\"].value eq \"ida.holm@example.com\"",
    ] {
        assert!(directory.filter(filter).await.is_empty());
    }
    directory.get(&format!("/Users/{}", ida.id)).await.expect(404);
    adopt(&org).await;
    let found = directory
        .filter("userName eq \"IDA.HOLM@example.com\"")
        .await
        .remove(0);
    assert_eq!(found["id"], ida.id.as_str());
    assert_eq!(
        (
            &found["schemas"],
            &found["userName"],
            &found["phoneNumbers"][0]["value"],
            &found["active"]
        ),
        (
            &json!([CORE]),
            &json!("ida.holm@example.com"),
            &json!("+4520123456"),
            &json!(true)
        )
    );
    assert_eq!(directory.user(&ida.id).await, found);
    let change = json!([
        { "op": "Add", "path": "externalId", "value": "x-1" },
        { "op": "Replace", "path": "name.familyName", "value": "Dal" },
    ]);
    directory.patch(&ida.id, change).await.expect(200);
    let user = org.user(&ida.id).await;
    assert_eq!(
        (&user["last_name"], &user["phone"], &user["source"]),
        (&json!("Dal"), &json!("+4520123456"), &json!("integration"))
    );
    assert_eq!(id(&directory.filter("externalId eq \"x-1\"").await[0]), ida.id);
    assert_eq!(
        directory.get("/Users").await.expect(200).json()["totalResults"],
        1
    );
    // People who may do more than the token stay as they are.
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    directory.patch(&boss.id, off).await.expect(403);
    directory
        .post(&described_with(
            "Boss.Boss",
            &json!({ "userName": "boss@example.com", "emails": [] }),
        ))
        .await
        .expect(403);
    assert_eq!(org.user(&boss.id).await["source"], "manual");
}

#[tokio::test]
async fn a_sign_up_that_nobody_has_confirmed_gives_way_and_is_adopted_by_none() {
    let org = crate::support::organisation::open_organisation("alpha").await;
    adopt(&org).await;
    let directory = org.directory().await;
    org.sign_up(&json!({ "email": "ida.holm@example.com" }))
        .await
        .expect(202);
    org.deliver().await;
    let before = org.users().await.len();
    assert!(
        directory
            .filter("userName eq \"ida.holm@example.com\"")
            .await
            .is_empty()
    );
    let created = directory.create(&described("Ida.Holm")).await;
    assert_eq!(org.user(id(&created)).await["source"], "integration");
    assert_eq!(org.users().await.len(), before);
}
