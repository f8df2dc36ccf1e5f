//! A seam between a function and AWS: it counts the calls and, at a chosen one, lets the process die, loses the answer
//! or refuses, as AWS would. It is in the HTTP client of the SDK, so nothing in the functions knows of it.

use aws_sdk_s3::config::SharedHttpClient;
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
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// What happens at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process dies before the call is made.
    DieBefore,
    /// The process dies when the call has been carried out.
    DieAfter,
    /// The call is carried out, and nobody hears of it.
    LoseAnswer,
    /// AWS says no, with this error of DynamoDB's.
    Refuse(&'static str),
    /// The transaction is cancelled, every item for this reason.
    Cancel(&'static str),
    /// S3 or DynamoDB fail.
    Fail,
}

/// What may happen at a call of something that a person or a program asks for again.
pub(crate) const FAULTS: [Fault; 4] = [
    Fault::DieBefore,
    Fault::DieAfter,
    Fault::LoseAnswer,
    Fault::Refuse("ProvisionedThroughputExceededException"),
];

/// One call that was made.
#[derive(Debug, Clone)]
struct Call {
    /// The operation; of S3, method and address.
    name: String,
    /// What was asked for, where it is JSON.
    body: serde_json::Value,
}

#[derive(Debug, Default)]
struct Plan {
    calls: AtomicUsize,
    faults: Mutex<Vec<(usize, Fault)>>,
    /// No transaction with this in it is taken.
    unfit: Mutex<Option<String>>,
    /// The first transaction with this in it is carried out so much later.
    held: Mutex<Option<(String, Duration)>>,
    is_held: Notify,
    /// What was called, in order.
    log: Mutex<Vec<Call>>,
    died: Notify,
}

/// The seam.
#[derive(Debug, Clone)]
pub(crate) struct Seam {
    inner: SharedHttpClient,
    plan: Arc<Plan>,
}

impl Seam {
    pub(crate) fn new(inner: SharedHttpClient) -> Self {
        Self {
            inner,
            plan: Arc::default(),
        }
    }

    /// From now on calls are counted from 1, and these faults happen.
    pub(crate) fn set(&self, faults: &[(usize, Fault)]) {
        self.plan.calls.store(0, Ordering::SeqCst);
        *self.plan.faults.lock().unwrap() = faults.to_vec();
        self.plan.log.lock().unwrap().clear();
    }

    /// From now on DynamoDB finds every transaction unfit that has this text in it.
    pub(crate) fn take_no(&self, text: &str) {
        *self.plan.unfit.lock().unwrap() = Some(text.to_owned());
    }

    /// From now on the first transaction that has this text in it is carried out so much later.
    pub(crate) fn hold(&self, text: &str, time: Duration) {
        *self.plan.held.lock().unwrap() = Some((text.to_owned(), time));
    }

    /// Comes back when a transaction is held up.
    pub(crate) async fn held(&self) {
        self.plan.is_held.notified().await;
    }

    /// Calls since.
    pub(crate) fn calls(&self) -> usize {
        self.plan.calls.load(Ordering::SeqCst)
    }

    /// What they were.
    pub(crate) fn log(&self) -> Vec<String> {
        let log = self.plan.log.lock().unwrap();
        log.iter().map(|call| call.name.clone()).collect()
    }

    /// Those that were made of one table.
    pub(crate) fn log_of(&self, table: &str) -> Vec<String> {
        let log = self.plan.log.lock().unwrap();
        log.iter()
            .filter(|call| call.body["TableName"] == table || !call.body["RequestItems"][table].is_null())
            .map(|call| call.name.clone())
            .collect()
    }

    /// Does something with these faults; `None`: the process died.
    pub(crate) async fn with_faults<T>(
        &self,
        faults: &[(usize, Fault)],
        work: impl Future<Output = T>,
    ) -> Option<T> {
        self.set(faults);
        let done = tokio::select! {
            done = work => Some(done),
            () = self.died() => None,
        };
        self.set(&[]);
        done
    }

    /// How many calls something makes undisturbed.
    pub(crate) async fn calls_of<T>(&self, work: impl Future<Output = T>) -> usize {
        self.set(&[]);
        work.await;
        let calls = self.calls();
        self.set(&[]);
        calls
    }

    /// Comes back when the process has died.
    pub(crate) async fn died(&self) {
        self.plan.died.notified().await;
    }
}

impl HttpClient for Seam {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            inner: self.inner.http_connector(settings, components),
            plan: Arc::clone(&self.plan),
        })
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    plan: Arc<Plan>,
}

