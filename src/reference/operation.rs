//! One operation of the API, and the single way from a request to its answer.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams, Request};
use bytes::Bytes;
use http::request::Parts;

use super::answer::Answer;
use super::auth;
use super::content;
use super::fields::Fields;
use super::refusal::{Fault, Offender, Place, Refusal};
use super::store::Store;

/// One operation: a POST on a path.
#[derive(Debug)]
pub(super) struct Operation {
    /// The path template.
    pub(super) path: &'static str,
    /// The name of the id in the path, where it has one.
    pub(super) parameter: Option<&'static str>,
    /// What it does.
    pub(super) perform: fn(&Call<'_>) -> Result<Answer, Refusal>,
}

/// Answers a request to `operation`: every decision and every answer passes through here.
pub(super) async fn answer(
    operation: &'static Operation,
    store: Arc<Store>,
    request: Request,
) -> Answer {
    let (mut parts, body) = request.into_parts();
    let content = content::collect(body).await;
    let id = path_id(operation, &mut parts).await;
    decide(operation, &store, &parts, content, id).unwrap_or_else(Answer::from)
}

/// Who calls comes first: a stranger learns nothing about what was sent.
fn decide(
    operation: &Operation,
    store: &Store,
    parts: &Parts,
    content: Result<Bytes, Refusal>,
    id: Result<String, Offender>,
) -> Result<Answer, Refusal> {
    let organisation = auth::caller(store, &parts.headers)?;
    let content = content?;
    (operation.perform)(&Call { store, organisation, id, parts, content: &content })
}

/// The id in the path, with its percent-encoding undone.
async fn path_id(operation: &Operation, parts: &mut Parts) -> Result<String, Offender> {
    let Some(name) = operation.parameter else {
        return Ok(String::new());
    };
    let parameters = RawPathParams::from_request_parts(parts, &()).await;
    parameters
        .ok()
        .and_then(|parameters| {
            let (_, value) = parameters.iter().find(|(candidate, _)| *candidate == name)?;
            Some(value.to_owned())
        })
        .ok_or_else(|| {
            let path = Place::Root("path");
            Offender::new(Place::Member(&path, name), Fault::StringUnicode)
        })
}

/// True where an operation cannot do without content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// It cannot.
    Required,
    /// No content is the same as `{}`.
    Optional,
}

/// One call of an operation by a known organisation.
pub(super) struct Call<'c> {
    /// The state of the control plane.
    pub(super) store: &'c Store,
    /// Who calls.
    pub(super) organisation: &'c Arc<str>,
    id: Result<String, Offender>,
    parts: &'c Parts,
    content: &'c [u8],
}

impl<'c> Call<'c> {
    /// The id in the path.
    pub(super) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Reads the content with `read`, or refuses with every offender of the request.
    pub(super) fn read<T>(
        &self,
        presence: Content,
        read: impl FnOnce(&mut Fields<'c, '_>) -> T,
    ) -> Result<T, Refusal> {
        let mut offenders: Vec<_> = self.id.as_ref().err().cloned().into_iter().collect();
        let body = Place::Root("body");
        let members = match content::members(&self.parts.headers, self.content) {
            Ok(Some(members)) => members,
            Ok(None) if presence == Content::Optional => super::fields::Members::default(),
            Ok(None) => return Err(refused(offenders, Offender::new(body, Fault::Missing))),
            Err(offender) => return Err(refused(offenders, offender)),
        };
        let value = read(&mut Fields::new(members, body, &mut offenders));
        if offenders.is_empty() {
            return Ok(value);
        }
        Err(Refusal::Invalid(offenders))
    }
}

fn refused(mut offenders: Vec<Offender>, last: Offender) -> Refusal {
    offenders.push(last);
    Refusal::Invalid(offenders)
}
