//! A document, the places in it, and handles on its schemas.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::spec::model::Pointer;
use crate::spec::text::marks::Marks;

/// Which words a document's schemas are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dialect {
    /// OpenAPI 3.0: its own dialect, translated to 2020-12 when loaded.
    #[serde(rename = "3.0")]
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    #[serde(rename = "3.1")]
    V31,
}

/// One loaded document.
#[derive(Debug)]
pub struct Document {
    /// The path or URL, as the user gave it.
    pub origin: String,
    /// The dialect of its schemas.
    pub dialect: Dialect,
    /// Its content. In place: the schemas of a 3.0 document are translated to 2020-12, and each
    /// `$ref` is made absolute within the set of documents.
    pub root: Value,
    /// Its text, as it was read: what reports quote lines from.
    pub text: Arc<str>,
    pub(in crate::spec) marks: Marks,
}

impl Document {
    /// Where something in this document stands.
    pub fn location(&self, pointer: &Pointer) -> Location {
        Location {
            document: self.origin.as_str().into(),
            pointer: pointer.clone(),
            line: self.marks.line(pointer),
        }
    }
}

/// Where something stands in the documents: shown as `file:line`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// The document's path or URL, as the user gave it.
    pub document: Arc<str>,
    /// The pointer inside the document.
    pub pointer: Pointer,
    /// The line, counted from 1; 0 where it is not known.
    pub line: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => formatter.write_str(&self.document),
            line => write!(formatter, "{}:{line}", self.document),
        }
    }
}

/// A handle on a schema: a document of the [`Api`](crate::spec::Api) and a pointer into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schema {
    /// The document's index in [`Api::documents`](crate::spec::Api::documents).
    pub document: usize,
    /// The schema's pointer in that document.
    pub pointer: Pointer,
}

impl Schema {
    /// The handle on a schema below this one.
    #[must_use]
    pub fn join<T: fmt::Display>(&self, tokens: impl IntoIterator<Item = T>) -> Self {
        Self { document: self.document, pointer: self.pointer.join_all(tokens) }
    }
}
