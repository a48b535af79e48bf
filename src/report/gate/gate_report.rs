//! The gate report as data, version 1: what a night's phases came to, and what changed.
//!
//! Published as `docs/schemas/gate-report-v1.schema.json`; a test holds the two together.

use serde::{Deserialize, Serialize};

use crate::report::compare::{Band, Figure};
use crate::report::conform::{Harness, Level};

/// The name of the format, in every report.
pub(in crate::report) const SCHEMA: &str = "cp-harness/gate-report";
/// The version of the format: a member's meaning never changes within one.
pub(in crate::report) const VERSION: u32 = 1;

/// One night of a gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateReport {
    /// `cp-harness/gate-report`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// What judged.
    pub harness: Harness,
    /// The target's URL; null for the embedded reference.
    pub target: Option<String>,
    /// The URL of the target that it was measured beside; null without one.
    pub against: Option<String>,
    /// When the gate began (RFC 3339), where known.
    pub started_at: Option<String>,
    /// How long it took.
    pub elapsed_ms: f64,
    /// The gate file; null where none was there, so that the defaults held.
    pub config: Option<String>,
    /// The commit of the working copy that the gate ran in; null outside of one.
    pub revision: Option<String>,
    /// The machine that measured: figures of another machine are not compared with its own.
    pub machine: String,
    /// What it all comes to.
    pub verdict: GateVerdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// Why the gate is not green, the gravest cause first; empty where it is.
    pub reasons: Vec<GateReason>,
    /// What is worth knowing beside.
    pub notes: Vec<String>,
    /// What was done, in its order.
    pub phases: Vec<PhaseRecord>,
    /// The findings of the conformance run beside those of the baseline; null where none ran.
    pub causes: Option<CauseChanges>,
    /// The figures of the load runs beside those of the baseline and of earlier nights.
    pub figures: Vec<FigureRecord>,
    /// The baseline that was compared with; null without one.
    pub baseline: Option<BaselineSource>,
    /// Where earlier nights are kept, and how many were compared with.
    pub history: HistorySource,
}

/// What a night comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateVerdict {
    /// Every phase was decided, and none against the target.
    Passed,
    /// The target failed: its owner acts.
    Failed,
    /// Something was left undecided: the owner of the gate acts.
    Inconclusive,
    /// Something could not be measured: the owner of the gate acts.
    Invalid,
    /// A phase could not be carried out: the owner of the gate acts.
    Error,
    /// The user stopped it.
    Interrupted,
}

/// Why a gate is not green.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateReason {
    /// The phase that says so, by its name.
    pub phase: String,
    /// What it says.
    pub text: String,
    /// Who acts on it.
    pub owner: Owner,
}

/// Who acts on a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Who owns the target.
    Target,
    /// Who owns the gate.
    Gate,
}

/// A phase of a night.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseRecord {
    /// What it does.
    pub kind: PhaseKind,
    /// What it is called: `load smoke`; unique in the report.
    pub name: String,
    /// What it came to.
    pub standing: PhaseStanding,
    /// The exit code that goes with it.
    pub exit_code: u8,
    /// What it came to, in a phrase.
    pub summary: String,
    /// Why it is not passed, the gravest first.
    pub reasons: Vec<String>,
    /// How long it took.
    pub elapsed_ms: f64,
    /// The report folders of its runs, relative to that of the gate.
    pub reports: Vec<String>,
}

/// What a phase does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Looks for what is wrong with the documents themselves.
    Lint,
    /// Looks for what breaks workers since a revision of the documents.
    Diff,
    /// Looks whether the target is there and is the API.
    Preflight,
    /// Verifies what the documents promise.
    Conform,
    /// Puts a fleet on the target, and judges the objectives.
    Load,
    /// Measures two targets at the same time.
    Duet,
    /// Compares the figures with the baseline and with earlier nights.
    Regression,
}

