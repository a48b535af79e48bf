//! Calls with JSON Web Tokens that their issuer never gave out.

use crate::check::cases::auth::{Case, UNAUTHORIZED, altered, drafts, is_bearer, stranger};
use crate::check::model::{Alteration, ComparisonExpectation, Draft, Forgery};
use crate::check::request::operation_under_test::OperationUnderTest;

/// The checks that forged tokens are refused, where a token of nobody's is.
pub(in crate::check) fn refused(
    under_test: &OperationUnderTest<'_>,
    cases: Vec<Case<'_>>,
) -> Vec<Draft> {
    let Some(stranger) = stranger(under_test) else {
        return Vec::new();
    };
    let drafts = drafts(cases, &UNAUTHORIZED).into_iter();
    drafts.map(|draft| draft.varying(stranger.clone())).collect()
}

/// Tokens without a signature.
pub(in crate::check) fn unsigned<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    let unsigned = |alg: &str| Forgery::Unsigned(alg.to_owned());
    forged(under_test, &[("none", unsigned("none")), ("mixed_case", unsigned("nOnE"))])
}

/// Tokens whose signature is not the issuer's.
pub(in crate::check) fn unverified<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    let cases = [
        ("stripped", Forgery::Stripped),
        ("broken", Forgery::Broken),
        ("longer", Forgery::Longer),
        ("tampered", Forgery::Tampered),
        ("foreign_key", Forgery::ForeignKey),
        ("empty_key", Forgery::EmptyKey),
    ];
    forged(under_test, &cases)
}

/// The checks that a token which is not valid now is refused, where the same one is accepted but
/// for its times.
pub(in crate::check) fn untimely(
    under_test: &OperationUnderTest<'_>,
    forgery: &Forgery,
) -> Vec<Draft> {
    let Some(stranger) = stranger(under_test) else {
        return Vec::new();
    };
    let fresh = forged(under_test, &[("forged", Forgery::Fresh)]);
    let untimely = forged(under_test, &[("forged", forgery.clone())]);
    let pairs = fresh.into_iter().zip(untimely);
    pairs
        .map(|((_, _, fresh), (case, scheme, step))| {
            let expectation = ComparisonExpectation::UnauthorizedUnlikeFirst;
            let draft = Draft::new(case, &scheme.location, step, expectation);
            draft.varying(stranger.clone()).varying(fresh)
        })
        .collect()
}

fn forged<'a>(
    under_test: &OperationUnderTest<'a>,
    cases: &[(&'static str, Forgery)],
) -> Vec<Case<'a>> {
    altered(under_test, |scheme| {
        let cases = cases.iter().filter(|_| is_bearer(scheme));
        cases.map(|(case, forgery)| (*case, Alteration::Forged(forgery.clone()))).collect()
    })
}
