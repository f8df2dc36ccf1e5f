//! How long a call to AWS may take and how often it is tried, for every client.
//!
//! Without bounds a call that nobody answers holds its function until Lambda ends it, and a person waits for that.

use aws_sdk_dynamodb::config::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::SdkConfig;
use std::time::Duration;

/// The bounds of a service's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// Of one try, until its answer begins.
    pub attempt: Duration,
    /// Of all tries together, and the waits between them.
    pub operation: Duration,
    /// Tries, in the SDK's standard mode: it waits longer before each, and tries again only what may work the next time.
    pub attempts: u32,
}

const CONNECT: Duration = Duration::from_secs(1);

impl CallLimits {
    /// Answers of a few kilobytes that usually take milliseconds: DynamoDB, Secrets Manager, the start of another function,
    /// the operator's topic.
    pub const SMALL: Self = Self {
        connect: CONNECT,
        attempt: Duration::from_secs(3),
        operation: Duration::from_secs(10),
        attempts: 3,
    };
    /// S3. A workbook that is sent counts; one that is read does not, once it has begun: there the SDK's own guard ends a
    /// stream that stands still.
    pub const FILES: Self = Self {
        connect: CONNECT,
        attempt: Duration::from_mins(1),
        operation: Duration::from_mins(3),
        attempts: 3,
    };
    /// E-mails and SMS: one try, long enough that a slow answer is heard. Whether a message goes out again is the sender's
    /// decision, which keeps the pace and would otherwise not know of the second one.
    pub const MESSAGES: Self = Self {
        connect: CONNECT,
        attempt: Duration::from_secs(10),
        operation: Duration::from_secs(10),
        attempts: 1,
    };

    /// The configuration within these bounds.
    pub fn bound(self, aws: &SdkConfig) -> SdkConfig {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation);
        aws.to_builder()
            .retry_config(RetryConfig::standard().with_max_attempts(self.attempts))
            .timeout_config(timeouts.build())
            .build()
    }
}

