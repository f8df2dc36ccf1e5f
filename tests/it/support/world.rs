//! An account of the emulator for one test: the template's tables, and every function's `handle` over them.

use super::{
    bus::Bus,
    directory::StoredUsers,
    endpoint,
    functions::{self, Apps},
    provider::Provider,
    seam::Seam,
};
use aws_smithy_runtime_api::shared::IntoShared;
use aws_types::SdkConfig;
use jiff::{SignedDuration, Timestamp};
use rollcall::{
    aws::{
        bucket::Bucket,
        cloud,
        config::{Config, Rates, SmsProvider, SmsSettings, Tables},
        messenger::Messenger,
        store::Store,
    },
    domain::{context::Context, pace::Rate, secret::Secret, sso::issuer::Reach},
    web::route::Service,
    workflow::Env,
};
use rollcall_local::{
    build, client, deploy,
    http::Client,
    messages::{self, Message},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// Where events go in these tests: a bus that every account has.
const BUS: &str = "default";
/// Where links lead in these tests.
pub(crate) const PUBLIC_URL: &str = "https://rollcall.example";
/// A password that is hard to guess.
pub(crate) const PASSWORD: &str = "tre blå elefanter danser";
/// Another one.
pub(crate) const OTHER_PASSWORD: &str = "fire grønne giraffer synger";

/// One test's world.
pub(crate) struct World {
    pub(crate) app: Arc<Env>,
    /// Those that answer requests, by their names.
    pub(super) services: BTreeMap<String, Service>,
    pub(crate) imports: import_users::App,
    pub(crate) managing_imports: Arc<manage_imports::App>,
    pub(crate) sending: send_activation::App,
    pub(crate) recording: record_delivery::App,
    pub(crate) jobs: run_jobs::App,
    pub(crate) following: follow_users::App,
    /// The users as the follower knows them.
    pub(crate) followed: tokio::sync::Mutex<StoredUsers>,
    pub(crate) account: String,
    pub(crate) bucket: String,
    pub(super) dynamodb: aws_sdk_dynamodb::Client,
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) tables: Tables,
    config: Config,
    /// How far this world's clock is ahead of ours.
    ahead: Mutex<SignedDuration>,
}

impl World {
    /// Fresh tables in an account of their own.
    pub(crate) async fn new() -> Arc<Self> {
        Self::build(|aws| aws, |aws| aws).await
    }

    /// The same, with a seam in every call that imports make.
    pub(crate) async fn with_seam() -> (Arc<Self>, Seam) {
        let mut seam = None;
        let world = Self::build(|aws| seamed(&aws, &mut seam), |aws| aws).await;
        (world, seam.unwrap())
    }

    /// The same, with a seam in every call that the API, the pages and the sender make of the tables.
    pub(crate) async fn with_seam_in_the_api() -> (Arc<Self>, Seam) {
        let mut seam = None;
        let world = Self::build(|aws| aws, |aws| seamed(&aws, &mut seam)).await;
        (world, seam.unwrap())
    }

    /// What records reports, with a seam in every call it makes.
    pub(crate) fn recording_over_a_seam(&self) -> (record_delivery::App, Seam) {
        let mut seam = None;
        let aws = seamed(&client::configuration(endpoint(), &self.account), &mut seam);
        let store = Store::new(aws_sdk_dynamodb::Client::new(&aws), self.tables.clone());
        (record_delivery::App { store }, seam.unwrap())
    }

    /// What follows the users, with a seam in every call it makes of the tables.
    pub(crate) fn following_over_a_seam(&self) -> (follow_users::App, Seam) {
        let mut seam = None;
        let aws = seamed(&client::configuration(endpoint(), &self.account), &mut seam);
        let store = Store::new(aws_sdk_dynamodb::Client::new(&aws), self.tables.clone());
        let invoker = cloud::invoker(&client::configuration(endpoint(), &self.account), &self.config);
        let bus = cloud::event_bus(&aws, &self.config);
        (follow_users::App { store, invoker, bus }, seam.unwrap())
    }

    /// What follows the users and tells other systems, with a stand-in for the bus and a seam in every call.
    pub(crate) fn following_with_a_bus(&self) -> (follow_users::App, Bus, Seam) {
        let aws = client::configuration(endpoint(), &self.account);
        let bus = Bus::before(aws.http_client().unwrap());
        let seam = Seam::new(bus.clone().into_shared());
        let aws = aws.to_builder().http_client(seam.clone()).build();
        let app = follow_users::App {
            store: cloud::store(&aws, &self.config),
            invoker: cloud::invoker(&aws, &self.config),
            bus: cloud::event_bus(&aws, &self.config),
        };
        (app, bus, seam)
    }

