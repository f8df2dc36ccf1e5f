//! `POST /api/users`: one user, by hand.
//!
//! All faults come at once; the user and their identifiers are one transaction; where the communication settings say
//! so, the same write asks for their activation. With an `Idempotency-Key` a repeated request gets the first answer.

use lambda_http::{Body, Request, Response};
use rollcall::{
    aws::store::{ephemera::Repetition, users::WriteError},
    domain::{
        activation::Activation,
        base32,
        caller::Caller,
        capability::Rights,
        context::Context,
        fault::Fault,
        organisation::{Matching, Organisation},
        password::{self, Grant, OneTimePassword, OneTimeText},
        reach,
        secret::Purpose,
        user::{Draft, Source, User},
    },
    web::{
        http::{self, Fields},
        problem::{Kind, Problem},
    },
};
use serde_json::{Value, json};

pub use rollcall::web::http::App;

const KNOWN: [&str; 12] = [
    "first_name",
    "last_name",
    "job_profile",
    "department",
    "permission_type",
    "language",
    "email",
    "username",
    "phone",
    "start_date",
    "one_time_password",
    "notify",
];

/// A request for a one-time password.
enum OneTime {
    /// Make one.
    Made,
    /// This one.
    Given(String),
}

/// A request, parsed and checked.
struct Wanted {
    profile: rollcall::domain::user::Profile,
    one_time: Option<OneTime>,
    notify: bool,
}

/// Creates a user.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    http::route(request)?;
    let caller = app.authenticate(context, request).await?;
    caller.actor.scope()?;
    let wanted = parse(request, &caller)?;
    let key = idempotency_key(request)?;
    let Some(key) = key else {
        let (user, password) = build(app, context, &caller, wanted, None);
        let answer = represent(&user, &caller.organisation);
        return match app.store.create_user(context, &user, Vec::new()).await {
            // The id is random: if there is a user of it, the answer to this very write was lost on its way.
            Ok(()) | Err(WriteError::Exists) => Ok(respond(&answer, password)),
            Err(error) => Err(error.into()),
        };
    };
    repeatable(app, context, request, &caller, wanted, &key).await
}

/// Reads and checks the body: every field, all faults.
fn parse(request: &Request, caller: &Caller) -> Result<Wanted, Problem> {
    let mut fields = Fields::read(request, &["application/json"])?;
    fields.allow_only(&KNOWN);
    let draft = Draft {
        first_name: fields.text("first_name"),
        last_name: fields.text("last_name"),
        job_profile: fields.text("job_profile"),
        department: fields.text("department"),
        permission_type: fields.text("permission_type"),
        language: fields.text("language"),
        email: fields.text("email"),
        username: fields.text("username"),
        phone: fields.text("phone"),
        start_date: fields.text("start_date"),
    };
    let notify = fields.boolean("notify").unwrap_or(true);
    let one_time = match fields.value("one_time_password").cloned() {
        None | Some(Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Some(OneTime::Made),
        Some(Value::String(text)) => Some(OneTime::Given(text)),
        Some(_) => {
            fields.faults.push(Fault::new(
                "one_time_password",
                "not_text",
                "This field takes true or a text.",
            ));
            None
        }
    };
    // A field of the wrong type was named already; that it is missing too need not be said.
    let mut faults = std::mem::take(&mut fields.faults);
    let checked = draft.check(&caller.organisation, Matching::Exact);
    if let Some(OneTime::Given(text)) = &one_time {
        let organisation = &caller.organisation;
        let own_words = checked
            .as_ref()
            .map(|profile| profile.own_words(&organisation.slug, &organisation.settings.name))
            .unwrap_or_default();
        faults.extend(password::check_one_time(text, &own_words).err());
    }
    let profile = match checked {
        Ok(profile) => {
            faults.extend(caller.actor.check_placement(
                &caller.organisation,
                &profile.department,
                &profile.permission_type,
            ));
            Some(profile)
        }
        Err(more) => {
            let told: Vec<String> = faults.iter().map(|fault| fault.pointer.clone()).collect();
            faults.extend(more.into_iter().filter(|fault| !told.contains(&fault.pointer)));
            None
        }
    };
    match profile {
        Some(profile) if faults.is_empty() => Ok(Wanted {
            profile,
            one_time,
            notify,
        }),
        _ => Err(Problem::invalid(faults)),
    }
}

/// The key by which a client repeats a request: up to 255 visible characters, as the header's draft standard has it.
fn idempotency_key(request: &Request) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().map(str::trim).unwrap_or_default();
    if key.is_empty() || key.len() > 255 {
        let fault = Fault::new(
            "Idempotency-Key",
            "invalid_key",
            "Send 1 to 255 visible characters, such as a UUID.",
        );
        return Err(Problem::invalid(vec![fault]));
    }
    Ok(Some(key.to_owned()))
}

/// Makes the user and, where one was asked for, their one-time password.
///
/// With an idempotency key both follow from it, so that a repetition can show the same answer without anything of it
/// being kept in the clear.
fn build(
    app: &App,
    context: &Context,
    caller: &Caller,
    wanted: Wanted,
    key: Option<&str>,
) -> (User, Option<String>) {
    let organisation = &caller.organisation;
    let id = key.map_or_else(|| context.id("u_"), |key| derived_id(app, caller, key));
    let mut user = User::invite(
        &organisation.slug,
        id,
        wanted.profile,
        Source::Manual,
        &caller.actor.user_id,
        context.now(),
    );
    let is_generated = matches!(wanted.one_time, Some(OneTime::Made));
    let password = wanted.one_time.map(|one_time| match (one_time, key) {
        (OneTime::Given(text), _) => text,
        (OneTime::Made, None) => password::one_time_password(context),
        (OneTime::Made, Some(key)) => derived_password(app, caller, key),
    });
    if let Some(password) = &password {
        let text = if is_generated {
            OneTimeText::Generated(password)
        } else {
            OneTimeText::Given(password)
        };
        let grant = Grant::new([&caller.actor], Rights::held_by(&user, organisation));
        let now = context.now();
        user.one_time_password = Some(OneTimePassword::new(
            &app.secret,
            organisation,
            &user.id,
            text,
            now,
            grant,
        ));
    }
    if wanted.notify && organisation.settings.communication.is_on() {
        user.activation = Some(Activation::request(context.now()));
    }
    (user, password)
}

