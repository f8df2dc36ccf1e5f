//! One origin for pages and API: a reverse proxy to the deployed HTTP API, with the `_local` pages beside it.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::deploy::Deployment;
use crate::http::Client;
use crate::stack::StackFile;
use crate::{inbox, mailbox::Mailbox, messages};

/// API Gateway takes requests of up to 10 MB.
const LARGEST_REQUEST: usize = 10 * 1024 * 1024;

/// Takes the port before anything slow is done.
///
/// # Errors
/// One sentence if the port is taken.
pub async fn listen(port: u16) -> Result<TcpListener> {
    match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("Port {port} is in use by another program: end it, or choose another port with --port.")
        }
        Err(error) => Err(error).with_context(|| format!("Port {port} cannot be listened on")),
    }
}

/// Serves until the returned task is aborted.
///
/// # Errors
/// If the deployment has no HTTP API.
pub fn serve(
    listener: TcpListener,
    deployment: &Deployment,
    stack: StackFile,
) -> Result<tokio::task::JoinHandle<()>> {
    let client = Client::new();
    let site = Arc::new(Site {
        api: deployment.api_url()?,
        endpoint: deployment.endpoint.clone(),
        account: deployment.account.clone(),
        stack,
        mailbox: Mailbox::new(
            client.clone(),
            deployment.endpoint.clone(),
            deployment.account.clone(),
        ),
        client,
    });
    Ok(tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            let site = Arc::clone(&site);
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let site = Arc::clone(&site);
                    async move { Ok::<_, Infallible>(site.answer(request).await) }
                });
                // A browser that goes away in the middle is nobody's error.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    }))
}

struct Site {
    api: String,
    endpoint: String,
    account: String,
    stack: StackFile,
    mailbox: Mailbox,
    client: Client,
}

impl Site {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let answer = if request.uri().path().starts_with("/_local/") {
            self.local(&request).await
        } else {
            self.forward(request).await
        };
        answer.unwrap_or_else(|error| {
            plain(
                StatusCode::BAD_GATEWAY,
                "text/plain; charset=utf-8",
                format!("{error:#}\n"),
            )
        })
    }

    async fn local(&self, request: &Request<Incoming>) -> Result<Response<Full<Bytes>>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Ok(plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "text/plain",
                "Only GET here.\n",
            ));
        }
        Ok(match request.uri().path() {
            "/_local/messages" => {
                let messages = messages::captured(&self.client, &self.endpoint, &self.account).await?;
                plain(StatusCode::OK, "application/json", serde_json::to_vec(&messages)?)
            }
            "/_local/inbox" => {
                let (filter, page) = inbox::asked(request.uri().query().unwrap_or_default());
                let excerpt = self.mailbox.page(&filter, page).await?;
                plain(
                    StatusCode::OK,
                    "text/html; charset=utf-8",
                    inbox::page(&excerpt, &filter),
                )
            }
            "/_local/mail" => self.mail(request).await?,
            "/_local/stack.json" => plain(
                StatusCode::OK,
                "application/json",
                serde_json::to_vec_pretty(&self.stack)?,
            ),
            _ => plain(
                StatusCode::NOT_FOUND,
                "text/plain",
                "There are /_local/inbox, /_local/messages and /_local/stack.json.\n",
            ),
        })
    }

    /// The HTML of one mail, for its frame.
    async fn mail(&self, request: &Request<Incoming>) -> Result<Response<Full<Bytes>>> {
        let query = request.uri().query().unwrap_or_default();
        let number = query
            .strip_prefix("number=")
            .and_then(|number| number.parse().ok());
        let html = match number {
            Some(number) => self.mailbox.html(number).await?,
            None => None,
        };
        let Some(html) = html else {
            return Ok(plain(
                StatusCode::NOT_FOUND,
                "text/plain",
                "There is no such mail.\n",
            ));
        };
        let mut response = plain(StatusCode::OK, "text/html; charset=utf-8", html);
        response.headers_mut().insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(inbox::FRAME_POLICY),
        );
        Ok(response)
    }

    async fn forward(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>> {
        let (mut head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, LARGEST_REQUEST).collect().await else {
            return Ok(plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                "application/json",
                r#"{"message":"Request Too Long"}"#,
            ));
        };
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = format!("{}{path}", self.api).parse()?;
        for header in [HOST, CONNECTION, TRANSFER_ENCODING, CONTENT_LENGTH] {
            head.headers.remove(header);
        }
        head.version = hyper::Version::HTTP_11;
        let answer = self
            .client
            .send(Request::from_parts(head, Full::from(body.to_bytes())))
            .await?;
        let mut response = Response::new(Full::from(answer.body));
        *response.status_mut() = StatusCode::from_u16(answer.status)?;
        *response.headers_mut() = answer.headers;
        for header in [
            CONNECTION,
            TRANSFER_ENCODING,
            HeaderName::from_static("x-amz-request-id"),
        ] {
            response.headers_mut().remove(header);
        }
        Ok(response)
    }
}

fn plain(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.into()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
        .headers_mut()
        .insert("cache-control", HeaderValue::from_static("no-store"));
    response
}
