//! From a target to a connected byte stream: name look-up, TCP, TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use tokio::io::DuplexStream;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use url::Host;

use super::tap::Socket;
use super::target::{self, Target};
use super::{tls, trust};
use crate::wire::TransportError;

/// Opens connections to one target; the TLS stack is set up with the first that needs it.
pub(crate) struct Dialer {
    target: Target,
    /// The target's addresses, where they are looked up once for all connections.
    addresses: Option<Vec<SocketAddr>>,
    tls: OnceCell<TlsConnector>,
    /// True where any certificate of the target is accepted.
    insecure: bool,
    /// Brings connections from inside this process, where no network is used.
    pipe: Option<Pipe>,
}

/// Opens a connection to a server in this process.
pub(super) type Pipe = Box<dyn Fn() -> DuplexStream + Send + Sync>;

impl Dialer {
    pub(crate) fn new(target: Target) -> Self {
        Self { target, addresses: None, tls: OnceCell::new(), insecure: false, pipe: None }
    }

    /// Accepts any certificate of the target where `insecure` says so.
    pub(crate) fn trusting(self, insecure: bool) -> Self {
        Self { insecure, ..self }
    }

    /// Connects through `pipe` alone: nothing is looked up, and no TLS spoken.
    pub(super) fn piped(target: Target, pipe: Pipe) -> Self {
        Self { pipe: Some(pipe), ..Self::new(target) }
    }

    /// Looks the target up now, and never again.
    pub(crate) async fn pinned(mut self) -> Result<Self, TransportError> {
        self.addresses = Some(self.resolve().await?);
        Ok(self)
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Connects to the first address that answers.
    ///
    /// The addresses of a name share nine tenths of `limit`: one that does not answer leaves time for
    /// the next, and the last one leaves the time to say that it was the connection that failed.
    pub(crate) async fn dial(&self, limit: Duration) -> Result<Box<dyn Socket>, TransportError> {
        if let Some(pipe) = &self.pipe {
            return Ok(Box::new(pipe()));
        }
        let stream = self.connect(limit / 10 * 9).await?;
        let Some(server_name) = &self.target.server_name else {
            return Ok(Box::new(stream));
        };
        match self.connector().await?.connect(server_name.clone(), stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(self.tls_error(tls::explain(&error, server_name))),
        }
    }

    /// Returns `true` if what listens on the port speaks TLS, whatever its certificate says.
    pub(super) async fn meets_tls(&self, limit: Duration) -> bool {
        let Some(name) = target::server_name(&self.target.host).filter(|_| self.pipe.is_none())
        else {
            return false;
        };
        let (Ok(stream), Ok(connector)) = (self.connect(limit).await, self.connector().await)
        else {
            return false;
        };
        connector.connect(name, stream).await.map_or_else(|error| tls::is_spoken(&error), |_| true)
    }

    async fn connector(&self) -> Result<&TlsConnector, TransportError> {
        self.tls.get_or_try_init(|| self.set_up_tls()).await
    }

    async fn connect(&self, limit: Duration) -> Result<TcpStream, TransportError> {
        let start = Instant::now();
        let resolved;
        let addresses = if let Some(addresses) = &self.addresses {
            addresses
        } else {
            resolved = self.resolve().await?;
            &resolved
        };
        let (mut reason, mut local, mut timed_out) = (String::new(), false, false);
        for (tried, address) in addresses.iter().enumerate() {
            let left = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
            let share = limit.saturating_sub(start.elapsed()) / left;
            match tokio::time::timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Without it the last, short segment of a request waits for an acknowledgement.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => {
                    (reason, local) = (error.to_string(), is_out_of_means(&error));
                    timed_out = error.kind() == io::ErrorKind::TimedOut;
                }
                Err(_) => {
                    (reason, local, timed_out) = (format!("no answer from {address}"), false, true);
                }
            }
        }
        let address = self.target.address();
        Err(TransportError::Connect { address, reason, local, timed_out })
    }

    async fn resolve(&self) -> Result<Vec<SocketAddr>, TransportError> {
        let port = self.target.port;
        let name = match &self.target.host {
            Host::Ipv4(address) => return Ok(vec![SocketAddr::from((*address, port))]),
            Host::Ipv6(address) => return Ok(vec![SocketAddr::from((*address, port))]),
            Host::Domain(name) => name,
        };
        let reason = match lookup_host((name.as_str(), port)).await {
            Ok(found) => {
                let addresses: Vec<_> = found.collect();
                if !addresses.is_empty() {
                    return Ok(addresses);
                }
                "the name has no address".to_owned()
            }
            Err(error) => error.to_string(),
        };
        let host = name.clone();
        Err(TransportError::Resolve { host, reason })
    }

    /// Reads the system's authorities, which takes files and tens of milliseconds.
    async fn set_up_tls(&self) -> Result<TlsConnector, TransportError> {
        let insecure = self.insecure;
        match tokio::task::spawn_blocking(move || trust::client_config(insecure)).await {
            Ok(Ok(config)) => Ok(TlsConnector::from(Arc::new(config))),
            Ok(Err(error)) => Err(self.tls_error(error.to_string())),
            Err(error) => Err(self.tls_error(error.to_string())),
        }
    }

    fn tls_error(&self, reason: String) -> TransportError {
        let host = self.target.host.to_string();
        TransportError::Tls { host, reason }
    }
}

/// What the system says where this machine has no descriptor, port or memory left for a connection.
/// Windows has one word for both kinds of descriptors, and none for memory.
#[cfg(not(windows))]
const OUT_OF_MEANS: [Errno; 5] =
    [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM, Errno::ADDRNOTAVAIL];
#[cfg(windows)]
const OUT_OF_MEANS: [Errno; 3] = [Errno::MFILE, Errno::NOBUFS, Errno::ADDRNOTAVAIL];

/// Returns `true` if the machine itself refused: the target never heard of the connection.
fn is_out_of_means(error: &io::Error) -> bool {
    Errno::from_io_error(error).is_some_and(|errno| OUT_OF_MEANS.contains(&errno))
}
