//! A step: a request as data, with holes for what only the run knows (ids, the caller's token).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::sending::is_default;
use crate::check::model::{Credential, Repetition, Verbatim};
use crate::spec::{Operation, ParameterPlace, Pointer};

/// One request of a check, as data. Equal steps may share one exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestTemplate {
    /// The operation's short name.
    pub operation: String,
    /// The method, in capitals; not always the operation's own.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Parameters that are sent, by place and name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(ParameterPlace, String, Fill)>,
    /// `Content-Type`, where one is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The content.
    pub payload: Payload,
    /// Who calls.
    pub credential: Credential,
    /// True to read the wire until the connection closes (see [`Request`](crate::wire::Request)).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub until_close: bool,
    /// True where the step uses up what its bindings name (a DELETE): the producers are called anew
    /// for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub consumes: bool,
    /// What distinguishes it from equal requests that have to be sent each on its own.
    #[serde(skip_serializing_if = "is_default")]
    pub repetition: Repetition,
}

impl RequestTemplate {
    /// True where the answer hangs on the credential or the method, before anyone looks at what the
    /// request names: then made-up ids do where no other are known.
    pub fn asks_at_the_door(&self, operation: &Operation) -> bool {
        self.method != operation.method
            || matches!(self.credential, Credential::None | Credential::Altered(_))
    }
}

/// The names of the bindings that a step needs.
pub fn bindings(step: &RequestTemplate) -> impl Iterator<Item = &str> {
    let parameters = step.parameters.iter().filter_map(|(_, _, fill)| match fill {
        Fill::Bound(name) => Some(name.as_str()),
        Fill::Literal(_) | Fill::Encoded(_) | Fill::MadeUp(_) => None,
    });
    let members = match &step.payload {
        Payload::Json { bound, .. }
        | Payload::Form { bound, .. }
        | Payload::Multipart { bound, .. } => Some(bound.values().map(String::as_str)),
        Payload::None | Payload::Text(_) | Payload::Base64(_) => None,
    };
    parameters.chain(members.into_iter().flatten())
}

/// What stands in a place of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// This text.
    Literal(String),
    /// This text as it stands on the wire, percent-encoded or not.
    Encoded(String),
    /// The value of a [`Binding`](crate::check::model::Binding), by its name.
    Bound(String),
    /// This text: a made-up value instead of one that is not known, or may not be used.
    MadeUp(String),
}

/// The content of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// No content at all.
    None,
    /// A JSON value; `bound` says which of its places take the value of a binding.
    Json {
        /// The value, shared by the many steps that send it.
        value: Arc<Value>,
        /// Place → name of the binding.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        bound: BTreeMap<Pointer, String>,
        /// Place → text that stands there instead of the value, for what no JSON value can hold: a
        /// lone surrogate, a number beyond every float, a member given twice; and for what is long.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        raw: BTreeMap<Pointer, Verbatim>,
    },
    /// A value as `application/x-www-form-urlencoded`: lists repeat their name, members of members
    /// stand in brackets.
    Form {
        /// The value.
        value: Arc<Value>,
        /// Place → name of the binding.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        bound: BTreeMap<Pointer, String>,
    },
    /// A value as `multipart/form-data` (RFC 7578): a part for each member, structures as JSON.
    Multipart {
        /// The value.
        value: Arc<Value>,
        /// Place → name of the binding.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        bound: BTreeMap<Pointer, String>,
        /// Members that are sent as files.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        files: Vec<String>,
    },
    /// This text, byte for byte.
    Text(String),
    /// These bytes, in base64, where they are no text.
    Base64(String),
}

impl Payload {
    /// Leaves the made-up values where `is_missing` says that a binding has none.
    pub(in crate::check) fn unbind(&mut self, is_missing: impl Fn(&str) -> bool) {
        match self {
            Self::Json { bound, .. } | Self::Form { bound, .. } | Self::Multipart { bound, .. } => {
                bound.retain(|_, binding| !is_missing(binding));
            }
            Self::None | Self::Text(_) | Self::Base64(_) => {}
        }
    }
}
