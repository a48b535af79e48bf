//! The run in a few lines: failures that look alike are one defect more often than not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::report::conform::model::{Cause, Report};
use crate::report::shared::{Ink, Style};
use crate::report::shared::{count, shown};

/// From this many causes on the end of the report sums them up.
const CAUSES: usize = 3;

/// Lines of the sum.
const LINES: usize = 10;

/// Rules named in one line.
const RULES: usize = 3;

/// A line for what the failures look like, whichever rules they break; the most frequent first.
pub(super) fn in_short(report: &Report, style: Style) -> String {
    let binding: Vec<&Cause> = report.causes.iter().filter(|cause| cause.binding).collect();
    if binding.len() < CAUSES {
        return String::new();
    }
    let mut alike: BTreeMap<String, Vec<&Cause>> = BTreeMap::new();
    for cause in &binding {
        alike.entry(look(cause)).or_default().push(cause);
    }
    let checks = |causes: &[&Cause]| causes.iter().map(|cause| cause.count).sum::<usize>();
    let mut alike: Vec<(String, Vec<&Cause>)> = alike.into_iter().collect();
    alike.sort_by_key(|(_, causes)| Reverse(checks(causes)));
    let mut text = format!("\n{}\n", style.paint(Ink::Strong, "IN SHORT"));
    for (look, causes) in alike.iter().take(LINES) {
        let rules: BTreeSet<&str> = causes.iter().map(|cause| cause.rule.as_str()).collect();
        let mut rules: Vec<&str> = rules.into_iter().collect();
        let hidden = rules.split_off(rules.len().min(RULES)).len();
        let more = if hidden > 0 { format!(" and {hidden} more") } else { String::new() };
        let rules = format!("{}{more}", rules.join(", "));
        let failed = count(checks(causes), "check");
        let counts = style.paint(Ink::Quiet, &format!("({failed} of {rules})"));
        let _ = writeln!(text, "      {}  {counts}", shown(look));
    }
    if let Some(more) = alike.len().checked_sub(LINES).filter(|more| *more > 0) {
        let _ = writeln!(text, "      and {more} more");
    }
    text
}

/// What the failures of a cause look like, with the operation where there is one.
fn look(cause: &Cause) -> String {
    match cause.operations.as_slice() {
        [operation] if !cause.signature.contains(operation.as_str()) => {
            format!("{operation}: {}", cause.signature)
        }
        [_] | [] => cause.signature.clone(),
        several => format!("{} operations: {}", several.len(), cause.signature),
    }
}
