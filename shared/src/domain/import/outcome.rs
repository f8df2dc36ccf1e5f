//! What became of an import's rows, and how many came to what.

use crate::domain::{
    fault::{About, Code, Fault},
    field::{Field, FieldKind},
    language::Language,
    repair::{RepairCode, Repaired},
    user::Draft,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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

/// A code as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Recorded<C> {
    /// One that there is.
    Known(C),
    /// A word that this version does not know, with the English sentence that was recorded with it.
    Unknown {
        /// The word.
        code: String,
        /// The sentence; empty where there was none.
        #[serde(default)]
        detail: String,
    },
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The column by its name in the API, such as `email`; empty where the row as a whole is meant.
    pub column: String,
    /// The reason the value is refused.
    #[serde(flatten)]
    pub code: Recorded<Code>,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suggestion: Option<String>,
}

impl RowFault {
    /// A fault in a column.
    pub fn new(column: &str, code: Code) -> Self {
        Self {
            column: column.to_owned(),
            code: Recorded::Known(code),
            suggestion: None,
        }
    }

    /// The stable word for programs.
    pub fn word(&self) -> &str {
        match &self.code {
            Recorded::Known(code) => code.as_str(),
            Recorded::Unknown { code, .. } => code,
        }
    }

    /// The code, if there is one of this word.
    pub fn known(&self) -> Option<&Code> {
        match &self.code {
            Recorded::Known(code) => Some(code),
            Recorded::Unknown { .. } => None,
        }
    }

    /// What is wrong and what to do. `typed` is what the cell holds, where it is known; a one-time password is never
    /// repeated. The column is for the caller to name.
    pub fn sentence(&self, language: Language, typed: Option<&str>) -> String {
        match &self.code {
            Recorded::Known(code) => {
                let about = About {
                    field: &self.column,
                    value: typed,
                    suggestion: self.suggestion.as_deref(),
                };
                code.sentence(language, &about)
            }
            Recorded::Unknown { detail, .. } => detail.clone(),
        }
    }

    /// Whether the row was refused because the people behind the import may not create this person.
    pub fn is_want_of_rights(&self) -> bool {
        matches!(
            self.known(),
            Some(Code::MayNotGrant { .. } | Code::NotYourDepartment { .. })
        )
    }
}

impl From<Fault> for RowFault {
    fn from(fault: Fault) -> Self {
        Self {
            suggestion: fault.suggestion.clone(),
            ..Self::new(fault.field(), fault.code.clone())
        }
    }
}

/// What was put right in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The column by its name in the API.
    pub column: String,
    /// What was put right.
    #[serde(flatten)]
    pub code: Recorded<RepairCode>,
    /// What it was read as, where that is not plain from the code: a date, the entry of a list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_as: Option<String>,
}

impl Repair {
    /// A repair in a column.
    pub fn new(column: &str, code: RepairCode, read_as: Option<String>) -> Self {
        Self {
            column: column.to_owned(),
            code: Recorded::Known(code),
            read_as,
        }
    }

    /// The stable word for programs.
    pub fn word(&self) -> &str {
        match &self.code {
            Recorded::Known(code) => code.as_str(),
            Recorded::Unknown { code, .. } => code,
        }
    }

    /// What was put right. `typed` is what the cell held before, where it is known.
    pub fn sentence(&self, language: Language, typed: Option<&str>) -> String {
        match &self.code {
            Recorded::Known(code) => code.sentence(language, &self.column, typed, self.read_as.as_deref()),
            Recorded::Unknown { detail, .. } => detail.clone(),
        }
    }
}

