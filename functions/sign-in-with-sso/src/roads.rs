//! `POST /api/sso/{organisation}`: which roads are open to somebody, by the e-mail they type.

use crate::App;
use axum::extract::State;
use rollcall::{
    domain::organisation::Slug,
    web::{
        answer::{self, Response},
        body::Json,
        path::Path,
        problem::Problem,
        route::Moment,
    },
    workflow::sso::home::{self, Way},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// E-mail or username.
    #[schema(min_length = 1, max_length = 320, example = "ida@nordlys.example")]
    identifier: String,
}

/// Which roads are open to them.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInRoads)]
struct Roads {
    /// The provider that they are led to; `null`: none.
    #[schema(required)]
    single_sign_on: Option<Provider>,
    /// `POST /api/sign-in` may let them in. `false`: single sign-on is required, and it lets in the break-glass administrator alone.
    password: bool,
}

/// A provider of single sign-on.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInProvider)]
struct Provider {
    /// The connection's id.
    #[schema(example = "sc_7h2k9qwc3m5x8r4t")]
    id: String,
    /// What people know it by.
    #[schema(example = "Nordlys account")]
    name: String,
    /// To be opened in a browser, within ten minutes. The provider is given the e-mail (`login_hint`).
    #[schema(
        example = "https://people.example.com/api/sso/nordlys?connection=sc_7h2k9qwc3m5x8r4t&hint=kq3v"
    )]
    url: String,
}

/// Find the road in
///
/// Somebody whose e-mail is of a connection's domain is led to its provider; where single sign-on is required and there is one
/// connection, everybody is. The domain alone decides: the answer is the same whether or not anybody has an account.
#[utoipa::path(
    post, path = "/api/sso/{organisation}", operation_id = "find_sign_in_roads", tag = "Single sign-on", security(()),
    params(("organisation" = String, Path, description = "The organisation's short name.", example = "nordlys")),
    request_body = Asking,
    responses((status = 200, description = "The roads that are open.", body = Roads)),
)]
pub(crate) async fn find(
    State(app): State<Arc<App>>,
    moment: Moment,
    Path(organisation): Path<String>,
    Json(asking): Json<Asking>,
) -> Result<Response, Problem> {
    let organisation = Slug::parse(&organisation.to_ascii_lowercase()).map_err(|_| Problem::not_found())?;
    let found = home::roads(&app.env, &moment, &organisation, &asking.identifier).await?;
    let shown = |Way { connection, path }: Way| Provider {
        id: connection.id,
        name: connection.name,
        url: format!("{}{path}", app.env.public_url),
    };
    Ok(answer::json(
        200,
        &Roads {
            single_sign_on: found.provider.map(shown),
            password: found.allows_password,
        },
    ))
}
