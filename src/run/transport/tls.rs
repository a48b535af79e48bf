//! Why a TLS handshake failed: the reason in words, with what the user can do about it.

use std::error::Error as StdError;
use std::io;

use chrono::DateTime;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use super::trust;

/// How a certificate comes to be trusted.
const TRUST: &str = "if it is the right one, name the PEM file of its issuer, or its own, in \
                     SSL_CERT_FILE, or add it to the system's store; --insecure accepts any \
                     certificate";

/// Why the handshake with `name` failed, and what the user can do about it.
pub(super) fn explain(error: &io::Error, name: &ServerName<'_>) -> String {
    match cause(error) {
        Some(cause) => of_rustls(cause, &name.to_str()),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            "the target closed the connection during the handshake: check the port, and use http:// \
             if it speaks plain HTTP"
                .to_owned()
        }
        None => error.to_string(),
    }
}

/// The same for an error of another HTTP client, whose chain holds the one of TLS; `None` where it
/// holds none.
pub(crate) fn explain_within(error: &(dyn StdError + 'static), host: &str) -> Option<String> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let found = error.downcast_ref().or_else(|| self::cause(error.downcast_ref()?));
        if let Some(found) = found {
            return Some(of_rustls(found, host));
        }
        cause = error.source();
    }
    None
}

/// True where the handshake failed for what a TLS server said: a port that speaks TLS, then.
pub(super) fn is_spoken(error: &io::Error) -> bool {
    cause(error).is_some_and(|cause| !matches!(cause, Error::InvalidMessage(_)))
}

/// The error of TLS in one of input and output, which clients wrap in another of the same kind.
fn cause(error: &io::Error) -> Option<&Error> {
    let inner = error.get_ref()?;
    inner.downcast_ref().or_else(|| cause(inner.downcast_ref()?))
}

fn of_rustls(error: &Error, name: &str) -> String {
    match error {
        Error::InvalidCertificate(reason) => of_certificate(reason, name),
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => "what answers does not speak TLS: use http://".to_owned(),
        Error::AlertReceived(alert) => of_alert(*alert),
        _ => error.to_string(),
    }
}

fn of_certificate(error: &CertificateError, name: &str) -> String {
    match error {
        CertificateError::UnknownIssuer => format!(
            "the certificate is self-signed or from an issuer that is not trusted here: {TRUST}"
        ),
        CertificateError::Other(other) if trust::is_authority(other) => format!(
            "the certificate is an authority's own, as `openssl req -x509` writes it, and is not \
             trusted here: {TRUST}"
        ),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("the certificate expired on {}: renew it", date(*not_after))
        }
        CertificateError::Expired => "the certificate has expired: renew it".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => format!(
            "the certificate is not valid before {}: check the clock of this machine",
            date(*not_before)
        ),
        CertificateError::NotValidYet => {
            "the certificate is not valid yet: check the clock of this machine".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => of_name(presented, name),
        CertificateError::NotValidForName => of_name(&[], name),
        CertificateError::Revoked => "the certificate was revoked: renew it".to_owned(),
        CertificateError::Other(other)
            if other.0.downcast_ref() == Some(&webpki::Error::UnsupportedCertVersion) =>
        {
            "the certificate is not of X.509 version 3: make one with subjectAltName".to_owned()
        }
        other => format!("the certificate is refused: {other}"),
    }
}

/// A name that the certificate does not have. The common name does not count (RFC 9110 §4.3.4,
/// RFC 9525 §2).
fn of_name(presented: &[String], name: &str) -> String {
    if presented.is_empty() {
        return format!(
            "the certificate has no subjectAltName, where `{name}` has to stand: a common name does \
             not count"
        );
    }
    let presented: Vec<&str> = presented.iter().map(|text| plain(text)).collect();
    format!(
        "the certificate is for {}, not for `{name}`: give the URL with a name that it has",
        presented.join(", ")
    )
}

/// `DnsName("a")` and `IpAddress(::1)` without what stands around the name.
fn plain(presented: &str) -> &str {
    let inner = presented.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(presented).trim_matches('"')
}

/// What the target refused the handshake for (RFC 8446 §6.2).
fn of_alert(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateRequired => {
            "the target asks for a certificate of the client, which the harness has not".to_owned()
        }
        AlertDescription::ProtocolVersion => {
            "the target speaks neither TLS 1.2 nor TLS 1.3".to_owned()
        }
        AlertDescription::HandshakeFailure => {
            "the target has no cipher suite in common with TLS 1.2 and 1.3 as spoken here"
                .to_owned()
        }
        AlertDescription::UnrecognisedName => {
            "the target does not know the name it is asked for: check the host in the URL"
                .to_owned()
        }
        AlertDescription::NoApplicationProtocol => {
            "the target does not offer HTTP/1.1, which the harness speaks".to_owned()
        }
        alert => format!("the target refused the handshake: {alert:?}"),
    }
}

fn date(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let date = DateTime::from_timestamp(seconds, 0);
    date.map_or_else(|| "an unknown date".to_owned(), |date| date.format("%Y-%m-%d").to_string())
}
