//! Two conform reports compared: what fails anew, what is fixed, what still fails, what is open.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::comparison::ComparisonVerdict;
use super::fate::{CheckChange, Fate, fate, has_failed, is_judged, is_undecided};
use crate::report::conform::{Cause, CheckRecord, Ending, Harness, Report, Verdict, binds, causes};

const SCHEMA: &str = "cp-harness/conform-comparison";
const VERSION: u32 = 1;

/// What became of a target from one conform run to another.
///
/// Only checks that both runs asked and judged are compared. An answer that one run lacks is neither
/// a failure nor its end; where it could have made the target worse, the comparison is inconclusive.
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
    /// What keeps the runs from being compared whole.
    pub notes: Vec<String>,
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
    /// How it came to its end.
    pub ending: Ending,
    /// Checks that it asked.
    pub checks: usize,
    /// Those of them that passed or failed.
    pub judged: usize,
}

/// Checks by what became of them. Each check that a run asked is in exactly one of `new`, `waived`,
/// `fixed`, `still_failing`, `still_passing` (together `answered_in_both`), `unanswered`,
/// `newly_answered`, `answered_in_neither`, `newly_planned` and `no_longer_planned`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Passed or failed in both runs.
    pub answered_in_both: usize,
    /// Passed before, and failing now.
    pub new: usize,
    /// Passed before, and failing now with a waiver.
    pub waived: usize,
    /// Failing before, and passed now.
    pub fixed: usize,
    /// Failing in both.
    pub still_failing: usize,
    /// Passed in both.
    pub still_passing: usize,
    /// Answered before, and asked without an answer now.
    pub unanswered: usize,
    /// Those of them that failed.
    pub unanswered_failing: usize,
    /// Asked without an answer before, and answered now.
    pub newly_answered: usize,
    /// Those of them that fail.
    pub newly_answered_failing: usize,
    /// Asked in both, and answered in neither.
    pub answered_in_neither: usize,
    /// Asked now, and not before.
    pub newly_planned: usize,
    /// Those of them that fail.
    pub newly_planned_failing: usize,
    /// Asked before, and not now.
    pub no_longer_planned: usize,
    /// Those of them that failed.
    pub no_longer_planned_failing: usize,
    /// Binding checks whose missing answer keeps the comparison from being decided.
    pub undecided: usize,
}

/// Checks with one fate and one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What became of them.
    pub change: CheckChange,
    /// Their cause. Where they do not fail, it is their rule, with an empty signature.
    #[serde(flatten)]
    pub cause: Cause,
}

impl ConformComparison {
    /// Compares two runs, each with the name it was given by. New failures that bind are worse; a
    /// different plan is named and refuses nothing.
    pub fn new(before: (&str, &Report), after: (&str, &Report)) -> Self {
        let sorted = Sorted::of(before.1, after.1);
        let counts = sorted.counts;
        let groups = sorted.groups(before.1.strict, after.1.strict);
        let binds = |group: &Group| group.change == CheckChange::New && group.cause.binding;
        let verdict = if groups.iter().any(binds) {
            ComparisonVerdict::Worse
        } else if counts.answered_in_both == 0 {
            ComparisonVerdict::NotComparable
        } else if counts.undecided > 0 {
            ComparisonVerdict::Inconclusive
        } else {
            ComparisonVerdict::NoWorse
        };
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            notes: notes(before.1, after.1, &counts),
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
            ending: report.ending.clone(),
            checks: report.checks.len(),
            judged: report.checks.iter().filter(|check| is_judged(&check.outcome)).count(),
        }
    }
}

fn notes(before: &Report, after: &Report, counts: &Counts) -> Vec<String> {
    let mut notes = Vec::new();
    for (run, report) in [("earlier", before), ("later", after)] {
        match &report.ending {
            Ending::Complete => {}
            Ending::Interrupted => {
                notes.push(format!("the {run} run was interrupted: only what it answered counts"));
            }
            Ending::FailedFast => notes.push(format!(
                "the {run} run ended with its first failure: only what it answered counts"
            )),
            Ending::Unreachable { reason } => notes.push(format!(
                "the target of the {run} run stopped answering: only what it answered counts: \
                 {reason}"
            )),
        }
    }
    let (gone, added) = (counts.no_longer_planned, counts.newly_planned);
    if gone + added > 0 {
        notes.push(format!(
            "{gone} checks were asked only before ({} failed), {added} only after ({} fail): \
             compared is what both asked",
            counts.no_longer_planned_failing, counts.newly_planned_failing,
        ));
    }
    notes
}

