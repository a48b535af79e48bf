//! Who is let into the gallery, and the credentials that open its doors.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::reference::DEMO_TOKEN;
use crate::reference::mutants::call::Call;
use crate::run::Credentials;
use crate::spec::{Operation, ParameterPlace, SecurityKind, SecurityScheme};

/// What signs the gallery's JSON Web Tokens.
const JWT_KEY: &str = "a-key-that-only-the-gallery-knows";
const LOGIN: &str = "porter:word-of-the-porter-93jk";
const STAMP: &str = "stamp-55xx-of-the-day";
const SESSION: &str = "session-77qq-of-the-day";

/// What a caller of the gallery has, by the name of the scheme.
pub(in crate::reference::mutants) fn credentials() -> Credentials {
    let token = issued();
    let known = [("token", token.as_str()), ("login", LOGIN), ("key", DEMO_TOKEN)];
    let known = known.into_iter().chain([("stamp", STAMP), ("session", SESSION)]);
    let schemes: BTreeMap<String, String> =
        known.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Credentials { schemes, jwt_key: Some(JWT_KEY.to_owned()) }
}

/// True where every credential of one alternative is known.
pub(super) fn is_let_in(operation: &Operation, call: &Call) -> bool {
    let given = |scheme: &SecurityScheme| opens(scheme, call);
    let alternatives = &operation.security;
    // Who shows nothing where nothing is asked for is let in; who shows a wrong key is not.
    let is_open = |schemes: &[SecurityScheme]| {
        schemes.is_empty()
            && alternatives.iter().flatten().all(|known| shown(known, call).is_none())
    };
    alternatives.is_empty()
        || alternatives
            .iter()
            .any(|schemes| is_open(schemes) || (!schemes.is_empty() && schemes.iter().all(given)))
}

fn opens(scheme: &SecurityScheme, call: &Call) -> bool {
    let Some(shown) = shown(scheme, call) else { return false };
    match &scheme.kind {
        SecurityKind::Basic => shown == STANDARD.encode(LOGIN),
        SecurityKind::Bearer { .. } => Token::read(&shown).is_some_and(|token| token.is_good()),
        SecurityKind::ApiKey { place: ParameterPlace::Query, .. } => shown == STAMP,
        SecurityKind::ApiKey { place: ParameterPlace::Cookie, .. } => shown == SESSION,
        _ => shown == DEMO_TOKEN,
    }
}

/// What the call shows where a scheme wants it.
fn shown(scheme: &SecurityScheme, call: &Call) -> Option<String> {
    let under = |wanted: &str| {
        let (scheme, value) = call.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
    };
    let among = |text: &str, separator: &str, wanted: &str| {
        let mut pairs = text.split(separator).filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
    };
    match &scheme.kind {
        SecurityKind::Basic => under("basic"),
        SecurityKind::Bearer { .. } => under("bearer"),
        SecurityKind::ApiKey { place: ParameterPlace::Query, name } => {
            among(call.path.split_once('?')?.1, "&", name)
        }
        SecurityKind::ApiKey { place: ParameterPlace::Cookie, name } => {
            among(call.header("cookie")?, "; ", name)
        }
        SecurityKind::ApiKey { name, .. } => call.header(name).map(str::to_owned),
        _ => None,
    }
}

/// A JSON Web Token, as far as one looks at it.
pub(in crate::reference::mutants) struct Token {
    /// What it says it is signed with.
    pub(in crate::reference::mutants) alg: String,
    /// Its signature, as it stands there.
    pub(in crate::reference::mutants) signature: String,
    /// True where the gallery signed it.
    pub(in crate::reference::mutants) is_signed: bool,
    /// True where it is no longer valid.
    pub(in crate::reference::mutants) is_over: bool,
    /// True where it is not valid yet.
    pub(in crate::reference::mutants) is_early: bool,
}

impl Token {
    /// Reads a token; `None` where it is none.
    pub(in crate::reference::mutants) fn read(token: &str) -> Option<Self> {
        let decoded = |segment: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(segment).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok()
        };
        let (text, signature) = token.rsplit_once('.')?;
        let (header, claims) = text.split_once('.')?;
        let (header, claims) = (decoded(header)?, decoded(claims)?);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        Some(Self {
            alg: header["alg"].as_str()?.to_owned(),
            signature: signature.to_owned(),
            is_signed: signature == sign(text),
            is_over: claims["exp"].as_u64()? <= now,
            is_early: claims["nbf"].as_u64().is_some_and(|from| from > now),
        })
    }

    /// True where nothing is wrong with it.
    pub(in crate::reference::mutants) fn is_good(&self) -> bool {
        self.alg == "HS256" && self.is_signed && !self.is_over && !self.is_early
    }
}

/// A token that the gallery gave out: valid until 2096.
pub(in crate::reference::mutants) fn issued() -> String {
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let claims =
        json!({"iss": "gallery", "sub": "porter", "iat": 1_700_000_000, "exp": 4_000_000_000_u64});
    let encoded = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let text = encoded.join(".");
    format!("{text}.{}", sign(&text))
}

fn sign(text: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(JWT_KEY.as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_given_out_is_good_and_a_changed_one_is_not() {
        assert!(Token::read(&issued()).unwrap().is_good());
        let changed = issued().replacen("eyJhbGciOiJIUzI1NiIs", "eyJhbGciOiJIUzM4NCIs", 1);
        assert!(Token::read(&changed).is_none_or(|token| !token.is_good()));
        assert!(Token::read("no token").is_none());
    }
}
