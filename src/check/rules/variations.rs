//! The requests by which the rules on acceptance vary the plain ones, for the rules on answers.

use crate::check::cases::shared::Cases;
use crate::check::cases::variation::{Variation, VariationKind};
use crate::check::rules::accepts::VARIATIONS;

/// Every other request that may succeed: an answer may be wrong for one value alone. Rules send them to
/// see whether they are accepted, so that their answers cost no further request.
pub(in crate::check) fn variations<'s>(under_test: &'s Cases<'_>) -> &'s [Variation] {
    under_test.variations(build)
}

fn build(under_test: &Cases<'_>) -> Vec<Variation> {
    let drafts = VARIATIONS.iter().flat_map(|rule| {
        let drafts = (rule.plan)(under_test).into_iter();
        drafts.filter_map(|mut draft| {
            let case = format!("{}:{}", rule.id, draft.case);
            Some((case, draft.steps.pop()?, VariationKind::Accepted))
        })
    });
    let small = under_test.robustness().iter();
    let small = small.filter(|case| !case.kind.is_large() && !case.kind.is_unpredictable());
    let robustness = small.map(|case| {
        (format!("hostile:{}", case.name()), case.step.clone(), VariationKind::Robustness)
    });
    let plain = under_test.plain();
    let varied = drafts.chain(robustness).filter(|(_, step, _)| !plain.contains(step));
    varied.map(|(case, step, kind)| Variation { case, step, kind }).collect()
}
