//! A stand-in for DynamoDB, S3, SES and Secrets Manager in a process of its own, for what only counts: it answers as they
//! do, after as long as they take, and turns writes away above a cap as an on-demand table does. What the real ones
//! refuse, it does not look for: the tests do that, over the emulator.

mod dynamo;
mod expression;
mod meter;
mod objects;

use anyhow::{Context, Result};
use clap::Args;
use dynamo::Tables;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::HeaderValue,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
pub(crate) use meter::{CAPPED, Counts};
use objects::Objects;
use rollcall::aws::config::Tables as Names;
use rollcall_local::{client, http::Client, terminal::say};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    net::Ipv4Addr,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

use crate::scene::Scene;

/// The key in the one secret there is.
pub(crate) const SECRET: &str = "a secret for measuring";

/// As long as those of SES.
const MESSAGE_ID: &str = "01070193f0a1b2c3-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-000000";

/// How the stand-in behaves.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Settings {
    /// Write units a second that [`CAPPED`] take together; without it, any.
    #[arg(long)]
    pub(crate) cap: Option<u32>,
    /// Every call is answered so many milliseconds late.
    #[arg(long, default_value_t = 0)]
    pub(crate) delay: u64,
}

/// A running stand-in, with an organisation in it. It ends when this is dropped, or with this process.
#[derive(Debug)]
pub(crate) struct Stub {
    pub(crate) scene: Scene,
    client: Client,
    /// `None`: it is in this process.
    _process: Option<Child>,
}

impl Stub {
    /// Starts one.
    pub(crate) async fn start(settings: &Settings) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["stub", "--delay", &settings.delay.to_string()]);
        if let Some(cap) = settings.cap {
            command.args(["--cap", &cap.to_string()]);
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut endpoint = String::new();
        let output = process.stdout.take().context("The stand-in has no output")?;
        BufReader::new(output).read_line(&mut endpoint).await?;
        Self::at(endpoint.trim(), Some(process)).await
    }

    /// Starts one in this process, for what counts and measures no time.
    pub(crate) async fn here() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        tokio::spawn(accept(listener, Settings::default()));
        Self::at(&endpoint, None).await
    }

    async fn at(endpoint: &str, process: Option<Child>) -> Result<Self> {
        let scene = Scene {
            endpoint: endpoint.to_owned(),
            account: client::ACCOUNT.to_owned(),
            tables: Names {
                users: "Users".to_owned(),
                identifiers: "Identifiers".to_owned(),
                directory: "Directory".to_owned(),
                organisations: "Organisations".to_owned(),
                imports: "Imports".to_owned(),
                ephemera: "Ephemera".to_owned(),
                audit: "Audit".to_owned(),
            },
            bucket: "workbooks".to_owned(),
            secret: "secret".to_owned(),
        };
        scene.create_organisation().await?;
        Ok(Self {
            scene,
            client: Client::new(),
            _process: process,
        })
    }

    /// Counts from nothing.
    pub(crate) async fn begin(&self) -> Result<()> {
        self.control("begin").await.map(drop)
    }

    /// What was counted since.
    pub(crate) async fn counts(&self) -> Result<Counts> {
        Ok(serde_json::from_value(self.control("counts").await?)?)
    }

    async fn control(&self, what: &str) -> Result<Value> {
        let answer = self
            .client
            .get(&format!("{}/_speed/{what}", self.scene.endpoint))
            .await?;
        answer.accepted(what)
    }
}

#[derive(Debug)]
struct State {
    tables: Tables,
    objects: Objects,
}

/// The stand-in's process: tells its address, and serves until its standard input is closed.
pub(crate) async fn serve(settings: Settings) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    say(&format!("http://{}", listener.local_addr()?));
    let closed = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    tokio::select! {
        ended = accept(listener, settings) => ended,
        _ = closed => Ok(()),
    }
}

async fn accept(listener: TcpListener, settings: Settings) -> Result<()> {
    let state = Arc::new(Mutex::new(State {
        tables: Tables::new(settings.cap),
        objects: Objects::default(),
    }));
    let delay = Duration::from_millis(settings.delay);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let state = Arc::clone(&state);
        let service = service_fn(move |request| {
            let state = Arc::clone(&state);
            async move { Ok::<_, Infallible>(respond(&state, delay, request).await) }
        });
        tokio::spawn(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service),
        );
    }
}

async fn respond(state: &Mutex<State>, delay: Duration, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let path = head.uri.path();
    let target = head
        .headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .and_then(|target| target.split_once('.'));
    // What takes long is done outside of the lock: one after the other, calls would wait for each other as they never do.
    let request = || serde_json::from_slice::<Value>(&body).unwrap_or_default();
    let locked = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let (call, answer) = if let Some(what) = path.strip_prefix("/_speed/") {
        let mut state = locked();
        if what == "begin" {
            state.tables.begin();
        }
        return json_answer(&Ok(json!(state.tables.counted()))).map(Full::new);
    } else if let Some((service, operation)) = target {
        let request = request();
        let answer = if service.starts_with("DynamoDB") {
            locked().tables.answer(operation, &request)
        } else {
            secret(&request)
        };
        let service = if service.starts_with("DynamoDB") {
            "DynamoDB"
        } else {
            service
        };
        (format!("{service} {operation}"), json_answer(&answer))
    } else if path.starts_with("/2015-03-31/functions/") {
        // Lambda's `Invoke`: taken, and not done.
        let mut taken = Response::new(Bytes::new());
        *taken.status_mut() = StatusCode::ACCEPTED;
        ("Lambda Invoke".to_owned(), taken)
    } else if path == "/v2/email/outbound-emails" {
        // SES takes every mail, under an id as long as its own.
        (
            "SES SendEmail".to_owned(),
            json_answer(&Ok(json!({ "MessageId": MESSAGE_ID }))),
        )
    } else {
        let (operation, answer) = locked().objects.answer(&objects::Request {
            method: &head.method,
            path,
            query: head.uri.query().unwrap_or_default(),
            headers: &head.headers,
            body,
        });
        (format!("S3 {operation}"), answer)
    };
    *locked().tables.counts.calls.entry(call).or_default() += 1;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    answer.map(Full::new)
}

/// The one secret there is; it was never rotated.
fn secret(request: &Value) -> dynamo::Answer {
    if request["VersionStage"].as_str() == Some("AWSPREVIOUS") {
        return Err((
            "ResourceNotFoundException",
            json!({ "Message": "no previous version" }),
        ));
    }
    Ok(json!({ "Name": "secret", "SecretString": json!({ "key": SECRET }).to_string() }))
}

fn json_answer(answer: &dynamo::Answer) -> Response<Bytes> {
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body.to_string()),
        Err((error, body)) => {
            let mut body = body.clone();
            body["__type"] = json!(format!("com.amazonaws#{error}"));
            (StatusCode::BAD_REQUEST, body.to_string())
        }
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/x-amz-json-1.0");
    response.headers_mut().insert("content-type", kind);
    response
}