#[cfg(test)]
impl CallLimits {
    /// The bounds of a client, by its configuration.
    pub(super) fn of(timeouts: Option<&TimeoutConfig>, retries: Option<&RetryConfig>) -> Self {
        let (timeouts, retries) = (timeouts.unwrap(), retries.unwrap());
        Self {
            connect: timeouts.connect_timeout().unwrap(),
            attempt: timeouts.operation_attempt_timeout().unwrap(),
            operation: timeouts.operation_timeout().unwrap(),
            attempts: retries.max_attempts(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        aws::{
            cloud,
            config::{Config, Rates, Role, SmsProvider, SmsSettings, Tables},
            store::{Store, StoreError},
        },
        domain::{import::forecast::Prices, organisation::Slug},
    };
    use std::{
        future::Future,
        net::TcpListener,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Instant,
    };

    const SHORT: CallLimits = CallLimits {
        connect: Duration::from_millis(500),
        attempt: Duration::from_millis(150),
        operation: Duration::from_millis(400),
        attempts: 2,
    };

    /// How AWS is reached at this address.
    fn configuration(endpoint: &str) -> SdkConfig {
        let role = Role {
            region: "eu-central-1".to_owned(),
            access_key_id: "a".to_owned(),
            secret_access_key: "b".to_owned(),
            session_token: None,
        };
        cloud::configuration(role, Some(endpoint))
    }

    /// A server that accepts every connection and never answers.
    struct Silent {
        endpoint: String,
        connections: Arc<AtomicUsize>,
    }

    impl Silent {
        fn start() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let endpoint = format!("http://{}", listener.local_addr().unwrap());
            let connections = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&connections);
            std::thread::spawn(move || {
                let mut kept = Vec::new();
                for connection in listener.incoming() {
                    kept.push(connection);
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            });
            Self {
                endpoint,
                connections,
            }
        }

        /// Makes a call that must fail, within a time and after so many tries at the most: each has a connection of its own.
        async fn refuses<T>(
            &self,
            what: &str,
            call: impl Future<Output = Result<T, impl std::fmt::Debug>>,
            tries: usize,
        ) {
            self.connections.store(0, Ordering::SeqCst);
            let began = Instant::now();
            let called = tokio::time::timeout(Duration::from_secs(20), call).await;
            assert!(called.expect(what).is_err(), "{what}");
            // The waits between two tries of the SDK are up to a second, which the operation's bound cuts off.
            assert!(
                began.elapsed() < Duration::from_secs(5),
                "{what} {:?}",
                began.elapsed()
            );
            let made = self.connections.load(Ordering::SeqCst);
            assert!((1..=tries).contains(&made), "{what} was tried {made} times");
        }
    }

    fn tables() -> Tables {
        let name = || "t".to_owned();
        Tables {
            users: name(),
            identifiers: name(),
            directory: name(),
            organisations: name(),
            imports: name(),
            ephemera: name(),
            audit: name(),
        }
    }

    #[tokio::test]
    async fn a_call_that_nobody_answers_comes_to_an_end() {
        let silent = Silent::start();
        let aws = SHORT.bound(&configuration(&silent.endpoint));
        let store = Store::new(aws_sdk_dynamodb::Client::new(&aws), tables());
        let slug = Slug::parse("demo").unwrap();
        let read = async {
            let read = store.find_settings(&slug).await;
            assert!(matches!(&read, Err(StoreError::Unreachable(_))), "{read:?}");
            read
        };
        silent.refuses("DynamoDB", read, 2).await;
        let secrets = aws_sdk_secretsmanager::Client::new(&aws);
        let secret = secrets.get_secret_value().secret_id("s").send();
        silent.refuses("Secrets Manager", secret, 2).await;
        let lambda = aws_sdk_lambda::Client::new(&aws);
        silent
            .refuses("Lambda", lambda.invoke().function_name("f").send(), 2)
            .await;
        let s3 = aws_sdk_s3::config::Builder::from(&aws).force_path_style(true);
        let s3 = aws_sdk_s3::Client::from_conf(s3.build());
        silent
            .refuses("S3", s3.get_object().bucket("b").key("k").send(), 2)
            .await;
    }

    #[tokio::test]
    async fn a_message_that_nobody_answers_for_is_tried_once() {
        let silent = Silent::start();
        let once = CallLimits {
            attempts: CallLimits::MESSAGES.attempts,
            ..SHORT
        };
        let aws = once.bound(&configuration(&silent.endpoint));
        let sns = aws_sdk_sns::Client::new(&aws);
        silent
            .refuses(
                "SNS",
                sns.publish().phone_number("+4520123456").message("m").send(),
                1,
            )
            .await;
        let ses = aws_sdk_sesv2::Client::new(&aws);
        silent.refuses("SES", ses.get_account().send(), 1).await;
    }

    #[test]
    fn files_and_messages_have_bounds_of_their_own_and_all_others_those_of_small_calls() {
        let aws = configuration("http://127.0.0.1:1");
        let config = |provider| Config {
            tables: tables(),
            bucket: String::new(),
            secret: String::new(),
            public_url: String::new(),
            mail_from: String::new(),
            mail_configuration_set: String::new(),
            sms: SmsSettings {
                provider,
                ..SmsSettings::default()
            },
            import_function: String::new(),
            send_function: String::new(),
            job_function: String::new(),
            alarm_topic: String::new(),
            event_bus: String::new(),
            rates: Rates::default(),
            prices: Prices::parse("", ""),
            endpoint: None,
        };
        for provider in [SmsProvider::Sns, SmsProvider::EndUserMessaging] {
            let messenger = cloud::messenger(&aws, &config(provider));
            assert_eq!(messenger.bounds(), [CallLimits::MESSAGES; 2]);
        }
        let bucket = cloud::bucket(&aws, &config(SmsProvider::Sns));
        assert_eq!(bucket.bounds(), CallLimits::FILES);
        let bounds = CallLimits::of(aws.timeout_config(), aws.retry_config());
        assert_eq!(bounds, CallLimits::SMALL);
        let secrets = cloud::secrets(&aws);
        let config = secrets.config();
        let bounds = CallLimits::of(config.timeout_config(), config.retry_config());
        assert_eq!(bounds, CallLimits::SMALL);
    }
}
