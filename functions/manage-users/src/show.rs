//! `GET /api/users/{user_id}`.

use crate::{App, find, represent};
use lambda_http::{Body, Request, Response};
use rollcall::{domain::context::Context, web::problem::Problem};

pub(crate) async fn handle(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, Problem> {
    let caller = app.authenticate(context, request).await?;
    Ok(represent(&find(app, &caller, id).await?, &caller))
}
