//! The routes of the reference control plane.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::{get, post};
use serde_json::json;

use super::answer::JsonAnswer;
use super::config::{Config, NAME};
use super::content;
use super::document::openapi;
use super::heartbeat::HEARTBEAT;
use super::operation::{self, ReferenceOperation};
use super::queue_start::QUEUE_START;
use super::refusal::ValidationRefusal;
use super::register::REGISTER;
use super::start::START;
use super::store::Store;

/// The operations of the published API.
static OPERATIONS: [&ReferenceOperation; 4] = [&REGISTER, &START, &QUEUE_START, &HEARTBEAT];

/// The reference control plane on a store of its own.
pub fn app(config: Config) -> Router {
    app_on(Arc::new(Store::new(config)))
}

/// The reference control plane on a store that the caller can look into.
pub fn app_on(store: Arc<Store>) -> Router {
    let mut router = Router::new()
        .route("/health", get(health))
        .route("/api/health", get(health))
        .route("/api/openapi.json", get(document));
    for operation in OPERATIONS {
        let perform = move |State(store): State<Arc<Store>>, request: Request| {
            operation::answer(operation, store, request)
        };
        router = router.route(operation.path, post(perform));
    }
    router
        .fallback(|request| refuse(request, ValidationRefusal::Unknown("Not Found")))
        .method_not_allowed_fallback(|request| refuse(request, ValidationRefusal::MethodNotAllowed))
        .with_state(store)
}

async fn health() -> JsonAnswer {
    JsonAnswer::ok(json!({ "status": "healthy", "server": NAME }))
}

async fn document() -> JsonAnswer {
    JsonAnswer::ok(openapi().clone())
}

/// Refuses once the content has been read, so that a client that still sends hears the refusal.
async fn refuse(request: Request, refusal: ValidationRefusal) -> JsonAnswer {
    match content::collect(request.into_body()).await {
        Ok(_) => refusal.into(),
        Err(worse) => worse.into(),
    }
}
