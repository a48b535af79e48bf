//! Test cases and their status.

use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCaseStatus};

use super::super::super::shared::is_hidden;

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

/// A text with the characters that XML 1.0 does not allow, and those that hide, escaped.
pub(super) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => visible.push(character),
            '\u{fffe}' | '\u{ffff}' => visible.extend(character.escape_unicode()),
            hidden if is_hidden(hidden) => visible.extend(hidden.escape_unicode()),
            other => visible.push(other),
        }
    }
    visible
}

/// A duration; none where the figure is none.
pub(super) fn seconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default()
}
