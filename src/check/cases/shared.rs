//! Everything that rules ask of one operation: its requests, built when first asked for.

use std::cell::OnceCell;
use std::ops::Deref;
use std::sync::Arc;

use crate::check::cases::boundary::{self, BoundaryCases};
use crate::check::cases::fuzz::{self, Fuzz, FuzzCase};
use crate::check::cases::invalid_request::InvalidRequest;
use crate::check::cases::refusal;
use crate::check::cases::robustness::{self, RobustnessCase};
use crate::check::cases::variation::Variation;
use crate::check::conventions::set::Conventions;
use crate::check::model::RequestTemplate;
use crate::check::request::json_success::{JsonSuccess, json_successes};
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::values::Extent;

/// An operation under test with the requests that several rules share.
///
/// Each list is built once, by the first rule that asks for it, and is the same for all of them: many
/// checks then share one request, and the run sends it once. A `Cases` reads like the
/// [`OperationUnderTest`] in it.
pub struct Cases<'a> {
    under_test: OperationUnderTest<'a>,
    conventions: &'a Conventions,
    fuzz: Fuzz,
    plain: OnceCell<Vec<(Extent, Arc<RequestTemplate>)>>,
    successes: OnceCell<Vec<JsonSuccess<'a>>>,
    invalid: OnceCell<Vec<InvalidRequest>>,
    boundary: OnceCell<BoundaryCases>,
    robustness: OnceCell<Vec<RobustnessCase>>,
    variations: OnceCell<Vec<Variation>>,
    random: OnceCell<Vec<FuzzCase>>,
}

impl<'a> Cases<'a> {
    /// The cases of an operation under what its API promises beside its documents, with as many
    /// random ones as `fuzz` says.
    pub fn new(
        under_test: OperationUnderTest<'a>,
        conventions: &'a Conventions,
        fuzz: Fuzz,
    ) -> Self {
        Self {
            under_test,
            conventions,
            fuzz,
            plain: OnceCell::new(),
            successes: OnceCell::new(),
            invalid: OnceCell::new(),
            boundary: OnceCell::new(),
            robustness: OnceCell::new(),
            variations: OnceCell::new(),
            random: OnceCell::new(),
        }
    }

    /// What the API promises beside its documents.
    pub(in crate::check) fn conventions(&self) -> &'a Conventions {
        self.conventions
    }

    /// The requests whose success is judged, each with its extent: minimal and, where it differs,
    /// full.
    pub fn successful(&self) -> Vec<(Extent, Arc<RequestTemplate>)> {
        self.plain.get_or_init(|| self.under_test.successful()).clone()
    }

    /// The same requests without their extents.
    pub(in crate::check) fn plain(&self) -> Vec<Arc<RequestTemplate>> {
        self.successful().into_iter().map(|(_, step)| step).collect()
    }

    /// The declared successes with JSON content.
    pub(in crate::check) fn json_successes(&self) -> &[JsonSuccess<'a>] {
        self.successes.get_or_init(|| json_successes(self.api, self.operation))
    }

    /// Every request that is wrong in one place.
    pub(in crate::check) fn invalid_requests(&self) -> &[InvalidRequest] {
        self.invalid.get_or_init(|| refusal::build(&self.under_test, self.boundary_cases()))
    }

    /// The requests on both sides of every constraint.
    pub(in crate::check) fn boundary_cases(&self) -> &BoundaryCases {
        self.boundary.get_or_init(|| boundary::build(&self.under_test))
    }

    /// Every request that tests robustness.
    pub(in crate::check) fn robustness(&self) -> &[RobustnessCase] {
        self.robustness.get_or_init(|| robustness::build(&self.under_test))
    }

    /// Every other request that may succeed; `build` lists them, as it knows the rules.
    pub(in crate::check) fn variations(&self, build: fn(&Self) -> Vec<Variation>) -> &[Variation] {
        self.variations.get_or_init(|| build(self))
    }

    /// The random requests.
    pub(in crate::check) fn random(&self) -> &[FuzzCase] {
        self.random.get_or_init(|| fuzz::build(&self.under_test, self.fuzz))
    }
}

impl<'a> Deref for Cases<'a> {
    type Target = OperationUnderTest<'a>;

    fn deref(&self) -> &Self::Target {
        &self.under_test
    }
}
