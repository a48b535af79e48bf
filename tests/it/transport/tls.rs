//! HTTPS: verified certificates only, and errors that say what to do.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use cp_harness::run::transport::{HttpTransport, Transport};
use cp_harness::wire::TransportError;
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

/// Speaks TLS as a server under this certificate.
pub(crate) fn acceptor(certificate: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

/// Serves one answer per connection, under this certificate.
pub(crate) async fn serve(certificate: CertificateDer<'static>, key: &KeyPair) -> SocketAddr {
    let acceptor = acceptor(certificate, key);
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
    let described = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && described.contains("1 passed"), "{described}");
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
    let other_name = reason(other_name);
    assert!(other_name.contains("is for 127.0.0.1, not for `localhost`"), "{other_name}");
    let self_signed = port("SELF_SIGNED_PORT");
    let unknown = sent(format!("https://127.0.0.1:{self_signed}")).await.unwrap_err();
    assert!(matches!(unknown, TransportError::Tls { .. }), "{unknown}");
    let unknown = reason(unknown);
    assert!(unknown.starts_with("the certificate is self-signed or from an issuer"), "{unknown}");
    assert!(unknown.contains("SSL_CERT_FILE"), "{unknown}");
}

/// A certificate as `openssl req -x509` writes it: its own authority, for this machine.
pub(crate) fn of_openssl(
    change: impl FnOnce(&mut CertificateParams),
) -> (rcgen::Certificate, KeyPair) {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap(), key)
}

#[tokio::test]
async fn a_certificate_that_the_user_names_is_trusted_as_it_is_and_no_other() {
    let (named, key) = of_openssl(|_| ());
    let (other, other_key) = of_openssl(|_| ());
    let named_port = serve(named.der().clone(), &key).await.port();
    let other_port = serve(other.der().clone(), &other_key).await.port();
    let test = "transport::tls::within_a_process_that_names_a_certificate";
    run_trusting(&named.pem(), test, [named_port, other_port]).await;
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_names_a_certificate() {
    let port = |name: &str| std::env::var(name).unwrap();
    let named = port("TRUSTED_PORT");
    for host in ["127.0.0.1", "localhost"] {
        assert_eq!(sent(format!("https://{host}:{named}")).await.unwrap(), b"stray", "{host}");
    }
    let wrong_name = reason(sent(format!("https://[::1]:{named}")).await.unwrap_err());
    // Nothing may listen there; where something does, it has not this name.
    assert!(wrong_name.contains("not for `::1`") || wrong_name.contains("refused"), "{wrong_name}");
    let other =
        reason(sent(format!("https://127.0.0.1:{}", port("SELF_SIGNED_PORT"))).await.unwrap_err());
    assert!(other.contains("as `openssl req -x509` writes it, and is not trusted here"), "{other}");
    assert!(other.contains("SSL_CERT_FILE"), "{other}");
}

#[tokio::test]
async fn a_certificate_that_the_user_names_has_to_be_in_date_and_of_the_name() {
    let (expired, key) = of_openssl(|params| params.not_after = rcgen::date_time_ymd(2020, 2, 3));
    let (nameless, other_key) = of_openssl(|params| params.subject_alt_names.clear());
    let named = [expired.pem(), nameless.pem()].concat();
    let expired = serve(expired.der().clone(), &key).await.port();
    let nameless = serve(nameless.der().clone(), &other_key).await.port();
    let test = "transport::tls::within_a_process_that_names_certificates_of_no_use";
    run_trusting(&named, test, [expired, nameless]).await;
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_names_certificates_of_no_use() {
    let port = |name: &str| std::env::var(name).unwrap();
    let expired = sent(format!("https://127.0.0.1:{}", port("TRUSTED_PORT"))).await;
    let expired = reason(expired.unwrap_err());
    assert_eq!(expired, "the certificate expired on 2020-02-03: renew it");
    let nameless = sent(format!("https://127.0.0.1:{}", port("SELF_SIGNED_PORT"))).await;
    let nameless = reason(nameless.unwrap_err());
    assert!(nameless.contains("no subjectAltName, where `127.0.0.1` has to stand"), "{nameless}");
}

#[tokio::test]
async fn a_certificate_of_tomorrow_is_reported_with_its_day() {
    let (tomorrow, key) = of_openssl(|params| params.not_before = rcgen::date_time_ymd(2090, 2, 3));
    let port = serve(tomorrow.der().clone(), &key).await.port();
    let test = "transport::tls::within_a_process_before_a_certificate";
    run_trusting(&tomorrow.pem(), test, [port; 2]).await;
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_before_a_certificate() {
    let port = std::env::var("TRUSTED_PORT").unwrap();
    let tomorrow = reason(sent(format!("https://127.0.0.1:{port}")).await.unwrap_err());
    assert!(tomorrow.contains("not valid before 2090-02-03: check the clock"), "{tomorrow}");
}

#[tokio::test]
async fn a_port_is_reported_to_speak_tls_whatever_its_certificate_is_worth() {
    let (unknown, key) = of_openssl(|_| ());
    let port = serve(unknown.der().clone(), &key).await.port();
    let plain = Server::start([vec![send("HTTP/1.1 400 Bad Request\r\n\r\n"), Act::Hold]]).await;
    let test = "transport::tls::within_a_process_that_asks_for_tls";
    run_trusting(&of_openssl(|_| ()).0.pem(), test, [port, plain.address().port()]).await;
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_asks_for_tls() {
    let port = |name: &str| std::env::var(name).unwrap();
    let meets = async |port: String| {
        let transport = HttpTransport::new(options(&format!("http://127.0.0.1:{port}"))).unwrap();
        transport.meets_tls(std::time::Duration::from_secs(5)).await
    };
    assert!(meets(port("TRUSTED_PORT")).await);
    assert!(!meets(port("SELF_SIGNED_PORT")).await);
    assert!(!meets("1".to_owned()).await);
}

#[tokio::test]
async fn a_target_is_reached_without_a_request_and_the_connection_is_used() {
    let server = Server::start([super::server::answer("HTTP/1.1 204 No Content\r\n\r\n")]).await;
    let transport = HttpTransport::new(options(&server.url())).unwrap();
    transport.reach(std::time::Duration::from_secs(5)).await.unwrap();
    assert!(server.requests().concat().is_empty());
    assert_eq!(transport.send(&get("/")).await.unwrap().status, 204);
    assert_eq!(server.requests().len(), 1, "one connection");
    let nobody = HttpTransport::new(options("http://127.0.0.1:1")).unwrap();
    let error = nobody.reach(std::time::Duration::from_secs(5)).await.unwrap_err();
    assert!(
        matches!(error, TransportError::Connect { local: false, timed_out: false, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_port_without_tls_is_reported_as_that() {
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
