//! Where the random request of a check comes from.

use serde::Serialize;

/// Where the request of a check comes from, when it was searched at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RequestOrigin {
    /// The seed of the search.
    pub seed: u64,
    /// The number of the case among those of its operation, from 1.
    pub number: u32,
}
