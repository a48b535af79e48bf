//! The plan held against what a run may change: what is sent otherwise, and what is not sent.

use std::sync::Arc;

use super::planned::Plan;
use crate::check::request::changes::is_safe;
use crate::spec::Api;

impl Plan {
    /// Holds every check against what the run may change: where the answer does not hang on what a
    /// request names, it names something that nobody has; what may not be sent is withheld.
    pub(in crate::check) fn withhold(&mut self, api: &Api) {
        for check in &mut self.checks {
            if check.steps.iter().all(|step| is_safe(&step.method)) {
                continue;
            }
            let (steps, withheld) = self.changes.settled(api, check, &self.bindings);
            if withheld.is_some() || steps.iter().zip(&check.steps).any(|(a, b)| !Arc::ptr_eq(a, b))
            {
                let check = Arc::make_mut(check);
                check.steps = steps;
                check.withheld = withheld;
            }
        }
    }
}
