//! One operation of the API, and the single way from a request to its answer.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams, Request};
use bytes::Bytes;
use http::request::Parts;

use super::answer::JsonAnswer;
use super::auth;
use super::content;
use super::fields::Fields;
use super::refusal::{Offender, RequestPlace, ValidationFault, ValidationRefusal};
use super::store::Store;

/// One operation: a POST on a path.
#[derive(Debug)]
pub(super) struct ReferenceOperation {
    /// The path template.
    pub(super) path: &'static str,
    /// The name of the id in the path, where it has one.
    pub(super) parameter: Option<&'static str>,
    /// What it does.
    pub(super) perform: fn(&HandledCall<'_>) -> Result<JsonAnswer, ValidationRefusal>,
}

/// Answers a request to `operation`: every decision and every answer passes through here.
pub(super) async fn answer(
    operation: &'static ReferenceOperation,
    store: Arc<Store>,
    request: Request,
) -> JsonAnswer {
    let (mut parts, body) = request.into_parts();
    let content = content::collect(body).await;
    let id = path_id(operation, &mut parts).await;
    decide(operation, &store, &parts, content, id).unwrap_or_else(JsonAnswer::from)
}

/// Who calls comes first: a stranger learns nothing about what was sent.
fn decide(
    operation: &ReferenceOperation,
    store: &Store,
    parts: &Parts,
    content: Result<Bytes, ValidationRefusal>,
    id: Result<String, Offender>,
) -> Result<JsonAnswer, ValidationRefusal> {
    let organisation = auth::caller(store, &parts.headers)?;
    let content = content?;
    (operation.perform)(&HandledCall { store, organisation, id, parts, content: &content })
}

/// The id in the path, with its percent-encoding undone.
async fn path_id(operation: &ReferenceOperation, parts: &mut Parts) -> Result<String, Offender> {
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
            let path = RequestPlace::Root("path");
            Offender::new(RequestPlace::Member(&path, name), ValidationFault::StringUnicode)
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
pub(super) struct HandledCall<'c> {
    /// The state of the control plane.
    pub(super) store: &'c Store,
    /// Who calls.
    pub(super) organisation: &'c Arc<str>,
    id: Result<String, Offender>,
    parts: &'c Parts,
    content: &'c [u8],
}

impl<'c> HandledCall<'c> {
    /// The id in the path.
    pub(super) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Reads the content with `read`, or refuses with every offender of the request.
    pub(super) fn read<T>(
        &self,
        presence: Content,
        read: impl FnOnce(&mut Fields<'c, '_>) -> T,
    ) -> Result<T, ValidationRefusal> {
        let mut offenders: Vec<_> = self.id.as_ref().err().cloned().into_iter().collect();
        let body = RequestPlace::Root("body");
        let members = match content::members(&self.parts.headers, self.content) {
            Ok(Some(members)) => members,
            Ok(None) if presence == Content::Optional => super::fields::Members::default(),
            Ok(None) => {
                return Err(refused(offenders, Offender::new(body, ValidationFault::Missing)));
            }
            Err(offender) => return Err(refused(offenders, offender)),
        };
        let value = read(&mut Fields::new(members, body, &mut offenders));
        if offenders.is_empty() {
            return Ok(value);
        }
        Err(ValidationRefusal::Invalid(offenders))
    }
}

fn refused(mut offenders: Vec<Offender>, last: Offender) -> ValidationRefusal {
    offenders.push(last);
    ValidationRefusal::Invalid(offenders)
}
