//! Where the values that checks need come from.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::check::model::RequestTemplate;
use crate::spec::Pointer;

/// Where a value that checks need comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// The user gave it (`--bind`).
    Given(Value),
    /// A [`Producer`] answers it.
    Produced {
        /// The producing operation's short name.
        operation: String,
        /// The value's place in the producer's answer.
        pointer: Pointer,
    },
    /// Nobody gives it: why, and the flag that fixes it.
    Unavailable(String),
}

/// An operation whose success gives values that checks need. Called once a run.
#[derive(Clone, Debug, Serialize)]
pub struct Producer {
    /// The operation's short name.
    pub operation: String,
    /// Requests to try, in order, until one succeeds.
    pub attempts: Vec<Arc<RequestTemplate>>,
}