impl From<Repaired> for Repair {
    fn from(repaired: Repaired) -> Self {
        Self::new(repaired.field, repaired.code, repaired.read_as)
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
    /// Who stands in the row, where something is wrong with it or worth a look.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// What stands in the cells that are wrong or worth a look, by column; never a one-time password.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub values: BTreeMap<String, String>,
}

/// As much of a cell as is kept: a little more than the longest address there is.
const LONGEST_VALUE: usize = 256;

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
            name: None,
            values: BTreeMap::new(),
        }
    }

    /// Keeps who stands in the row and what its cells hold that something is said about. Rows about which there is nothing to
    /// say stay as short as they are: there are many of them.
    pub fn keep_typed(&mut self, typed: &Draft) {
        let said = self.faults.iter().chain(&self.warnings);
        let fields: Vec<Field> = said.filter_map(|fault| Field::find(&fault.column)).collect();
        if self.faults.is_empty() && self.warnings.is_empty() {
            return;
        }
        let text = |field| {
            let typed: String = typed.get(field)?.trim().chars().take(LONGEST_VALUE).collect();
            (!typed.is_empty()).then_some(typed)
        };
        let names = [Field::FirstName, Field::LastName];
        let names: Vec<String> = names.into_iter().filter_map(text).collect();
        self.name = (!names.is_empty()).then(|| names.join(" "));
        let fields = fields
            .into_iter()
            .filter(|field| field.kind() != FieldKind::Secret);
        self.values = fields
            .filter_map(|field| Some((field.name().to_owned(), text(field)?)))
            .collect();
    }

    /// What somebody typed into this row, as far as it is recorded: each text with its column.
    pub fn texts(&self) -> Vec<(&str, String)> {
        let mut texts = Vec::new();
        for fault in self.faults.iter().chain(&self.warnings) {
            let of_code = match &fault.code {
                Recorded::Known(code) => code.typed(),
                Recorded::Unknown { detail, .. } => vec![detail.clone()],
            };
            let all = of_code.into_iter().chain(fault.suggestion.clone());
            texts.extend(all.map(|text| (fault.column.as_str(), text)));
        }
        for repair in &self.repairs {
            let detail = match &repair.code {
                Recorded::Known(_) => None,
                Recorded::Unknown { detail, .. } => Some(detail.clone()),
            };
            let all = detail.into_iter().chain(repair.read_as.clone());
            texts.extend(all.map(|text| (repair.column.as_str(), text)));
        }
        texts.extend(self.name.iter().map(|name| ("", name.clone())));
        let values = self.values.iter();
        texts.extend(values.map(|(column, text)| (column.as_str(), text.clone())));
        texts
    }

    /// The same outcome without what somebody typed: it says what was wrong, and no more.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        let mut left = Self {
            name: None,
            values: BTreeMap::new(),
            ..self.clone()
        };
        for fault in left.faults.iter_mut().chain(&mut left.warnings) {
            fault.suggestion = None;
            match &mut fault.code {
                Recorded::Known(code) => *code = code.without_values(),
                Recorded::Unknown { detail, .. } => detail.clear(),
            }
        }
        for repair in &mut left.repairs {
            repair.read_as = None;
            if let Recorded::Unknown { detail, .. } = &mut repair.code {
                detail.clear();
            }
        }
        left
    }

    /// Which earlier row this one is about the same person as, where it says so.
    pub fn repeats(&self) -> Option<u32> {
        let codes = self.faults.iter().filter_map(RowFault::known);
        codes
            .filter(|code| matches!(code, Code::Duplicate { .. }))
            .find_map(Code::row)
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
    use crate::domain::fault::{AddressPart, Author};

    #[test]
    fn plain_rows_are_drawn_together_and_faulty_ones_stand_alone() {
        let mut outcomes = Vec::new();
        for row in [2, 3, 4, 7] {
            append(&mut outcomes, Rows::plain(row, Outcome::Existing));
        }
        let part = AddressPart::NoAt;
        let found = String::new();
        let fault = RowFault::new("email", Code::NotAnAddress { part, found });
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

    #[test]
    fn what_stands_in_a_row_is_kept_where_something_is_said_of_it() {
        let long = "x".repeat(300);
        let typed = Draft::default()
            .with(Field::FirstName, " Ida ")
            .with(Field::LastName, "Holm")
            .with(Field::Email, &long)
            .with(Field::Phone, "12")
            .with(Field::OneTimePassword, "skov-7431-bakke");
        let mut plain = Rows::plain(2, Outcome::Existing);
        plain.keep_typed(&typed);
        assert_eq!(plain, Rows::plain(2, Outcome::Existing));
        let fault = |column| RowFault::new(column, Code::Required);
        let mut row = Rows {
            faults: vec![fault("email"), fault("one_time_password"), fault("department")],
            warnings: vec![fault("phone"), fault("")],
            ..Rows::plain(2, Outcome::Invalid)
        };
        row.keep_typed(&typed);
        assert_eq!(row.name.as_deref(), Some("Ida Holm"));
        let email = long[..LONGEST_VALUE].to_owned();
        let values = [("email".to_owned(), email), ("phone".to_owned(), "12".to_owned())];
        assert_eq!(row.values, values.into());
    }

    #[test]
    fn an_outcome_without_texts_says_what_was_wrong_and_nothing_that_was_typed() {
        for code in Code::every() {
            let Ok(serde_json::Value::Object(mut stored)) = serde_json::to_value(&code) else {
                panic!("{code}");
            };
            for name in ["value", "found"] {
                stored.insert(name.to_owned(), "Ida Holm".into());
            }
            let code: Code = serde_json::from_value(stored.into()).unwrap();
            let row = RowOutcomes {
                faults: vec![RowFault {
                    suggestion: Some("Ida Holm".into()),
                    ..RowFault::new("email", code.clone())
                }],
                warnings: vec![RowFault {
                    column: "phone".into(),
                    code: Recorded::Unknown {
                        code: "odd".into(),
                        detail: "Ida Holm".into(),
                    },
                    suggestion: None,
                }],
                repairs: vec![Repair::new(
                    "phone",
                    RepairCode::PlusRestored,
                    Some("Ida Holm".into()),
                )],
                name: Some("Ida Holm".into()),
                values: [("email".into(), "Ida Holm".into())].into(),
                ..Rows::plain(2, Outcome::Invalid)
            };
            assert!(
                row.texts()
                    .iter()
                    .any(|text| *text == ("phone", "Ida Holm".to_owned()))
            );
            let left = row.without_texts();
            assert!(left.texts().iter().all(|(_, text)| text.is_empty()), "{left:?}");
            let written = serde_json::to_string(&left).unwrap();
            assert!(!written.contains("Ida"), "{written}");
            assert_eq!(left.faults[0].word(), code.as_str());
        }
    }

    #[test]
    fn what_is_recorded_is_a_code_with_what_it_carries() {
        let fault = RowFault {
            suggestion: Some("Køkken".into()),
            ..RowFault::new(
                "department",
                Code::UnknownDepartment {
                    value: "Kokken".into(),
                },
            )
        };
        let stored = serde_json::to_string(&fault).unwrap();
        assert_eq!(
            stored,
            r#"{"column":"department","code":"unknown_department","value":"Kokken","suggestion":"Køkken"}"#
        );
        assert_eq!(serde_json::from_str::<RowFault>(&stored).unwrap(), fault);
        let repair = Repair::new("first_name", RepairCode::Trimmed, None);
        let stored = serde_json::to_string(&repair).unwrap();
        assert_eq!(stored, r#"{"column":"first_name","code":"trimmed"}"#);
        assert_eq!(serde_json::from_str::<Repair>(&stored).unwrap(), repair);
    }

    /// Sentences were recorded in English beside their codes, and what they need apart.
    #[test]
    fn outcomes_of_an_earlier_version_are_read_and_said_in_the_reader_s_language() {
        let say = |stored: &str| {
            let fault: RowFault = serde_json::from_str(stored).unwrap();
            (fault.sentence(Language::Danish, None), fault.known().cloned())
        };
        let (text, code) = say(r#"{"column":"email","code":"duplicate","detail":"Row 4 has …","row":4}"#);
        assert_eq!(
            text,
            "Række 4 har den samme e-mail. Kun den første af de to bruges."
        );
        assert_eq!(code.unwrap().row(), Some(4));
        let (text, code) = say(
            r#"{"column":"phone","code":"ambiguous_phone","detail":"This …","found":"+45 20 12 34 56 / +46 70 123 45 67"}"#,
        );
        assert_eq!(
            text,
            "Det kan være +45 20 12 34 56 eller +46 70 123 45 67. Skriv det med + og landekode."
        );
        let found = code.unwrap().found();
        assert_eq!(found.as_deref(), Some("+45 20 12 34 56 / +46 70 123 45 67"));
        // A bound that was not recorded is not said.
        let (text, _) = say(r#"{"column":"first_name","code":"too_long","detail":"First name is longer …"}"#);
        assert_eq!(text, "Teksten er for lang. Gør den kortere.");
        let (_, code) = say(r#"{"column":"permission_type","code":"may_not_grant","detail":"A file …"}"#);
        assert_eq!(code, Some(Code::MayNotGrant { author: Author::File }));
        let repair: Repair = serde_json::from_str(
            r#"{"column":"start_date","code":"date_rewritten","detail":"The date …","read_as":"2026-08-01"}"#,
        )
        .unwrap();
        assert_eq!(
            repair.sentence(Language::German, None),
            "Das Datum wurde als 2026-08-01 gelesen; keine andere Lesart ergibt ein Datum."
        );
    }

    #[test]
    fn a_word_that_is_not_known_is_said_as_it_was_recorded() {
        for (stored, expected) in [
            (
                r#"{"column":"email","code":"from_the_future","detail":"Something is wrong."}"#,
                "Something is wrong.",
            ),
            (r#"{"column":"email","code":"from_the_future"}"#, ""),
        ] {
            let fault: RowFault = serde_json::from_str(stored).unwrap();
            assert_eq!(
                (fault.word(), fault.sentence(Language::Danish, None).as_str()),
                ("from_the_future", expected)
            );
            let repair: Repair = serde_json::from_str(stored).unwrap();
            assert_eq!(repair.sentence(Language::Danish, None), expected);
        }
    }
}
