//! Functions that are invoked both over HTTP and directly: by a schedule, or by the operator.
//!
//! API Gateway chooses the names at the top of its events, never a caller, so no request over HTTP can look like
//! anything else.

use crate::{
    domain::context::Context,
    web::{
        http,
        problem::Problem,
        route::{Routes, Service},
    },
};
use lambda_http::{
    Body, Error, LambdaEvent, Request, RequestExt, Response,
    aws_lambda_events::apigw::ApiGatewayV2httpResponse, lambda_runtime, request, service_fn,
};
use serde_json::Value;
use std::{future::Future, sync::Arc};

/// Receives events until the function is shut down: requests go to the routes, everything else to `on_event` together
/// with the request id.
///
/// # Errors
///
/// Those of the runtime.
pub async fn serve_routes_and_events<A, G, S>(app: A, routes: Routes<A>, on_event: G) -> Result<(), Error>
where
    A: Send + Sync + 'static,
    G: Fn(Arc<A>, Context, Value, String) -> S + Clone + Send + Sync + 'static,
    S: Future<Output = Result<Value, Error>>,
{
    let app = Arc::new(app);
    let service = Service::new(Arc::clone(&app), routes);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (app, service, on_event) = (Arc::clone(&app), service.clone(), on_event.clone());
        async move {
            let LambdaEvent { payload, context } = event;
            if !is_request(&payload) {
                return on_event(app, Context::of_now(), payload, context.request_id).await;
            }
            let request = request::from_str(&payload.to_string())?.with_lambda_context(context);
            let answer = service.answer(Context::of_now(), request).await;
            Ok(serde_json::to_value(payload_2_0(answer))?)
        }
    }))
    .await
}

/// The same of a function whose requests go to `on_request`.
pub async fn serve<A, F, R, G, S>(app: A, on_request: F, on_event: G) -> Result<(), Error>
where
    A: Send + Sync + 'static,
    F: Fn(Arc<A>, Context, Request) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response<Body>, Problem>>,
    G: Fn(Arc<A>, Context, Value, String) -> S + Clone + Send + Sync + 'static,
    S: Future<Output = Result<Value, Error>>,
{
    let app = Arc::new(app);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (app, on_request, on_event) = (Arc::clone(&app), on_request.clone(), on_event.clone());
        async move {
            let LambdaEvent { payload, context } = event;
            if !is_request(&payload) {
                return on_event(app, Context::of_now(), payload, context.request_id).await;
            }
            let request = request::from_str(&payload.to_string())?.with_lambda_context(context);
            Ok(serde_json::to_value(payload_2_0(
                http::answer(app, &on_request, request).await,
            ))?)
        }
    }))
    .await
}

/// Receives events that are never requests.
pub async fn serve_events<A, G, S>(app: A, on_event: G) -> Result<(), Error>
where
    A: Send + Sync + 'static,
    G: Fn(Arc<A>, Context, Value, lambda_runtime::Context) -> S + Clone + Send + Sync + 'static,
    S: Future<Output = Result<Value, Error>>,
{
    let app = Arc::new(app);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (app, on_event) = (Arc::clone(&app), on_event.clone());
        async move { on_event(app, Context::of_now(), event.payload, event.context).await }
    }))
    .await
}

fn is_request(payload: &Value) -> bool {
    payload.pointer("/requestContext/http/method").is_some()
}

/// An answer in the form API Gateway expects (payload 2.0), where what is no text travels as base 64. Nothing here sets
/// a cookie.
fn payload_2_0(answer: Response<Body>) -> ApiGatewayV2httpResponse {
    let (parts, body) = answer.into_parts();
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = i64::from(parts.status.as_u16());
    response.headers = parts.headers;
    response.is_base64_encoded = matches!(body, Body::Binary(_));
    response.body = match body {
        Body::Empty => None,
        other => Some(other),
    };
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_recognised_by_its_context() {
        let request = json!({ "requestContext": { "http": { "method": "POST" } }, "body": "{\"create_organisation\":{}}" });
        assert!(is_request(&request));
        assert!(!is_request(&json!({ "create_organisation": {} })));
        assert!(!is_request(
            &json!({ "source": "aws.events", "detail-type": "Scheduled Event" })
        ));
    }

    #[test]
    fn an_answer_keeps_its_status_headers_and_body() {
        let answer = serde_json::to_value(payload_2_0(http::respond_problem(&Problem::not_found()))).unwrap();
        assert_eq!(answer["statusCode"], 404);
        assert_eq!(answer["headers"]["content-type"], "application/problem+json");
        assert_eq!(answer["isBase64Encoded"], false);
        let file = http::build(200, "application/octet-stream", Body::Binary(vec![0, 255]));
        let answer = serde_json::to_value(payload_2_0(file)).unwrap();
        assert_eq!(
            (&answer["isBase64Encoded"], &answer["body"]),
            (&json!(true), &json!("AP8="))
        );
        let answer = serde_json::to_value(payload_2_0(http::respond_problem(&Problem::not_found()))).unwrap();
        assert!(answer["body"].as_str().unwrap().contains("not-found"));
        assert_eq!(
            serde_json::to_value(payload_2_0(http::empty(204))).unwrap()["body"],
            Value::Null
        );
    }
}
