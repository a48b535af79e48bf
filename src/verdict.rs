//! The verdict of a run and the exit code that carries it.

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde::Serialize;

use crate::check::Outcome;
use crate::event::{CheckResult, Ending};
use crate::load::{CapacityResult, Conclusion, Limit};

/// What a run comes to.
///
/// ```
/// use std::sync::Arc;
///
/// use cp_harness::event::{CheckResult, Ending};
/// use cp_harness::verdict::{Exit, Verdict};
///
/// // A run in which nothing was tested is neither a pass nor a failure.
/// let results: [Arc<CheckResult>; 0] = [];
/// let verdict = Verdict::of(&results, &Ending::Complete, false);
/// assert_eq!(verdict.exit(), Exit::Inconclusive);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing binding failed, and something was tested.
    Passed,
    /// The target failed a check, or missed an SLO.
    Failed,
    /// No verdict: the target kept its answers back, or nothing was tested.
    Inconclusive,
    /// The load generator was the bottleneck: the figures say nothing about the target.
    Invalid,
    /// The user stopped the run.
    Interrupted,
}

/// What a conformance run is held to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Requirements<'a> {
    /// True where SHOULD binds, and every check has to have an answer.
    pub strict: bool,
    /// Ids of checks whose failure is let pass.
    pub waived: Option<&'a BTreeSet<String>>,
    /// True where something beside the checks fails the run: a waiver that is stale, say.
    pub is_breached: bool,
    /// True where something beside the checks is undecided: a share of the promises that answers
    /// which did not come could have reached, say.
    pub is_open: bool,
}

/// The exit codes of every command; the same table stands in the README and in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The target passed.
    Passed = 0,
    /// The target failed: a check or an SLO.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A specification, scenario, waiver or baseline is wrong.
    InvalidInput = 3,
    /// No verdict: target unreachable, nothing tested.
    Inconclusive = 4,
    /// The load generator itself was the bottleneck.
    InvalidMeasurement = 5,
    /// The environment is at fault: a report cannot be written, or a disk is full.
    Environment = 6,
    /// The harness is at fault.
    Internal = 70,
    /// The user stopped the run; what was measured is still reported.
    Interrupted = 130,
}

