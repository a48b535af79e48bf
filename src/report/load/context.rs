//! What a load report has to know beside the summary.

use super::model::{EarlierRunRecord, PreflightRecord};
use crate::report::shared::Secret;

/// What a load report has to know beside the summary.
#[derive(Clone, Debug, Default)]
pub struct LoadContext {
    /// The target's URL, without credentials.
    pub target: String,
    /// When the run began (RFC 3339).
    pub started_at: Option<String>,
    /// True where generator and target run on one machine and take processors from each other.
    pub shares_machine: bool,
    /// The documents that name the operations, as the user gave them.
    pub documents: Vec<String>,
    /// The callers' tokens, and whatever else must not appear in output.
    pub secrets: Vec<Secret>,
    /// What was asked before the run.
    pub preflight: PreflightRecord,
    /// True where SHOULD binds answers under load.
    pub strict: bool,
    /// True where any certificate of the target was accepted.
    pub insecure: bool,
    /// An earlier run, for charts that show both.
    pub earlier: Option<EarlierRunRecord>,
}
