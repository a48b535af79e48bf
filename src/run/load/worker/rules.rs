//! What a worker needs to know to take its next step, and who hears what it does beside its calls.

use std::time::Duration;

use crate::load::{FleetProfile, Schedule};

/// What a worker needs to know to take its next step.
pub(in crate::run::load) struct Rules<'a> {
    pub(in crate::run::load) profile: &'a FleetProfile,
    pub(in crate::run::load) schedule: &'a Schedule,
    /// Calls of entering that are left out, as what they would give is given.
    pub(in crate::run::load) skipped: &'a [bool],
}

/// Hears what a worker does beside its calls.
pub(in crate::run::load) trait Witness {
    /// No further beat is expected of the worker.
    fn left(&mut self);
    /// A call fell due and is not made, as the target asked to wait.
    fn held(&mut self, call: usize, due: Duration);
}
