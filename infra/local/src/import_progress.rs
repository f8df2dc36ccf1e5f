//! How far an import has come, as a bar in a terminal and as lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::imports::Import;
use crate::terminal::say;

/// How often a line says how far an import has come, where there is no terminal.
const EVERY: Duration = Duration::from_secs(10);

/// What is shown while an import runs.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// When the first rows were dealt with, and how many: reading the file slows no estimate.
    first: Option<(Instant, u64)>,
    said: Instant,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new(0);
        bar.set_style(style(0));
        Self {
            bar,
            first: None,
            said: Instant::now(),
        }
    }

    /// Shows how far the import has come.
    pub(crate) fn show(&mut self, import: &Import) {
        if self.bar.length() != Some(import.rows) {
            self.bar.set_style(style(import.rows));
        }
        self.bar.set_length(import.rows);
        self.bar.set_position(import.processed);
        if import.processed > 0 && self.first.is_none() {
            self.first = Some((Instant::now(), import.processed));
        }
        let message = progress(import, self.first);
        // Where nobody sees a bar move, a line now and then says as much.
        if self.bar.is_hidden() && self.said.elapsed() >= EVERY {
            self.said = Instant::now();
            say(&line(import, &message));
        }
        self.bar.set_message(message);
    }

    /// Takes the bar away.
    pub(crate) fn clear(self) {
        self.bar.finish_and_clear();
    }
}

pub(crate) fn per_second(rows: u64, took: Duration) -> u64 {
    u64::try_from(u128::from(rows) * 1_000 / took.as_millis().max(1)).unwrap_or(u64::MAX)
}

/// A bar, once it is known how many rows there are: until then it would be full.
fn style(rows: u64) -> ProgressStyle {
    if rows == 0 {
        return ProgressStyle::default_spinner();
    }
    let style = ProgressStyle::with_template("{spinner} {wide_bar} {human_pos}/{human_len} rows  {msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// How far an import has come, as a line of its own.
fn line(import: &Import, message: &str) -> String {
    if import.rows == 0 {
        format!("  {message}")
    } else {
        format!("  {} of {} rows  {message}", import.processed, import.rows)
    }
}

/// Counts by outcome, rows a second and the time left.
fn progress(import: &Import, first: Option<(Instant, u64)>) -> String {
    let mut parts: Vec<String> = [
        (import.created, "created"),
        (import.existing, "existing"),
        (import.duplicate, "duplicate"),
        (import.invalid, "invalid"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    match first {
        None if import.rows == 0 => return import.status.clone(),
        None => return "reading".to_owned(),
        Some(_) if import.processed >= import.rows => parts.push("writing the result".to_owned()),
        Some((since, from)) => {
            let rate = per_second(import.processed - from, since.elapsed());
            if let Some(left) = (import.rows - import.processed).checked_div(rate) {
                parts.push(format!("{rate} rows/s"));
                parts.push(format!("{}:{:02} left", left / 60, left % 60));
            }
        }
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::{ProgressDrawTarget, TermLike};
    use std::io;
    use std::sync::{Arc, Mutex};

    /// A terminal that keeps all that is written to it.
    #[derive(Clone, Debug, Default)]
    struct Terminal(Arc<Mutex<String>>);

    impl TermLike for Terminal {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, line: &str) -> io::Result<()> {
            self.write_str(line)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a terminal shows of an import with so many rows.
    fn shown(rows: u64, processed: u64) -> String {
        let terminal = Terminal::default();
        let bar = ProgressBar::with_draw_target(
            Some(rows),
            ProgressDrawTarget::term_like(Box::new(terminal.clone())),
        );
        bar.set_style(style(rows));
        bar.set_position(processed);
        bar.set_message("reading");
        bar.force_draw();
        let written = terminal.0.lock().unwrap();
        written.clone()
    }

    #[test]
    fn nothing_of_nothing_is_no_full_bar() {
        assert!(!shown(0, 0).contains('█'), "{}", shown(0, 0));
        assert!(shown(0, 0).contains("reading"));
        assert!(!shown(10, 0).contains('█'), "{}", shown(10, 0));
        assert!(shown(10, 10).contains('█') && shown(10, 10).contains("10/10 rows"));
        let import = Import::default();
        assert_eq!(line(&import, "waiting"), "  waiting");
        let import = Import {
            rows: 10,
            processed: 4,
            ..import
        };
        assert_eq!(line(&import, "reading"), "  4 of 10 rows  reading");
    }
}
