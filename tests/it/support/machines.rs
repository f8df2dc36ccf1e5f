//! API clients and integration tokens as programs use them.

use super::{answer::Answer, organisation::Org, world::World};
use serde_json::{Map, Value, json};

/// An API client with the secret it was given.
#[derive(Debug, Clone)]
pub(crate) struct ApiClient {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl ApiClient {
    /// What an answer shows of one that was made, or that got another secret.
    #[track_caller]
    pub(crate) fn of(answer: &Answer) -> Self {
        let shown = answer.json();
        Self {
            id: shown["id"].as_str().unwrap().to_owned(),
            secret: shown["secret"].as_str().unwrap().to_owned(),
        }
    }
}

/// An integration token as its maker was shown it.
#[derive(Debug, Clone)]
pub(crate) struct Integration {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Integration {
    /// What an answer shows of one that was made or replaced.
    #[track_caller]
    pub(crate) fn of(answer: &Answer) -> Self {
        let shown = answer.json();
        Self {
            id: shown["id"].as_str().unwrap().to_owned(),
            token: shown["token"].as_str().unwrap().to_owned(),
        }
    }
}

impl World {
    /// `POST /api/token` with this form.
    pub(crate) async fn ask_for_token(&self, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut all: Map<String, Value> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        all.entry("content-type")
            .or_insert(json!("application/x-www-form-urlencoded"));
        self.send_raw("POST", "/api/token", Some(body), all).await
    }

    /// Asks for a token as a client does.
    pub(crate) async fn try_token(&self, client: &ApiClient) -> Answer {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &client.id),
            ("client_secret", &client.secret),
        ];
        self.ask_for_token(&form, &[]).await
    }
}

impl Org {
    /// Makes an API client with these scopes.
    pub(crate) async fn add_api_client(&self, name: &str, scopes: &[&str]) -> ApiClient {
        let wanted = json!({ "name": name, "scopes": scopes });
        ApiClient::of(&self.post("/api/api-clients", wanted).await.expect(201))
    }

    /// Makes an integration token that may grant these capabilities.
    pub(crate) async fn add_integration(&self, name: &str, may_grant: &[&str]) -> Integration {
        let wanted = json!({ "name": name, "may_grant": may_grant });
        Integration::of(&self.post("/api/integration-tokens", wanted).await.expect(201))
    }

    /// The organisation as an API client acts in it.
    pub(crate) async fn through(&self, client: &ApiClient) -> Self {
        let token = self.try_token(client).await.expect(200).token();
        self.with_token(token)
    }

    /// The same with an API client made for it.
    pub(crate) async fn as_api_client(&self, name: &str, scopes: &[&str]) -> Self {
        let client = self.add_api_client(name, scopes).await;
        self.through(&client).await
    }
}
