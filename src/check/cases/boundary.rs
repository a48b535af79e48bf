//! Requests just within and just outside of each constraint on their values.

use std::sync::Arc;

use serde_json::Value;

use crate::check::cases::choice::{Choice, choices};
use crate::check::cases::invalid_request::{InvalidRequest, Invalidity};
use crate::check::model::RequestTemplate;
use crate::check::request::body::Encoding;
use crate::check::request::operation_under_test::OperationUnderTest;
use crate::check::request::parameter;
use crate::check::values::identifier::is_id;
use crate::check::values::{
    Constraint, Extent, Member, Probe, Probes, Shape, Way, members, probes, sample,
};
use crate::spec::{Location, Parameter, ParameterPlace, Schema};

/// How many requests on each side of its constraints an operation is sent at most. Schemas of large
/// documents have thousands of members.
const BUDGET: usize = 400;

/// A request just within a constraint.
pub(in crate::check) struct Accepted {
    pub(in crate::check) constraint: Constraint,
    /// Which value, and where: `pid=minimum`.
    pub(in crate::check) case: String,
    pub(in crate::check) location: Location,
    /// The request it varies.
    pub(in crate::check) plain: Arc<RequestTemplate>,
    pub(in crate::check) step: Arc<RequestTemplate>,
}

/// The requests on both sides of every constraint.
#[derive(Default)]
pub(in crate::check) struct BoundaryCases {
    pub(in crate::check) inside: Vec<Accepted>,
    pub(in crate::check) outside: Vec<InvalidRequest>,
    /// How many more there would be, were the budget larger.
    pub(in crate::check) left_out: usize,
}

/// The requests on both sides of every constraint. The schema's validator has the last word on which
/// side they are.
pub(in crate::check) fn build(under_test: &OperationUnderTest<'_>) -> BoundaryCases {
    let mut boundary_cases = BoundaryCases::default();
    for parameter in under_test.parameters() {
        of_parameter(under_test, parameter, &mut boundary_cases);
    }
    of_body(under_test, &mut boundary_cases);
    boundary_cases
}

/// One value of a request whose schema is looked at: the whole of what is sent, or a member.
struct SchemaLocation<'a> {
    schema: &'a Schema,
    member: Option<&'a Member>,
    /// A valid whole, in which the member is varied.
    whole: &'a Value,
    name: &'a str,
}

impl SchemaLocation<'_> {
    fn probes(&self, under_test: &OperationUnderTest<'_>) -> Probes {
        let place = self.member.map(|member| member.pointer(false));
        let present = place.map_or(Some(self.whole), |place| place.lookup(self.whole));
        let made = || sample(under_test.api, self.schema, Extent::Minimal, self.name);
        let base = present.filter(|value| !value.is_null()).cloned().or_else(made);
        probes(under_test.api, self.schema, &base.unwrap_or_default(), self.name)
    }

    /// The whole with this value at this location.
    fn with(&self, under_test: &OperationUnderTest<'_>, value: Value) -> Option<Value> {
        match self.member {
            None => Some(value),
            Some(member) => member.set(under_test.api, self.whole, value),
        }
    }

    fn case(&self, probe: &Probe) -> String {
        match self.member {
            Some(member) => format!("{}={}", member.name(), probe.label),
            None => probe.label.clone(),
        }
    }
}

/// How the values of a location reach the target.
struct Carrier<'r> {
    location: Location,
    /// What every case begins with.
    prefix: String,
    /// The name that a refusal should mention.
    offender: Option<String>,
    tolerated: &'static [u16],
    /// The request that the others vary.
    plain: RequestTemplate,
    /// The request that holds a whole, where it is valid.
    valid: &'r dyn Fn(Value) -> Option<RequestTemplate>,
    /// The request that holds a whole, where it is invalid.
    invalid: &'r dyn Fn(Value) -> Option<RequestTemplate>,
}

impl BoundaryCases {
    fn add(
        &mut self,
        under_test: &OperationUnderTest<'_>,
        location: &SchemaLocation<'_>,
        carrier: &Carrier<'_>,
        probes: Probes,
    ) {
        for probe in probes.inside {
            if self.inside.len() >= BUDGET {
                self.left_out += 1;
                continue;
            }
            let case = format!("{}{}", carrier.prefix, location.case(&probe));
            let constraint = probe.constraint;
            let step = location.with(under_test, probe.value).and_then(carrier.valid);
            let (location, plain) = (carrier.location.clone(), Arc::new(carrier.plain.clone()));
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
            let case = format!("{}{}", carrier.prefix, location.case(&probe));
            let step = location.with(under_test, probe.value).and_then(carrier.invalid);
            let refusal = |step| InvalidRequest {
                fault: Invalidity::Outside(probe.constraint),
                case,
                location: carrier.location.clone(),
                step: Arc::new(step),
                offender: probe.offender.or_else(|| carrier.offender.clone()),
                tolerated: carrier.tolerated,
            };
            self.outside.extend(step.map(refusal));
        }
    }
}

