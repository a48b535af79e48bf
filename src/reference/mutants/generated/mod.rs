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
mod site;
mod variations;

use self::site::Site;
use super::mutant::Mutant;
use crate::reference::fixtures::FixtureApi;

/// Every mutant that follows from the documents of a fixture; the same ones, in the same order, for
/// the same documents.
pub(super) fn mutants(fixture: FixtureApi) -> Vec<Mutant> {
    let Ok(api) = fixture.api() else { return Vec::new() };
    let mut mutants = Vec::new();
    for operation in api.operations() {
        let site = Site { fixture, api, operation };
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
