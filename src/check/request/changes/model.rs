//! What a run may change, as it is known from the documents and from the user's leave.

use std::collections::{BTreeMap, BTreeSet};

use super::effect::Effect;
use super::identifiers::Takes;
use super::origin::Origin;
use crate::check::conventions::law::DocumentedUse;

/// What a run may change, by its documents and by the user's leave.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The names that the user gave to `--allow-changes`.
    pub(super) allowed: BTreeSet<String>,
    pub(super) operations: BTreeMap<String, Known>,
    /// Where the values of bindings come from; none for those that are lent.
    pub(super) origins: BTreeMap<String, Origin>,
    pub(super) uses: Vec<DocumentedUse>,
}

/// What is known of an operation.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) operation_id: Option<String>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) effect: Effect,
    /// See [`effect::is_action`].
    pub(super) is_action: bool,
    pub(super) takes: Takes,
}

/// Returns `true` for the methods that ask for no change (RFC 9110 §9.2.1).
pub(in crate::check) fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}
