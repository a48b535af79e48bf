//! A layer around an application that changes its requests and answers.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};

use super::call::{InterceptedCall, Reply};
use super::memory::Memory;

/// What happens to a request on its way in; an answer given here is final.
pub type Before = Arc<dyn Fn(&mut InterceptedCall) -> Option<Reply> + Send + Sync>;
/// What happens to an answer on its way out, beside the request as it was sent.
pub type After = Arc<dyn Fn(&InterceptedCall, &mut Reply) + Send + Sync>;

/// `app` with its requests passed through `before` and its answers through `after`. All calls share
/// one [`Memory`].
pub fn layered(app: Router, before: Option<Before>, after: Option<After>) -> Router {
    let memory = Memory::default();
    let layer = from_fn(move |request: Request, next: Next| {
        let (before, after, memory) = (before.clone(), after.clone(), memory.clone());
        async move {
            match InterceptedCall::read(request, memory).await {
                Ok(call) => pass(call, next, before, after).await,
                Err(refused) => refused,
            }
        }
    });
    Router::new().fallback_service(app).layer(layer)
}

async fn pass(
    mut call: InterceptedCall,
    next: Next,
    before: Option<Before>,
    after: Option<After>,
) -> Response {
    let sent = after.is_some().then(|| call.clone());
    let answered = before.and_then(|before| before(&mut call));
    let mut reply = if let Some(reply) = answered {
        reply
    } else {
        let response = next.run(call.into_request()).await;
        if after.is_none() {
            return response;
        }
        Reply::read(response).await
    };
    if let (Some(after), Some(sent)) = (after, sent) {
        after(&sent, &mut reply);
    }
    reply.into_response()
}
