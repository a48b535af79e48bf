//! From what a night did to its report.

use super::conclude::conclude;
use super::gate_report::{
    BaselineSource, CauseChanges, FigureRecord, GateReport, HistorySource, PhaseRecord, SCHEMA,
    VERSION,
};
use crate::report::conform::Harness;

/// Where and when a night ran, and what it was compared with.
#[derive(Clone, Debug, Default)]
pub struct GateContext {
    /// The target's URL; none for the embedded reference.
    pub target: Option<String>,
    /// The URL of the target that it was measured beside.
    pub against: Option<String>,
    /// When it began (RFC 3339).
    pub started_at: Option<String>,
    /// The gate file.
    pub config: Option<String>,
    /// The commit of the working copy.
    pub revision: Option<String>,
    /// The machine that measured.
    pub machine: String,
    /// The baseline.
    pub baseline: Option<BaselineSource>,
    /// The earlier nights.
    pub history: HistorySource,
}

/// What a night did.
#[derive(Clone, Debug, Default)]
pub struct GateFindings {
    /// Its phases, in their order.
    pub phases: Vec<PhaseRecord>,
    /// The findings of the conformance run.
    pub causes: Option<CauseChanges>,
    /// The figures of the load runs.
    pub figures: Vec<FigureRecord>,
    /// What is worth knowing beside.
    pub notes: Vec<String>,
}

impl GateReport {
    /// The name of its format, which each report begins with.
    pub const SCHEMA: &str = SCHEMA;

    /// The report of a night that took `elapsed_ms`.
    pub fn new(context: GateContext, findings: GateFindings, elapsed_ms: f64) -> Self {
        let GateFindings { phases, causes, figures, notes } = findings;
        let (verdict, exit_code, reasons) = conclude(&phases);
        let GateContext {
            target,
            against,
            started_at,
            config,
            revision,
            machine,
            baseline,
            history,
        } = context;
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            target,
            against,
            started_at,
            elapsed_ms,
            config,
            revision,
            machine,
            verdict,
            exit_code,
            reasons,
            notes,
            phases,
            causes,
            figures,
            baseline,
            history,
        }
    }
}
