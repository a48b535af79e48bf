//! Judging all that an operation answered, whatever it was asked for.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::{fail, skip};
use crate::check::{Check, Expectation, Outcome};
use crate::http::{Exchange, Request, Response};
use crate::spec::{Api, ParameterPlace, SecurityKind, SecurityScheme};

/// A shorter secret may stand in an answer by chance.
const TELLING_BYTES: usize = 8;

pub(super) fn judge(
    api: &Api,
    check: &Check,
    own: &[Arc<Exchange>],
    heard: &[Arc<Exchange>],
) -> (Outcome, Vec<Arc<Exchange>>) {
    let last = own.last().map(Arc::clone).into_iter().collect();
    let secrets = match &check.expectation {
        Expectation::CredentialKept => own.last().map(|own| secrets(api, own)).unwrap_or_default(),
        _ => Vec::new(),
    };
    if check.expectation == Expectation::CredentialKept && secrets.is_empty() {
        return (skip("no credential is sent that could be told from other text"), last);
    }
    for exchange in own.iter().chain(heard) {
        let Ok(response) = &exchange.result else { continue };
        let outcome = match check.expectation {
            Expectation::CredentialKept => kept(check, response, &secrets),
            _ => one_framing(response),
        };
        if let Some(outcome) = outcome {
            return (outcome, vec![Arc::clone(exchange)]);
        }
    }
    (Outcome::Pass, last)
}

fn kept(check: &Check, response: &Response, secrets: &[String]) -> Option<Outcome> {
    let holds = |text: &str| secrets.iter().any(|secret| text.contains(secret.as_str()));
    // A session is kept by sending its cookie again.
    let headers = response.headers.iter();
    let mut headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"));
    let header = headers.find(|(_, value)| holds(value));
    let body = || String::from_utf8_lossy(&response.body);
    let place = match header {
        Some((name, _)) => format!("header {}", name.to_ascii_lowercase()),
        None if !response.is_success() && holds(&body()) => "the content".to_owned(),
        None => return None,
    };
    let actual = format!("in {place} of an answer with {}", response.status);
    let cause = format!("{}: sent back in {place}", check.operation);
    Some(fail("the caller's credential nowhere in the answer", actual, cause))
}

fn one_framing(response: &Response) -> Option<Outcome> {
    let length: Vec<&str> = response.header_values("content-length").collect();
    let coding = response.header("transfer-encoding")?;
    let length = length.first()?;
    let actual = format!("Transfer-Encoding: {coding} and Content-Length: {length}");
    Some(fail("Transfer-Encoding or Content-Length", actual, "two framings"))
}

/// The credentials that a request carries, as they may come back.
fn secrets(api: &Api, exchange: &Exchange) -> Vec<String> {
    let operation = api.operation(&exchange.operation);
    let schemes = operation.into_iter().flat_map(|operation| operation.security.iter().flatten());
    let mut secrets: Vec<String> =
        schemes.flat_map(|scheme| carried(scheme, &exchange.request)).collect();
    secrets.retain(|secret| secret.len() >= TELLING_BYTES);
    secrets
}

fn carried(scheme: &SecurityScheme, request: &Request) -> Vec<String> {
    match &scheme.kind {
        SecurityKind::ApiKey { place, name } => key(*place, name, request).into_iter().collect(),
        SecurityKind::Unsupported { .. } => Vec::new(),
        kind => {
            let value = request.header("authorization").unwrap_or_default();
            let value = value.split_once(' ').map_or("", |(_, value)| value);
            let mut all = vec![value.to_owned()];
            if *kind == SecurityKind::Basic {
                let plain = STANDARD.decode(value).ok().and_then(|b| String::from_utf8(b).ok());
                let password = plain.as_ref().and_then(|plain| plain.split_once(':'));
                all.extend(password.map(|(_, password)| password.to_owned()));
            }
            all
        }
    }
}

fn key(place: ParameterPlace, name: &str, request: &Request) -> Option<String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let of = |text: &str, separator: &str| {
        let mut pairs = text.split(separator).filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| decoded(known) == name).map(|(_, value)| decoded(value))
    };
    match place {
        ParameterPlace::Header => request.header(name).map(str::to_owned),
        ParameterPlace::Cookie => of(request.header("cookie")?, "; "),
        ParameterPlace::Query | ParameterPlace::Path => of(request.path.split_once('?')?.1, "&"),
    }
}
