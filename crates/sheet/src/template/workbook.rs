//! The template as a workbook.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use tacit_form::{Answers, Field, Form, Kind};

use super::layout::{Item, Page, pages};

/// Digits that spreadsheets keep of a number.
const DIGITS: usize = 15;
/// Characters that fit into the note of a cell, and above it.
const MAX_NOTE: usize = 250;
const MAX_NOTE_TITLE: usize = 30;

/// Why a template can't be written.
#[derive(Debug, thiserror::Error)]
#[error("the template can't be written: {0}. Fill in the form itself")]
pub struct TemplateError(#[from] XlsxError);

/// A workbook (`.xlsx`) to fill in: a sheet a table, or the sheets and cells that the form names. Headings are locked,
/// and cells say and check their bounds. What is answered already is filled in.
///
/// # Errors
///
/// [`TemplateError`] where the form names sheets or cells that no workbook has.
pub fn workbook(form: &Form, answers: &Answers) -> Result<Vec<u8>, TemplateError> {
    let mut workbook = Workbook::new();
    // The same form gives the same file.
    let properties = DocProperties::new().set_title(form.title());
    let properties = properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let writing = Writing { form, answers, formats: Formats::new() };
    for page in pages(form) {
        writing.page(workbook.add_worksheet(), &page)?;
    }
    Ok(workbook.save_to_buffer()?)
}

struct Formats {
    title: Format,
    hint: Format,
    heading: Format,
    row: Format,
    option: Format,
}

struct Writing<'a> {
    form: &'a Form,
    answers: &'a Answers,
    formats: Formats,
}

impl Formats {
    fn new() -> Self {
        let plain =
            Format::new().set_background_color(Color::RGB(0x00E9_EEF3)).set_border(FormatBorder::Thin);
        let plain = plain.set_border_color(Color::RGB(0x00B4_BEC8)).set_text_wrap();
        let shaded = plain.clone().set_bold();
        Self {
            title: Format::new().set_bold().set_font_size(14.0),
            hint: Format::new().set_font_color(Color::RGB(0x0050_5A64)),
            heading: shaded.clone().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            row: shaded,
            option: plain.set_indent(1),
        }
    }

    fn number(decimals: u8, locked: bool) -> Format {
        let format = match decimals {
            0 => "#,##0".to_owned(),
            decimals => format!("#,##0.{}", "0".repeat(decimals.into())),
        };
        let format = Self::cell().set_num_format(format);
        if locked { format.set_background_color(Color::RGB(0x00F4_F4F4)) } else { format.set_unlocked() }
    }

    fn cell() -> Format {
        Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00B4_BEC8))
    }
}

