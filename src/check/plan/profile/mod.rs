//! Profiles of leniency: what is let go, or held to more strictly, of which rule, and why.

mod profile_file;
mod shipped;

use std::collections::BTreeSet;
use std::sync::Arc;

use wildmatch::WildMatch;

use crate::check::model::Level;
use crate::check::plan::planned::Plan;

/// What is let go, or held to more strictly.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Its name; empty for the one that changes nothing.
    pub name: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// What it changes, in the order of the file; a later entry has the last word.
    pub entries: Vec<Entry>,
}

/// A change to some rules.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Matches rules, or ids of checks.
    pub matching: WildMatch,
    /// The level that checks get.
    pub level: Option<Bar>,
    /// Statuses that are no finding.
    pub tolerate: BTreeSet<u16>,
    /// Why.
    pub reason: String,
}

/// How high the bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Nothing is asked.
    Off,
    /// A finding has this level.
    At(Level),
}

impl Profile {
    /// Changes the checks of `plan`.
    pub(in crate::check) fn apply(&self, plan: &mut Plan) {
        plan.profile.clone_from(&self.name);
        plan.checks.retain_mut(|check| {
            let hits = |glob: &WildMatch| glob.matches(check.rule) || glob.matches(&check.id);
            let entries: Vec<&Entry> =
                self.entries.iter().filter(|entry| hits(&entry.matching)).collect();
            if entries.is_empty() {
                return true;
            }
            let bar = entries.iter().rev().find_map(|entry| entry.level);
            if bar == Some(Bar::Off) {
                return false;
            }
            let check = Arc::make_mut(check);
            if let Some(Bar::At(level)) = bar {
                check.level = level;
            }
            let tolerated: BTreeSet<u16> =
                entries.iter().flat_map(|entry| entry.tolerate.iter().copied()).collect();
            check.tolerated.extend(tolerated);
            true
        });
    }
}
