//! HTTP/1.1 on this machine, for providers of single sign-on that a test plays or stands in front of.

use std::future::Future;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A request, read to its end.
pub(crate) struct Request {
    head: String,
    pub(crate) body: String,
}

/// What it is answered with. The length of the body is said by itself.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn method(&self) -> &str {
        self.words(0)
    }

    /// The path with its query.
    pub(crate) fn path(&self) -> &str {
        self.words(1)
    }

    fn words(&self, nth: usize) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.split(' ').nth(nth).unwrap_or_default()
    }

    /// Every header: its name and its value.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        headers(&self.head)
    }

    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        header(&self.head, wanted)
    }
}

fn headers(head: &str) -> impl Iterator<Item = (&str, &str)> {
    head.lines().skip(1).filter_map(|line| line.split_once(": "))
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let mut all = headers(head);
    all.find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value))
}

/// Answers whatever is asked until the test ends: one request after the other over each connection.
pub(crate) fn serve<A, F>(listener: TcpListener, answer: A)
where
    A: Fn(Request) -> F + Clone + Send + 'static,
    F: Future<Output = Reply> + Send,
{
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                while let Some(request) = read(&mut stream).await {
                    let reply = answer(request).await;
                    if stream.write_all(&reply.bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
}

impl Reply {
    fn bytes(&self) -> Vec<u8> {
        let mut lines = vec![format!("HTTP/1.1 {} X", self.status)];
        lines.extend(
            self.headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
        );
        lines.push(format!("content-length: {}\r\n\r\n", self.body.len()));
        [lines.join("\r\n").as_bytes(), &self.body].concat()
    }
}

/// The next request; `None`: there is none any more.
async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = header(head, "content-length").and_then(|length| length.parse::<usize>().ok());
            if body.len() >= length.unwrap_or_default() {
                return Some(Request {
                    head: head.to_owned(),
                    body: body.to_owned(),
                });
            }
        }
        let mut more = [0; 8_192];
        match stream.read(&mut more).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&more[..read]),
        }
    }
}
