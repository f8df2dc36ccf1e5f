//! A stand-in for SES, SNS and AWS End User Messaging that misbehaves as they do: it speaks their protocols behind the SDK's own clients, takes so
//! many messages a second, and pauses, refuses or loses its answers when a test asks for it.

use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use rollcall::domain::activation::MessageTags;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// What it does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Takes it, below its rate.
    Takes,
    /// Says that sending is paused.
    Paused,
    /// Says that the sender's identity is not verified.
    Unverified,
    /// Says that the day's quota is used up.
    OverQuota,
    /// Refuses it for good.
    Rejects,
    /// Has no sender for the country of a British number (End User Messaging alone knows that at the call).
    ServesDenmarkAlone,
    /// Takes it, and its answer is lost.
    LosesAnswers,
    /// Fails, and takes nothing.
    Fails,
}

/// One message that it took.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) to: String,
    /// Since the stand-in was made.
    pub(crate) at: Duration,
    /// What the stand-in calls it.
    pub(crate) id: String,
    /// What travelled with it and comes back with its reports, where the provider has tags.
    pub(crate) tags: Option<MessageTags>,
}

#[derive(Debug)]
struct State {
    began: Instant,
    rate: f64,
    /// The rate that it names; `None`: it is not asked.
    named_rate: Option<f64>,
    mood: Mood,
    /// Messages it may take at once.
    mails: Bucket,
    sms: Bucket,
    sms_rate: Option<f64>,
    accepted: Vec<Accepted>,
    tries: usize,
    throttled: usize,
    alarms: Vec<String>,
    /// Messages whose answers wait until they are let go, in the order in which they came.
    waiting: Vec<Arc<Notify>>,
    is_waiting_for: bool,
}

/// The stand-in.
#[derive(Debug, Clone)]
pub(crate) struct Provider(Arc<Mutex<State>>);

/// How long it takes to answer.
const ANSWERS_AFTER: Duration = Duration::from_millis(20);

impl Provider {
    /// One that takes so many messages a second, and names the rate where it is asked.
    pub(crate) fn new(rate: f64) -> Self {
        let now = Instant::now();
        Self(Arc::new(Mutex::new(State {
            began: now,
            rate,
            named_rate: Some(rate),
            mood: Mood::Takes,
            mails: Bucket::of(rate, now),
            sms: Bucket::of(rate, now),
            sms_rate: None,
            accepted: Vec::new(),
            tries: 0,
            throttled: 0,
            alarms: Vec::new(),
            waiting: Vec::new(),
            is_waiting_for: false,
        })))
    }

    /// The configuration of clients that speak to it.
    pub(crate) fn behind(&self, aws: &SdkConfig) -> SdkConfig {
        aws.to_builder().http_client(self.clone()).build()
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        self.0.lock().unwrap().mood = mood;
    }

    /// From now on it answers nothing until it is let.
    pub(crate) fn wait(&self) {
        self.0.lock().unwrap().is_waiting_for = true;
    }

