//! Puts a credential where the security scheme wants it.

use base64::Engine;

use crate::check::Credential;
use crate::http::Request;
use crate::spec::{Operation, ParameterPlace, SecurityKind};

/// What a request without its credential would need.
pub(super) const NO_TOKEN: &str = "needs a credential: pass --token or set KUBIYA_API_KEY";

/// Adds the credential to the request; `Err` where the caller's token is needed and not known.
pub(super) fn apply(
    request: &mut Request,
    operation: &Operation,
    credential: &Credential,
    token: Option<&str>,
) -> Result<(), String> {
    match credential {
        Credential::None => Ok(()),
        Credential::Wrong(value) => {
            place(request, operation, value);
            Ok(())
        }
        Credential::Authorization(template) => {
            let token = token.ok_or_else(|| format!("{} {NO_TOKEN}", operation.name))?;
            let shorter = &token[..token.char_indices().last().map_or(0, |(at, _)| at)];
            let value = template
                .replace("{token}", token)
                .replace("{token-1}", shorter)
                .replace("{TOKEN}", &other_case(token));
            request.headers.push(("Authorization".to_owned(), value));
            Ok(())
        }
        Credential::Valid | Credential::Second if operation.security.iter().all(Vec::is_empty) => {
            Ok(())
        }
        Credential::Valid | Credential::Second => match token {
            Some(token) => {
                place(request, operation, token);
                Ok(())
            }
            None if operation.security.iter().any(Vec::is_empty) => Ok(()),
            None => Err(format!("{} {NO_TOKEN}", operation.name)),
        },
    }
}

/// The token with small letters for capitals and the other way round.
fn other_case(token: &str) -> String {
    let turn = |c: char| {
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    };
    token.chars().map(turn).collect()
}

/// Places `token` for every scheme of the first alternative that asks for one.
fn place(request: &mut Request, operation: &Operation, token: &str) {
    let alternative = operation.security.iter().find(|schemes| !schemes.is_empty());
    for scheme in alternative.into_iter().flatten() {
        let authorization = match &scheme.kind {
            SecurityKind::Bearer { .. } | SecurityKind::Delegated => format!("Bearer {token}"),
            SecurityKind::Basic => {
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(token))
            }
            SecurityKind::OtherHttp { scheme } => format!("{scheme} {token}"),
            SecurityKind::ApiKey { place, name } => {
                place_key(request, *place, name, token);
                continue;
            }
            SecurityKind::Unsupported { .. } => continue,
        };
        request.headers.push(("Authorization".to_owned(), authorization));
    }
}

fn place_key(request: &mut Request, place: ParameterPlace, name: &str, key: &str) {
    match place {
        ParameterPlace::Header => request.headers.push((name.to_owned(), key.to_owned())),
        ParameterPlace::Cookie => super::fill::add_cookie(request, name, key),
        ParameterPlace::Query | ParameterPlace::Path => super::fill::add_query(request, name, key),
    }
}
