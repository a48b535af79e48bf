//! The report as data, version 1: types of its own, so that the format outlives the internals.
//!
//! Published as `docs/schemas/report-v1.schema.json`; a test holds the two together.

mod check_record;
mod exchange;
mod resource;
mod terms;

use serde::{Deserialize, Serialize};

pub use check_record::{Cause, CheckRecord, ExcerptRecord, Level, Outcome, Place};
pub use exchange::{Body, BodyEncoding, ExchangeRecord, Field, RequestRecord, ResponseRecord};
pub use resource::{OriginKind, ResourceRecord};
pub use terms::{
    KindShare, LintRecord, PromiseRecord, Sight, Sufficiency, WaiverRecord, WaiverState,
};

/// The name of the format, in every report.
pub(in crate::report) const SCHEMA: &str = "cp-harness/report";
/// The version of the format: a member's meaning never changes within one.
pub(in crate::report) const VERSION: u32 = 1;

/// One conformance run.
///
/// ```
/// use cp_harness::report::conform::{Context, Recording, Report, Verdict};
/// use cp_harness::report::formats::to_json;
/// use cp_harness::spec::Api;
///
/// // Nothing was recorded, so nothing is claimed.
/// let report = Report::new(&Recording::default(), &Context::of(&Api::embedded()?));
/// assert_ne!(report.verdict, Verdict::Passed);
/// let again: Report = serde_json::from_str(&to_json(&report)?)?;
/// assert_eq!(again, report);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// `cp-harness/report`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// What asked.
    pub harness: Harness,
    /// The target's URL.
    pub target: String,
    /// True where the target was the embedded reference, which ended with the run.
    #[serde(default)]
    pub is_reference: bool,
    /// True where any certificate of the target was accepted.
    #[serde(default)]
    pub insecure: bool,
    /// When the run began (RFC 3339), where known.
    pub started_at: Option<String>,
    /// How long it took.
    pub elapsed_ms: f64,
    /// What was asked.
    pub plan: PlanRecord,
    /// The documents under test.
    pub documents: Vec<String>,
    /// The profile of leniency that judged; empty for none.
    pub profile: String,
    /// What is worth knowing about the documents themselves, each reported once.
    pub notes: Vec<NoteRecord>,
    /// True where SHOULD binds.
    pub strict: bool,
    /// What the run comes to.
    pub verdict: Verdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// How the run came to its end.
    pub ending: Ending,
    /// Requests sent, retries included.
    pub requests: usize,
    /// The target's pleas for patience.
    pub throttled: Throttled,
    /// Checks by outcome.
    pub totals: Totals,
    /// How much of what was planned got an answer.
    pub coverage: Coverage,
    /// Checks by outcome for each operation, in the documents' order.
    pub operations: Vec<OperationRecord>,
    /// What each operation takes from elsewhere, and from where: the graph of resources.
    #[serde(default)]
    pub resources: Vec<ResourceRecord>,
    /// The findings, those with one cause together; the gravest first.
    pub causes: Vec<Cause>,
    /// What is wrong with the documents themselves.
    #[serde(default)]
    pub lint: Vec<LintRecord>,
    /// Failures that were let pass, and the waivers that say so.
    #[serde(default)]
    pub waivers: Vec<WaiverRecord>,
    /// The lines of the documents that causes name, each place once; for the first 200 causes.
    #[serde(default)]
    pub excerpts: Vec<ExcerptRecord>,
    /// Every planned check, in the plan's order.
    pub checks: Vec<CheckRecord>,
    /// Every exchange that a check was judged on, secrets redacted.
    pub exchanges: Vec<ExchangeRecord>,
}

/// Something worth knowing about the documents themselves: no target can change that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// What it is, in a sentence.
    pub text: String,
    /// Where it stands.
    pub location: Place,
    /// The first place it does not agree with, where there is one.
    pub beside: Option<Place>,
    /// How many places are like that one.
    pub places: usize,
}

/// What asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harness {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRecord {
    /// The plan's SHA-256: equal hashes mean equal questions.
    pub hash: String,
    /// How many checks it holds.
    pub checks: usize,
}

/// What the run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing binding failed.
    Passed,
    /// The target failed a check that binds.
    Failed,
    /// No verdict.
    Inconclusive,
    /// The load generator was the bottleneck; of a conformance run, never.
    Invalid,
    /// The user stopped the run.
    Interrupted,
}

/// How the run came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ending {
    /// Every planned check has an outcome.
    Complete,
    /// The user stopped it.
    Interrupted,
    /// A check failed, and the run was to end with the first (`--fail-fast`).
    FailedFast,
    /// The target could not be reached, or stopped answering.
    Unreachable {
        /// Why.
        reason: String,
    },
}

/// The target's pleas for patience (429 or 503 with `Retry-After`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Throttled {
    /// How many.
    pub count: usize,
    /// The time waited for them in all.
    pub pause_ms: f64,
}

/// Checks by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Planned.
    pub checks: usize,
    /// Passed.
    pub passed: usize,
    /// Failed, by level; those that a waiver lets pass are counted apart.
    pub failed: ByLevel,
    /// Failed, and let pass by a waiver.
    #[serde(default)]
    pub waived: usize,
    /// Skipped: the question did not arise.
    pub skipped: usize,
    /// Without an answer.
    pub inconclusive: usize,
    /// Never run: the run ended before.
    pub not_run: usize,
}

/// Findings by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLevel {
    /// Failures.
    pub must: usize,
    /// Warnings, which fail a strict run.
    pub should: usize,
    /// Notes, which fail none.
    pub note: usize,
}

/// How much of what was planned got an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Operations with at least one check that passed or failed.
    pub operations: Share,
    /// Checks that passed or failed, of those whose question arose.
    pub checks: Share,
    /// Promises of the documents on which a check passed or failed.
    #[serde(default)]
    pub spec: Share,
    /// Promises beside them whose checks the target left without an answer, or the run did not come
    /// to.
    #[serde(default)]
    pub open: usize,
    /// The share of the promises, in percent, that the run had to judge.
    #[serde(default)]
    pub minimum: Option<u8>,
    /// The promises by kind.
    #[serde(default)]
    pub kinds: Vec<KindShare>,
    /// Every promise, by operation in the documents' order.
    #[serde(default)]
    pub promises: Vec<PromiseRecord>,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The part.
    pub exercised: usize,
    /// The whole.
    pub total: usize,
}

impl Share {
    /// The part in percent, rounded down so that 100 means all; `None` of an empty whole.
    pub fn percent(self) -> Option<usize> {
        (self.exercised * 100).checked_div(self.total)
    }
}

/// One operation with its checks by outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRecord {
    /// Its short name.
    pub name: String,
    /// Its method.
    pub method: String,
    /// Its path template.
    pub path: String,
    /// Its checks by outcome.
    pub totals: Totals,
}
