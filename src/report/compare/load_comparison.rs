//! Two load reports compared: figure by figure, each with its noise, and objective by objective.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::CompareError;
use super::comparison::{BetweenRuns, ChangeRow, ComparisonVerdict, Decision, Shift, ShiftTotals};
use super::decide::{FALSE_ALARM, decide};
use super::measure::Tolerance;
use super::objectives::{SloChange, objectives};
use super::rows::{Sides, distinct};
use crate::report::conform::{Harness, Verdict};
use crate::report::load::LoadReport;

const SCHEMA: &str = "cp-harness/load-comparison";
const VERSION: u32 = 1;

/// What became of a target from one load run to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadComparison {
    /// `cp-harness/load-comparison`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// What compared.
    pub harness: Harness,
    /// The earlier runs.
    pub before: LoadSide,
    /// The later ones.
    pub after: LoadSide,
    /// Differences that are none.
    pub tolerance: Tolerance,
    /// What it comes to.
    pub verdict: ComparisonVerdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// What a reader should know before.
    pub notes: Vec<String>,
    /// How the figures share one decision.
    pub decision: Decision,
    /// The judged figures by what became of them.
    pub totals: ShiftTotals,
    /// Every figure.
    pub figures: Vec<ChangeRow>,
    /// Every objective.
    pub objectives: Vec<SloChange>,
}

/// One side of a comparison: a run, or several of the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadSide {
    /// The reports, as they were given.
    pub reports: Vec<String>,
    /// The targets.
    pub targets: Vec<String>,
    /// What the runs came to.
    pub verdicts: Vec<Verdict>,
}

impl LoadComparison {
    /// Compares runs, each with the name it was given by; there is at least one on each side.
    /// Refuses runs of different load.
    pub fn new(
        before: &[(String, LoadReport)],
        after: &[(String, LoadReport)],
        tolerance: Tolerance,
    ) -> Result<Self, CompareError> {
        let Some((first, rest)) = before.split_first() else {
            return Err(CompareError::Several);
        };
        for other in rest.iter().chain(after) {
            refuse_other_load(first, other)?;
        }
        let befores: Vec<&LoadReport> = before.iter().map(|(_, run)| run).collect();
        let afters: Vec<&LoadReport> = after.iter().map(|(_, run)| run).collect();
        let sides = Sides { before: &befores, after: &afters };
        let (figures, compared) = decide(sides.candidates(), tolerance);
        let objectives = objectives(&befores, &afters, &figures);
        let between_runs = match (before, after) {
            ([_], [_]) => BetweenRuns::Assumed,
            _ => BetweenRuns::Measured,
        };
        let decision = Decision { false_alarm: FALSE_ALARM, figures: compared, between_runs };
        let judged = figures.iter().filter(|row| row.judged).map(|row| row.shift);
        let totals = ShiftTotals::of(judged);
        let missed = objectives.iter().any(|row| row.shift == Shift::Worse);
        let verdict = if missed { ComparisonVerdict::Worse } else { totals.verdict() };
        Ok(Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            before: LoadSide::of(before),
            after: LoadSide::of(after),
            tolerance,
            verdict,
            exit_code: verdict.exit_code(),
            notes: notes(before, after),
            decision,
            totals,
            figures,
            objectives,
        })
    }
}

impl LoadSide {
    fn of(side: &[(String, LoadReport)]) -> Self {
        let targets = distinct(side.iter().map(|(_, run)| &run.target));
        Self {
            reports: side.iter().map(|(name, _)| name.clone()).collect(),
            targets: targets.into_iter().map(str::to_owned).collect(),
            verdicts: side.iter().map(|(_, run)| run.verdict).collect(),
        }
    }
}

/// Equal hashes mean equal load; where they differ, says in what.
fn refuse_other_load(
    (before, first): &(String, LoadReport),
    (after, second): &(String, LoadReport),
) -> Result<(), CompareError> {
    if first.fleet == second.fleet {
        return Ok(());
    }
    let value = |run: &LoadReport| serde_json::to_value(&run.fleet).unwrap_or_default();
    let (was, is) = (value(first), value(second));
    let members = was.as_object().into_iter().flatten();
    let mut members: Vec<String> = members
        .filter(|(name, value)| *name != "hash" && is.get(*name) != Some(value))
        .map(|(name, value)| differs(name, value, is.get(name).unwrap_or(&Value::Null)))
        .collect();
    let texts = |run: &LoadReport| -> Vec<String> {
        distinct(run.slos.iter().map(|row| &row.text)).into_iter().map(str::to_owned).collect()
    };
    if texts(first) != texts(second) {
        members.push("the objectives".to_owned());
    }
    if members.is_empty() {
        members.push("the life, the faults or the phase of the fleet".to_owned());
    }
    let (before, after) = (before.clone(), after.clone());
    Err(CompareError::Load { before, after, members })
}

fn differs(name: &str, was: &Value, is: &Value) -> String {
    let is_short = |value: &Value| !value.is_object() && !value.is_array();
    if name == "connections" || (is_short(was) && is_short(is)) {
        return format!("{name} ({was}, {is})");
    }
    name.to_owned()
}

fn notes(before: &[(String, LoadReport)], after: &[(String, LoadReport)]) -> Vec<String> {
    let mut notes = Vec::new();
    for (name, run) in before.iter().chain(after) {
        if !run.saturation.is_empty() {
            notes.push(format!(
                "{name}: the generator was the bottleneck: what it may have added to a figure is \
                 taken off before it counts"
            ));
        }
    }
    if let ([_], [_]) = (before, after) {
        notes.push(
            "one run on each side cannot show how much runs differ: that is assumed; give further \
             runs with --baseline and --candidate"
                .to_owned(),
        );
    }
    for (name, run) in before.iter().chain(after) {
        if run.verdict == Verdict::Interrupted {
            notes.push(format!("{name}: the run was stopped before its end"));
        }
    }
    let all = || before.iter().chain(after).map(|(_, run)| run);
    if all().any(|run| run.shares_machine) {
        notes.push("generator and target shared a machine: expect more noise".to_owned());
    }
    if distinct(all().map(|run| &run.harness.version)).len() > 1 {
        notes.push("the runs are by different versions of the harness".to_owned());
    }
    notes
}
