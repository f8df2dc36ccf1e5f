//! Rights that move end every way in that somebody else may know.

use crate::support::world::{PASSWORD, World};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

/// What happens between issuing a credential and using it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// The person gets a permission type that carries more.
    Promoted,
    /// … that carries less.
    Demoted,
    /// The person goes to another department.
    Moved,
    /// The person's permission type comes to carry more, for everybody who has it.
    TypeWidened,
    /// Who granted the one-time password may no longer sign in.
    GranterDisabled,
    /// … manages nobody any more.
    GranterDemoted,
    /// … manages another department by now.
    GranterMoved,
    /// … was disabled, and is enabled again.
    GranterDisabledAndEnabled,
    /// … was demoted, and has the old permission type again.
    GranterDemotedAndPromoted,
    /// Nothing happens.
    Nothing,
    /// The person's permission type comes to carry less.
    TypeNarrowed,
    /// The granter's own permission type gains a capability.
    GranterTypeWidened,
}

/// How a credential does after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DeliveryStatus {
    /// It leads in.
    Works,
    /// It answers as if there had never been one.
    Dead,
    /// It answers like an expired link: a fresh one goes to the same contact.
    Renewable,
}

use Change::{
    Demoted, GranterDemoted, GranterDemotedAndPromoted, GranterDisabled, GranterDisabledAndEnabled,
    GranterMoved, GranterTypeWidened, Moved, Nothing, Promoted, TypeNarrowed, TypeWidened,
};
use DeliveryStatus::{Dead, Renewable, Works};

/// For each change: one-time password, ticket, link.
///
/// A link goes to the person's own contact and to nobody else, so who asked for it does not matter. A `PATCH` of the
/// person's rights ends links of the old generation and sends a new one; a permission type is changed without touching
/// anybody who has it, so there the link's own rights decide.
const MATRIX: [(Change, [DeliveryStatus; 3]); 12] = [
    (Promoted, [Dead, Dead, Dead]),
    (Demoted, [Dead, Dead, Dead]),
    (Moved, [Dead, Dead, Dead]),
    (TypeWidened, [Dead, Dead, Renewable]),
    (GranterDisabled, [Dead, Dead, Works]),
    (GranterDemoted, [Dead, Dead, Works]),
    (GranterMoved, [Dead, Dead, Works]),
    (GranterDisabledAndEnabled, [Dead, Dead, Works]),
    (GranterDemotedAndPromoted, [Dead, Dead, Works]),
    (Nothing, [Works, Works, Works]),
    (TypeNarrowed, [Works, Works, Works]),
    (GranterTypeWidened, [Works, Works, Works]),
];

/// An organisation with a manager who has just granted somebody of their department a way in.
struct Scene {
    world: World,
    administrator: String,
    granter: String,
    person: String,
    one_time: String,
    ticket: String,
    link: String,
    types: std::collections::HashMap<&'static str, String>,
}

