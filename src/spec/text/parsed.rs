//! What a text was read as: a value, with the line of every node.

use serde_json::Value;

use crate::spec::text::marks::Marks;

/// The deepest nesting that is read.
pub(in crate::spec) const DEPTH_LIMIT: usize = 128;

/// A document that was read.
#[derive(Debug, Default)]
pub(in crate::spec) struct Parsed {
    pub(in crate::spec) value: Value,
    pub(in crate::spec) marks: Marks,
}
