//! The only reader of the environment, and of the secret.

use crate::domain::{import::forecast::Prices, pace::Rate, secret::Secret};
use aws_sdk_secretsmanager::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata},
};
use futures::future::join;
use serde::Deserialize;

/// The names of the tables.
#[derive(Debug, Clone)]
pub struct Tables {
    /// The whole person.
    pub users: String,
    /// Who owns an e-mail or username.
    pub identifiers: String,
    /// What people are found, filtered and counted by; it follows from the users.
    pub directory: String,
    /// Settings and lists.
    pub organisations: String,
    /// Progress and outcomes.
    pub imports: String,
    /// What tidies itself away.
    pub ephemera: String,
    /// Who changed what.
    pub audit: String,
}

/// How fast messages may go, where the operator says so. Otherwise the provider is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rates {
    /// E-mails.
    pub email: Option<Rate>,
    /// SMS.
    pub sms: Option<Rate>,
}

impl Rates {
    /// From messages a second, as the template gives them; an empty text is none.
    fn parse(email: &str, sms: &str) -> Self {
        let rate = |text: &str| text.trim().parse().ok().map(Rate::per_second);
        Self {
            email: rate(email),
            sms: rate(sms),
        }
    }
}

/// What SMS go through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SmsProvider {
    /// SNS.
    #[default]
    Sns,
    /// AWS End User Messaging.
    EndUserMessaging,
}

/// How SMS are sent. What is empty in the template is `None`.
#[derive(Debug, Clone, Default)]
pub struct SmsSettings {
    /// Through what.
    pub provider: SmsProvider,
    /// Over SNS: a name in place of a number, where the country allows one.
    pub sender_id: Option<String>,
    /// Over AWS End User Messaging: a sender id, a number or a pool.
    pub origination_identity: Option<String>,
    /// Over AWS End User Messaging: the configuration set that reports what becomes of them.
    pub configuration_set: Option<String>,
    /// The most that one may cost, in US dollars.
    pub max_price: Option<String>,
}

impl SmsSettings {
    /// From the variables of the template.
    fn read(variable: impl Fn(&'static str) -> String) -> Self {
        let some = |name| Some(variable(name)).filter(|value| !value.is_empty());
        Self {
            provider: match variable("SMS_PROVIDER").as_str() {
                "end_user_messaging" => SmsProvider::EndUserMessaging,
                _ => SmsProvider::Sns,
            },
            sender_id: some("SMS_SENDER_ID"),
            origination_identity: some("SMS_ORIGINATION_IDENTITY"),
            configuration_set: some("SMS_CONFIGURATION_SET"),
            max_price: some("SMS_MAX_PRICE_USD"),
        }
    }
}

/// What the template tells every function.
#[derive(Debug, Clone)]
pub struct Config {
    /// The tables.
    pub tables: Tables,
    /// The bucket of workbooks; empty where a function has nothing to do with it.
    pub bucket: String,
    /// The secret's name or ARN.
    pub secret: String,
    /// Where people reach the pages, without a slash at the end. Links are made of this, never of a header.
    pub public_url: String,
    /// The sender of e-mails.
    pub mail_from: String,
    /// The SES configuration set that reports what becomes of them; may be empty.
    pub mail_configuration_set: String,
    /// How SMS are sent.
    pub sms: SmsSettings,
    /// The function that imports: itself, where it is that function.
    pub import_function: String,
    /// The function that sends.
    pub send_function: String,
    /// The function that works jobs off: itself, where it is that function.
    pub job_function: String,
    /// The topic of the alarms; empty where a function raises none itself.
    pub alarm_topic: String,
    /// The bus that events go to; empty where a function publishes none.
    pub event_bus: String,
    /// How fast messages may go.
    pub rates: Rates,
    /// What a message costs, for estimates.
    pub prices: Prices,
    /// Where the AWS services are, when not on AWS.
    pub endpoint: Option<String>,
}

/// Who the function is at AWS.
pub struct Role {
    /// Such as `eu-central-1`.
    pub region: String,
    /// The public half of the role's credentials.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: String,
    /// What makes them the credentials of a role. Those of a user have none.
    pub session_token: Option<String>,
}

impl Role {
    /// What Lambda puts into the environment of every function.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn from_environment() -> Result<Self, Missing> {
        let find = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let required = |name| find(name).ok_or(Missing(name));
        Ok(Self {
            region: required("AWS_REGION")?,
            access_key_id: required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
            session_token: find("AWS_SESSION_TOKEN"),
        })
    }
}

