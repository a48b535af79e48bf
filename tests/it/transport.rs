//! The HTTP transport against servers that send scripted bytes, good and bad.
#![expect(
    clippy::unwrap_used,
    reason = "clippy takes only the test functions themselves for tests"
)]

mod answers;
mod connections;
mod failures;
mod server;
pub(crate) mod tls;

use std::time::Duration;

use cp_harness::run::transport::{HttpTransport, Transport, TransportOptions};
use cp_harness::wire::{Request, Response, TransportError};
use server::Server;
use url::Url;

/// Far longer than any exchange here takes; reached only where the transport hangs.
const AMPLE: Duration = Duration::from_secs(20);

/// Long enough for loopback, for tests whose subject is the limit itself.
const SHORT: Duration = Duration::from_millis(300);

const LIMIT_BYTES: usize = 100_000;

fn options(target: &str) -> TransportOptions {
    TransportOptions {
        insecure: false,
        target: Url::parse(target).unwrap(),
        timeout: AMPLE,
        max_body_bytes: LIMIT_BYTES,
        headers: Vec::new(),
        connections: 4,
    }
}

fn transport(server: &Server) -> HttpTransport {
    HttpTransport::new(options(&server.url())).unwrap()
}

fn get(path: &str) -> Request {
    Request { method: "GET".to_owned(), path: path.to_owned(), ..Request::default() }
}

/// What one GET is answered by a server that sends `answer` and closes.
async fn answered(answer: impl Into<Vec<u8>>) -> Result<Response, TransportError> {
    let server = Server::start([server::answer(answer)]).await;
    transport(&server).send(&get("/")).await
}

/// The reason in an error, whichever it is.
fn reason(error: TransportError) -> String {
    match error {
        TransportError::Resolve { reason, .. }
        | TransportError::Connect { reason, .. }
        | TransportError::Tls { reason, .. }
        | TransportError::Closed { reason }
        | TransportError::NotHttp { reason }
        | TransportError::Coding { reason, .. }
        | TransportError::Unsendable { reason } => reason,
        TransportError::Timeout { .. } | TransportError::TooLarge { .. } => error.to_string(),
    }
}
