//! An operation that forgot to ask who calls, or that refuses callers without a valid credential in a wrong way.

use super::super::mutant::Mutant;
use super::site::{AnswerChange, Site};
use crate::reference::DEMO_TOKEN;
use crate::reference::intercept::InterceptedCall;
use crate::spec::{ParameterPlace, SecurityKind};

/// Whether a call with this credential is let in.
type Lets = fn(Option<&str>) -> bool;

/// What a caller without a valid credential is answered instead of 401, each with its kind.
const ANSWERS: [(&str, AnswerChange); 7] = [
    ("unauthorized=200", |reply| reply.status = 200),
    ("unauthorized=302", |reply| reply.status = 302),
    ("unauthorized=400", |reply| reply.status = 400),
    ("unauthorized=404", |reply| reply.status = 404),
    ("unauthorized=422", |reply| reply.status = 422),
    ("unauthorized=500", |reply| reply.status = 500),
    ("unauthorized=unchallenged", |reply| _ = reply.headers.remove("www-authenticate")),
];

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    let schemes = site.operation.security.first();
    let Some(scheme) = schemes.and_then(|schemes| schemes.first()) else { return };
    let place = scheme.name.as_str();
    for (kind, turn) in ANSWERS {
        let mutant = site.mutant(
            kind,
            place,
            format!("Callers without a valid credential are refused wrongly ({kind})."),
        );
        mutants.push(site.after(mutant, move |_, reply| {
            if reply.status == 401 {
                turn(reply);
            }
        }));
    }
    let header = match &scheme.kind {
        SecurityKind::Bearer { .. } => "authorization".to_owned(),
        SecurityKind::ApiKey { place: ParameterPlace::Header, name } => name.clone(),
        _ => return,
    };
    let known = site.fixture.credentials().schemes.get(place).cloned();
    let known = known.unwrap_or_else(|| DEMO_TOKEN.to_owned());
    let value = if header == "authorization" { format!("Bearer {known}") } else { known };
    let lets: [(&str, Lets); 2] = [
        ("admit=anonymous", |given| given.is_none()),
        ("admit=anyone", |given| given.is_some_and(|given| !given.contains(' '))),
    ];
    for (kind, lets) in lets {
        let mutant = site.mutant(kind, place, format!("The check of the caller is gone ({kind})."));
        let (header, value) = (header.clone(), value.clone());
        mutants.push(site.before(mutant, move |call: &mut InterceptedCall| {
            let given = call.header(&header);
            let token = given.map(|given| given.strip_prefix("Bearer ").unwrap_or(given));
            if lets(token) {
                admit(call, &header, &value);
            }
            None
        }));
    }
}

fn admit(call: &mut InterceptedCall, header: &str, value: &str) {
    let name = http::HeaderName::try_from(header);
    if let (Ok(name), Ok(value)) = (name, http::HeaderValue::try_from(value)) {
        call.headers.insert(name, value);
    }
}
