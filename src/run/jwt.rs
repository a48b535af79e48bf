//! JSON Web Tokens that are not what they say, forged from the caller's own
//! ([RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::{Sha256, Sha384, Sha512};

use crate::check::Forgery;

/// A key that no issuer uses.
const FOREIGN_KEY: &[u8] = b"cp-harness-foreign-key-of-32-bytes-or-more";

/// In 2001, long past.
const PAST: u64 = 1_000_000_000;

/// In 2100, far ahead.
const FUTURE: u64 = 4_102_444_800;

/// A day, in seconds.
const DAY: u64 = 86_400;

/// A JSON Web Token, read but not verified.
#[derive(Debug)]
pub(super) struct Jwt {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signature: String,
}

impl Jwt {
    /// Reads `token`; none where it is no signed JWT.
    pub(super) fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || signature.is_empty() {
            return None;
        }
        let header = object(header)?;
        header.contains_key("alg").then_some(())?;
        Some(Self { header, claims: object(claims)?, signature: signature.to_owned() })
    }

    /// A token of the usual make, for where the caller's own cannot be read.
    fn plausible() -> Self {
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let claims = json!({ "sub": "cp-harness", "iat": PAST + DAY, "exp": FUTURE });
        let map = |value: Value| value.as_object().cloned().unwrap_or_default();
        Self { header: map(header), claims: map(claims), signature: String::new() }
    }
}

/// What a forgery makes of `token`, signed with the issuer's `key` where that is known; none where
/// it needs a JWT and `token` is none.
pub(super) fn forge(forgery: &Forgery, token: Option<&str>, key: Option<&[u8]>) -> Option<String> {
    let own = token.and_then(Jwt::read);
    if own.is_none() && forgery.needs_token() {
        return None;
    }
    let jwt = own.unwrap_or_else(Jwt::plausible);
    let best = key.unwrap_or(FOREIGN_KEY);
    Some(match forgery {
        Forgery::Unsigned(alg) => {
            format!("{}.", unsigned(&with(&jwt.header, "alg", alg.as_str()), &fresh(&jwt)))
        }
        Forgery::Stripped => format!("{}.", unsigned(&jwt.header, &jwt.claims)),
        Forgery::Broken => {
            format!("{}.{}", unsigned(&jwt.header, &jwt.claims), broken(&jwt.signature))
        }
        Forgery::Longer => format!("{}x", token.unwrap_or_default()),
        Forgery::Tampered => {
            let claims = with(&jwt.claims, "cp_harness", "tampered");
            format!("{}.{}", unsigned(&jwt.header, &claims), jwt.signature)
        }
        Forgery::ForeignKey => signed(&jwt, &fresh(&jwt), FOREIGN_KEY),
        Forgery::EmptyKey => signed(&jwt, &fresh(&jwt), b""),
        Forgery::Fresh => signed(&jwt, &fresh(&jwt), best),
        Forgery::Expired => signed(&jwt, &expired(&jwt), best),
        Forgery::NotYetValid => signed(&jwt, &not_yet_valid(&jwt), best),
    })
}

fn fresh(jwt: &Jwt) -> Map<String, Value> {
    let mut claims = with(&jwt.claims, "exp", FUTURE);
    claims.shift_remove("nbf");
    claims
}

fn expired(jwt: &Jwt) -> Map<String, Value> {
    let mut claims = with(&jwt.claims, "exp", PAST);
    claims.shift_remove("nbf");
    with(&claims, "iat", PAST - DAY)
}

fn not_yet_valid(jwt: &Jwt) -> Map<String, Value> {
    with(&with(&jwt.claims, "exp", FUTURE + DAY), "nbf", FUTURE)
}

/// The members with one set to another value.
fn with(members: &Map<String, Value>, name: &str, value: impl Into<Value>) -> Map<String, Value> {
    let mut members = members.clone();
    members.insert(name.to_owned(), value.into());
    members
}

/// Header and claims, as the signature covers them.
fn unsigned(header: &Map<String, Value>, claims: &Map<String, Value>) -> String {
    let text = |members: &Map<String, Value>| {
        URL_SAFE_NO_PAD.encode(Value::Object(members.clone()).to_string())
    };
    format!("{}.{}", text(header), text(claims))
}

