//! What requests failed of, in words: a phrase for each cause, with its count.

use std::collections::BTreeMap;

use super::model::LoadReport;
use crate::load::{FailureCause, LoadOutcome};
use crate::report::shared::grouped;

/// How many causes a sentence names; the rest is in the table.
const NAMED: usize = 4;

/// A phrase for each kind of failure: answers by status, then what no answer was.
pub(super) fn phrases(
    outcomes: &BTreeMap<String, u64>,
    statuses: &BTreeMap<u16, u64>,
) -> Vec<String> {
    let of = |outcome: LoadOutcome| outcomes.get(outcome.name()).copied().unwrap_or_default();
    let mark = if of(LoadOutcome::Undeclared(0)) > 0 { "undeclared" } else { "redirect" };
    let answers = statuses.iter().map(|(status, count)| match status {
        ..400 => format!("{} × {status} ({mark})", grouped(*count)),
        _ => format!("{} × {status}", grouped(*count)),
    });
    let mut phrases: Vec<String> = answers.collect();
    let incomplete = of(LoadOutcome::Incomplete);
    if incomplete > 0 {
        phrases.push(format!("{} without a member that is needed", grouped(incomplete)));
    }
    for cause in FailureCause::ALL {
        let count = of(cause.into());
        if count > 0 {
            phrases.push(format!("{} {cause}", grouped(count)));
        }
    }
    phrases
}

/// What requests of one outcome were, for a sentence that names how many before: `answered 503`.
pub(super) fn phrase(outcome: &str, status: Option<u16>) -> String {
    let all = LoadOutcome::ALL.into_iter();
    match (all.clone().find(|of| of.name() == outcome), status) {
        (Some(LoadOutcome::Throttled), _) => "answered 429".to_owned(),
        (Some(LoadOutcome::Undeclared(_)), Some(status)) => {
            format!("answered {status}, which the documents do not declare")
        }
        (_, Some(status)) => format!("answered {status}"),
        (Some(LoadOutcome::Incomplete), _) => "answered without a member that is needed".to_owned(),
        (Some(LoadOutcome::Failed(cause)), _) => cause.to_string(),
        _ => outcome.replace('_', " "),
    }
}

/// Why nobody got in: what became of the calls, over all stages, the most frequent causes first.
pub(super) fn nobody_got_in(report: &LoadReport) -> String {
    let mut by_operation: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    for row in report.stages.iter().flat_map(|stage| &stage.operations) {
        let counts = by_operation.entry(&row.name).or_default();
        let mut add = |what: String, count| *counts.entry(what).or_default() += count;
        for (status, count) in &row.statuses {
            add(format!("× {status}"), *count);
        }
        for outcome in LoadOutcome::ALL.into_iter().filter(|of| of.status().is_none()) {
            let count = row.outcomes.get(outcome.name()).copied().unwrap_or_default();
            let words = match outcome {
                LoadOutcome::Throttled => "× 429".to_owned(),
                LoadOutcome::Incomplete => "without a member that is needed".to_owned(),
                LoadOutcome::Unfinished => "in flight at the stop".to_owned(),
                LoadOutcome::Queued => "in line for the pool at the stop".to_owned(),
                LoadOutcome::Failed(cause) => cause.to_string(),
                _ => continue,
            };
            if count > 0 {
                add(words, count);
            }
        }
    }
    let mut causes: Vec<(u64, String)> = Vec::new();
    for (operation, counts) in by_operation {
        let described = counts.into_iter();
        causes.extend(
            described
                .map(|(what, count)| (count, format!("{operation}: {} {what}", grouped(count)))),
        );
    }
    causes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let causes: Vec<String> =
        causes.into_iter().map(|(_, described)| described).take(NAMED).collect();
    match causes.as_slice() {
        [] => "no worker got in".to_owned(),
        causes => format!("no worker got in; {}", causes.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_failure_has_its_phrase() {
        let outcomes =
            [("undeclared", 3), ("server_error", 2), ("incomplete", 4), ("keep_alive_race", 1_000)];
        let outcomes = outcomes.map(|(name, count)| (name.to_owned(), count)).into();
        let described = phrases(&outcomes, &[(302, 3), (503, 2)].into());
        let expected = [
            "3 × 302 (undeclared)",
            "2 × 503",
            "4 without a member that is needed",
            "1,000 closed by the target on a kept connection (keep-alive race)",
        ];
        assert_eq!(described, expected);
        let redirects = [("redirect".to_owned(), 1)].into();
        assert_eq!(phrases(&redirects, &[(307, 1)].into()), ["1 × 307 (redirect)"]);
    }
}
