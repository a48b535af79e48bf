//! What a run has judged: promises held against the checks on them, their requests and answers.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::model::{Check, Expectation, Outcome};
use crate::check::review::coverage::call::{Breach, CoveredCall, values};
use crate::check::review::coverage::regard::{Gap, Regard};
use crate::check::review::coverage::{Promise, Promises, Seen, Sign};
use crate::spec::{Pointer, StatusPattern};
use crate::wire::Exchange;

/// What came of a planned check: `None` where it did not run.
pub type Sighting<'r> = (&'r Check, Option<&'r Outcome>, &'r [Arc<Exchange>]);

impl Promises {
    /// What became of each promise, in the order of the list.
    ///
    /// A promise is judged where a check on it passed or failed: one that looks at what the promise
    /// says, on a request or an answer that shows it. A skip or a check without an answer judges
    /// nothing, whatever was sent for it.
    pub fn seen(&self, sightings: &[Sighting<'_>]) -> Vec<Seen> {
        let mut by_operation: BTreeMap<&str, Vec<&Sighting<'_>>> = BTreeMap::new();
        for sighting in sightings {
            by_operation.entry(&sighting.0.operation).or_default().push(sighting);
        }
        let mut seen = Vec::with_capacity(self.list.len());
        for promises in self.list.chunk_by(|one, next| one.operation == next.operation) {
            let Some(first) = promises.first() else { continue };
            let own = by_operation.get(first.operation.as_str()).map_or(&[][..], Vec::as_slice);
            let calls = CoveredCall::all(first, own);
            let excuse = calls.is_empty().then(|| excuse(own));
            let patterns: Vec<StatusPattern> = promises.iter().filter_map(pattern).collect();
            let view = View { calls: &calls, patterns: &patterns };
            seen.extend(promises.iter().map(|promise| match &excuse {
                Some(reason) => Seen::Never(reason.clone()),
                None => view.of(promise),
            }));
        }
        seen
    }
}

fn pattern(promise: &Promise) -> Option<StatusPattern> {
    match promise.sign {
        Sign::Answered(pattern) => Some(pattern),
        _ => None,
    }
}

/// Why no check calls an operation.
fn excuse(sightings: &[&Sighting<'_>]) -> String {
    let unplanned = sightings.iter().find_map(|(check, ..)| match &check.expectation {
        Expectation::Unplanned { reason } => Some(format!("it cannot be called: {reason}")),
        _ => check.withheld.clone(),
    });
    unplanned.unwrap_or_else(|| match sightings {
        [] => "no check of the operation was selected".to_owned(),
        _ => "no check that was selected calls the operation".to_owned(),
    })
}

/// How a check concerns a promise.
enum Bearing {
    /// Not at all.
    None,
    /// It decides it, once it is judged.
    Decides,
    /// It might, where its answer came and showed what the promise is about.
    Might,
}

/// What is known of one operation.
struct View<'v, 'r> {
    calls: &'v [CoveredCall<'r>],
    patterns: &'v [StatusPattern],
}

impl View<'_, '_> {
    fn of(&self, promise: &Promise) -> Seen {
        let breach = Breach::of_sign(&promise.sign);
        let mut gap = None;
        for call in self.calls {
            let is_shown = LazyCell::new(|| call.shows(&promise.sign, breach.as_ref()));
            for (check, outcome) in &call.asked {
                let regard = Regard::of(&check.expectation);
                let bearing = match &promise.sign {
                    Sign::Answered(pattern) => self.bearing_on_status(*pattern, call, regard),
                    Sign::Held(pattern, pointer) => {
                        self.bearing_on_member(*pattern, pointer, call, regard)
                    }
                    sign if regard.decides_request(sign) && *is_shown => Bearing::Decides,
                    _ => Bearing::None,
                };
                match (bearing, Gap::of(*outcome)) {
                    (Bearing::Decides, None) => {
                        return match promise.sign {
                            Sign::Answered(_) | Sign::Held(..) => Seen::Observed(check.id.clone()),
                            _ => Seen::Exercised(check.id.clone()),
                        };
                    }
                    (Bearing::Decides, Some(missing)) => gap = gap.max(Some(missing)),
                    // What a skipped check might have shown was not shown.
                    (Bearing::Might, Some(missing)) if !matches!(missing, Gap::Skipped(_)) => {
                        gap = gap.max(Some(missing));
                    }
                    (Bearing::None | Bearing::Might, _) => {}
                }
            }
        }
        match gap {
            Some(gap) => Seen::Unjudged { is_open: gap.is_open(), reason: gap.reason() },
            None => Seen::Never(unseen(&promise.sign).to_owned()),
        }
    }

    fn bearing_on_member(
        &self,
        pattern: StatusPattern,
        pointer: &Pointer,
        call: &CoveredCall<'_>,
        regard: Regard<'_>,
    ) -> Bearing {
        if regard.is_of_member(pattern, pointer) {
            return Bearing::Decides;
        }
        if !regard.reads_member(pattern, pointer) {
            return Bearing::None;
        }
        let content = call.content().filter(|_| self.covers(pattern, call));
        let is_held = content.is_some_and(|content| !values(content, pointer).is_empty());
        if is_held { Bearing::Decides } else { Bearing::Might }
    }

    fn bearing_on_status(
        &self,
        pattern: StatusPattern,
        call: &CoveredCall<'_>,
        regard: Regard<'_>,
    ) -> Bearing {
        match call.response {
            Some(response) => {
                let is_looked_at = if response.is_success() {
                    regard.is_of_success()
                } else {
                    regard.is_of_refusal()
                };
                let is_shown = is_looked_at && self.covers(pattern, call);
                if is_shown { Bearing::Decides } else { Bearing::None }
            }
            None if regard.is_of_success() && !pattern.may_refuse() => Bearing::Might,
            None if regard.is_of_refusal() && pattern.may_refuse() => Bearing::Might,
            None => Bearing::None,
        }
    }

    /// True where the answer is the one that `pattern` declares: the exact code goes before its
    /// class, and that before `default`.
    fn covers(&self, pattern: StatusPattern, call: &CoveredCall<'_>) -> bool {
        let Some(response) = call.response else { return false };
        let status = response.status;
        let binding = [
            StatusPattern::Code(status),
            StatusPattern::Class(status / 100),
            StatusPattern::Default,
        ];
        binding.into_iter().find(|known| self.patterns.contains(known)) == Some(pattern)
    }
}

/// Why no check concerns a promise of this sign.
fn unseen(sign: &Sign) -> &'static str {
    match sign {
        Sign::Answered(_) => "no answer that was judged had this status",
        Sign::Held(..) => "no answer that was judged held it",
        Sign::Sent(_) => "no check on a valid request held it",
        Sign::LeftOut(..) => "no check on it left it out",
        Sign::Broken(..) => "no check on a refusal broke it",
        Sign::Anonymous => "no check called without the caller's credential",
        Sign::Never(why) => why,
    }
}
