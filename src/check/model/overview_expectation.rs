//! What an overview expects of answers: data, judged by one pure function.

use serde::Serialize;
use serde_json::Value;

/// What an overview rule expects.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "prose", rename_all = "snake_case")]
pub enum OverviewExpectation {
    /// Where the answer is a refusal whose content the document leaves open: the envelope.
    Envelope {
        /// Its schema.
        schema: Value,
    },
    /// Where the answer is a refusal: a status in common use, or a declared one.
    CommonStatus {
        /// The statuses in common use.
        statuses: Vec<u16>,
    },
    /// The headers on the rate are there.
    RatePresent {
        /// Their names.
        headers: [String; 3],
    },
    /// The headers on the rate, as far as they are there, are true of each other.
    RateConsistent {
        /// Limit, remaining, reset.
        headers: [String; 3],
    },
    /// What remains falls over the answers, until the window ends.
    RateFalls {
        /// Limit, remaining, reset.
        headers: [String; 3],
    },
    /// One of the requests is answered 429.
    RateExceeded {
        /// Limit, remaining, reset.
        headers: [String; 3],
    },
    /// A page of a list.
    Page {
        /// The members: items, total, limit, offset.
        members: [String; 4],
        /// The items wanted.
        limit: u64,
        /// The items skipped.
        offset: u64,
    },
}
