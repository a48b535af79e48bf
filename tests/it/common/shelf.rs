//! A small API with a list in pages, errors of its own, and a limit on the rate; with its prose.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::routing::get;
use cp_harness::check::prose::Prose;
use cp_harness::check::{Conventions, Plan, Profile};
use serde_json::{Value, json};

use super::{Reply, Target, document, plan_under};

pub(crate) const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Shelf, version: 1.2.0}
paths:
  /books:
    get:
      operationId: list_books
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: offset, in: query, schema: {type: integer, minimum: 0}}
      responses:
        '200':
          description: A page of books
          content:
            application/json:
              schema: {type: object}
  /books/{book_id}:
    get:
      operationId: read_book
      parameters:
        - {name: book_id, in: path, required: true, schema: {type: string, enum: [b1, b2]}}
      responses:
        '200': {description: A book}
";

pub(crate) const PROSE: &str = "
name = 'shelf'
reference = 'https://example.com/overview'
version = 'v1.2.0'

[error_envelope]
schema = { required = ['error'], properties = { error = { required = ['code', 'message'] } } }
says = { level = 'should', text = 'An error SHOULD be told so.', basis = 'Errors' }

[statuses]
common = [400, 404, 422]
says = { level = 'should', text = 'A refusal SHOULD be one of these.', basis = 'Statuses' }

[rate_limit]
limit = 'X-RateLimit-Limit'
remaining = 'X-RateLimit-Remaining'
reset = 'X-RateLimit-Reset'
requests = 20
present = { level = 'should', text = 'The limit SHOULD be told.', basis = 'Limits' }
consistent = { level = 'should', text = 'The limit SHOULD be true.', basis = 'Limits' }
falls = { level = 'should', text = 'What remains SHOULD fall.', basis = 'Limits' }
exceeded = { level = 'should', text = 'More SHOULD be refused.', basis = 'Limits' }

[pagination]
limit = 'limit'
offset = 'offset'
items = 'items'
total = 'total'
says = { level = 'should', text = 'A page SHOULD say what it is.', basis = 'Pages' }
";

/// What the server does otherwise than its overview says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    BareErrors,
    Gone,
    NoReset,
    MoreThanTheLimit,
    StandsStill,
    NoTotal,
}

/// What is planned for it where nothing is let go, the limit on the rate included.
pub(crate) fn plan() -> Plan {
    let prose = Some(Prose::parse("own.prose.toml", PROSE).unwrap());
    let conventions = Conventions { prose, exceed_rate: true, ..Conventions::default() };
    plan_under(&document(DOCUMENT), &[], conventions, Profile::default())
}

/// The server.
pub(crate) fn target(flaw: Flaw) -> Target {
    const LIMIT: u64 = 1_000;
    let left = AtomicU64::new(LIMIT);
    let list = move |RawQuery(query): RawQuery| async move {
        let query = query.unwrap_or_default();
        let number = |name: &str, default: u64| {
            let text = query.split('&').find_map(|pair| pair.strip_prefix(name));
            text.map_or(Ok(default), str::parse)
        };
        match (number("limit=", 50), number("offset=", 0)) {
            (Ok(limit @ 1..=50), Ok(offset)) => Reply::new(200, page(limit, offset, flaw)),
            _ => refusal(422, flaw),
        }
    };
    let read = move |Path(id): Path<String>| async move {
        match id.as_str() {
            "b1" | "b2" => Reply::new(200, json!({ "id": id })),
            _ => refusal(if flaw == Flaw::Gone { 410 } else { 404 }, flaw),
        }
    };
    let router = Router::new().route("/books", get(list)).route("/books/{id}", get(read));
    Target::own(DOCUMENT, router).prose(PROSE).after(move |_, reply| {
        let counted = left.fetch_sub(u64::from(flaw != Flaw::StandsStill), Ordering::SeqCst);
        let remaining = if flaw == Flaw::MoreThanTheLimit { LIMIT + counted } else { counted };
        reply.set_header("x-ratelimit-limit", &LIMIT.to_string());
        reply.set_header("x-ratelimit-remaining", &remaining.to_string());
        if flaw != Flaw::NoReset {
            reply.set_header("x-ratelimit-reset", "60");
        }
    })
}

fn page(limit: u64, offset: u64, flaw: Flaw) -> Value {
    let books = ["b1", "b2"];
    let skipped = books.iter().skip(usize::try_from(offset).unwrap_or(usize::MAX));
    let items: Vec<&&str> = skipped.take(usize::try_from(limit).unwrap_or(0)).collect();
    if flaw == Flaw::NoTotal {
        return json!({ "items": items, "limit": limit, "offset": offset });
    }
    json!({ "items": items, "total": books.len(), "limit": limit, "offset": offset })
}

fn refusal(status: u16, flaw: Flaw) -> Reply {
    if flaw == Flaw::BareErrors {
        return Reply::new(status, json!({ "detail": "no" }));
    }
    Reply::new(status, json!({ "error": { "code": "NO", "message": "no" } }))
}
