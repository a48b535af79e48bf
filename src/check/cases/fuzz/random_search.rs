//! The random requests of one operation.

use serde::Serialize;

use super::edit::Script;
use super::strategy::Scripts;
use super::validity::{self, ValidityJudge};
use crate::check::model::{RequestOrigin, RequestTemplate};
use crate::check::request::operation_under_test::OperationUnderTest;

/// How much is searched, and from where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fuzz {
    /// Cases of each operation.
    pub cases: u32,
    /// What all cases follow from.
    pub seed: u64,
}

/// One random request.
pub(in crate::check) struct FuzzCase {
    pub(in crate::check) origin: RequestOrigin,
    pub(in crate::check) request: FuzzCandidate,
}

/// A request that a script made of a valid one.
pub(in crate::check) struct FuzzCandidate {
    pub(in crate::check) step: RequestTemplate,
    pub(in crate::check) validity: ValidityJudge,
}

/// As many random requests of an operation as `fuzz` asks for.
pub(in crate::check) fn build(under_test: &OperationUnderTest<'_>, fuzz: Fuzz) -> Vec<FuzzCase> {
    let scripts = (fuzz.cases > 0).then(|| Scripts::of(under_test)).flatten();
    let Some(scripts) = scripts else { return Vec::new() };
    let origins = (1..=fuzz.cases).map(|number| RequestOrigin { seed: fuzz.seed, number });
    let case = |origin| {
        let request = candidate(under_test, &scripts.script(origin, &[])?)?;
        Some(FuzzCase { origin, request })
    };
    origins.filter_map(case).collect()
}

/// The request that a script makes; `None` where nothing of it can be applied.
pub(in crate::check) fn candidate(
    under_test: &OperationUnderTest<'_>,
    script: &Script,
) -> Option<FuzzCandidate> {
    let (step, body, touched) = script.apply(under_test)?;
    let validity = validity::of(under_test, body.as_ref(), touched);
    Some(FuzzCandidate { step, validity })
}
