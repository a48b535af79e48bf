//! A check as a rule plans it, before it has an id.

use std::sync::Arc;

use crate::check::model::{
    CheckPhase, CheckScope, ComparisonExpectation, Delivery, Expectation, Level, Repetition,
    RequestOrigin, RequestTemplate,
};
use crate::spec::Location;

/// A check that a rule asks for, before it has an id.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What distinguishes this check from the others of its rule and operation.
    pub case: String,
    /// The promise in the documents.
    pub location: Location,
    /// What is sent, in order.
    pub steps: Vec<Arc<RequestTemplate>>,
    /// What has to come back.
    pub expectation: Expectation,
    /// How the requests are sent.
    pub delivery: Delivery,
    /// When they are sent.
    pub phase: CheckPhase,
    /// What the check is judged on.
    pub scope: CheckScope,
    /// Where the request comes from, when it was searched at random.
    pub fuzz: Option<RequestOrigin>,
    /// What the check rests on, where that is no text of the rule's own.
    pub basis: Option<Basis>,
}

/// What a check rests on that a file of promises asks for: a law, or a rule of an overview.
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
        step: impl Into<Arc<RequestTemplate>>,
        expectation: impl Into<Expectation>,
    ) -> Self {
        Self::of_steps(case, location, vec![step.into()], expectation)
    }

    /// A check of several steps, sent in turn with the plain requests and judged on its own exchanges.
    pub fn of_steps(
        case: impl Into<String>,
        location: &Location,
        steps: Vec<Arc<RequestTemplate>>,
        expectation: impl Into<Expectation>,
    ) -> Self {
        Self {
            case: case.into(),
            location: location.clone(),
            steps,
            expectation: expectation.into(),
            delivery: Delivery::default(),
            phase: CheckPhase::default(),
            scope: CheckScope::default(),
            fuzz: None,
            basis: None,
        }
    }

    /// A check for which nothing can be sent, and why.
    pub fn unplanned(case: impl Into<String>, location: &Location, reason: String) -> Self {
        Self::of_steps(case, location, Vec::new(), Expectation::Unplanned { reason })
    }

    /// A check that `with` is answered like `without`. `turn`, from 1, distinguishes its requests from equal
    /// ones of other such checks on the operation: shared, they would be out of order.
    pub fn same(
        case: impl Into<String>,
        location: &Location,
        [without, with]: [RequestTemplate; 2],
        turn: u32,
    ) -> Self {
        let again = |step: &RequestTemplate| {
            Arc::new(RequestTemplate { repetition: Repetition::Compared(turn), ..step.clone() })
        };
        let steps = vec![Arc::new(with.clone()), again(&without), again(&with)];
        Self::of_steps(case, location, steps, ComparisonExpectation::SameAnswer)
    }

    /// This check, its requests sent in this phase.
    #[must_use]
    pub fn in_phase(self, phase: CheckPhase) -> Self {
        Self { phase, ..self }
    }

    /// This check, judged on all exchanges of its operation.
    #[must_use]
    pub fn on_all_exchanges(self) -> Self {
        Self { scope: CheckScope::Operation, ..self }
    }

    /// This check, asked where all of `plain` are answered as they should be.
    #[must_use]
    pub(in crate::check) fn varying_all(mut self, plain: &[Arc<RequestTemplate>]) -> Self {
        self.steps.splice(0..0, plain.iter().cloned());
        self
    }

    /// This check, asked where `plain` is answered as it should be: its step varies that one.
    #[must_use]
    pub fn varying(mut self, plain: impl Into<Arc<RequestTemplate>>) -> Self {
        self.steps.insert(0, plain.into());
        self
    }
}
