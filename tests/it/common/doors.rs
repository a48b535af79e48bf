//! A small API whose doors have every kind of lock, served strictly or with one laxity.

use axum::Router;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::wire::{Call, Reply};
use super::{Target, wire};

pub(crate) const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Doors, version: '1'}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    login: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    stamp: {type: apiKey, in: query, name: stamp}
    session: {type: apiKey, in: cookie, name: session}
    sso: {type: openIdConnect, openIdConnectUrl: 'https://sso.example.com'}
  responses:
    strangers: {description: Not let in}
paths:
  /login:
    get:
      operationId: by_login
      security: [{login: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /key:
    get:
      operationId: by_key
      security: [{key: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /stamp:
    get:
      operationId: by_stamp
      security: [{stamp: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /session:
    get:
      operationId: by_session
      security: [{session: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /either:
    get:
      operationId: by_either
      security: [{token: []}, {key: []}, {sso: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /both:
    get:
      operationId: by_both
      security: [{token: [], stamp: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /maybe:
    get:
      operationId: by_chance
      security: [{}, {key: []}]
      responses: {'200': {description: In}, '401': {$ref: '#/components/responses/strangers'}}
  /open:
    get:
      operationId: by_all
      security: []
      responses: {'200': {description: In}}
";

pub(crate) const TOKEN: &str = "Door-Token-82hf";
pub(crate) const LOGIN: &str = "porter:Door-Word-93jk";
pub(crate) const KEY: &str = "Door-Key-01ab-Zz";
pub(crate) const STAMP: &str = "Door-Stamp 55/xx";
pub(crate) const SESSION: &str = "Door-Session-77qq";
pub(crate) const SSO: &str = "Door-Sso-Token-65tt";

/// What opens which door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    Token,
    Login,
    Key,
    Stamp,
    Session,
    Sso,
}

/// True where the call has the right credential.
pub(crate) fn opens(call: &Call, lock: Lock) -> bool {
    let authorization = call.header("authorization").and_then(|value| value.split_once(' '));
    let under = |scheme: &str, value: &str| {
        authorization.is_some_and(|(own, other)| own.eq_ignore_ascii_case(scheme) && other == value)
    };
    let query = call.path.split_once('?').map_or("", |(_, query)| query);
    let cookies = call.header("cookie").unwrap_or_default();
    match lock {
        Lock::Token => under("bearer", TOKEN),
        Lock::Sso => under("bearer", SSO),
        Lock::Login => under("basic", &STANDARD.encode(LOGIN)),
        Lock::Key => call.header("x-key") == Some(KEY),
        Lock::Stamp => query.split('&').any(|pair| pair == "stamp=Door-Stamp%2055%2Fxx"),
        Lock::Session => cookies.split("; ").any(|pair| pair == format!("session={SESSION}")),
    }
}

/// True where the documents say that the call comes in.
pub(crate) fn is_let_in(call: &Call) -> bool {
    let path = call.path.split('?').next().unwrap();
    let opens = |lock| opens(call, lock);
    match path.rsplit('/').next().unwrap() {
        "login" => opens(Lock::Login),
        "key" => opens(Lock::Key),
        "stamp" => opens(Lock::Stamp),
        "session" => opens(Lock::Session),
        "either" => opens(Lock::Token) || opens(Lock::Key) || opens(Lock::Sso),
        "both" => opens(Lock::Token) && opens(Lock::Stamp),
        "maybe" => call.header("x-key").is_none() || opens(Lock::Key),
        _ => true,
    }
}

/// The server, which lets in whom the documents let in, and besides whom `lax` does.
pub(crate) fn target(lax: impl Fn(&Call) -> Option<bool> + Send + Sync + 'static) -> Target {
    let mut router = Router::new();
    for path in ["/login", "/key", "/stamp", "/session", "/either", "/both", "/maybe", "/open"] {
        router = router.route(path, get(|| async { Reply::new(200, json!({"in": true})) }));
    }
    let router = wire::before(router, move |call| {
        let get = matches!(call.method.as_str(), "GET" | "HEAD");
        if !get || lax(call).unwrap_or_else(|| is_let_in(call)) {
            return None;
        }
        let mut reply = Reply::new(401, json!({"detail": "not let in"}));
        reply.set_header("www-authenticate", "Bearer, Basic realm=\"doors\"");
        Some(reply)
    });
    Target::own(DOCUMENT, router)
        .credential("login", LOGIN)
        .credential("key", KEY)
        .credential("stamp", STAMP)
        .credential("session", SESSION)
        .credential("sso", SSO)
        .credential("token", TOKEN)
}
