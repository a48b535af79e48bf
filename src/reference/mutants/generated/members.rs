//! Constraints of the request's content that are not kept, or kept too strictly, member by member.

use serde_json::Value;

use super::super::mutant::Mutant;
use super::refusals::refusal;
use super::site::Site;
use crate::check::JsonType;
use crate::check::values::{Extent, Member, Shape, Way, members, sample, wrong_types};
use crate::reference::intercept::{InterceptedCall, Reply};
use crate::spec::Pointer;

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    let Some(schema) = site.operation.json_body().and_then(|body| body.schema.as_ref()) else {
        return;
    };
    let sent = members(site.api, schema, Way::Request).into_iter();
    for member in sent.filter(|member| !member.read_only) {
        let one = One::of(site, &member);
        lax(&one, mutants);
        strict(&one, mutants);
        vague(&one, mutants);
    }
}

/// One member of the content.
pub(super) struct One<'a> {
    site: &'a Site<'a>,
    member: &'a Member,
    pointer: Pointer,
}

impl<'a> One<'a> {
    pub(super) fn of(site: &'a Site<'a>, member: &'a Member) -> Self {
        Self { site, pointer: member.pointer(true), member }
    }

    pub(super) fn mutant(&self, kind: &str, story: &str) -> Mutant {
        self.site.mutant(kind, self.pointer.as_str(), format!("`{}` {story}.", self.member.name()))
    }

    /// What is wrong is put right before anybody sees it: by the first value that was given for the
    /// member, or a made-up one.
    pub(super) fn repaired(
        &self,
        mutant: Mutant,
        is_wrong: impl Fn(Option<&Value>) -> bool + Send + Sync + 'static,
    ) -> Option<Mutant> {
        let site = self.site;
        let made_up = sample(site.api, &self.member.schema, Extent::Full, self.member.own_name())?;
        let validator = site.api.validator(&self.member.schema).ok()?;
        let pointer = self.pointer.clone();
        Some(site.before(mutant, move |call| {
            let mut content = call.json()?;
            let mut repaired = false;
            for place in pointer.places(&content) {
                let found = place.lookup(&content);
                if is_wrong(found) {
                    let value = call.memory.first("value", made_up.clone());
                    put(&mut content, &place, value);
                    repaired = true;
                } else if let Some(found) = found.filter(|found| validator.is_valid(found)) {
                    call.memory.first("value", found.clone());
                }
            }
            if repaired {
                call.set_json(content);
            }
            None
        }))
    }

    /// What is right is refused all the same.
    pub(super) fn refused(
        &self,
        mutant: Mutant,
        is_met: impl Fn(Option<&Value>) -> bool + Send + Sync + 'static,
    ) -> Option<Mutant> {
        let reply = refusal(self.site, self.member.own_name())?;
        let pointer = self.pointer.clone();
        Some(self.site.before(mutant, move |call| {
            let content = call.json()?;
            let places = pointer.places(&content);
            places.iter().any(|place| is_met(place.lookup(&content))).then(|| reply.clone())
        }))
    }
}

/// True where the last token names a member; an element cannot be left out alone.
pub(super) fn is_named(pointer: &Pointer) -> bool {
    pointer.last().is_some_and(|token| token != "*" && token.parse::<usize>().is_err())
}

fn put(content: &mut Value, place: &Pointer, value: Value) {
    let parent = place.parent().and_then(|parent| content.pointer_mut(parent.as_str()));
    match (parent, place.last()) {
        (Some(Value::Object(members)), Some(name)) => _ = members.insert(name, value),
        (Some(Value::Array(items)), Some(index)) => {
            if let Some(item) = index.parse().ok().and_then(|index: usize| items.get_mut(index)) {
                *item = value;
            }
        }
        _ => {}
    }
}

/// What must be refused is accepted.
fn lax(one: &One<'_>, mutants: &mut Vec<Mutant>) {
    let member = one.member;
    if member.required {
        let mutant = one.mutant("accept_missing", "is required, and a default stands in for it");
        mutants.extend(one.repaired(mutant, |found| found.is_none()));
    }
    if !member.types.contains(JsonType::Null) {
        let mutant = one.mutant("accept_null", "may not be null, and null is taken for a default");
        mutants.extend(one.repaired(mutant, |found| found.is_some_and(Value::is_null)));
    }
    for wrong in wrong_types(member.types) {
        let story = format!("is taken where it is sent as {}", wrong.label);
        let mutant = one.mutant(&format!("accept={}", wrong.label), &story);
        let (label, kind) = (wrong.label, JsonType::of(&wrong.value));
        let is_wrong = move |found: Option<&Value>| {
            found.is_some_and(|found| match (label, found.as_str()) {
                ("numeric_string", Some(text)) => text.parse::<f64>().is_ok(),
                ("boolean_string", Some(text)) => matches!(text, "true" | "false"),
                _ => JsonType::of(found) == kind,
            })
        };
        mutants.extend(one.repaired(mutant, is_wrong));
    }
}

/// What must be accepted is refused.
fn strict(one: &One<'_>, mutants: &mut Vec<Mutant>) {
    let member = one.member;
    if member.types.contains(JsonType::Null) {
        let mutant = one.mutant("refuse_null", "may be null, and null is refused");
        mutants.extend(one.refused(mutant, |found| found.is_some_and(Value::is_null)));
    }
    let mutant = one.mutant("refuse_present", "is refused whatever it is");
    mutants.extend(one.refused(mutant, |found| found.is_some_and(|found| !found.is_null())));
    if !member.required && is_named(&one.pointer) {
        let mutant = one.mutant("refuse_absent", "may be left out, and is asked for");
        mutants.extend(one.refused(mutant, |found| found.is_none()));
    }
    let default = Shape::of(one.site.api, &member.schema).first("default").cloned();
    if let Some(default) = default {
        let mutant = one.mutant("refuse_default", "is refused where it is the default");
        mutants.extend(one.refused(mutant, move |found| found == Some(&default)));
    }
}

/// What is refused is refused in the wrong way.
fn vague(one: &One<'_>, mutants: &mut Vec<Mutant>) {
    let name = one.member.own_name().to_owned();
    let names = move |reply: &Reply| {
        let text = String::from_utf8_lossy(&reply.body);
        reply.status == 422 && text.contains(&name)
    };
    for status in [404, 500] {
        let mutant = one.mutant(
            &format!("refuse_with={status}"),
            &format!("is refused with {status} where it is wrong"),
        );
        let names = names.clone();
        mutants.push(one.site.after(mutant, move |_: &InterceptedCall, reply| {
            if names(reply) {
                reply.status = status;
            }
        }));
    }
    let mutant = one.mutant("refuse_nameless", "is not named where it is wrong");
    let own = one.member.own_name().to_owned();
    mutants.push(one.site.after(mutant, move |_, reply| {
        if names(reply) {
            let text = String::from_utf8_lossy(&reply.body).replace(&own, "value");
            reply.body = text.into_bytes();
        }
    }));
}
