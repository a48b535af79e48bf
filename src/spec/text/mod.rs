//! Text of a document, read into a value with the line of every node: YAML and JSON.

mod alias;
pub(in crate::spec) mod json;
pub(in crate::spec) mod marks;
pub(in crate::spec) mod parsed;
mod scalar;
pub(in crate::spec) mod source;
pub(in crate::spec) mod yaml;
