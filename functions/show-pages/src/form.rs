//! What a form sends.

use lambda_http::Request;
use rollcall::web::{
    http,
    problem::{Kind, Problem},
};

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form, in the order they were sent.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body of a request.
    ///
    /// # Errors
    ///
    /// Too large; an unsupported media type.
    pub(crate) fn read(request: &Request) -> Result<Self, Problem> {
        let bytes = http::body_bytes(request)?;
        let media_type = http::header_text(request, "content-type").unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case(MEDIA_TYPE) {
            return Err(Problem::new(
                Kind::UnsupportedMediaType,
                "This address takes a form.",
            ));
        }
        Ok(Self(form_urlencoded::parse(bytes).into_owned().collect()))
    }

    /// A field as it was sent; empty where it was not.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::{Body, http::Request as Builder};

    fn read(media_type: &str, body: impl Into<Body>) -> Result<Form, u16> {
        let request = Builder::post("/demo")
            .header("content-type", media_type)
            .body(body.into())
            .unwrap();
        Form::read(&request).map_err(|problem| problem.kind.status())
    }

    #[test]
    fn a_form_is_read_as_text_and_as_bytes() {
        let body = "identifier=%C3%A5se%40x.example&password=a+b%2Bc&password=second";
        for body in [
            Body::Text(body.to_owned()),
            Body::Binary(body.as_bytes().to_vec()),
        ] {
            let form = read("Application/X-WWW-Form-Urlencoded; charset=UTF-8", body).unwrap();
            assert_eq!(form.get("identifier"), "åse@x.example");
            assert_eq!(form.get("password"), "a b+c");
            assert_eq!(form.get("missing"), "");
        }
    }

    #[test]
    fn nothing_but_a_form_is_taken_and_none_of_any_size() {
        for media_type in [
            "",
            "application/json",
            "multipart/form-data; boundary=x",
            "text/plain",
        ] {
            assert_eq!(read(media_type, "a=b").err(), Some(415), "{media_type}");
        }
        assert_eq!(read(MEDIA_TYPE, "a".repeat(http::LARGEST_BODY)).err(), None);
        assert_eq!(
            read(MEDIA_TYPE, "a".repeat(http::LARGEST_BODY + 1)).err(),
            Some(413)
        );
    }
}
