//! How a conformance plan is executed.

use std::sync::Arc;

use super::credential::Credentials;
use crate::event::CheckResult;

/// Whether a result ends a run (`--fail-fast`).
pub type FailFast = Arc<dyn Fn(&CheckResult) -> bool + Send + Sync>;

/// How a plan is executed.
#[derive(Clone)]
pub struct Options {
    /// The target's URL, as shown in reports.
    pub target: String,
    /// The caller's token, which fits every scheme that has no credential of its own.
    pub token: Option<String>,
    /// What the caller has beside it.
    pub credentials: Credentials,
    /// The token of a second organisation.
    pub second_token: Option<String>,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests a second at most.
    pub rate: Option<f64>,
    /// `false` where the target is known to be the API: then no preflight can end the run before it
    /// has begun.
    pub preflight: bool,
    /// The first result of which this is true ends the run; without it, the run asks everything.
    pub fail_fast: Option<FailFast>,
}

impl std::fmt::Debug for Options {
    /// Leaves the token out.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Options")
            .field("target", &self.target)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
