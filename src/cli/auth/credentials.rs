//! The caller's credentials by the name of their scheme, and the key that signs tokens: from the
//! environment, from files, or as they are.
//!
//! A message here never repeats a value, which may be secret.

use std::collections::{BTreeMap, BTreeSet};

use http::HeaderValue;

use crate::cli::output::Failure;
use crate::report::shared::Secret;
use crate::run::Credentials;
use crate::spec::{Api, SecurityKind, SecurityScheme};

/// The shortest password that counts as a secret by itself: shorter ones are words.
const PASSWORD_BYTES: usize = 4;

/// What `--credential` and `--jwt-key` say, and what no message may contain.
pub(in crate::cli) fn read(
    given: &[String],
    jwt_key: Option<&str>,
    api: &Api,
) -> Result<(Credentials, Vec<Secret>), Failure> {
    let mut credentials = Credentials::default();
    let mut secrets = Vec::new();
    let schemes = schemes(api);
    for text in given {
        let Some((name, source)) = text.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Failure::usage(
                "--credential: no `=`: give SCHEME=env:NAME, SCHEME=@FILE or SCHEME=VALUE",
            ));
        };
        let Some(scheme) = schemes.get(name) else {
            return Err(Failure::usage(unknown(name, &schemes)));
        };
        let flag = format!("--credential {name}");
        let (value, variable) = value(&flag, source)?;
        refuse_unfit(&flag, scheme, &value)?;
        if let Some(password) = password(scheme, &value) {
            secrets.push(Secret { value: password.to_owned(), variable: None });
        }
        secrets.push(Secret { value: value.clone(), variable });
        credentials.schemes.insert(name.to_owned(), value);
    }
    if let Some(source) = jwt_key {
        let (value, _) = value("--jwt-key", source)?;
        secrets.push(Secret { value: value.clone(), variable: None });
        credentials.jwt_key = Some(value);
    }
    Ok((credentials, secrets))
}

/// The schemes that the documents ask for, by name.
fn schemes(api: &Api) -> BTreeMap<&str, &SecurityScheme> {
    let operations = api.operations().iter();
    let schemes = operations.flat_map(|operation| operation.security.iter().flatten());
    schemes.map(|scheme| (scheme.name.as_str(), scheme)).collect()
}

fn unknown(name: &str, schemes: &BTreeMap<&str, &SecurityScheme>) -> String {
    let known: BTreeSet<&str> = schemes.keys().copied().collect();
    let known = match known.len() {
        0 => "they ask for none".to_owned(),
        _ => format!("known: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    format!("--credential {name}: the documents ask for no such security scheme ({known})")
}

/// The value that a text names, with the variable it is from.
fn value(flag: &str, source: &str) -> Result<(String, Option<String>), Failure> {
    let (text, variable) = if let Some(name) = source.strip_prefix("env:") {
        let text = std::env::var(name).map_err(|_| {
            Failure::usage(format!("{flag}: the environment has no readable variable {name}"))
        })?;
        (text, Some(name.to_owned()))
    } else if let Some(path) = source.strip_prefix('@') {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("{flag}: cannot read {path}: {error}")))?;
        (text, None)
    } else {
        (source.to_owned(), None)
    };
    match text.trim() {
        "" => Err(Failure::usage(format!("{flag}: the value is empty"))),
        text => Ok((text.to_owned(), variable)),
    }
}

fn refuse_unfit(flag: &str, scheme: &SecurityScheme, value: &str) -> Result<(), Failure> {
    let hint = match scheme.kind {
        SecurityKind::Basic if !value.contains(':') => "give user:password for HTTP basic",
        SecurityKind::Unsupported { .. } => "the harness cannot place credentials of this kind",
        _ if HeaderValue::from_str(value).is_err() => {
            "the value holds a line break or another character that no header can carry"
        }
        _ => return Ok(()),
    };
    Err(Failure::usage(format!("{flag}: {hint}")))
}

fn password<'v>(scheme: &SecurityScheme, value: &'v str) -> Option<&'v str> {
    let (_, password) = value.split_once(':').filter(|_| scheme.kind == SecurityKind::Basic)?;
    (password.len() >= PASSWORD_BYTES).then_some(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: '', version: ''}
components:
  securitySchemes:
    login: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
paths:
  /a:
    get:
      security: [{login: []}, {key: []}]
      responses: {'200': {description: ''}}
";

    fn given(texts: &[&str]) -> Result<(Credentials, Vec<Secret>), Failure> {
        let source = crate::spec::Source::from_text("a.yaml", DOCUMENT).unwrap();
        let api = Api::from_sources(vec![source], &|_| Err(String::new())).unwrap();
        let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
        read(&texts, None, &api)
    }

    #[test]
    fn a_credential_comes_from_a_file_or_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "hunter2\n").unwrap();
        let file = format!("key=@{}", path.display());
        let (credentials, secrets) = given(&[&file, "login=me:hunter3"]).unwrap();
        assert_eq!(credentials.schemes["key"], "hunter2");
        let values: Vec<&str> = secrets.iter().map(|secret| secret.value.as_str()).collect();
        assert_eq!(values, ["hunter2", "hunter3", "me:hunter3"]);
        assert!(!format!("{credentials:?}").contains("hunter"));
    }

    #[test]
    fn what_cannot_be_a_credential_is_refused_without_its_value() {
        for (text, hint) in [
            ("hunter2", "SCHEME=env:NAME"),
            ("other=hunter2", "known: key, login"),
            ("login=hunter2", "user:password"),
            ("key=hun\nter2", "line break"),
            ("key=", "empty"),
            ("key=env:CP_HARNESS_NO_SUCH_VARIABLE", "CP_HARNESS_NO_SUCH_VARIABLE"),
            ("key=@/no/such/file", "/no/such/file"),
        ] {
            let failure = given(&[text]).unwrap_err();
            assert!(failure.message().contains(hint), "{text}: {failure:?}");
            assert!(!failure.message().contains("ter2"), "{failure:?}");
        }
    }
}
