//! A rule: one requirement, and how to plan the checks that verify it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fuzz::Origin;
use super::subject::Subject;
use super::{Expectation, Step};
use crate::spec::Location;

/// How binding the text is that a rule rests on ([RFC 2119](https://www.rfc-editor.org/rfc/rfc2119)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A failure fails the run.
    Must,
    /// A failure warns; it fails the run under `--strict`.
    Should,
    /// Worth knowing; never fails a run.
    Note,
}

impl Level {
    /// The word that a requirement of this level is known by: `MUST`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Note => "NOTE",
        }
    }
}

/// One requirement.
pub struct Rule {
    /// The id, which is also the file's name: `response_status`.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// The requirement: one sentence with MUST, SHOULD or MAY.
    pub requirement: &'static str,
    /// A link to the text that is the basis.
    pub reference: &'static str,
    /// The checks that verify it on one operation.
    pub plan: fn(&Subject<'_>) -> Vec<Draft>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Rule").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A check that a rule asks for, before it has an id.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What tells this check from the others of its rule and operation.
    pub case: String,
    /// The promise in the documents.
    pub location: Location,
    /// What is sent, in order.
    pub steps: Vec<Arc<Step>>,
    /// What has to come back.
    pub expectation: Expectation,
    /// Where the request comes from, when it was searched at random.
    pub fuzz: Option<Origin>,
    /// What the check rests on, where that is no text of the rule's own.
    pub basis: Option<Basis>,
}

/// What a check rests on that a file of promises asks for: a law, or an overview's saying.
#[derive(Clone, Debug)]
pub struct Basis {
    /// How binding it is.
    pub level: Level,
    /// The requirement in one sentence.
    pub requirement: String,
    /// A link to the text, where the file has one.
    pub reference: Option<String>,
}

impl Draft {
    /// A check of one step.
    pub fn new(
        case: impl Into<String>,
        location: &Location,
        step: impl Into<Arc<Step>>,
        expectation: Expectation,
    ) -> Self {
        Self {
            case: case.into(),
            location: location.clone(),
            steps: vec![step.into()],
            expectation,
            fuzz: None,
            basis: None,
        }
    }

    /// A check that `with` is answered like `without`. `turn`, from 1, tells its requests from equal
    /// ones of other such checks on the operation: shared, they would be out of order.
    pub fn same(
        case: impl Into<String>,
        location: &Location,
        [without, with]: [Step; 2],
        turn: u32,
    ) -> Self {
        let again = |step: &Step| Arc::new(Step { repetition: turn, ..step.clone() });
        Self {
            case: case.into(),
            location: location.clone(),
            steps: vec![Arc::new(with.clone()), again(&without), again(&with)],
            expectation: Expectation::SameAnswer,
            fuzz: None,
            basis: None,
        }
    }

    /// This check, asked where all of `plain` are answered as they should be.
    #[must_use]
    pub(super) fn varying_all(mut self, plain: &[Arc<Step>]) -> Self {
        self.steps.splice(0..0, plain.iter().cloned());
        self
    }

    /// This check, asked where `plain` is answered as it should be: its step varies that one.
    #[must_use]
    pub fn varying(mut self, plain: impl Into<Arc<Step>>) -> Self {
        self.steps.insert(0, plain.into());
        self
    }
}
