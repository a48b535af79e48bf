//! The target as the wire needs it: where to connect, what `Host` says, what stands before a path.

use std::time::Duration;

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue};
use rustls::pki_types::ServerName;
use thiserror::Error;
use url::{Host, Url};

/// Whom an [`HttpTransport`](super::HttpTransport) talks to, and within which bounds.
#[derive(Clone, Debug)]
pub struct TransportOptions {
    /// The target, `http` or `https`; its path, if any, stands before every request's path.
    pub target: Url,
    /// The limit for one whole exchange, from looking the name up to the last byte of the answer.
    pub timeout: Duration,
    /// The largest content taken, before and after its coding is undone.
    pub max_body_bytes: usize,
    /// The user's own headers: sent with every request, in place of same-named ones.
    pub headers: Vec<(String, String)>,
    /// How many idle connections are kept for later requests; 0 for none.
    pub connections: usize,
    /// True where any certificate of the target is accepted, and so nobody proves who answers.
    pub insecure: bool,
}

/// Why a transport cannot be made from its options.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OptionsError {
    /// A scheme other than `http` and `https`.
    #[error("the target's scheme is `{scheme}`: give a URL that begins with http:// or https://")]
    Scheme {
        /// What stands before the colon.
        scheme: String,
    },
    /// No host to connect to.
    #[error("the target `{target}` names no host")]
    NoHost {
        /// The URL.
        target: String,
    },
    /// A user name or a password in the URL.
    #[error("the target holds a user name or a password: leave them out and give --token")]
    Userinfo,
    /// A query or a fragment in the URL.
    #[error("the target holds `{surplus}`: give only scheme, host, port and path prefix")]
    Surplus {
        /// The query with `?`, or the fragment with `#`.
        surplus: String,
    },
    /// A header that cannot be sent.
    #[error("header `{name}` cannot be sent: {reason}")]
    Header {
        /// The header's name as given.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Where to connect, and what the request line and `Host` say.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Name or address.
    pub(super) host: Host,
    /// The port, the scheme's own where none is given.
    pub(super) port: u16,
    /// `Host`: the port is left out where it is the scheme's own (RFC 9110 §7.2).
    pub(crate) authority: HeaderValue,
    /// What stands before every path; no slash at its end.
    pub(crate) prefix: String,
    /// The name that the certificate has to carry; none for plain HTTP.
    pub(super) server_name: Option<ServerName<'static>>,
}

impl Target {
    pub(crate) fn from_url(url: &Url) -> Result<Self, OptionsError> {
        refuse_surplus(url)?;
        let no_host = || OptionsError::NoHost { target: url.to_string() };
        let host = url.host().ok_or_else(no_host)?.to_owned();
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_string(),
        };
        let server_name = match url.scheme() {
            "https" => Some(server_name(&host).ok_or_else(no_host)?),
            _ => None,
        };
        Ok(Self {
            port: url.port_or_known_default().ok_or_else(no_host)?,
            authority: HeaderValue::try_from(authority).map_err(|_| no_host())?,
            prefix: url.path().trim_end_matches('/').to_owned(),
            server_name,
            host,
        })
    }

    /// Host and port, for people.
    pub(super) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn refuse_surplus(url: &Url) -> Result<(), OptionsError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(OptionsError::Scheme { scheme: url.scheme().to_owned() });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(OptionsError::Userinfo);
    }
    let query = url.query().map(|query| format!("?{query}"));
    let fragment = || url.fragment().map(|fragment| format!("#{fragment}"));
    match query.or_else(fragment) {
        Some(surplus) => Err(OptionsError::Surplus { surplus }),
        None => Ok(()),
    }
}

pub(super) fn server_name(host: &Host) -> Option<ServerName<'static>> {
    match host {
        Host::Domain(domain) => ServerName::try_from(domain.clone()).ok(),
        Host::Ipv4(address) => Some(ServerName::from(std::net::IpAddr::V4(*address))),
        Host::Ipv6(address) => Some(ServerName::from(std::net::IpAddr::V6(*address))),
    }
}

/// Reads the user's own headers; framing stays with the transport.
pub(super) fn own_headers(
    headers: Vec<(String, String)>,
) -> Result<Vec<(HeaderName, HeaderValue)>, OptionsError> {
    let read = |(name, value): (String, String)| {
        header(&name, &value).map_err(|reason| OptionsError::Header {
            name: name.escape_default().to_string(),
            reason,
        })
    };
    headers.into_iter().map(read).collect()
}

/// Reads one header, or says what is wrong with it (without repeating a value, which may be secret).
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = HeaderName::try_from(name).map_err(|_| "the name is not a token".to_owned())?;
    if name == TRANSFER_ENCODING || name == CONTENT_LENGTH {
        return Err("framing follows from the content: leave it out".to_owned());
    }
    let value = HeaderValue::try_from(value)
        .map_err(|_| "the value holds a line break or another control character".to_owned())?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<Target, OptionsError> {
        Target::from_url(&Url::parse(url).unwrap())
    }

    #[test]
    fn host_header_leaves_out_only_the_schemes_own_port() {
        for (url, authority, address) in [
            ("http://h/", "h", "h:80"),
            ("http://h:80", "h", "h:80"),
            ("http://h:443", "h:443", "h:443"),
            ("https://h:443", "h", "h:443"),
            ("https://h:80", "h:80", "h:80"),
            ("http://[::1]:8001", "[::1]:8001", "[::1]:8001"),
            ("http://[::1]", "[::1]", "[::1]:80"),
            ("http://127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1"),
        ] {
            let target = target(url).unwrap();
            assert_eq!(target.authority, authority, "{url}");
            assert_eq!(target.address(), address, "{url}");
        }
    }

    #[test]
    fn prefix_loses_its_last_slash() {
        assert_eq!(target("http://h").unwrap().prefix, "");
        assert_eq!(target("http://h/base/").unwrap().prefix, "/base");
        assert_eq!(target("http://h/a/b").unwrap().prefix, "/a/b");
    }

    #[test]
    fn only_https_names_a_server() {
        assert!(target("http://h").unwrap().server_name.is_none());
        assert!(target("https://h").unwrap().server_name.is_some());
        assert!(target("https://[::1]").unwrap().server_name.is_some());
    }

    #[test]
    fn credentials_in_the_url_are_refused_and_not_repeated() {
        for url in ["http://user:hunter2@h/", "http://hunter2@h/"] {
            let error = target(url).unwrap_err();
            assert_eq!(error, OptionsError::Userinfo);
            assert!(!error.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        assert_eq!(
            target("ftp://h/").unwrap_err().to_string(),
            "the target's scheme is `ftp`: give a URL that begins with http:// or https://"
        );
        for (url, surplus) in [("http://h/?a=b", "?a=b"), ("http://h/#x", "#x")] {
            let surplus = surplus.to_owned();
            assert_eq!(target(url).unwrap_err(), OptionsError::Surplus { surplus });
        }
    }

    #[test]
    fn headers_that_would_break_the_message_are_refused_without_their_value() {
        for (name, value) in [
            ("X-Note", "hunter2\r\nX-Evil: 1"),
            ("X Note", "hunter2"),
            ("", "hunter2"),
            ("Content-Length", "hunter2"),
            ("transfer-encoding", "hunter2"),
        ] {
            let error = own_headers(vec![(name.to_owned(), value.to_owned())]).unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
