//! Puts credentials where the security schemes want them, whole or altered.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::fill;
use super::jwt::{Jwt, forge};
use super::options::Options;
use crate::check::{Alteration, Altered, Credential};
use crate::spec::{Operation, ParameterPlace, SecurityKind, SecurityRequirement, SecurityScheme};
use crate::wire::Request;

/// What a request without its credential would need.
const NO_TOKEN: &str = "pass --token or set KUBIYA_API_KEY";

/// A caller that has one token and nothing else.
static NOTHING_ELSE: Credentials = Credentials { schemes: BTreeMap::new(), jwt_key: None };

/// What a caller has beside the one token that fits every scheme.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Values by the name of their scheme; `user:password` for HTTP basic.
    pub schemes: BTreeMap<String, String>,
    /// The secret that signs the target's JSON Web Tokens (HMAC), where the caller knows it.
    pub jwt_key: Option<String>,
}

impl std::fmt::Debug for Credentials {
    /// Names the schemes alone: the rest is secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let schemes: Vec<&String> = self.schemes.keys().collect();
        formatter.debug_struct("Credentials").field("schemes", &schemes).finish_non_exhaustive()
    }
}

/// What the caller can be let in with.
#[derive(Clone, Copy)]
pub(super) struct CredentialSource<'a> {
    token: Option<&'a str>,
    /// The token of another organisation.
    second: Option<&'a str>,
    credentials: &'a Credentials,
}

impl<'a> CredentialSource<'a> {
    pub(super) fn of(options: &'a Options) -> Self {
        Self {
            token: options.token.as_deref(),
            second: options.second_token.as_deref(),
            credentials: &options.credentials,
        }
    }

    /// A caller with one token for every scheme, where there is one.
    pub(super) fn with(token: Option<&'a str>) -> Self {
        Self { token, second: None, credentials: &NOTHING_ELSE }
    }

    /// Adds the credential to the request; `Err` where the caller's own is needed and not known.
    pub(super) fn apply(
        self,
        request: &mut Request,
        operation: &Operation,
        credential: &Credential,
    ) -> Result<(), String> {
        let alternatives = &operation.security;
        let schemes = |index: usize| alternatives.get(index).map_or(&[][..], Vec::as_slice);
        match credential {
            Credential::None => Ok(()),
            Credential::Second => {
                Self::with(self.second).apply(request, operation, &Credential::Valid)
            }
            Credential::Alternative(index) => self.place_all(request, operation, schemes(*index)),
            Credential::Altered(altered) => {
                for scheme in schemes(altered.alternative) {
                    if scheme.name == altered.scheme {
                        self.alter(request, scheme, &altered.by)
                            .ok_or_else(|| missing(operation, scheme))?;
                    } else {
                        self.place_all(request, operation, std::slice::from_ref(scheme))?;
                    }
                }
                Ok(())
            }
            Credential::Valid => match self.chosen(alternatives) {
                Some(index) => self.place_all(request, operation, schemes(index)),
                None if alternatives.iter().any(Vec::is_empty) => Ok(()),
                None => match self.unknown(alternatives) {
                    Some(scheme) => Err(missing(operation, scheme)),
                    None => Ok(()),
                },
            },
        }
    }

    /// Why a credential cannot be distinguished from another one, or asks for what the caller need not have:
    /// then the question does not arise.
    pub(super) fn unasked(self, operation: &Operation, credential: &Credential) -> Option<String> {
        if self.token.is_none() && self.credentials.schemes.is_empty() {
            return None;
        }
        match credential {
            Credential::Valid | Credential::Second | Credential::None => None,
            Credential::Alternative(index) => self.ungiven(operation, *index, None),
            Credential::Altered(altered) => {
                let Altered { alternative, scheme, by } = altered;
                let schemes = operation.security.get(*alternative)?;
                let scheme = schemes.iter().find(|known| known.name == *scheme)?;
                let own = needs_own(by);
                self.ungiven(operation, *alternative, (!own).then_some(&scheme.name))
                    .or_else(|| self.unchanged(scheme, by))
            }
        }
    }

