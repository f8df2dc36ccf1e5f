//! From an address to its page.

use crate::{
    App, activate, answer, assets,
    origin::{self, Origin},
    password,
    reader::Reader,
    refusal, sign_in, sign_up, view,
    visit::Visit,
};
use lambda_http::{Body, Request, Response};
use rollcall::{
    domain::{
        activation::Link,
        context::Context,
        organisation::{Organisation, Slug},
    },
    web::{http, problem::Problem, query},
};

const READ: &[&str] = &["GET", "HEAD"];
const READ_AND_SEND: &[&str] = &["GET", "HEAD", "POST"];
const SEND: &[&str] = &["POST"];

/// Answers one request, whatever comes of it: a person reads the answer, so faults are pages too.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Response<Body> {
    let segments = http::segments(request);
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let mut response = route(app, context, request, &segments).await;
    answer::secure(&mut response, &app.public_url);
    if request.method() == "HEAD" {
        *response.body_mut() = Body::Empty;
    }
    response
}

async fn route(app: &App, context: &Context, request: &Request, segments: &[&str]) -> Response<Body> {
    let nowhere = Reader::of(request, None);
    let refuse = |problem: &Problem| refusal::page(&nowhere, problem, request);
    let Some(methods) = methods(segments) else {
        return refuse(&Problem::not_found());
    };
    if !methods.contains(&request.method().as_str()) {
        let mut response = refuse(&Problem::method_not_allowed());
        http::set(&mut response, "allow", &methods.join(", "));
        return response;
    }
    if let Err(problem) = query::check(request, segments) {
        return http::respond_problem(&problem);
    }
    match segments {
        [] => answer::page(200, &view::home(&nowhere.shell(None))),
        ["api", "openapi.json"] => assets::describe(request),
        ["assets", file] => assets::show(request, file).unwrap_or_else(|| refuse(&Problem::not_found())),
        [slug, rest @ ..] => match find_organisation(app, slug).await {
            Ok(organisation) => {
                let reader = Reader::of(request, Some(&organisation));
                let visit = Visit {
                    app,
                    context,
                    request,
                    organisation: &organisation,
                    reader: &reader,
                };
                take(&visit, rest)
                    .await
                    .unwrap_or_else(|problem| refusal::page(&reader, &problem, request))
            }
            Err(problem) => refuse(&problem),
        },
    }
}

/// The methods of an address, or `None` where there is no such address.
fn methods(segments: &[&str]) -> Option<&'static [&'static str]> {
    match segments {
        [] | ["assets", _] | ["api", "openapi.json"] => Some(READ),
        [_] | [_, "password" | "sign-up"] | [_, "activate", _] | [_, "activate", _, "renew"] => {
            Some(READ_AND_SEND)
        }
        [_, "sign-out"] => Some(SEND),
        _ => None,
    }
}

async fn find_organisation(app: &App, slug: &str) -> Result<Organisation, Problem> {
    let slug = Slug::parse(slug).map_err(|_| Problem::not_found())?;
    app.store
        .find_organisation(&slug)
        .await?
        .ok_or_else(Problem::not_found)
}

/// The road below an organisation's address. The method is one of [`methods`].
async fn take(visit: &Visit<'_>, rest: &[&str]) -> Result<Response<Body>, Problem> {
    let sends = visit.request.method() == "POST";
    if sends && origin::of(visit.request, &visit.app.public_url) == Origin::Foreign {
        return Err(Problem::forbidden("This form was sent from elsewhere."));
    }
    match rest {
        [] if sends => sign_in::sign_in(visit).await,
        [] => sign_in::show(visit).await,
        ["sign-out"] => sign_in::sign_out(visit).await,
        ["password"] if sends => password::choose(visit).await,
        ["password"] => Ok(answer::see_other(&visit.address("", None))),
        ["sign-up"] if sends => sign_up::submit(visit).await,
        ["sign-up"] => Ok(sign_up::show(visit)),
        ["activate", copied, rest @ ..] => {
            let token = Link::bare_token(copied);
            match rest {
                [] if sends => activate::redeem(visit, token).await,
                [] => activate::show(visit, token).await,
                ["renew"] if sends => activate::renew(visit, token).await,
                ["renew"] => Ok(activate::show_renewed(visit, token)),
                _ => Err(Problem::not_found()),
            }
        }
        _ => Err(Problem::not_found()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_methods_and_others_have_none() {
        for (path, expected) in [
            ("", Some(READ)),
            ("assets/rollcall.css", Some(READ)),
            ("api/openapi.json", Some(READ)),
            ("demo", Some(READ_AND_SEND)),
            ("demo/password", Some(READ_AND_SEND)),
            ("demo/sign-up", Some(READ_AND_SEND)),
            ("demo/sign-out", Some(SEND)),
            ("demo/activate/abc", Some(READ_AND_SEND)),
            ("demo/activate/abc/renew", Some(READ_AND_SEND)),
            ("demo/activate", None),
            ("demo/activate/abc/renew/more", None),
            ("demo/users", None),
        ] {
            let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            assert_eq!(methods(&segments), expected, "{path}");
        }
    }
}
