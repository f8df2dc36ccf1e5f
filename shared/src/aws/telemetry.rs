//! Logs: one JSON object a line, never a name, an address, a phone, a link or a password.
//!
//! Events name organisations, ids, counts and kinds of failure only. Libraries stay silent, because their lines quote
//! requests: each one that writes logs is named here, so that a new function of ours is heard without being named.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
};
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Libraries by the beginning of their names, and what is still heard of them.
const SILENCED: [(&str, LevelFilter); 12] = [
    ("aws_", LevelFilter::OFF),
    ("calamine", LevelFilter::OFF),
    ("h2", LevelFilter::OFF),
    ("hyper", LevelFilter::OFF),
    ("iana_time_zone", LevelFilter::OFF),
    ("jiff", LevelFilter::OFF),
    ("lambda_", LevelFilter::ERROR),
    ("prost", LevelFilter::OFF),
    ("rlibphonenumber", LevelFilter::OFF),
    ("tracing", LevelFilter::OFF),
    ("write_fonts", LevelFilter::OFF),
    ("zopfli", LevelFilter::OFF),
];

/// What is heard at a level, such as `info`; `warn` where there is no such level.
fn filter(level: &str) -> Targets {
    // An empty text counts as an error's level.
    let level = Some(level)
        .filter(|level| !level.is_empty())
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::WARN);
    Targets::new().with_default(level).with_targets(SILENCED)
}

/// Whether this process writes to a log of Lambda's.
static IS_STARTED: AtomicBool = AtomicBool::new(false);

/// Starts logging to standard output, where Lambda picks it up.
pub fn start() {
    IS_STARTED.store(true, Ordering::Relaxed);
    // A panic's message may quote the data it was working on: only its location is logged.
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("", 0), |at| (at.file(), at.line()));
        tracing::error!(file, line, "panicked");
    }));
    let lines = fmt::layer()
        .json()
        .with_target(true)
        .with_current_span(false)
        .with_ansi(false);
    // A second start (tests) changes nothing.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(filter(&crate::aws::config::log_level()))
        .try_init();
}

/// Values that one line of a metric may hold.
const MOST_VALUES: usize = 100;

/// Writes one value of a metric, in the form that is read out of a log at AWS (embedded metric format): a line of its own,
/// in the namespace `Rollcall`. Dimensions are kinds of things, never somebody.
pub fn measure(at: Timestamp, metric: &str, value: u64, dimensions: &[(&str, &str)]) {
    write(&metric_line(at, metric, value.into(), dimensions));
}

/// The same with many values, each of which counts for itself: for averages and percentiles.
pub fn measure_each(at: Timestamp, metric: &str, values: &[u64], dimensions: &[(&str, &str)]) {
    for values in values.chunks(MOST_VALUES) {
        write(&metric_line(at, metric, values.into(), dimensions));
    }
}

fn write(line: &Value) {
    if !IS_STARTED.load(Ordering::Relaxed) {
        return;
    }
    let line = format!("{line}\n");
    // One call, so that no other line comes in between. A log that takes nothing is no reason to send nothing.
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

fn metric_line(at: Timestamp, metric: &str, value: Value, dimensions: &[(&str, &str)]) -> Value {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let mut line = json!({
        "_aws": {
            "Timestamp": at.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": "Rollcall",
                "Dimensions": [names],
                "Metrics": [{ "Name": metric, "Unit": "Count" }],
            }],
        },
    });
    line[metric] = value;
    for (name, text) in dimensions {
        line[*name] = (*text).into();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};
    use tracing::Level;

    fn workspace() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    #[test]
    fn a_metric_is_a_line_that_cloudwatch_reads() {
        let at = Timestamp::from_millisecond(1_785_000_000_000).unwrap();
        let line = metric_line(
            at,
            "messages",
            3.into(),
            &[("channel", "sms"), ("outcome", "sent")],
        );
        let expected = json!({
            "_aws": { "Timestamp": 1_785_000_000_000_i64, "CloudWatchMetrics": [{
                "Namespace": "Rollcall", "Dimensions": [["channel", "outcome"]],
                "Metrics": [{ "Name": "messages", "Unit": "Count" }],
            }] },
            "messages": 3, "channel": "sms", "outcome": "sent",
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn every_function_is_heard() {
        let functions: Vec<String> = fs::read_dir(workspace().join("functions"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(functions.len() > 10, "{functions:?}");
        let filter = filter("info");
        for name in functions.iter().map(String::as_str).chain(["rollcall"]) {
            let target = format!("{}::part", name.replace('-', "_"));
            assert!(filter.would_enable(&target, &Level::INFO), "{name}");
            assert!(!filter.would_enable(&target, &Level::DEBUG), "{name}");
        }
    }

    #[test]
    fn no_library_is_heard_at_any_level() {
        let lock = fs::read_to_string(workspace().join("Cargo.lock")).unwrap();
        let mut silent = 0;
        for package in lock.split("[[package]]").skip(1) {
            let is_ours = !package.contains("\nsource = ");
            let logs = ["\n \"tracing\"", "\n \"tracing ", "\n \"log\"", "\n \"log "];
            if is_ours || !logs.iter().any(|dependency| package.contains(dependency)) {
                continue;
            }
            let name = package.split('"').nth(1).unwrap().replace('-', "_");
            let is_heard = filter("trace").would_enable(&format!("{name}::part"), &Level::WARN);
            assert!(!is_heard, "{name} writes logs and is not silenced");
            silent += 1;
        }
        assert!(silent > 10, "{silent}");
    }

    #[test]
    fn a_level_nobody_knows_is_a_warning() {
        for (level, heard) in [("debug", true), ("info", true), ("loud", false), ("", false)] {
            assert_eq!(
                filter(level).would_enable("sign_in", &Level::INFO),
                heard,
                "{level}"
            );
            assert!(filter(level).would_enable("sign_in", &Level::WARN), "{level}");
        }
    }
}
