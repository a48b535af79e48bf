//! From inputs to operations.
//!
//! ```text
//! files, folders, URLs → sources → documents (`$ref`s followed, 3.0 translated) → operations
//! ```

mod dialect;
pub(in crate::spec) mod documents;
pub(in crate::spec) mod input;
pub(in crate::spec) mod name;
pub(in crate::spec) mod objects;
mod parameter;
mod reader;
pub(in crate::spec) mod references;
mod security;
pub(in crate::spec) mod structure;
pub(in crate::spec) mod target;
mod version;
