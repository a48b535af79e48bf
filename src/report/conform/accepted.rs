//! What a target answered where it should have refused: the status alone does not show what it made of
//! the request.

use super::model::{BodyEncoding, CheckRecord, Report};
use crate::report::shared::beginning;

/// The longest beginning of an answer that is shown, in characters.
const CHARACTERS: usize = 160;

/// An answer of which `actual` has so many characters is in it already.
const KNOWN_BY: usize = 16;

/// The beginning of the answer that `actual` names by its status alone, where that is a success with
/// text for content.
pub(in crate::report) fn accepted(
    report: &Report,
    check: &CheckRecord,
    actual: &str,
) -> Option<String> {
    // Of several answers, none is surely the one that is meant.
    let [only] = check.exchanges.as_slice() else { return None };
    let exchange = report.exchanges.get(*only)?;
    let response = exchange.response.as_ref()?;
    let content = response.body.content.trim();
    let names_status = actual.contains(&response.status.to_string());
    let is_text = response.body.encoding == BodyEncoding::Text && !content.is_empty();
    let start: String = content.chars().take(KNOWN_BY).collect();
    let is_new = !actual.contains(&start);
    let is_success = (200..300).contains(&response.status);
    (is_success && names_status && is_text && is_new).then(|| beginning(CHARACTERS, content))
}
