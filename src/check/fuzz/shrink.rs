//! Looking for the smallest random request that still fails.

use std::sync::Arc;

use super::strategy::Scripts;
use super::{Candidate, candidate};
use crate::check::{Check, Plan, Subject};
use crate::spec::Api;

/// Steps of the search at most, requests sent or not.
const STEPS: usize = 400;

/// The search for a smaller request than that of a failed check.
///
/// The steps taken so far are all that is kept: the request follows from them.
pub struct Shrink<'a> {
    subject: Subject<'a>,
    check: Arc<Check>,
    steps: Vec<bool>,
    /// The class of requests that the check says something about.
    concerns: super::Validity,
}

impl<'a> Shrink<'a> {
    /// The search for `check`, where it came of a random search.
    pub fn of(api: &'a Api, plan: &'a Plan, check: &Arc<Check>) -> Option<Self> {
        let origin = check.fuzz?;
        let subject = Subject::new(api, api.operation(&check.operation)?, &plan.resolved).ok()?;
        let script = Scripts::of(&subject)?.script(origin, &[])?;
        let concerns = candidate(&subject, &script)?.validity;
        Some(Self { subject, check: Arc::clone(check), steps: Vec::new(), concerns })
    }

    /// The next smaller check to try, told whether the last one failed as the first did; `None` when
    /// there is none left.
    pub fn next(&mut self, failed: bool) -> Option<Arc<Check>> {
        let origin = self.check.fuzz?;
        let mut failed = failed;
        let scripts = Scripts::of(&self.subject)?;
        while self.steps.len() < STEPS {
            self.steps.push(failed);
            let script = scripts.script(origin, &self.steps)?;
            match candidate(&self.subject, &script) {
                Some(Candidate { step, validity }) if validity == self.concerns => {
                    let mut check = Check::clone(&self.check);
                    if let Some(last) = check.steps.last_mut() {
                        *last = Arc::new(step);
                    }
                    return Some(Arc::new(check));
                }
                // Not a request that the check is about: as good as one that passes.
                _ => failed = false,
            }
        }
        None
    }
}
