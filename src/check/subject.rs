//! An operation as rules see it: its valid requests, ready to be made wrong in one place.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::bindings::Bindings;
use super::body::Body;
use super::fault::Refusal;
use super::fuzz::{Fuzz, Search};
use super::generate::{Extent, Member, members};
use super::parameter;
use super::ports::is_id;
use super::promises::{self, Promises};
use super::{Credential, Fill, Payload, Step};
use crate::spec::{Api, Operation, Parameter, ParameterPlace, Pointer, Response, Schema};

/// An operation with its valid requests.
pub struct Subject<'a> {
    /// The documents it is part of.
    pub api: &'a Api,
    /// The operation.
    pub operation: &'a Operation,
    bindings: &'a Bindings,
    /// What the API promises beside its documents.
    pub(super) promises: &'a Promises,
    body: Option<Body<'a>>,
    /// See [`refusals`](super::refusal::refusals).
    pub(super) refusals: OnceCell<Vec<Refusal>>,
    successes: OnceCell<Vec<JsonSuccess<'a>>>,
    /// Random requests, where they are asked for.
    pub(super) search: Search,
}

/// A declared success with JSON content.
pub(super) struct JsonSuccess<'a> {
    /// The declared response.
    pub(super) response: &'a Response,
    /// The schema of its content.
    pub(super) schema: &'a Schema,
    /// Every member that the schema declares.
    pub(super) members: Vec<Member>,
}

