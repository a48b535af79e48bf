//! Bodies and texts with holes, compiled once so that filling them in costs next to nothing.
//!
//! A hole is an object with one member whose name begins with `$`: [`HOLES`] lists them. Texts
//! have holes in braces: `{worker}`.

mod compile;
mod fill;
mod route;
mod variables;

#[cfg(test)]
mod tests;

use serde::{Serialize, Serializer};
use serde_json::Value;
use thiserror::Error;

pub use fill::Scope;
pub use route::Route;
pub(super) use variables::Names;
pub use variables::{Slot, Unset, Variables};

/// The holes a body may have.
pub(super) const HOLES: [&str; 6] = ["$var", "$text", "$counter", "$choice", "$now", "$worker"];

/// What a text may name in braces beside variables.
pub(super) const BUILT_IN: [&str; 3] = ["worker", "organisation", "beat"];

/// Why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{pointer}: {problem}")]
pub struct TemplateError {
    /// Where in the template, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, and how to mend it.
    pub problem: String,
}

/// A JSON body with holes.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyTemplate {
    source: Value,
    segments: Box<[Segment]>,
}

/// A text with holes in braces, for a path, query or header parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueSource {
    source: String,
    segments: Box<[Segment]>,
}

/// A piece of a compiled template.
#[derive(Clone, Debug, PartialEq)]
enum Segment {
    /// Bytes as they are.
    Bytes(Box<[u8]>),
    /// A variable's JSON.
    Variable(Slot),
    /// A variable's JSON inside a JSON string.
    Inner(Slot),
    /// A variable's text, outside JSON.
    Plain(Slot),
    /// The worker's index.
    Worker,
    /// The organisation's index.
    Organisation,
    /// The beat's number.
    Beat,
    /// A number that grows with each beat; the key sets counters apart.
    Counter(u64),
    /// One of several, another for each worker and beat; the key sets choices apart.
    Choice(u64, Box<[Box<[Segment]>]>),
    /// The moment of sending.
    Now(NowForm),
}

/// How the moment of sending is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NowForm {
    /// RFC 3339, UTC, in a JSON string.
    Rfc3339,
    /// Seconds since 1970.
    Unix,
    /// Milliseconds since 1970.
    UnixMilliseconds,
}

impl BodyTemplate {
    /// The template as written.
    pub fn source(&self) -> &Value {
        &self.source
    }

    /// The places of its holes, and the variables they take.
    pub(super) fn holes(&self) -> Vec<compile::Hole> {
        compile::holes(&self.source)
    }
}

impl ValueSource {
    /// The text as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The slots of the variables it takes.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Variable(slot) | Segment::Inner(slot) | Segment::Plain(slot) => Some(*slot),
            _ => None,
        })
    }
}

impl Serialize for BodyTemplate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}

impl Serialize for ValueSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.source.serialize(serializer)
    }
}
