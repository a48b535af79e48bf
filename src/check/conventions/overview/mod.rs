//! What an API's overview says of all operations, as data with levels.

mod model;
mod notes;
mod overview_file;

pub use model::{Overview, OverviewRule, Pagination};
pub use notes::Note;
pub(in crate::check) use notes::{contradicts_pagination, page_parameters};