/// Signed with HMAC (RFC 7518 §3.2), whatever the algorithm was: a public key taken for a secret is
/// a known mistake of verifiers.
fn signed(jwt: &Jwt, claims: &Map<String, Value>, key: &[u8]) -> String {
    let own = jwt.header.get("alg").and_then(Value::as_str);
    let alg = own.filter(|alg| matches!(*alg, "HS384" | "HS512")).unwrap_or("HS256");
    let text = unsigned(&with(&jwt.header, "alg", alg), claims);
    let signature = match alg {
        "HS384" => Hmac::<Sha384>::new_from_slice(key).map(|mac| tag(mac, &text)),
        "HS512" => Hmac::<Sha512>::new_from_slice(key).map(|mac| tag(mac, &text)),
        _ => Hmac::<Sha256>::new_from_slice(key).map(|mac| tag(mac, &text)),
    };
    // HMAC takes keys of any length.
    format!("{text}.{}", signature.unwrap_or_default())
}

fn tag(mut mac: impl Mac, text: &str) -> String {
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The signature with its first character changed: of the last one, some bits mean nothing.
fn broken(signature: &str) -> String {
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest = signature.chars().skip(1);
    std::iter::once(other).chain(rest).collect()
}

fn object(segment: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(segment.trim_end_matches('=')).ok()?;
    serde_json::from_slice::<Value>(&bytes).ok()?.as_object().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7515 §A.1.
    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn forged(forgery: &Forgery) -> Jwt {
        Jwt::read(&forge(forgery, Some(TOKEN), Some(b"key")).unwrap()).unwrap()
    }

    #[test]
    fn signatures_are_those_of_the_standard() {
        let key = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .unwrap();
        let signed = TOKEN.rsplit_once('.').unwrap();
        let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        assert_eq!(tag(mac, signed.0), signed.1);
    }

    #[test]
    fn what_is_no_signed_jwt_is_not_read() {
        for text in ["", "a.b.c", "opaque-token", "e30.e30.", "e30.e30.e30", "a.b.c.d"] {
            assert!(Jwt::read(text).is_none(), "{text}");
        }
        assert_eq!(Jwt::read(TOKEN).unwrap().claims["iss"], "joe");
    }

    #[test]
    fn a_forgery_keeps_the_callers_claims_but_for_its_one_lie() {
        let unsigned = forge(&Forgery::Unsigned("none".to_owned()), Some(TOKEN), None).unwrap();
        let header = object(unsigned.split('.').next().unwrap()).unwrap();
        assert_eq!((&header["alg"], &header["typ"]), (&json!("none"), &json!("JWT")));
        assert!(unsigned.ends_with('.'));
        let expired = forged(&Forgery::Expired);
        assert_eq!(expired.claims["exp"], 1_000_000_000_u64);
        assert_eq!(expired.claims["iss"], "joe");
        let early = forged(&Forgery::NotYetValid);
        assert!(early.claims["nbf"].as_u64() > Some(4_000_000_000));
        assert_eq!(forged(&Forgery::Broken).claims["iss"], "joe");
        assert_ne!(forged(&Forgery::Broken).signature, Jwt::read(TOKEN).unwrap().signature);
        assert_eq!(forged(&Forgery::Tampered).signature, Jwt::read(TOKEN).unwrap().signature);
    }

    #[test]
    fn the_issuers_key_signs_where_it_is_known() {
        let with_key = |key| forge(&Forgery::Fresh, Some(TOKEN), key).unwrap();
        assert_ne!(with_key(Some(&b"key"[..])), with_key(None));
        assert_eq!(with_key(None), forge(&Forgery::ForeignKey, Some(TOKEN), None).unwrap());
    }

    #[test]
    fn an_opaque_token_gives_plausible_claims_and_nothing_made_of_itself() {
        assert!(forge(&Forgery::Broken, Some("opaque"), None).is_none());
        let made_up = forge(&Forgery::ForeignKey, Some("opaque"), None).unwrap();
        assert_eq!(Jwt::read(&made_up).unwrap().claims["sub"], "cp-harness");
    }
}
