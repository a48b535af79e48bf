//! What the documents say of a random request: valid, invalid, or nothing that binds.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::check::cases::fuzz::edit::Touched;
use crate::check::request::operation_under_test::OperationUnderTest;

/// Whether a request obeys the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum ValidityJudge {
    /// The schema accepts it, and the target alone knows nothing that speaks against it.
    Valid,
    /// The schema refuses it, for what no framework fixes by itself.
    Invalid,
    /// Neither: a parameter or an id was changed, or what is wrong is often let pass.
    Unclear,
}

pub(super) fn of(
    under_test: &OperationUnderTest<'_>,
    body: Option<&Value>,
    touched: Touched,
) -> ValidityJudge {
    let (Some(body), Some(validator)) = (body, under_test.validator()) else {
        return ValidityJudge::Unclear;
    };
    let mut errors = validator.iter_errors(body).peekable();
    if errors.peek().is_none() {
        return if touched.beyond_schema { ValidityJudge::Unclear } else { ValidityJudge::Valid };
    }
    if errors.any(|error| is_plain(&error)) {
        ValidityJudge::Invalid
    } else {
        ValidityJudge::Unclear
    }
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