fn named(request: &HttpRequest) -> String {
    match request.headers().get("x-amz-target") {
        Some(target) => target.rsplit('.').next().unwrap_or(target).to_owned(),
        None => format!(
            "{} {}",
            request.method(),
            request.uri().split('?').next().unwrap_or_default()
        ),
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let number = self.plan.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let name = named(&request);
        let body = request.body().bytes().unwrap_or_default();
        let call = Call {
            name: name.clone(),
            body: serde_json::from_slice(body).unwrap_or_default(),
        };
        self.plan.log.lock().unwrap().push(call);
        let fault = self
            .plan
            .faults
            .lock()
            .unwrap()
            .iter()
            .find_map(|(at, fault)| (*at == number).then_some(*fault));
        let held = {
            let mut held = self.plan.held.lock().unwrap();
            held.take_if(|(text, _)| name == "TransactWriteItems" && holds(&request, text))
        };
        let unfit = self.plan.unfit.lock().unwrap().clone();
        let is_unfit = unfit.is_some_and(|text| name == "TransactWriteItems" && holds(&request, &text));
        let fault = if is_unfit {
            Some(Fault::Cancel("ValidationError"))
        } else {
            fault
        };
        let (inner, plan) = (self.inner.clone(), Arc::clone(&self.plan));
        HttpConnectorFuture::new(async move {
            if let Some((_, time)) = held {
                plan.is_held.notify_one();
                tokio::time::sleep(time).await;
            }
            match fault {
                Some(Fault::DieBefore) => die(&plan).await,
                Some(Fault::DieAfter) => {
                    let _ = inner.call(request).await;
                    die(&plan).await
                }
                Some(Fault::LoseAnswer) => {
                    let _ = inner.call(request).await;
                    Err(ConnectorError::io("the connection was reset".into()))
                }
                Some(Fault::Refuse(kind)) => Ok(refusal(400, kind, "")),
                Some(Fault::Cancel(reason)) if name == "TransactWriteItems" => {
                    let items = items_of(&request);
                    let reasons = vec![format!(r#"{{"Code":"{reason}","Message":"slow down"}}"#); items];
                    let reasons = format!(r#","CancellationReasons":[{}]"#, reasons.join(","));
                    Ok(refusal(400, "TransactionCanceledException", &reasons))
                }
                None | Some(Fault::Cancel(_)) => inner.call(request).await,
                Some(Fault::Fail) => Ok(refusal(500, "InternalServerError", "")),
            }
        })
    }
}

/// Nothing comes back any more; the one that waits for [`Seam::died`] drops the work.
async fn die(plan: &Plan) -> Result<HttpResponse, ConnectorError> {
    plan.died.notify_one();
    std::future::pending().await
}

fn holds(request: &HttpRequest, text: &str) -> bool {
    String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).contains(text)
}

fn items_of(request: &HttpRequest) -> usize {
    let body: serde_json::Value =
        serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
    body["TransactItems"].as_array().map_or(1, Vec::len)
}

fn refusal(status: u16, kind: &str, more: &str) -> HttpResponse {
    let body = format!(
        r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{kind}","Message":"refused by the seam","message":"refused by the seam"{more}}}"#
    );
    let mut response = HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body));
    response
        .headers_mut()
        .insert("content-type", "application/x-amz-json-1.0");
    response
}
