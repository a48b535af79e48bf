//! A mutant: a control plane that differs from a correct one in one fact.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};

use super::call::{Call, Reply};
use super::ground::Ground;
use super::memory::Memory;
use crate::reference::Config;
use crate::reference::serve::{Served, WireChange};

/// What happens to a request on its way in; an answer given here is final.
pub(super) type Before = Arc<dyn Fn(&mut Call) -> Option<Reply> + Send + Sync>;
/// What happens to an answer on its way out, beside the request as it was sent.
pub(super) type After = Arc<dyn Fn(&Call, &mut Reply) + Send + Sync>;

/// What the harness has to say of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Exactly these rules fail.
    Breaks(&'static [&'static str]),
    /// Some rule fails.
    Killed,
    /// Nothing fails: the documents leave the difference open.
    Conforms,
}

/// A control plane that differs from a correct one in one fact.
#[derive(Clone)]
pub struct Mutant {
    /// The id: the same in every run.
    pub id: Cow<'static, str>,
    /// What happens in real servers, in one sentence.
    pub story: Cow<'static, str>,
    /// What the harness has to say of it.
    pub expected: Expected,
    /// The API it serves.
    pub ground: Ground,
    /// The only operation it touches, where that is known.
    pub operation: Option<String>,
    /// How many random requests are tried beside the plan.
    pub searched: u32,
    pub(super) before: Option<Before>,
    pub(super) after: Option<After>,
    pub(super) wire: Option<WireChange>,
    pub(super) config: Option<fn(&mut Config)>,
}

impl Mutant {
    /// A control plane without any difference.
    pub fn healthy(ground: Ground) -> Self {
        Self {
            id: format!("healthy:{}", ground.name()).into(),
            story: "The control plane as it should be.".into(),
            expected: Expected::Conforms,
            ground,
            operation: None,
            searched: 0,
            before: None,
            after: None,
            wire: None,
            config: None,
        }
    }

    /// The application, with the difference planted.
    pub(in crate::reference) fn served(&self, mut config: Config) -> Served {
        if let Some(change) = self.config {
            change(&mut config);
        }
        let app = self.ground.app(config);
        let app = match (&self.before, &self.after) {
            (None, None) => app,
            (before, after) => layered(app, before.clone(), after.clone()),
        };
        Served::changed(app, self.wire)
    }
}

impl fmt::Debug for Mutant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mutant").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The layer stands outside of the routes, so that what it changes is routed anew.
fn layered(app: Router, before: Option<Before>, after: Option<After>) -> Router {
    let memory = Memory::default();
    let layer = from_fn(move |request: Request, next: Next| {
        let (before, after, memory) = (before.clone(), after.clone(), memory.clone());
        async move {
            match Call::read(request, memory).await {
                Ok(call) => pass(call, next, before, after).await,
                Err(refused) => refused,
            }
        }
    });
    Router::new().fallback_service(app).layer(layer)
}

async fn pass(
    mut call: Call,
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

/// A mutant or variant written by hand: a row of a table.
#[derive(Clone, Copy)]
pub(super) struct Written {
    id: &'static str,
    story: &'static str,
    breaks: &'static [&'static str],
    ground: Ground,
    searched: Option<(&'static str, u32)>,
    before: Option<fn(&mut Call) -> Option<Reply>>,
    after: Option<fn(&Call, &mut Reply)>,
    wire: Option<WireChange>,
    config: Option<fn(&mut Config)>,
}

impl Written {
    /// A mutant of the reference control plane; no rules are broken by a variant.
    pub(super) const fn new(
        id: &'static str,
        story: &'static str,
        breaks: &'static [&'static str],
    ) -> Self {
        Self {
            id,
            story,
            breaks,
            ground: Ground::Workers,
            searched: None,
            before: None,
            after: None,
            wire: None,
            config: None,
        }
    }

    /// A mutant of the gallery instead, which declares what the published API does not.
    pub(super) const fn in_gallery(mut self) -> Self {
        self.ground = Ground::Gallery;
        self
    }

    /// A mutant of the orders instead, which have a constraint of every kind.
    pub(super) const fn in_orders(mut self) -> Self {
        self.ground = Ground::Orders;
        self
    }

    /// A mutant of the doors instead, which have every kind of lock.
    pub(super) const fn in_doors(mut self) -> Self {
        self.ground = Ground::Doors;
        self
    }

    /// Tried at one operation alone, with so many random requests beside the plan: what needs them
    /// is what no planned request meets.
    pub(super) const fn searched(mut self, operation: &'static str, cases: u32) -> Self {
        self.searched = Some((operation, cases));
        self
    }

    /// Changes each request on its way in; an answer given here is final.
    pub(super) const fn before(mut self, change: fn(&mut Call) -> Option<Reply>) -> Self {
        self.before = Some(change);
        self
    }

    /// Changes each answer on its way out.
    pub(super) const fn after(mut self, change: fn(&Call, &mut Reply)) -> Self {
        self.after = Some(change);
        self
    }

    /// Changes the bytes of each answer, after which the connection is closed.
    pub(super) const fn wire(mut self, change: WireChange) -> Self {
        self.wire = Some(change);
        self
    }

    /// Changes what the control plane knows before the first request.
    pub(super) const fn config(mut self, change: fn(&mut Config)) -> Self {
        self.config = Some(change);
        self
    }
}

impl From<&Written> for Mutant {
    fn from(written: &Written) -> Self {
        let Written { id, story, breaks, ground, searched, before, after, wire, config } = *written;
        let expected =
            if breaks.is_empty() { Expected::Conforms } else { Expected::Breaks(breaks) };
        Self {
            id: id.into(),
            story: story.into(),
            expected,
            ground,
            operation: searched.map(|(operation, _)| operation.to_owned()),
            searched: searched.map_or(0, |(_, cases)| cases),
            before: before.map(|change| Arc::new(change) as Before),
            after: after.map(|change| Arc::new(change) as After),
            wire,
            config,
        }
    }
}
