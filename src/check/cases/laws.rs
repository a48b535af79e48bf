//! From laws to checks: what is sent to see whether a law holds.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::check::cases::shared::Cases;
use crate::check::conventions::law::Law;
use crate::check::model::{
    Basis, CheckPhase, Credential, Delivery, Demand, Draft, Expectation, Form, JsonType,
    LawExpectation, LawKind, Level, Payload, Place, Repetition, RequestTemplate, StatusExpectation,
    Template,
};
use crate::check::values::Shape;
use crate::check::values::existence::UNKNOWN_UUID;
use crate::spec::{Operation, ParameterPlace, Pointer, StatusPattern};

/// An id that nobody made where ids are numbers: within 32 bits, beyond what tests count to.
const UNKNOWN_NUMBER: i64 = 2_147_480_017;

/// The checks for the laws of `kind` about this operation.
pub(in crate::check) fn drafts(under_test: &Cases<'_>, kind: LawKind) -> Vec<Draft> {
    let laws = under_test.conventions().laws.iter().flat_map(|laws| &laws.laws);
    laws.filter(|law| law.operation == under_test.operation.name && law.demand.kind() == kind)
        .filter_map(|law| draft(under_test, law))
        .collect()
}

fn draft(under_test: &Cases<'_>, law: &Law) -> Option<Draft> {
    let (steps, expectation) = asked(under_test, &law.demand)?;
    let mut basis = Basis {
        level: law.level,
        requirement: format!("{} ({})", law.text, law.basis),
        reference: law.reference.clone(),
    };
    let asks_for_refusal = law.demand.kind() == LawKind::UnknownIdRefused;
    if asks_for_refusal && law.level == Level::Should && !may_be_unknown(under_test.operation) {
        basis.level = Level::Note;
        basis.requirement.push_str("; a note, as the documents declare no refusal for it");
    }
    let is_in_flight = matches!(&expectation, Expectation::Law { law } if law.is_in_flight());
    let steps = steps.into_iter().map(Arc::new).collect();
    let is_odd = expectation == StatusExpectation::NoServerError.into();
    Some(Draft {
        phase: match basis.level {
            Level::Must if is_odd => CheckPhase::Robustness,
            Level::Should | Level::Note if is_odd => CheckPhase::Search,
            Level::Must | Level::Should | Level::Note => CheckPhase::Plain,
        },
        delivery: if is_in_flight { Delivery::Together } else { Delivery::InTurn },
        basis: Some(basis),
        ..Draft::of_steps(law.id.clone(), &law.location, steps, expectation)
    })
}

/// Returns `true` if the operation declares a refusal that can say that an id is unknown. One for what
/// is wrong with the content (422), with the credential or with the method cannot.
fn may_be_unknown(operation: &Operation) -> bool {
    operation.responses.iter().any(|response| match response.status {
        StatusPattern::Code(code) => matches!(code, 400 | 404 | 409 | 410),
        StatusPattern::Class(class) => class == 4,
        StatusPattern::Default => true,
    })
}

/// What is sent, and what is expected of the answers.
fn asked(under_test: &Cases<'_>, demand: &Demand) -> Option<(Vec<RequestTemplate>, Expectation)> {
    let plain =
        || under_test.successful().iter().map(|(_, step)| RequestTemplate::clone(step)).collect();
    let (steps, law) = match demand {
        Demand::Unique { member, times, in_flight } => {
            let repeat = if *in_flight { together } else { again };
            let member = member.clone();
            let law = LawExpectation::Distinct { member, in_flight: *in_flight };
            (repeat(under_test, *times), law)
        }
        Demand::Echo { sent, member } => {
            let template = Template::of(sent.clone());
            (plain(), LawExpectation::Echo { template, member: member.clone(), in_flight: false })
        }
        Demand::EchoInFlight { sent, template, member, times } => {
            // The plain request comes first: what is wrong with it is another law's to say.
            let varied = (1..=*times).map(|turn| varied(under_test, sent, turn));
            let steps = std::iter::once(Some(under_test.minimal())).chain(varied);
            let (template, member) = (template.clone(), member.clone());
            let law = LawExpectation::Echo { template, member, in_flight: true };
            (steps.collect::<Option<_>>()?, law)
        }
        Demand::Stable { except, times } => {
            (again(under_test, *times), LawExpectation::Stable { except: except.clone() })
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
            let steps = constant(under_test, operations);
            (steps, LawExpectation::Constant { member: member.clone() })
        }
        Demand::Repeatable { times } => (again(under_test, *times), LawExpectation::Repeatable),
        Demand::UnknownId { sent, refused } => {
            let unknown = unknown(under_test, sent)?;
            if !refused {
                return Some((vec![unknown], StatusExpectation::NoServerError.into()));
            }
            (vec![under_test.minimal(), unknown], LawExpectation::UnknownRefused)
        }
        Demand::Tenant { proof } => {
            let proof = proof.as_ref();
            let steps = tenant(under_test, proof.map(|(operation, _)| operation.as_str()))?;
            (steps, LawExpectation::Tenant { proof: proof.map(|(_, member)| member.clone()) })
        }
    };
    Some((steps, Expectation::Law { law }))
}

