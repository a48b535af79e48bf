//! The credentials of a call, put where its operation wants them, once for each organisation.

use http::header::{HeaderName, HeaderValue};

use crate::check;
use crate::load::FleetProfile;
use crate::run::credential::CredentialSource;
use crate::spec::{Api, Operation};
use crate::wire::Request;

/// A token that no control plane knows; with a colon, as basic credentials have.
const STALE_TOKEN: &str = "cp-harness:stale-token";

/// One credential in its place.
#[derive(Clone, Debug, Default)]
pub(super) struct PresentedCredential {
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// What is added to the query, without the mark before it.
    pub(super) query: String,
}

/// What the callers of one operation present.
#[derive(Clone, Debug, Default)]
pub(super) struct CallCredentials {
    /// By organisation.
    good: Vec<PresentedCredential>,
    stale: PresentedCredential,
}

impl CallCredentials {
    /// The credentials of callers with these tokens, one for each organisation.
    pub(super) fn new(operation: &Operation, tokens: &[String]) -> Self {
        let good = tokens.iter().map(|token| PresentedCredential::new(operation, token));
        Self { good: good.collect(), stale: PresentedCredential::new(operation, STALE_TOKEN) }
    }

    /// What a worker of this organisation presents; `None` where there is no token for it.
    pub(super) fn of(&self, organisation: u32, is_stale: bool) -> Option<&PresentedCredential> {
        if is_stale {
            return Some(&self.stale);
        }
        self.good.get(usize::try_from(organisation).ok()?)
    }
}

impl PresentedCredential {
    fn new(operation: &Operation, token: &str) -> Self {
        let mut request = Request::default();
        // It fails where there is no token, and there is one.
        let caller = CredentialSource::with(Some(token));
        let _ = caller.apply(&mut request, operation, &check::Credential::Valid);
        let headers = request.headers.iter().filter_map(|(name, value)| {
            let mut value = HeaderValue::try_from(value.as_str()).ok()?;
            value.set_sensitive(true);
            Some((HeaderName::try_from(name.as_str()).ok()?, value))
        });
        let query = request.path.split_once('?').map(|(_, query)| query.to_owned());
        Self { headers: headers.collect(), query: query.unwrap_or_default() }
    }
}

/// Returns `true` if the behavior of a fleet calls an operation that asks for a credential.
pub fn are_needed(profile: &FleetProfile, api: &Api) -> bool {
    let operations = profile.behavior.operations();
    operations.into_iter().filter_map(|name| api.operation(name)).any(is_needed)
}

/// Returns `true` if nobody may call the operation without a credential.
fn is_needed(operation: &Operation) -> bool {
    !operation.security.is_empty() && operation.security.iter().all(|all| !all.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::spec::Source;

    use super::*;

    fn operation(scheme: &str) -> Operation {
        let text = format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}},
                "components": {{"securitySchemes": {{"key": {scheme}}}}},
                "paths": {{"/beat": {{"post": {{"operationId": "beat", "security": [{{"key": []}}],
                "responses": {{"204": {{"description": "d"}}}}}}}}}}}}"#
        );
        let source = Source::from_text("own.json", &text).unwrap();
        let api = Api::from_sources(vec![source], &|_| Err("no network".to_owned())).unwrap();
        api.operations()[0].clone()
    }

    fn placed(scheme: &str) -> (Vec<String>, String) {
        let credentials = CallCredentials::new(&operation(scheme), &["a:b".to_owned()]);
        let credential = credentials.of(0, false).unwrap();
        let text = |(name, value): &(HeaderName, HeaderValue)| {
            format!("{name}: {}", value.to_str().unwrap())
        };
        (credential.headers.iter().map(text).collect(), credential.query.clone())
    }

    #[test]
    fn each_scheme_has_its_place() {
        for (scheme, header, query) in [
            (r#"{"type": "http", "scheme": "bearer"}"#, Some("authorization: Bearer a:b"), ""),
            (r#"{"type": "http", "scheme": "basic"}"#, Some("authorization: Basic YTpi"), ""),
            (r#"{"type": "apiKey", "in": "header", "name": "X-Key"}"#, Some("x-key: a:b"), ""),
            (r#"{"type": "apiKey", "in": "cookie", "name": "k"}"#, Some("cookie: k=a%3Ab"), ""),
            (r#"{"type": "apiKey", "in": "query", "name": "k"}"#, None, "k=a%3Ab"),
        ] {
            let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
            assert_eq!(placed(scheme), (header, query.to_owned()), "{scheme}");
        }
    }

    #[test]
    fn a_stale_token_is_nobodys_and_a_missing_one_is_none() {
        let bearer = operation(r#"{"type": "http", "scheme": "bearer"}"#);
        let credentials = CallCredentials::new(&bearer, &["a".to_owned(), "b".to_owned()]);
        let header = |organisation, is_stale| {
            let credential = credentials.of(organisation, is_stale)?;
            Some(credential.headers[0].1.to_str().unwrap().to_owned())
        };
        assert_eq!(header(1, false).unwrap(), "Bearer b");
        assert_eq!(header(1, true), header(0, true));
        assert!(!header(1, true).unwrap().contains("Bearer b"));
        assert_eq!(header(2, false), None);
        assert!(is_needed(&bearer));
    }
}