impl<'a> Subject<'a> {
    /// The operation as rules see it, or why no valid request for it can be built.
    pub fn new(
        api: &'a Api,
        operation: &'a Operation,
        bindings: &'a Bindings,
    ) -> Result<Self, String> {
        let body = Body::of(api, operation)?;
        let subject = Self {
            api,
            operation,
            bindings,
            promises: &promises::NONE,
            body,
            refusals: OnceCell::new(),
            successes: OnceCell::new(),
            search: Search::default(),
        };
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            if subject.fill(parameter).is_none() {
                return Err(format!(
                    "no valid value for parameter `{}` can be built",
                    parameter.name
                ));
            }
        }
        Ok(subject)
    }

    /// The subject with random requests beside its planned ones.
    #[must_use]
    pub(super) fn searching(self, fuzz: Fuzz) -> Self {
        Self { search: Search::new(fuzz), ..self }
    }

    /// The same under promises beside the documents.
    #[must_use]
    pub fn under(mut self, promises: &'a Promises) -> Self {
        self.promises = promises;
        self
    }

    /// Another operation of the same documents; `None` where there is none, or no valid request for
    /// it can be built.
    pub(super) fn another(&self, name: &str) -> Option<Self> {
        let operation = self.api.operation(name)?;
        Self::new(self.api, operation, self.bindings).ok()
    }

    /// The valid request with required parts only.
    pub fn minimal(&self) -> Step {
        self.step(Extent::Minimal, self.body.as_ref().map(|body| body.minimal.clone()))
    }

    /// The valid request with every declared part.
    pub fn full(&self) -> Step {
        self.step(Extent::Full, self.body.as_ref().map(|body| body.full.clone()))
    }

    /// The valid request with required parameters and this body.
    pub fn with_body(&self, body: Value) -> Step {
        self.step(Extent::Minimal, Some(body))
    }

    /// The valid request with every parameter and this body.
    pub fn full_with_body(&self, body: Value) -> Step {
        self.step(Extent::Full, Some(body))
    }

    /// The requests whose success is judged, each with its case: minimal and, where it differs, full.
    pub fn successful(&self) -> Vec<(&'static str, Step)> {
        let (minimal, full) = (self.minimal(), self.full());
        let differs = minimal != full;
        let mut steps = vec![("minimal", minimal)];
        if differs {
            steps.push(("full", full));
        }
        steps
    }

    /// The declared successes with JSON content.
    pub(super) fn json_successes(&self) -> &[JsonSuccess<'a>] {
        self.successes.get_or_init(|| {
            let json = self.operation.successes().filter_map(|response| {
                let content = response.content.iter().find(|content| content.is_json())?;
                let schema = content.schema.as_ref()?;
                Some(JsonSuccess { response, schema, members: members(self.api, schema) })
            });
            json.collect()
        })
    }

    /// The case for `name` in a declared response; the status tells several successes apart.
    pub fn case_in(&self, response: &Response, name: &str) -> String {
        if self.operation.successes().count() > 1 {
            return format!("{}:{name}", response.status);
        }
        name.to_owned()
    }

    /// The valid request with required parameters and this content, as the declared media type.
    pub fn with_payload(&self, payload: Payload) -> Step {
        let content_type = self.body.as_ref().map(|body| body.media_type.name.clone());
        Step { content_type, payload, ..self.minimal() }
    }

    /// The minimal body; `None` where the operation takes no JSON.
    pub fn minimal_body(&self) -> Option<&Value> {
        self.body.as_ref().map(|body| &body.minimal)
    }

    /// The body with every declared member.
    pub fn full_body(&self) -> Option<&Value> {
        self.body.as_ref().map(|body| &body.full)
    }

    /// The schema of the body.
    pub fn body_schema(&self) -> Option<&Schema> {
        self.body.as_ref().map(|body| &body.schema)
    }

    /// True where the operation may not be called without content.
    pub fn is_body_required(&self) -> bool {
        self.operation.request_body.as_ref().is_some_and(|body| body.required)
    }

    /// True where the operation declares to take `media_type`, by name or by range.
    pub fn declares_media_type(&self, media_type: &str) -> bool {
        let declared = self.operation.request_body.iter().flat_map(|body| &body.content);
        declared.map(|declared| declared.name.split(';').next().unwrap_or_default().trim()).any(
            |name| {
                name == media_type
                    || name == "*/*"
                    || name.strip_suffix("/*").is_some_and(|kind| {
                        media_type.split_once('/').is_some_and(|(own, _)| own == kind)
                    })
            },
        )
    }

    /// Every member the body's schema declares.
    pub fn members(&self) -> &[Member] {
        self.body.as_ref().map_or(&[], |body| &body.members)
    }

    /// The minimal body with `member` set to `value`.
    pub fn body_with(&self, member: &Member, value: Value) -> Option<Value> {
        member.set(self.api, self.minimal_body()?, value)
    }

    /// The smallest valid body without `member`; its surroundings are filled in, so that it is the
    /// member alone that is missing.
    pub fn body_without(&self, member: &Member) -> Option<Value> {
        member.remove(self.api, self.minimal_body()?)
    }

    /// True where the body's schema accepts `body`: the judge of what rules generate.
    pub fn accepts(&self, body: &Value) -> bool {
        let validator = self.body.as_ref().and_then(|body| body.validator.as_ref());
        validator.is_none_or(|validator| validator.is_valid(body))
    }

    /// What tells valid bodies from invalid ones; `None` where there is no body, or its schema
    /// cannot be compiled.
    pub(super) fn validator(&self) -> Option<&jsonschema::Validator> {
        self.body.as_ref()?.validator.as_deref()
    }

    /// True where the value of a top-level member is known to the target alone: it is bound, or its
    /// name is that of an id.
    pub(super) fn is_known_to_target(&self, member: &str) -> bool {
        is_id(member) || self.bindings.of(&self.operation.name, member).is_some()
    }

    /// Parameters the caller gives text for.
    pub fn parameters(&self) -> impl Iterator<Item = &'a Parameter> {
        self.operation.parameters.iter()
    }

    fn step(&self, extent: Extent, body: Option<Value>) -> Step {
        let parameters = self
            .operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required || extent == Extent::Full)
            .filter_map(|p| Some((p.place, p.name.clone(), self.fill(p)?)))
            .collect();
        let content_type =
            body.as_ref().and(self.body.as_ref()).map(|body| body.media_type.name.clone());
        Step {
            operation: self.operation.name.clone(),
            method: self.operation.method.clone(),
            path: self.operation.path.clone(),
            parameters,
            content_type,
            payload: body.map_or(Payload::None, |value| self.payload(value)),
            credential: Credential::Valid,
            until_close: false,
            consumes: self.operation.method == "DELETE",
            repetition: 0,
        }
    }

    /// The body as content, with a hole wherever a bound member still has its made-up value.
    fn payload(&self, value: Value) -> Payload {
        let mut bound = BTreeMap::new();
        let made_up = self.full_body().and_then(Value::as_object).into_iter().flatten();
        for (name, sample) in made_up {
            if let Some(binding) = self.bindings.of(&self.operation.name, name)
                && value.get(name) == Some(sample)
            {
                bound.insert(Pointer::root().join(name), binding.to_owned());
            }
        }
        Payload::Json { value, bound, raw: BTreeMap::new() }
    }

    /// What fills a parameter of a valid request.
    fn fill(&self, parameter: &Parameter) -> Option<Fill> {
        if let Some(name) = self.bindings.of(&self.operation.name, &parameter.name) {
            return Some(Fill::Bound(name.to_owned()));
        }
        parameter::sample(self.api, parameter).map(Fill::Literal)
    }
}

/// The step with a parameter filled otherwise; added where it was left out.
#[must_use]
pub(super) fn with_parameter(
    mut step: Step,
    place: ParameterPlace,
    name: &str,
    fill: Fill,
) -> Step {
    let known = step.parameters.iter_mut().find(|(p, n, _)| *p == place && n == name);
    match known {
        Some((_, _, present)) => *present = fill,
        None => step.parameters.push((place, name.to_owned(), fill)),
    }
    step
}

/// The step with a parameter left out.
#[must_use]
pub(super) fn without_parameter(mut step: Step, place: ParameterPlace, name: &str) -> Step {
    step.parameters.retain(|(p, n, _)| !(*p == place && n == name));
    step
}

/// Adds a made-up value for every parameter of `step` whose binding has none. In content, what the
/// plan made up stays.
pub fn fill_made_up(
    api: &Api,
    operation: &Operation,
    step: &Step,
    values: &mut BTreeMap<String, Value>,
) {
    for (place, name, fill) in &step.parameters {
        let parameters = &operation.parameters;
        let known = parameters.iter().find(|p| p.place == *place && p.name == *name);
        if let (Fill::Bound(binding), Some(parameter)) = (fill, known)
            && !values.contains_key(binding)
            && let Some(text) = parameter::sample(api, parameter)
        {
            values.insert(binding.clone(), Value::String(text));
        }
    }
}