    /// Why an alternative cannot be tried with the caller's own credentials; `but` for one scheme.
    fn ungiven(self, operation: &Operation, index: usize, but: Option<&String>) -> Option<String> {
        if self.chosen(&operation.security) == Some(index) {
            return None;
        }
        let mut schemes = operation.security.get(index)?.iter();
        let open = schemes.find(|scheme| {
            is_placed(scheme)
                && Some(&scheme.name) != but
                && !self.credentials.schemes.contains_key(&scheme.name)
        })?;
        let name = &open.name;
        Some(format!("no credential for `{name}` is known: pass --credential {name}=env:NAME"))
    }

    /// Why the altered credential would be none, or the same.
    fn unchanged(self, scheme: &SecurityScheme, by: &Alteration) -> Option<String> {
        let value = self.value(scheme);
        match by {
            Alteration::Value(text) if text.contains("{TOKEN}") => value
                .is_none_or(|value| value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'))
                .then(|| "the credential may mean the same in the other case".to_owned()),
            Alteration::Value(text) if text.contains("{user}") => value
                .is_none_or(|value| value.split_once(':').is_none_or(|(_, word)| word.is_empty()))
                .then(|| "the caller's credential has no password".to_owned()),
            Alteration::Value(text) if matches!(text.as_str(), "{token}x" | "{token-1}") => {
                let is_jwt = value.and_then(Jwt::read).is_some();
                is_jwt.then(|| "the token is a JWT: see auth_jwt_signature".to_owned())
            }
            Alteration::Forged(forgery) => {
                let is_jwt = value.and_then(Jwt::read).is_some();
                let expected = !forgery.needs_token() && declares_jwt(scheme);
                (!is_jwt && !expected).then(|| "the caller's token is no JWT".to_owned())
            }
            _ => None,
        }
    }

    /// The first alternative that the caller has every credential for, named ones before the token.
    fn chosen(self, alternatives: &[SecurityRequirement]) -> Option<usize> {
        let first = |known: &dyn Fn(&SecurityScheme) -> bool| {
            alternatives.iter().position(|schemes| {
                let mut placed = schemes.iter().filter(|scheme| is_placed(scheme)).peekable();
                placed.peek().is_some() && placed.all(known)
            })
        };
        first(&|scheme| self.credentials.schemes.contains_key(&scheme.name))
            .or_else(|| first(&|scheme| self.value(scheme).is_some()))
    }

    fn unknown(self, alternatives: &[SecurityRequirement]) -> Option<&SecurityScheme> {
        let mut schemes = alternatives.iter().flatten().filter(|scheme| is_placed(scheme));
        schemes.find(|scheme| self.value(scheme).is_none())
    }

    fn value(self, scheme: &SecurityScheme) -> Option<&'a str> {
        self.credentials.schemes.get(&scheme.name).map(String::as_str).or(self.token)
    }

    fn place_all(
        self,
        request: &mut Request,
        operation: &Operation,
        schemes: &[SecurityScheme],
    ) -> Result<(), String> {
        for scheme in schemes.iter().filter(|scheme| is_placed(scheme)) {
            let value = self.value(scheme).ok_or_else(|| missing(operation, scheme))?;
            place(request, scheme, value);
        }
        Ok(())
    }

    /// Adds the altered credential; none where it is made out of the caller's own, which is not
    /// known.
    fn alter(self, request: &mut Request, scheme: &SecurityScheme, by: &Alteration) -> Option<()> {
        let value = self.value(scheme);
        match by {
            Alteration::Absent => {}
            Alteration::Value(text) => place(request, scheme, &filled(text, value)?),
            Alteration::Text(text) => {
                let encoded = value.map(|value| as_travelling(scheme, value));
                place_text(request, scheme, filled(text, encoded.as_deref())?);
            }
            Alteration::Moved { place, name } => place_key(request, *place, name, value?),
            Alteration::Forged(forgery) => {
                let key = self.credentials.jwt_key.as_deref().map(str::as_bytes);
                place(request, scheme, &forge(forgery, value, key)?);
            }
        }
        Some(())
    }
}

