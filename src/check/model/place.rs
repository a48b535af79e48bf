//! A place in an exchange: where a value was sent, or where it came back.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::check::model::RequestTemplate;
use crate::spec::{ParameterPlace, Pointer};
use crate::wire::{Request, Response};

/// Where a value stands in an exchange, as laws write it: `path:worker_id`, `query:limit`,
/// `header:X-Tenant`, `body:/environment_name`, `answer:/worker_id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A parameter of the request.
    Parameter(ParameterPlace, String),
    /// A place in the content of the request.
    OperationBody(Pointer),
    /// A place in the content of the answer.
    Answer(Pointer),
}

impl Place {
    /// Reads `kind:name`; the error says what there is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no place; write path:NAME, query:NAME, header:NAME, body:/POINTER or \
                 answer:/POINTER"
            )
        };
        let (kind, name) = text.split_once(':').ok_or_else(wrong)?;
        let parameter = |place| Self::Parameter(place, name.to_owned());
        match kind {
            _ if name.is_empty() => Err(wrong()),
            "path" => Ok(parameter(ParameterPlace::Path)),
            "query" => Ok(parameter(ParameterPlace::Query)),
            "header" => Ok(parameter(ParameterPlace::Header)),
            "body" if name.starts_with('/') => Ok(Self::OperationBody(Pointer::from_escaped(name))),
            "answer" if name.starts_with('/') => Ok(Self::Answer(Pointer::from_escaped(name))),
            _ => Err(wrong()),
        }
    }

    /// The value at this place of an exchange of `step`; `None` where there is none.
    pub fn value(
        &self,
        step: &RequestTemplate,
        request: &Request,
        response: &Response,
    ) -> Option<Value> {
        match self {
            Self::Answer(pointer) => pointer.lookup(&response.json()?).cloned(),
            sent => sent.sent(step, request),
        }
    }

    /// The value that a request of `step` carried at this place; `None` where there is none.
    pub(in crate::check) fn sent(
        &self,
        step: &RequestTemplate,
        request: &Request,
    ) -> Option<Value> {
        match self {
            Self::Answer(_) => None,
            Self::OperationBody(pointer) => {
                let body = serde_json::from_slice(request.body.as_deref()?).ok()?;
                pointer.lookup(&body).cloned()
            }
            Self::Parameter(ParameterPlace::Path, name) => in_path(&step.path, &request.path, name),
            Self::Parameter(ParameterPlace::Query, name) => {
                let (_, query) = request.path.split_once('?')?;
                let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
                pairs.find(|(key, _)| decoded(key) == *name).map(|(_, text)| decoded(text).into())
            }
            Self::Parameter(_, name) => request.header(name).map(Into::into),
        }
    }
}

/// The segment of `path` that stands where `template` has `{name}`.
fn in_path(template: &str, path: &str, name: &str) -> Option<Value> {
    let path = path.split('?').next().unwrap_or_default();
    let hole = format!("{{{name}}}");
    let mut segments = template.split('/').zip(path.split('/'));
    segments.find_map(|(pattern, segment)| {
        let (before, after) = pattern.split_once(&hole)?;
        let text = segment.strip_prefix(before)?.strip_suffix(after)?;
        Some(decoded(text).into())
    })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(place, name) => {
                let kind = match place {
                    ParameterPlace::Path => "path",
                    ParameterPlace::Query => "query",
                    ParameterPlace::Header => "header",
                    ParameterPlace::Cookie => "cookie",
                };
                write!(formatter, "{kind}:{name}")
            }
            Self::OperationBody(pointer) => write!(formatter, "body:{pointer}"),
            Self::Answer(pointer) => write!(formatter, "answer:{pointer}"),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_reported() {
        for text in ["path:id", "query:limit", "header:X-A", "body:/a/0", "answer:/b"] {
            assert_eq!(Place::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "path", "path:", "body:a", "cookie:x", "answers:/x"] {
            assert!(Place::parse(text).unwrap_err().contains("answer:/POINTER"), "{text}");
        }
    }

    #[test]
    fn a_value_in_the_path_is_found_where_the_template_has_its_name() {
        let found = |path| in_path("/shelves/{shelf}/books/b-{book}.json", path, "book");
        assert_eq!(found("/shelves/1/books/b-a%2Fb.json?x=1"), Some("a/b".into()));
        assert_eq!(found("/shelves/1"), None);
    }
}
