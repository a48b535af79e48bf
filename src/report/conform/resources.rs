//! The graph of resources, as a report holds it.

use super::model::{OriginKind, ResourceRecord};
use crate::check::{Plan, ResourceOrigin, ResourceUse};
use crate::report::shared::Redactor;

/// What each operation of a plan takes from elsewhere, secrets redacted.
pub(super) fn resources(plan: Option<&Plan>, redactor: &Redactor) -> Vec<ResourceRecord> {
    let uses = plan.map(Plan::resources).unwrap_or_default();
    let records = uses.into_iter().map(|ResourceUse { operation, name, origin }| {
        let (origin, producer, pointer, reason) = match origin {
            ResourceOrigin::Produced { producer, pointer, reason } => {
                (OriginKind::Produced, Some(producer), Some(pointer), reason)
            }
            ResourceOrigin::Given => (OriginKind::Given, None, None, String::new()),
            ResourceOrigin::Unavailable { reason } => {
                (OriginKind::Unavailable, None, None, redactor.text(&reason))
            }
        };
        ResourceRecord { operation, name, origin, producer, pointer, reason }
    });
    records.collect()
}