fn derived_id(app: &App, caller: &Caller, key: &str) -> String {
    let tag = app.secret.tag(
        Purpose::Repetition,
        &[b"id", &caller_bytes(caller), key.as_bytes()],
    );
    format!("u_{}", base32::encode(&tag[..10]))
}

fn derived_password(app: &App, caller: &Caller, key: &str) -> String {
    let tag = app.secret.tag(
        Purpose::Repetition,
        &[b"password", &caller_bytes(caller), key.as_bytes()],
    );
    password::spell_one_time([tag[0], tag[1], tag[2], tag[3], tag[4], tag[5], tag[6], tag[7]])
}

fn caller_bytes(caller: &Caller) -> Vec<u8> {
    format!("{}#{}", caller.organisation.slug, caller.actor.user_id).into_bytes()
}

/// Creates once per key, whatever happens in between.
async fn repeatable(
    app: &App,
    context: &Context,
    request: &Request,
    caller: &Caller,
    wanted: Wanted,
    key: &str,
) -> Result<Response<Body>, Problem> {
    let slug = &caller.organisation.slug;
    let who = caller.actor.user_id.as_str();
    let body_hash = base32::encode(
        &app.secret
            .tag(Purpose::Repetition, &[b"body", http::body_bytes(request)?]),
    );
    // What follows from the key follows from the body, too: a key that was forgotten and comes again with another body
    // makes another user.
    let seed = format!("{body_hash}#{key}");
    let made = matches!(wanted.one_time, Some(OneTime::Made));
    let given = match &wanted.one_time {
        Some(OneTime::Given(text)) => Some(text.clone()),
        _ => None,
    };
    match app
        .store
        .claim_request(context, slug, who, key, &body_hash)
        .await?
    {
        Repetition::First => {}
        Repetition::Answered(answer) => {
            let answer: Value = serde_json::from_str(&answer).map_err(|_| Problem::internal())?;
            let password = given.or_else(|| made.then(|| derived_password(app, caller, &seed)));
            return Ok(respond(&answer, password));
        }
        Repetition::InFlight => {
            let detail = "The same request is under way; ask again in a moment for its answer.";
            return Err(Problem {
                retry_after: Some(1),
                ..Problem::new(Kind::Conflict, detail)
            });
        }
        Repetition::OtherBody => {
            let detail = "This Idempotency-Key was used with another body; use a new key for a new request.";
            return Err(Problem::invalid(vec![Fault::new(
                "Idempotency-Key",
                "key_reused",
                detail,
            )]));
        }
    }
    let (user, password) = build(app, context, caller, wanted, Some(&seed));
    let answer = represent(&user, &caller.organisation);
    let record = app
        .store
        .answer_request(context.now(), slug, who, key, &body_hash, &answer.to_string())?;
    match app.store.create_user(context, &user, vec![record]).await {
        Ok(()) => Ok(respond(&answer, password)),
        // An earlier try was carried out although its answer never arrived: this is its answer.
        Err(WriteError::Exists) => match app.store.find_user(slug, &user.id).await? {
            Some(user) => Ok(respond(&represent(&user, &caller.organisation), password)),
            None => Err(Problem::unavailable()),
        },
        Err(error @ WriteError::Taken(_)) => {
            // Nothing was created; the same key may come again with a corrected body.
            app.store.release_request(slug, who, key).await?;
            Err(error.into())
        }
        Err(error) => {
            // The same request may come again at once. Where it was carried out after all, its answer is kept.
            let _ = app.store.release_request(slug, who, key).await;
            match error {
                // Only the record of the answer can have changed: a twin of this request has just written it.
                WriteError::Changed => Err(Problem::unavailable()),
                error => Err(error.into()),
            }
        }
    }
}

/// The user as answered, with what is to be looked at, and the version beside it.
fn represent(user: &User, organisation: &Organisation) -> Value {
    let mut shown = user.to_json(organisation);
    if let Some(object) = shown.as_object_mut() {
        object.insert("warnings".to_owned(), json!(warnings(user, organisation)));
    }
    json!({ "etag": user.etag(), "user": shown })
}

/// Nobody who is given a one-time password by hand needs a message.
fn warnings(user: &User, organisation: &Organisation) -> Vec<Value> {
    reach::warnings(organisation, &user.profile)
        .into_iter()
        .filter(|warning| warning.code != reach::UNREACHABLE.code || user.one_time_password.is_none())
        .map(|warning| json!({ "code": warning.code, "detail": warning.detail }))
        .collect()
}

fn respond(answer: &Value, one_time_password: Option<String>) -> Response<Body> {
    let mut user = answer["user"].clone();
    let location = format!("/api/users/{}", user["id"].as_str().unwrap_or_default());
    if let (Some(password), Some(object)) = (one_time_password, user.as_object_mut()) {
        object.insert("one_time_password".to_owned(), json!(password));
    }
    let mut response = http::json(201, &user);
    http::set(&mut response, "location", &location);
    http::set(&mut response, "etag", answer["etag"].as_str().unwrap_or_default());
    response
}
