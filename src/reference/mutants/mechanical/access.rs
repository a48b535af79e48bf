//! An operation that forgot to ask who calls, or that turns strangers away in a wrong way.

use super::super::call::Call;
use super::super::mutant::Mutant;
use super::{Site, Turn};
use crate::reference::DEMO_TOKEN;
use crate::spec::{ParameterPlace, SecurityKind};

/// Whether a call with this credential is let in.
type Lets = fn(Option<&str>) -> bool;

/// What a stranger is answered instead of 401, each with its kind.
const ANSWERS: [(&str, Turn); 7] = [
    ("stranger=200", |reply| reply.status = 200),
    ("stranger=302", |reply| reply.status = 302),
    ("stranger=400", |reply| reply.status = 400),
    ("stranger=404", |reply| reply.status = 404),
    ("stranger=422", |reply| reply.status = 422),
    ("stranger=500", |reply| reply.status = 500),
    ("stranger=unchallenged", |reply| _ = reply.headers.remove("www-authenticate")),
];

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    let schemes = site.operation.security.first();
    let Some(scheme) = schemes.and_then(|schemes| schemes.first()) else { return };
    let place = scheme.name.as_str();
    for (kind, turn) in ANSWERS {
        let mutant = site.mutant(kind, place, format!("Strangers are turned away badly ({kind})."));
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
    let known = site.ground.credentials().schemes.get(place).cloned();
    let known = known.unwrap_or_else(|| DEMO_TOKEN.to_owned());
    let value = if header == "authorization" { format!("Bearer {known}") } else { known };
    let lets: [(&str, Lets); 2] = [
        ("admit=anonymous", |given| given.is_none()),
        ("admit=anyone", |given| given.is_some_and(|given| !given.contains(' '))),
    ];
    for (kind, lets) in lets {
        let mutant = site.mutant(kind, place, format!("The check of the caller is gone ({kind})."));
        let (header, value) = (header.clone(), value.clone());
        mutants.push(site.before(mutant, move |call: &mut Call| {
            let given = call.header(&header);
            let token = given.map(|given| given.strip_prefix("Bearer ").unwrap_or(given));
            if lets(token) {
                admit(call, &header, &value);
            }
            None
        }));
    }
}

fn admit(call: &mut Call, header: &str, value: &str) {
    let name = http::HeaderName::try_from(header);
    if let (Ok(name), Ok(value)) = (name, http::HeaderValue::try_from(value)) {
        call.headers.insert(name, value);
    }
}
