//! Mutants that follow from the documents by rote: every promise broken once, at every place.

mod access;
mod constraints;
mod edit;
mod headers;
mod members;
mod methods;
mod parameters;
mod refusals;
mod responses;
mod variations;

use std::sync::Arc;

use super::call::{Call, Reply};
use super::ground::Ground;
use super::mutant::{Expected, Mutant};
use super::route::path_values;
use crate::spec::{Api, Operation};

/// Every mutant that follows from the documents of a ground; the same ones, in the same order, for
/// the same documents.
pub(super) fn mutants(ground: Ground) -> Vec<Mutant> {
    let Ok(api) = ground.api() else { return Vec::new() };
    let mut mutants = Vec::new();
    for operation in api.operations() {
        let site = Site { ground, api, operation };
        responses::add(&site, &mut mutants);
        headers::add(&site, &mut mutants);
        refusals::add(&site, &mut mutants);
        members::add(&site, &mut mutants);
        constraints::add(&site, &mut mutants);
        variations::add(&site, &mut mutants);
        parameters::add(&site, &mut mutants);
        methods::add(&site, &mut mutants);
        access::add(&site, &mut mutants);
    }
    mutants
}

/// What becomes of an answer.
type Turn = fn(&mut Reply);

/// The operation that mutants are made of.
struct Site<'a> {
    ground: Ground,
    api: &'a Arc<Api>,
    operation: &'a Operation,
}

impl Site<'_> {
    /// A mutant of this operation that changes nothing yet: `mech:KIND@OPERATION#PLACE`.
    fn mutant(&self, kind: &str, place: &str, story: String) -> Mutant {
        let name = &self.operation.name;
        Mutant {
            id: format!("mech:{kind}@{name}#{place}").into(),
            story: story.into(),
            expected: Expected::Killed,
            operation: Some(name.clone()),
            ..Mutant::healthy(self.ground)
        }
    }

    /// The mutant with `change` of each answer of this operation.
    fn after(
        &self,
        mutant: Mutant,
        change: impl Fn(&Call, &mut Reply) + Send + Sync + 'static,
    ) -> Mutant {
        let is_own = self.is_own();
        let after = move |call: &Call, reply: &mut Reply| {
            if is_own(call) {
                change(call, reply);
            }
        };
        Mutant { after: Some(Arc::new(after)), ..mutant }
    }

    /// The mutant with `change` of each request to this operation.
    fn before(
        &self,
        mutant: Mutant,
        change: impl Fn(&mut Call) -> Option<Reply> + Send + Sync + 'static,
    ) -> Mutant {
        let is_own = self.is_own();
        let before = move |call: &mut Call| if is_own(call) { change(call) } else { None };
        Mutant { before: Some(Arc::new(before)), ..mutant }
    }

    fn is_own(&self) -> impl Fn(&Call) -> bool + Send + Sync + 'static {
        let (method, path) = (self.operation.method.clone(), self.operation.path.clone());
        move |call| call.method == method.as_str() && path_values(&path, call.path()).is_some()
    }
}
