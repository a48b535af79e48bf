//! Judging all that an operation answered, whatever it was asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::case::{fail, skip};
use crate::check::model::{Check, ExchangesExpectation, Outcome};
use crate::spec::{Api, ParameterPlace, SecurityKind, SecurityScheme};
use crate::wire::{Exchange, Request, Response};

/// A shorter secret may stand in an answer by chance.
const TELLING_BYTES: usize = 8;

pub(super) fn judge(
    api: &Api,
    check: &Check,
    expected: &ExchangesExpectation,
    own: &[Arc<Exchange>],
    heard: &[Arc<Exchange>],
) -> (Outcome, Vec<Arc<Exchange>>) {
    match expected {
        ExchangesExpectation::NoUndeclared { statuses } => {
            declared(api, check, statuses, own, heard)
        }
        ExchangesExpectation::CredentialKept => {
            let secrets = own.last().map(|own| secrets(api, own)).unwrap_or_default();
            if secrets.is_empty() {
                let reason = "no credential is sent that is distinct from other text";
                return (skip(reason), last_of(own));
            }
            first_finding(own, heard, |response| kept(check, response, &secrets))
        }
        ExchangesExpectation::OneFraming => first_finding(own, heard, one_framing),
    }
}

/// The first finding in any answer, with the exchange that it is in.
fn first_finding(
    own: &[Arc<Exchange>],
    heard: &[Arc<Exchange>],
    find: impl Fn(&Response) -> Option<Outcome>,
) -> (Outcome, Vec<Arc<Exchange>>) {
    for exchange in own.iter().chain(heard) {
        let Ok(response) = &exchange.result else { continue };
        if let Some(outcome) = find(response) {
            return (outcome, vec![Arc::clone(exchange)]);
        }
    }
    (Outcome::Pass, last_of(own))
}

fn last_of(own: &[Arc<Exchange>]) -> Vec<Arc<Exchange>> {
    own.last().map(Arc::clone).into_iter().collect()
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

/// The refusals of the caller's own requests by the operation's own method: whoever calls with another
/// credential or method is told of statuses that belong to no operation.
fn declared(
    api: &Api,
    check: &Check,
    statuses: &[u16],
    own: &[Arc<Exchange>],
    heard: &[Arc<Exchange>],
) -> (Outcome, Vec<Arc<Exchange>>) {
    let Some(plain) = own.last() else {
        return (skip("nothing was sent"), Vec::new());
    };
    // The caller's own token under another scheme is another credential.
    let scheme = plain.request.header("authorization");
    let credentials = all_carried(api, plain);
    let is_caller = |exchange: &Exchange| {
        exchange.request.header("authorization") == scheme
            && all_carried(api, exchange) == credentials
    };
    let mut found: BTreeMap<u16, &Arc<Exchange>> = BTreeMap::new();
    for exchange in own.iter().chain(heard) {
        let Ok(response) = &exchange.result else { continue };
        let is_new = statuses.contains(&response.status) && !found.contains_key(&response.status);
        let has_method = exchange.request.method == plain.request.method;
        if is_new && has_method && is_caller(exchange) {
            found.insert(response.status, exchange);
        }
    }
    if found.is_empty() {
        let asked =
            if statuses.len() == 1 { statuses[0].to_string() } else { "another 4xx".into() };
        return (skip(format!("no answer has {asked}")), vec![Arc::clone(plain)]);
    }
    let list: Vec<String> = found.keys().map(ToString::to_string).collect();
    let list = list.join(" and ");
    let expected = format!("{list} among the declared responses");
    let actual = format!("{list}, which the documents do not declare for {}", check.operation);
    let verb = if found.len() == 1 { "is" } else { "are" };
    let outcome = fail(expected, actual, format!("{list} {verb} not declared"));
    (outcome, found.into_values().map(Arc::clone).collect())
}

/// The credentials that a request carries, as they may come back.
fn secrets(api: &Api, exchange: &Exchange) -> Vec<String> {
    let mut secrets = all_carried(api, exchange);
    secrets.retain(|secret| secret.len() >= TELLING_BYTES);
    secrets
}

/// What a request carries for every scheme of its operation.
fn all_carried(api: &Api, exchange: &Exchange) -> Vec<String> {
    let operation = api.operation(&exchange.operation);
    let schemes = operation.into_iter().flat_map(|operation| operation.security.iter().flatten());
    schemes.flat_map(|scheme| carried(scheme, &exchange.request)).collect()
}

fn carried(scheme: &SecurityScheme, request: &Request) -> Vec<String> {
    match &scheme.kind {
        SecurityKind::ApiKey { place, name } => key(*place, name, request).into_iter().collect(),
        SecurityKind::Unsupported { .. } => Vec::new(),
        kind @ (SecurityKind::Bearer { .. }
        | SecurityKind::Basic
        | SecurityKind::OtherHttp { .. }
        | SecurityKind::Delegated) => {
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
