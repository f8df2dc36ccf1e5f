//! Functions that are invoked both over HTTP and directly: by a schedule, or by the operator.
//!
//! API Gateway chooses the names at the top of its events, never a caller, so no request over HTTP can look like
//! anything else.

use crate::{
    domain::context::Context,
    web::route::{Routes, Service},
};
use lambda_http::{
    Body, Error, LambdaEvent, RequestExt, Response, aws_lambda_events::apigw::ApiGatewayV2httpResponse,
    lambda_runtime, request, service_fn,
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
    use crate::web::{answer, problem::Problem};
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

    /// The answer as API Gateway gets it.
    async fn payload(response: answer::Response) -> Value {
        serde_json::to_value(payload_2_0(answer::for_gateway(response).await)).unwrap()
    }

    #[tokio::test]
    async fn an_answer_keeps_its_status_headers_and_body() {
        let answer = payload(answer::problem(&Problem::not_found())).await;
        assert_eq!(answer["statusCode"], 404);
        assert_eq!(answer["headers"]["content-type"], "application/problem+json");
        assert_eq!(answer["isBase64Encoded"], false);
        let answer = payload(answer::build(200, "application/octet-stream", vec![0, 255])).await;
        assert_eq!(
            (&answer["isBase64Encoded"], &answer["body"]),
            (&json!(true), &json!("AP8="))
        );
        let answer = payload(answer::problem(&Problem::not_found())).await;
        assert!(answer["body"].as_str().unwrap().contains("not-found"));
        assert_eq!(payload(answer::empty(204)).await["body"], Value::Null);
    }
}
