//! Requests just within and just outside of each constraint on their values.

use std::sync::Arc;

use serde_json::Value;

use super::body::Encoding;
use super::choice::{Choice, choices};
use super::fault::{Fault, Refusal};
use super::generate::{
    Constraint, Extent, Member, Probe, Probes, Shape, Way, members, probes, sample,
};
use super::ports::is_id;
use super::rule::Draft;
use super::subject::Subject;
use super::{Expectation, Step, parameter};
use crate::spec::{Location, Parameter, ParameterPlace, Schema};

/// How many requests on each side of its constraints an operation is sent at most. Schemas of large
/// documents have thousands of members.
const BUDGET: usize = 400;

/// A request just within a constraint.
pub(super) struct Accepted {
    pub(super) constraint: Constraint,
    /// Which value, and where: `pid=minimum`.
    pub(super) case: String,
    pub(super) location: Location,
    /// The request it varies.
    plain: Arc<Step>,
    pub(super) step: Arc<Step>,
}

/// The requests on both sides of every constraint.
#[derive(Default)]
pub(super) struct Edges {
    pub(super) inside: Vec<Accepted>,
    pub(super) outside: Vec<Refusal>,
    /// How many more there would be, were the budget larger.
    pub(super) left_out: usize,
}

/// The requests on both sides of every constraint, built once for a subject. The schema's validator
/// has the last word on which side they are.
pub(super) fn edges<'s>(subject: &'s Subject<'_>) -> &'s Edges {
    subject.edges.get_or_init(|| {
        let mut edges = Edges::default();
        for parameter in subject.parameters() {
            of_parameter(subject, parameter, &mut edges);
        }
        of_body(subject, &mut edges);
        edges
    })
}

/// The checks that requests just within these constraints are accepted.
pub(super) fn accepted(subject: &Subject<'_>, constraints: &[Constraint]) -> Vec<Draft> {
    let inside = edges(subject).inside.iter();
    let inside = inside.filter(|accepted| constraints.contains(&accepted.constraint));
    inside
        .map(|Accepted { case, location, plain, step, .. }| {
            Draft::new(case.clone(), location, step.clone(), Expectation::Accepted)
                .varying(Arc::clone(plain))
        })
        .collect()
}

/// One value of a request whose schema is looked at: the whole of what is sent, or a member.
struct Site<'a> {
    schema: &'a Schema,
    member: Option<&'a Member>,
    /// A valid whole, in which the member is varied.
    whole: &'a Value,
    name: &'a str,
}

impl Site<'_> {
    fn probes(&self, subject: &Subject<'_>) -> Probes {
        let place = self.member.map(|member| member.pointer(false));
        let present = place.map_or(Some(self.whole), |place| place.lookup(self.whole));
        let made = || sample(subject.api, self.schema, Extent::Minimal, self.name);
        let base = present.filter(|value| !value.is_null()).cloned().or_else(made);
        probes(subject.api, self.schema, &base.unwrap_or_default(), self.name)
    }

    /// The whole with this value at the place of the site.
    fn with(&self, subject: &Subject<'_>, value: Value) -> Option<Value> {
        match self.member {
            None => Some(value),
            Some(member) => member.set(subject.api, self.whole, value),
        }
    }

    fn case(&self, probe: &Probe) -> String {
        match self.member {
            Some(member) => format!("{}={}", member.name(), probe.label),
            None => probe.label.clone(),
        }
    }
}

/// How the values of a site reach the target.
struct Road<'r> {
    location: Location,
    /// What every case begins with.
    prefix: String,
    /// The name that a refusal should mention.
    offender: Option<String>,
    tolerated: &'static [u16],
    /// The request that the others vary.
    plain: Step,
    /// The request that holds a whole, where it is valid.
    valid: &'r dyn Fn(Value) -> Option<Step>,
    /// The request that holds a whole, where it is invalid.
    invalid: &'r dyn Fn(Value) -> Option<Step>,
}

impl Edges {
    fn add(&mut self, subject: &Subject<'_>, site: &Site<'_>, road: &Road<'_>, probes: Probes) {
        for probe in probes.inside {
            if self.inside.len() >= BUDGET {
                self.left_out += 1;
                continue;
            }
            let case = format!("{}{}", road.prefix, site.case(&probe));
            let constraint = probe.constraint;
            let step = site.with(subject, probe.value).and_then(road.valid);
            let (location, plain) = (road.location.clone(), Arc::new(road.plain.clone()));
            let accepted = |step| {
                let step = Arc::new(step);
                Accepted { constraint, case, location, plain, step }
            };
            self.inside.extend(step.map(accepted));
        }
        for probe in probes.outside {
            if self.outside.len() >= BUDGET {
                self.left_out += 1;
                continue;
            }
            let case = format!("{}{}", road.prefix, site.case(&probe));
            let step = site.with(subject, probe.value).and_then(road.invalid);
            let refusal = |step| Refusal {
                fault: Fault::Outside(probe.constraint),
                case,
                location: road.location.clone(),
                step: Arc::new(step),
                offender: probe.offender.or_else(|| road.offender.clone()),
                tolerated: road.tolerated,
            };
            self.outside.extend(step.map(refusal));
        }
    }
}