/// Checks by what became of them.
#[derive(Default)]
struct Sorted {
    counts: Counts,
    /// The checks of each change: of the earlier run where it alone judged or asked them.
    changed: BTreeMap<CheckChange, Vec<CheckRecord>>,
}

impl Sorted {
    fn of(before: &Report, after: &Report) -> Self {
        let mut sorted = Self::default();
        let index = |report: &'_ Report| -> BTreeMap<String, usize> {
            let ids = report.checks.iter().enumerate();
            ids.map(|(at, check)| (check.id.clone(), at)).collect()
        };
        let (earlier, later) = (index(before), index(after));
        let find = |report: &'_ Report, at: Option<&usize>| {
            at.and_then(|at| report.checks.get(*at)).cloned()
        };
        for check in &after.checks {
            let was = find(before, earlier.get(&check.id));
            sorted.add(was.as_ref(), Some(check), (before, after));
        }
        for check in before.checks.iter().filter(|check| !later.contains_key(&check.id)) {
            sorted.add(Some(check), None, (before, after));
        }
        sorted
    }

    fn add(
        &mut self,
        was: Option<&CheckRecord>,
        is: Option<&CheckRecord>,
        (before, after): (&Report, &Report),
    ) {
        let Some(check) = is.or(was) else { return };
        let has_waiver = |report: &Report| report.waiver_of(&check.id).is_some();
        let outcome = |check: Option<&'_ CheckRecord>| check.map(|check| check.outcome.clone());
        let (was_outcome, is_outcome) = (outcome(was), outcome(is));
        let fate = fate(was_outcome.as_ref(), is_outcome.as_ref(), has_waiver(after));
        let Some(fate) = fate else { return };
        let fails = |outcome: &Option<_>| outcome.as_ref().is_some_and(has_failed);
        self.counts.add(fate, fails(&was_outcome) || fails(&is_outcome));
        if let (Some(was), Some(is)) = (&was_outcome, &is_outcome)
            && binds(check.level, after.strict)
            && !(has_waiver(before) || has_waiver(after))
        {
            self.counts.undecided += usize::from(is_undecided(was, is));
        }
        if let Fate::Changed(change) = fate {
            let described = match change {
                CheckChange::Unanswered | CheckChange::Fixed => was,
                _ => is,
            };
            self.changed.entry(change).or_default().push(described.unwrap_or(check).clone());
        }
    }

    /// Failures by their cause, as reports list them; the others by their rule.
    fn groups(&self, was_strict: bool, is_strict: bool) -> Vec<Group> {
        let none = BTreeSet::new();
        let groups = self.changed.iter().flat_map(|(change, checks)| {
            let strict = if *change == CheckChange::Fixed { was_strict } else { is_strict };
            let mut groups = causes(checks, &none, strict);
            groups.extend(by_rule(checks.iter().filter(|check| !has_failed(&check.outcome))));
            groups.into_iter().map(|cause| Group { change: *change, cause })
        });
        groups.collect()
    }
}

impl Counts {
    /// Counts a check with this fate, which failed in one of the runs or not.
    fn add(&mut self, fate: Fate, fails: bool) {
        let (count, failing) = match fate {
            Fate::StillPassing => (&mut self.still_passing, None),
            Fate::NewlyPassing => (&mut self.newly_answered, None),
            Fate::AnsweredInNeither => (&mut self.answered_in_neither, None),
            Fate::Changed(change) => match change {
                CheckChange::New => (&mut self.new, None),
                CheckChange::Waived => (&mut self.waived, None),
                CheckChange::Fixed => (&mut self.fixed, None),
                CheckChange::StillFailing => (&mut self.still_failing, None),
                CheckChange::NewlyAnswered => {
                    (&mut self.newly_answered, Some(&mut self.newly_answered_failing))
                }
                CheckChange::Unanswered => {
                    (&mut self.unanswered, Some(&mut self.unanswered_failing))
                }
                CheckChange::NewlyPlanned => {
                    (&mut self.newly_planned, Some(&mut self.newly_planned_failing))
                }
                CheckChange::NoLongerPlanned => {
                    (&mut self.no_longer_planned, Some(&mut self.no_longer_planned_failing))
                }
            },
        };
        *count += 1;
        if let Some(failing) = failing {
            *failing += usize::from(fails);
        }
        self.answered_in_both =
            self.new + self.waived + self.fixed + self.still_failing + self.still_passing;
    }
}

fn by_rule<'c>(checks: impl Iterator<Item = &'c CheckRecord>) -> Vec<Cause> {
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