    /// Comes back when so many messages wait for their answers.
    pub(crate) async fn waits_with(&self, messages: usize) {
        while self.0.lock().unwrap().waiting.len() < messages {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets the message go that came at this place.
    pub(crate) fn let_go(&self, place: usize) {
        self.0.lock().unwrap().waiting[place].notify_one();
    }

    /// From now on it takes so many SMS a second.
    pub(crate) fn take_sms_at(&self, rate: f64) {
        let mut state = self.0.lock().unwrap();
        state.sms = Bucket::of(rate, Instant::now());
        state.sms_rate = Some(rate);
    }

    /// The rate of SMS that an operator would set.
    pub(crate) fn sms_rate(&self) -> Option<f64> {
        self.0.lock().unwrap().sms_rate
    }

    /// From now on it names another rate than it has.
    pub(crate) fn name_rate(&self, rate: f64) {
        self.0.lock().unwrap().named_rate = Some(rate);
    }

    pub(crate) fn accepted(&self) -> Vec<Accepted> {
        self.0.lock().unwrap().accepted.clone()
    }

    /// Messages it was asked to take, and how many of them it turned away as too fast.
    pub(crate) fn tries(&self) -> (usize, usize) {
        let state = self.0.lock().unwrap();
        (state.tries, state.throttled)
    }

    /// What was published to topics.
    pub(crate) fn alarms(&self) -> Vec<String> {
        self.0.lock().unwrap().alarms.clone()
    }

    /// Answers one request.
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let mut state = self.0.lock().unwrap();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        if request.uri().ends_with("/v2/email/account") {
            let rate = state.named_rate.unwrap_or(state.rate);
            let quota = format!(
                r#"{{"SendQuota":{{"Max24HourSend":50000.0,"MaxSendRate":{rate:?},"SentLast24Hours":0.0}}}}"#
            );
            return Ok(json(200, &quota));
        }
        if request.uri().ends_with("/v2/email/outbound-emails") {
            let message: serde_json::Value = serde_json::from_str(&body).unwrap();
            let to = message["Destination"]["ToAddresses"][0].as_str().unwrap();
            let tag = |name: &str| {
                let mut tags = message["EmailTags"].as_array()?.iter();
                tags.find(|tag| tag["Name"] == name)?["Value"].as_str()
            };
            return state.take_mail(to, MessageTags::read(tag));
        }
        if request.headers().get("x-amz-target") == Some("PinpointSMSVoiceV2.SendTextMessage") {
            let message: serde_json::Value = serde_json::from_str(&body).unwrap();
            let to = message["DestinationPhoneNumber"].as_str().unwrap();
            if state.mood == Mood::ServesDenmarkAlone && to.starts_with("+44") {
                state.tries += 1;
                return Ok(sender_not_registered());
            }
            let id = state.accept(to, MessageTags::read(|name| message["Context"][name].as_str()));
            return Ok(json(200, &format!(r#"{{"MessageId":"{id}"}}"#)));
        }
        let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let field = |name: &str| {
            form.iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        assert_eq!(field("Action").as_deref(), Some("Publish"));
        if field("TopicArn").is_some() {
            state.alarms.push(field("Message").unwrap());
            return Ok(published("a-1"));
        }
        state.take_sms(&field("PhoneNumber").unwrap())
    }
}

/// What a provider may take at once.
#[derive(Debug)]
struct Bucket {
    rate: f64,
    tokens: f64,
    filled_at: Instant,
}

impl Bucket {
    fn of(rate: f64, now: Instant) -> Self {
        Self {
            rate,
            tokens: 1.0,
            filled_at: now,
        }
    }

    fn has_room(&mut self) -> bool {
        let now = Instant::now();
        let filled = self.tokens + now.duration_since(self.filled_at).as_secs_f64() * self.rate;
        // What comes in a heap is forgiven, as SES does, up to a second's messages: the promise is never to be above the rate
        // for longer, and a machine that does many things at once wakes a sender late.
        self.tokens = filled.min(self.rate.max(1.0));
        self.filled_at = now;
        let has_room = self.tokens >= 1.0;
        if has_room {
            self.tokens -= 1.0;
        }
        has_room
    }
}

impl State {
    /// Takes a message. Answers what it is called.
    fn accept(&mut self, to: &str, tags: Option<MessageTags>) -> String {
        let id = format!("m-{}", self.accepted.len() + 1);
        self.accepted.push(Accepted {
            to: to.to_owned(),
            at: self.began.elapsed(),
            id: id.clone(),
            tags,
        });
        id
    }

    fn take_mail(&mut self, to: &str, tags: Option<MessageTags>) -> Result<HttpResponse, ConnectorError> {
        self.tries += 1;
        if !self.mails.has_room() {
            self.throttled += 1;
            return Ok(mail_error(
                429,
                "TooManyRequestsException",
                "Maximum sending rate exceeded.",
            ));
        }
        match self.mood {
            Mood::Takes | Mood::ServesDenmarkAlone => {
                let id = self.accept(to, tags);
                Ok(json(200, &format!(r#"{{"MessageId":"{id}"}}"#)))
            }
            Mood::LosesAnswers => {
                self.accept(to, tags);
                Err(ConnectorError::io("the connection was reset".into()))
            }
            Mood::Fails => Ok(mail_error(500, "InternalServiceErrorException", "")),
            Mood::Paused => Ok(mail_error(400, "SendingPausedException", "Sending is paused.")),
            Mood::Unverified => Ok(mail_error(
                400,
                "MessageRejected",
                "Email address is not verified. The following identities failed the check.",
            )),
            Mood::OverQuota => Ok(mail_error(
                429,
                "TooManyRequestsException",
                "Daily message quota exceeded.",
            )),
            Mood::Rejects => Ok(mail_error(400, "BadRequestException", "Missing final '@domain'")),
        }
    }

    fn take_sms(&mut self, to: &str) -> Result<HttpResponse, ConnectorError> {
        self.tries += 1;
        if !self.sms.has_room() {
            self.throttled += 1;
            return Ok(sms_error(400, "Throttling", "Rate exceeded"));
        }
        match self.mood {
            Mood::Takes | Mood::ServesDenmarkAlone => {
                let id = self.accept(to, None);
                Ok(published(&id))
            }
            Mood::LosesAnswers => {
                self.accept(to, None);
                Err(ConnectorError::io("the connection was reset".into()))
            }
            Mood::Fails => Ok(sms_error(500, "InternalError", "")),
            Mood::Paused | Mood::Unverified => Ok(sms_error(403, "AuthorizationError", "Not authorized")),
            Mood::OverQuota => Ok(sms_error(400, "Throttling", "Daily quota exceeded")),
            Mood::Rejects => Ok(sms_error(
                400,
                "InvalidParameter",
                "Invalid parameter: PhoneNumber",
            )),
        }
    }
}

fn response(status: u16, kind: &'static str, body: &str) -> HttpResponse {
    let mut response = HttpResponse::new(
        StatusCode::try_from(status).unwrap(),
        SdkBody::from(body.to_owned()),
    );
    response.headers_mut().insert("content-type", kind);
    response
}

fn json(status: u16, body: &str) -> HttpResponse {
    response(status, "application/json", body)
}

fn mail_error(status: u16, code: &'static str, message: &str) -> HttpResponse {
    let mut response = json(status, &serde_json::json!({ "message": message }).to_string());
    response.headers_mut().insert("x-amzn-errortype", code);
    response
}

fn sender_not_registered() -> HttpResponse {
    let body = r#"{"__type":"ValidationException","Message":"","Reason":"SENDER_ID_REQUIRES_REGISTRATION","Fields":[]}"#;
    response(400, "application/x-amz-json-1.0", body)
}

fn published(id: &str) -> HttpResponse {
    let body = format!(
        "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>{id}</MessageId></PublishResult></PublishResponse>"
    );
    response(200, "text/xml", &body)
}

fn sms_error(status: u16, code: &str, message: &str) -> HttpResponse {
    let body = format!(
        "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    );
    response(status, "text/xml", &body)
}

impl HttpClient for Provider {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Provider {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let provider = self.clone();
        HttpConnectorFuture::new(async move {
            tokio::time::sleep(ANSWERS_AFTER).await;
            let wait = {
                let mut state = provider.0.lock().unwrap();
                let is_message = request.method() == "POST";
                (state.is_waiting_for && is_message).then(|| {
                    let wait = Arc::new(Notify::new());
                    state.waiting.push(Arc::clone(&wait));
                    wait
                })
            };
            if let Some(wait) = wait {
                wait.notified().await;
            }
            provider.answer(&request)
        })
    }
}
