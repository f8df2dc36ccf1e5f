//! Who comes back under an id that was given before: they themselves, or somebody else.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    scim::{Directory, ENTERPRISE, described, described_with, id, scim_type},
    world::PASSWORD,
};
use serde_json::{Value, json};

/// What the new one chooses.
const OWN_PASSWORD: &str = "harbour-lantern-42-walks";

fn active(is_active: bool) -> Value {
    json!([{ "op": "replace", "path": "active", "value": is_active }])
}

/// Peter, under the id of Ida.Holm.
fn peter() -> Value {
    json!({ "userName": "peter.olsen@example.com", "name": { "givenName": "Peter", "familyName": "Olsen" },
        "emails": [{ "value": "peter.olsen@example.com" }] })
}

/// How a directory gives the id of somebody who has left to somebody else.
#[derive(Debug, Clone, Copy)]
enum Road {
    /// It creates them.
    Post,
    /// It creates them, and they have the former one's mailbox.
    PostWithTheMailbox,
    /// It writes all of them over the former one.
    Put,
    /// It calls the former one otherwise, and lets them in later.
    Patches,
    /// It calls the former one otherwise as it takes their access, and lets them in later.
    PutAsTheyLeave,
}

impl Road {
    const ALL: [Self; 5] = [
        Self::Post,
        Self::PostWithTheMailbox,
        Self::Put,
        Self::Patches,
        Self::PutAsTheyLeave,
    ];

    async fn go(self, directory: &Directory, former: &str) {
        if !matches!(self, Self::PutAsTheyLeave) {
            directory.patch(former, active(false)).await.expect(200);
        }
        let mailbox = json!({ "name": { "givenName": "Anders", "familyName": "Holm" } });
        match self {
            Self::Post | Self::PostWithTheMailbox => {
                let members = if matches!(self, Self::Post) {
                    peter()
                } else {
                    mailbox
                };
                let comes = described_with("Ida.Holm", &members);
                let answer = directory.post(&comes).await.expect(201).json();
                assert_eq!(id(&answer), former);
            }
            Self::Put => {
                let comes = described_with("Ida.Holm", &peter());
                directory.put(former, &comes).await.expect(200);
            }
            Self::Patches => {
                let called = json!([
                    { "op": "replace", "path": "name.givenName", "value": "Peter" },
                    { "op": "replace", "path": "name.familyName", "value": "Olsen" },
                ]);
                directory.patch(former, called).await.expect(200);
                directory.patch(former, active(true)).await.expect(200);
            }
            Self::PutAsTheyLeave => {
                let mut comes = described_with("Ida.Holm", &peter());
                comes["active"] = json!(false);
                directory.put(former, &comes).await.expect(200);
                directory.patch(former, active(true)).await.expect(200);
            }
        }
    }
}

/// Somebody with rights, and a program of theirs.
async fn boss(org: &Org, directory: &Directory) -> (String, crate::support::machines::ApiClient) {
    let former = id(&directory.create(&described("Ida.Holm")).await).to_owned();
    org.deliver().await;
    org.activate(&former).await;
    // What was written by hand was the former one's.
    let by_hand = json!({ "phone": "+4520123456", "permission_type": "Administrator" });
    org.patch(&former, by_hand).await;
    let ida = org.session("ida.holm@example.com").await;
    let program = ida.add_api_client("Ida's", &["users:read"]).await;
    org.through(&program).await.get("/api/users").await.expect(200);
    (former, program)
}

