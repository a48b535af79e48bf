//! The checks that follow from the cases of one kind alike.

use std::sync::Arc;

use crate::check::cases::boundary::Accepted;
use crate::check::cases::fuzz::ValidityJudge;
use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::refusal;
use crate::check::cases::shared::Cases;
use crate::check::model::{CheckPhase, Draft, Expectation, StatusExpectation};
use crate::check::values::Constraint;

impl Cases<'_> {
    /// The checks that requests just within these constraints are accepted.
    pub(in crate::check) fn accepted(&self, constraints: &[Constraint]) -> Vec<Draft> {
        let inside = self.boundary_cases().inside.iter();
        let inside = inside.filter(|accepted| constraints.contains(&accepted.constraint));
        inside
            .map(|Accepted { case, location, plain, step, .. }| {
                Draft::new(case.clone(), location, step.clone(), StatusExpectation::Accepted)
                    .varying(Arc::clone(plain))
            })
            .collect()
    }

    /// The checks that requests with `fault` are refused.
    pub(in crate::check) fn refused(&self, fault: Invalidity) -> Vec<Draft> {
        let matching = self.invalid_requests().iter().filter(|request| request.fault == fault);
        matching
            .map(|request| {
                let (case, step) = (request.case.clone(), request.step.clone());
                let expectation = refusal::refused(self.operation, request);
                Draft::new(case, &request.location, step, expectation)
            })
            .collect()
    }

    /// The checks of a rule on every random request that it says something about.
    pub(in crate::check) fn searched(
        &self,
        concerns: fn(ValidityJudge) -> bool,
        expectation: impl Into<Expectation>,
    ) -> Vec<Draft> {
        let expectation = expectation.into();
        let cases = self.random().iter().filter(|case| concerns(case.request.validity));
        cases
            .map(|case| {
                let location = &self.operation.location;
                let name = format!("{}-{}", case.origin.seed, case.origin.number);
                let step = case.request.step.clone();
                let draft = Draft::new(name, location, step, &expectation);
                Draft { fuzz: Some(case.origin), ..draft.in_phase(CheckPhase::Search) }
            })
            .collect()
    }
}
