//! An account of the emulator for one test: the template's tables, and every function's `handle` over them.

use crate::support::{contract, endpoint, gateway, seam::Seam};
use aws_types::SdkConfig;
use jiff::{SignedDuration, Timestamp};
use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::{
        bucket::Bucket,
        cloud,
        config::{Config, Tables},
        messenger::Messenger,
        store::Store,
    },
    domain::{context::Context, secret::Secret},
    web::route::Service,
    workflow::Env,
};
use rollcall_local::{build, client, deploy, messages};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Where links lead in these tests.
pub(crate) const PUBLIC_URL: &str = "https://rollcall.example";
/// Among a request's headers: the address it comes from, where that is not the loopback address.
pub(crate) const SOURCE: &str = "test-source";
/// Among a request's headers: the array of cookies that API Gateway hands over beside the headers.
pub(crate) const COOKIES: &str = "test-cookies";
/// A password nobody guesses.
pub(crate) const PASSWORD: &str = "tre blå elefanter danser";

/// One test's world.
pub(crate) struct World {
    pub(crate) app: Arc<Env>,
    sign_in: Service,
    sign_up: Service,
    show_pages: Service,
    activate_user: Service,
    organisations: Service,
    create_user: Service,
    manage_users: Service,
    resend_activation: Service,
    pub(crate) imports: import_users::App,
    pub(crate) managing_imports: Arc<manage_imports::App>,
    manage_imports: Service,
    pub(crate) sending: send_activation::App,
    pub(crate) account: String,
    pub(crate) bucket: String,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(super) tables: Tables,
    /// How far this world's clock is ahead of ours.
    ahead: std::sync::Mutex<SignedDuration>,
}

/// An answer of a function.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) headers: HashMap<String, String>,
    /// What it sets, each as `name=value`.
    pub(crate) cookies: Vec<String>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The pointers of all faults, sorted.
    pub(crate) fn faulty(&self) -> Vec<String> {
        let body = self.json();
        let mut pointers: Vec<String> = body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|fault| fault["pointer"].as_str().unwrap_or_default().to_owned())
            .collect();
        pointers.sort();
        pointers
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

impl World {
    /// Fresh tables in an account nobody else uses.
    pub(crate) async fn new() -> Self {
        Self::build(|aws| aws, |aws| aws).await
    }

    /// The same at the next noon (UTC), for what counts by the hour or the day.
    pub(crate) async fn at_noon() -> Self {
        let world = Self::new().await;
        world.wait_for_noon();
        world
    }

    /// Moves this world's clock forward to the next noon (UTC).
    pub(crate) fn wait_for_noon(&self) {
        const DAY: i64 = 86_400;
        let now = self.context().now().as_second();
        self.wait(SignedDuration::from_secs((DAY / 2 - now).rem_euclid(DAY)));
    }

    /// The same, with a seam in every call that imports make.
    pub(crate) async fn with_seam() -> (Self, Seam) {
        let mut seam = None;
        let world = Self::build(|aws| seamed(&aws, &mut seam), |aws| aws).await;
        (world, seam.unwrap())
    }

    /// The same, with a seam in every call that the API and the pages make.
    pub(crate) async fn with_seam_in_the_api() -> (Self, Seam) {
        let mut seam = None;
        let world = Self::build(|aws| aws, |aws| seamed(&aws, &mut seam)).await;
        (world, seam.unwrap())
    }