#[tokio::test]
async fn who_may_be_another_person_comes_in_by_nothing_of_the_former_one() {
    for road in Road::ALL {
        let org = organisation("alpha").await;
        let may_grant = ["manage_users", "manage_settings"];
        let directory = org.directory_that_may_grant(&may_grant).await;
        let (former, program) = boss(&org, &directory).await;
        let sent = org.messages().await.len();
        road.go(&directory, &former).await;
        let user = org.user(&former).await;
        assert_eq!(
            (
                &user["status"],
                &user["phone"],
                &user["permission_type"]["name"],
                &user["last_sign_in_at"]
            ),
            (&json!("invited"), &Value::Null, &json!("User"), &Value::Null),
            "{road:?}"
        );
        let email = user["email"].as_str().unwrap();
        org.sign_in(email, PASSWORD).await.expect(401);
        let timeline = org.timeline(&former).await;
        for what in ["activated", "begun_again"] {
            let times = timeline.iter().filter(|one| *one == what).count();
            assert_eq!(times, 1, "{road:?}: {timeline:?}");
        }
        // One message: to whom it is now.
        org.deliver().await;
        let all = org.messages().await;
        assert_eq!(all.len(), sent + 1, "{road:?}: {all:?}");
        assert_eq!(all.last().unwrap().to, email, "{road:?}");
        let link = org.link_of(&former).await;
        org.redeem(&link, OWN_PASSWORD).await.expect(200);
        org.sign_in(email, PASSWORD).await.expect(401);
        let session = async || org.with_token(org.sign_in(email, OWN_PASSWORD).await.expect(200).token());
        session().await.get("/api/users").await.expect(403);
        // Whatever they become, no program of the former one acts for them.
        org.patch(&former, json!({ "permission_type": "Administrator" }))
            .await;
        session().await.get("/api/users").await.expect(200);
        org.world.try_token(&program).await.expect(401);
        assert_eq!(org.orphans().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn who_is_married_or_put_right_by_hand_is_still_they() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    org.settings(json!({ "integration": { "keep_in_sync": ["email"] } }))
        .await;
    let former = id(&directory.create(&described("Ida.Holm")).await).to_owned();
    org.activate(&former).await;
    org.patch(&former, json!({ "first_name": "Adelaide" })).await;
    directory.patch(&former, active(false)).await.expect(200);
    // Another last name at the address she had, and the first name that the directory has always called her by.
    let married =
        json!({ "name": { "givenName": "Ida", "familyName": "Dal" }, "userName": "ida.dal@example.com" });
    directory
        .post(&described_with("Ida.Holm", &married))
        .await
        .expect(201);
    assert_eq!(org.user(&former).await["status"], "active");
    org.session("ida.holm@example.com").await;
    assert!(!org.timeline(&former).await.contains(&"begun_again".to_owned()));
}

#[tokio::test]
async fn another_directory_creates_nobody_again_whom_a_living_one_has_named() {
    let org = organisation("alpha").await;
    let [own, other] = [org.directory().await, org.directory().await];
    let former = id(&own.create(&described("Ida.Holm")).await).to_owned();
    org.activate(&former).await;
    own.patch(&former, active(false)).await.expect(200);
    for comes in [described("Ida.Holm"), described_with("Ida.Holm", &peter())] {
        let refused = other.post(&comes).await.expect(409);
        assert_eq!(scim_type(&refused), "uniqueness");
    }
    let user = org.user(&former).await;
    assert_eq!(
        (&user["status"], &user["first_name"]),
        (&json!("disabled"), &json!("Ida"))
    );
    assert_eq!(org.users().await.len(), 2);
    // Nor is one of its people given to somebody else, where it finds them by another's id.
    let called = json!([
        { "op": "replace", "path": "name.givenName", "value": "Peter" },
        { "op": "replace", "path": "active", "value": true },
    ]);
    let refused = other.patch(&former, called).await.expect(409);
    assert_eq!(scim_type(&refused), "uniqueness");
    assert_eq!(org.user(&former).await["first_name"], "Ida");
    // The one in the place of a token that can do nothing any more speaks for its people.
    org.delete(&format!("/api/integration-tokens/{}", own.integration.id))
        .await
        .expect(204);
    let again = other.post(&described("Ida.Holm")).await.expect(201).json();
    assert_eq!(id(&again), former);
    org.session("ida.holm@example.com").await;
}

#[tokio::test]
async fn a_message_to_somebody_new_goes_to_no_phone_of_the_former_one() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let phone = json!({ "phoneNumbers": [{ "type": "mobile", "value": "20 12 34 56" }] });
    let former = id(&directory.create(&described_with("Ida.Holm", &phone)).await).to_owned();
    org.deliver().await;
    assert_eq!(org.messages().await.len(), 2, "an e-mail, and an SMS");
    org.activate(&former).await;
    directory.patch(&former, active(false)).await.expect(200);
    // In several steps, as a directory may.
    for comes in [
        json!([
            { "op": "replace", "path": "userName", "value": "peter.holm@example.com" },
            { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "peter.holm@example.com" },
        ]),
        json!([
            { "op": "replace", "path": "name.givenName", "value": "Peter" },
            { "op": "replace", "path": "active", "value": true },
        ]),
    ] {
        directory.patch(&former, comes).await.expect(200);
    }
    org.deliver().await;
    // Another message by itself, since the link is dead that went out, goes the same way.
    let department = format!("{ENTERPRISE}:department");
    let moved = json!([{ "op": "replace", "path": department, "value": "Filiale Flensburg" }]);
    directory.patch(&former, moved).await.expect(200);
    org.deliver().await;
    let all = org.messages().await;
    let new: Vec<String> = all
        .into_iter()
        .map(|one| one.to)
        .filter(|to| !to.starts_with("ida"))
        .collect();
    let expected = ["+4520123456", "peter.holm@example.com", "peter.holm@example.com"];
    assert_eq!(new, expected, "the SMS is the first one's");
}

#[tokio::test]
async fn who_was_let_in_by_hand_meanwhile_is_who_they_were_then() {
    let org = organisation("alpha").await;
    let directory = org.directory().await;
    let former = id(&directory.create(&described("Ida.Holm")).await).to_owned();
    org.activate(&former).await;
    directory.patch(&former, active(false)).await.expect(200);
    let called = json!([{ "op": "replace", "path": "name.givenName", "value": "Adelaide" }]);
    directory.patch(&former, called).await.expect(200);
    // Somebody here vouches for her.
    org.patch(&former, json!({ "status": "active" })).await;
    for is_active in [false, true] {
        directory.patch(&former, active(is_active)).await.expect(200);
    }
    assert_eq!(org.user(&former).await["status"], "active");
    assert!(!org.timeline(&former).await.contains(&"begun_again".to_owned()));
    org.session("ida.holm@example.com").await;
}

#[tokio::test]
async fn a_token_speaks_for_its_people_as_long_as_who_made_it_manages_any() {
    let org = organisation("alpha").await;
    let boss = org.active(person("boss").permission_type("Administrator")).await;
    let [own, other] = [boss.directory().await, org.directory().await];
    let former = id(&own.create(&described("Ida.Holm")).await).to_owned();
    org.activate(&former).await;
    own.patch(&former, active(false)).await.expect(200);
    other.post(&described("Ida.Holm")).await.expect(409);
    org.patch(&boss.id, json!({ "permission_type": "User" })).await;
    own.get("/Users").await.expect(403);
    let again = other.post(&described("Ida.Holm")).await.expect(201).json();
    assert_eq!(id(&again), former);
    org.session("ida.holm@example.com").await;
}
