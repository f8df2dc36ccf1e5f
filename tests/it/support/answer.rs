//! Answers of functions, and what a test asks of them.

use lambda_http::{Body, Response};
use serde_json::Value;
use std::collections::HashMap;

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

impl From<Response<Body>> for Answer {
    fn from(response: Response<Body>) -> Self {
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
        Self {
            bytes,
            status: parts.status.as_u16(),
            headers,
            cookies,
            text,
        }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The same answer, which must have this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The only fault of a problem of this status: where it is, and its code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, pointer: &str, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let body = self.json();
        let faults = body["errors"].as_array().map_or(&[][..], Vec::as_slice);
        let found: Vec<_> = faults
            .iter()
            .map(|fault| (&fault["pointer"], &fault["code"]))
            .collect();
        assert_eq!(found, [(&pointer.into(), &code.into())], "{body:#}");
        faults[0].clone()
    }

    /// The pointers of all faults, sorted.
    pub(crate) fn faulty(&self) -> Vec<String> {
        let mut pointers: Vec<String> = texts(&self.json()["errors"], "pointer");
        pointers.sort();
        pointers
    }

    /// The problem's sentence.
    #[track_caller]
    pub(crate) fn detail(&self) -> String {
        self.text_at("/detail")
    }

    /// The id of what the answer shows.
    #[track_caller]
    pub(crate) fn id(&self) -> String {
        self.text_at("/id")
    }

    /// The token that somebody who has signed in gets.
    #[track_caller]
    pub(crate) fn token(&self) -> String {
        self.text_at("/access_token")
    }

    /// The ticket that somebody with a one-time password gets.
    #[track_caller]
    pub(crate) fn ticket(&self) -> String {
        self.text_at("/password_change/ticket")
    }

    /// What a page of a list holds.
    #[track_caller]
    pub(crate) fn items(&self) -> Vec<Value> {
        let body = self.json();
        body["items"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", self.text))
            .clone()
    }

    #[track_caller]
    fn text_at(&self, pointer: &str) -> String {
        let body = self.json();
        let text = body.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("{}", self.text)).to_owned()
    }
}

/// One text of each member of an array.
pub(crate) fn texts(array: &Value, name: &str) -> Vec<String> {
    let members = array.as_array().into_iter().flatten();
    members
        .map(|one| one[name].as_str().unwrap_or_default().to_owned())
        .collect()
}
