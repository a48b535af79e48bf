//! What a law expects of the answers to its requests: data, judged by one pure function.

use serde::Serialize;
use serde_json::Value;

use super::Template;
use crate::spec::Pointer;

/// What a law expects of all the answers to its steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "law", rename_all = "snake_case")]
pub enum LawExpectation {
    /// A different value in each answer.
    Distinct {
        /// The value's place.
        member: Pointer,
        /// True where the requests are in flight together.
        in_flight: bool,
    },
    /// In each answer what its request sent.
    Echo {
        /// What is expected, put together from the request and the answer.
        template: Template,
        /// Where it comes back.
        member: Pointer,
        /// True where the requests are in flight together.
        in_flight: bool,
    },
    /// Equal answers.
    Stable {
        /// Places that may differ.
        except: Vec<Pointer>,
    },
    /// A value that a schema accepts.
    Formed {
        /// The value's place.
        member: Pointer,
        /// The schema.
        schema: Value,
    },
    /// The same value in the answers of all steps.
    Constant {
        /// The value's place.
        member: Pointer,
    },
    /// A success each time.
    Repeatable,
    /// A 4xx for the last step, whose id nobody made.
    UnknownRefused,
    /// A 4xx for the last step, which another organisation sends; the one before is the owner's.
    Tenant {
        /// Where the first two answers, one to each organisation, tell which organisation it is.
        proof: Option<Pointer>,
    },
}

impl LawExpectation {
    /// True where the requests are sent at once.
    pub fn is_in_flight(&self) -> bool {
        matches!(self, Self::Distinct { in_flight: true, .. } | Self::Echo { in_flight: true, .. })
    }
}
