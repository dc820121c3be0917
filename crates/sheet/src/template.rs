//! Files to fill in. They read back with [`preview`](crate::preview).

mod layout;
mod separated;
mod workbook;

pub(crate) use layout::sheet_name;
pub use separated::separated;
pub use workbook::{TemplateError, workbook};
