//! What became of one check from one conform run to another.

use serde::{Deserialize, Serialize};

use crate::report::conform::Outcome;

/// What became of a check. One that passed in both runs has none of these, and neither has one that
/// the earlier run left unanswered, unless it fails now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckChange {
    /// It passed before and fails now.
    New,
    /// It passed before and fails now, and a waiver of the later run lets it pass.
    Waived,
    /// It fails now; the earlier run asked it and had no answer.
    NewlyAnswered,
    /// It fails in both runs.
    StillFailing,
    /// It passed or failed before; the later run asked it and had no answer.
    Unanswered,
    /// It failed before and passed now.
    Fixed,
    /// It was asked before, and is not now.
    NoLongerPlanned,
    /// It is asked now, and was not before.
    NewlyPlanned,
}

/// Everything that may become of a check: each has exactly one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// It passed in both runs.
    StillPassing,
    /// It passed now; the earlier run asked it and had no answer.
    NewlyPassing,
    /// Both runs asked it, and neither has an answer.
    AnsweredInNeither,
    /// Another.
    Changed(CheckChange),
}

/// True where the check was judged: it passed or failed. What was skipped, had no answer or did not
/// run says nothing.
pub(super) fn is_judged(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Passed | Outcome::Failed { .. } => true,
        Outcome::Skipped { .. } | Outcome::Inconclusive { .. } | Outcome::NotRun => false,
    }
}

/// True where the check failed.
pub(super) fn has_failed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { .. })
}

/// What became of a check with these outcomes, `None` where a run did not ask it; `is_waived` where
/// a waiver of the later run lets its failure pass. `None` of a check that neither asked.
pub(super) fn fate(was: Option<&Outcome>, is: Option<&Outcome>, is_waived: bool) -> Option<Fate> {
    let (was, is) = match (was, is) {
        (Some(was), Some(is)) => (was, is),
        (Some(_), None) => return Some(Fate::Changed(CheckChange::NoLongerPlanned)),
        (None, Some(_)) => return Some(Fate::Changed(CheckChange::NewlyPlanned)),
        (None, None) => return None,
    };
    Some(match (is_judged(was), is_judged(is)) {
        (true, true) => match (has_failed(was), has_failed(is)) {
            (false, false) => Fate::StillPassing,
            (false, true) if is_waived => Fate::Changed(CheckChange::Waived),
            (false, true) => Fate::Changed(CheckChange::New),
            (true, true) => Fate::Changed(CheckChange::StillFailing),
            (true, false) => Fate::Changed(CheckChange::Fixed),
        },
        (true, false) => Fate::Changed(CheckChange::Unanswered),
        (false, true) if has_failed(is) => Fate::Changed(CheckChange::NewlyAnswered),
        (false, true) => Fate::NewlyPassing,
        (false, false) => Fate::AnsweredInNeither,
    })
}

/// True where the answer that is missing may hide that the target became worse, or may not: the
/// comparison cannot be decided without it.
///
/// That is so of a failure that one run showed and the other has no answer to, and of a check that
/// passed and that the target, or the end of the run, left without an answer.
pub(super) fn is_undecided(was: &Outcome, is: &Outcome) -> bool {
    match (was, is) {
        (
            Outcome::Passed,
            Outcome::NotRun | Outcome::Inconclusive { target_at_fault: true, .. },
        ) => true,
        (Outcome::Failed { .. }, other) | (other, Outcome::Failed { .. }) => !is_judged(other),
        _ => false,
    }
}
