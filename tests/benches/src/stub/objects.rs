//! The operations of S3 that Rollcall calls, over objects in memory: one version of each.

use hyper::{
    HeaderMap, Method, Response, StatusCode,
    body::Bytes,
    header::{CONTENT_LENGTH, ETAG, RANGE},
};
use std::collections::BTreeMap;

/// An object.
#[derive(Debug, Clone, Default)]
struct Object {
    bytes: Bytes,
    /// `x-amz-meta-…` and their values.
    metadata: Vec<(String, String)>,
}

/// All buckets: objects by path.
#[derive(Debug, Default)]
pub(super) struct Objects {
    objects: BTreeMap<String, Object>,
    /// Parts of uploads that are not complete, by number.
    parts: BTreeMap<u32, Bytes>,
}

/// A request as far as it matters here.
pub(super) struct Request<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: Bytes,
}

impl Objects {
    /// The operation's name, and the answer.
    pub(super) fn answer(&mut self, request: &Request<'_>) -> (&'static str, Response<Bytes>) {
        let Request {
            method,
            path,
            query,
            headers,
            ..
        } = request;
        let (method, path) = ((*method).clone(), (*path).to_owned());
        let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
        if method == Method::PUT {
            if let Some(number) = asked("partNumber=").and_then(|number| number.parse().ok()) {
                self.parts.insert(number, content(headers, &request.body));
                return ("UploadPart", answer(StatusCode::OK, Bytes::new()));
            }
            let metadata = headers
                .iter()
                .filter(|(name, _)| name.as_str().starts_with("x-amz-meta-"));
            let object = Object {
                bytes: content(headers, &request.body),
                metadata: metadata
                    .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
                    .collect(),
            };
            self.objects.insert(path, object);
            return ("PutObject", answer(StatusCode::OK, Bytes::new()));
        }
        if method == Method::POST && asked("uploadId=").is_some() {
            let whole: Vec<u8> = std::mem::take(&mut self.parts).into_values().flatten().collect();
            let object = Object {
                bytes: whole.into(),
                ..Object::default()
            };
            self.objects.insert(path, object);
            let body = "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>";
            return ("CompleteMultipartUpload", answer(StatusCode::OK, body.into()));
        }
        if method == Method::POST {
            let body =
                "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
            return ("CreateMultipartUpload", answer(StatusCode::OK, body.into()));
        }
        if method == Method::DELETE {
            self.objects.remove(&path);
            return ("DeleteObject", answer(StatusCode::NO_CONTENT, Bytes::new()));
        }
        let (operation, whole) = if method == Method::HEAD {
            ("HeadObject", false)
        } else {
            ("GetObject", true)
        };
        let Some(object) = self.objects.get(&path) else {
            let body = if whole {
                "<Error><Code>NoSuchKey</Code></Error>"
            } else {
                ""
            };
            return (operation, answer(StatusCode::NOT_FOUND, body.into()));
        };
        let (status, bytes) = match range(headers, object.bytes.len()) {
            Some((from, to)) => (StatusCode::PARTIAL_CONTENT, object.bytes.slice(from..to)),
            None => (StatusCode::OK, object.bytes.clone()),
        };
        let length = bytes.len();
        let mut given = answer(status, if whole { bytes } else { Bytes::new() });
        let headers = given.headers_mut();
        headers.insert(CONTENT_LENGTH, length.into());
        for (name, value) in &object.metadata {
            if let (Ok(name), Ok(value)) = (name.parse::<hyper::header::HeaderName>(), value.parse()) {
                headers.insert(name, value);
            }
        }
        (operation, given)
    }
}

fn answer(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(ETAG, hyper::header::HeaderValue::from_static("\"e\""));
    headers.insert("x-amz-version-id", hyper::header::HeaderValue::from_static("v1"));
    answer
}

/// `Range: bytes=from-to`, as a half-open range.
fn range(headers: &HeaderMap, length: usize) -> Option<(usize, usize)> {
    let (from, to) = headers
        .get(RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?
        .split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = to.parse().map_or(length, |last: usize| length.min(last + 1));
    (from < to).then_some((from, to))
}

/// A body without the chunks the SDK may have put it in, each `length;signature CRLF bytes CRLF`.
fn content(headers: &HeaderMap, body: &Bytes) -> Bytes {
    let chunked = headers
        .get("x-amz-content-sha256")
        .is_some_and(|value| value.as_bytes().starts_with(b"STREAMING-"));
    if !chunked {
        return body.clone();
    }
    let (mut whole, mut rest) = (Vec::with_capacity(body.len()), body.as_ref());
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let line = String::from_utf8_lossy(&rest[..end]);
        let length = line
            .split(';')
            .next()
            .and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let start = end + 2;
        match length {
            Some(length) if length > 0 && rest.len() >= start + length + 2 => {
                whole.extend_from_slice(&rest[start..start + length]);
                rest = &rest[start + length + 2..];
            }
            _ => break,
        }
    }
    whole.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_given_back_as_it_was_put_chunked_or_not() {
        let (mut objects, mut headers) = (Objects::default(), HeaderMap::new());
        headers.insert("x-amz-meta-dry-run", "true".parse().unwrap());
        headers.insert(
            "x-amz-content-sha256",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER".parse().unwrap(),
        );
        let mut send = |method: Method, headers: &HeaderMap, body: &'static str| {
            let request = Request {
                method: &method,
                path: "/b/k",
                query: "",
                headers,
                body: body.into(),
            };
            objects.answer(&request).1
        };
        send(
            Method::PUT,
            &headers,
            "3\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n",
        );
        let found = send(Method::GET, &HeaderMap::new(), "");
        assert_eq!(found.body(), "abcde");
        assert_eq!(found.headers()["x-amz-meta-dry-run"], "true");
        let head = send(Method::HEAD, &HeaderMap::new(), "");
        assert_eq!(
            (
                head.headers()[CONTENT_LENGTH].to_str().unwrap(),
                head.body().len()
            ),
            ("5", 0)
        );
        let part = HeaderMap::from_iter([(RANGE, "bytes=1-2".parse().unwrap())]);
        assert_eq!(send(Method::GET, &part, "").body(), "bc");
    }
}
