//! What the documents say of a random request: valid, invalid, or nothing that binds.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::edit::Touched;
use crate::check::subject::Subject;

/// Whether a request obeys the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Validity {
    /// The schema accepts it, and the target alone knows nothing that speaks against it.
    Valid,
    /// The schema refuses it, for what no framework mends by itself.
    Invalid,
    /// Neither: a parameter or an id was changed, or what is wrong is often let pass.
    Unclear,
}

pub(super) fn of(subject: &Subject<'_>, body: Option<&Value>, touched: Touched) -> Validity {
    let (Some(body), Some(validator)) = (body, subject.validator()) else {
        return Validity::Unclear;
    };
    let mut errors = validator.iter_errors(body).peekable();
    if errors.peek().is_none() {
        return if touched.beyond_schema { Validity::Unclear } else { Validity::Valid };
    }
    if errors.any(|error| is_plain(&error)) { Validity::Invalid } else { Validity::Unclear }
}

/// True where what is wrong is wrong in every reading: formats are annotations in 2020-12, and one
/// scalar is turned into another by many frameworks (rules of their own ask for both).
fn is_plain(error: &ValidationError<'_>) -> bool {
    let is_scalar = !matches!(**error.instance(), Value::Null | Value::Array(_) | Value::Object(_));
    match error.kind() {
        ValidationErrorKind::Format { .. } => false,
        ValidationErrorKind::Type { .. }
        | ValidationErrorKind::AnyOf { .. }
        | ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::OneOfMultipleValid { .. } => !is_scalar,
        _ => true,
    }
}
