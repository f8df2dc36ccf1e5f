//! Rights that move end every way in that somebody else may know.

use crate::support::{
    organisation::{Org, organisation},
    person::person,
    world::PASSWORD,
};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use std::collections::HashMap;

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
    /// The person who granted the one-time password may no longer sign in.
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
enum Outcome {
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
use Outcome::{Dead, Renewable, Works};

/// For each change: one-time password, ticket, link.
///
/// A link goes to the person's own contact and to nobody else, so who asked for it does not matter. A `PATCH` of the
/// person's rights ends links of the old generation and sends a new one; a permission type is changed without touching
/// anybody who has it, so there the link's own rights decide.
const MATRIX: [(Change, [Outcome; 3]); 12] = [
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

/// The e-mail of the person whose rights, or whose granter's rights, change.
const BO: &str = "bo@example.com";

/// An organisation with a manager who has just granted somebody of their department a way in.
struct Scene {
    org: Org,
    granter: String,
    person: String,
    one_time: String,
    ticket: String,
    link: String,
    types: HashMap<&'static str, String>,
}

impl Scene {
    async fn set_up() -> Self {
        let org = organisation("alpha").await;
        let mut types = HashMap::new();
        for name in ["Foreman", "Deputy"] {
            let id = org.add_permission_type(name, &["manage_own_department"]).await;
            types.insert(name, id);
        }
        let granter = org.active(person("granter").permission_type("Foreman")).await;
        let id = org.create(person("bo").permission_type("Deputy")).await.id;
        let one_time = granter.one_time_password(&id).await;
        let ticket = org.sign_in(BO, &one_time).await.expect(200).ticket();
        let link = org.link_of(&id).await;
        org.deliver().await;
        Self {
            granter: granter.id.clone(),
            person: id,
            one_time,
            ticket,
            link,
            types,
            org,
        }
    }

    async fn change_type(&self, name: &str, capabilities: Value) {
        let path = format!("/api/permission-types/{}", self.types[name]);
        let change = json!({ "capabilities": capabilities });
        self.org.patch_at(&path, change).await.expect(200);
    }

    async fn make(&self, change: Change) {
        let becomes = |name: &str| json!({ "permission_type": name });
        let moves = || json!({ "department": "Filiale Flensburg" });
        let is = |status: &str| json!({ "status": status });
        let (person, granter) = (&self.person, &self.granter);
        let changes = match change {
            Promoted => vec![(person, becomes("Administrator"))],
            Demoted => vec![(person, becomes("User"))],
            Moved => vec![(person, moves())],
            GranterDisabled => vec![(granter, is("disabled"))],
            GranterDemoted => vec![(granter, becomes("User"))],
            GranterMoved => vec![(granter, moves())],
            GranterDisabledAndEnabled => vec![(granter, is("disabled")), (granter, is("active"))],
            GranterDemotedAndPromoted => vec![(granter, becomes("User")), (granter, becomes("Foreman"))],
            Nothing => vec![],
            TypeWidened => return self.change_type("Deputy", json!(["manage_users"])).await,
            TypeNarrowed => return self.change_type("Deputy", json!([])).await,
            GranterTypeWidened => return self.change_type("Foreman", json!(["manage_users"])).await,
        };
        for (id, change) in changes {
            self.org.patch(id, change).await;
        }
    }

    /// Whether the one-time password signs in, and the ticket it yielded before the change sets a password. Asked in this
    /// order: a ticket that works uses the one-time password up.
    async fn try_by_hand(&self) -> [Outcome; 2] {
        let one_time = match self.org.sign_in(BO, &self.one_time).await.status {
            200 => Works,
            401 => Dead,
            other => panic!("{other}"),
        };
        let ticket = match self.org.choose_password(&self.ticket, PASSWORD).await.status {
            200 => Works,
            410 => Dead,
            other => panic!("{other}"),
        };
        [one_time, ticket]
    }

    async fn try_link(&self) -> Outcome {
        let shown = self.org.open(&self.link).await;
        let redeemed = self.org.redeem(&self.link, PASSWORD).await;
        let is_renewable = |body: &Value| body["renewable"] == true;
        match (shown.status, redeemed.status) {
            (200, 200) => Works,
            (410, 410) if is_renewable(&shown.json()) && is_renewable(&redeemed.json()) => Renewable,
            (410, 410) if !is_renewable(&shown.json()) => Dead,
            other => panic!("{other:?}"),
        }
    }

    /// Delivers what is asked for, and redeems the link in it.
    async fn redeem_newest_link(&self) {
        self.org.deliver().await;
        assert_eq!(self.org.messages().await.last().unwrap().to, BO);
        let link = self.org.newest_link().await;
        self.org.redeem(&link, PASSWORD).await.expect(200);
    }
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
    let old = AttributeValue::S(scene.granter.clone());
    scene.org.overwrite(&scene.person, "one_time_by", old).await;
    for (status, expected) in [("disabled", 401), ("active", 200)] {
        scene.org.patch(&scene.granter, json!({ "status": status })).await;
        let signed_in = scene.org.sign_in(BO, &scene.one_time).await;
        signed_in.expect(expected);
    }
}

#[tokio::test]
async fn a_fresh_link_goes_to_the_same_contact_after_a_change_of_rights() {
    // Promoted: the change itself asks for it, and says so.
    let scene = Scene::set_up().await;
    scene.make(Promoted).await;
    let timeline = scene.org.timeline(&scene.person).await;
    let last = ["changed", "one_time_password_ended", "activation_requested"];
    assert!(timeline.ends_with(&last.map(str::to_owned)), "{timeline:?}");
    scene.redeem_newest_link().await;
    // A widened type: the person's own press on the old link does.
    let scene = Scene::set_up().await;
    scene.make(TypeWidened).await;
    scene.org.renew(&scene.link).await.expect(202);
    scene.redeem_newest_link().await;
}

#[tokio::test]
async fn a_ticket_never_passes_over_to_another_one_time_password() {
    let scene = Scene::set_up().await;
    scene.make(GranterDisabled).await;
    // Somebody who may grants another one: the disabled granter's ticket must not rest on it.
    let fresh = scene.org.one_time_password(&scene.person).await;
    assert_eq!(scene.try_by_hand().await, [Dead, Dead]);
    let ticket = scene.org.sign_in(BO, &fresh).await.expect(200).ticket();
    scene.org.choose_password(&ticket, PASSWORD).await.expect(200);
}