    /// What works jobs off, with a seam in every call it makes of the tables.
    pub(crate) fn running_over_a_seam(&self) -> (run_jobs::App, Seam) {
        let mut seam = None;
        let aws = seamed(&client::configuration(endpoint(), &self.account), &mut seam);
        let store = Store::new(aws_sdk_dynamodb::Client::new(&aws), self.tables.clone());
        let env = Env {
            prices: self.config.prices.clone(),
            ..Env::over(
                store,
                Secret::new("a secret for tests", None),
                PUBLIC_URL.to_owned(),
            )
        };
        let runner = cloud::job_runner(&client::configuration(endpoint(), &self.account), &self.config);
        let bucket = Bucket::new(self.s3.clone(), self.bucket.clone());
        (run_jobs::App { env, bucket, runner }, seam.unwrap())
    }

    /// `importing` and `answering` say how imports and the API speak to AWS.
    async fn build(
        importing: impl FnOnce(SdkConfig) -> SdkConfig,
        answering: impl FnOnce(SdkConfig) -> SdkConfig,
    ) -> Arc<Self> {
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
            directory: table("directory"),
            organisations: table("organisations"),
            imports: table("imports"),
            ephemera: table("ephemera"),
            audit: table("audit"),
        };
        let dynamodb = aws_sdk_dynamodb::Client::new(&aws);
        let secret = || Secret::new("a secret for tests", None);
        let config = Config {
            tables: tables.clone(),
            bucket: deployment.bucket().unwrap().to_owned(),
            secret: String::new(),
            public_url: PUBLIC_URL.to_owned(),
            mail_from: "no-reply@rollcall.example".to_owned(),
            mail_configuration_set: String::new(),
            sms: SmsSettings::default(),
            import_function: "import-users".to_owned(),
            send_function: "send-activation".to_owned(),
            job_function: "run-jobs".to_owned(),
            alarm_topic: String::new(),
            event_bus: BUS.to_owned(),
            // The emulator takes what comes, and no test waits for its turn.
            rates: Rates {
                email: Some(Rate::per_second(1_000.0)),
                sms: Some(Rate::per_second(1_000.0)),
            },
            prices: rollcall::domain::import::forecast::Prices::default(),
            endpoint: Some(endpoint().to_owned()),
        };
        let s3 = client::s3(endpoint(), &account);
        let sender = Messenger::new(&aws, &config);
        let imports_aws = importing(client::configuration(endpoint(), &account));
        let api_aws = answering(client::configuration(endpoint(), &account));
        // No function is deployed here; the stream is played by `deliver`, and jobs are run by `run_jobs`.
        let api = || Env {
            prices: config.prices.clone(),
            // The providers of these tests are on this machine.
            provider_reach: Reach::ThisMachine,
            ..Env::over(cloud::store(&api_aws, &config), secret(), PUBLIC_URL.to_owned())
        };
        // No function is deployed here: the one that is asked to take an import up is not there.
        let invoker = || cloud::invoker(&aws, &config);
        let apps = Apps {
            env: Arc::new(api()),
            imports: Arc::new(manage_imports::App {
                env: api(),
                bucket: Bucket::new(s3.clone(), config.bucket.clone()),
                invoker: invoker(),
            }),
            sso: Arc::new(sign_in_with_sso::App::new(api()).unwrap()),
            scim: Arc::new(scim::App::new(Arc::new(api()))),
        };
        Arc::new(Self {
            services: functions::services(&apps),
            jobs: run_jobs::App {
                env: api(),
                bucket: Bucket::new(s3.clone(), config.bucket.clone()),
                runner: cloud::job_runner(&aws, &config),
            },
            app: apps.env,
            managing_imports: apps.imports,
            imports: import_users::App {
                store: cloud::store(&imports_aws, &config),
                bucket: cloud::bucket(&imports_aws, &config),
                invoker: invoker(),
                sender: cloud::sender(&aws, &config),
                secret: secret(),
                public_url: PUBLIC_URL.to_owned(),
                prices: config.prices.clone(),
            },
            sending: send_activation::App::new(
                cloud::store(&api_aws, &config),
                secret(),
                sender,
                cloud::alarm(&aws, &config),
                PUBLIC_URL.to_owned(),
            ),
            recording: record_delivery::App {
                store: cloud::store(&api_aws, &config),
            },
            following: follow_users::App {
                store: cloud::store(&aws, &config),
                invoker: invoker(),
                bus: cloud::event_bus(&aws, &config),
            },
            followed: tokio::sync::Mutex::default(),
            bucket: config.bucket.clone(),
            config,
            account,
            dynamodb,
            s3,
            tables,
            ahead: Mutex::new(SignedDuration::ZERO),
        })
    }

    /// Moves this world's clock forward.
    pub(crate) fn wait(&self, time: SignedDuration) {
        *self.ahead.lock().unwrap() += time;
    }

    /// Moves this world's clock forward to a moment.
    pub(crate) fn wait_until(&self, at: Timestamp) {
        let time = at.duration_since(self.context().now());
        assert!(time.is_positive(), "{at} has passed");
        self.wait(time);
    }

    /// Moves this world's clock forward to the next noon (UTC), for what counts by the hour or the day.
    pub(crate) fn wait_for_noon(&self) {
        const DAY: i64 = 86_400;
        let now = self.context().now().as_second();
        self.wait(SignedDuration::from_secs((DAY / 2 - now).rem_euclid(DAY)));
    }

    /// A context at this world's time.
    pub(crate) fn context(&self) -> Context {
        static SEED: AtomicU64 = AtomicU64::new(1);
        let ahead = *self.ahead.lock().unwrap();
        Context::at(Timestamp::now() + ahead, SEED.fetch_add(1, Ordering::SeqCst))
    }

    /// What the sender gets from the stream: every user whose messages are asked for; and beside them those of imports
    /// who wait for their turn.
    pub(crate) async fn stream(&self) -> Value {
        let mut records = Vec::new();
        for (number, item) in self.users().await.into_iter().enumerate() {
            let text = |name: &str| item.get(name).and_then(|text| text.as_s().ok());
            let is_turn = text("activation").is_some_and(|activation| activation.contains(r#""due":"turn""#));
            if is_turn || text("send").is_some_and(|send| send == "requested") {
                let pk = item["pk"].as_s().unwrap();
                records.push(json!({ "dynamodb": { "SequenceNumber": number.to_string(), "Keys": { "pk": { "S": pk } } } }));
            }
        }
        json!({ "Records": records })
    }

    /// Sends everything that is asked for.
    pub(crate) async fn deliver(&self) -> Value {
        self.deliver_batch(&self.stream().await).await
    }

    /// Sends what a batch of the stream asks for.
    pub(crate) async fn deliver_batch(&self, batch: &Value) -> Value {
        self.run_sender(batch.clone()).await
    }

    /// The minute's schedule: sends everything that is due.
    pub(crate) async fn run_schedule(&self) -> Value {
        self.run_sender(json!({ "hand_out": {} })).await
    }

    async fn run_sender(&self, event: Value) -> Value {
        self.run_sender_for(&self.sending, SignedDuration::from_secs(60), event)
            .await
    }

    /// Runs a sender for so long at most.
    pub(crate) async fn run_sender_for(
        &self,
        sender: &send_activation::App,
        time: SignedDuration,
        event: Value,
    ) -> Value {
        let context = self.context();
        let ends_at = context.now() + time;
        send_activation::handle(sender, &context, ends_at, event)
            .await
            .unwrap()
    }

    /// A sender over this world's tables whose messages go to a stand-in, at the rate that it names.
    pub(crate) fn sender_through(&self, provider: &Provider) -> send_activation::App {
        self.sender_with(provider, SmsProvider::Sns)
    }

    /// The same, with SMS going through this.
    pub(crate) fn sender_with(&self, provider: &Provider, sms: SmsProvider) -> send_activation::App {
        let store = Store::new(self.dynamodb.clone(), self.tables.clone());
        self.sender_over(store, provider, sms)
    }

    /// The same, with a seam in every call to the store.
    pub(crate) fn sender_over_a_seam(&self, provider: &Provider) -> (send_activation::App, Seam) {
        let mut seam = None;
        let aws = seamed(&client::configuration(endpoint(), &self.account), &mut seam);
        let store = Store::new(aws_sdk_dynamodb::Client::new(&aws), self.tables.clone());
        (self.sender_over(store, provider, SmsProvider::Sns), seam.unwrap())
    }

    fn sender_over(&self, store: Store, provider: &Provider, sms: SmsProvider) -> send_activation::App {
        let aws = provider.behind(&client::configuration(endpoint(), &self.account));
        let config = Config {
            rates: Rates {
                email: None,
                sms: provider.sms_rate().map(Rate::per_second),
            },
            sms: SmsSettings {
                provider: sms,
                ..SmsSettings::default()
            },
            alarm_topic: "arn:aws:sns:eu-central-1:111111111111:alarms".to_owned(),
            ..self.config.clone()
        };
        send_activation::App::new(
            store,
            self.app.secret.clone(),
            cloud::messenger(&aws, &config),
            cloud::alarm(&aws, &config),
            PUBLIC_URL.to_owned(),
        )
    }

    /// The messages this account has sent, oldest first.
    pub(crate) async fn messages(&self) -> Vec<Message> {
        messages::captured(&Client::new(), endpoint(), &self.account)
            .await
            .unwrap()
    }

    /// Those to addresses and numbers that begin so.
    pub(crate) async fn messages_to(&self, to: &str) -> Vec<Message> {
        let mut messages = self.messages().await;
        messages.retain(|message| message.to.starts_with(to));
        messages
    }

    /// The link in the newest message.
    pub(crate) async fn newest_link(&self) -> String {
        link_in(self.messages().await.last().unwrap())
    }
}

/// The token of the activation link that a message carries.
#[track_caller]
pub(crate) fn link_in(message: &Message) -> String {
    let token = message.activation_token();
    token.unwrap_or_else(|| panic!("{message:?}")).to_owned()
}

fn seamed(aws: &SdkConfig, seam: &mut Option<Seam>) -> SdkConfig {
    let made = Seam::new(aws.http_client().unwrap());
    *seam = Some(made.clone());
    aws.to_builder().http_client(made).build()
}
