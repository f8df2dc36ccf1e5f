//! Writes people into a workbook that is valid as an import: the columns of the template, each cell a text, and behind them
//! columns that an import carries through.
//!
//! Rows are written as they are read, so memory does not grow with them. A worker that dies leaves nothing behind: the next
//! one starts over, and the workbook is in the bucket once it is whole.

use crate::invocation::{Running, Stop, Unfinished};
use rollcall::{
    domain::{
        caller::UserManager,
        field::{Field, FieldKind},
        import::{result_wording, wording},
        job::{Export, Failure},
        language::Language,
        organisation::{Entry, Organisation},
        user::User,
    },
    workflow::users::{
        filter::{Filter, Selected},
        list::{self, Sort},
    },
};
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};
use tempfile::NamedTempFile;

/// People read at a time.
const STEP: usize = 500;

impl From<XlsxError> for Unfinished {
    /// What the writer says may quote a cell.
    fn from(_: XlsxError) -> Self {
        Self::Workbook("the writer refused it".to_owned())
    }
}

pub(crate) async fn work(running: &mut Running<'_>, export: &Export) -> Result<(), Stop> {
    let caller = running.user_manager().await?;
    require_same_reach(&caller, export)?;
    // A filter that this version cannot read chooses nobody; another version may take the job up.
    let filter: Filter = serde_json::from_value(export.filter.clone())
        .map_err(|_| Unfinished::Workbook("the filter cannot be read".to_owned()))?;
    let sort = Sort::read(export.sort.as_deref()).unwrap_or_default();
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_company(&caller.organisation.settings.name));
    let language = caller.language();
    let sheet = workbook
        .add_worksheet_with_constant_memory()
        .map_err(Unfinished::from)?;
    let mut page = Page::begin(sheet, &caller.organisation, language).map_err(Unfinished::from)?;
    running.job.processed = 0;
    let (env, context) = (&running.app.env, running.time.context);
    let mut after: Option<String> = None;
    loop {
        // Rights are read again meanwhile.
        let caller = running.user_manager().await?;
        require_same_reach(&caller, export)?;
        let selected = Selected {
            organisation: &caller.organisation.slug,
            filter: &filter,
            own: export.own_department.as_ref(),
        };
        let found = running
            .patiently(async || list::list(env, context, selected, sort, STEP, after.as_deref()).await)
            .await?;
        for user in &found.users {
            page.write(user).map_err(Unfinished::from)?;
        }
        running.job.processed += found.users.len() as u64;
        running.job.total = running.job.total.or(found.total);
        running.show_progress().await?;
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    page.end().map_err(Unfinished::from)?;
    let file = NamedTempFile::new().map_err(Unfinished::from)?;
    workbook.save(file.path()).map_err(Unfinished::from)?;
    let key = running.job.result_key();
    running.show_progress().await?;
    running
        .app
        .bucket
        .upload(&key, file.path())
        .await
        .map_err(Unfinished::from)?;
    running.job.total = Some(running.job.processed);
    Ok(())
}

/// Refuses an export whose asker manages others now than when they asked: moved to another department, they are shown nobody of the
/// one they asked for, and a workbook with a part of the people is none.
fn require_same_reach(caller: &UserManager<Organisation>, export: &Export) -> Result<(), Stop> {
    let asked = export.own_department.as_ref();
    let manages_all = |own| asked.is_some_and(|asked| asked.is_within(own));
    caller
        .departments()
        .is_none_or(manages_all)
        .then_some(())
        .ok_or(Stop::Failed(Failure::AskerMayNot))
}

/// The sheet with the people.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    organisation: &'a Organisation,
    language: Language,
    row: u32,
    /// Every cell is a text: none of it is ever a formula, a number or a date that a program shows as it likes.
    text: Format,
}

/// A column that no import reads, from the last one of the template on.
fn beside(at: usize) -> u16 {
    u16::try_from(Field::COUNT + at).unwrap_or(u16::MAX)
}

impl<'a> Page<'a> {
    fn begin(
        sheet: &'a mut Worksheet,
        organisation: &'a Organisation,
        language: Language,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(wording::people_sheet(language))?;
        let heading = Format::new().set_bold();
        let text = Format::new().set_num_format("@");
        let fields =
            Field::as_shown().map(|field| (field.kind(), result_wording::template_heading(language, field)));
        let others =
            result_wording::export_headings(language).map(|title| (FieldKind::Text { most: 0 }, title));
        for (at, (kind, title)) in (0..).zip(fields.chain(others)) {
            sheet.set_column_width(at, if kind == FieldKind::Email { 30 } else { 20 })?;
            sheet.set_column_format(at, &text)?;
            sheet.write_string_with_format(0, at, title, &heading)?;
        }
        sheet.set_freeze_panes(1, 2)?;
        Ok(Self {
            sheet,
            organisation,
            language,
            row: 0,
            text,
        })
    }

    fn write(&mut self, user: &User) -> Result<(), XlsxError> {
        self.row += 1;
        for (at, field) in (0..).zip(Field::as_shown()) {
            self.cell(at, &self.shown(user, field))?;
        }
        let zone = self.organisation.settings.zone();
        let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date().to_string();
        let others = [
            result_wording::export_status(self.language, user.status),
            result_wording::export_source(self.language, user.source),
            day(user.created_at),
            user.activated_at.map(day).unwrap_or_default(),
        ];
        for (at, text) in others.iter().enumerate() {
            self.cell(beside(at), text)?;
        }
        Ok(())
    }

    fn cell(&mut self, at: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet
                .write_string_with_format(self.row, at, text, &self.text)?;
        }
        Ok(())
    }

    /// A field as the template asks for it: entries of lists by their names, a language by what its speakers call it.
    fn shown(&self, user: &User, field: Field) -> String {
        let (lists, profile) = (self.organisation, &user.profile);
        let name = match field {
            Field::JobProfile => lists.job_profiles.get(&profile.job_profile).map(Entry::name),
            Field::Department => lists.departments.get(&profile.department).map(Entry::name),
            Field::PermissionType => lists
                .permission_types
                .get(&profile.permission_type)
                .map(Entry::name),
            Field::Language => Language::parse(&profile.language).map(Language::own_name),
            _ => None,
        };
        match name {
            Some(name) => name.to_owned(),
            None => profile.text(field).unwrap_or_default().into_owned(),
        }
    }

    fn end(self) -> Result<(), XlsxError> {
        let last = beside(3);
        self.sheet.autofilter(0, 0, self.row.max(1), last)?;
        Ok(())
    }
}
