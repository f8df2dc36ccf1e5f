//! What the tests stand on.

pub(crate) mod answer;
pub(crate) mod browser;
pub(crate) mod bus;
pub(crate) mod contract;
pub(crate) mod deployed;
pub(crate) mod directory;
pub(crate) mod founding;
pub(crate) mod functions;
pub(crate) mod gateway;
pub(crate) mod imports;
pub(crate) mod jobs;
pub(crate) mod loopback;
pub(crate) mod machines;
pub(crate) mod openid;
pub(crate) mod organisation;
pub(crate) mod pdf;
pub(crate) mod person;
pub(crate) mod provider;
pub(crate) mod provider_proxy;
pub(crate) mod reports;
pub(crate) mod requests;
pub(crate) mod scim;
pub(crate) mod seam;
pub(crate) mod sso;
mod stored;
pub(crate) mod tokens;
pub(crate) mod workbook;
pub(crate) mod world;

use std::sync::OnceLock;

/// The emulator `cargo verify` started.
pub(crate) fn endpoint() -> &'static str {
    static ENDPOINT: OnceLock<String> = OnceLock::new();
    ENDPOINT.get_or_init(|| {
        std::env::var("ROLLCALL_EMULATOR_ENDPOINT").unwrap_or_else(|_| {
            panic!("this test needs the emulator: run `cargo verify`, which starts it and runs all tests")
        })
    })
}
