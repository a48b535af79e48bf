//! Findings with one cause are reported together: nobody reads the same sentence twelve times.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::model::{Cause, CheckRecord, Level, Outcome};

/// The findings among `checks`, by rule and signature: the gravest level first, then the most
/// frequent, then by rule and signature. Those that are `waived` are none.
pub(in crate::report) fn causes(
    checks: &[CheckRecord],
    waived: &BTreeSet<String>,
    strict: bool,
) -> Vec<Cause> {
    let mut groups: BTreeMap<(Level, &str, &str), Vec<&CheckRecord>> = BTreeMap::new();
    for check in checks.iter().filter(|check| !waived.contains(&check.id)) {
        if let Outcome::Failed { signature, .. } = &check.outcome {
            let key = (check.level, check.rule.as_str(), signature.as_str());
            groups.entry(key).or_default().push(check);
        }
    }
    let mut causes: Vec<Cause> = groups
        .into_iter()
        .map(|((level, rule, signature), findings)| Cause {
            rule: rule.to_owned(),
            signature: signature.to_owned(),
            level,
            binding: binds(level, strict),
            count: findings.len(),
            operations: distinct(findings.iter().map(|check| &check.operation)),
            checks: findings.iter().map(|check| check.id.clone()).collect(),
        })
        .collect();
    causes.sort_by_key(|cause| (cause.level, Reverse(cause.count)));
    causes
}

/// True where a failure at `level` fails the run.
pub(in crate::report) fn binds(level: Level, strict: bool) -> bool {
    level == Level::Must || (strict && level == Level::Should)
}

fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.contains(name) {
            kept.push(name.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::model::Place;
    use super::*;

    fn finding(id: &str, level: Level, signature: &str) -> CheckRecord {
        let (rule, rest) = id.split_once('@').unwrap();
        let (operation, case) = rest.split_once('#').unwrap();
        CheckRecord {
            id: id.into(),
            rule: rule.into(),
            operation: operation.into(),
            case: case.into(),
            level,
            requirement: String::new(),
            reference: String::new(),
            location: Place { file: String::new(), line: 0, pointer: String::new() },
            withheld: false,
            outcome: Outcome::Failed {
                expected: String::new(),
                actual: String::new(),
                signature: signature.into(),
            },
            exchanges: vec![],
        }
    }

    #[test]
    fn the_gravest_and_most_frequent_cause_comes_first_with_its_findings_in_plan_order() {
        let checks = [
            finding("hint@b#1", Level::Should, "s"),
            finding("hint@b#2", Level::Should, "s"),
            finding("hint@b#3", Level::Should, "s"),
            finding("alone@a#1", Level::Must, "x"),
            finding("twice@c#1", Level::Must, "y"),
            finding("twice@a#1", Level::Must, "y"),
            finding("twice@a#2", Level::Must, "another"),
        ];
        let causes = causes(&checks, &BTreeSet::new(), false);
        let described: Vec<_> = causes
            .iter()
            .map(|cause| (cause.rule.as_str(), cause.signature.as_str(), cause.count))
            .collect();
        assert_eq!(
            described,
            [("twice", "y", 2), ("alone", "x", 1), ("twice", "another", 1), ("hint", "s", 3)]
        );
        assert_eq!(causes[0].checks, ["twice@c#1", "twice@a#1"]);
        assert_eq!(causes[0].operations, ["c", "a"]);
        assert!(causes[0].binding && !causes[3].binding);
    }

    #[test]
    fn a_strict_run_lets_should_bind_and_a_note_never() {
        assert!(binds(Level::Should, true) && !binds(Level::Should, false));
        assert!(!binds(Level::Note, true));
    }
}