fn missing(operation: &Operation, scheme: &SecurityScheme) -> String {
    let SecurityScheme { name, .. } = scheme;
    let alone = operation.security.iter().flatten().count() == 1;
    let wanted = if alone {
        NO_TOKEN.to_owned()
    } else {
        format!("for `{name}`: {NO_TOKEN}, or pass --credential {name}=env:NAME")
    };
    let colon = if alone { ": " } else { " " };
    format!("{} needs a credential{colon}{wanted}", operation.name)
}

fn is_placed(scheme: &SecurityScheme) -> bool {
    !matches!(scheme.kind, SecurityKind::Unsupported { .. })
}

fn declares_jwt(scheme: &SecurityScheme) -> bool {
    match &scheme.kind {
        SecurityKind::Bearer { format: Some(format) } => {
            format.to_ascii_lowercase().contains("jwt")
        }
        _ => false,
    }
}

/// True where the alteration is made out of the caller's own credential.
fn needs_own(by: &Alteration) -> bool {
    match by {
        Alteration::Absent => false,
        Alteration::Value(text) | Alteration::Text(text) => text.contains('{'),
        Alteration::Moved { .. } => true,
        Alteration::Forged(forgery) => forgery.needs_token(),
    }
}

/// The template with its holes filled; none where they stay open.
fn filled(template: &str, value: Option<&str>) -> Option<String> {
    if !template.contains('{') {
        return Some(template.to_owned());
    }
    let value = value?;
    let shorter = &value[..value.char_indices().last().map_or(0, |(at, _)| at)];
    let user = value.split(':').next().unwrap_or_default();
    let text = template
        .replace("{token}", value)
        .replace("{token-1}", shorter)
        .replace("{TOKEN}", &other_case(value))
        .replace("{user}", user);
    Some(text)
}

/// The text with small letters for capitals and the other way round.
fn other_case(text: &str) -> String {
    let turn = |c: char| {
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    };
    text.chars().map(turn).collect()
}

/// The value as it stands after the scheme's name.
fn as_travelling(scheme: &SecurityScheme, value: &str) -> String {
    match scheme.kind {
        SecurityKind::Basic => STANDARD.encode(value),
        _ => value.to_owned(),
    }
}

/// Places a value as the scheme wants it.
fn place(request: &mut Request, scheme: &SecurityScheme, value: &str) {
    let encoded = as_travelling(scheme, value);
    let text = match &scheme.kind {
        SecurityKind::Bearer { .. } | SecurityKind::Delegated => format!("Bearer {encoded}"),
        SecurityKind::Basic => format!("Basic {encoded}"),
        SecurityKind::OtherHttp { scheme } => format!("{scheme} {encoded}"),
        SecurityKind::ApiKey { .. } => encoded,
        SecurityKind::Unsupported { .. } => return,
    };
    place_text(request, scheme, text);
}

/// Places a text where the scheme's credential belongs.
fn place_text(request: &mut Request, scheme: &SecurityScheme, text: String) {
    match &scheme.kind {
        SecurityKind::ApiKey { place, name } => place_key(request, *place, name, &text),
        _ => request.headers.push(("Authorization".to_owned(), text)),
    }
}

fn place_key(request: &mut Request, place: ParameterPlace, name: &str, key: &str) {
    match place {
        ParameterPlace::Header => request.headers.push((name.to_owned(), key.to_owned())),
        ParameterPlace::Cookie => fill::add_cookie(request, name, key),
        ParameterPlace::Query | ParameterPlace::Path => fill::add_query(request, name, key),
    }
}