fn of_body(subject: &Subject<'_>, edges: &mut Edges) {
    let (Some(schema), Some(minimal), Some(encoding)) =
        (subject.body_schema(), subject.minimal_body(), subject.encoding())
    else {
        return;
    };
    if !subject.judges_body() {
        return;
    }
    let valid = |body: Value| {
        let fits = fits(encoding, &body) && subject.accepts(&body);
        fits.then(|| subject.with_body(body))
    };
    let invalid = |body: Value| {
        let refused = subject.refuses_one_place(&body);
        refused.then(|| subject.with_body(body))
    };
    let mut add = |site: &Site<'_>, choice: Option<&str>| {
        let mut probes = site.probes(subject);
        let may_vary = may_vary(subject, site);
        probes.inside.retain(|probe| may_vary && is_apt(site, probe));
        let told = encoding == Encoding::Json || site.member.is_none_or(is_told_by_text);
        probes.outside.retain(|probe| told && is_sent(encoding, probe));
        // Where no alternative fits, the refusal may well name the choice as a whole.
        let offender = site.member.filter(|_| choice.is_none());
        let road = Road {
            location: subject.api.location(site.schema),
            prefix: choice.map_or_else(String::new, |choice| format!("{choice}:")),
            offender: offender.and_then(|member| member.told_by(subject.api)).map(str::to_owned),
            tolerated: if is_id(site.name) { &[404] } else { &[] },
            plain: choice
                .map_or_else(|| subject.minimal(), |_| subject.with_body(site.whole.clone())),
            valid: &valid,
            invalid: &invalid,
        };
        edges.add(subject, site, &road, probes);
    };
    for site in sites(schema, "body", minimal, subject.members()) {
        add(&site, None);
    }
    for Choice { name, whole, members } in choices(subject) {
        for site in sites(schema, "body", &whole, &members).skip(1) {
            add(&site, Some(&name));
        }
    }
}

fn of_parameter(subject: &Subject<'_>, parameter: &Parameter, edges: &mut Edges) {
    let Some(schema) = &parameter.schema else { return };
    let Some(whole) = parameter::sample(subject.api, parameter) else { return };
    let Ok(validator) = subject.api.validator(schema) else { return };
    let step = |whole: &Value| {
        let is_carried = parameter.is_content || is_text_like(whole);
        let pieces = parameter::pieces(parameter, whole);
        let travels = is_carried && parameter::travels(&pieces);
        travels.then(|| subject.with_pieces(subject.minimal(), parameter, pieces))
    };
    let valid = |whole: Value| validator.is_valid(&whole).then(|| step(&whole)).flatten();
    let invalid = |whole: Value| (!validator.is_valid(&whole)).then(|| step(&whole)).flatten();
    let inner = members(subject.api, schema, Way::Request);
    // Members of an exploded form stand among the other parameters, where further ones may be.
    let is_open = !parameter.is_content && parameter.style == "form" && parameter.explode;
    for site in sites(schema, &parameter.name, &whole, &inner) {
        let types = Shape::of(subject.api, site.schema).types();
        let told = parameter.is_content || parameter::is_plain(types);
        let names_thing =
            subject.is_bound(&parameter.name) || is_id(site.name) || is_id(&parameter.name);
        let mut probes = site.probes(subject);
        probes.inside.retain(|probe| !names_thing || probe.constraint == Constraint::Enumeration);
        probes
            .outside
            .retain(|probe| told && !(is_open && probe.constraint == Constraint::MemberName));
        let road = Road {
            location: parameter.location.clone(),
            prefix: format!("{}:{}:", word(parameter.place), parameter.name),
            offender: Some(parameter.name.clone()),
            tolerated: &[400, 404, 414, 431],
            plain: subject.minimal(),
            valid: &valid,
            invalid: &invalid,
        };
        edges.add(subject, &site, &road, probes);
    }
}

/// The whole, and each of its members.
fn sites<'a>(
    schema: &'a Schema,
    name: &'a str,
    whole: &'a Value,
    members: &'a [Member],
) -> impl Iterator<Item = Site<'a>> {
    let inner = members.iter().map(move |member| Site {
        schema: &member.schema,
        member: Some(member),
        whole,
        name: member.own_name(),
    });
    std::iter::once(Site { schema, member: None, whole, name }).chain(inner)
}

/// False where another value would name something that does not exist.
fn may_vary(subject: &Subject<'_>, site: &Site<'_>) -> bool {
    site.member.is_none_or(|member| !is_id(site.name) && !subject.is_bound(&member.name()))
}

/// False for values that a correct target may refuse for what they mean: a required list that is
/// empty, an alternative that names what does not exist.
fn is_apt(site: &Site<'_>, probe: &Probe) -> bool {
    match probe.constraint {
        Constraint::Emptiness => site.member.is_some_and(|member| !member.required),
        Constraint::Alternative => !names_an_id(&probe.value, site.whole),
        _ => true,
    }
}

/// True where an object holds the id of something that the valid request does not name.
fn names_an_id(value: &Value, known: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| {
            let is_known = known.get(name) == Some(value);
            (is_id(name) && !is_known) || names_an_id(value, known)
        }),
        Value::Array(items) => items.iter().any(|item| names_an_id(item, known)),
        _ => false,
    }
}

/// True where the encoding can carry a whole.
fn fits(encoding: Encoding, whole: &Value) -> bool {
    match encoding {
        Encoding::Json => true,
        Encoding::Form | Encoding::Multipart => {
            whole.as_object().is_some_and(|members| members.values().all(is_text_like))
        }
        Encoding::Text => whole.as_str().is_some_and(|text| !text.is_empty()),
    }
}

/// True for values that text carries: forms drop what is empty.
fn is_text_like(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty() && items.iter().all(is_text_like),
        Value::Object(members) => !members.is_empty() && members.values().all(is_text_like),
        _ => true,
    }
}

/// True where the encoding says what makes the probe wrong.
fn is_sent(encoding: Encoding, probe: &Probe) -> bool {
    encoding == Encoding::Json || is_text_like(&probe.value)
}

/// True where text tells a value of the member from one of another type.
fn is_told_by_text(member: &Member) -> bool {
    parameter::is_plain(member.types)
}

fn word(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
        ParameterPlace::Cookie => "cookie",
    }
}
