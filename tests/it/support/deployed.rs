//! The real binaries, deployed once from the template and shared by all black-box tests.

use super::{endpoint, founding, person::Person, world::PASSWORD};
use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::http::{Method, Request};
use rollcall_local::{
    api::Api,
    build, client,
    demonstration::invoke,
    deploy::{self, Deployment},
    http::{Answer, Client},
    imports::{Import, Imports, Row},
    messages::{self, Message},
    stack::{Administrator, StackFile},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};
use tokio::sync::OnceCell;

/// Longer than anything takes, even with every other test running beside it.
const PATIENCE: Duration = Duration::from_mins(2);

/// The deployment, made by whichever test asks first. Its links lead nowhere.
pub(crate) async fn deployment() -> &'static Deployment {
    static DEPLOYMENT: OnceCell<Deployment> = OnceCell::const_new();
    DEPLOYMENT.get_or_init(|| deploy(None)).await
}

/// A deployment of its own, in an account nobody else uses.
pub(crate) async fn deploy(public_url: Option<&str>) -> Deployment {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // Another run against the same emulator has accounts of its own.
    let run = u64::from(std::process::id()) % 1_000_000 * 10_000;
    let account = (200_000_000_000 + run + NEXT.fetch_add(1, Ordering::SeqCst)).to_string();
    let root = build::repository();
    let packages = build::built_packages(&root).unwrap();
    let request = deploy::Request {
        endpoint: endpoint(),
        account: &account,
        packages: &packages,
        public_url,
        log_level: "info",
    };
    deploy::deploy(&root, &request).await.unwrap()
}

/// One organisation of a deployment, as its administrator, its people and its operator meet it.
pub(crate) struct Site {
    pub(crate) slug: String,
    /// The administrator's access token.
    pub(crate) token: String,
    pub(crate) http: Client,
    pub(crate) deployment: Deployment,
    url: String,
    imports: Imports,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl Site {
    /// Creates the organisation by the operator's command and activates its administrator.
    pub(crate) async fn create(deployment: &Deployment, slug: &str) -> Self {
        let email = founding::administrator(slug);
        let command = founding::command(slug);
        let created = invoke(deployment, "manage-organisation", &command).await.unwrap();
        let one_time = founding::one_time_password(&created);
        let url = deployment.api_url().unwrap();
        let administrator = Administrator {
            identifier: email.clone(),
            password: PASSWORD.to_owned(),
        };
        let stack = StackFile::of(deployment, &url, slug, administrator).unwrap();
        let aws = client::configuration(&deployment.endpoint, &deployment.account);
        let api = Api::new(&url, slug);
        let mut site = Self {
            slug: slug.to_owned(),
            token: String::new(),
            http: Client::new(),
            deployment: deployment.clone(),
            url,
            imports: Imports::of(&stack, api.clone()),
            dynamodb: aws_sdk_dynamodb::Client::new(&aws),
        };
        let signed_in = site.sign_in(&email, &one_time).await.accepted("sign in").unwrap();
        assert_eq!(
            signed_in["access_token"],
            Value::Null,
            "a one-time password signs nobody in"
        );
        let ticket = json!({ "ticket": signed_in["password_change"]["ticket"], "password": PASSWORD });
        let signed_in = site
            .send(Method::POST, "/api/password", None, Some(&ticket))
            .await;
        site.token = access_token(signed_in);
        site.imports = Imports::of(&stack, api.with_token(&site.token));
        site
    }

    /// An organisation with departments and job profiles. Messages go over both channels once it is armed.
    pub(crate) async fn furnished(deployment: &Deployment, slug: &str, armed: bool) -> Self {
        let site = Self::create(deployment, slug).await;
        for (list, entry) in founding::entries() {
            site.post(&format!("/api/{list}"), entry).await;
        }
        site.settings(founding::communication(armed)).await;
        site
    }

    /// Opens the sign-up form, where a department is to be chosen.
    pub(crate) async fn open_sign_up(&self) {
        let chosen = json!({ "department": "chosen" });
        self.settings(founding::sign_up(&chosen)).await;
    }

    /// Creates a user.
    pub(crate) async fn create_user(&self, person: Person) -> Value {
        self.post("/api/users", person.into()).await
    }

    /// Sends a request as it is.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let address = format!("{}{path}", self.url);
        self.http.json(method, &address, token, body).await.unwrap()
    }

