//! A check: one question to the target, planned before anything is sent.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::sending::is_default;
use super::{CheckPhase, CheckScope, Delivery, Expectation, Level, RequestOrigin, RequestTemplate};
use crate::spec::Location;

/// The id of a check, `rule@operation#case`: never positional, the same in every run.
pub type CheckId = String;

/// One question to the target.
///
/// ```
/// use cp_harness::check::{Plan, Selection};
/// use cp_harness::spec::Api;
///
/// let plan = Plan::new(&Api::embedded()?, &Selection::default());
/// let check = &plan.checks[0];
/// assert!(check.id.starts_with(&format!("{}@{}#", check.rule, check.operation)));
/// assert_eq!(check.id.split('#').nth(1), Some(check.case.as_str()));
/// # Ok::<(), cp_harness::spec::SpecError>(())
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// `rule@operation#case`.
    pub id: CheckId,
    /// The rule's id.
    pub rule: &'static str,
    /// The operation's short name.
    pub operation: String,
    /// What distinguishes this check from the others of its rule and operation.
    pub case: String,
    /// How binding the requirement is.
    pub level: Level,
    /// The requirement sentence: the rule's, or that of the law or overview rule it plans.
    pub requirement: Cow<'static, str>,
    /// The link to the text that is its basis.
    pub reference: Cow<'static, str>,
    /// The promise in the documents that this check holds the target to.
    pub location: Location,
    /// What is sent, in order; many checks share a step.
    pub steps: Vec<Arc<RequestTemplate>>,
    /// What has to come back.
    pub expectation: Expectation,
    /// How the requests are sent.
    #[serde(skip_serializing_if = "is_default")]
    pub delivery: Delivery,
    /// When they are sent.
    #[serde(skip_serializing_if = "is_default")]
    pub phase: CheckPhase,
    /// What the check is judged on.
    #[serde(skip_serializing_if = "is_default")]
    pub scope: CheckScope,
    /// Why nothing is sent, where a step could change what the run did not make.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<String>,
    /// Where the request comes from, when it was searched at random.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fuzz: Option<RequestOrigin>,
    /// Statuses that the profile lets pass whatever is expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerated: Vec<u16>,
}

impl Check {
    /// Returns `true` if made-up identifiers do where no others are known: a single request is
    /// looked at for its refusal, which may come whether what it names exists or not.
    pub fn takes_made_up(&self) -> bool {
        self.steps.len() == 1 && self.expectation.is_of_refusal()
    }
}
