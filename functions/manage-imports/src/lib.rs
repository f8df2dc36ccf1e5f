//! Imports as their uploaders see them: the template to fill, an address to upload it to, how far it has come, what
//! became of each row, the workbook that comes back, running a dry run for real, and taking an import back.
//!
//! Nothing is imported here: `import-users` does that, and this function asks it to. Every minute the [`schedule`] looks
//! for imports that nobody works at although there is work left in them, so that none is ever forgotten.
//!
//! Those who manage users see every import of the organisation. A department manager sees the imports they gave the file
//! of, as long as those create people in the department they manage now.

mod result;
mod rows;
pub mod schedule;
mod show;
mod start;
mod template;
mod undo;
mod upload;

use lambda_http::{Body, Error, Request, Response};
use rollcall::{
    aws::{
        bucket::{Bucket, BucketError},
        cloud,
        config::{self, Config},
        invoker::Invoker,
    },
    domain::{
        caller::Caller,
        context::Context,
        import::Import,
        permission::{Mandate, Reach},
    },
    web::{
        http,
        problem::{Kind, Problem},
    },
};

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// Tables, keys, address.
    pub api: http::App,
    /// Uploads and results.
    pub bucket: Bucket,
    /// The function that imports.
    pub invoker: Invoker,
}

impl App {
    /// From the environment.
    pub async fn connect() -> Result<Self, Error> {
        let config = Config::from_environment()?;
        let aws = cloud::configuration().await;
        let secret = config::secret(&cloud::secrets(&aws), &config.secret).await?;
        Ok(Self {
            bucket: cloud::bucket(&aws, &config),
            invoker: cloud::invoker(&aws, &config),
            api: http::App {
                store: cloud::store(&aws, &config),
                secret,
                public_url: config.public_url,
            },
        })
    }
}

/// Answers one request of the API.
pub async fn handle(app: &App, context: &Context, request: &Request) -> Result<Response<Body>, Problem> {
    let segments = http::route(request)?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method().as_str(), segments.as_slice()) {
        ("GET", ["api", "import-template"]) => template::handle(app, context, request).await,
        ("POST", ["api", "imports"]) => upload::handle(app, context, request).await,
        ("GET", ["api", "imports"]) => show::list(app, context, request).await,
        ("GET", ["api", "imports", id]) => show::one(app, context, request, id).await,
        ("GET", ["api", "imports", id, "rows"]) => rows::handle(app, context, request, id).await,
        ("GET", ["api", "imports", id, "result"]) => result::handle(app, context, request, id).await,
        ("POST", ["api", "imports", id, "run"]) => start::handle(app, context, request, id).await,
        ("POST", ["api", "imports", id, "undo"]) => undo::handle(app, context, request, id).await,
        (_, ["api", "imports"]) => Ok(http::refuse_method("GET, POST")),
        (_, ["api", "imports", _, "run" | "undo"]) => Ok(http::refuse_method("POST")),
        (
            _,
            ["api", "import-template"] | ["api", "imports", _] | ["api", "imports", _, "rows" | "result"],
        ) => Ok(http::refuse_method("GET")),
        _ => Err(Problem::not_found()),
    }
}

/// Whether a caller may see an import of their organisation.
fn may_see(caller: &Caller, import: &Import) -> bool {
    match Mandate::from(&caller.actor).reach() {
        Reach::Everywhere => true,
        Reach::Nowhere => false,
        own @ Reach::Department(_) => {
            import.uploaded_by.as_deref() == Some(&caller.user.id) && import.reach.as_ref() == Some(own)
        }
    }
}

/// The import a request names, for a caller who may see it. To everybody else it is unknown, like one of another
/// organisation.
async fn find(
    app: &App,
    context: &Context,
    request: &Request,
    id: &str,
) -> Result<(Caller, Import), Problem> {
    let caller = app.api.authenticate(context, request).await?;
    caller.actor.scope()?;
    let import = app
        .api
        .store
        .find_import(&caller.organisation.slug, id)
        .await?
        .filter(|import| may_see(&caller, import))
        .ok_or_else(Problem::not_found)?;
    Ok((caller, import))
}

/// Refuses what needs a file while none has been sent.
fn expect_uploaded(import: &Import) -> Result<(), Problem> {
    if import.object.is_some() {
        return Ok(());
    }
    Err(Problem::new(
        Kind::Conflict,
        "The file has not been uploaded yet. Send it to the address that came with this import, with the method and \
         headers given there; or ask for a new address.",
    ))
}

/// Asks for the import to be taken up. Where Lambda does not take the call, the schedule does the same within a minute.
async fn take_up(app: &App, import: &Import) {
    if let Err(error) = app.invoker.take_up(&import.organisation, &import.id).await {
        tracing::warn!(import = %import.id, %error, "the import is left to the schedule");
    }
}

fn bucket_problem(error: &BucketError) -> Problem {
    tracing::error!(%error, "the bucket failed");
    Problem::new(
        Kind::Unavailable,
        "The workbook cannot be reached right now. Try again in a moment.",
    )
}
