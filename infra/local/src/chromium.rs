//! A Chromium to look at pages with: the one the environment names, or the one on the path.

use std::path::PathBuf;

/// The environment variable that names it.
pub const NAMED_BY: &str = "ROLLCALL_CHROMIUM";

/// How it is started for one look: without a window, without its own traffic, without what a container does not have.
pub const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// The browser that is here, if any.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let named = std::env::var_os(NAMED_BY)
        .map(PathBuf::from)
        .filter(|path| path.exists());
    named.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .flat_map(|folder| {
                ["chromium", "chromium-browser", "google-chrome", "chrome"].map(|name| folder.join(name))
            })
            .find(|candidate| candidate.is_file())
    })
}
