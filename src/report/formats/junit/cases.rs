//! Test cases and their status.

use std::time::Duration;

use chrono::DateTime;
use quick_junit::{NonSuccessKind, Property, TestCaseStatus};

pub(super) use super::super::super::shared::visible;

/// Suites of a run that began then (RFC 3339) and took so long.
pub(super) fn begun(name: String, at: Option<&str>, elapsed_ms: f64) -> quick_junit::Report {
    let mut junit = quick_junit::Report::new(name);
    junit.set_time(seconds(elapsed_ms));
    if let Some(at) = at.and_then(|at| DateTime::parse_from_rfc3339(at).ok()) {
        junit.set_timestamp(at);
    }
    junit
}

/// Names with their values.
pub(super) fn properties<'p>(
    pairs: impl IntoIterator<Item = (&'static str, &'p str)>,
) -> impl Iterator<Item = Property> {
    pairs.into_iter().map(|(name, value)| Property::new(name, visible(value)))
}

/// A case that failed, for a reason of this kind.
pub(super) fn failure(kind: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(kind);
    status
}

/// A case that says nothing, for a reason of this kind.
pub(super) fn skipped(kind: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_type(kind);
    status
}

/// A case that has no answer, for a reason of this kind.
pub(super) fn error(kind: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(kind);
    status
}

/// A duration; none where the figure is none.
pub(super) fn seconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default()
}
