//! Drop-down lists in a workbook: what an organisation has to choose from, on a hidden sheet that the cells refer to.

use super::wording;
use crate::domain::{
    field::Field,
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
    /// The fields that are chosen, and what is in their lists.
    lists: Vec<(Field, Vec<String>)>,
    /// The hidden sheet.
    sheet: &'static str,
}

impl DropDowns {
    /// Those of an organisation, as far as somebody with this mandate may choose. `beside` is the name of the sheet with the
    /// people, which the hidden one may not share.
    pub fn new(organisation: &Organisation, mandate: &Mandate, beside: &str) -> Self {
        let lists = Field::ALL.into_iter().filter_map(|field| {
            let choices = choices(field, organisation, mandate)?;
            Some((field, choices))
        });
        Self {
            lists: lists.collect(),
            sheet: if beside.eq_ignore_ascii_case("Lists") {
                "Lists2"
            } else {
                "Lists"
            },
        }
    }

    /// What there is to choose from for a field; nothing where it is not a list.
    pub fn of(&self, field: Field) -> &[String] {
        let list = self.lists.iter().find(|(listed, _)| *listed == field);
        list.map_or(&[], |(_, entries)| entries)
    }

    /// Lets every cell below the heading at `at` be chosen from the list of `field`, if it has one.
    ///
    /// # Errors
    /// If the sheet takes no more.
    pub fn attach(
        &self,
        sheet: &mut Worksheet,
        at: u16,
        field: Field,
        language: Language,
    ) -> Result<(), XlsxError> {
        if let Some(validation) = self.choice(field, language)? {
            sheet.add_data_validation(1, at, LAST_ROW, at, &validation)?;
        }
        Ok(())
    }

    /// The same, and a selected cell shows what belongs there, whether it has a list or not.
    ///
    /// # Errors
    /// If the sheet takes no more.
    pub fn attach_with_prompt(
        &self,
        sheet: &mut Worksheet,
        at: u16,
        field: Field,
        language: Language,
    ) -> Result<(), XlsxError> {
        let validation = match self.choice(field, language)? {
            Some(choice) => choice,
            None => DataValidation::new().allow_any_value(),
        };
        let validation = validation
            .set_input_title(field.title(language))?
            .set_input_message(field.hint(language))?;
        sheet.add_data_validation(1, at, LAST_ROW, at, &validation)?;
        Ok(())
    }

    fn choice(&self, field: Field, language: Language) -> Result<Option<DataValidation>, XlsxError> {
        let Some(list) = self.lists.iter().position(|(listed, _)| *listed == field) else {
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

/// What somebody with this mandate may choose for a field; `None` where nothing is chosen.
fn choices(field: Field, organisation: &Organisation, mandate: &Mandate) -> Option<Vec<String>> {
    match field {
        Field::JobProfile => Some(names(organisation.job_profiles.entries().iter())),
        Field::Department => {
            let departments = organisation.departments.entries().iter();
            Some(names(
                departments.filter(|department| mandate.may_place_in(&department.id)),
            ))
        }
        Field::PermissionType => {
            let permission_types = organisation.permission_types.entries().iter();
            Some(names(permission_types.filter(|kind| mandate.may_grant(kind))))
        }
        Field::Language => {
            let tags = organisation.settings.languages.iter();
            let names = tags.filter_map(|tag| Some(Language::parse(tag)?.own_name().to_owned()));
            Some(names.collect())
        }
        _ => None,
    }
}

fn names<'a, E: Entry + 'a>(entries: impl Iterator<Item = &'a E>) -> Vec<String> {
    entries.map(|entry| entry.name().to_owned()).collect()
}
