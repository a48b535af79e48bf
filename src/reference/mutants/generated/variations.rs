//! Successes that are as declared but for one kind of valid request: another way through the code.

use std::sync::Arc;

use serde_json::Value;

use super::super::mutant::Mutant;
use super::edit::DocumentEdit;
use super::members::is_named;
use super::site::Site;
use crate::check::JsonType;
use crate::check::values::{Member, Way, members};
use crate::reference::intercept::{InterceptedCall, Reply};
use crate::spec::{Api, Pointer, Response, Schema, StatusPattern};

/// Which requests go the other way.
type When = Arc<dyn Fn(&InterceptedCall) -> bool + Send + Sync>;

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    let Some(schema) = site.operation.json_body().and_then(|body| body.schema.as_ref()) else {
        return;
    };
    for response in site.operation.successes() {
        let StatusPattern::Code(status) = response.status else { continue };
        for (kind, place, when) in ways(site.api, schema) {
            let other = if status == 202 { 203 } else { 202 };
            let story = format!("Requests with {kind} `{place}` are answered {other}.");
            let mutant = site.mutant(&format!("status_if_{kind}"), &place, story);
            let met = Arc::clone(&when);
            mutants.push(site.after(mutant, move |call, reply: &mut Reply| {
                if reply.status == status && met(call) {
                    reply.status = other;
                }
            }));
            for (edit_kind, pointer, edit) in spoils(site.api, response) {
                let story = format!("Requests with {kind} `{place}` spoil `{pointer}`.");
                let mutant = site.mutant(&format!("{edit_kind}_if_{kind}"), &place, story);
                let met = Arc::clone(&when);
                mutants.push(site.after(mutant, move |call, reply| {
                    if reply.status == status
                        && met(call)
                        && let Some(mut content) = reply.json()
                    {
                        edit.apply(&mut content, &pointer);
                        reply.set_json(content);
                    }
                }));
            }
        }
    }
}

/// Each kind of valid request that differs from the plain ones, with its place.
fn ways(api: &Api, schema: &Schema) -> Vec<(&'static str, String, When)> {
    let mut ways: Vec<(&'static str, String, When)> = Vec::new();
    let mut members = members(api, schema, Way::Request);
    members.retain(|member| !member.read_only);
    for member in &members {
        let pointer = member.pointer(true);
        let place = pointer.to_string();
        if member.types.contains(JsonType::Null) {
            let pointer = pointer.clone();
            let is_null = move |call: &InterceptedCall| {
                at(call, &pointer, |found| found == Some(&Value::Null))
            };
            ways.push(("null", place.clone(), Arc::new(is_null)));
        }
        if !member.required && is_named(&pointer) {
            let parent = pointer.parent();
            let beside = members.iter().filter(|other| other.pointer(true).parent() == parent);
            // The smallest request lacks every optional member: this is about one that lacks one.
            let least = usize::from(beside.count() > 1);
            let is_absent = move |call: &InterceptedCall| {
                let siblings = call.json().and_then(|content| siblings(&content, &pointer));
                siblings.is_some_and(|count| count >= least)
                    && at(call, &pointer, |found| found.is_none())
            };
            ways.push(("absent", place, Arc::new(is_absent)));
        }
    }
    ways
}

fn at(call: &InterceptedCall, pointer: &Pointer, is_met: impl Fn(Option<&Value>) -> bool) -> bool {
    call.json().is_some_and(|content| {
        pointer.places(&content).iter().any(|place| is_met(place.lookup(&content)))
    })
}

/// How many members stand beside the place.
fn siblings(content: &Value, pointer: &Pointer) -> Option<usize> {
    pointer.parent()?.lookup(content)?.as_object().map(serde_json::Map::len)
}

/// One required member of the answer, lost or of another type.
fn spoils(api: &Api, response: &Response) -> Vec<(&'static str, Pointer, DocumentEdit)> {
    let content = response.content.iter().find(|content| content.is_json());
    let Some(schema) = content.and_then(|content| content.schema.as_ref()) else {
        return Vec::new();
    };
    let members = members(api, schema, Way::Response);
    let is_plain = |member: &&Member| member.required && !member.is_in_array();
    let required = members.iter().find(is_plain).into_iter().flat_map(|member| {
        let odd = DocumentEdit::Put(Value::Array(Vec::new()));
        [("drop", member.pointer(true), DocumentEdit::Drop), ("retype", member.pointer(true), odd)]
    });
    required.collect()
}