    /// `importing` and `answering` say how imports and the API speak to AWS.
    async fn build(
        importing: impl FnOnce(SdkConfig) -> SdkConfig,
        answering: impl FnOnce(SdkConfig) -> SdkConfig,
    ) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // Another run against the same emulator has accounts of its own.
        let run = u64::from(std::process::id()) % 1_000_000 * 10_000;
        let account = (300_000_000_000 + run + NEXT.fetch_add(1, Ordering::SeqCst)).to_string();
        let deployment = deploy::deploy_data(&build::repository(), endpoint(), &account)
            .await
            .unwrap();
        let table = |name: &str| deployment.table(name).unwrap().to_owned();
        let aws = client::configuration(endpoint(), &account);
        let tables = Tables {
            users: table("users"),
            identifiers: table("identifiers"),
            organisations: table("organisations"),
            imports: table("imports"),
            ephemera: table("ephemera"),
        };
        let dynamodb = aws_sdk_dynamodb::Client::new(&aws);
        let store = || Store::new(dynamodb.clone(), tables.clone());
        let secret = || Secret::new("a secret for tests", None);
        let config = Config {
            tables: tables.clone(),
            bucket: deployment.bucket().unwrap().to_owned(),
            secret: String::new(),
            public_url: PUBLIC_URL.to_owned(),
            mail_from: "no-reply@rollcall.example".to_owned(),
            mail_configuration_set: String::new(),
            sms_sender_id: String::new(),
            import_function: "import-users".to_owned(),
            prices: rollcall::domain::import::forecast::Prices::default(),
            endpoint: Some(endpoint().to_owned()),
        };
        let s3 = client::s3(endpoint(), &account);
        let sender = Messenger::new(
            aws_sdk_sesv2::Client::new(&aws),
            aws_sdk_sns::Client::new(&aws),
            &config,
        );
        let api = || Env {
            store: store(),
            secret: secret(),
            public_url: PUBLIC_URL.to_owned(),
        };
        let bucket = || Bucket::new(s3.clone(), config.bucket.clone());
        let imports_aws = importing(client::configuration(endpoint(), &account));
        let api_aws = answering(client::configuration(endpoint(), &account));
        // No function is deployed here: whoever is asked to take an import up is not there.
        let invoker = || cloud::invoker(&aws, &config);
        let app = Arc::new(Env {
            store: cloud::store(&api_aws, &config),
            ..api()
        });
        let managing_imports = Arc::new(manage_imports::App {
            env: api(),
            bucket: bucket(),
            invoker: invoker(),
        });
        Self {
            sign_in: Service::new(Arc::clone(&app), sign_in::routes()),
            sign_up: Service::new(Arc::clone(&app), sign_up::routes()),
            show_pages: show_pages::service(Arc::clone(&app)),
            activate_user: Service::new(Arc::clone(&app), activate_user::routes()),
            manage_users: Service::new(Arc::clone(&app), manage_users::routes()),
            resend_activation: Service::new(Arc::clone(&app), resend_activation::routes()),
            create_user: Service::new(Arc::clone(&app), create_user::routes()),
            organisations: Service::new(Arc::clone(&app), manage_organisation::routes()),
            app,
            manage_imports: Service::new(Arc::clone(&managing_imports), manage_imports::routes()),
            managing_imports,
            imports: import_users::App {
                store: cloud::store(&imports_aws, &config),
                bucket: cloud::bucket(&imports_aws, &config),
                invoker: invoker(),
                secret: secret(),
                public_url: PUBLIC_URL.to_owned(),
                prices: config.prices.clone(),
            },
            sending: send_activation::App {
                store: store(),
                secret: secret(),
                messenger: sender,
                public_url: PUBLIC_URL.to_owned(),
            },
            bucket: config.bucket,
            account,
            dynamodb,
            s3,
            tables,
            ahead: std::sync::Mutex::new(SignedDuration::ZERO),
        }
    }

    /// Moves this world's clock forward.
    pub(crate) fn wait(&self, time: SignedDuration) {
        *self.ahead.lock().unwrap() += time;
    }

    /// A context at this world's time.
    pub(crate) fn context(&self) -> Context {
        static SEED: AtomicU64 = AtomicU64::new(1);
        let ahead = *self.ahead.lock().unwrap();
        Context::at(Timestamp::now() + ahead, SEED.fetch_add(1, Ordering::SeqCst))
    }

    /// Creates an organisation by the operator's command, and answers a token of its administrator.
    pub(crate) async fn organisation(&self, slug: &str) -> String {
        let email = format!("admin@{slug}.example");
        let command = json!({ "create_organisation": {
            "organisation": slug, "name": format!("Firma {slug}"), "default_language": "en",
            "default_country": "DK", "time_zone": "Europe/Copenhagen",
            "administrator": { "first_name": "Astrid", "last_name": "Lund", "email": email },
        }});
        let answer =
            manage_organisation::create::answer(&self.app, &self.context(), &command, "request").await;
        let one_time = answer["administrator"]["one_time_password"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        let ticket = self
            .post(
                "/api/sign-in",
                None,
                json!({ "organisation": slug, "identifier": email, "password": one_time }),
            )
            .await
            .expect(200)
            .json();
        let ticket = ticket["password_change"]["ticket"].clone();
        let signed_in = self
            .post(
                "/api/password",
                None,
                json!({ "ticket": ticket, "password": PASSWORD }),
            )
            .await;
        signed_in.expect(200).json()["access_token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// An organisation whose messages go out over both channels, with departments and job profiles to choose from.
    pub(crate) async fn busy_organisation(&self, slug: &str) -> String {
        let token = self.organisation(slug).await;
        self.patch(
            "/api/settings",
            &token,
            json!({ "communication": { "email": true, "sms": true, "armed": true } }),
        )
        .await
        .expect(200);
        for (list, entry) in [
            ("departments", json!({ "name": "Køkken", "country": "DK" })),
            (
                "departments",
                json!({ "name": "Filiale Flensburg", "country": "DE" }),
            ),
            ("job-profiles", json!({ "name": "Butiksassistent" })),
        ] {
            self.post(&format!("/api/{list}"), Some(&token), entry)
                .await
                .expect(201);
        }
        token
    }

    /// A user's fields that are all right; `changes` are laid over them.
    pub(crate) fn person(email: Option<&str>, changes: Value) -> Value {
        let mut person = json!({
            "first_name": "Søren", "last_name": "Ågård", "job_profile": "Butiksassistent", "department": "Køkken",
            "permission_type": "User", "language": "da",
        });
        if let Some(email) = email {
            person["email"] = json!(email);
        }
        for (field, value) in changes.as_object().into_iter().flatten() {
            person[field] = value.clone();
        }
        person
    }

    /// Creates a user and answers them.
    pub(crate) async fn create(&self, token: &str, person: Value) -> Value {
        self.post("/api/users", Some(token), person)
            .await
            .expect(201)
            .json()
    }

    /// Creates a user and activates them by their link: their id and token.
    pub(crate) async fn active(&self, token: &str, person: Value) -> (String, String) {
        let created = self.create(token, person).await;
        let id = created["id"].as_str().unwrap().to_owned();
        let link = self.link_of(&self.slug_of(token), &id, 14).await;
        let redeemed = self
            .post(
                &format!("/api/activation/{link}"),
                None,
                json!({ "password": PASSWORD }),
            )
            .await;
        (
            id,
            redeemed.expect(200).json()["access_token"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    }

    /// The organisation a token is of.
    pub(crate) fn slug_of(&self, token: &str) -> String {
        let context = self.context();
        rollcall::domain::session::Session::read(token, &self.app.secret, PUBLIC_URL, context.now())
            .unwrap()
            .organisation
            .to_string()
    }

    /// The link a message to this user would carry now.
    pub(crate) async fn link_of(&self, slug: &str, id: &str, days: u16) -> String {
        let slug = rollcall::domain::organisation::Slug::parse(slug).unwrap();
        let user = self.app.store.find_user(&slug, id).await.unwrap().unwrap();
        let organisation = self.app.store.find_organisation(&slug).await.unwrap().unwrap();
        let rights = rollcall::domain::capability::Rights::held_by(&user, &organisation);
        let now = self.context().now();
        rollcall::domain::activation::Link::new(&slug, id, user.link_generation, rights, now, days).token(
            &self.app.secret,
            rollcall::domain::secret::Purpose::ActivationLink,
        )
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, Some(token), None, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, token: Option<&str>, body: Value) -> Answer {
        self.send("POST", path, token, Some(body), &[]).await
    }

    pub(crate) async fn patch(&self, path: &str, token: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(token), Some(body), &[("if-match", "*")])
            .await
    }

    /// Sends a request the way API Gateway hands it over, to the function the route belongs to.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut all: serde_json::Map<String, Value> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        if let Some(token) = token {
            all.insert("authorization".to_owned(), json!(format!("Bearer {token}")));
        }
        if body.is_some() {
            all.entry("content-type").or_insert(json!("application/json"));
        }
        // On the heap: a test that sends many requests would need a deeper stack than its thread has.
        Box::pin(self.send_raw(method, path, body.map(|body| body.to_string()), all)).await
    }

    /// Sends a page's form as a browser does.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut all = json!({
            "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin",
        });
        for (name, value) in headers {
            all[*name] = json!(value);
        }
        let headers = all.as_object().unwrap().clone();
        self.send_raw("POST", path, Some(body), headers).await
    }

    pub(crate) async fn send_raw(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        mut headers: serde_json::Map<String, Value>,
    ) -> Answer {
        // No header of a request, but where it comes from.
        let source = headers.remove(SOURCE).unwrap_or(json!("127.0.0.1"));
        let cookies = headers.remove(COOKIES).unwrap_or(Value::Null);
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": bare, "rawQueryString": query, "headers": headers, "cookies": cookies,
            "requestContext": { "accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": method, "path": bare, "protocol": "HTTP/1.1", "sourceIp": source, "userAgent": "t" },
                "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "t", "timeEpoch": 0 },
            "body": body, "isBase64Encoded": false,
            "queryStringParameters": query.split('&').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (key.to_owned(), json!(value))).collect::<serde_json::Map<_, _>>(),
        });
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let answer = answer(self.route(request, bare).await);
        contract::check(method, bare, body.as_deref(), &answer);
        answer
    }

    async fn route(&self, request: Request, path: &str) -> Response<Body> {
        let service = match gateway::function(request.method().as_str(), path) {
            "activate-user" => &self.activate_user,
            "create-user" => &self.create_user,
            "manage-imports" => &self.manage_imports,
            "manage-organisation" => &self.organisations,
            "manage-users" => &self.manage_users,
            "resend-activation" => &self.resend_activation,
            "show-pages" => &self.show_pages,
            "sign-in" => &self.sign_in,
            "sign-up" => &self.sign_up,
            other => panic!("{other} answers no requests"),
        };
        Box::pin(service.answer(self.context(), request)).await
    }

    /// Everything the sender would hear of from the stream: every user whose messages are asked for.
    pub(crate) async fn stream(&self) -> Value {
        let mut records = Vec::new();
        for (number, item) in self.users().await.into_iter().enumerate() {
            if item
                .get("send")
                .and_then(|send| send.as_s().ok())
                .is_some_and(|send| send == "requested")
            {
                let pk = item["pk"].as_s().unwrap();
                records.push(json!({ "dynamodb": { "SequenceNumber": number.to_string(), "Keys": { "pk": { "S": pk } } } }));
            }
        }
        json!({ "Records": records })
    }

    /// Sends everything that is asked for.
    pub(crate) async fn deliver(&self) -> Value {
        send_activation::handle(&self.sending, &self.context(), self.stream().await).await
    }

    /// The messages this account has sent, oldest first.
    pub(crate) async fn messages(&self) -> Vec<messages::Message> {
        let client = rollcall_local::http::Client::new();
        messages::captured(&client, endpoint(), &self.account)
            .await
            .unwrap()
    }

    /// Sends the body of a request to the API from an address, with the tokens of the devices that are known there.
    pub(crate) async fn post_from(&self, source: &str, device: &str, path: &str, body: Value) -> Answer {
        let headers = [(SOURCE, source), ("rollcall-device", device)];
        self.send("POST", path, None, Some(body), &headers).await
    }

    /// Drops a workbook and says where: the event S3 would send.
    pub(crate) async fn drop_workbook(&self, key: &str, bytes: Vec<u8>, metadata: &[(&str, &str)]) -> Value {
        let mut put = self
            .s3
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .body(bytes.into());
        for (name, value) in metadata {
            put = put.metadata(*name, *value);
        }
        let version = put
            .send()
            .await
            .unwrap()
            .version_id()
            .unwrap_or("none")
            .to_owned();
        let encoded = key.replace('%', "%25").replace('+', "%2B").replace(' ', "+");
        json!({ "Records": [{ "s3": {
            "bucket": { "name": self.bucket }, "object": { "key": encoded, "versionId": version } } }] })
    }

    /// An object of the bucket.
    pub(crate) async fn object(&self, key: &str) -> Vec<u8> {
        let object = self.s3.get_object().bucket(&self.bucket).key(key).send().await;
        let body = object.unwrap().body.collect().await.unwrap();
        body.into_bytes().to_vec()
    }

    /// Runs an import to its end: its id and counts.
    pub(crate) async fn import(&self, event: &Value) -> Value {
        let deadline = self.context().now() + SignedDuration::from_mins(15);
        let context = self.context();
        let importing = import_users::handle(&self.imports, &context, event.clone(), deadline);
        let answer = Box::pin(importing).await.unwrap();
        answer["imports"][0].clone()
    }
}

fn seamed(aws: &SdkConfig, seam: &mut Option<Seam>) -> SdkConfig {
    let made = Seam::new(aws.http_client().unwrap());
    *seam = Some(made.clone());
    aws.to_builder().http_client(made).build()
}

fn answer(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = match body {
        Body::Text(text) => text.into_bytes(),
        Body::Binary(bytes) => bytes,
        _ => Vec::new(),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    let cookies = parts.headers.get_all("set-cookie").iter();
    let cookies = cookies
        .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
        .collect();
    Answer {
        bytes,
        status: parts.status.as_u16(),
        headers,
        cookies,
        text,
    }
}
