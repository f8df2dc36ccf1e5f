//! A provider on this machine, for tests: it speaks HTTP, answers every call alike, and keeps the last one.

use crate::domain::{
    activation::{Channel, MessageTags},
    organisation::Slug,
};
use aws_sdk_sesv2::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, retry::RetryConfig,
};
use aws_types::SdkConfig;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A call as the provider got it.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// Which operation (`X-Amz-Target`), where the protocol names it there.
    pub(super) target: String,
    /// Its JSON, or its text.
    pub(super) body: Value,
}

/// The provider.
pub(super) struct Stub {
    endpoint: String,
    asked: Arc<Mutex<Asked>>,
}

impl Stub {
    /// One that gives this answer to every call: JSON, or a text as it is.
    pub(super) async fn answering(status: u16, body: &Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        let answer = format!(
            "HTTP/1.1 {status} Answer\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let asked = Arc::<Mutex<Asked>>::default();
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let call = read(&mut stream).await;
                *kept.lock().unwrap() = call;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { endpoint, asked }
    }

    /// The last call.
    pub(super) fn asked(&self) -> Asked {
        self.asked.lock().unwrap().clone()
    }

    /// How clients reach it.
    pub(super) fn configuration(&self) -> SdkConfig {
        let credentials = Credentials::new("test", "test", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-central-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .endpoint_url(&self.endpoint)
            .retry_config(RetryConfig::disabled())
            .build()
    }
}

/// The tags of somebody's message.
pub(super) fn tags(channel: Channel) -> MessageTags {
    MessageTags {
        organisation: Slug::parse("nordlys").unwrap(),
        user: "u_0123456789abcdef".into(),
        round: 2,
        channel,
    }
}

async fn read(stream: &mut TcpStream) -> Asked {
    let mut text = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        let read = stream.read(&mut piece).await.unwrap_or_default();
        text.extend_from_slice(&piece[..read]);
        let whole = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = whole.split_once("\r\n\r\n") else {
            assert!(read > 0, "{whole}");
            continue;
        };
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
            found
                .map(|(_, value)| value.trim().to_owned())
                .unwrap_or_default()
        };
        let length: usize = header("content-length").parse().unwrap_or_default();
        if body.len() >= length {
            return Asked {
                target: header("x-amz-target"),
                body: serde_json::from_str(body).unwrap_or_else(|_| body.into()),
            };
        }
        assert!(read > 0, "{whole}");
    }
}
