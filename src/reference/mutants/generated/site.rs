//! The operation that mutants are made of, and the mutants that change one thing at it.

use std::sync::Arc;

use super::super::mutant::{Expected, Mutant};
use crate::reference::fixtures::FixtureApi;
use crate::reference::intercept::path_values;
use crate::reference::intercept::{InterceptedCall, Reply};
use crate::spec::{Api, Operation};

/// What becomes of an answer.
pub(super) type AnswerChange = fn(&mut Reply);

/// The operation that mutants are made of.
pub(super) struct Site<'a> {
    pub(super) fixture: FixtureApi,
    pub(super) api: &'a Arc<Api>,
    pub(super) operation: &'a Operation,
}

impl Site<'_> {
    /// A mutant of this operation that changes nothing yet: `mech:KIND@OPERATION#PLACE`.
    pub(super) fn mutant(&self, kind: &str, place: &str, story: String) -> Mutant {
        let name = &self.operation.name;
        Mutant {
            id: format!("mech:{kind}@{name}#{place}").into(),
            story: story.into(),
            expected: Expected::Killed,
            operation: Some(name.clone()),
            ..Mutant::healthy(self.fixture)
        }
    }

    /// The mutant with `change` of each answer of this operation.
    pub(super) fn after(
        &self,
        mutant: Mutant,
        change: impl Fn(&InterceptedCall, &mut Reply) + Send + Sync + 'static,
    ) -> Mutant {
        let is_own = self.is_own();
        let after = move |call: &InterceptedCall, reply: &mut Reply| {
            if is_own(call) {
                change(call, reply);
            }
        };
        Mutant { after: Some(Arc::new(after)), ..mutant }
    }

    /// The mutant with `change` of each request to this operation.
    pub(super) fn before(
        &self,
        mutant: Mutant,
        change: impl Fn(&mut InterceptedCall) -> Option<Reply> + Send + Sync + 'static,
    ) -> Mutant {
        let is_own = self.is_own();
        let before =
            move |call: &mut InterceptedCall| if is_own(call) { change(call) } else { None };
        Mutant { before: Some(Arc::new(before)), ..mutant }
    }

    fn is_own(&self) -> impl Fn(&InterceptedCall) -> bool + Send + Sync + 'static {
        let (method, path) = (self.operation.method.clone(), self.operation.path.clone());
        move |call| call.method == method.as_str() && path_values(&path, call.path()).is_some()
    }
}
