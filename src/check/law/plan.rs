//! From laws to checks: what is sent to see whether a law holds.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Demand, Form, Law, LawExpectation, LawKind, Place, Template};
use crate::check::generate::{JsonType, Shape};
use crate::check::rule::{Basis, Draft};
use crate::check::subject::Subject;
use crate::check::{Credential, Expectation, Payload, Step};
use crate::spec::{ParameterPlace, Pointer};

/// Repetitions from here on are calls that laws repeat one after the other.
const AGAIN: u32 = 100_000;

/// Repetitions from here on are calls that laws send at once.
const TOGETHER: u32 = 200_000;

/// An id of a common form that nobody made.
const UNKNOWN_ID: &str = "9d3f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19";

/// The same where ids are numbers: within 32 bits, beyond what tests count to.
const UNKNOWN_NUMBER: i64 = 2_147_480_017;

/// The checks for the laws of `kind` about this operation.
pub(in crate::check) fn drafts(subject: &Subject<'_>, kind: LawKind) -> Vec<Draft> {
    let laws = subject.conventions.laws.iter().flat_map(|laws| &laws.laws);
    laws.filter(|law| law.operation == subject.operation.name && law.demand.kind() == kind)
        .filter_map(|law| draft(subject, law))
        .collect()
}

fn draft(subject: &Subject<'_>, law: &Law) -> Option<Draft> {
    let (steps, expectation) = asked(subject, &law.demand)?;
    let basis = Basis {
        level: law.level,
        requirement: format!("{} ({})", law.text, law.basis),
        reference: law.reference.clone(),
    };
    Some(Draft {
        fuzz: None,
        case: law.id.clone(),
        location: law.location.clone(),
        steps: steps.into_iter().map(Arc::new).collect(),
        expectation,
        basis: Some(basis),
    })
}

/// What is sent, and what is expected of the answers.
fn asked(subject: &Subject<'_>, demand: &Demand) -> Option<(Vec<Step>, Expectation)> {
    let plain = || subject.successful().iter().map(|(_, step)| Step::clone(step)).collect();
    let (steps, law) = match demand {
        Demand::Unique { member, times, in_flight } => {
            let from = if *in_flight { TOGETHER } else { AGAIN };
            let member = member.clone();
            let law = LawExpectation::Distinct { member, in_flight: *in_flight };
            (repeated(subject, *times, from), law)
        }
        Demand::Echo { sent, member } => {
            let template = Template::of(sent.clone());
            (plain(), LawExpectation::Echo { template, member: member.clone(), in_flight: false })
        }
        Demand::EchoInFlight { sent, template, member, times } => {
            // The plain request comes first: what is wrong with it is another law's to tell.
            let varied = (1..=*times).map(|turn| varied(subject, sent, turn));
            let steps = std::iter::once(Some(subject.minimal())).chain(varied);
            let (template, member) = (template.clone(), member.clone());
            let law = LawExpectation::Echo { template, member, in_flight: true };
            (steps.collect::<Option<_>>()?, law)
        }
        Demand::Stable { except, times } => {
            (repeated(subject, *times, AGAIN), LawExpectation::Stable { except: except.clone() })
        }
        Demand::Formed { member, form } => {
            let member = member.clone();
            let law = match form.clone() {
                Form::Template(template) => {
                    LawExpectation::Echo { template, member, in_flight: false }
                }
                Form::Schema(schema) => LawExpectation::Formed { member, schema },
            };
            (plain(), law)
        }
        Demand::Constant { member, operations } => {
            let steps = constant(subject, operations);
            (steps, LawExpectation::Constant { member: member.clone() })
        }
        Demand::Repeatable { times } => {
            (repeated(subject, *times, AGAIN), LawExpectation::Repeatable)
        }
        Demand::UnknownId { sent, refused } => {
            let unknown = unknown(subject, sent)?;
            if !refused {
                return Some((vec![unknown], Expectation::NoServerError));
            }
            (vec![subject.minimal(), unknown], LawExpectation::UnknownRefused)
        }
        Demand::Tenant { proof } => {
            let proof = proof.as_ref();
            let steps = tenant(subject, proof.map(|(operation, _)| operation.as_str()))?;
            (steps, LawExpectation::Tenant { proof: proof.map(|(_, member)| member.clone()) })
        }
    };
    Some((steps, Expectation::Law { law }))
}

