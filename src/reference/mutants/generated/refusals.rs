//! Refusals of an operation as a whole: another status, another content.

use serde_json::{Value, json};

use super::super::mutant::Mutant;
use super::site::{AnswerChange, Site};
use crate::check::values::{Extent, sample};
use crate::reference::intercept::Reply;
use crate::spec::{Response, StatusPattern};

/// What refusals are turned into, each with its kind; 422 stands for the declared status.
const TURNS: [(&str, AnswerChange); 9] = [
    ("refusal=200", |reply| reply.status = 200),
    ("refusal=302", |reply| reply.status = 302),
    ("refusal=404", |reply| reply.status = 404),
    ("refusal=409", |reply| reply.status = 409),
    ("refusal=500", |reply| reply.status = 500),
    ("refusal=page", |reply| reply.set_header("content-type", "text/html")),
    ("refusal=empty", |reply| reply.body.clear()),
    ("refusal=envelope", |reply| reply.set_json(json!({"error": {"code": 1}, "detail": "no"}))),
    ("refusal=truncated", |reply| reply.body.truncate(reply.body.len() / 2)),
];

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    let Some(StatusPattern::Code(declared)) = declared(site).map(|response| response.status) else {
        return;
    };
    if site.operation.request_body.is_none() {
        return;
    }
    for (kind, turn) in TURNS {
        let story = format!("Every {declared} is turned into something else ({kind}).");
        let mutant = site.mutant(kind, &declared.to_string(), story);
        mutants.push(site.after(mutant, move |_, reply| {
            if reply.status == declared {
                turn(reply);
            }
        }));
    }
}

/// The declared response that refuses a request for its content.
fn declared<'s>(site: &Site<'s>) -> Option<&'s Response> {
    site.operation.responses.iter().find(|response| response.status == StatusPattern::Code(422))
}

/// The declared refusal, with `name` wherever it has a text.
pub(super) fn refusal(site: &Site<'_>, name: &str) -> Option<Reply> {
    let response = declared(site)?;
    let schema = response.content.iter().find(|content| content.is_json())?.schema.as_ref()?;
    let mut content = sample(site.api, schema, Extent::Full, name)?;
    name_everywhere(&mut content, name);
    Some(Reply::new(422, content))
}

fn name_everywhere(value: &mut Value, name: &str) {
    match value {
        Value::String(text) => name.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| name_everywhere(item, name)),
        Value::Object(members) => members.values_mut().for_each(|item| name_everywhere(item, name)),
        _ => {}
    }
}
