//! Whose certificates are trusted: those of the platform's authorities, and each one named by itself.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature,
    verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

/// Names a file of certificates that are trusted in place of the system's.
const FILE: &str = "SSL_CERT_FILE";

/// TLS 1.2 and 1.3 as a client of HTTP/1.1. Reads the authorities from files, and takes tens of
/// milliseconds. With `insecure`, any certificate is accepted, and no authority read.
///
/// # Errors
///
/// Fails where there is no authority to trust at all, and where `SSL_CERT_FILE` names a file without
/// a certificate: the system's authorities would then be trusted against the user's word.
pub(crate) fn client_config(insecure: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let authorities = if insecure { None } else { Some(Authorities::of(&provider)?) };
    let trust = Trust { algorithms: provider.signature_verification_algorithms, authorities };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(trust))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The certificates of `SSL_CERT_FILE`.
fn named() -> Result<Vec<CertificateDer<'static>>, Error> {
    let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else { return Ok(Vec::new()) };
    let certificates = CertificateDer::pem_file_iter(&path).into_iter().flatten();
    let certificates: Vec<_> = certificates.filter_map(Result::ok).collect();
    if certificates.is_empty() {
        return Err(Error::General(format!(
            "{FILE} names {}, in which no certificate can be read: name a PEM file, or unset it",
            path.display()
        )));
    }
    Ok(certificates)
}

/// Whose certificates are taken. That the server holds the key of the one it shows is verified whoever
/// it is (RFC 8446 §4.4.3).
#[derive(Debug)]
struct Trust {
    algorithms: WebPkiSupportedAlgorithms,
    /// `None` where any certificate is accepted: `--insecure`.
    authorities: Option<Authorities>,
}

/// Verifies as the platform does, and takes a server's certificate that the user has named itself.
///
/// `openssl req -x509` writes a certificate that says of itself that it is an authority. `WebPKI`
/// takes no authority for a server (RFC 5280 §4.2.1.9 leaves that open), while OpenSSL, and with it
/// curl, does where that very certificate is trusted. Names, dates and the proof that the server has
/// the key are checked as for any other.
#[derive(Debug)]
struct Authorities {
    platform: Verifier,
    named: Vec<CertificateDer<'static>>,
}

impl Authorities {
    fn of(provider: &Arc<CryptoProvider>) -> Result<Self, Error> {
        let named = named()?;
        Ok(Self { platform: Verifier::new(Arc::clone(provider))?, named })
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(Authorities { platform, named }) = &self.authorities else {
            return Ok(ServerCertVerified::assertion());
        };
        let verified =
            platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // The dates come before the flag in the order of checks, so they are good here.
            Err(Error::InvalidCertificate(CertificateError::Other(other)))
                if is_authority(&other) && named.iter().any(|named| named == end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// True where the one fault of a server's certificate is that it says it is an authority.
pub(super) fn is_authority(error: &OtherError) -> bool {
    error.0.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity)
}
