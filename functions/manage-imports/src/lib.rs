//! Imports and jobs as those see them who asked for them. Of imports: the template to fill, an address to upload it to, how far it has come, what
//! became of each row, the workbook that comes back, running a dry run for real, and taking an import back.
//!
//! Nothing is imported here: `import-users` does that, and this function asks it to. Every minute it looks for imports
//! that nobody works at although there is work left in them ([`rollcall::workflow::imports::take_up`]).

mod answer;
mod cancel;
mod holds;
mod job;
mod leavers;
mod list;
mod result;
mod rows;
mod run;
mod show;
mod template;
mod undo;
mod upload;

use lambda_http::Error;
use rollcall::{
    aws::{bucket::Bucket, cloud, invoker::Invoker},
    web::route::Routes,
    workflow::Env,
};
use utoipa_axum::routes;

/// What the function needs.
#[derive(Debug)]
pub struct App {
    /// Tables, keys, address.
    pub env: Env,
    /// Uploads and results.
    pub bucket: Bucket,
    /// The function that imports.
    pub invoker: Invoker,
}

impl AsRef<Env> for App {
    fn as_ref(&self) -> &Env {
        &self.env
    }
}

impl App {
    /// From the environment.
    ///
    /// # Errors
    ///
    /// A variable that is missing, or the secret that cannot be read.
    pub async fn connect() -> Result<Self, Error> {
        let connection = cloud::connect().await?;
        Ok(Self {
            bucket: cloud::bucket(&connection.aws, &connection.config),
            invoker: cloud::invoker(&connection.aws, &connection.config),
            env: Env {
                job_runner: Some(cloud::job_runner(&connection.aws, &connection.config)),
                ..connection.into()
            },
        })
    }
}

/// Every route of this function.
pub fn routes() -> Routes<App> {
    Routes::new()
        .routes(routes!(template::import_template))
        .routes(routes!(list::list_imports, upload::start_import))
        .routes(routes!(show::show_import))
        .routes(routes!(rows::list_import_rows))
        .routes(routes!(leavers::list_leavers))
        .routes(routes!(leavers::disable_leavers))
        .routes(routes!(result::import_result))
        .routes(routes!(run::run_import))
        .routes(routes!(undo::undo_import))
        .routes(routes!(cancel::cancel_import))
        .routes(routes!(holds::list_holds))
        .routes(routes!(holds::release_hold))
        .routes(routes!(holds::drop_hold))
        .routes(routes!(job::show_job))
        .routes(routes!(job::job_result))
}
