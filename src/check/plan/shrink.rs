//! Looking for the smallest random request that still fails.

use std::sync::Arc;

use crate::check::cases::fuzz::{FuzzCandidate, Scripts, ValidityJudge, candidate};
use crate::check::model::Check;
use crate::check::plan::planned::Plan;
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::spec::Api;

/// Steps of the search at most, requests sent or not.
const STEPS: usize = 400;

/// The search for a smaller request than that of a failed check.
///
/// The steps taken so far are all that is kept: the request follows from them.
pub struct Shrink<'a> {
    under_test: OperationUnderTest<'a>,
    check: Arc<Check>,
    steps: Vec<bool>,
    /// The class of requests that the check says something about.
    concerns: ValidityJudge,
}

impl<'a> Shrink<'a> {
    /// The search for `check`, where it came of a random search.
    pub fn of(api: &'a Api, plan: &'a Plan, check: &Arc<Check>) -> Option<Self> {
        let origin = check.fuzz?;
        let under_test =
            OperationUnderTest::new(api, api.operation(&check.operation)?, &plan.resolved).ok()?;
        let script = Scripts::of(&under_test)?.script(origin, &[])?;
        let concerns = candidate(&under_test, &script)?.validity;
        Some(Self { under_test, check: Arc::clone(check), steps: Vec::new(), concerns })
    }

    /// The next smaller check to try, given whether the last one failed as the first did; `None` when
    /// there is none left.
    pub fn next(&mut self, failed: bool) -> Option<Arc<Check>> {
        let origin = self.check.fuzz?;
        let mut failed = failed;
        let scripts = Scripts::of(&self.under_test)?;
        while self.steps.len() < STEPS {
            self.steps.push(failed);
            let script = scripts.script(origin, &self.steps)?;
            match candidate(&self.under_test, &script) {
                Some(FuzzCandidate { step, validity }) if validity == self.concerns => {
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
