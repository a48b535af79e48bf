//! An operation as rules see it: its valid requests, ready to be made wrong in one place.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::check::model::{Credential, Fill, Payload, Repetition, RequestTemplate};
use crate::check::request::bindings::Bindings;
use crate::check::request::body::{Encoding, OperationBody};
use crate::check::request::parameter::{self, Pieces};
use crate::check::values::identifier::is_id;
use crate::check::values::{Extent, Member};
use crate::spec::{Api, Operation, Parameter, ParameterPlace, Pointer, Response, Schema};

/// An operation with its valid requests.
pub struct OperationUnderTest<'a> {
    /// The documents it is part of.
    pub api: &'a Api,
    /// The operation.
    pub operation: &'a Operation,
    bindings: &'a Bindings,
    body: Option<OperationBody<'a>>,
    /// What carries each parameter of a valid request, by its place in the operation.
    fills: Vec<Pieces>,
}

impl<'a> OperationUnderTest<'a> {
    /// The operation as rules see it, or why no valid request for it can be built.
    pub fn new(
        api: &'a Api,
        operation: &'a Operation,
        bindings: &'a Bindings,
    ) -> Result<Self, String> {
        let body = OperationBody::of(api, operation)?;
        let mut fills = Vec::new();
        for parameter in &operation.parameters {
            let fill = match bindings.of(&operation.name, &parameter.name) {
                Some(name) => bound(parameter, name),
                None => parameter::sample(api, parameter)
                    .map_or_else(Vec::new, |value| parameter::pieces(parameter, &value)),
            };
            if fill.is_empty() && parameter.required {
                return Err(format!(
                    "no valid value for parameter `{}` can be built",
                    parameter.name
                ));
            }
            fills.push(fill);
        }
        Ok(Self { api, operation, bindings, body, fills })
    }

    /// Another operation of the same documents; `None` where there is none, or no valid request for
    /// it can be built.
    pub(in crate::check) fn another(&self, name: &str) -> Option<Self> {
        let operation = self.api.operation(name)?;
        Self::new(self.api, operation, self.bindings).ok()
    }

    /// The valid request with required parts only.
    pub fn minimal(&self) -> RequestTemplate {
        self.step(Extent::Minimal, self.body.as_ref().map(|body| Arc::clone(&body.minimal)))
    }

    /// The valid request with every declared part.
    pub fn full(&self) -> RequestTemplate {
        self.step(Extent::Full, self.body.as_ref().map(|body| Arc::clone(&body.full)))
    }

    /// The valid request with required parameters and this body.
    pub fn with_body(&self, body: Value) -> RequestTemplate {
        self.step(Extent::Minimal, Some(Arc::new(body)))
    }

    /// The valid request with every parameter and this body.
    pub fn full_with_body(&self, body: Value) -> RequestTemplate {
        self.step(Extent::Full, Some(Arc::new(body)))
    }

    /// The requests whose success is judged, each with its extent: minimal and, where it differs,
    /// full.
    pub fn successful(&self) -> Vec<(Extent, Arc<RequestTemplate>)> {
        let (minimal, full) = (self.minimal(), self.full());
        let full = (minimal != full).then(|| (Extent::Full, Arc::new(full)));
        std::iter::once((Extent::Minimal, Arc::new(minimal))).chain(full).collect()
    }

    /// The case for `name` in a declared response; the status distinguishes several successes.
    pub fn case_in(&self, response: &Response, name: &str) -> String {
        if self.operation.successes().count() > 1 {
            return format!("{}:{name}", response.status);
        }
        name.to_owned()
    }

    /// The valid request with required parameters and this content, as the declared media type.
    pub fn with_payload(&self, payload: Payload) -> RequestTemplate {
        let content_type = self.body.as_ref().map(OperationBody::content_type);
        RequestTemplate { content_type, payload, ..self.minimal() }
    }

    /// The valid requests with every other declared media type, each with its name.
    pub(in crate::check) fn other_media_types(&self) -> Vec<(String, RequestTemplate)> {
        let Some(own) = &self.body else {
            return Vec::new();
        };
        let others = OperationBody::each(self.api, self.operation).into_iter();
        let others = others.filter(|other| other.media_type.name != own.media_type.name);
        others
            .map(|other| {
                let payload = self.payload(&other, Arc::clone(&other.minimal));
                let content_type = Some(other.content_type());
                let step = RequestTemplate { content_type, payload, ..self.minimal() };
                (other.media_type.name.clone(), step)
            })
            .collect()
    }

    /// How the body travels; `None` where there is none.
    pub(in crate::check) fn encoding(&self) -> Option<Encoding> {
        self.body.as_ref().map(|body| body.encoding)
    }

    /// True where the content is JSON, which distinguishes every type from every other.
    pub(in crate::check) fn takes_json(&self) -> bool {
        self.encoding() == Some(Encoding::Json)
    }

    /// The minimal body; `None` where the operation takes no content.
    pub fn minimal_body(&self) -> Option<&Value> {
        self.body.as_ref().map(|body| &*body.minimal)
    }

    /// The body with every declared member.
    pub fn full_body(&self) -> Option<&Value> {
        self.body.as_ref().map(|body| &*body.full)
    }

