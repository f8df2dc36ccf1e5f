//! `POST /api/users`: one user, by hand.

use axum::extract::State;
use rollcall::{
    domain::{
        caller::UserManager,
        field,
        organisation::Organisation,
        user::{Draft, User},
    },
    web::{
        answer::{self, Response},
        body::{self, Collected},
        idempotency::IdempotencyKey,
        problem::{NotCreated, Problem},
        route::{Moment, Routes},
        user::WrittenUser,
    },
    workflow::{
        Env,
        users::create::{self, Created, Idempotency, OneTime},
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};
use utoipa_axum::routes;

/// Every route of this function.
pub fn routes() -> Routes<Env> {
    Routes::new().routes(routes!(create_user))
}

/// A user to be created.
#[derive(Deserialize)]
struct NewUser {
    #[serde(flatten)]
    draft: Draft,
    #[serde(flatten)]
    options: Options,
}

/// What else may be asked for with a new user.
#[derive(Deserialize, ToSchema)]
struct Options {
    one_time_password: Option<WantedOneTime>,
    /// `false` to send no activation message.
    #[schema(default = true)]
    notify: Option<bool>,
}

impl PartialSchema for NewUser {
    fn schema() -> RefOr<Schema> {
        let mut user = field::beside(field::of_new_user(), Options::schema());
        let description = "A user to be created: with an e-mail, or with a username and a phone.";
        user.description = Some(description.to_owned());
        RefOr::T(Schema::Object(user))
    }
}

impl ToSchema for NewUser {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Options::schemas(schemas);
    }
}

/// `true` to have one made, or one of your own with 8 to 64 characters.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = WantedOneTimePassword)]
enum WantedOneTime {
    /// One of your own.
    Given(OwnOneTime),
    /// Whether to make one.
    Made(bool),
}

/// 8 to 64 characters, not counting spaces and hyphens; none that is easy to guess.
#[derive(Deserialize, ToSchema)]
#[schema(as = OwnOneTimePassword, min_length = 8, example = "41-97-02-68-53")]
struct OwnOneTime(String);

/// An answer as it is kept for a repetition of its request.
#[derive(Serialize, Deserialize)]
struct Kept {
    etag: String,
    user: WrittenUser,
}

/// Create a user
///
/// Creates one user; all faults of the request are named at once. Where a channel is on in the settings and `notify` is
/// not `false`, the same write asks for their activation message.
///
/// Send an `Idempotency-Key` to be able to repeat the request safely: the same key with the same body gets the same
/// answer again and creates nobody twice.
#[utoipa::path(
    post, path = "/api/users", tag = "Users",
    security(("api_client" = ["users:write"])),
    params(IdempotencyKey),
    request_body(content = NewUser, examples(
        ("with_email" = (value = json!({
            "first_name": "Søren", "last_name": "Ågård", "job_profile": "Butiksassistent", "department": "Køkken",
            "permission_type": "User", "language": "da", "email": "soren@example.com",
        }))),
        ("with_one_time_password" = (value = json!({
            "first_name": "Mia", "last_name": "Holm", "job_profile": "Butiksassistent", "department": "Køkken",
            "permission_type": "User", "language": "da", "username": "mia.holm", "phone": "20 12 34 56",
            "one_time_password": true, "notify": false,
        }))),
    )),
    responses(
        (status = 201, description = "The user was created. A one-time password that was asked for is shown here \
                                      (`one_time_password.password`) and never again.",
            body = WrittenUser, headers(("Location" = String), ("ETag" = String))),
        (status = 409, response = NotCreated),
    ),
)]
async fn create_user(
    State(env): State<Arc<Env>>,
    moment: Moment,
    caller: UserManager<Organisation>,
    IdempotencyKey(key): IdempotencyKey,
    body: Collected<NewUser>,
) -> Result<Response, Problem> {
    let NewUser { draft, options } = body.value;
    let one_time = match options.one_time_password {
        None | Some(WantedOneTime::Made(false)) => None,
        Some(WantedOneTime::Made(true)) => Some(OneTime::Generated),
        Some(WantedOneTime::Given(OwnOneTime(text))) => Some(OneTime::Given(text)),
    };
    let mut faults = body.faults;
    let key = key.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let checked = create::check(&caller, &draft, one_time, options.notify.unwrap_or(true));
    let new = match checked {
        Ok(new) if faults.is_empty() => new,
        Ok(_) => return Err(Problem::invalid(faults)),
        Err(more) => return Err(body::refuse(faults, more)),
    };
    let idempotency = key.as_deref().map(|key| Idempotency {
        key,
        body: &body.bytes,
    });
    let repairs = new.repairs().to_vec();
    let kept = |user: &User| Kept {
        etag: user.etag(),
        user: WrittenUser::of(user, &caller.organisation, &repairs),
    };
    let in_short = |user: &User| serde_json::to_string(&kept(user)).unwrap_or_default();
    let created = create::create(&env, &moment, &caller, new, idempotency, in_short).await?;
    let (kept, one_time_password) = match created {
        Created::User {
            user,
            one_time_password,
        } => (kept(&user), one_time_password),
        Created::Repeated {
            answer,
            one_time_password,
        } => (read_kept(&answer)?, one_time_password),
    };
    Ok(answer_created(kept, one_time_password))
}

/// Reads the answer that was kept for a repetition.
fn read_kept(answer: &str) -> Result<Kept, Problem> {
    serde_json::from_str(answer).map_err(|error| {
        tracing::error!(%error, "an answer that was kept cannot be read");
        Problem::internal()
    })
}

fn answer_created(kept: Kept, one_time_password: Option<String>) -> Response {
    let location = format!("/api/users/{}", kept.user.id());
    let user = kept.user.with_one_time_password(one_time_password);
    let mut response = answer::json(201, &user);
    answer::set(&mut response, "location", &location);
    answer::set(&mut response, "etag", &kept.etag);
    response
}
