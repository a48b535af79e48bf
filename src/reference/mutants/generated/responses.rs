//! Successes and refusals that are not as declared: by status, media type, content, and member.

use serde_json::{Value, json};

use super::super::mutant::{Expected, Mutant};
use super::edit::{DocumentEdit, edits};
use super::site::{AnswerChange, Site};
use crate::check::values::{Member, Shape, Way, members};
use crate::reference::fixtures::content;
use crate::reference::intercept::InterceptedCall;
use crate::spec::{Response, Schema};

/// Statuses that mean success; those that are declared make no mutant.
const SUCCESSES: [u16; 5] = [200, 201, 202, 203, 204];

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    for response in site.operation.successes() {
        statuses(site, response, mutants);
        contents(site, response, mutants);
    }
    for response in &site.operation.responses {
        let content = response.content.iter().find(|content| content.is_json());
        if let Some(schema) = content.and_then(|content| content.schema.as_ref()) {
            let held = members(site.api, schema, Way::Response).into_iter();
            for member in held.filter(|member| !member.write_only) {
                of_member(site, response, schema, &member, mutants);
            }
        }
    }
}

/// A success is answered with another status.
fn statuses(site: &Site<'_>, response: &Response, mutants: &mut Vec<Mutant>) {
    let declared = response.status;
    let undeclared = SUCCESSES.into_iter().filter(|status| {
        site.operation.response_for(*status).is_none_or(|r| !r.status.matches(*status))
    });
    for status in undeclared.chain([404, 500, 503]) {
        let story = format!("{declared} became {status}.");
        let mutant = site.mutant(&format!("status={status}"), &declared.to_string(), story);
        mutants.push(site.after(mutant, move |_, reply| {
            if declared.matches(reply.status) && reply.is_success() {
                reply.status = status;
            }
        }));
    }
}

/// The content of a success as a whole is not what was declared.
const SPOILS: [(&str, AnswerChange); 8] = [
    ("media=text/plain", |reply| reply.set_header("content-type", "text/plain")),
    ("media=text/html", |reply| reply.set_header("content-type", "text/html; charset=utf-8")),
    ("media=none", |reply| _ = reply.headers.remove("content-type")),
    ("content=truncated", |reply| reply.body.truncate(reply.body.len() / 2)),
    ("content=empty", |reply| reply.body.clear()),
    ("content=null", |reply| reply.set_json(Value::Null)),
    ("content=string", |reply| reply.set_json(json!("text"))),
    ("content=wrapped", |reply| {
        let inner = reply.json();
        reply.set_json(json!({ "data": inner }));
    }),
];

fn contents(site: &Site<'_>, response: &Response, mutants: &mut Vec<Mutant>) {
    if response.content.is_empty() {
        return;
    }
    let declared = response.status;
    for (kind, spoil) in SPOILS {
        let story = format!("The content of {declared} is changed as a whole ({kind}).");
        let mutant = site.mutant(kind, &declared.to_string(), story);
        mutants.push(site.after(mutant, move |_, reply| {
            if declared.matches(reply.status) {
                spoil(reply);
            }
        }));
    }
}

/// A member is changed, in every answer; a required one also in answers to requests of one extent.
fn of_member(
    site: &Site<'_>,
    response: &Response,
    schema: &Schema,
    member: &Member,
    mutants: &mut Vec<Mutant>,
) {
    for (kind, edit) in edits(site.api, member) {
        if let Some(expected) = expected(site, response, schema, member, &edit) {
            mutants.push(changed(site, response, member, &kind, expected, edit, |_| true));
        }
    }
    let Some(optional) = optional_names(site).filter(|_| member.required) else { return };
    if response.status.may_refuse() {
        return;
    }
    for (kind, full, edit) in [
        ("drop_if_full", true, DocumentEdit::Drop),
        ("null_if_minimal", false, DocumentEdit::Put(Value::Null)),
    ] {
        let optional = optional.clone();
        let when = move |call: &InterceptedCall| {
            let given = call.object().unwrap_or_default();
            optional.iter().any(|name| given.contains_key(name)) == full
        };
        if expected(site, response, schema, member, &edit) == Some(Expected::Killed) {
            mutants.push(changed(site, response, member, kind, Expected::Killed, edit, when));
        }
    }
}

fn changed(
    site: &Site<'_>,
    response: &Response,
    member: &Member,
    kind: &str,
    expected: Expected,
    edit: DocumentEdit,
    when: impl Fn(&InterceptedCall) -> bool + Send + Sync + 'static,
) -> Mutant {
    let (declared, pointer) = (response.status, member.pointer(true));
    let place = format!("{declared}{pointer}");
    let story = format!("`{}` of {declared} is changed ({kind}).", member.name());
    let mutant = Mutant { expected, ..site.mutant(kind, &place, story) };
    site.after(mutant, move |call, reply| {
        if declared.matches(reply.status)
            && when(call)
            && let Some(mut content) = reply.json()
        {
            edit.apply(&mut content, &pointer);
            reply.set_json(content);
        }
    })
}

/// What the documents say of an answer with this change; `None` where it is of no use to ask: the
/// schema still accepts a refusal that another rule may rightly frown on.
fn expected(
    site: &Site<'_>,
    response: &Response,
    schema: &Schema,
    member: &Member,
    edit: &DocumentEdit,
) -> Option<Expected> {
    let whole = content(site.api, schema)?;
    let changed = edit.of(&whole, &member.pointer(true));
    let validator = site.api.validator(schema).ok()?;
    if !validator.is_valid(&changed) {
        return Some(Expected::Killed);
    }
    if response.status.may_refuse() {
        return None;
    }
    let has_default = Shape::of(site.api, &member.schema).first("default").is_some();
    Some(if has_default && !member.is_in_array() { Expected::Killed } else { Expected::Conforms })
}

/// The optional members of the request's content, which a full request has and a minimal one not.
fn optional_names(site: &Site<'_>) -> Option<Vec<String>> {
    let schema = site.operation.json_body()?.schema.as_ref()?;
    let shape = Shape::of(site.api, schema);
    let optional = shape.properties().into_iter().filter(|property| !property.required);
    let names: Vec<String> = optional.map(|property| property.name.to_owned()).collect();
    (!names.is_empty()).then_some(names)
}
