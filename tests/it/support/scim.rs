//! SCIM as a directory speaks it.

use super::{answer::Answer, machines::Integration, organisation::Org};
use serde_json::{Map, Value, json};

pub(crate) const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const OWN: &str = "urn:rollcall:params:scim:schemas:extension:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A directory that speaks with a token.
#[derive(Clone)]
pub(crate) struct Directory {
    pub(crate) org: Org,
    pub(crate) integration: Integration,
}

impl Org {
    /// A directory whose token may grant nothing.
    pub(crate) async fn directory(&self) -> Directory {
        self.directory_that_may_grant(&[]).await
    }

    /// A directory whose token may grant these capabilities.
    pub(crate) async fn directory_that_may_grant(&self, may_grant: &[&str]) -> Directory {
        Directory {
            org: self.clone(),
            integration: self.add_integration("Entra", may_grant).await,
        }
    }
}

/// A person as a directory creates them: Ida.Holm becomes <ida.holm@example.com>.
pub(crate) fn described(name: &str) -> Value {
    let (first, last) = name.split_once('.').unwrap();
    let email = format!("{}@example.com", name.to_lowercase());
    json!({
        "schemas": [CORE],
        "userName": email,
        "externalId": format!("x-{}", name.to_lowercase()),
        "name": { "givenName": first, "familyName": last },
        "emails": [{ "type": "work", "value": email, "primary": true }],
        "active": true,
    })
}

/// The same with these members.
pub(crate) fn described_with(name: &str, members: &Value) -> Value {
    let mut person = described(name);
    for (name, value) in members.as_object().unwrap() {
        person[name.as_str()] = value.clone();
    }
    person
}

impl Directory {
    /// Sends a request below `/scim/v2`. Whatever has a body is in SCIM's form.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let token = format!("Bearer {}", self.integration.token);
        let mut all: Map<String, Value> = Map::from_iter([
            ("authorization".to_owned(), json!(token)),
            ("content-type".to_owned(), json!("application/scim+json")),
        ]);
        for (name, value) in headers {
            all.insert((*name).to_owned(), json!(value));
        }
        let body = body.map(Value::to_string);
        let answer = Box::pin(self.org.send_raw(method, &format!("/scim/v2{path}"), body, all)).await;
        if !answer.text.is_empty() {
            assert_eq!(
                answer.headers["content-type"], "application/scim+json",
                "{}",
                answer.text
            );
        }
        if answer.status >= 400 {
            let refused = answer.json();
            assert_eq!(
                refused["schemas"],
                json!(["urn:ietf:params:scim:api:messages:2.0:Error"])
            );
            assert_eq!(refused["status"], json!(answer.status.to_string()));
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[]).await
    }

    /// Asks for somebody to be created.
    pub(crate) async fn post(&self, person: &Value) -> Answer {
        self.send("POST", "/Users", Some(person), &[]).await
    }

    /// Creates somebody: as they are answered.
    pub(crate) async fn create(&self, person: &Value) -> Value {
        self.post(person).await.expect(201).json()
    }

    pub(crate) async fn put(&self, id: &str, person: &Value) -> Answer {
        self.send("PUT", &format!("/Users/{id}"), Some(person), &[]).await
    }

    pub(crate) async fn patch(&self, id: &str, operations: Value) -> Answer {
        let body = json!({ "schemas": [PATCH], "Operations": operations });
        self.send("PATCH", &format!("/Users/{id}"), Some(&body), &[])
            .await
    }

    pub(crate) async fn delete(&self, id: &str) -> Answer {
        self.send("DELETE", &format!("/Users/{id}"), None, &[]).await
    }

    /// Somebody as they are shown.
    pub(crate) async fn user(&self, id: &str) -> Value {
        self.get(&format!("/Users/{id}")).await.expect(200).json()
    }

    /// Those of whom a filter holds.
    pub(crate) async fn filter(&self, filter: &str) -> Vec<Value> {
        let query: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let found = self
            .get(&format!("/Users?filter={query}"))
            .await
            .expect(200)
            .json();
        let resources = found["Resources"].as_array().unwrap().clone();
        assert_eq!(found["totalResults"], json!(resources.len()));
        resources
    }
}

/// The kind of a refusal, for programs.
pub(crate) fn scim_type(answer: &Answer) -> String {
    answer.json()["scimType"].as_str().unwrap_or_default().to_owned()
}

/// The id of what is shown.
pub(crate) fn id(shown: &Value) -> &str {
    shown["id"].as_str().unwrap()
}

/// What is shown of somebody without what is the server's to say.
pub(crate) fn sent(shown: &Value) -> Value {
    let mut sent = shown.clone();
    let members = sent.as_object_mut().unwrap();
    members.retain(|name, _| !["id", "meta", "schemas"].contains(&name.as_str()));
    sent
}
