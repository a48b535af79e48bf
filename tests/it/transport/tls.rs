//! HTTPS: verified certificates only, and errors that say what to do.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use cp_harness::http::{HttpTransport, Transport, TransportError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::server::{Act, Server, send};
use super::{get, options, reason};

const ANSWER: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\nstray";

/// Serves one answer per connection, under this certificate.
async fn serve(certificate: CertificateDer<'static>, key: &KeyPair) -> SocketAddr {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(ANSWER).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

async fn sent(url: String) -> Result<Vec<u8>, TransportError> {
    let transport = HttpTransport::new(options(&url)).unwrap();
    let mut request = get("/");
    request.until_close = true;
    let response = transport.send(&request).await;
    response.map(|response| response.stray)
}

/// Runs one ignored test of this binary in a process that trusts only `authorities`.
pub(crate) async fn run_trusting(authorities: &str, test: &str, ports: [u16; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorities.pem");
    std::fs::write(&file, authorities).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--ignored"])
        .env("SSL_CERT_FILE", file)
        .env_remove("SSL_CERT_DIR")
        .env("TRUSTED_PORT", ports[0].to_string())
        .env("SELF_SIGNED_PORT", ports[1].to_string());
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
async fn certificates_are_verified_against_the_authorities_in_force() {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let names = || CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    let trusted = names().signed_by(&key, &authority).unwrap();
    let trusted = serve(trusted.der().clone(), &key).await;
    let self_signed = names().self_signed(&key).unwrap();
    let self_signed = serve(self_signed.der().clone(), &key).await;
    let test = "transport::tls::within_a_process_that_trusts_one_authority";
    run_trusting(&authority.pem(), test, [trusted.port(), self_signed.port()]).await;
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_trusts_one_authority() {
    let port = |name: &str| std::env::var(name).unwrap();
    let trusted = port("TRUSTED_PORT");
    let stray = sent(format!("https://127.0.0.1:{trusted}")).await;
    assert_eq!(stray.unwrap(), b"stray");
    let other_name = sent(format!("https://localhost:{trusted}")).await.unwrap_err();
    assert!(matches!(other_name, TransportError::Tls { .. }), "{other_name}");
    assert!(reason(other_name).contains("not valid for name"));
    let self_signed = port("SELF_SIGNED_PORT");
    let unknown = sent(format!("https://127.0.0.1:{self_signed}")).await.unwrap_err();
    assert!(matches!(unknown, TransportError::Tls { .. }), "{unknown}");
    let unknown = reason(unknown);
    assert!(unknown.contains("UnknownIssuer (trust its authority"), "{unknown}");
}

#[tokio::test]
async fn a_port_without_tls_is_told_as_that() {
    let authority = KeyPair::generate().unwrap();
    let authority = CertificateParams::new([]).unwrap().self_signed(&authority).unwrap();
    let plain = Server::start([vec![send("HTTP/1.1 400 Bad Request\r\n\r\n"), Act::Hold]]).await;
    let test = "transport::tls::within_a_process_that_meets_a_plain_port";
    run_trusting(&authority.pem(), test, [plain.address().port(); 2]).await;
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_meets_a_plain_port() {
    let port = std::env::var("TRUSTED_PORT").unwrap();
    let error = sent(format!("https://127.0.0.1:{port}")).await.unwrap_err();
    assert!(matches!(error, TransportError::Tls { .. }), "{error}");
    assert_eq!(reason(error), "what answers does not speak TLS: use http://");
}
