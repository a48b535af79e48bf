//! Calls whose credential is not what the operation asks for.

use super::fault::Fault;
use super::refusal::refusals;
use super::rule::Draft;
use super::subject::Subject;
use super::{Credential, Expectation, Step};
use crate::spec::{SecurityKind, SecurityScheme};

/// A token that nobody issued.
const FOREIGN_TOKEN: &str = "cp-harness-foreign-token";

/// 401 or 403.
pub(super) const UNAUTHORIZED: Expectation = Expectation::Unauthorized { tolerated: Vec::new() };

/// A case and the request for it.
pub(super) type Case = (&'static str, Step);

/// One check for each case, located at the security scheme.
pub(super) fn drafts(
    subject: &Subject<'_>,
    cases: Vec<Case>,
    expectation: &Expectation,
) -> Vec<Draft> {
    let Some(scheme) = scheme(subject) else {
        return Vec::new();
    };
    cases
        .into_iter()
        .map(|(case, step)| Draft::new(case, &scheme.location, step, expectation.clone()))
        .collect()
}

/// The scheme whose credential is tried: the first of the first alternative, where no alternative
/// lets anonymous callers in and each is of a kind the harness can place.
fn scheme<'a>(subject: &Subject<'a>) -> Option<&'a SecurityScheme> {
    let alternatives = &subject.operation.security;
    if alternatives.iter().any(Vec::is_empty) {
        return None;
    }
    let scheme = alternatives.first()?.first()?;
    (!matches!(scheme.kind, SecurityKind::Unsupported { .. })).then_some(scheme)
}

fn with(subject: &Subject<'_>, credential: Credential) -> Step {
    Step { credential, ..subject.minimal() }
}

fn authorization(subject: &Subject<'_>, value: &str) -> Step {
    with(subject, Credential::Authorization(value.to_owned()))
}

/// The word before the token in the `Authorization` header, where the scheme uses that header with
/// a bearer token.
fn is_bearer(subject: &Subject<'_>) -> bool {
    scheme(subject).is_some_and(|scheme| {
        matches!(scheme.kind, SecurityKind::Bearer { .. } | SecurityKind::Delegated)
    })
}

/// A valid request but for its credential, which is missing.
pub(super) fn anonymous(subject: &Subject<'_>) -> Step {
    with(subject, Credential::None)
}

/// No credential.
pub(super) fn missing(subject: &Subject<'_>) -> Vec<Case> {
    vec![("none", anonymous(subject))]
}

/// The `Authorization` header in forms RFC 6750 §2.1 does not allow.
pub(super) fn malformed(subject: &Subject<'_>) -> Vec<Case> {
    if !is_bearer(subject) {
        return Vec::new();
    }
    vec![
        ("no_token", authorization(subject, "Bearer")),
        ("no_scheme", authorization(subject, "{token}")),
        ("two_tokens", authorization(subject, "Bearer {token} {token}")),
    ]
}

/// The caller's own token under another scheme.
pub(super) fn other_scheme(subject: &Subject<'_>) -> Vec<Case> {
    if !is_bearer(subject) {
        return Vec::new();
    }
    vec![("basic", authorization(subject, "Basic {token}"))]
}

/// A token nobody issued, and the caller's own with one character more, with one less, and in the
/// other case.
pub(super) fn wrong(subject: &Subject<'_>) -> Vec<Case> {
    let mut cases = vec![("foreign", with(subject, Credential::Wrong(FOREIGN_TOKEN.to_owned())))];
    if is_bearer(subject) {
        cases.push(("longer", authorization(subject, "Bearer {token}x")));
        cases.push(("shorter", authorization(subject, "Bearer {token-1}")));
        cases.push(("other_case", authorization(subject, "Bearer {TOKEN}")));
    }
    cases
}

/// No credential, and content the schema refuses. Content that is no JSON at all is not used:
/// parsing it may rightly come first.
pub(super) fn before_content(subject: &Subject<'_>) -> Vec<Case> {
    let told = [Fault::MissingMember, Fault::WrongType];
    let refusal = refusals(subject).iter().find(|refusal| told.contains(&refusal.fault));
    let step = refusal.map(|r| Step { credential: Credential::None, ..r.step.clone() });
    step.map(|step| ("invalid_content", step)).into_iter().collect()
}

/// Calls that are refused in different places of a typical server.
pub(super) fn refused(subject: &Subject<'_>) -> Vec<Case> {
    missing(subject).into_iter().chain(wrong(subject).into_iter().take(1)).collect()
}

/// The scheme's name in other cases.
pub(super) fn other_case(subject: &Subject<'_>) -> Vec<Case> {
    if !is_bearer(subject) {
        return Vec::new();
    }
    vec![
        ("lower", authorization(subject, "bearer {token}")),
        ("upper", authorization(subject, "BEARER {token}")),
    ]
}
