//! Standard output.

use std::io::Write as _;

/// Prints to standard output. A reader that has gone away is no reason to stop.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}
