//! Seeded random search beyond the plan: a valid request with a few random edits.
//!
//! A case is nothing but its operation, its seed and its number: the same three give the same
//! request, in the plan as in the runner that looks for a smaller one.

mod edit;
mod shrink;
mod strategy;
mod validity;

use std::cell::OnceCell;

use serde::Serialize;

pub use shrink::Shrink;
pub(super) use validity::Validity;

use super::rule::Draft;
use super::subject::Subject;
use super::{Expectation, Step};
use edit::Script;
use strategy::Scripts;

/// How much is searched, and from where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fuzz {
    /// Cases of each operation.
    pub cases: u32,
    /// What all cases follow from.
    pub seed: u64,
}

/// Where the request of a check comes from, when it was searched at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The seed of the search.
    pub seed: u64,
    /// The number of the case among those of its operation, from 1.
    pub number: u32,
}

/// The random requests of a subject, built when first asked for.
#[derive(Default)]
pub(super) struct Search {
    fuzz: Fuzz,
    cases: OnceCell<Vec<Case>>,
}

/// One random request.
pub(super) struct Case {
    pub(super) origin: Origin,
    pub(super) request: Candidate,
}

/// A request that a script made of a valid one.
pub(super) struct Candidate {
    pub(super) step: Step,
    pub(super) validity: Validity,
}

impl Search {
    /// What `fuzz` asks for.
    pub(super) fn new(fuzz: Fuzz) -> Self {
        Self { fuzz, cases: OnceCell::new() }
    }

    fn cases(&self, subject: &Subject<'_>) -> &[Case] {
        self.cases.get_or_init(|| {
            let scripts = (self.fuzz.cases > 0).then(|| Scripts::of(subject)).flatten();
            let Some(scripts) = scripts else { return Vec::new() };
            let numbers = 1..=self.fuzz.cases;
            let origins = numbers.map(|number| Origin { seed: self.fuzz.seed, number });
            let case = |origin| {
                let request = candidate(subject, &scripts.script(origin, &[])?)?;
                Some(Case { origin, request })
            };
            origins.filter_map(case).collect()
        })
    }
}

/// The checks of a rule on every random request that it says something about.
pub(super) fn drafts(
    subject: &Subject<'_>,
    concerns: fn(Validity) -> bool,
    expectation: &Expectation,
) -> Vec<Draft> {
    let cases = subject.search.cases(subject).iter();
    cases
        .filter(|case| concerns(case.request.validity))
        .map(|case| {
            let location = &subject.operation.location;
            let name = format!("{}-{}", case.origin.seed, case.origin.number);
            let step = case.request.step.clone();
            let draft = Draft::new(name, location, step, expectation.clone());
            Draft { fuzz: Some(case.origin), ..draft }
        })
        .collect()
}

/// The request that a script makes; `None` where nothing of it can be applied.
fn candidate(subject: &Subject<'_>, script: &Script) -> Option<Candidate> {
    let (step, body, touched) = script.apply(subject)?;
    let validity = validity::of(subject, body.as_ref(), touched);
    Some(Candidate { step, validity })
}
