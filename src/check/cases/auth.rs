//! Calls whose credential is not what the operation asks for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::check::cases::invalid_request::Invalidity;
use crate::check::cases::shared::Cases;
use crate::check::model::{
    Alteration, Altered, Credential, Draft, Expectation, RequestTemplate, StatusExpectation,
};
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::spec::{ParameterPlace, SecurityKind, SecurityRequirement, SecurityScheme};

/// A token that nobody issued.
const FOREIGN_TOKEN: &str = "cp-harness-foreign-token";

/// A user and a password that nobody issued.
const FOREIGN_USER: &str = "cp-harness-foreign-user:cp-harness-foreign-password";

/// 401 or 403.
pub(in crate::check) const UNAUTHORIZED: Expectation =
    Expectation::Status(StatusExpectation::Unauthorized { tolerated: Vec::new() });

/// A case, the scheme it is about, and the request for it.
pub(in crate::check) type Case<'a> = (String, &'a SecurityScheme, RequestTemplate);

/// One check for each case, located at the security scheme.
pub(in crate::check) fn drafts(
    cases: Vec<Case<'_>>,
    expectation: impl Into<Expectation>,
) -> Vec<Draft> {
    let expectation = expectation.into();
    cases
        .into_iter()
        .map(|(case, scheme, step)| Draft::new(case, &scheme.location, step, &expectation))
        .collect()
}

/// A scheme of one alternative, whose credential can be altered.
#[derive(Clone, Copy)]
pub(in crate::check) struct Lock<'a> {
    alternatives: &'a [SecurityRequirement],
    index: usize,
    /// The scheme.
    pub(in crate::check) scheme: &'a SecurityScheme,
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
pub(in crate::check) fn locks<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Lock<'a>> {
    let alternatives = under_test.operation.security.as_slice();
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
pub(in crate::check) fn is_bearer(scheme: &SecurityScheme) -> bool {
    matches!(scheme.kind, SecurityKind::Bearer { .. } | SecurityKind::Delegated)
}

fn with(under_test: &OperationUnderTest<'_>, credential: Credential) -> RequestTemplate {
    RequestTemplate { credential, ..under_test.minimal() }
}

/// The cases that `alterations` finds for every scheme.
pub(in crate::check) fn altered<'a>(
    under_test: &OperationUnderTest<'a>,
    alterations: impl Fn(&SecurityScheme) -> Vec<(&'static str, Alteration)>,
) -> Vec<Case<'a>> {
    let cases = locks(under_test).into_iter().flat_map(|lock| {
        let cases = alterations(lock.scheme).into_iter();
        cases.map(move |(case, by)| (lock.case(case), lock.scheme, lock.credential(by)))
    });
    cases.map(|(case, scheme, credential)| (case, scheme, with(under_test, credential))).collect()
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
pub(in crate::check) fn anonymous(under_test: &OperationUnderTest<'_>) -> RequestTemplate {
    with(under_test, Credential::None)
}

/// No credential, and of schemes that are needed together each one missing alone.
pub(in crate::check) fn missing<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    let locks = locks(under_test);
    let first = locks.first().map(|lock| ("none".to_owned(), lock.scheme, anonymous(under_test)));
    let combined = locks.iter().filter(|lock| lock.is_combined());
    let alone = combined.map(|lock| {
        let step = with(under_test, lock.credential(Alteration::Absent));
        (lock.case("none"), lock.scheme, step)
    });
    first.into_iter().chain(alone).collect()
}

/// Credentials in forms that RFC 6750 §2.1 and RFC 7617 §2 do not allow, and empty keys.
pub(in crate::check) fn malformed<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    altered(under_test, |scheme| match scheme.kind {
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
pub(in crate::check) fn other_scheme<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    altered(under_test, |scheme| match scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => {
            texts(&[("basic", "Basic {token}")])
        }
        SecurityKind::Basic => texts(&[("bearer", "Bearer {token}")]),
        _ => Vec::new(),
    })
}

/// A credential nobody issued, and the caller's own with one character more, with one less, and in
/// the other case.
pub(in crate::check) fn wrong<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    altered(under_test, |scheme| match scheme.kind {
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
pub(in crate::check) fn misplaced<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    let moved = |place, name: &str| Alteration::Moved { place, name: name.to_owned() };
    altered(under_test, |scheme| match &scheme.kind {
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
pub(in crate::check) fn before_content<'a>(under_test: &Cases<'a>) -> Vec<Case<'a>> {
    let described = [Invalidity::MissingMember, Invalidity::WrongType];
    let refusal =
        under_test.invalid_requests().iter().find(|refusal| described.contains(&refusal.fault));
    let step = refusal.map(|r| RequestTemplate {
        credential: Credential::None,
        ..RequestTemplate::clone(&r.step)
    });
    let lock = locks(under_test).into_iter().next();
    let case = lock.zip(step).map(|(lock, step)| ("invalid_content".to_owned(), lock.scheme, step));
    case.into_iter().collect()
}

/// Calls that are refused in different places of a typical server.
pub(in crate::check) fn refused<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    missing(under_test).into_iter().take(1).chain(wrong(under_test).into_iter().take(1)).collect()
}

/// The scheme's name in other cases.
pub(in crate::check) fn other_case<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    altered(under_test, |scheme| match scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => {
            texts(&[("lower", "bearer {token}"), ("upper", "BEARER {token}")])
        }
        SecurityKind::Basic => texts(&[("lower", "basic {token}"), ("upper", "BASIC {token}")]),
        _ => Vec::new(),
    })
}

/// Every alternative with its first scheme, where there are several.
pub(in crate::check) fn alternatives<'a>(under_test: &OperationUnderTest<'a>) -> Vec<Case<'a>> {
    let alternatives = under_test.operation.security.iter().enumerate();
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
            (names.join("+"), first, RequestTemplate { credential, ..under_test.minimal() })
        })
        .collect()
}

/// True where anonymous callers are let in, and others known.
pub(in crate::check) fn is_optional(under_test: &OperationUnderTest<'_>) -> bool {
    let alternatives = &under_test.operation.security;
    alternatives.iter().any(Vec::is_empty) && !alternatives.iter().all(Vec::is_empty)
}

/// The made-up credential that [`wrong`] begins with, as it travels.
pub(in crate::check) fn foreign(under_test: &OperationUnderTest<'_>) -> Option<String> {
    let lock = locks(under_test).into_iter().next()?;
    Some(match lock.scheme.kind {
        SecurityKind::Basic => STANDARD.encode(FOREIGN_USER),
        _ => FOREIGN_TOKEN.to_owned(),
    })
}

/// A request with that credential.
pub(in crate::check) fn stranger(under_test: &OperationUnderTest<'_>) -> Option<RequestTemplate> {
    wrong(under_test).into_iter().next().map(|(_, _, step)| step)
}
