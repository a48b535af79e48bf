//! A check: one question to the target, planned before anything is sent.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::fuzz::Origin;
use super::{Expectation, Level, Step};
use crate::spec::Location;

/// The id of a check, `rule@operation#case`: never positional, the same in every run.
pub type CheckId = String;

/// One question to the target.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// `rule@operation#case`.
    pub id: CheckId,
    /// The rule's id.
    pub rule: &'static str,
    /// The operation's short name.
    pub operation: String,
    /// What tells this check from the others of its rule and operation.
    pub case: String,
    /// How binding the requirement is.
    pub level: Level,
    /// The requirement sentence: the rule's, or that of the law or saying it plans.
    pub requirement: Cow<'static, str>,
    /// The link to the text that is its basis.
    pub reference: Cow<'static, str>,
    /// The promise in the documents that this check holds the target to.
    pub location: Location,
    /// What is sent, in order; many checks share a step.
    pub steps: Vec<Arc<Step>>,
    /// What has to come back.
    pub expectation: Expectation,
    /// Where the request comes from, when it was searched at random.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fuzz: Option<Origin>,
    /// Statuses that the profile lets pass whatever is expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerated: Vec<u16>,
}
