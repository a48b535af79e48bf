//! Calls whose credential is not what the operation asks for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::credential::{Alteration, Altered, Credential};
use super::fault::Fault;
use super::refusal::refusals;
use super::rule::Draft;
use super::subject::Subject;
use super::{Expectation, Step};
use crate::spec::{ParameterPlace, SecurityKind, SecurityRequirement, SecurityScheme};

/// A token that nobody issued.
const FOREIGN_TOKEN: &str = "cp-harness-foreign-token";

/// A user and a password that nobody issued.
const FOREIGN_USER: &str = "cp-harness-foreign-user:cp-harness-foreign-password";

/// 401 or 403.
pub(super) const UNAUTHORIZED: Expectation = Expectation::Unauthorized { tolerated: Vec::new() };

/// A case, the scheme it is about, and the request for it.
pub(super) type Case<'a> = (String, &'a SecurityScheme, Step);

/// One check for each case, located at the security scheme.
pub(super) fn drafts(cases: Vec<Case<'_>>, expectation: &Expectation) -> Vec<Draft> {
    cases
        .into_iter()
        .map(|(case, scheme, step)| Draft::new(case, &scheme.location, step, expectation.clone()))
        .collect()
}

/// A scheme of one alternative, whose credential can be altered.
#[derive(Clone, Copy)]
pub(super) struct Lock<'a> {
    alternatives: &'a [SecurityRequirement],
    index: usize,
    /// The scheme.
    pub(super) scheme: &'a SecurityScheme,
}

impl Lock<'_> {
    /// The case's name: where there is a choice of schemes, with the scheme it is about.
    fn case(&self, case: &str) -> String {
        let own = &self.alternatives[self.index];
        if self.alternatives.len() == 1 && own.len() == 1 {
            return case.to_owned();
        }
        let names: Vec<&str> = own.iter().map(|scheme| scheme.name.as_str()).collect();
        let scheme = &self.scheme.name;
        match names.as_slice() {
            [_] => format!("{scheme}:{case}"),
            _ => format!("{}:{scheme}:{case}", names.join("+")),
        }
    }

    /// True where the rest of the alternative opens by itself, as another alternative.
    fn opens_without(&self) -> bool {
        let own = &self.alternatives[self.index];
        let rest = |scheme: &SecurityScheme| {
            scheme.name != self.scheme.name && own.iter().any(|other| other.name == scheme.name)
        };
        self.alternatives.iter().any(|alternative| alternative.iter().all(rest))
    }

    fn is_combined(&self) -> bool {
        self.alternatives[self.index].len() > 1
    }

    fn credential(&self, by: Alteration) -> Credential {
        let (alternative, scheme) = (self.index, self.scheme.name.clone());
        Credential::Altered(Altered { alternative, scheme, by })
    }
}

/// Every scheme that keeps strangers out: none where an alternative lets anonymous callers in, and
/// none that the harness cannot place.
pub(super) fn locks<'a>(subject: &Subject<'a>) -> Vec<Lock<'a>> {
    let alternatives = subject.operation.security.as_slice();
    if alternatives.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let places = alternatives.iter().enumerate().flat_map(|(index, alternative)| {
        alternative.iter().map(move |scheme| Lock { alternatives, index, scheme })
    });
    let placed = |lock: &Lock<'_>| !matches!(lock.scheme.kind, SecurityKind::Unsupported { .. });
    places.filter(placed).filter(|lock| !lock.opens_without()).collect()
}

/// True where the scheme is a bearer token in the `Authorization` header.
pub(super) fn is_bearer(scheme: &SecurityScheme) -> bool {
    matches!(scheme.kind, SecurityKind::Bearer { .. } | SecurityKind::Delegated)
}

fn with(subject: &Subject<'_>, credential: Credential) -> Step {
    Step { credential, ..subject.minimal() }
}

/// The cases that `alterations` finds for every scheme.
pub(super) fn altered<'a>(
    subject: &Subject<'a>,
    alterations: impl Fn(&SecurityScheme) -> Vec<(&'static str, Alteration)>,
) -> Vec<Case<'a>> {
    let cases = locks(subject).into_iter().flat_map(|lock| {
        let cases = alterations(lock.scheme).into_iter();
        cases.map(move |(case, by)| (lock.case(case), lock.scheme, lock.credential(by)))
    });
    cases.map(|(case, scheme, credential)| (case, scheme, with(subject, credential))).collect()
}

