//! Requests the way API Gateway hands them over, each to the function that its route belongs to.

use super::{answer::Answer, contract, gateway, world::World};
use serde_json::{Map, Value, json};

/// Among a request's headers: the address it comes from, where that is not the loopback address.
const SOURCE: &str = "test-source";
/// Among a request's headers: the array of cookies that API Gateway hands over beside the headers.
pub(crate) const COOKIES: &str = "test-cookies";

impl World {
    /// `GET` without a session.
    pub(crate) async fn get_openly(&self, path: &str) -> Answer {
        self.request("GET", path, None, None, &[]).await
    }

    /// `POST` without a session.
    pub(crate) async fn post_openly(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path, None, Some(body), &[]).await
    }

    /// `POST` without a session, from an address, with the tokens of the devices that are known there.
    pub(crate) async fn post_from(&self, source: &str, device: &str, path: &str, body: Value) -> Answer {
        let headers = [(SOURCE, source), ("rollcall-device", device)];
        self.request("POST", path, None, Some(body), &headers).await
    }

    /// `GET` of an activation link.
    pub(crate) async fn open(&self, link: &str) -> Answer {
        self.get_openly(&format!("/api/activation/{link}")).await
    }

    /// `POST` of an activation link: the press that sets this password.
    pub(crate) async fn redeem(&self, link: &str, password: &str) -> Answer {
        let body = json!({ "password": password });
        self.post_openly(&format!("/api/activation/{link}"), body).await
    }

    /// Asks for a fresh link in place of an expired one.
    pub(crate) async fn renew(&self, link: &str) -> Answer {
        let path = format!("/api/activation/{link}/renew");
        self.post_openly(&path, json!({})).await
    }

    /// Chooses a password with the ticket that a one-time password gave.
    pub(crate) async fn choose_password(&self, ticket: &str, password: &str) -> Answer {
        let body = json!({ "ticket": ticket, "password": password });
        self.post_openly("/api/password", body).await
    }

    /// Sends a request.
    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut all: Map<String, Value> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        if let Some(token) = token {
            all.insert("authorization".to_owned(), json!(format!("Bearer {token}")));
        }
        if body.is_some() {
            all.entry("content-type").or_insert(json!("application/json"));
        }
        // On the heap: a test that sends many requests would need a deeper stack than its thread has.
        Box::pin(self.send_raw(method, path, body.map(|body| body.to_string()), all)).await
    }

    /// Sends a page's form as a browser does.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)], headers: Value) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut all = Map::from_iter([
            (
                "content-type".to_owned(),
                json!("application/x-www-form-urlencoded"),
            ),
            ("sec-fetch-site".to_owned(), json!("same-origin")),
        ]);
        if let Value::Object(headers) = headers {
            all.extend(headers);
        }
        self.send_raw("POST", path, Some(body), all).await
    }

    /// Sends a body as it is, whatever its headers say of it.
    pub(crate) async fn send_raw(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        mut headers: Map<String, Value>,
    ) -> Answer {
        // No header of a request, but where it comes from.
        let source = headers.remove(SOURCE).unwrap_or(json!("127.0.0.1"));
        let cookies = headers.remove(COOKIES).unwrap_or(Value::Null);
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": bare, "rawQueryString": query, "headers": headers, "cookies": cookies,
            "requestContext": { "accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": method, "path": bare, "protocol": "HTTP/1.1", "sourceIp": source, "userAgent": "t" },
                "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "t", "timeEpoch": 0 },
            "body": body, "isBase64Encoded": false,
            "queryStringParameters": query.split('&').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (key.to_owned(), json!(value))).collect::<Map<_, _>>(),
        });
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let function = gateway::function(request.method().as_str(), bare);
        let service = &self.services[function];
        let answer = Answer::from(Box::pin(service.answer(self.context(), request)).await);
        contract::check(method, bare, body.as_deref(), &answer);
        answer
    }
}