/// The plain request, several times over: the first one is shared with other checks.
fn again(under_test: &Cases<'_>, times: u32) -> Vec<RequestTemplate> {
    let later = (1..times).map(Repetition::Again);
    repeated(under_test, std::iter::once(Repetition::First).chain(later))
}

/// The plain request, several times at once.
fn together(under_test: &Cases<'_>, times: u32) -> Vec<RequestTemplate> {
    repeated(under_test, (0..times).map(Repetition::Together))
}

fn repeated(
    under_test: &Cases<'_>,
    repetitions: impl Iterator<Item = Repetition>,
) -> Vec<RequestTemplate> {
    repetitions.map(|repetition| RequestTemplate { repetition, ..under_test.minimal() }).collect()
}

/// The plain request with a text of its own at a place of its body.
fn varied(under_test: &Cases<'_>, place: &Pointer, turn: u32) -> Option<RequestTemplate> {
    let mut step = under_test.minimal();
    let Payload::Json { value, bound, .. } = &mut step.payload else { return None };
    let hole = Arc::make_mut(value).pointer_mut(place.as_str())?;
    let text = format!("{}-{turn}", hole.as_str()?);
    *hole = text.into();
    bound.remove(place);
    under_test.accepts(value).then_some(step)
}

/// One plain request to each operation; two to one that is alone.
fn constant(under_test: &Cases<'_>, operations: &[String]) -> Vec<RequestTemplate> {
    if operations.len() < 2 {
        return again(under_test, 2);
    }
    operations
        .iter()
        .filter_map(|name| under_test.another(name).map(|other| other.minimal()))
        .collect()
}

/// The plain request with an id that nobody made.
fn unknown(under_test: &Cases<'_>, place: &Place) -> Option<RequestTemplate> {
    let mut step = under_test.minimal();
    match place {
        Place::Parameter(place, name) => {
            let parameter = under_test.parameters().find(|p| p.place == *place && p.name == *name);
            let schema = parameter?.schema.as_ref();
            let is_number = schema.is_some_and(|schema| {
                let types = Shape::of(under_test.api, schema).types();
                types.contains(JsonType::Integer) && !types.contains(JsonType::String)
            });
            let id = if is_number { UNKNOWN_NUMBER.to_string() } else { UNKNOWN_UUID.to_owned() };
            Some(under_test.with_text(step, parameter?, id))
        }
        Place::OperationBody(place) => {
            let Payload::Json { value, bound, .. } = &mut step.payload else { return None };
            bound.remove(place);
            for id in [json!(UNKNOWN_UUID), json!(UNKNOWN_NUMBER)] {
                put(Arc::make_mut(value), place, id)?;
                if under_test.accepts(value) {
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
/// operation that names the organisations, one request of each to it.
fn tenant(under_test: &Cases<'_>, proof: Option<&str>) -> Option<Vec<RequestTemplate>> {
    let by = |credential, step: &RequestTemplate| RequestTemplate { credential, ..step.clone() };
    let mut steps = Vec::new();
    for step in match proof {
        Some(name) => vec![under_test.another(name)?.minimal(), under_test.minimal()],
        None => vec![under_test.minimal()],
    } {
        steps.push(by(Credential::Valid, &step));
        steps.push(by(Credential::Second, &step));
    }
    let asks = !under_test.operation.security.iter().any(Vec::is_empty);
    (asks && !under_test.operation.security.is_empty()).then_some(steps)
}

/// The path parameters of an operation that are texts: where an unknown id can stand.
pub(in crate::check) fn unknown_in_path(under_test: &Cases<'_>) -> Option<RequestTemplate> {
    let mut parameters = under_test.parameters().filter(|p| p.place == ParameterPlace::Path);
    let (first, None) = (parameters.next()?, parameters.next()) else { return None };
    unknown(under_test, &Place::Parameter(ParameterPlace::Path, first.name.clone()))
}
