//! What became of an import's rows, and how many came to what.

use crate::domain::user::Repaired;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A user was created.
    Created,
    /// In a dry run: a user would be created.
    WouldCreate,
    /// The identifier belongs to somebody already; they were not touched.
    Existing,
    /// An earlier row of the same file has the identifier.
    Duplicate,
    /// Something has to be corrected.
    Invalid,
}

impl Outcome {
    /// Every outcome there is.
    pub const ALL: [Self; 5] = [
        Self::Created,
        Self::WouldCreate,
        Self::Existing,
        Self::Duplicate,
        Self::Invalid,
    ];

    /// As the contract writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::WouldCreate => "would_create",
            Self::Existing => "existing",
            Self::Duplicate => "duplicate",
            Self::Invalid => "invalid",
        }
    }
}

/// What is wrong with a cell, and what to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowFault {
    /// The column by its name in the API, such as `email`; empty where the row as a whole is meant.
    #[schema(example = "email")]
    pub column: String,
    /// A stable word for programs.
    pub code: String,
    /// For a person.
    pub detail: String,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub suggestion: Option<String>,
    /// The other row, for a duplicate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub row: Option<u32>,
    /// The part of the value that is meant, such as one character of it or the numbers it could be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub found: Option<String>,
}

impl RowFault {
    /// Whether the row was refused because the people behind the import may not create this person.
    pub fn is_want_of_rights(&self) -> bool {
        matches!(self.code.as_str(), "may_not_grant" | "not_your_department")
    }
}

/// What was put right in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RowRepair)]
pub struct Repair {
    /// The column as the contract calls it.
    pub column: String,
    /// A stable word for programs, such as `trimmed` or `country_code_added`.
    pub code: String,
    /// For a person.
    pub detail: String,
    /// What it was read as, where that is not plain from the code: a date, the entry of a list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub read_as: Option<String>,
}

impl From<Repaired> for Repair {
    fn from(repaired: Repaired) -> Self {
        Self {
            column: repaired.field.to_owned(),
            code: repaired.code.to_owned(),
            detail: repaired.detail,
            read_as: repaired.read_as,
        }
    }
}

/// The outcome of a run of rows: many plain ones in one record, or one row with its faults, warnings and repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowOutcomes {
    /// First row, as the spreadsheet numbers it.
    pub from: u32,
    /// Last row.
    pub to: u32,
    /// What became of them.
    pub outcome: Outcome,
    /// No message can reach these people over the channels that are switched on.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unreachable: bool,
    /// Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub faults: Vec<RowFault>,
    /// What is taken all the same, but worth a look. Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<RowFault>,
    /// Only where `from` = `to`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub repairs: Vec<Repair>,
}

impl RowOutcomes {
    /// A row about which there is nothing more to say.
    pub fn plain(row: u32, outcome: Outcome) -> Self {
        Self {
            from: row,
            to: row,
            outcome,
            unreachable: false,
            faults: Vec::new(),
            warnings: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// Whether rows can be counted together: nothing is said of one of them alone.
    fn is_plain(&self) -> bool {
        self.faults.is_empty() && self.warnings.is_empty() && self.repairs.is_empty()
    }
}

/// Appends a row's outcome, drawing it together with the run before where neither has anything more to say.
pub fn append(outcomes: &mut Vec<RowOutcomes>, row: RowOutcomes) {
    match outcomes.last_mut() {
        Some(last)
            if last.outcome == row.outcome
                && last.unreachable == row.unreachable
                && last.to + 1 == row.from
                && last.is_plain()
                && row.is_plain() =>
        {
            last.to = row.to;
        }
        _ => outcomes.push(row),
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that have their outcome.
    pub processed: u64,
    /// Users created, or in a dry run users that would be.
    pub created: u64,
    /// Identifier already there.
    pub existing: u64,
    /// Twice in the file.
    pub duplicate: u64,
    /// To be corrected.
    pub invalid: u64,
    /// Rows in which something was put right.
    pub repaired: u64,
}

impl Counts {
    /// Counts one row.
    pub fn add(&mut self, outcome: Outcome, repaired: bool) {
        self.processed += 1;
        self.repaired += u64::from(repaired);
        match outcome {
            Outcome::Created | Outcome::WouldCreate => self.created += 1,
            Outcome::Existing => self.existing += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Invalid => self.invalid += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RowOutcomes as Rows;
    use super::*;

    #[test]
    fn plain_rows_are_drawn_together_and_faulty_ones_stand_alone() {
        let mut outcomes = Vec::new();
        for row in [2, 3, 4, 7] {
            append(&mut outcomes, Rows::plain(row, Outcome::Existing));
        }
        let fault = RowFault {
            column: "email".into(),
            code: "x".into(),
            detail: "y".into(),
            ..RowFault::default()
        };
        append(
            &mut outcomes,
            RowOutcomes {
                faults: vec![fault],
                ..Rows::plain(8, Outcome::Invalid)
            },
        );
        append(&mut outcomes, Rows::plain(9, Outcome::Invalid));
        let runs: Vec<_> = outcomes.iter().map(|run| (run.from, run.to)).collect();
        assert_eq!(runs, [(2, 4), (7, 7), (8, 8), (9, 9)]);
    }
}