impl Exit {
    /// The exit code of this number; `None` where no command ends with it.
    pub fn of_code(code: u8) -> Option<Self> {
        let all = [
            Self::Passed,
            Self::Failed,
            Self::Usage,
            Self::InvalidInput,
            Self::Inconclusive,
            Self::InvalidMeasurement,
            Self::Environment,
            Self::Internal,
            Self::Interrupted,
        ];
        all.into_iter().find(|exit| *exit as u8 == code)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Verdict {
    /// The verdict on a conformance run. `strict` lets SHOULD bind, and asks for every check to
    /// have an answer.
    pub fn of(results: &[impl AsRef<CheckResult>], ending: &Ending, strict: bool) -> Self {
        Self::under(Requirements { strict, ..Requirements::default() }, results, ending)
    }

    /// The verdict on a conformance run under `terms`.
    pub fn under(
        terms: Requirements<'_>,
        results: &[impl AsRef<CheckResult>],
        ending: &Ending,
    ) -> Self {
        let strict = terms.strict;
        let is_waived = |id: &String| terms.waived.is_some_and(|waived| waived.contains(id));
        let mut tested = false;
        let mut failed = false;
        let mut open = false;
        for result in results {
            let CheckResult { check, outcome, .. } = result.as_ref();
            match outcome {
                Outcome::Pass => tested = true,
                Outcome::Fail { .. } => {
                    tested = true;
                    failed |= check.level.binds(strict) && !is_waived(&check.id);
                }
                Outcome::Skip { .. } => {}
                Outcome::Inconclusive { target_at_fault, .. } => open |= *target_at_fault || strict,
            }
        }
        match ending {
            Ending::Interrupted => Self::Interrupted,
            _ if failed => Self::Failed,
            Ending::Unreachable(_) | Ending::FailedFast => Self::Inconclusive,
            Ending::Complete if !tested => Self::Inconclusive,
            Ending::Complete if terms.is_breached => Self::Failed,
            Ending::Complete if open || terms.is_open => Self::Inconclusive,
            Ending::Complete => Self::Passed,
        }
    }

    /// The verdict on a load run that was judged to be `conclusion`.
    pub fn of_load(conclusion: Conclusion, ending: &Ending) -> Self {
        match (ending, conclusion) {
            (Ending::Interrupted, _) => Self::Interrupted,
            (_, Conclusion::Invalid) => Self::Invalid,
            (_, Conclusion::Failed) => Self::Failed,
            (Ending::Complete, Conclusion::Passed) => Self::Passed,
            _ => Self::Inconclusive,
        }
    }

    /// The verdict on a search for the largest fleet: passed where that is decided, whatever it
    /// is, and failed where even the smallest fleet is too large. A lower bound decides nothing.
    pub fn of_capacity(result: CapacityResult, ending: &Ending) -> Self {
        match (ending, result.limit) {
            (Ending::Interrupted, _) => Self::Interrupted,
            (Ending::Unreachable(_) | Ending::FailedFast, _) => Self::Inconclusive,
            (Ending::Complete, Limit::Generator(_)) => Self::Invalid,
            (Ending::Complete, _) if !result.is_decided() => Self::Inconclusive,
            (Ending::Complete, _) if result.largest.is_none() => Self::Failed,
            (Ending::Complete, _) => Self::Passed,
        }
    }

    /// The exit code that carries this verdict.
    pub fn exit(self) -> Exit {
        match self {
            Self::Passed => Exit::Passed,
            Self::Failed => Exit::Failed,
            Self::Inconclusive => Exit::Inconclusive,
            Self::Invalid => Exit::InvalidMeasurement,
            Self::Interrupted => Exit::Interrupted,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::check::{Check, CheckPhase, CheckScope, Delivery, Level, StatusExpectation};
    use crate::spec::Location;

    fn result(level: Level, outcome: Outcome) -> Arc<CheckResult> {
        let check = Check {
            id: "rule@operation#case".to_owned(),
            rule: "rule",
            operation: "operation".to_owned(),
            case: "case".to_owned(),
            level,
            requirement: "".into(),
            reference: "".into(),
            location: Location::default(),
            steps: Vec::new(),
            expectation: StatusExpectation::Accepted.into(),
            fuzz: None,
            delivery: Delivery::default(),
            phase: CheckPhase::default(),
            scope: CheckScope::default(),
            withheld: None,
            tolerated: Vec::new(),
        };
        Arc::new(CheckResult { check: Arc::new(check), outcome, exchanges: Vec::new() })
    }

    fn fail(level: Level) -> Arc<CheckResult> {
        let outcome = Outcome::Fail {
            expected: String::new(),
            actual: String::new(),
            signature: String::new(),
        };
        result(level, outcome)
    }

    fn pass() -> Arc<CheckResult> {
        result(Level::Must, Outcome::Pass)
    }

    fn skip() -> Arc<CheckResult> {
        let reason = String::new();
        result(Level::Must, Outcome::Skip { reason })
    }

    fn open(target_at_fault: bool) -> Arc<CheckResult> {
        let outcome = Outcome::Inconclusive { reason: String::new(), target_at_fault };
        result(Level::Must, outcome)
    }

    #[test]
    fn the_verdict_follows_from_outcomes_levels_and_strictness() {
        use Verdict::{Failed, Inconclusive, Passed};
        for (results, lenient, strict) in [
            (vec![pass(), skip()], Passed, Passed),
            (vec![pass(), fail(Level::Must)], Failed, Failed),
            (vec![pass(), fail(Level::Should)], Passed, Failed),
            (vec![fail(Level::Note)], Passed, Passed),
            (vec![pass(), open(false)], Passed, Inconclusive),
            (vec![pass(), open(true)], Inconclusive, Inconclusive),
            (vec![open(true), fail(Level::Must)], Failed, Failed),
            (vec![skip()], Inconclusive, Inconclusive),
            (vec![open(false)], Inconclusive, Inconclusive),
            (Vec::new(), Inconclusive, Inconclusive),
        ] {
            let of = |strict| Verdict::of(&results, &Ending::Complete, strict);
            assert_eq!((of(false), of(true)), (lenient, strict), "{results:?}");
        }
    }

    #[test]
    fn a_waived_failure_lets_the_run_pass_and_a_breach_does_not() {
        let waived = BTreeSet::from(["rule@operation#case".to_owned()]);
        let of = |waived, is_breached, results: &[Arc<CheckResult>]| {
            let terms = Requirements { waived, is_breached, ..Requirements::default() };
            Verdict::under(terms, results, &Ending::Complete)
        };
        let failed = [fail(Level::Must)];
        assert_eq!(of(Some(&waived), false, &failed), Verdict::Passed);
        assert_eq!(of(None, false, &failed), Verdict::Failed);
        assert_eq!(of(Some(&waived), true, &failed), Verdict::Failed);
        assert_eq!(of(None, true, &[pass(), open(true)]), Verdict::Failed);
        assert_eq!(of(None, true, &[open(true)]), Verdict::Inconclusive);
    }

    #[test]
    fn what_is_undecided_beside_the_checks_is_neither_a_pass_nor_a_failure() {
        let of = |is_breached, results: &[Arc<CheckResult>]| {
            let terms = Requirements { is_breached, is_open: true, ..Requirements::default() };
            Verdict::under(terms, results, &Ending::Complete)
        };
        assert_eq!(of(false, &[pass()]), Verdict::Inconclusive);
        assert_eq!(of(false, &[pass(), fail(Level::Must)]), Verdict::Failed);
        assert_eq!(of(true, &[pass()]), Verdict::Failed);
    }

    #[test]
    fn a_run_that_ended_early_passes_in_no_case() {
        let unreachable = Ending::Unreachable(String::new());
        for (results, ending, verdict) in [
            (vec![pass()], &unreachable, Verdict::Inconclusive),
            (vec![fail(Level::Must)], &unreachable, Verdict::Failed),
            (vec![pass()], &Ending::Interrupted, Verdict::Interrupted),
            (vec![fail(Level::Must)], &Ending::Interrupted, Verdict::Interrupted),
        ] {
            assert_eq!(Verdict::of(&results, ending, false), verdict, "{ending:?}");
        }
    }

    #[test]
    fn each_verdict_has_its_exit_code() {
        use Verdict::{Failed, Inconclusive, Interrupted, Invalid, Passed};
        let codes = [Passed, Failed, Inconclusive, Invalid, Interrupted]
            .map(|verdict| verdict.exit() as u8);
        assert_eq!(codes, [0, 1, 4, 5, 130]);
    }

    #[test]
    fn a_search_passes_where_the_largest_fleet_is_decided_and_never_by_a_lower_bound() {
        use Verdict::{Failed, Inconclusive, Interrupted, Invalid, Passed};
        for (limit, found, nothing_found) in [
            (Limit::Target(5), Passed, Failed),
            (Limit::Maximum, Passed, Inconclusive),
            (Limit::Generator(5), Invalid, Invalid),
            (Limit::Undecided(5), Inconclusive, Inconclusive),
            (Limit::Time, Inconclusive, Inconclusive),
        ] {
            for (largest, complete) in [(Some(4), found), (None, nothing_found)] {
                let result = CapacityResult { largest, missed: None, limit };
                let of = |ending| Verdict::of_capacity(result, &ending);
                assert_eq!(of(Ending::Complete), complete, "{result:?}");
                assert_eq!(of(Ending::Interrupted), Interrupted, "{result:?}");
                assert_eq!(of(Ending::Unreachable(String::new())), Inconclusive, "{result:?}");
            }
        }
    }

    #[test]
    fn a_load_run_passes_only_where_it_was_whole_and_valid() {
        use Conclusion::{Failed, Inconclusive, Invalid, Passed};
        let unreachable = Ending::Unreachable(String::new());
        for (conclusion, complete, lost) in [
            (Passed, Verdict::Passed, Verdict::Inconclusive),
            (Inconclusive, Verdict::Inconclusive, Verdict::Inconclusive),
            (Failed, Verdict::Failed, Verdict::Failed),
            (Invalid, Verdict::Invalid, Verdict::Invalid),
        ] {
            assert_eq!(Verdict::of_load(conclusion, &Ending::Complete), complete);
            assert_eq!(Verdict::of_load(conclusion, &unreachable), lost);
            let interrupted = Verdict::of_load(conclusion, &Ending::Interrupted);
            assert_eq!(interrupted, Verdict::Interrupted);
        }
    }
}
