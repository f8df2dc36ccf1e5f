//! The table that is printed.

use std::fmt;

/// Rows of four columns, with what there is to say below them.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<[String; 4]>,
    notes: Vec<String>,
}

impl Table {
    /// One figure: what it is, ours, what is to be reached, and the best known.
    pub(crate) fn row(
        &mut self,
        what: impl Into<String>,
        ours: impl Into<String>,
        reach: impl Into<String>,
        known: impl Into<String>,
    ) {
        self.rows
            .push([what.into(), ours.into(), reach.into(), known.into()]);
    }

    /// A line below the table.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heading = ["", "ours", "reach", "best known"].map(str::to_owned);
        let all: Vec<&[String; 4]> = std::iter::once(&heading).chain(&self.rows).collect();
        let widths: [usize; 4] = std::array::from_fn(|column| {
            all.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or_default()
        });
        for (at, row) in all.iter().enumerate() {
            let [what, ours, reach, known] = row;
            let line = format!(
                "{what:<0$}  {ours:>1$}  {reach:>2$}  {known:>3$}",
                widths[0], widths[1], widths[2], widths[3]
            );
            writeln!(f, "{}", line.trim_end())?;
            if at == 0 {
                writeln!(f, "{}", "-".repeat(widths.iter().sum::<usize>() + 6))?;
            }
        }
        for note in &self.notes {
            write!(f, "\n{note}")?;
        }
        Ok(())
    }
}

/// A whole number with its thousands apart.
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_thousands_apart() {
        let mut table = Table::default();
        table.row("users a second", grouped(1_234.4), "≥ 950", "1,000");
        table.note("A note.");
        let expected = format!(
            "{:14}   ours  reach  best known\n{}\nusers a second  1,234  ≥ 950       1,000\n\nA note.",
            "",
            "-".repeat(40)
        );
        assert_eq!(table.to_string(), expected);
    }
}
