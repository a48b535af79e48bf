//! Who calls: bearer tokens that belong to organisations.

use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::refusal::ValidationRefusal;
use super::store::Store;

/// The organisation that calls.
///
/// Source: [RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1); the scheme's name
/// is case-insensitive ([RFC 9110 §11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)).
pub(super) fn caller<'s>(
    store: &'s Store,
    headers: &HeaderMap,
) -> Result<&'s Arc<str>, ValidationRefusal> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let token = match (given.next(), given.next()) {
        (Some(credentials), None) => bearer_token(credentials.as_bytes()),
        _ => None,
    };
    let token_given = token.is_some();
    token
        .and_then(|token| store.organisation(token))
        .ok_or(ValidationRefusal::Unauthenticated { token_given })
}

/// What follows `Bearer` and its spaces; `None` for another scheme or where nothing follows.
fn bearer_token(credentials: &[u8]) -> Option<&[u8]> {
    let space = credentials.iter().position(|byte| *byte == b' ')?;
    let (scheme, rest) = credentials.split_at(space);
    let token = rest.trim_ascii_start();
    (scheme.eq_ignore_ascii_case(b"bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::super::config::{Config, DEMO_TOKEN};
    use super::*;

    fn call(credentials: &[&str]) -> Result<String, ValidationRefusal> {
        let store = Store::new(Config::default());
        let mut headers = HeaderMap::new();
        for value in credentials {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        caller(&store, &headers).map(ToString::to_string)
    }

    #[test]
    fn the_scheme_is_spelt_in_any_case() {
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR "] {
            let credentials = format!("{scheme} {DEMO_TOKEN}");
            assert_eq!(call(&[&credentials]), Ok("acme".to_owned()), "{scheme:?}");
        }
    }

    #[test]
    fn a_call_without_a_token_is_distinguished_from_one_with_a_wrong_token() {
        for credentials in [&[][..], &["Basic YTpi"], &["Bearer"], &[DEMO_TOKEN], &["Bearer "]] {
            let refusal = ValidationRefusal::Unauthenticated { token_given: false };
            assert_eq!(call(credentials), Err(refusal), "{credentials:?}");
        }
        let doubled = format!("Bearer {DEMO_TOKEN} {DEMO_TOKEN}");
        let longer = format!("Bearer {DEMO_TOKEN}x");
        for credentials in ["Bearer nobody", "Bearer \u{e9}", &doubled, &longer] {
            let refusal = ValidationRefusal::Unauthenticated { token_given: true };
            assert_eq!(call(&[credentials]), Err(refusal), "{credentials:?}");
        }
    }

    #[test]
    fn two_credentials_are_none() {
        let credentials = format!("Bearer {DEMO_TOKEN}");
        assert!(call(&[&credentials, &credentials]).is_err());
    }
}
