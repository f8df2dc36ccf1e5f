//! `GET /api/import-template?language=`: the workbook to fill, made for this organisation now.
//!
//! Three sheets: the people, with drop-down lists; instructions with a filled example; and, hidden, the lists. What the
//! caller may not choose (another department than their own, more rights than they hold) is not in the lists.

use rollcall::{
    aws::bucket::{self, WORKBOOK_TYPE},
    domain::{
        caller::{Caller, UserManager},
        context::Context,
        fault::{Code, Fault, shortened, words},
        field::{Field, FieldKind, Fields, Need},
        import::{drop_downs::DropDowns, result_wording, wording},
        language::Language,
        organisation::Organisation,
    },
    web::{
        answer::{self, Response},
        parameters::Query,
        problem::Problem,
        route::Moment,
    },
};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
    XlsxError,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Rows whose cells carry their format themselves: Excel goes by the column's where a cell has none, other programs do not
/// (openpyxl, for one), and would make 123 of 00123. Further down, the column's has to do.
const TYPED: u32 = 2_000;

/// The built-in format `@` (ECMA-376-1, 18.8.30): what is typed is a text.
const TEXT: u8 = 49;

/// How a heading looks, by whether its column has to be filled in.
fn look(need: Need) -> Format {
    heading().set_background_color(Color::RGB(match need {
        Need::Required => 0x00D3_E3F5,
        Need::Contact => 0x00E2_EFDA,
        Need::Optional => 0x00EE_EEEE,
    }))
}

/// The columns, from left to right.
fn columns() -> impl Iterator<Item = (u16, Field)> {
    (0..).zip(Field::as_shown())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// Of the headings and instructions, as a language tag; yours, if it is left out.
    #[param(min_length = 1, example = "da")]
    language: Option<String>,
}

/// An Excel workbook.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes bytes")]
#[schema(value_type = String, content_media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
struct ExcelWorkbook(Vec<u8>);

/// The workbook to fill
///
/// An Excel workbook made for your organisation now: drop-down lists of its job profiles, departments, permission types
/// and languages (those you may choose), headings with comments, instructions and an example.
#[utoipa::path(
    get, path = "/api/import-template", tag = "Imports",
    security(("api_client" = ["imports:write"])),
    params(Parameters),
    responses(
        (status = 200, description = "The workbook.", body = ExcelWorkbook,
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            headers(("Content-Disposition" = String))),
    ),
)]
pub(crate) async fn import_template(
    moment: Moment,
    caller: UserManager<Organisation>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let language = match parameters.language.as_deref() {
        None => caller.language(),
        Some(text) => Language::parse(text).ok_or_else(|| {
            let code = Code::UnknownLanguage {
                value: shortened(text),
                known: words(Language::ALL.map(Language::tag)),
            };
            Problem::invalid(vec![Fault::at("language", code)])
        })?,
    };
    let bytes = Template::new(&caller, language, &moment)
        .write()
        .map_err(|error| {
            tracing::error!(%error, "the template could not be written");
            Problem::internal()
        })?;
    let mut response = answer::build(200, WORKBOOK_TYPE, bytes);
    let name = result_wording::template_file_name(language, &caller.organisation.settings.name);
    answer::set(&mut response, "content-disposition", &bucket::attachment(&name));
    Ok(response)
}

/// Everything a template is made of.
struct Template<'a> {
    language: Language,
    organisation: &'a str,
    /// For whom it is made.
    name: String,
    made_on: jiff::civil::Date,
    drop_downs: DropDowns,
    /// The permission type of the people in the example: the one that allows least.
    plainest: String,
}

impl<'a> Template<'a> {
    fn new(caller: &'a Caller<Organisation>, language: Language, context: &Context) -> Self {
        let organisation = &caller.organisation;
        let plainest = organisation.permission_types.entries().iter();
        let plainest = plainest.min_by_key(|kind| kind.capabilities.len());
        let zone = organisation.settings.zone();
        Self {
            language,
            organisation: &organisation.settings.name,
            name: caller.name(),
            made_on: context.now().to_zoned(zone).date(),
            plainest: plainest.map_or_else(String::new, |kind| kind.name.clone()),
            drop_downs: DropDowns::new(
                organisation,
                &(&caller.actor).into(),
                &wording::people_sheet(language),
            ),
        }
    }

    fn write(&self) -> Result<Vec<u8>, XlsxError> {
        let language = self.language;
        let mut workbook = Workbook::new();
        let stamp = self.stamp();
        workbook.set_properties(
            &DocProperties::new()
                .set_title(wording::instructions_title(language))
                .set_author(&self.name)
                .set_company(self.organisation)
                .set_comment(&stamp)
                .set_creation_datetime(&self.moment()?),
        );
        self.people(workbook.add_worksheet())?;
        self.instructions(workbook.add_worksheet(), &stamp)?;
        self.drop_downs.write(workbook.add_worksheet())?;
        workbook.save_to_buffer()
    }

    fn moment(&self) -> Result<ExcelDateTime, XlsxError> {
        let (year, month, day) = (self.made_on.year(), self.made_on.month(), self.made_on.day());
        ExcelDateTime::from_ymd(
            u16::try_from(year).unwrap_or(2000),
            u8::try_from(month).unwrap_or(1),
            u8::try_from(day).unwrap_or(1),
        )
    }

