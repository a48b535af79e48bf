//! Templates as data: the text as written, and the segments that it was compiled to.

use serde::{Serialize, Serializer};
use serde_json::Value;
use thiserror::Error;

use super::variables::Slot;

/// The holes a body may have.
pub(in crate::load) const HOLES: [&str; 6] =
    ["$var", "$text", "$counter", "$choice", "$now", "$worker"];

/// What a text may name in braces beside variables.
pub(in crate::load) const BUILT_IN: [&str; 3] = ["worker", "organisation", "beat"];

/// Why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{pointer}: {problem}")]
pub struct TemplateError {
    /// Where in the template, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, and the remedy.
    pub problem: String,
}

/// A JSON body with holes.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyTemplate {
    pub(super) source: Value,
    pub(super) segments: Box<[Segment]>,
}

/// A text with holes in braces, for a path, query or header parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueSource {
    pub(super) source: String,
    pub(super) segments: Box<[Segment]>,
}

/// A piece of a compiled template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Segment {
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
pub(super) enum NowForm {
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

    /// The slots of the variables that stand within its strings.
    pub(in crate::load) fn slots_in_texts(&self) -> Vec<Slot> {
        fn collect(segments: &[Segment], found: &mut Vec<Slot>) {
            for segment in segments {
                match segment {
                    Segment::Inner(slot) => found.push(*slot),
                    Segment::Choice(_, options) => {
                        options.iter().for_each(|option| collect(option, found));
                    }
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        collect(&self.segments, &mut found);
        found
    }
}

impl ValueSource {
    /// The text as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The slots of the variables it takes.
    pub(in crate::load) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
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
