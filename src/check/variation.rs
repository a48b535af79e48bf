//! Valid requests that differ from the plain ones in one place: their answers keep the same promises.

use std::sync::Arc;

use super::hostile::hostile;
use super::rules::{
    accepts_alternative, accepts_boundary, accepts_charset, accepts_format, accepts_listed_value,
    accepts_media_type, accepts_null, accepts_without_optional, optional_body,
};
use super::subject::Subject;
use super::{Rule, Step};

/// A valid request beside the plain ones: what is wrong with their answers is told of them.
pub(super) struct Variation {
    /// What tells it from the others: the rule that sends it, and its case there.
    pub(super) case: String,
    /// The request.
    pub(super) step: Arc<Step>,
}

/// Every other request that may succeed, built once for a subject: an answer may be wrong for one
/// value alone. Rules send them to see whether they are accepted, so that their answers cost no
/// further request.
pub(super) fn variations<'s>(subject: &'s Subject<'_>) -> &'s [Variation] {
    subject.variations.get_or_init(|| build(subject))
}

/// The plain requests that each of them varies.
pub(super) fn plain(subject: &Subject<'_>) -> Vec<Arc<Step>> {
    subject.successful().into_iter().map(|(_, step)| step).collect()
}

fn build(subject: &Subject<'_>) -> Vec<Variation> {
    let rules: [&Rule; 9] = [
        &accepts_without_optional::RULE,
        &accepts_null::RULE,
        &accepts_charset::RULE,
        &accepts_media_type::RULE,
        &accepts_boundary::RULE,
        &accepts_format::RULE,
        &accepts_listed_value::RULE,
        &accepts_alternative::RULE,
        &optional_body::RULE,
    ];
    let drafts = rules.into_iter().flat_map(|rule| {
        let drafts = (rule.plan)(subject).into_iter();
        drafts.filter_map(|mut draft| {
            Some((format!("{}:{}", rule.id, draft.case), draft.steps.pop()?))
        })
    });
    let small = hostile(subject).iter().filter(|case| case.is_small() && !case.is_unpredictable());
    let hostile = small.map(|case| (format!("hostile:{}", case.name), case.step.clone()));
    let plain = plain(subject);
    let varied = drafts.chain(hostile).filter(|(_, step)| !plain.contains(step));
    varied.map(|(case, step)| Variation { case, step }).collect()
}
