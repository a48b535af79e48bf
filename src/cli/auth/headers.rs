//! What goes into every request by the caller's wish: the token, and headers of their own.
//!
//! A message here never repeats a value, which may be secret.

use std::collections::BTreeSet;

use http::HeaderValue;

use crate::cli::output::Failure;
use crate::report::shared::{Secret, is_secret_header};
use crate::spec::{Api, ParameterPlace, SecurityKind};

/// The environment variable that holds the caller's token.
pub(in crate::cli) const VARIABLE: &str = "KUBIYA_API_KEY";

/// The caller's token, without the white space that files and variables end with.
pub(in crate::cli) fn token(given: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(token) = given.map(str::trim).filter(|token| !token.is_empty()) else {
        return Ok(None);
    };
    if HeaderValue::from_str(token).is_err() {
        return Err(Failure::usage(
            "the token holds a line break or another character that no header can carry: check \
             --token or KUBIYA_API_KEY",
        ));
    }
    if token.to_ascii_lowercase().starts_with("bearer ") {
        return Err(Failure::usage(
            "the token begins with a scheme: give the token alone, without `Bearer `",
        ));
    }
    Ok(Some(token.to_owned()))
}

/// The warning that a variable's token is left alone, as the target is the reference.
pub(in crate::cli) fn unused(variable: &str) -> String {
    format!(
        "{variable} is not used: the reference control plane knows only tokens of its own; give \
         --target for another, or a token by its flag"
    )
}

/// The headers of the caller's own; refused where requests set them, since theirs would be lost.
pub(in crate::cli) fn headers(
    texts: &[String],
    api: &Api,
) -> Result<Vec<(String, String)>, Failure> {
    let credentials = credentials(api);
    let mut headers = Vec::with_capacity(texts.len());
    for text in texts {
        let Some((name, value)) = text.split_once(':') else {
            return Err(Failure::usage("--header: no colon: give 'Name: value'"));
        };
        let (name, value) = (name.trim(), value.trim());
        let lower = name.to_ascii_lowercase();
        if credentials.contains(&lower) {
            return Err(Failure::usage(format!(
                "--header {lower}: the checks send it with right and wrong credentials: pass the \
                 right one with --token, KUBIYA_API_KEY or --credential"
            )));
        }
        if lower == "content-type" {
            return Err(Failure::usage(
                "--header content-type: requests set it themselves, by their content: leave it out",
            ));
        }
        headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(headers)
}

/// What no output may contain: the token, and headers of the caller's own that carry credentials.
pub(in crate::cli) fn secrets(token: Option<&str>, headers: &[(String, String)]) -> Vec<Secret> {
    let token =
        token.map(|token| Secret { value: token.to_owned(), variable: Some(VARIABLE.to_owned()) });
    let credentials = headers.iter().filter(|(name, _)| is_secret_header(name));
    // The scheme before a credential is none: `Basic`, say.
    let values =
        credentials.flat_map(|(_, value)| [Some(value.as_str()), value.rsplit(' ').next()]);
    let values = values.flatten().map(|value| Secret { value: value.to_owned(), variable: None });
    token.into_iter().chain(values).collect()
}

/// The headers that carry the documents' credentials, in small letters.
fn credentials(api: &Api) -> BTreeSet<String> {
    let operations = api.operations().iter();
    let schemes = operations.flat_map(|operation| operation.security.iter().flatten());
    schemes
        .filter_map(|scheme| match &scheme.kind {
            SecurityKind::ApiKey { place, name } => match place {
                ParameterPlace::Header => Some(name.to_ascii_lowercase()),
                ParameterPlace::Cookie => Some("cookie".to_owned()),
                ParameterPlace::Path | ParameterPlace::Query => None,
            },
            SecurityKind::Unsupported { .. } => None,
            _ => Some("authorization".to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_without_the_white_space_around_it() {
        assert_eq!(token(Some(" abc\n")).unwrap().as_deref(), Some("abc"));
        for empty in [None, Some(""), Some(" \n")] {
            assert_eq!(token(empty).unwrap(), None);
        }
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_without_being_repeated() {
        for text in ["hun\nter2", "Bearer hunter2", "hunter2\u{1}"] {
            let failure = token(Some(text)).unwrap_err();
            assert!(!failure.message().contains("ter2"), "{failure:?}");
        }
    }

    #[test]
    fn headers_that_the_checks_set_are_refused_and_others_taken() {
        let api = Api::embedded().unwrap();
        let read = |text: &str| headers(&[text.to_owned()], &api);
        assert_eq!(
            read("X-Tenant:  acme:1 ").unwrap(),
            [("X-Tenant".to_owned(), "acme:1".to_owned())]
        );
        for (text, hint) in [
            ("authorization: hunter2", "--token"),
            ("Content-Type: hunter2", "leave it out"),
            ("hunter2", "Name: value"),
        ] {
            let failure = read(text).unwrap_err();
            assert!(failure.message().contains(hint), "{failure:?}");
            assert!(!failure.message().contains("hunter2"), "{failure:?}");
        }
    }

    #[test]
    fn credentials_among_the_headers_are_secrets_and_others_are_not() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = [
            header("X-Api-Key", "parrot"),
            header("Proxy-Authorization", "Basic Zm9v"),
            header("X-Tenant", "acme"),
        ];
        let secrets = secrets(Some("token"), &headers);
        let values: Vec<&str> = secrets.iter().map(|secret| secret.value.as_str()).collect();
        assert_eq!(values, ["token", "parrot", "parrot", "Basic Zm9v", "Zm9v"]);
    }
}
