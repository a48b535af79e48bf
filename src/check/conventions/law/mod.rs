//! Laws of a lifecycle: what holds over several calls, as data that a file states.

mod law_set;
mod law_file;
mod resolve;
mod laws_written;

pub(in crate::check) use law_file::validator;
pub use law_set::{DocumentedUse, IdSource, Law, Laws};