impl Scene {
    async fn set_up() -> Self {
        let world = World::new().await;
        let administrator = world.busy_organisation("alpha").await;
        let mut types = std::collections::HashMap::new();
        for (name, capabilities) in [
            ("Foreman", json!(["manage_own_department"])),
            ("Deputy", json!(["manage_own_department"])),
        ] {
            let body = json!({ "name": name, "capabilities": capabilities });
            let made = world
                .post("/api/permission-types", Some(&administrator), body)
                .await
                .expect(201)
                .json();
            types.insert(name, made["id"].as_str().unwrap().to_owned());
        }
        let (granter, session) = world
            .active(
                &administrator,
                World::person(
                    Some("granter@example.com"),
                    json!({ "permission_type": "Foreman" }),
                ),
            )
            .await;
        let person = World::person(Some("bo@example.com"), json!({ "permission_type": "Deputy" }));
        let person = world.create(&administrator, person).await["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let granted = world
            .post(
                &format!("/api/users/{person}/one-time-password"),
                Some(&session),
                json!({}),
            )
            .await
            .expect(200)
            .json();
        let one_time = granted["one_time_password"].as_str().unwrap().to_owned();
        let ticket = sign_in(&world, &one_time).await.expect(200).json()["password_change"]["ticket"]
            .as_str()
            .unwrap()
            .to_owned();
        let link = world.link_of("alpha", &person, 14).await;
        world.deliver().await;
        Self {
            world,
            administrator,
            granter,
            person,
            one_time,
            ticket,
            link,
            types,
        }
    }

    async fn patch_user(&self, id: &str, patch: Value) {
        let path = format!("/api/users/{id}");
        self.world
            .patch(&path, &self.administrator, patch)
            .await
            .expect(200);
    }

    async fn patch_type(&self, name: &str, capabilities: Value) {
        let path = format!("/api/permission-types/{}", self.types[name]);
        let body = json!({ "capabilities": capabilities });
        self.world
            .patch(&path, &self.administrator, body)
            .await
            .expect(200);
    }

    async fn make(&self, change: Change) {
        let (person, granter) = (self.person.as_str(), self.granter.as_str());
        match change {
            Promoted => {
                self.patch_user(person, json!({ "permission_type": "Administrator" }))
                    .await;
            }
            Demoted => {
                self.patch_user(person, json!({ "permission_type": "User" }))
                    .await;
            }
            Moved => {
                self.patch_user(person, json!({ "department": "Filiale Flensburg" }))
                    .await;
            }
            TypeWidened => self.patch_type("Deputy", json!(["manage_users"])).await,
            GranterDisabled => self.patch_user(granter, json!({ "status": "disabled" })).await,
            GranterDemoted => {
                self.patch_user(granter, json!({ "permission_type": "User" }))
                    .await;
            }
            GranterMoved => {
                self.patch_user(granter, json!({ "department": "Filiale Flensburg" }))
                    .await;
            }
            GranterDisabledAndEnabled => {
                self.patch_user(granter, json!({ "status": "disabled" })).await;
                self.patch_user(granter, json!({ "status": "active" })).await;
            }
            GranterDemotedAndPromoted => {
                self.patch_user(granter, json!({ "permission_type": "User" }))
                    .await;
                self.patch_user(granter, json!({ "permission_type": "Foreman" }))
                    .await;
            }
            Nothing => {}
            TypeNarrowed => self.patch_type("Deputy", json!([])).await,
            GranterTypeWidened => self.patch_type("Foreman", json!(["manage_users"])).await,
        }
    }

    /// Whether the one-time password signs in, and the ticket it yielded before the change sets a password. Asked in this
    /// order: a ticket that works uses the one-time password up.
    async fn try_by_hand(&self) -> [DeliveryStatus; 2] {
        let one_time = match sign_in(&self.world, &self.one_time).await.status {
            200 => Works,
            401 => Dead,
            other => panic!("{other}"),
        };
        let body = json!({ "ticket": self.ticket, "password": PASSWORD });
        let ticket = match self.world.post("/api/password", None, body).await.status {
            200 => Works,
            410 => Dead,
            other => panic!("{other}"),
        };
        [one_time, ticket]
    }

    async fn try_link(&self) -> DeliveryStatus {
        let path = format!("/api/activation/{}", self.link);
        let shown = self.world.send("GET", &path, None, None, &[]).await;
        let body = json!({ "password": PASSWORD });
        let redeemed = self.world.post(&path, None, body).await;
        let is_renewable = |body: &Value| body["renewable"] == true;
        match (shown.status, redeemed.status) {
            (200, 200) => Works,
            (410, 410) if is_renewable(&shown.json()) && is_renewable(&redeemed.json()) => Renewable,
            (410, 410) if !is_renewable(&shown.json()) => Dead,
            other => panic!("{other:?}"),
        }
    }

    async fn newest_link(&self) -> String {
        self.world.deliver().await;
        let messages = self.world.messages().await;
        let newest = messages.last().unwrap();
        assert_eq!(newest.to, "bo@example.com");
        newest.activation_token().unwrap().to_owned()
    }
}

async fn sign_in(world: &World, password: &str) -> crate::support::world::Answer {
    let body = json!({ "organisation": "alpha", "identifier": "bo@example.com", "password": password });
    world.post("/api/sign-in", None, body).await
}

#[tokio::test]
async fn a_change_of_rights_ends_every_way_in_that_somebody_else_may_know() {
    let mut wrong = Vec::new();
    for (change, expected) in MATRIX {
        // The link first sets a password where it works, so it has a person of its own.
        let (by_hand, by_link) = (Scene::set_up().await, Scene::set_up().await);
        by_hand.make(change).await;
        by_link.make(change).await;
        let [one_time, ticket] = by_hand.try_by_hand().await;
        let found = [one_time, ticket, by_link.try_link().await];
        println!("{change:?}: one-time password, ticket, link: {found:?}");
        if found != expected {
            wrong.push(format!("{change:?}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_grant_of_before_standings_were_kept_rests_on_what_its_granter_may_do_now() {
    let scene = Scene::set_up().await;
    let key = format!("alpha#{}", scene.person);
    let old = AttributeValue::S(scene.granter.clone());
    scene.world.overwrite_user(&key, "one_time_by", old).await;
    for (status, expected) in [("disabled", 401), ("active", 200)] {
        scene
            .patch_user(&scene.granter, json!({ "status": status }))
            .await;
        sign_in(&scene.world, &scene.one_time).await.expect(expected);
    }
}

#[tokio::test]
async fn a_fresh_link_goes_to_the_same_contact_after_a_change_of_rights() {
    // Promoted: the change itself asks for it, and says so.
    let scene = Scene::set_up().await;
    scene.make(Promoted).await;
    let path = format!("/api/users/{}/timeline", scene.person);
    let timeline = scene
        .world
        .get(&path, &scene.administrator)
        .await
        .expect(200)
        .json();
    let said: Vec<&str> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["what"].as_str())
        .collect();
    assert!(
        said.ends_with(&["changed", "one_time_password_ended", "activation_requested"]),
        "{said:?}"
    );
    let fresh = scene.newest_link().await;
    let redeemed = scene
        .world
        .post(
            &format!("/api/activation/{fresh}"),
            None,
            json!({ "password": PASSWORD }),
        )
        .await;
    redeemed.expect(200);
    // A widened type: the person's own press on the old link does.
    let scene = Scene::set_up().await;
    scene.make(TypeWidened).await;
    let renew = format!("/api/activation/{}/renew", scene.link);
    scene.world.post(&renew, None, json!({})).await.expect(202);
    let fresh = scene.newest_link().await;
    let redeemed = scene
        .world
        .post(
            &format!("/api/activation/{fresh}"),
            None,
            json!({ "password": PASSWORD }),
        )
        .await;
    redeemed.expect(200);
}

#[tokio::test]
async fn a_ticket_never_passes_over_to_another_one_time_password() {
    let scene = Scene::set_up().await;
    scene.make(GranterDisabled).await;
    // Somebody who may grants another one: the disabled granter's ticket must not rest on it.
    let path = format!("/api/users/{}/one-time-password", scene.person);
    let granted = scene
        .world
        .post(&path, Some(&scene.administrator), json!({}))
        .await;
    let fresh = granted.expect(200).json()["one_time_password"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(scene.try_by_hand().await, [Dead, Dead]);
    let ticket = sign_in(&scene.world, &fresh).await.expect(200).json();
    let body = json!({ "ticket": ticket["password_change"]["ticket"], "password": PASSWORD });
    scene.world.post("/api/password", None, body).await.expect(200);
}
