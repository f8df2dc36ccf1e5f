//! The functions that answer requests, written once: the description, the gateway's check and each test's world follow.

use rollcall::{web::route::Service, workflow::Env};
use std::{collections::BTreeMap, sync::Arc};

/// What the handlers of the functions need, of one test's world.
#[derive(Debug, Clone)]
pub(crate) struct Apps {
    pub(crate) env: Arc<Env>,
    pub(crate) imports: Arc<manage_imports::App>,
    pub(crate) sso: Arc<sign_in_with_sso::App>,
    pub(crate) scim: Arc<scim::App>,
}

/// One of [`Apps`]: the one that a function's handlers ask for.
trait OneOf: Send + Sync + Sized + 'static {
    fn of(apps: &Apps) -> Arc<Self>;
}

impl OneOf for Env {
    fn of(apps: &Apps) -> Arc<Self> {
        Arc::clone(&apps.env)
    }
}

impl OneOf for manage_imports::App {
    fn of(apps: &Apps) -> Arc<Self> {
        Arc::clone(&apps.imports)
    }
}

impl OneOf for sign_in_with_sso::App {
    fn of(apps: &Apps) -> Arc<Self> {
        Arc::clone(&apps.sso)
    }
}

impl OneOf for scim::App {
    fn of(apps: &Apps) -> Arc<Self> {
        Arc::clone(&apps.scim)
    }
}

/// A crate's package name.
fn package(name: &str) -> String {
    name.replace('_', "-")
}

/// The crates whose `routes()` answer requests.
macro_rules! answering {
    ($($function:ident::routes),* $(,)?) => {
        /// Each function with the document that its routes make.
        pub(crate) fn documents() -> BTreeMap<String, utoipa::openapi::OpenApi> {
            BTreeMap::from([$((package(stringify!($function)), $function::routes().into_openapi())),*])
        }

        /// Each function over what its handlers need.
        pub(crate) fn services(apps: &Apps) -> BTreeMap<String, Service> {
            let mut services = BTreeMap::from([
                $((package(stringify!($function)), Service::new(OneOf::of(apps), $function::routes()))),*
            ]);
            // The pages have a layer around their routes, and so has SCIM.
            services.insert("show-pages".to_owned(), show_pages::service(Arc::clone(&apps.env)));
            services.insert("scim".to_owned(), scim::service(Arc::clone(&apps.scim)));
            services
        }
    };
}

answering![
    activate_user::routes,
    create_user::routes,
    manage_imports::routes,
    manage_organisation::routes,
    manage_users::routes,
    print_sheets::routes,
    resend_activation::routes,
    scim::routes,
    show_pages::routes,
    sign_in::routes,
    sign_in_with_sso::routes,
    sign_up::routes,
];
