//! Valid requests that differ from the plain ones in one place: their answers keep the same promises.

use std::sync::Arc;

use crate::check::model::RequestTemplate;

/// A valid request beside the plain ones: what is wrong with their answers is reported for them.
pub(in crate::check) struct Variation {
    /// What distinguishes it from the others: the rule that sends it, and its case there.
    pub(in crate::check) case: String,
    /// The request.
    pub(in crate::check) step: Arc<RequestTemplate>,
    /// What it is sent for.
    pub(in crate::check) kind: VariationKind,
}

/// What a variation is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum VariationKind {
    /// A rule that asks whether it is accepted.
    Accepted,
    /// Input that no caller sends on purpose. Such requests are many.
    Robustness,
}
