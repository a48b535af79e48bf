//! The gallery: APIs of their own, and a server that does what their documents say and no more.

mod answer;
mod forms;
mod locks;
mod reading;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::call::{Call, Reply};
use super::ground::Ground;
use super::memory::Memory;
use super::route::path_values;
use crate::spec::{Api, Operation, Source, SpecError};

pub(super) use answer::content;
pub(super) use locks::{Token, credentials, issued};

/// Calls that the limit on the rate allows: more than anybody makes here.
const RATE: u64 = 1_000_000;

/// An API with a document of the gallery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exhibit {
    name: &'static str,
    document: &'static str,
}

/// Parameters, headers, an API key, and more methods than POST.
pub(super) const SHELVES: Exhibit =
    Exhibit { name: "gallery.yaml", document: include_str!("gallery.yaml") };
/// A constraint of every kind, and forms.
pub(super) const ORDERS: Exhibit =
    Exhibit { name: "orders.yaml", document: include_str!("orders.yaml") };
/// Every kind of lock, pages, and an overview.
pub(super) const DOORS: Exhibit =
    Exhibit { name: "doors.yaml", document: include_str!("doors.yaml") };
/// What the overview of the doors says: origin and text.
pub(super) const OVERVIEW: (&str, &str) = ("doors.prose.toml", include_str!("doors.prose.toml"));

impl Exhibit {
    /// The API that the document promises.
    pub(super) fn read(self) -> Result<Arc<Api>, SpecError> {
        let source = Source::from_text(self.name, self.document)?;
        Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).map(Arc::new)
    }
}

/// A server of a ground's document; one that knows no path where there is none.
pub(super) fn app(ground: Ground) -> Router {
    let calls = Arc::new(AtomicU64::new(0));
    Router::new().fallback(async move |request: Request| respond(ground, request, &calls).await)
}

async fn respond(ground: Ground, request: Request, calls: &AtomicU64) -> Response {
    let is_document = request.uri().path() == "/api/openapi.json";
    let (Ok(api), read) = (ground.api(), Call::read(request, Memory::default()).await) else {
        return Reply::detail(404, "Not Found").into_response();
    };
    let mut reply = match read {
        Ok(_) if is_document => document(api),
        Ok(call) => answer(api, &call),
        Err(refused) => return refused,
    };
    let made = calls.fetch_add(1, Ordering::Relaxed) + 1;
    reply.set_header("x-ratelimit-limit", &RATE.to_string());
    reply.set_header("x-ratelimit-remaining", &RATE.saturating_sub(made).to_string());
    reply.set_header("x-ratelimit-reset", "60");
    reply.into_response()
}

/// The document itself, for whoever tries a mutant live.
fn document(api: &Api) -> Reply {
    let root = api.documents().first();
    root.map_or_else(|| error(404, "Not Found"), |found| Reply::new(200, &found.root))
}

/// Answers as the document says: routed first, then asked who calls, then read.
fn answer(api: &Api, call: &Call) -> Reply {
    let path = call.path();
    let fits = |operation: &&Operation| path_values(&operation.path, path).is_some();
    let known: Vec<&Operation> = api.operations().iter().filter(fits).collect();
    if known.is_empty() {
        return error(404, "Not Found");
    }
    let method = if call.method == "HEAD" { "GET" } else { call.method.as_str() };
    let Some(operation) = known.iter().find(|known| known.method == method) else {
        let mut reply = error(405, "Method Not Allowed");
        let methods: Vec<&str> = known.iter().map(|known| known.method.as_str()).collect();
        reply.set_header("allow", &methods.join(", "));
        return reply;
    };
    if !locks::is_let_in(operation, call) {
        let mut reply = error(401, "Who are you?");
        reply.set_header("www-authenticate", "Bearer, Basic realm=\"gallery\"");
        return reply;
    }
    let problems = reading::problems(api, operation, call);
    if problems.is_empty() { answer::success(api, operation, call) } else { refusal(&problems) }
}

fn error(status: u16, message: &str) -> Reply {
    Reply::new(status, &json!({"error": {"code": status.to_string(), "message": message}}))
}

/// A refusal in the words of every document of the gallery.
fn refusal(problems: &[String]) -> Reply {
    let told = |place: &String| json!({"where": place, "what": "is not as declared"});
    let problems: Vec<Value> = problems.iter().map(told).collect();
    let error = json!({"code": "422", "message": "The request is not as declared"});
    Reply::new(422, &json!({ "problems": problems, "error": error }))
}
