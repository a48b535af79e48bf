//! The transport of conformance runs, and what it shares with the load engine: dialling, TLS, trust.
//!
//! Built on hyper's connections, so that a check sees the bytes that an HTTP client hides (`tap`).

mod connection;
mod dial;
mod head;
mod http1;
mod outgoing;
mod tap;
mod target;
mod tls;
mod trust;
mod wire_fault;

pub(crate) use dial::Dialer;
pub use http1::HttpTransport;
pub(crate) use tap::Socket;
pub(crate) use target::Target;
pub use target::{OptionsError, TransportOptions};
pub(crate) use tls::explain_within as explain_tls;
pub(crate) use trust::client_config;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::wire::{Request, Response, TransportError};

/// Carries one request to the target and brings its answer back.
///
/// Implementations bound every exchange in time and memory: `send` always returns.
///
/// ```
/// use cp_harness::run::transport::Transport;
/// use cp_harness::wire::{Request, Response, TransportError};
///
/// /// A target that answers everything with 204.
/// struct Empty;
///
/// impl Transport for Empty {
///     async fn send(&self, _: &Request) -> Result<Response, TransportError> {
///         Ok(Response { status: 204, ..Response::default() })
///     }
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Sends `request` and reads the whole answer.
    fn send(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send;

    /// Looks the target up, connects and, for `https`, agrees on TLS, all within `limit`. What fails
    /// here says nothing yet about HTTP. A transport without a network has nothing to do.
    ///
    /// # Errors
    ///
    /// [`TransportError::Resolve`], [`TransportError::Connect`], [`TransportError::Tls`], or
    /// [`TransportError::Timeout`].
    fn reach(&self, _limit: Duration) -> impl Future<Output = Result<(), TransportError>> + Send {
        std::future::ready(Ok(()))
    }

    /// Returns `true` if what listens on the target's port speaks TLS, whatever its certificate is
    /// worth: asked where plain HTTP brought nothing that makes sense.
    fn meets_tls(&self, _limit: Duration) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }
}

impl<T: Transport> Transport for Arc<T> {
    fn send(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send {
        T::send(self, request)
    }

    fn reach(&self, limit: Duration) -> impl Future<Output = Result<(), TransportError>> + Send {
        T::reach(self, limit)
    }

    fn meets_tls(&self, limit: Duration) -> impl Future<Output = bool> + Send {
        T::meets_tls(self, limit)
    }
}