    /// Posts as the administrator, who must not be refused.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self
            .send(Method::POST, path, Some(&self.token), Some(&body))
            .await;
        answer.accepted(path).unwrap()
    }

    /// Erases a user.
    pub(crate) async fn erase(&self, id: &str) -> Value {
        let request = Request::delete(format!("{}/api/users/{id}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("if-match", "*");
        let answer = self.http.send(request.body(Vec::new().into()).unwrap()).await;
        answer.unwrap().accepted("erase").unwrap()
    }

    /// Disables a user.
    pub(crate) async fn disable(&self, id: &str) {
        let request = Request::patch(format!("{}/api/users/{id}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header("if-match", "*");
        let body = json!({ "status": "disabled" }).to_string();
        let answer = self
            .http
            .send(request.body(body.into_bytes().into()).unwrap())
            .await;
        answer.unwrap().accepted("disable").unwrap();
    }

    /// Changes settings.
    pub(crate) async fn settings(&self, settings: Value) -> Value {
        let answer = self
            .send(Method::PATCH, "/api/settings", Some(&self.token), Some(&settings))
            .await;
        answer.accepted("change settings").unwrap()
    }

    pub(crate) async fn sign_in(&self, identifier: &str, password: &str) -> Answer {
        let body = json!({ "organisation": self.slug, "identifier": identifier, "password": password });
        self.send(Method::POST, "/api/sign-in", None, Some(&body)).await
    }

    /// Who a token belongs to.
    pub(crate) async fn me(&self, token: &str) -> Value {
        let answer = self.send(Method::GET, "/api/me", Some(token), None).await;
        answer.accepted("me").unwrap()
    }

    /// Presses the button behind an activation link.
    pub(crate) async fn redeem(&self, link: &str) -> Answer {
        self.redeem_with(link, PASSWORD).await
    }

    pub(crate) async fn redeem_with(&self, link: &str, password: &str) -> Answer {
        let body = json!({ "password": password });
        self.send(
            Method::POST,
            &format!("/api/activation/{link}"),
            None,
            Some(&body),
        )
        .await
    }

    /// The minute's schedule, now.
    pub(crate) async fn run_schedule(&self) -> Value {
        invoke(&self.deployment, "send-activation", &json!({ "hand_out": {} }))
            .await
            .unwrap()
    }

    /// What the whole deployment has sent to addresses and numbers that end so, oldest first.
    pub(crate) async fn messages(&self, to: &str) -> Vec<Message> {
        let deployment = &self.deployment;
        let all = messages::captured(&self.http, &deployment.endpoint, &deployment.account).await;
        all.unwrap()
            .into_iter()
            .filter(|message| message.to.ends_with(to))
            .collect()
    }

    /// The same, once there are so many, and a moment later, since nothing may be sent twice.
    pub(crate) async fn wait_for_messages(&self, to: &str, count: usize) -> Vec<Message> {
        until(&format!("{count} messages to {to}"), async || {
            self.messages(to).await.len() >= count
        })
        .await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let messages = self.messages(to).await;
        assert_eq!(messages.len(), count, "{messages:#?}");
        messages
    }

    /// Drops a workbook and follows its import to the end.
    pub(crate) async fn import(&self, name: &str, workbook: Vec<u8>) -> Import {
        let dropped = self.imports.drop_workbook(name, workbook, false, None).await;
        let id = self.imports.begun(&dropped.unwrap()).await.unwrap();
        let ended = self.imports.follow(&id, Duration::from_mins(10), |_| ()).await;
        ended.unwrap()
    }

    /// What became of all rows of an import.
    pub(crate) async fn rows(&self, import: &Import) -> Vec<Row> {
        self.imports.rows(&import.id, "", usize::MAX).await.unwrap()
    }

    /// The organisation's users as the table has them, by key.
    pub(crate) async fn users(&self) -> BTreeMap<String, BTreeMap<String, AttributeValue>> {
        let mut users = BTreeMap::new();
        let mut pages = self
            .dynamodb
            .scan()
            .table_name(self.deployment.table("users").unwrap())
            .consistent_read(true)
            .filter_expression("begins_with(pk, :organisation)")
            .expression_attribute_values(":organisation", AttributeValue::S(format!("{}#", self.slug)))
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            let item: BTreeMap<_, _> = item.unwrap().into_iter().collect();
            users.insert(item["pk"].as_s().unwrap().clone(), item);
        }
        users
    }

    /// Waits until nobody's messages are asked for or under way any more.
    pub(crate) async fn settled(&self) -> BTreeMap<String, BTreeMap<String, AttributeValue>> {
        let is_settled = |user: &BTreeMap<String, AttributeValue>| {
            let stage = user.get("send").and_then(|stage| stage.as_s().ok());
            !stage.is_some_and(|stage| stage == "requested" || stage == "sending")
        };
        until("everybody's messages to be dealt with", async || {
            self.users().await.values().all(is_settled)
        })
        .await;
        self.users().await
    }
}

/// Looks again until it holds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The access token of an answer that must hold one.
#[track_caller]
pub(crate) fn access_token(answer: Answer) -> String {
    let signed_in = answer.accepted("sign in").unwrap();
    signed_in["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("{signed_in}"))
        .to_owned()
}
