//! From a target to a connected byte stream: name look-up, TCP, TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::DuplexStream;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use url::Host;

use super::TransportError;
use super::tap::Socket;
use super::target::Target;

/// Opens connections to one target; the TLS stack is set up with the first that needs it.
pub(crate) struct Dialer {
    target: Target,
    /// The target's addresses, where they are looked up once for all connections.
    addresses: Option<Vec<SocketAddr>>,
    tls: OnceCell<TlsConnector>,
    /// Brings connections from inside this process, where no network is used.
    pipe: Option<Pipe>,
}

/// Opens a connection to a server in this process.
pub(super) type Pipe = Box<dyn Fn() -> DuplexStream + Send + Sync>;

impl Dialer {
    pub(crate) fn new(target: Target) -> Self {
        Self { target, addresses: None, tls: OnceCell::new(), pipe: None }
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
    /// The addresses of a name share nine tenths of `limit`: a mute one leaves time for the next,
    /// and the last one for telling that it was the connection that failed.
    pub(crate) async fn dial(&self, limit: Duration) -> Result<Box<dyn Socket>, TransportError> {
        if let Some(pipe) = &self.pipe {
            return Ok(Box::new(pipe()));
        }
        let stream = self.connect(limit / 10 * 9).await?;
        let Some(server_name) = &self.target.server_name else {
            return Ok(Box::new(stream));
        };
        let connector = self.tls.get_or_try_init(|| self.set_up_tls()).await?;
        match connector.connect(server_name.clone(), stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(self.tls_error(explain_tls(&error))),
        }
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
        let (mut reason, mut local) = (String::new(), false);
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
                }
                Err(_) => (reason, local) = (format!("no answer from {address}"), false),
            }
        }
        let address = self.target.address();
        Err(TransportError::Connect { address, reason, local })
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
        match tokio::task::spawn_blocking(client_config).await {
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

/// True where the machine itself refused: the target never heard of the connection.
fn is_out_of_means(error: &io::Error) -> bool {
    use rustix::io::Errno;
    Errno::from_io_error(error).is_some_and(|errno| {
        [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM, Errno::ADDRNOTAVAIL]
            .contains(&errno)
    })
}

fn client_config() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The TLS stack's words, with the way out where there is one.
fn explain_tls(error: &io::Error) -> String {
    use rustls::{CertificateError, Error, InvalidMessage};
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    match cause {
        Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => format!(
            "{error} (trust its authority in the system's store, or name its file in SSL_CERT_FILE)"
        ),
        Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)) => {
            "what answers does not speak TLS: use http://".to_owned()
        }
        _ => error.to_string(),
    }
}
