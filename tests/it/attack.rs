//! The attack engine against a target that speaks TLS, with every connection model.
#![expect(
    clippy::unwrap_used,
    reason = "clippy takes only the test functions themselves for tests"
)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use cp_harness::run::attack::{
    Attack, AttackOptions, AttackReport, AttackSample, Failed, Fleet, NextAction, Record,
    WireAnswer,
};
use cp_harness::wire::{Connections, FailureCause, LoadOutcome};
use http::Request;
use http_body_util::Full;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::transport::tls::run_trusting;

const WORKERS: u32 = 3;
const BEATS: u32 = 4;

/// Larger than a TLS record and than what is read at once.
const CONTENT: usize = 40_000;

/// Workers that beat at once, one beat after the other, until the first that fails.
struct Beats;

impl Fleet for Beats {
    type Memory = u32;

    fn workers(&self) -> u32 {
        WORKERS
    }

    fn enlist(&self, _worker: u32) -> u32 {
        0
    }

    fn next(&self, _worker: u32, beats: &mut u32, now: Duration) -> NextAction {
        if *beats == BEATS { NextAction::Done } else { NextAction::Call { call: 0, due: now } }
    }

    fn request(
        &self,
        _worker: u32,
        beats: &mut u32,
        _call: u16,
        room: &mut BytesMut,
    ) -> Option<Request<Full<Bytes>>> {
        *beats += 1;
        room.extend_from_slice(b"{}");
        Request::post("/beat").body(Full::new(room.split().freeze())).ok()
    }

    fn learn(
        &self,
        _: u32,
        beats: &mut u32,
        _: u16,
        result: Result<&WireAnswer, &Failed>,
    ) -> LoadOutcome {
        if !result.is_ok_and(|answer| answer.body == vec![b'a'; CONTENT]) {
            *beats = BEATS;
        }
        let status = |answer: &WireAnswer| LoadOutcome::of_status(answer.status, true);
        result.map_or_else(|failed| failed.cause.into(), status)
    }
}

#[derive(Default)]
struct Results(Vec<LoadOutcome>);

impl Record for Results {
    fn record(&mut self, sample: &AttackSample, _: Option<Result<&WireAnswer, &Failed>>) {
        self.0.push(sample.outcome);
    }
}

/// Answers every request on every connection, under a certificate of `authority`.
async fn serve(authority: &CertifiedIssuer<'_, KeyPair>) -> SocketAddr {
    let key = KeyPair::generate().unwrap();
    let names = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = names.signed_by(&key, authority).unwrap().der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {CONTENT}\r\n\r\n");
    let answer = [head.into_bytes(), vec![b'a'; CONTENT]].concat();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, answer) = (acceptor.clone(), answer.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                while let Ok(1..) = stream.read(&mut [0; 4096]).await {
                    if stream.write_all(&answer).await.is_err() || stream.flush().await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

async fn attacked(port: &str, connections: Connections) -> (AttackReport, Vec<LoadOutcome>) {
    let options = AttackOptions {
        connections,
        timeout: Duration::from_secs(10),
        group: 1,
        end: Duration::from_mins(1),
        max_body_bytes: 1 << 20,
        dashboard: None,
        insecure: false,
    };
    let records = Arc::new(vec![Mutex::new(Results::default())]);
    let url = format!("https://127.0.0.1:{port}/").parse().unwrap();
    let attack = Attack::new(Beats, Arc::clone(&records), &url, options).await.unwrap();
    let report = attack.execute().await.unwrap();
    let results = records[0].lock().unwrap().0.clone();
    (report, results)
}

#[tokio::test]
async fn a_fleet_reaches_a_target_that_speaks_tls_with_every_connection_model() {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let port = serve(&authority).await.port();
    let test = "attack::within_a_process_that_trusts_the_authority";
    run_trusting(&authority.pem(), test, [port; 2]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_trusts_the_authority() {
    let port = std::env::var("TRUSTED_PORT").unwrap();
    let all = u64::from(WORKERS * BEATS);
    for (connections, opened) in [
        (Connections::PerWorker { keep_alive: true }, 3..=3),
        (Connections::PerWorker { keep_alive: false }, all..=all),
        (Connections::PerRequest, all..=all),
        (Connections::Pooled { size: 2 }, 1..=2),
    ] {
        let (report, results) = attacked(&port, connections).await;
        assert_eq!(results, vec![LoadOutcome::Ok; (WORKERS * BEATS) as usize], "{connections:?}");
        assert_eq!(report.bookkeeping.answered, all, "{connections:?}");
        assert!(opened.contains(&report.connections.opened), "{connections:?} {report:?}");
        assert_eq!(report.connections.reused, all - report.connections.opened);
    }
}

#[tokio::test]
async fn a_target_whose_certificate_nobody_vouches_for_is_not_reached() {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let unknown = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let other = KeyPair::generate().unwrap();
    let other = CertificateParams::new([]).unwrap().self_signed(&other).unwrap();
    let port = serve(&unknown).await.port();
    let test = "attack::within_a_process_that_trusts_another_authority";
    run_trusting(&other.pem(), test, [port; 2]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test above, with its environment"]
async fn within_a_process_that_trusts_another_authority() {
    let port = std::env::var("TRUSTED_PORT").unwrap();
    let (report, results) = attacked(&port, Connections::PerRequest).await;
    assert_eq!(results, vec![LoadOutcome::Failed(FailureCause::Tls); 3]);
    assert_eq!((report.bookkeeping.failed, report.connections.opened), (3, 0));
}
