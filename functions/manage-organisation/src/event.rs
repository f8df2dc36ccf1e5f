//! What the function is invoked with: a request of the API, or a command of the operator.
//!
//! The operator invokes the function directly (`aws lambda invoke`) with `{"create_organisation": …}`. API Gateway
//! chooses the names at the top of its events, never a caller, so no request over HTTP can look like a command.

use crate::{App, create, handle};
use lambda_http::{
    Body, Error, LambdaEvent, RequestExt, Response, aws_lambda_events::apigw::ApiGatewayV2httpResponse,
    lambda_runtime, request, service_fn,
};
use rollcall::{context::Context, http};
use serde_json::Value;
use std::sync::Arc;

/// The command's name.
pub(crate) const COMMAND: &str = "create_organisation";

/// Receives events until the function is shut down.
pub async fn serve(app: App) -> Result<(), Error> {
    let app = Arc::new(app);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let app = Arc::clone(&app);
        async move { answer(app, event).await }
    }))
    .await
}

/// One event, from its shape to its answer.
pub async fn answer(app: Arc<App>, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let LambdaEvent { payload, context } = event;
    if is_command(&payload) {
        return Ok(Box::pin(create::answer(
            &app,
            &Context::of_now(),
            &payload,
            &context.request_id,
        ))
        .await);
    }
    let request = request::from_str(&payload.to_string())?.with_lambda_context(context);
    let route = async |app: Arc<App>, context: Context, request| handle(&app, &context, &request).await;
    Ok(serde_json::to_value(payload_2_0(
        Box::pin(http::answer(app, &route, request)).await,
    ))?)
}

fn is_command(payload: &Value) -> bool {
    payload.get(COMMAND).is_some() && payload.get("requestContext").is_none()
}

/// An answer in the form API Gateway expects (payload 2.0). Nothing here is binary and nothing sets a cookie.
fn payload_2_0(answer: Response<Body>) -> ApiGatewayV2httpResponse {
    let (parts, body) = answer.into_parts();
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = i64::from(parts.status.as_u16());
    response.headers = parts.headers;
    response.body = match body {
        Body::Text(text) => Some(Body::Text(text)),
        _ => None,
    };
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall::problem::Problem;
    use serde_json::json;

    #[test]
    fn a_command_is_told_by_its_name_and_a_request_by_its_context() {
        assert!(is_command(&json!({ "create_organisation": {} })));
        assert!(!is_command(
            &json!({ "version": "2.0", "requestContext": {}, "body": "{\"create_organisation\":{}}" })
        ));
        assert!(!is_command(
            &json!({ "create_organisation": {}, "requestContext": {} })
        ));
    }

    #[test]
    fn an_answer_keeps_its_status_headers_and_body() {
        let answer = payload_2_0(http::respond_problem(&Problem::not_found()));
        let answer = serde_json::to_value(answer).unwrap();
        assert_eq!(answer["statusCode"], 404);
        assert_eq!(answer["headers"]["content-type"], "application/problem+json");
        assert_eq!(answer["isBase64Encoded"], false);
        assert!(answer["body"].as_str().unwrap().contains("not-found"));
        assert_eq!(
            serde_json::to_value(payload_2_0(http::empty(204))).unwrap()["body"],
            Value::Null
        );
    }
}
