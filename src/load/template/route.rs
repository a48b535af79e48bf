//! Where a call goes: its operation's path with parameters filled in, percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::fill::Scope;
use super::{Unset, ValueSource};
use crate::load::Call;
use crate::spec::Operation;

/// What stays as it is in a path segment or a query: the unreserved characters of
/// [RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path and query of a call, ready to be filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Route(Box<[Part]>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Literal(String),
    Value(ValueSource),
}

impl Route {
    /// The route of `call`, which goes to `operation`.
    pub fn new(call: &Call, operation: &Operation) -> Self {
        let mut parts = Vec::new();
        let mut rest = operation.path.as_str();
        while let Some((before, name, after)) = parameter(rest) {
            let Some(value) = call.path.get(name) else {
                break;
            };
            parts.push(Part::Literal(before.to_owned()));
            parts.push(Part::Value(value.clone()));
            rest = after;
        }
        parts.push(Part::Literal(rest.to_owned()));
        for (index, (name, value)) in call.query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            let name = percent_encode(name.as_bytes(), ESCAPED);
            parts.push(Part::Literal(format!("{mark}{name}=")));
            parts.push(Part::Value(value.clone()));
        }
        Self(parts.into())
    }

    /// Writes path and query after what `buffer` holds.
    pub fn render(&self, scope: &Scope<'_>, buffer: &mut Vec<u8>) -> Result<(), Unset> {
        let mut value = Vec::new();
        for part in &self.0 {
            match part {
                Part::Literal(text) => buffer.extend_from_slice(text.as_bytes()),
                Part::Value(source) => {
                    value.clear();
                    source.render(scope, &mut value)?;
                    let encoded = percent_encode(&value, ESCAPED);
                    encoded.for_each(|piece| buffer.extend_from_slice(piece.as_bytes()));
                }
            }
        }
        Ok(())
    }
}

/// The first parameter of a path template, with what stands before and after it.
fn parameter(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