impl std::fmt::Debug for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Role")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// A variable that the template or Lambda must give is missing.
#[derive(Debug, thiserror::Error)]
#[error("environment variable {0} is missing; the template or Lambda sets it")]
pub struct Missing(&'static str);

impl Config {
    /// Reads the environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn from_environment() -> Result<Self, Missing> {
        let optional = |name| std::env::var(name).unwrap_or_default();
        let required = |name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.is_empty())
                .ok_or(Missing(name))
        };
        Ok(Self {
            tables: Tables {
                users: required("USERS_TABLE")?,
                identifiers: required("IDENTIFIERS_TABLE")?,
                directory: required("DIRECTORY_TABLE")?,
                organisations: required("ORGANISATIONS_TABLE")?,
                imports: required("IMPORTS_TABLE")?,
                ephemera: required("EPHEMERA_TABLE")?,
                audit: required("AUDIT_TABLE")?,
            },
            bucket: optional("BUCKET"),
            secret: optional("SECRET"),
            public_url: optional("PUBLIC_URL").trim_end_matches('/').to_owned(),
            mail_from: optional("MAIL_FROM"),
            mail_configuration_set: optional("MAIL_CONFIGURATION_SET"),
            sms: SmsSettings::read(optional),
            import_function: std::env::var("IMPORT_FUNCTION")
                .unwrap_or_else(|_| optional("AWS_LAMBDA_FUNCTION_NAME")),
            send_function: std::env::var("SEND_FUNCTION")
                .unwrap_or_else(|_| optional("AWS_LAMBDA_FUNCTION_NAME")),
            job_function: std::env::var("JOB_FUNCTION")
                .unwrap_or_else(|_| optional("AWS_LAMBDA_FUNCTION_NAME")),
            alarm_topic: optional("ALARM_TOPIC"),
            event_bus: optional("EVENT_BUS"),
            rates: Rates::parse(&optional("EMAILS_PER_SECOND"), &optional("SMS_PER_SECOND")),
            prices: Prices::parse(&optional("EMAIL_PRICE_USD"), &optional("SMS_PRICES_USD")),
            endpoint: Some(optional("AWS_ENDPOINT_URL")).filter(|url| !url.is_empty()),
        })
    }
}

/// The log level the template asks for, before anything else is read.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
pub fn log_level() -> String {
    std::env::var("LOG_LEVEL").unwrap_or_else(|_| "info".to_owned())
}

/// The secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager did not give it.
    #[error("the secret cannot be read: {0}")]
    Unreadable(String),
    /// It is not `{"key": "…"}`.
    #[error("the secret is not the JSON object with a `key` that the template generates")]
    Malformed,
}

#[derive(Deserialize)]
struct Stored {
    key: String,
}

/// Reads the current secret and, while it is being rotated, the one before: both at once.
pub async fn secret(client: &Client, name: &str) -> Result<Secret, SecretError> {
    let read = || client.get_secret_value().secret_id(name);
    let (current, previous) = join(read().send(), read().version_stage("AWSPREVIOUS").send()).await;
    let current =
        current.map_err(|error| SecretError::Unreadable(DisplayErrorContext(&error).to_string()))?;
    let key = |text: Option<&str>| {
        serde_json::from_str::<Stored>(text.unwrap_or_default())
            .map(|stored| stored.key)
            .map_err(|_| SecretError::Malformed)
    };
    let current = key(current.secret_string())?;
    let previous = match previous {
        Ok(previous) => Some(key(previous.secret_string())?),
        // Before the first rotation there is no previous version. Nothing else is passed over: without the previous
        // secret every link and session made with it would be refused until the function starts again.
        Err(error) if error.code() == Some("ResourceNotFoundException") => None,
        Err(error) => return Err(SecretError::Unreadable(DisplayErrorContext(&error).to_string())),
    };
    Ok(Secret::new(&current, previous.as_deref()))
}
