//! A rule: one requirement, and how to plan the checks that verify it.

use std::fmt;

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};

/// One requirement.
///
/// ```
/// use cp_harness::check::{Level, rule};
///
/// let rule = rule("response_member").unwrap();
/// assert_eq!(rule.level, Level::Must);
/// assert!(rule.requirement.contains("MUST"));
/// ```
pub struct Rule {
    /// The id, which is also the file's name: `response_status`.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// The requirement: one sentence with MUST, SHOULD or MAY.
    pub requirement: &'static str,
    /// A link to the text that is the basis.
    pub reference: &'static str,
    /// What the sentence leaves out.
    pub explanation: Explanation,
    /// The checks that verify it on one operation.
    pub plan: fn(&Cases<'_>) -> Vec<Draft>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Rule").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A rule in full, for the person whose target has just failed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is sent, and what is looked at.
    pub what: &'static str,
    /// What goes wrong in a fleet where the rule is broken.
    pub why: &'static str,
    /// A request that shows it.
    pub request: &'static str,
    /// An answer that breaks the rule.
    pub answer: &'static str,
}
