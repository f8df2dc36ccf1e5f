//! What a form sends.

use axum::{
    extract::{FromRequest, Request},
    http::header,
};
use rollcall::web::{
    body,
    problem::{Misuse, Problem},
};

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form, in the order they were sent.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    /// # Errors
    ///
    /// Too large; an unsupported media type.
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let media_type = media_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let is_form = media_type.eq_ignore_ascii_case(MEDIA_TYPE);
        let bytes = body::bytes(request, state).await?;
        if !is_form {
            let accepted = vec![MEDIA_TYPE.to_owned()];
            return Err(Misuse::MediaType { accepted }.into());
        }
        Ok(Self(form_urlencoded::parse(&bytes).into_owned().collect()))
    }
}

impl Form {
    /// A field as it was sent; empty where it was not.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// All that was sent under a name: the boxes of a list that are ticked.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.0.iter().filter(move |(known, _)| known == name);
        fields.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    async fn read(media_type: &str, body: impl Into<Body>) -> Result<Form, u16> {
        let request = Request::post("/demo")
            .header("content-type", media_type)
            .body(body.into())
            .unwrap();
        let form = Form::from_request(request, &()).await;
        form.map_err(|problem| problem.kind.status())
    }

    #[tokio::test]
    async fn a_form_is_read_in_any_encoding_of_its_letters() {
        let body = "identifier=%C3%A5se%40x.example&password=a+b%2Bc&password=second";
        let form = read("Application/X-WWW-Form-Urlencoded; charset=UTF-8", body)
            .await
            .unwrap();
        assert_eq!(form.get("identifier"), "åse@x.example");
        assert_eq!(form.get("password"), "a b+c");
        assert_eq!(form.get("missing"), "");
        assert_eq!(form.all("password").collect::<Vec<_>>(), ["a b+c", "second"]);
    }

    #[tokio::test]
    async fn nothing_but_a_form_is_taken_and_none_of_any_size() {
        for media_type in [
            "",
            "application/json",
            "multipart/form-data; boundary=x",
            "text/plain",
        ] {
            assert_eq!(read(media_type, "a=b").await.err(), Some(415), "{media_type}");
        }
        assert_eq!(read(MEDIA_TYPE, "a".repeat(body::LARGEST)).await.err(), None);
        assert_eq!(
            read(MEDIA_TYPE, "a".repeat(body::LARGEST + 1)).await.err(),
            Some(413)
        );
    }
}
