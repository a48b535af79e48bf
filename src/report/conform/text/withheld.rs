//! Checks held back, as they could change what the run did not make: by reason, with the remedy.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::conform::model::{Outcome, Report};
use crate::report::shared::{Ink, Style};
use crate::report::shared::{count, shown};

/// More reasons than this are in the report folder.
const REASONS_SHOWN: usize = 10;

/// A line for each reason, the one that holds back most checks first.
pub(super) fn withheld(report: &Report, style: Style) -> String {
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    for check in report.checks.iter().filter(|check| check.withheld) {
        if let Outcome::Skipped { reason } = &check.outcome {
            *by_reason.entry(reason).or_default() += 1;
        }
    }
    let all: usize = by_reason.values().sum();
    if all == 0 {
        return String::new();
    }
    let mut reasons: Vec<(&str, usize)> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, checks)| std::cmp::Reverse(*checks));
    let headline = format!("{} held back", count(all, "check"));
    let badge = style.paint(Ink::Quiet, "SKIP");
    let mut text = format!("\n{badge}  {}\n", style.paint(Ink::Strong, &headline));
    for (reason, checks) in reasons.iter().take(REASONS_SHOWN) {
        let _ = writeln!(text, "      {} {}", count(*checks, "check"), shown(reason));
    }
    if let Some(more) = reasons.len().checked_sub(REASONS_SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "      {} in the report", count(more, "more reason"));
    }
    text
}
