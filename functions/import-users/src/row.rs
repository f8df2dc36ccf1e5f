//! One row of the workbook: from cells to a profile, or to everything that is wrong with it.

use crate::workbook::{self, Column, Header, Kind, Row};
use rollcall::{
    fault::Fault,
    import::{Repair, RowFault},
    organisation::Organisation,
    password,
    permission::Actor,
    user::{Draft, Profile},
};

/// A row, read and checked.
#[derive(Debug)]
pub(crate) struct Checked {
    /// As the spreadsheet numbers it.
    pub(crate) number: u32,
    /// The profile and the one-time password beside it, or all faults.
    pub(crate) result: Result<(Profile, Option<String>), Vec<RowFault>>,
    /// What was put right.
    pub(crate) repairs: Vec<Repair>,
}

/// The column as the contract calls it.
pub(crate) const fn field(column: Column) -> &'static str {
    match column {
        Column::FirstName => "first_name",
        Column::LastName => "last_name",
        Column::Email => "email",
        Column::Username => "username",
        Column::Phone => "phone",
        Column::JobProfile => "job_profile",
        Column::Department => "department",
        Column::PermissionType => "permission_type",
        Column::Language => "language",
        Column::OneTimePassword => "one_time_password",
        Column::StartDate => "start_date",
    }
}

const fn kind(column: Column) -> Kind {
    match column {
        Column::FirstName | Column::LastName => Kind::Name,
        Column::Email => Kind::Email,
        Column::Username => Kind::Username,
        Column::Phone => Kind::Phone,
        Column::JobProfile | Column::Department | Column::PermissionType | Column::Language => Kind::Choice,
        Column::OneTimePassword => Kind::Secret,
        Column::StartDate => Kind::Date,
    }
}

fn row_fault(fault: Fault) -> RowFault {
    RowFault {
        column: fault.pointer.trim_start_matches('/').to_owned(),
        code: fault.code.to_owned(),
        detail: fault.detail,
        suggestion: fault.suggestion,
        row: None,
    }
}

fn repair_detail(repair: workbook::Repair) -> &'static str {
    match repair {
        workbook::Repair::Trimmed => "Spaces around the text were removed.",
        workbook::Repair::InvisibleRemoved => "Invisible characters were removed.",
        workbook::Repair::SpaceReplaced => "An unusual space was replaced by a plain one.",
        workbook::Repair::ScientificUndone => "A number in scientific notation was written out.",
    }
}

/// Checks a row by the rules of a user, the organisation's lists and the rights of whoever uploaded it.
pub(crate) fn check(header: &Header, row: &Row, organisation: &Organisation, actor: &Actor) -> Checked {
    let (mut faults, mut repairs) = (Vec::new(), Vec::new());
    let mut read = |column: Column| match workbook::text(header.cell(row, column), kind(column)) {
        Ok(None) => None,
        Ok(Some(cleaned)) => {
            repairs.extend(cleaned.repairs.iter().map(|repair| Repair {
                column: field(column).to_owned(),
                code: repair.code().to_owned(),
                detail: repair_detail(*repair).to_owned(),
            }));
            Some(cleaned.text)
        }
        Err(fault) => {
            faults.push(RowFault {
                column: field(column).to_owned(),
                code: fault.code().to_owned(),
                detail: fault.to_string(),
                suggestion: None,
                row: None,
            });
            None
        }
    };
    let draft = Draft {
        first_name: read(Column::FirstName),
        last_name: read(Column::LastName),
        email: read(Column::Email),
        username: read(Column::Username),
        phone: read(Column::Phone),
        job_profile: read(Column::JobProfile),
        department: read(Column::Department),
        permission_type: read(Column::PermissionType),
        language: read(Column::Language),
        start_date: read(Column::StartDate),
    };
    let one_time = read(Column::OneTimePassword);
    if let Some(fault) = one_time
        .as_deref()
        .and_then(|text| password::check_one_time(text).err())
    {
        faults.push(row_fault(fault));
    }
    let (checked, more_repairs) = draft.check_forgiving(organisation);
    repairs.extend(more_repairs.into_iter().map(|repair| Repair {
        column: repair.field.to_owned(),
        code: repair.code.to_owned(),
        detail: repair.detail,
    }));
    let result = match checked {
        Ok(profile) => {
            let placement =
                actor.check_placement(organisation, &profile.department, &profile.permission_type);
            faults.extend(placement.into_iter().map(row_fault));
            if faults.is_empty() {
                Ok((profile, one_time))
            } else {
                Err(faults)
            }
        }
        Err(more) => {
            // What a cell holds was said already; that its field is missing then need not be.
            let told: Vec<String> = faults.iter().map(|fault| fault.column.clone()).collect();
            faults.extend(
                more.into_iter()
                    .map(row_fault)
                    .filter(|fault| !told.contains(&fault.column)),
            );
            Err(faults)
        }
    };
    Checked {
        number: row.number,
        result,
        repairs,
    }
}