fn of_body(under_test: &OperationUnderTest<'_>, boundary_cases: &mut BoundaryCases) {
    let (Some(schema), Some(minimal), Some(encoding)) =
        (under_test.body_schema(), under_test.minimal_body(), under_test.encoding())
    else {
        return;
    };
    if !under_test.judges_body() {
        return;
    }
    let valid = |body: Value| {
        let fits = fits(encoding, &body) && under_test.accepts(&body);
        fits.then(|| under_test.with_body(body))
    };
    let invalid = |body: Value| {
        let refused = under_test.refuses_one_place(&body);
        refused.then(|| under_test.with_body(body))
    };
    let mut add = |location: &SchemaLocation<'_>, choice: Option<&str>| {
        let mut probes = location.probes(under_test);
        let may_vary = may_vary(under_test, location);
        probes.inside.retain(|probe| may_vary && is_apt(location, probe));
        let is_unambiguous =
            encoding == Encoding::Json || location.member.is_none_or(is_reported_by_text);
        probes.outside.retain(|probe| is_unambiguous && is_sent(encoding, probe));
        // Where no alternative fits, the refusal may well name the choice as a whole.
        let offender = location.member.filter(|_| choice.is_none());
        let carrier = Carrier {
            location: under_test.api.location(location.schema),
            prefix: choice.map_or_else(String::new, |choice| format!("{choice}:")),
            offender: offender
                .and_then(|member| member.distinguished_by(under_test.api))
                .map(str::to_owned),
            tolerated: if is_id(location.name) { &[404] } else { &[] },
            plain: choice.map_or_else(
                || under_test.minimal(),
                |_| under_test.with_body(location.whole.clone()),
            ),
            valid: &valid,
            invalid: &invalid,
        };
        boundary_cases.add(under_test, location, &carrier, probes);
    };
    for location in locations(schema, "body", minimal, under_test.members()) {
        add(&location, None);
    }
    for Choice { name, whole, members } in choices(under_test) {
        for location in locations(schema, "body", &whole, &members).skip(1) {
            add(&location, Some(&name));
        }
    }
}

fn of_parameter(
    under_test: &OperationUnderTest<'_>,
    parameter: &Parameter,
    boundary_cases: &mut BoundaryCases,
) {
    let Some(schema) = &parameter.schema else { return };
    let Some(whole) = parameter::sample(under_test.api, parameter) else { return };
    let Ok(validator) = under_test.api.validator(schema) else { return };
    let step = |whole: &Value| {
        let is_carried = parameter.is_content || is_text_like(whole);
        let pieces = parameter::pieces(parameter, whole);
        let travels = is_carried && parameter::travels(&pieces);
        travels.then(|| under_test.with_pieces(under_test.minimal(), parameter, pieces))
    };
    let valid = |whole: Value| validator.is_valid(&whole).then(|| step(&whole)).flatten();
    let invalid = |whole: Value| (!validator.is_valid(&whole)).then(|| step(&whole)).flatten();
    let inner = members(under_test.api, schema, Way::Request);
    // Members of an exploded form stand among the other parameters, where further ones may be.
    let is_open = !parameter.is_content && parameter.style == "form" && parameter.explode;
    for location in locations(schema, &parameter.name, &whole, &inner) {
        let types = Shape::of(under_test.api, location.schema).types();
        let is_unambiguous = parameter.is_content || parameter::is_plain(types);
        let names_thing =
            under_test.is_bound(&parameter.name) || is_id(location.name) || is_id(&parameter.name);
        let mut probes = location.probes(under_test);
        probes.inside.retain(|probe| !names_thing || probe.constraint == Constraint::Enumeration);
        probes.outside.retain(|probe| {
            is_unambiguous && !(is_open && probe.constraint == Constraint::MemberName)
        });
        let carrier = Carrier {
            location: parameter.location.clone(),
            prefix: format!("{}:{}:", word(parameter.place), parameter.name),
            offender: Some(parameter.name.clone()),
            tolerated: &[400, 404, 414, 431],
            plain: under_test.minimal(),
            valid: &valid,
            invalid: &invalid,
        };
        boundary_cases.add(under_test, &location, &carrier, probes);
    }
}

/// The whole, and each of its members.
fn locations<'a>(
    schema: &'a Schema,
    name: &'a str,
    whole: &'a Value,
    members: &'a [Member],
) -> impl Iterator<Item = SchemaLocation<'a>> {
    let inner = members.iter().map(move |member| SchemaLocation {
        schema: &member.schema,
        member: Some(member),
        whole,
        name: member.own_name(),
    });
    std::iter::once(SchemaLocation { schema, member: None, whole, name }).chain(inner)
}

/// False where another value would name something that does not exist.
fn may_vary(under_test: &OperationUnderTest<'_>, location: &SchemaLocation<'_>) -> bool {
    location
        .member
        .is_none_or(|member| !is_id(location.name) && !under_test.is_bound(&member.name()))
}

/// False for values that a correct target may refuse for what they mean: a required list that is
/// empty, an alternative that names what does not exist.
fn is_apt(location: &SchemaLocation<'_>, probe: &Probe) -> bool {
    match probe.constraint {
        Constraint::Emptiness => location.member.is_some_and(|member| !member.required),
        Constraint::Alternative => !names_an_id(&probe.value, location.whole),
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

/// True where text distinguishes a value of the member from one of another type.
fn is_reported_by_text(member: &Member) -> bool {
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
