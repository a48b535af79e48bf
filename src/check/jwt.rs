//! Calls with JSON Web Tokens that their issuer never gave out.

use super::Expectation;
use super::auth::{Case, UNAUTHORIZED, altered, drafts, is_bearer, stranger};
use super::credential::{Alteration, Forgery};
use super::rule::Draft;
use super::subject::Subject;

/// The checks that forged tokens are refused, where a token of nobody's is.
pub(super) fn refused(subject: &Subject<'_>, cases: Vec<Case<'_>>) -> Vec<Draft> {
    let Some(stranger) = stranger(subject) else {
        return Vec::new();
    };
    let drafts = drafts(cases, &UNAUTHORIZED).into_iter();
    drafts.map(|draft| draft.varying(stranger.clone())).collect()
}

/// Tokens without a signature.
pub(super) fn unsigned<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    let unsigned = |alg: &str| Forgery::Unsigned(alg.to_owned());
    forged(subject, &[("none", unsigned("none")), ("mixed_case", unsigned("nOnE"))])
}

/// Tokens whose signature is not the issuer's.
pub(super) fn unverified<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    let cases = [
        ("stripped", Forgery::Stripped),
        ("broken", Forgery::Broken),
        ("longer", Forgery::Longer),
        ("tampered", Forgery::Tampered),
        ("foreign_key", Forgery::ForeignKey),
        ("empty_key", Forgery::EmptyKey),
    ];
    forged(subject, &cases)
}

/// The checks that a token which is not valid now is refused, where the same one is accepted but
/// for its times.
pub(super) fn untimely(subject: &Subject<'_>, forgery: &Forgery) -> Vec<Draft> {
    let Some(stranger) = stranger(subject) else {
        return Vec::new();
    };
    let fresh = forged(subject, &[("forged", Forgery::Fresh)]);
    let untimely = forged(subject, &[("forged", forgery.clone())]);
    let pairs = fresh.into_iter().zip(untimely);
    pairs
        .map(|((_, _, fresh), (case, scheme, step))| {
            let expectation = Expectation::UnauthorizedUnlikeFirst;
            let draft = Draft::new(case, &scheme.location, step, expectation);
            draft.varying(stranger.clone()).varying(fresh)
        })
        .collect()
}

fn forged<'a>(subject: &Subject<'a>, cases: &[(&'static str, Forgery)]) -> Vec<Case<'a>> {
    altered(subject, |scheme| {
        let cases = cases.iter().filter(|_| is_bearer(scheme));
        cases.map(|(case, forgery)| (*case, Alteration::Forged(forgery.clone()))).collect()
    })
}
