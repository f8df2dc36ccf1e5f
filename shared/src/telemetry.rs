//! Logs: one JSON object a line, never a name, an address, a phone, a link or a password.
//!
//! Events name organisations, ids, counts and kinds of failure only; the SDK's own logs stay silent, because their
//! debug lines quote requests.

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard output, where Lambda picks it up.
pub fn start() {
    // A panic's own words may quote what it was working on: only where it happened is told.
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("", 0), |at| (at.file(), at.line()));
        tracing::error!(file, line, "panicked");
    }));
    let level = crate::config::log_level();
    let ours = format!(
        "warn,rollcall={level},create_user={level},manage_users={level},import_users={level},send_activation={level},resend_activation={level},activate_user={level},sign_in={level},sign_up={level},manage_organisation={level},show_pages={level},aws_smithy_runtime=off,aws_smithy_runtime_api=off,hyper=off,lambda_runtime=error"
    );
    let filter = EnvFilter::try_new(ours).unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second start (tests) changes nothing.
    let _ = fmt()
        .json()
        .with_env_filter(filter)
        .with_target(true)
        .with_current_span(false)
        .with_ansi(false)
        .try_init();
}