    fn stamp(&self) -> String {
        wording::template_stamp(self.language, self.organisation, self.made_on, &self.name)
    }

    fn people(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let language = self.language;
        sheet.set_name(wording::people_sheet(language))?;
        for (at, field) in columns() {
            let title = result_wording::template_heading(language, field);
            sheet.write_string_with_format(0, at, title, &look(field.need()))?;
            let note = Note::new(field.hint(language))
                .set_author("Rollcall")
                .add_author_prefix(false)
                .set_width(240)
                .set_height(110);
            sheet.insert_note(0, at, &note)?;
            self.dress(sheet, at, field)?;
        }
        sheet.set_row_height(0, 24)?;
        sheet.set_freeze_panes(1, 2)?;
        print_set_up(sheet, language);
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// Width, format, prompt and drop-down list of a column.
    fn dress(&self, sheet: &mut Worksheet, at: u16, field: Field) -> Result<(), XlsxError> {
        let width = if field.kind() == FieldKind::Email { 30 } else { 20 };
        sheet.set_column_width(at, width)?;
        // As a number, a phone loses its + and its leading zero; a department called 1-2 becomes a date, and a person
        // called True a truth value.
        let format = if field.kind() == FieldKind::Date {
            Format::new().set_num_format("yyyy-mm-dd")
        } else {
            Format::new().set_num_format_index(TEXT)
        };
        sheet.set_column_format(at, &format)?;
        for row in 1..=TYPED {
            sheet.write_blank(row, at, &format)?;
        }
        self.drop_downs
            .attach_with_prompt(sheet, at, field, self.language)
    }

    fn instructions(&self, sheet: &mut Worksheet, stamp: &str) -> Result<(), XlsxError> {
        let language = self.language;
        sheet.set_name(wording::instructions_sheet(language))?;
        let title = Format::new().set_bold().set_font_size(16);
        let small = Format::new().set_font_color(Color::RGB(0x0066_6666)).set_italic();
        let text = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_align(FormatAlign::Left);
        let last = u16::try_from(Field::COUNT - 1).unwrap_or(10);
        for (at, field) in columns() {
            sheet.set_column_width(at, if field.kind() == FieldKind::Email { 28 } else { 18 })?;
        }
        sheet.write_string_with_format(0, 0, wording::instructions_title(language), &title)?;
        sheet.set_row_height(0, 26)?;
        sheet.write_string_with_format(1, 0, stamp, &small)?;
        let mut row = 3;
        let [required_line, marks @ ..] = result_wording::template_marks(language);
        let lines = wording::instructions(language).into_iter();
        for (number, line) in (1..).zip(lines.chain([required_line])) {
            let line = format!("{number}.  {line}");
            sheet.merge_range(row, 0, row, last, &line, &text)?;
            // Some 190 letters fit across the merged columns.
            sheet.set_row_height(row, if line.chars().count() > 180 { 34 } else { 18 })?;
            row += 1;
        }
        row += 1;
        for (need, mark) in [Need::Required, Need::Contact, Need::Optional]
            .into_iter()
            .zip(marks)
        {
            sheet.write_blank(row, 0, &look(need))?;
            sheet.write_string(row, 1, mark)?;
            row += 1;
        }
        row += 1;
        let bold = Format::new().set_bold();
        sheet.write_string_with_format(row, 0, wording::example_heading(language), &bold)?;
        row += 1;
        let cell = Format::new()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00CC_CCCC))
            .set_num_format("@");
        for (at, field) in columns() {
            let title = result_wording::template_heading(language, field);
            sheet.write_string_with_format(row, at, title, &look(field.need()))?;
        }
        for person in self.examples() {
            row += 1;
            for (at, field) in columns() {
                sheet.write_string_with_format(row, at, &person[field], &cell)?;
            }
        }
        print_set_up(sheet, language);
        Ok(())
    }

    /// One person with an e-mail, one with username and phone, placed where the organisation could place them.
    fn examples(&self) -> [Fields<String>; 2] {
        let last = |field| self.drop_downs.of(field).last().cloned().unwrap_or_default();
        let own = self.language.own_name().to_owned();
        let offered = self.drop_downs.of(Field::Language).contains(&own);
        let person = |texts: &[(Field, &str)]| {
            let mut person = Fields::from_fn(last);
            person[Field::PermissionType].clone_from(&self.plainest);
            if offered {
                person[Field::Language].clone_from(&own);
            }
            for (field, text) in texts {
                (*text).clone_into(&mut person[*field]);
            }
            person
        };
        let one_time = wording::example_one_time_password(self.language);
        [
            person(&[
                (Field::FirstName, "Anna"),
                (Field::LastName, "Sørensen"),
                (Field::Email, "anna@example.com"),
            ]),
            person(&[
                (Field::FirstName, "Jonas"),
                (Field::LastName, "Müller"),
                (Field::Username, "jonas.mueller"),
                (Field::Phone, "+45 20 12 34 56"),
                (Field::OneTimePassword, &one_time),
                (Field::StartDate, "2026-08-01"),
            ]),
        ]
    }
}

/// On paper: A4 in landscape, all columns side by side, with page numbers.
fn print_set_up(sheet: &mut Worksheet, language: Language) {
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer(format!("&R{}", result_wording::page_numbers(language)));
}

fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}
