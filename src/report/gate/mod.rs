//! One night of a gate: what its phases came to, what changed since the baseline and over the nights,
//! and one verdict.
//!
//! ```text
//! reports of the phases ─┬─ causes  ─ against the baseline's ─────────────┐
//!                        └─ figures ─ baseline, history, duet: one family ─┼→ GateReport → one exit code
//! standing of each phase ──────────────────────────────────────────────────┘
//! ```
//!
//! Two questions are kept apart. Objectives and requirements are absolute: a phase decides them by
//! itself. Whether a figure got *worse* is relative, and is decided over all figures of the night
//! together, so that a gate that looks every night at many figures still blames an unchanged target
//! once in a thousand nights ([`FALSE_ALARM`]).

mod baseline;
mod findings;
mod causes;
mod duet;
mod regression;
mod history;
mod gate_report;
mod phases;
mod gate_text;
mod conclude;

#[cfg(test)]
mod tests;

pub use baseline::{Baseline, BaselineFigure};
pub use causes::cause_keys;
pub use conclude::{conclude, is_in_doubt};
pub use duet::DuetRounds;
pub use findings::{GateContext, GateFindings};
pub use gate_report::{
    BaselineSource, CauseChanges, CauseKey, FigureRecord, FigureStanding, GateReason, GateReport,
    GateVerdict, HistorySource, Owner, PhaseKind, PhaseRecord, PhaseStanding, RatioRecord,
    TrendSince,
};
pub(in crate::report) use gate_text::change;
pub use gate_text::write_gate;
pub use history::{History, HistoryFigure, HistoryLine, Keep};
pub use phases::{load_obstacle, obstacle};
pub use regression::{
    FALSE_ALARM, GateGround, MeasuredFigure, RUNS_NEEDED, judge_figures, measured,
};
