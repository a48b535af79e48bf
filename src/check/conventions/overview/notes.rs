//! What the overview and the OpenAPI documents contradict each other in: the documents win.

use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::check::conventions::overview::model::{Overview, Pagination};
use crate::check::values::Shape;
use crate::spec::{Api, Location, Operation, Parameter, ParameterPlace, Pointer, Schema};

/// Something worth knowing about the documents themselves: no target can change that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is, in a sentence.
    pub text: String,
    /// Where it stands.
    pub location: Location,
    /// The place it does not agree with, where there is one.
    pub beside: Option<Location>,
    /// How many places are like that one.
    pub places: usize,
}

impl Overview {
    /// Every contradiction, reported once however many operations it is in.
    pub fn notes(&self, api: &Api) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some((stated, schema)) = &self.rules.error_envelope {
            let declared: Vec<Location> = contradicts_envelope(api, schema).collect();
            let text = "the overview tells errors in an envelope, and the documents declare other \
                        content for them: the documents are what is checked";
            notes.extend(note(text, &stated.location, declared));
        }
        if let Some((stated, pagination)) = &self.rules.pagination {
            let operations = api.operations().iter();
            let declared = operations.filter_map(|o| contradicts_pagination(api, o, pagination));
            let text = "the overview pages lists in members that the documents do not declare: the \
                        documents are what is checked";
            notes.extend(note(text, &stated.location, declared.collect()));
        }
        if let Some((version, location)) = &self.version {
            let other = declared_versions(api).filter(|(declared, _)| {
                declared.trim_start_matches('v') != version.trim_start_matches('v')
            });
            let other: Vec<(String, Location)> = other.collect();
            let declared = other.first().map(|(version, _)| version.clone()).unwrap_or_default();
            let places = other.into_iter().map(|(_, location)| location).collect();
            let text = format!(
                "the overview calls the version {version}, the documents {declared}: nothing tells \
                 which a target speaks"
            );
            notes.extend(note(&text, location, places));
        }
        notes.extend(self.doubled_base(api));
        notes
    }

    /// What is left of the overview where the documents say otherwise: they win.
    pub(in crate::check) fn give_way(&mut self, api: &Api) {
        let envelope = &mut self.rules.error_envelope;
        if envelope
            .as_ref()
            .is_some_and(|(_, schema)| contradicts_envelope(api, schema).next().is_some())
        {
            *envelope = None;
        }
    }

    /// The base URL's path stands in the documents' paths as well.
    fn doubled_base(&self, api: &Api) -> Option<Note> {
        let (base, location) = self.base_url.as_ref()?;
        let url = Url::parse(base).ok()?;
        let prefix = format!("{}/", url.path().trim_end_matches('/'));
        let operations = api.operations().iter();
        let doubled: Vec<Location> = operations
            .filter(|operation| prefix.len() > 1 && operation.path.starts_with(&prefix))
            .map(|operation| operation.location.clone())
            .collect();
        let text = format!(
            "the overview's base URL {base} ends with a path that the documents' paths begin with: \
             it is taken once"
        );
        note(&text, location, doubled)
    }
}

fn note(text: &str, location: &Location, places: Vec<Location>) -> Option<Note> {
    let count = places.len();
    let beside = places.into_iter().next()?;
    let text = text.to_owned();
    Some(Note { text, location: location.clone(), beside: Some(beside), places: count })
}

fn declared_versions(api: &Api) -> impl Iterator<Item = (String, Location)> {
    let place = Pointer::root().join_all(["info", "version"]);
    api.documents().iter().filter_map(move |document| {
        let version = place.lookup(&document.root)?.as_str()?.to_owned();
        Some((version, document.location(&place)))
    })
}

/// Declared refusals whose JSON content has members, and not those of the envelope.
fn contradicts_envelope<'a>(
    api: &'a Api,
    envelope: &'a Value,
) -> impl Iterator<Item = Location> + use<'a> {
    let members = envelope.get("properties").and_then(Value::as_object);
    let members: Vec<&String> = members.into_iter().flat_map(|members| members.keys()).collect();
    let responses = api.operations().iter().flat_map(|operation| &operation.responses);
    let refusals = responses.filter(|response| response.status.may_refuse());
    let content = refusals.flat_map(|response| &response.content);
    content.filter(|content| content.is_json()).filter_map(move |content| {
        let declared = names(api, content.schema.as_ref()?);
        let differs = !declared.is_empty() && members.iter().any(|name| !declared.contains(name));
        differs.then(|| content.location.clone())
    })
}

/// The declared answer of an operation with pages, where it lacks the members of a page.
pub(in crate::check) fn contradicts_pagination(
    api: &Api,
    operation: &Operation,
    pagination: &Pagination,
) -> Option<Location> {
    page_parameters(operation, pagination)?;
    let mut content = operation.successes().flat_map(|response| &response.content);
    let content = content.find(|content| content.is_json())?;
    let schema = content.schema.as_ref()?;
    let declared = names(api, schema);
    let shape = Shape::of(api, schema);
    let is_list = !shape.types().contains(crate::check::model::JsonType::Object);
    let lacks =
        pagination.members().iter().any(|member| !declared.iter().any(|name| name == member));
    ((!declared.is_empty() && lacks) || is_list).then(|| content.location.clone())
}

fn names(api: &Api, schema: &Schema) -> Vec<String> {
    let members = Shape::of(api, schema).properties();
    members.iter().map(|member| member.name.to_owned()).collect()
}

/// The parameters that ask for a page.
pub(in crate::check) fn page_parameters<'o>(
    operation: &'o Operation,
    pagination: &Pagination,
) -> Option<(&'o Parameter, &'o Parameter)> {
    let named = |name: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.find(|p| p.place == ParameterPlace::Query && p.name == name)
    };
    Some((named(&pagination.limit)?, named(&pagination.offset)?))
}
