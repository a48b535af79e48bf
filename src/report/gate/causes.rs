//! The findings of a conformance run beside those of a baseline.

use std::collections::{BTreeMap, BTreeSet};

use super::gate_report::{CauseChanges, CauseKey};
use crate::report::conform::{Level, Outcome, Report};

/// The causes of a report, one for each operation that they touch; notes fail nothing and are left out.
pub fn cause_keys(report: &Report) -> BTreeSet<CauseKey> {
    let causes = report.causes.iter().filter(|cause| cause.level != Level::Note);
    let keys = causes.flat_map(|cause| {
        cause.operations.iter().map(|operation| CauseKey {
            rule: cause.rule.clone(),
            operation: operation.clone(),
            signature: cause.signature.clone(),
            level: cause.level,
        })
    });
    keys.collect()
}

impl CauseChanges {
    /// Compares `report` with what a baseline knows: the hash of its plan, and its causes.
    pub fn between(baseline: Option<(&str, &[CauseKey])>, report: &Report) -> Self {
        let found = cause_keys(report);
        let plan = report.plan.hash.clone();
        let Some((known_plan, known)) = baseline else {
            return Self { plan, new: found.into_iter().collect(), ..Self::default() };
        };
        // Words and level of a requirement may change between versions: rule, operation and
        // signature say which finding it is.
        let name = |key: &CauseKey| -> [String; 3] {
            [key.rule.clone(), key.operation.clone(), key.signature.clone()]
        };
        let of_baseline: BTreeSet<[String; 3]> = known.iter().map(name).collect();
        let of_report: BTreeSet<[String; 3]> = found.iter().map(name).collect();
        let passed = passed(report);
        let (old, new) = found.into_iter().partition(|key| of_baseline.contains(&name(key)));
        let missing = known.iter().filter(|key| !of_report.contains(&name(key))).cloned();
        let (gone, unjudged) = missing.partition(|key: &CauseKey| {
            passed
                .get(key.operation.as_str())
                .is_some_and(|rules| rules.contains(key.rule.as_str()))
        });
        let same_plan = Some(known_plan == plan);
        Self { plan, same_plan, new, known: old, gone, unjudged }
    }

    /// The new findings that fail a run: all of MUST, and those of SHOULD where it is strict.
    pub fn failing(&self, strict: bool) -> impl Iterator<Item = &CauseKey> {
        self.new.iter().filter(move |key| match key.level {
            Level::Must => true,
            Level::Should => strict,
            Level::Note => false,
        })
    }
}

/// The rules of which a check on an operation passed, by operation.
fn passed(report: &Report) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut passed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for check in report.checks.iter().filter(|check| check.outcome == Outcome::Passed) {
        passed.entry(&check.operation).or_default().insert(&check.rule);
    }
    passed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::conform::{Cause, CheckRecord, Context, Place, Recording};
    use crate::spec::Api;

    fn key(rule: &str, operation: &str, level: Level) -> CauseKey {
        let signature = "no `id`".to_owned();
        CauseKey { rule: rule.to_owned(), operation: operation.to_owned(), signature, level }
    }

    /// A report in which `member` fails on two operations, and `status` passes on one.
    fn report() -> Report {
        let api = Api::embedded().unwrap();
        let mut report = Report::new(&Recording::default(), &Context::of(&api));
        let cause = |rule: &str, level| Cause {
            rule: rule.to_owned(),
            signature: "no `id`".to_owned(),
            level,
            binding: true,
            count: 3,
            operations: vec!["register".to_owned(), "start".to_owned()],
            checks: Vec::new(),
        };
        report.causes = vec![cause("member", Level::Must), cause("remark", Level::Note)];
        report.checks = vec![CheckRecord {
            id: "status@register#200".to_owned(),
            rule: "status".to_owned(),
            operation: "register".to_owned(),
            case: "200".to_owned(),
            level: Level::Must,
            requirement: String::new(),
            reference: String::new(),
            location: Place { file: String::new(), line: 0, pointer: String::new() },
            outcome: Outcome::Passed,
            withheld: false,
            exchanges: Vec::new(),
        }];
        report.plan.hash = "plan".to_owned();
        report
    }

    #[test]
    fn without_a_baseline_all_is_new_and_notes_are_none() {
        let changes = CauseChanges::between(None, &report());
        let expected = ["register", "start"].map(|operation| key("member", operation, Level::Must));
        assert_eq!(changes.new, expected);
        assert_eq!(changes.same_plan, None);
    }

    #[test]
    fn causes_are_new_known_gone_or_not_judged() {
        let known = [
            key("member", "register", Level::Should),
            key("status", "register", Level::Must),
            key("status", "start", Level::Must),
        ];
        let changes = CauseChanges::between(Some(("plan", &known)), &report());
        assert_eq!(changes.new, [key("member", "start", Level::Must)]);
        assert_eq!(changes.known, [key("member", "register", Level::Must)], "its level changed");
        assert_eq!(changes.gone, [key("status", "register", Level::Must)]);
        assert_eq!(changes.unjudged, [key("status", "start", Level::Must)], "nothing passed there");
        assert_eq!(changes.same_plan, Some(true));
    }

    #[test]
    fn a_new_warning_fails_a_strict_gate_alone() {
        let new = vec![key("a", "x", Level::Must), key("b", "x", Level::Should)];
        let changes = CauseChanges { new, ..CauseChanges::default() };
        assert_eq!((changes.failing(false).count(), changes.failing(true).count()), (1, 2));
    }
}
