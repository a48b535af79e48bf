//! The HTTP client for everything but the target: documents from the network, a collector of metrics.

use std::error::Error;

use reqwest::{Client, ClientBuilder};

use crate::run::transport;

/// A client that trusts the certificates that a run trusts; with `insecure`, any.
pub(super) fn builder(insecure: bool) -> Result<ClientBuilder, String> {
    let tls = transport::client_config(insecure).map_err(|error| error.to_string())?;
    Ok(Client::builder().tls_backend_preconfigured(tls))
}

/// Why a request to `host` failed: the innermost cause, which says most, as those around it name the
/// URL again.
pub(super) fn reason(error: &reqwest::Error, host: &str) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    if let Some(reason) = transport::explain_tls(error, host) {
        return reason;
    }
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
