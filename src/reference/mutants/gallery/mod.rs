//! The gallery: an API of shelves, and a server that does what a document says and no more.

mod reading;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::call::{Call, Reply};
use super::memory::Memory;
use super::route::path_values;
use crate::check::generate::{Extent, Shape, Way, members, sample};
use crate::reference::DEMO_TOKEN;
use crate::spec::{
    Api, Operation, ParameterPlace, SecurityKind, SecurityScheme, Source, SpecError, StatusPattern,
};

const DOCUMENT: &str = include_str!("gallery.yaml");

static API: LazyLock<Result<Arc<Api>, SpecError>> = LazyLock::new(|| {
    let source = Source::from_text("gallery.yaml", DOCUMENT)?;
    Api::from_sources(vec![source], &|_| Err("no network here".to_owned())).map(Arc::new)
});

/// The gallery's document.
pub(super) fn api() -> Result<&'static Arc<Api>, &'static SpecError> {
    API.as_ref()
}

/// A server of the gallery's document; one that knows no path where there is none.
pub(super) fn app() -> Router {
    Router::new().fallback(respond)
}

async fn respond(request: Request) -> Response {
    if request.uri().path() == "/api/openapi.json" {
        return document().into_response();
    }
    match (api(), Call::read(request, Memory::default()).await) {
        (Ok(api), Ok(call)) => answer(api, &call).into_response(),
        (_, Err(refused)) => refused,
        (Err(_), _) => Reply::detail(404, "Not Found").into_response(),
    }
}

/// The document itself, for whoever tries a mutant live.
fn document() -> Reply {
    let root = api().ok().and_then(|api| api.documents().first());
    root.map_or_else(|| Reply::detail(404, "Not Found"), |found| Reply::new(200, &found.root))
}

/// Answers as the document says: routed first, then asked who calls, then read.
fn answer(api: &Api, call: &Call) -> Reply {
    let path = call.path();
    let fits = |operation: &&Operation| path_values(&operation.path, path).is_some();
    let known: Vec<&Operation> = api.operations().iter().filter(fits).collect();
    if known.is_empty() {
        return Reply::detail(404, "Not Found");
    }
    let Some(operation) = known.iter().find(|known| known.method == call.method.as_str()) else {
        let mut reply = Reply::detail(405, "Method Not Allowed");
        let methods: Vec<&str> = known.iter().map(|known| known.method.as_str()).collect();
        reply.set_header("allow", &methods.join(", "));
        return reply;
    };
    if !is_known(operation, call) {
        let mut reply = Reply::detail(401, "Who are you?");
        reply.set_header("www-authenticate", "ApiKey realm=\"gallery\"");
        return reply;
    }
    let problems = reading::problems(api, operation, call);
    if problems.is_empty() { success(api, operation) } else { refusal(&problems) }
}

/// True where the credential of one alternative is the demo token, wherever the scheme wants it.
fn is_known(operation: &Operation, call: &Call) -> bool {
    let holds = |scheme: &SecurityScheme| match &scheme.kind {
        SecurityKind::ApiKey { place: ParameterPlace::Header, name } => {
            call.header(name) == Some(DEMO_TOKEN)
        }
        SecurityKind::Bearer { .. } => call.token() == Some(DEMO_TOKEN),
        _ => false,
    };
    operation.security.iter().any(|schemes| schemes.iter().all(holds))
}

fn refusal(problems: &[String]) -> Reply {
    let told = |place: &String| json!({"where": place, "what": "is not as declared"});
    let problems: Vec<Value> = problems.iter().map(told).collect();
    Reply::new(422, &json!({ "problems": problems }))
}

/// The first declared success, with every declared member and header; defaults at their value.
fn success(api: &Api, operation: &Operation) -> Reply {
    let Some(response) = operation.successes().next() else {
        return Reply::detail(404, "nothing is declared");
    };
    let StatusPattern::Code(status) = response.status else {
        return Reply::detail(404, "no status is declared");
    };
    let schema = response.content.first().and_then(|content| content.schema.as_ref());
    let mut reply = Reply::new(status, &Value::Null);
    if let Some(schema) = schema {
        let mut content = sample(api, schema, Extent::Full, "content").unwrap_or_default();
        for member in members(api, schema, Way::Response) {
            if let Some(default) = Shape::of(api, &member.schema).first("default") {
                content = member.set(api, &content, default.clone()).unwrap_or(content);
            }
        }
        reply.set_json(&content);
    } else {
        reply.headers.clear();
        reply.body.clear();
    }
    for header in &response.headers {
        reply.headers.extend(reading::header(api, header));
    }
    reply
}
