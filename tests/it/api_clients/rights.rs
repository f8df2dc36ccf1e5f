//! What a client may do: what its scopes say, and its creator could do then and may do now.

use crate::support::{
    machines::ApiClient,
    organisation::{Member, Org, organisation},
    person::person,
};
use serde_json::json;

/// What happens after somebody made a client that may do everything they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Nothing,
    /// The creator may not sign in any more.
    Disabled,
    /// … has a permission type that carries nothing.
    Demoted,
    /// … was demoted, and has the old permission type again.
    DemotedAndPromoted,
    /// … manages another department.
    Moved,
    /// … manages all departments.
    Promoted,
    /// … is erased.
    Erased,
    /// The client got one other secret, and then a second one.
    RotatedTwice,
    /// The client was removed.
    Removed,
}

use Change::{
    Demoted, DemotedAndPromoted, Disabled, Erased, Moved, Nothing, Promoted, Removed, RotatedTwice,
};

/// For each change the status of: seeing somebody of the creator's department, seeing somebody of another one, changing settings.
const MATRIX: [(Change, [u16; 3]); 9] = [
    (Nothing, [200, 404, 200]),
    (Disabled, [401, 401, 401]),
    (Demoted, [403, 403, 403]),
    (DemotedAndPromoted, [200, 404, 200]),
    (Moved, [403, 403, 200]),
    (Promoted, [200, 404, 200]),
    (Erased, [401, 401, 401]),
    (RotatedTwice, [401, 401, 401]),
    (Removed, [401, 401, 401]),
];

struct Scene {
    org: Org,
    creator: Member,
    client: ApiClient,
    /// The organisation as the client acts in it, with a token from before the change.
    acting: Org,
    own: String,
    other: String,
}

impl Scene {
    async fn set_up() -> Self {
        let org = organisation("alpha").await;
        let kinds: [(&str, &[&str]); 2] = [
            ("Chef", &["manage_own_department", "manage_settings"]),
            ("Head", &["manage_users", "manage_settings"]),
        ];
        for (name, capabilities) in kinds {
            org.add_permission_type(name, capabilities).await;
        }
        let own = org.create(person("own").quiet()).await.id;
        let other = org
            .create(person("other").department("Filiale Flensburg").quiet())
            .await
            .id;
        let creator = org.active(person("chef").permission_type("Chef")).await;
        let client = creator
            .add_api_client("Rota", &["users:write", "settings:write"])
            .await;
        let acting = org.through(&client).await;
        Self {
            org,
            creator,
            client,
            acting,
            own,
            other,
        }
    }

    async fn make(&self, change: Change) {
        let (org, id) = (&self.org, self.creator.id.as_str());
        let becomes = async |kind: &str| {
            org.patch(id, json!({ "permission_type": kind })).await;
        };
        match change {
            Nothing => {}
            Disabled => org.disable(id).await,
            Demoted => becomes("User").await,
            DemotedAndPromoted => {
                becomes("User").await;
                becomes("Chef").await;
            }
            Moved => {
                org.patch(id, json!({ "department": "Filiale Flensburg" })).await;
            }
            Promoted => becomes("Head").await,
            Erased => {
                let path = format!("/api/users/{id}");
                let erased = org.send("DELETE", &path, None, &[("if-match", "*")]);
                erased.await.expect(200);
            }
            RotatedTwice => {
                for _ in 0..2 {
                    let path = format!("/api/api-clients/{}/rotate", self.client.id);
                    org.post(&path, json!({})).await.expect(200);
                }
            }
            Removed => {
                let path = format!("/api/api-clients/{}", self.client.id);
                org.delete(&path).await.expect(204);
            }
        }
    }

    async fn tries(&self) -> [u16; 3] {
        let see = async |id: &str| self.acting.get(&format!("/api/users/{id}")).await.status;
        let settings = self.acting.try_settings(json!({ "name": "Firma" })).await;
        [see(&self.own).await, see(&self.other).await, settings.status]
    }
}

#[tokio::test]
async fn a_client_loses_with_its_next_request_what_its_creator_loses() {
    let mut wrong = Vec::new();
    for (change, expected) in MATRIX {
        let scene = Scene::set_up().await;
        scene.make(change).await;
        let found = scene.tries().await;
        if found != expected {
            wrong.push(format!("{change:?}: {found:?} instead of {expected:?}"));
        }
        // A fresh token is of no more use.
        let fresh = scene.org.try_token(&scene.client).await;
        let is_known = fresh.status == 200;
        assert_eq!(is_known, expected != [401; 3], "{change:?}: {}", fresh.text);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_makes_a_client_that_may_do_more_than_they() {
    let org = organisation("alpha").await;
    org.add_permission_type("Bookkeeper", &["manage_settings"]).await;
    let bookkeeper = org.active(person("b").permission_type("Bookkeeper")).await;
    let wanted = json!({ "name": "x", "scopes": ["settings:write", "users:read"] });
    let refused = bookkeeper.post("/api/api-clients", wanted).await;
    refused.problem(422, "/scopes/1", "may_not_grant_scope");
    bookkeeper.add_api_client("Books", &["settings:write"]).await;
    // Who gives a client another secret can use it.
    let client = org.add_api_client("Payroll", &["users:write"]).await;
    let rotate = format!("/api/api-clients/{}/rotate", client.id);
    bookkeeper.post(&rotate, json!({})).await.expect(403);
    org.post(&rotate, json!({})).await.expect(200);
    let manager = org.active(person("m").permission_type("Manager")).await;
    manager.get("/api/api-clients").await.expect(403);
    manager
        .post(
            "/api/api-clients",
            json!({ "name": "x", "scopes": ["users:read"] }),
        )
        .await
        .expect(403);
    // Through its scopes it grants nothing beyond them, though its creator could.
    let payroll = org.as_api_client("Payroll", &["users:write"]).await;
    let refused = payroll
        .try_create(person("x").permission_type("Administrator"))
        .await;
    refused.problem(422, "/permission_type", "may_not_grant");
}

#[tokio::test]
async fn a_one_time_password_that_a_client_granted_goes_with_the_client() {
    for change in [Nothing, Disabled, Demoted, Moved, Removed] {
        let scene = Scene::set_up().await;
        let one_time = scene.acting.one_time_password(&scene.own).await;
        scene.make(change).await;
        let signed_in = scene.org.sign_in("own@example.com", &one_time).await;
        let expected = if change == Nothing { 200 } else { 401 };
        assert_eq!(signed_in.status, expected, "{change:?}");
    }
}
