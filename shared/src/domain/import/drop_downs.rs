//! Drop-down lists in a workbook: what an organisation has to choose from, on a hidden sheet that the cells refer to.

use super::wording;
use crate::domain::{
    language::Language,
    organisation::{Entry, Organisation},
    permission::Mandate,
};
use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

/// Excel's last row, from 0.
const LAST_ROW: u32 = 1_048_575;

/// The lists of one organisation, as far as somebody may choose from them: a department manager finds their own
/// department, and nobody a permission type that holds more than they do.
#[derive(Debug)]
pub struct DropDowns {
    /// The columns by the contract's names, and what is in their lists.
    lists: [(&'static str, Vec<String>); 4],
    /// The hidden sheet.
    sheet: &'static str,
}

impl DropDowns {
    /// Those of an organisation, as far as somebody with this mandate may choose. `beside` is the name of the sheet with the
    /// people, which the hidden one may not share.
    pub fn new(organisation: &Organisation, mandate: &Mandate, beside: &str) -> Self {
        let departments = organisation.departments.entries().iter();
        let departments = departments.filter(|department| mandate.may_place_in(&department.id));
        let permission_types = organisation.permission_types.entries().iter();
        let permission_types = permission_types.filter(|kind| mandate.may_grant(kind));
        let languages = organisation.settings.languages.iter();
        let languages = languages.filter_map(|tag| Some(Language::parse(tag)?.own_name().to_owned()));
        Self {
            lists: [
                ("job_profile", names(organisation.job_profiles.entries().iter())),
                ("department", names(departments)),
                ("permission_type", names(permission_types)),
                ("language", languages.collect()),
            ],
            sheet: if beside.eq_ignore_ascii_case("Lists") {
                "Lists2"
            } else {
                "Lists"
            },
        }
    }

    /// What there is to choose from in a column; nothing where it is not a list.
    pub fn of(&self, column: &str) -> &[String] {
        let list = self.lists.iter().find(|(name, _)| *name == column);
        list.map_or(&[], |(_, entries)| entries)
    }

    /// Lets every cell below the heading at `at` be chosen from the list of `column`, if it has one.
    ///
    /// # Errors
    /// If the sheet takes no more.
    pub fn attach(
        &self,
        sheet: &mut Worksheet,
        at: u16,
        column: &str,
        language: Language,
    ) -> Result<(), XlsxError> {
        if let Some(validation) = self.choice(column, language)? {
            sheet.add_data_validation(1, at, LAST_ROW, at, &validation)?;
        }
        Ok(())
    }

    /// The same, and whoever selects a cell is told what belongs there, whether it has a list or not.
    ///
    /// # Errors
    /// If the sheet takes no more.
    pub fn attach_with_prompt(
        &self,
        sheet: &mut Worksheet,
        at: u16,
        column: &str,
        language: Language,
    ) -> Result<(), XlsxError> {
        let validation = match self.choice(column, language)? {
            Some(choice) => choice,
            None => DataValidation::new().allow_any_value(),
        };
        let validation = validation
            .set_input_title(wording::column_title(language, column))?
            .set_input_message(wording::column_hint(language, column))?;
        sheet.add_data_validation(1, at, LAST_ROW, at, &validation)?;
        Ok(())
    }

    fn choice(&self, column: &str, language: Language) -> Result<Option<DataValidation>, XlsxError> {
        let Some(list) = self.lists.iter().position(|(name, _)| *name == column) else {
            return Ok(None);
        };
        let entries = self.lists[list].1.len();
        if entries == 0 {
            return Ok(None);
        }
        let letter = char::from(b'A' + u8::try_from(list).unwrap_or(0));
        let range = format!("={}!${letter}$1:${letter}${entries}", self.sheet);
        let validation = DataValidation::new()
            .allow_list_formula(Formula::new(range))
            .set_error_title(wording::not_listed_title(language))?
            .set_error_message(wording::not_listed_message(language))?;
        Ok(Some(validation))
    }

    /// Makes the hidden sheet of this one.
    ///
    /// # Errors
    /// If the sheet takes no more.
    pub fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.sheet)?;
        for (at, (_, entries)) in (0_u16..).zip(&self.lists) {
            for (row, entry) in (0_u32..).zip(entries) {
                sheet.write_string(row, at, entry)?;
            }
        }
        sheet.set_hidden(true);
        Ok(())
    }
}

fn names<'a, E: Entry + 'a>(entries: impl Iterator<Item = &'a E>) -> Vec<String> {
    entries.map(|entry| entry.name().to_owned()).collect()
}
