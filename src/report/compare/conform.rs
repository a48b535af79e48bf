//! Two conform reports compared: what fails anew, what is mended, what still fails, what has gone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::ComparisonVerdict;
use crate::report::group::causes;
use crate::report::model::{Cause, CheckRecord, Harness, Outcome, Report, Verdict};

const SCHEMA: &str = "cp-harness/conform-comparison";
const VERSION: u32 = 1;

/// What became of a target from one conform run to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConformComparison {
    /// `cp-harness/conform-comparison`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// What compared.
    pub harness: Harness,
    /// The earlier run.
    pub before: ConformSide,
    /// The later one.
    pub after: ConformSide,
    /// True where both asked the same questions.
    pub same_plan: bool,
    /// What it comes to.
    pub verdict: ComparisonVerdict,
    /// The process's exit code.
    pub exit_code: u8,
    /// Checks by what became of them.
    pub counts: Counts,
    /// What became of checks, those with one cause together; those that passed both times are left
    /// out.
    pub groups: Vec<Group>,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConformSide {
    /// The report, as it was given.
    pub report: String,
    /// The target.
    pub target: String,
    /// The plan's hash.
    pub plan_hash: String,
    /// What the run came to.
    pub verdict: Verdict,
}

/// Checks by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Answered in both runs.
    pub answered_in_both: usize,
    /// Failing now, and not before.
    pub new: usize,
    /// Failing before, and passed now.
    pub fixed: usize,
    /// Failing in both.
    pub still_failing: usize,
    /// Answered before, and without an answer now.
    pub unanswered: usize,
    /// Planned now, and not before.
    pub newly_planned: usize,
    /// Planned before, and not now.
    pub no_longer_planned: usize,
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It fails now, and did not before: it passed, had no answer, or was not planned.
    New,
    /// It fails in both runs, or a waiver says that its failure is known.
    StillFailing,
    /// It had an answer before, and has none now.
    Unanswered,
    /// It failed before and passed now.
    Fixed,
    /// It was planned before, and is not now.
    NoLongerPlanned,
    /// It is planned now, and was not before; where it fails it is `new` besides.
    NewlyPlanned,
}

/// Checks with one fate and one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What became of them.
    pub change: Change,
    /// Their cause. Where they do not fail, it is their rule, with an empty signature.
    #[serde(flatten)]
    pub cause: Cause,
}

impl ConformComparison {
    /// Compares two runs, each with the name it was given by. New failures that bind are worse; a
    /// different plan is told and refuses nothing.
    pub fn new(before: (&str, &Report), after: (&str, &Report)) -> Self {
        let mut sorted: BTreeMap<Change, Vec<CheckRecord>> = BTreeMap::new();
        let index = |report: &'_ Report| -> BTreeMap<String, Outcome> {
            let checks = report.checks.iter();
            checks.map(|check| (check.id.clone(), check.outcome.clone())).collect()
        };
        let (was, is) = (index(before.1), index(after.1));
        let mut answered_in_both = 0;
        for check in &after.1.checks {
            let earlier = was.get(&check.id);
            answered_in_both +=
                usize::from(is_answered(&check.outcome) && earlier.is_some_and(is_answered));
            for change in fate(earlier, &check.outcome) {
                let is_known = change == Change::New && after.1.waiver_of(&check.id).is_some();
                let change = if is_known { Change::StillFailing } else { change };
                sorted.entry(change).or_default().push(check.clone());
            }
        }
        for check in &before.1.checks {
            let change = match (&check.outcome, is.get(&check.id)) {
                (_, None) => Change::NoLongerPlanned,
                (Outcome::Failed { .. }, Some(Outcome::Passed)) => Change::Fixed,
                (outcome, Some(now)) if is_answered(outcome) && !is_answered(now) => {
                    Change::Unanswered
                }
                _ => continue,
            };
            sorted.entry(change).or_default().push(check.clone());
        }
        let counts = Counts::of(&sorted, answered_in_both);
        let groups = groups(&sorted, before.1.strict, after.1.strict);
        let binds = |group: &Group| group.change == Change::New && group.cause.binding;
        let verdict = if groups.iter().any(binds) {
            ComparisonVerdict::Worse
        } else if answered_in_both == 0 {
            ComparisonVerdict::NotComparable
        } else {
            ComparisonVerdict::NoWorse
        };
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            before: ConformSide::of(before),
            after: ConformSide::of(after),
            same_plan: before.1.plan.hash == after.1.plan.hash,
            verdict,
            exit_code: verdict.exit_code(),
            counts,
            groups,
        }
    }
}

impl ConformSide {
    fn of((name, report): (&str, &Report)) -> Self {
        Self {
            report: name.to_owned(),
            target: report.target.clone(),
            plan_hash: report.plan.hash.clone(),
            verdict: report.verdict,
        }
    }
}

impl Counts {
    fn of(sorted: &BTreeMap<Change, Vec<CheckRecord>>, answered_in_both: usize) -> Self {
        let count = |change| sorted.get(&change).map_or(0, Vec::len);
        Self {
            answered_in_both,
            new: count(Change::New),
            fixed: count(Change::Fixed),
            still_failing: count(Change::StillFailing),
            unanswered: count(Change::Unanswered),
            newly_planned: count(Change::NewlyPlanned),
            no_longer_planned: count(Change::NoLongerPlanned),
        }
    }
}

fn is_answered(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Passed | Outcome::Failed { .. })
}

/// What became of a check that is planned now.
fn fate(was: Option<&Outcome>, is: &Outcome) -> Vec<Change> {
    let fails = matches!(is, Outcome::Failed { .. });
    match was {
        Some(Outcome::Failed { .. }) if fails => vec![Change::StillFailing],
        Some(_) if fails => vec![Change::New],
        None if fails => vec![Change::New, Change::NewlyPlanned],
        None => vec![Change::NewlyPlanned],
        Some(_) => Vec::new(),
    }
}

/// Failures by their cause, as reports tell them; the others by their rule.
fn groups(
    sorted: &BTreeMap<Change, Vec<CheckRecord>>,
    was_strict: bool,
    is_strict: bool,
) -> Vec<Group> {
    let none = BTreeSet::new();
    let groups = sorted.iter().flat_map(|(change, checks)| {
        let causes = match change {
            Change::New | Change::StillFailing => causes(checks, &none, is_strict),
            Change::Fixed => causes(checks, &none, was_strict),
            Change::Unanswered | Change::NoLongerPlanned | Change::NewlyPlanned => by_rule(checks),
        };
        causes.into_iter().map(|cause| Group { change: *change, cause })
    });
    groups.collect()
}

fn by_rule(checks: &[CheckRecord]) -> Vec<Cause> {
    let mut rules: BTreeMap<&str, Cause> = BTreeMap::new();
    for check in checks {
        let cause = rules.entry(&check.rule).or_insert_with(|| Cause {
            rule: check.rule.clone(),
            signature: String::new(),
            level: check.level,
            binding: false,
            count: 0,
            operations: Vec::new(),
            checks: Vec::new(),
        });
        cause.count += 1;
        cause.checks.push(check.id.clone());
        if !cause.operations.contains(&check.operation) {
            cause.operations.push(check.operation.clone());
        }
    }
    rules.into_values().collect()
}
