//! How far an import has come, as a bar in a terminal and as lines elsewhere.

use std::time::Instant;

use indicatif::ProgressStyle;

use crate::import_command::{Import, per_second};

/// A bar, once it is known how many rows there are: until then it would be full.
pub(crate) fn style(rows: u64) -> ProgressStyle {
    if rows == 0 {
        return ProgressStyle::default_spinner();
    }
    let style = ProgressStyle::with_template("{spinner} {wide_bar} {human_pos}/{human_len} rows  {msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// How far an import has come, as a line of its own.
pub(crate) fn line(import: &Import, message: &str) -> String {
    if import.rows == 0 {
        format!("  {message}")
    } else {
        format!("  {} of {} rows  {message}", import.processed, import.rows)
    }
}

/// Counts by outcome, rows a second and the time left.
pub(crate) fn progress(import: &Import, first: Option<(Instant, u64)>) -> String {
    let mut said: Vec<String> = [
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
        Some(_) if import.processed >= import.rows => said.push("writing the result".to_owned()),
        Some((since, from)) => {
            let rate = per_second(import.processed - from, since.elapsed());
            if let Some(left) = (import.rows - import.processed).checked_div(rate) {
                said.push(format!("{rate} rows/s"));
                said.push(format!("{}:{:02} left", left / 60, left % 60));
            }
        }
    }
    said.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::{ProgressBar, ProgressDrawTarget, TermLike};
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
