//! Two load reports compared: figure by figure, each with its noise, and objective by objective.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::CompareError;
use super::measure::Tolerance;
use super::model::{ChangeRow, ComparisonVerdict, Shift, Totals};
use super::rows::{Sides, distinct};
use crate::report::load::{LoadReport, SloRow, SloStanding};
use crate::report::model::{Harness, Verdict};

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
    /// The judged figures by what became of them.
    pub totals: Totals,
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

/// An objective before and after; of several runs, the worst.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SloChange {
    /// The objective and its stage.
    pub id: String,
    /// Before; null where it was not set.
    pub before: Option<SloStanding>,
    /// After; null likewise.
    pub after: Option<SloStanding>,
    /// What was seen before, as it is told.
    pub was: Option<String>,
    /// What was seen after.
    pub is: Option<String>,
    /// What became of it: an objective met before and missed now is worse.
    pub shift: Shift,
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
        let runs = |side: &'_ [(String, LoadReport)]| -> Vec<LoadReport> {
            side.iter().map(|(_, report)| report.clone()).collect()
        };
        let (befores, afters) = (runs(before), runs(after));
        let (befores, afters): (Vec<&LoadReport>, Vec<&LoadReport>) =
            (befores.iter().collect(), afters.iter().collect());
        let sides = Sides { before: &befores, after: &afters, tolerance };
        let (mut figures, mut objectives) = (sides.rows(), objectives(&befores, &afters));
        let invalid = before.iter().chain(after).filter(|(_, run)| !run.invalid.is_empty());
        let invalid: Vec<&str> = invalid.map(|(name, _)| name.as_str()).collect();
        if !invalid.is_empty() {
            for shift in figures.iter_mut().map(|row| &mut row.shift) {
                *shift = Shift::NotComparable;
            }
            for shift in objectives.iter_mut().map(|row| &mut row.shift) {
                *shift = Shift::NotComparable;
            }
        }
        let judged = figures.iter().filter(|row| row.judged).map(|row| row.shift);
        let totals = Totals::of(judged);
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
            notes: notes(before, after, &invalid),
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

fn objectives(before: &[&LoadReport], after: &[&LoadReport]) -> Vec<SloChange> {
    let all = before.iter().chain(after).flat_map(|run| &run.slos);
    let ids = distinct(all.map(|row| &row.id));
    let worst = |runs: &[&LoadReport], id: &str| -> Option<SloRow> {
        let rows = runs.iter().flat_map(|run| &run.slos).filter(|row| row.id == id);
        rows.max_by_key(|row| match row.standing {
            SloStanding::NoData => 0,
            SloStanding::Met => 1,
            SloStanding::Missed => 2,
        })
        .cloned()
    };
    let change = |id: &str| {
        let (before, after) = (worst(before, id), worst(after, id));
        let standing = |row: &Option<SloRow>| row.as_ref().map(|row| row.standing);
        let told = |row: Option<SloRow>| Some(row?.observed?.text);
        let (was, is) = (standing(&before), standing(&after));
        let shift = match (was, is) {
            (Some(SloStanding::Met), Some(SloStanding::Missed)) => Shift::Worse,
            (Some(SloStanding::Missed), Some(SloStanding::Met)) => Shift::Better,
            (Some(SloStanding::Met | SloStanding::Missed), same) if same == was => Shift::Same,
            _ => Shift::NotComparable,
        };
        let id = id.to_owned();
        SloChange { id, before: was, after: is, was: told(before), is: told(after), shift }
    };
    ids.into_iter().map(change).collect()
}

fn notes(
    before: &[(String, LoadReport)],
    after: &[(String, LoadReport)],
    invalid: &[&str],
) -> Vec<String> {
    let mut notes = Vec::new();
    for name in invalid {
        notes.push(format!(
            "{name}: the generator was the bottleneck: its figures say nothing about the target"
        ));
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