    /// The schema of the body.
    pub fn body_schema(&self) -> Option<&Schema> {
        self.body.as_ref()?.schema.as_ref()
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
        self.body.as_ref().is_none_or(|own| own.accepts(body))
    }

    /// True where the body's schema can be read, and so says what is valid.
    pub(in crate::check) fn judges_body(&self) -> bool {
        self.body.as_ref().is_some_and(|own| own.validator.is_some())
    }

    /// True where the body's schema refuses `body`, and that for one place alone.
    pub(in crate::check) fn refuses_one_place(&self, body: &Value) -> bool {
        self.body.as_ref().is_some_and(|own| own.refuses_one_place(body))
    }

    /// True where a parameter or top-level member takes the value of a binding.
    pub(in crate::check) fn is_bound(&self, name: &str) -> bool {
        self.bindings.of(&self.operation.name, name).is_some()
    }

    /// The step with `parameter` holding `value` instead; added where it was left out.
    pub(in crate::check) fn with_parameter(
        &self,
        step: RequestTemplate,
        parameter: &Parameter,
        value: &Value,
    ) -> RequestTemplate {
        self.with_pieces(step, parameter, parameter::pieces(parameter, value))
    }

    /// The step with a parameter carried by these pieces.
    pub(in crate::check) fn with_pieces(
        &self,
        mut step: RequestTemplate,
        parameter: &Parameter,
        pieces: Pieces,
    ) -> RequestTemplate {
        let own = self.names_of(parameter);
        let is_own =
            |place: ParameterPlace, name: &str| place == parameter.place && own.contains(&name);
        let at = step.parameters.iter().position(|(place, name, _)| is_own(*place, name));
        step.parameters.retain(|(place, name, _)| !is_own(*place, name));
        let at = at.unwrap_or(step.parameters.len());
        step.parameters.splice(at..at, pieces);
        step
    }

    /// The step with a parameter carried by this text, whatever its style.
    pub(in crate::check) fn with_text(
        &self,
        step: RequestTemplate,
        parameter: &Parameter,
        text: String,
    ) -> RequestTemplate {
        let piece = (parameter.place, parameter.name.clone(), Fill::Literal(text));
        self.with_pieces(step, parameter, vec![piece])
    }

    /// The step with a parameter left out.
    pub(in crate::check) fn without_parameter(
        &self,
        step: RequestTemplate,
        parameter: &Parameter,
    ) -> RequestTemplate {
        self.with_pieces(step, parameter, Vec::new())
    }

    /// The names under which a parameter travels.
    fn names_of<'s>(&'s self, parameter: &'s Parameter) -> Vec<&'s str> {
        let index = self
            .operation
            .parameters
            .iter()
            .position(|other| other.place == parameter.place && other.name == parameter.name);
        let pieces = index.and_then(|index| self.fills.get(index)).into_iter().flatten();
        let names = pieces.map(|(_, name, _)| name.as_str());
        names.chain(std::iter::once(parameter.name.as_str())).collect()
    }

    /// What distinguishes valid bodies from invalid ones; `None` where there is no body, or its schema
    /// cannot be compiled.
    pub(in crate::check) fn validator(&self) -> Option<&jsonschema::Validator> {
        self.body.as_ref()?.validator.as_deref()
    }

    /// True where the value of a top-level member is known to the target alone: it is bound, or its
    /// name is that of an id.
    pub(in crate::check) fn is_known_to_target(&self, member: &str) -> bool {
        is_id(member) || self.bindings.of(&self.operation.name, member).is_some()
    }

    /// Parameters the caller gives text for.
    pub fn parameters(&self) -> impl Iterator<Item = &'a Parameter> {
        self.operation.parameters.iter()
    }

    fn step(&self, extent: Extent, body: Option<Arc<Value>>) -> RequestTemplate {
        let parameters = self.operation.parameters.iter().zip(&self.fills);
        let parameters = parameters
            .filter(|(parameter, _)| parameter.required || extent == Extent::Full)
            .flat_map(|(_, pieces)| pieces.iter().cloned())
            .collect();
        let (content_type, payload) = match (body, &self.body) {
            (Some(value), Some(body)) => (Some(body.content_type()), self.payload(body, value)),
            _ => (None, Payload::None),
        };
        RequestTemplate {
            operation: self.operation.name.clone(),
            method: self.operation.method.clone(),
            path: self.operation.path.clone(),
            parameters,
            content_type,
            payload,
            credential: Credential::Valid,
            until_close: false,
            consumes: self.operation.method == "DELETE",
            repetition: Repetition::First,
        }
    }

    /// The body as content, with a hole wherever a bound member still has its made-up value.
    fn payload(&self, body: &OperationBody<'_>, value: Arc<Value>) -> Payload {
        let mut bound = BTreeMap::new();
        let made_up = body.full.as_object().into_iter().flatten();
        for (name, sample) in made_up {
            if let Some(binding) = self.bindings.of(&self.operation.name, name)
                && value.get(name) == Some(sample)
            {
                bound.insert(Pointer::root().join(name), binding.to_owned());
            }
        }
        body.encoding.payload(value, bound, &body.files)
    }
}

/// What carries the value of a binding.
fn bound(parameter: &Parameter, binding: &str) -> Pieces {
    vec![(parameter.place, parameter.name.clone(), Fill::Bound(binding.to_owned()))]
}
