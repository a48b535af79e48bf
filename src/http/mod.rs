//! What crosses the wire: requests, responses, exchanges, and the transport that carries them.

mod coding;
mod connection;
mod dial;
mod error;
mod exchange;
mod fault;
mod head;
mod outgoing;
mod request;
mod response;
mod tap;
mod target;
mod transport;

pub(crate) use dial::Dialer;
pub use error::TransportError;
pub use exchange::Exchange;
pub use request::Request;
pub use response::Response;
pub(crate) use tap::Socket;
pub(crate) use target::Target;
pub use target::{OptionsError, TransportOptions};
pub use transport::HttpTransport;

use std::future::Future;
use std::sync::Arc;

/// Carries one request to the target and brings its answer back.
///
/// Implementations bound every exchange in time and memory: `send` always returns.
pub trait Transport: Send + Sync {
    /// Sends `request` and reads the whole answer.
    fn send(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send;
}

impl<T: Transport> Transport for Arc<T> {
    fn send(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send {
        T::send(self, request)
    }
}