impl Writing<'_> {
    fn page(&self, sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
        sheet.set_name(&page.name)?;
        for (&(row, column), item) in &page.items {
            self.item(sheet, row, to_column(column)?, item)?;
        }
        self.validations(sheet, page)?;
        self.widths(sheet, page)?;
        if let Some((row, column)) = page.frozen {
            sheet.set_freeze_panes(row, to_column(column)?)?;
        }
        let options = ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        };
        sheet.protect_with_options(&options);
        Ok(())
    }

    fn item(&self, sheet: &mut Worksheet, row: u32, column: u16, item: &Item) -> Result<(), XlsxError> {
        match item {
            Item::Title(text) => sheet.write_string_with_format(row, column, text, &self.formats.title)?,
            Item::Hint(text) => sheet.write_string_with_format(row, column, text, &self.formats.hint)?,
            Item::Heading(text, 1) => {
                sheet.write_string_with_format(row, column, text, &self.formats.heading)?
            }
            Item::Heading(text, span) => {
                let last = to_column(u32::from(column) + span - 1)?;
                sheet.merge_range(row, column, row, last, text, &self.formats.heading)?
            }
            Item::Row(text) => sheet.write_string_with_format(row, column, text, &self.formats.row)?,
            Item::Fixed(number, decimals) => {
                sheet.write_number_with_format(row, column, *number, &Formats::number(*decimals, true))?
            }
            Item::Option(text) => sheet.write_string_with_format(row, column, text, &self.formats.option)?,
            Item::Answer(field) => self.answer(sheet, row, column, &self.form.fields()[*field])?,
            Item::Mark(field, option) => {
                let format = Formats::cell().set_unlocked();
                if self.ticked(*field, *option) {
                    sheet.write_string_with_format(row, column, "yes", &format)?
                } else {
                    sheet.write_blank(row, column, &format)?
                }
            }
        };
        Ok(())
    }

    fn ticked(&self, field: usize, option: usize) -> bool {
        let field = &self.form.fields()[field];
        let Kind::Multi(options) = &field.kind else { return false };
        options.get(option).is_some_and(|option| self.answers.get(&field.key).contains(&option.key))
    }

    fn answer<'s>(
        &self,
        sheet: &'s mut Worksheet,
        row: u32,
        column: u16,
        field: &Field,
    ) -> Result<&'s mut Worksheet, XlsxError> {
        let text = self.answers.get(&field.key).first().map(String::as_str).unwrap_or_default();
        let format = match &field.kind {
            Kind::Number(number) => Formats::number(number.decimals, false),
            _ => Formats::cell().set_unlocked(),
        };
        let number = text.parse::<f64>().ok().filter(|_| {
            matches!(field.kind, Kind::Number(_)) && text.bytes().filter(u8::is_ascii_digit).count() <= DIGITS
        });
        match (number, &field.kind) {
            (Some(number), _) => sheet.write_number_with_format(row, column, number, &format),
            (None, _) if text.is_empty() => sheet.write_blank(row, column, &format),
            (None, Kind::Choice(options)) => {
                let chosen = options.iter().find(|option| option.key == text);
                let text = chosen.map_or(text, |option| option.label.as_str());
                sheet.write_string_with_format(row, column, text, &format)
            }
            (None, _) => sheet.write_string_with_format(row, column, text, &format),
        }
    }

    /// What each cell takes: cells below each other that take the same share one rule.
    fn validations(&self, sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
        let mut open: Option<(u32, u32, u32, &Field)> = None;
        let mut by_column: Vec<(u32, u32, &Field)> = Vec::new();
        for (&(row, column), item) in &page.items {
            if let Item::Answer(field) = item {
                by_column.push((column, row, &self.form.fields()[*field]));
            }
        }
        by_column.sort_by_key(|(column, row, _)| (*column, *row));
        for (&(row, column), _) in page.items.iter().filter(|(_, item)| matches!(item, Item::Mark(..))) {
            let column = to_column(column)?;
            let marks = DataValidation::new().allow_list_strings(&["yes", "no"])?;
            sheet.add_data_validation(row, column, row, column, &marks)?;
        }
        for (column, row, field) in by_column {
            open = match open {
                Some((at, first, last, known))
                    if at == column
                        && last + 1 == row
                        && known.kind == field.kind
                        && known.hint == field.hint =>
                {
                    Some((at, first, row, known))
                }
                before => {
                    self.validate(sheet, before)?;
                    Some((column, row, row, field))
                }
            };
        }
        self.validate(sheet, open)
    }

    fn validate(
        &self,
        sheet: &mut Worksheet,
        cells: Option<(u32, u32, u32, &Field)>,
    ) -> Result<(), XlsxError> {
        let Some((column, first, last, field)) = cells else { return Ok(()) };
        let column = to_column(column)?;
        let validation = match &field.kind {
            Kind::Number(number) => {
                let (min, max) = (number.fixed(number.min), number.fixed(number.max));
                let title = number.unit.clone().unwrap_or_default();
                let note = [Some(format!("{min} – {max}")), field.hint.clone()];
                let note = note.into_iter().flatten().collect::<Vec<_>>().join("\n");
                DataValidation::new()
                    .allow_decimal_number(DataValidationRule::Between(min.to_f64(), max.to_f64()))
                    .set_input_title(shortened(&title, MAX_NOTE_TITLE))?
                    .set_input_message(shortened(&note, MAX_NOTE))?
            }
            Kind::Boolean => DataValidation::new().allow_list_strings(&["yes", "no"])?,
            Kind::Choice(options) => {
                let labels: Vec<&str> = options.iter().map(|option| option.label.as_str()).collect();
                if labels.iter().any(|label| label.contains([',', '"'])) || labels.join(",").len() > MAX_NOTE
                {
                    return Ok(());
                }
                DataValidation::new().allow_list_strings(&labels)?
            }
            Kind::Multi(_) => return Ok(()),
        };
        sheet.add_data_validation(first, column, last, column, &validation)?;
        Ok(())
    }

    fn widths(&self, sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
        for (&(_, column), item) in &page.items {
            let width = match item {
                Item::Row(_) | Item::Option(_) => 34,
                Item::Answer(_) | Item::Mark(..) | Item::Fixed(..) => 14,
                _ => continue,
            };
            sheet.set_column_width(to_column(column)?, width)?;
        }
        Ok(())
    }
}

fn to_column(column: u32) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

fn shortened(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