/// What a phase came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseStanding {
    /// Decided, and not against the target.
    Passed,
    /// The target, or its documents, failed.
    Failed,
    /// Left undecided.
    Inconclusive,
    /// Not measured, by the load generator's own doing.
    Invalid,
    /// Not carried out, as an earlier phase left no reason to.
    Skipped,
    /// Stopped by the user.
    Interrupted,
    /// Not carried out, as something beside the target is wrong.
    Error,
}

/// Findings beside those of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseChanges {
    /// The SHA-256 of the plan: equal hashes mean equal questions.
    pub plan: String,
    /// True where the baseline asked the same questions; null without a baseline.
    pub same_plan: Option<bool>,
    /// Found, and not in the baseline. Without a baseline, all that was found.
    pub new: Vec<CauseKey>,
    /// Found, and in the baseline.
    pub known: Vec<CauseKey>,
    /// In the baseline and not found, by checks that were judged.
    pub gone: Vec<CauseKey>,
    /// In the baseline, and not looked for: no check that could have found it was judged.
    pub unjudged: Vec<CauseKey>,
}

/// A cause of failures on one operation, by what is the same from run to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CauseKey {
    /// The rule that found it.
    pub rule: String,
    /// The operation.
    pub operation: String,
    /// The cause in words that are the same in every run.
    pub signature: String,
    /// How binding the requirement is.
    pub level: Level,
}

/// A figure of a night beside what it is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureRecord {
    /// Scenario, stage, operation and measure: the same in every night.
    pub id: String,
    /// The scenario.
    pub scenario: String,
    /// The stage; null for the whole run.
    pub stage: Option<String>,
    /// The operation; null for the fleet.
    pub operation: Option<String>,
    /// What was measured: `service p99`, `errors`.
    pub measure: String,
    /// Its unit.
    pub unit: Figure,
    /// The SHA-256 of the load under which it was measured: figures of another load are not
    /// compared with it.
    pub load: String,
    /// The runs of the night that it rests on.
    pub runs: usize,
    /// What was measured this night: the median of the runs, with limits that span theirs.
    pub measured: Band,
    /// What the baseline has; null where it has no such figure of this load and machine.
    pub baseline: Option<Band>,
    /// The change since the baseline as a share of it; null likewise, and of nothing.
    pub since_baseline: Option<f64>,
    /// How the latest nights compare with those before; null with too few.
    pub trend: Option<TrendSince>,
    /// How the two targets of a duet compare; null without one.
    pub duet: Option<RatioRecord>,
    /// What it comes to.
    pub standing: FigureStanding,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureStanding {
    /// Certainly worse, by more than tolerated.
    Worse,
    /// Certainly better, by more than tolerated.
    Better,
    /// Nothing speaks for a change larger than tolerated.
    Same,
    /// The noise hides whether it changed by more than tolerated.
    Undecided,
    /// There is nothing to compare it with.
    First,
}

/// The likeliest change among the latest nights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendSince {
    /// Nights that were compared, this one included.
    pub nights: usize,
    /// The night with which it began.
    pub since: String,
    /// The median before.
    pub before: f64,
    /// The median since then.
    pub after: f64,
    /// How likely so clear a change is by chance, in any figure of the night.
    pub p_joint: f64,
}

/// The ratio of two targets that were measured at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatioRecord {
    /// Rounds that it rests on.
    pub rounds: usize,
    /// The target's time, divided by that of the other one.
    pub value: f64,
    /// Not below this, with a confidence of 99%.
    pub low: f64,
    /// Not above this.
    pub high: f64,
    /// How likely so large a ratio is by chance, in any figure of the night.
    pub p_joint: f64,
}

/// A baseline that was compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineSource {
    /// The file.
    pub file: String,
    /// When it was taken (RFC 3339).
    pub taken_at: String,
}

/// Where earlier nights are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistorySource {
    /// The file.
    pub file: String,
    /// How many nights it held before this one.
    pub nights: usize,
}
