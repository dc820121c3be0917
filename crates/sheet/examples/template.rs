//! Writes the workbook to fill in of a form: `cargo run -p tacit-sheet --example template -- FORM.toml FILE.xlsx`.

use std::{error::Error, fs};

use tacit_form::{Answers, Form};
use tacit_sheet::template;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args().skip(1);
    let (form, file) = paths.next().zip(paths.next()).ok_or("name the form and the file to write")?;
    let form = Form::from_toml(&fs::read_to_string(form)?)?;
    Ok(fs::write(file, template::workbook(&form, &Answers::new())?)?)
}
