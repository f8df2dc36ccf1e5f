//! Which cells of a sheet hold a formula.

/// Which cells hold a formula, by their place in the order they are written in: calamine says of a cell what style it
/// has or whether it holds a formula, and not both. One bit to a cell, as far as the last formula: 4 MB at the most.
#[derive(Debug, Clone, Default)]
pub(super) struct Formulas(Vec<u64>);

impl Formulas {
    /// Takes note of one in that cell.
    pub(super) fn add(&mut self, cell: u64) {
        let Ok(word) = usize::try_from(cell / 64) else {
            return;
        };
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (cell % 64);
    }

    /// Whether the cell, counted from 0, holds one.
    pub(super) fn has(&self, cell: u64) -> bool {
        let word = usize::try_from(cell / 64).ok().and_then(|word| self.0.get(word));
        word.is_some_and(|word| word >> (cell % 64) & 1 == 1)
    }
}