/// The plain request, several times over: the first one is shared with other checks.
fn repeated(subject: &Subject<'_>, times: u32, from: u32) -> Vec<Step> {
    let first = if from == TOGETHER { from } else { 0 };
    let later = (1..times).map(|turn| from + turn);
    std::iter::once(first)
        .chain(later)
        .map(|repetition| Step { repetition, ..subject.minimal() })
        .collect()
}

/// The plain request with a text of its own at a place of its body.
fn varied(subject: &Subject<'_>, place: &Pointer, turn: u32) -> Option<Step> {
    let mut step = subject.minimal();
    let Payload::Json { value, bound, .. } = &mut step.payload else { return None };
    let hole = Arc::make_mut(value).pointer_mut(place.as_str())?;
    let text = format!("{}-{turn}", hole.as_str()?);
    *hole = text.into();
    bound.remove(place);
    subject.accepts(value).then_some(step)
}

/// One plain request to each operation; two to one that is alone.
fn constant(subject: &Subject<'_>, operations: &[String]) -> Vec<Step> {
    if operations.len() < 2 {
        return repeated(subject, 2, AGAIN);
    }
    operations
        .iter()
        .filter_map(|name| subject.another(name).map(|other| other.minimal()))
        .collect()
}

/// The plain request with an id that nobody made.
fn unknown(subject: &Subject<'_>, place: &Place) -> Option<Step> {
    let mut step = subject.minimal();
    match place {
        Place::Parameter(place, name) => {
            let parameter = subject.parameters().find(|p| p.place == *place && p.name == *name);
            let schema = parameter?.schema.as_ref();
            let is_number = schema.is_some_and(|schema| {
                let types = Shape::of(subject.api, schema).types();
                types.contains(JsonType::Integer) && !types.contains(JsonType::String)
            });
            let id = if is_number { UNKNOWN_NUMBER.to_string() } else { UNKNOWN_ID.to_owned() };
            Some(subject.with_text(step, parameter?, id))
        }
        Place::Body(place) => {
            let Payload::Json { value, bound, .. } = &mut step.payload else { return None };
            bound.remove(place);
            for id in [json!(UNKNOWN_ID), json!(UNKNOWN_NUMBER)] {
                put(Arc::make_mut(value), place, id)?;
                if subject.accepts(value) {
                    return Some(step);
                }
            }
            None
        }
        Place::Answer(_) => None,
    }
}

fn put(value: &mut Value, place: &Pointer, new: Value) -> Option<()> {
    let parent = value.pointer_mut(place.parent()?.as_str())?.as_object_mut()?;
    parent.insert(place.last()?, new);
    Some(())
}

/// The owner's request and the same by another organisation; before them, where the law names an
/// operation that tells the organisations, one request of each to it.
fn tenant(subject: &Subject<'_>, proof: Option<&str>) -> Option<Vec<Step>> {
    let by = |credential, step: &Step| Step { credential, ..step.clone() };
    let mut steps = Vec::new();
    for step in match proof {
        Some(name) => vec![subject.another(name)?.minimal(), subject.minimal()],
        None => vec![subject.minimal()],
    } {
        steps.push(by(Credential::Valid, &step));
        steps.push(by(Credential::Second, &step));
    }
    let asks = !subject.operation.security.iter().any(Vec::is_empty);
    (asks && !subject.operation.security.is_empty()).then_some(steps)
}

/// The path parameters of an operation that are texts: where an unknown id can stand.
pub(in crate::check) fn unknown_in_path(subject: &Subject<'_>) -> Option<Step> {
    let mut parameters = subject.parameters().filter(|p| p.place == ParameterPlace::Path);
    let (first, None) = (parameters.next()?, parameters.next()) else { return None };
    unknown(subject, &Place::Parameter(ParameterPlace::Path, first.name.clone()))
}
