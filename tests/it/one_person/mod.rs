//! One person over all roads and years: created by any of them at once, found again by each other, gone and back, and killed on the way.

mod killed;
mod racing;
mod roads;

use crate::support::{answer::texts, openid::OpenId, organisation::Org, scim::Directory, sso};
use serde_json::{Value, json};

impl Org {
    /// Everybody who has an e-mail, whatever its case.
    async fn who_has(&self, email: &str) -> Vec<Value> {
        self.follow().await;
        let query = json!({ "search": email });
        self.post("/api/users/search", query).await.expect(200).items()
    }

    /// How often something stands on a person's timeline.
    async fn times(&self, id: &str, what: &str) -> usize {
        let timeline = self.get(&format!("/api/users/{id}/timeline")).await.expect(200);
        let happened = texts(&timeline.json()["items"], "what");
        happened.iter().filter(|happened| *happened == what).count()
    }
}

/// What a provider knows of somebody who is called so: `Ida.Holm` is <ida.holm@example.com>, and `x-ida.holm` to the directory.
fn claims(name: &str) -> Value {
    let (first, last) = name.split_once('.').unwrap();
    let lower = name.to_lowercase();
    json!({ "sub": format!("sub-{lower}"), "oid": format!("x-{lower}"), "given_name": first, "family_name": last,
        "email": format!("{lower}@example.com"), "email_verified": true })
}

/// Connects an organisation to a provider that is the directory's own.
async fn connect(directory: &Directory) -> OpenId {
    let org = &directory.org;
    let provider = OpenId::start().await;
    provider.wait(org.context().now().duration_since(jiff::Timestamp::now()));
    let token = &directory.integration.id;
    let fields = json!({ "just_in_time": true, "external_id_claim": "oid", "integration_token": token });
    sso::connect(org, &provider, fields).await;
    provider
}

/// Signs somebody in over single sign-on: as whom they came in.
async fn enter(org: &Org, provider: &OpenId) -> Value {
    let answer = sso::sign_in(org, provider).await;
    sso::entered(org, &answer).await
}