fn texts(cases: &[(&'static str, &str)]) -> Vec<(&'static str, Alteration)> {
    let text = |(case, text): &(&'static str, &str)| (*case, Alteration::Text((*text).to_owned()));
    cases.iter().map(text).collect()
}

fn values(cases: &[(&'static str, &str)]) -> Vec<(&'static str, Alteration)> {
    let value =
        |(case, text): &(&'static str, &str)| (*case, Alteration::Value((*text).to_owned()));
    cases.iter().map(value).collect()
}

/// A valid request but for its credential, which is missing.
pub(super) fn anonymous(subject: &Subject<'_>) -> Step {
    with(subject, Credential::None)
}

/// No credential, and of schemes that are needed together each one missing alone.
pub(super) fn missing<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    let locks = locks(subject);
    let first = locks.first().map(|lock| ("none".to_owned(), lock.scheme, anonymous(subject)));
    let combined = locks.iter().filter(|lock| lock.is_combined());
    let alone = combined.map(|lock| {
        let step = with(subject, lock.credential(Alteration::Absent));
        (lock.case("none"), lock.scheme, step)
    });
    first.into_iter().chain(alone).collect()
}

/// Credentials in forms that RFC 6750 §2.1 and RFC 7617 §2 do not allow, and empty keys.
pub(super) fn malformed<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    altered(subject, |scheme| match scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => texts(&[
            ("no_token", "Bearer"),
            ("no_scheme", "{token}"),
            ("two_tokens", "Bearer {token} {token}"),
            ("empty", ""),
        ]),
        SecurityKind::Basic => texts(&[
            ("no_credentials", "Basic"),
            ("no_scheme", "{token}"),
            ("not_base64", "Basic %%%"),
            ("no_colon", "Basic Y3AtaGFybmVzcw=="),
            ("empty", ""),
        ]),
        SecurityKind::OtherHttp { .. } | SecurityKind::ApiKey { .. } => texts(&[("empty", "")]),
        SecurityKind::Unsupported { .. } => Vec::new(),
    })
}

/// The caller's own value under another scheme of the `Authorization` header.
pub(super) fn other_scheme<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    altered(subject, |scheme| match scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => {
            texts(&[("basic", "Basic {token}")])
        }
        SecurityKind::Basic => texts(&[("bearer", "Bearer {token}")]),
        _ => Vec::new(),
    })
}

/// A credential nobody issued, and the caller's own with one character more, with one less, and in
/// the other case.
pub(super) fn wrong<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    altered(subject, |scheme| match scheme.kind {
        SecurityKind::Basic => values(&[
            ("foreign", FOREIGN_USER),
            ("other_password", "{user}:cp-harness-foreign-password"),
            ("longer", "{token}x"),
            ("shorter", "{token-1}"),
        ]),
        SecurityKind::OtherHttp { .. } => values(&[("foreign", FOREIGN_TOKEN)]),
        _ => values(&[
            ("foreign", FOREIGN_TOKEN),
            ("longer", "{token}x"),
            ("shorter", "{token-1}"),
            ("other_case", "{TOKEN}"),
        ]),
    })
}

/// The caller's own credential where the documents do not say that it travels.
pub(super) fn misplaced<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    let moved = |place, name: &str| Alteration::Moved { place, name: name.to_owned() };
    altered(subject, |scheme| match &scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => {
            vec![("query", moved(ParameterPlace::Query, "access_token"))]
        }
        SecurityKind::ApiKey { place: ParameterPlace::Query, name } => {
            vec![("header", moved(ParameterPlace::Header, name))]
        }
        SecurityKind::ApiKey { name, .. } => vec![("query", moved(ParameterPlace::Query, name))],
        _ => Vec::new(),
    })
}

/// No credential, and content the schema refuses. Content that is no JSON at all is not used:
/// parsing it may rightly come first.
pub(super) fn before_content<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    let told = [Fault::MissingMember, Fault::WrongType];
    let refusal = refusals(subject).iter().find(|refusal| told.contains(&refusal.fault));
    let step = refusal.map(|r| Step { credential: Credential::None, ..Step::clone(&r.step) });
    let lock = locks(subject).into_iter().next();
    let case = lock.zip(step).map(|(lock, step)| ("invalid_content".to_owned(), lock.scheme, step));
    case.into_iter().collect()
}

/// Calls that are refused in different places of a typical server.
pub(super) fn refused<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    missing(subject).into_iter().take(1).chain(wrong(subject).into_iter().take(1)).collect()
}

/// The scheme's name in other cases.
pub(super) fn other_case<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    altered(subject, |scheme| match scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => {
            texts(&[("lower", "bearer {token}"), ("upper", "BEARER {token}")])
        }
        SecurityKind::Basic => texts(&[("lower", "basic {token}"), ("upper", "BASIC {token}")]),
        _ => Vec::new(),
    })
}

/// Every alternative with its first scheme, where there are several.
pub(super) fn alternatives<'a>(subject: &Subject<'a>) -> Vec<Case<'a>> {
    let alternatives = subject.operation.security.iter().enumerate();
    let named: Vec<_> = alternatives
        .filter_map(|(index, schemes)| Some((index, schemes, schemes.first()?)))
        .collect();
    let several = named.len() > 1;
    named
        .into_iter()
        .filter(|_| several)
        .map(|(index, schemes, first)| {
            let names: Vec<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
            let credential = Credential::Alternative(index);
            (names.join("+"), first, Step { credential, ..subject.minimal() })
        })
        .collect()
}

/// True where anonymous callers are let in, and others known.
pub(super) fn is_optional(subject: &Subject<'_>) -> bool {
    let alternatives = &subject.operation.security;
    alternatives.iter().any(Vec::is_empty) && !alternatives.iter().all(Vec::is_empty)
}

/// The made-up credential that [`wrong`] begins with, as it travels.
pub(super) fn foreign(subject: &Subject<'_>) -> Option<String> {
    let lock = locks(subject).into_iter().next()?;
    Some(match lock.scheme.kind {
        SecurityKind::Basic => STANDARD.encode(FOREIGN_USER),
        _ => FOREIGN_TOKEN.to_owned(),
    })
}

/// A request with that credential.
pub(super) fn stranger(subject: &Subject<'_>) -> Option<Step> {
    wrong(subject).into_iter().next().map(|(_, _, step)| step)
}
