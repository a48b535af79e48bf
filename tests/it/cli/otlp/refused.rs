//! What is said where a collector does not take the metrics, and what is refused before the run.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use axum::response::IntoResponse;
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceResponse,
};

use super::{Collector, Folder, PROTOBUF, SMALL, assert_is_of, run, success};
use crate::cli::binary::report_in;
use crate::cli::server::{QUEUE, Server, TOKEN, answer, mutant};
use crate::common::otlp::pushed;

fn partial(rejected_data_points: i64, error_message: &str) -> axum::response::Response {
    let partial =
        ExportMetricsPartialSuccess { rejected_data_points, error_message: error_message.into() };
    success(&ExportMetricsServiceResponse { partial_success: Some(partial) })
}

/// `google.rpc.Status` with a message, as bytes: field 2, a text.
fn status(message: &str) -> Vec<u8> {
    let length = u8::try_from(message.len()).unwrap();
    assert!(length < 128);
    [&[0x12, length], message.as_bytes()].concat()
}

/// Runs against a collector that does not take the metrics: the run passes all the same, and one line
/// says where and why.
fn warned(url: &str, variables: &[(&str, &str)], words: &[&str]) -> String {
    let folder = Folder::new();
    let ran = run(&folder, &[&SMALL[..], &["--otlp", url]].concat(), variables);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let [line] = ran.stderr.lines().collect::<Vec<&str>>()[..] else { panic!("{ran:?}") };
    assert!(line.starts_with("warning: ") && line.contains("metrics"), "{line}");
    for word in words {
        assert!(line.contains(word), "{word}: {line}");
    }
    assert_eq!(report_in(&folder.only_report())["exit_code"], 0);
    line.to_owned()
}

fn refused(
    status: u16,
    head: (&'static str, &'static str),
    body: Vec<u8>,
    words: &[&str],
) -> usize {
    let code = StatusCode::from_u16(status).unwrap();
    let collector = Collector::answering(move |_| (code, [head], body.clone()).into_response());
    let line = warned(&collector.url, &[], words);
    assert!(line.contains(&format!("{}/v1/metrics", collector.url)), "{line}");
    assert!(line.contains(&status.to_string()), "{line}");
    collector.number()
}

#[test]
fn a_refusal_is_one_warning_with_what_the_collector_said() {
    let said = status("field 3\nis\u{1b}[2J wrong");
    let words = ["400 Bad Request: field 3\\nis\\u{1b}[2J wrong", "log of the collector"];
    assert_eq!(refused(400, PROTOBUF, said, &words), 1);
    let plain = ("content-type", "text/plain; charset=utf-8");
    let words = ["no such tenant", "OTEL_EXPORTER_OTLP_HEADERS"];
    assert_eq!(refused(401, plain, b"no such tenant\n".to_vec(), &words), 1);
    let page = ("content-type", "text/html");
    assert_eq!(refused(404, page, b"<html>".to_vec(), &["; check the path", "/v1/metrics"]), 1);
    let json = ("content-type", "application/json");
    let words = ["500 Internal Server Error: out of memory;"];
    assert_eq!(refused(500, json, b"{\"message\":\"out of memory\"}".to_vec(), &words), 1);
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Collector::willing();
    let location = other.url.clone();
    let collector = Collector::answering(move |_| {
        (StatusCode::TEMPORARY_REDIRECT, [("location", location.clone())]).into_response()
    });
    warned(&collector.url, &[], &["307", "give the URL that it leads to"]);
    assert_eq!((collector.number(), other.number()), (1, 0));
}

#[test]
fn a_collector_that_is_not_ready_is_asked_again() {
    assert_eq!(refused(503, ("retry-after", "0"), Vec::new(), &["overloaded or down"]), 3);
    // A pause beyond the limit is not waited for.
    assert_eq!(refused(429, ("retry-after", "3600"), Vec::new(), &["overloaded or down"]), 1);
    let collector = Collector::answering(|before| match before {
        0 => (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "0")]).into_response(),
        _ => StatusCode::OK.into_response(),
    });
    let ran = run(&Folder::new(), &[&SMALL[..], &["--otlp", &collector.url]].concat(), &[]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let taken = collector.taken.lock().unwrap();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].request, taken[1].request);
}

#[test]
fn what_was_not_taken_of_a_push_is_a_warning() {
    let collector = Collector::answering(|_| partial(3, "too old"));
    let line = warned(&collector.url, &[], &["not all metrics", ": too old;"]);
    let families = pushed(&collector.only().request);
    let points: usize = families.values().map(|family| family.samples.len()).sum();
    assert!(line.contains(&format!("3 of {points} points were rejected")), "{line}");
    let collector = Collector::answering(|_| partial(0, "use gzip"));
    warned(&collector.url, &[], &["were pushed to", "warns: use gzip"]);
    let collector =
        Collector::answering(|_| ([("content-type", "text/html")], "<html>").into_response());
    warned(&collector.url, &[], &["200 OK with `text/html`", "check that a collector"]);
}

#[test]
fn nobody_to_take_it_is_a_warning_in_time() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let words = ["refused", "check that a collector takes OTLP over HTTP there"];
    warned(&format!("http://{free}"), &[], &words);
    let silent = Server::raw(|mut stream| {
        // Reads until the client gives up.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let limit = [("OTEL_EXPORTER_OTLP_TIMEOUT", "300")];
    warned(&silent.url(), &limit, &["no answer within 300ms"]);
    assert_eq!(silent.seen(), 1);
    let garbled = Server::raw(|mut stream| {
        let _ = std::io::Write::write_all(&mut stream, b"SSH-2.0-x\r\n");
    });
    warned(&garbled.url(), &[], &["check that a collector"]);
    let collector = Collector::willing();
    let https = collector.url.replace("http:", "https:");
    warned(&https, &[], &["does not speak TLS: use http://"]);
}

#[test]
fn a_failed_push_leaves_a_failed_run_failed() {
    let folder = Folder::new();
    let url = mutant("token_prefix_compared");
    let arguments = ["conform", "--only", "auth_*", "--target", &url, "--otlp=http://127.0.0.1:1"];
    let ran = run(&folder, &[&arguments[..], &TOKEN, &QUEUE].concat(), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    assert!(folder.only_report().join("metrics.prom").exists());
}

#[test]
fn a_collector_that_repeats_its_secrets_does_not_make_them_public() {
    let secret = "canary-3Hd8sYpKc6Rb";
    let collector = Collector::answering(move |_| {
        (StatusCode::FORBIDDEN, [PROTOBUF], status(&format!("no {secret} here"))).into_response()
    });
    let headers = format!("x-honeycomb-team={secret}");
    let url = format!("{}?api_key={secret}", collector.url);
    let variables = [("OTEL_EXPORTER_OTLP_HEADERS", headers.as_str())];
    let line = warned(&url, &variables, &["no [redacted] here", "api_key=[redacted]"]);
    assert!(!line.contains(secret), "{line}");
    assert_eq!(collector.only().headers["x-honeycomb-team"], secret);
}

#[test]
fn what_cannot_be_carried_out_is_refused_before_the_run() {
    let target = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    let secret = "canary-3Hd8sYpKc6Rb";
    let with_user = format!("http://user:{secret}@127.0.0.1:4318");
    let headers = "OTEL_EXPORTER_OTLP_HEADERS";
    for (flag, variables, word) in [
        ("--otlp=localhost:4318", vec![], "give a URL such as http://127.0.0.1:4318"),
        ("--otlp=ftp://h", vec![], "http:// or https://"),
        (&format!("--otlp={with_user}"), vec![], "leave them out and set OTEL_EXPORTER_OTLP_HEAD"),
        (
            "--otlp",
            vec![("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")],
            "_ENDPOINT: it does not beg",
        ),
        (
            "--otlp",
            vec![("OTEL_EXPORTER_OTLP_ENDPOINT", &with_user)],
            "OTLP_ENDPOINT: the URL holds",
        ),
        ("--otlp", vec![(headers, secret)], "_HEADERS: pair 1 has no `=`"),
        ("--otlp", vec![(headers, "a=b,=canary-3Hd8sYpKc6Rb")], "_HEADERS: pair 2 has no name"),
        ("--otlp", vec![(headers, "a=canary-3Hd8sYpKc6Rb%0A")], "header `a`: the value holds"),
        ("--otlp", vec![(headers, "a b=canary-3Hd8sYpKc6Rb")], "header `a b`: the name is not"),
        ("--otlp", vec![(headers, "Host=canary-3Hd8sYpKc6Rb")], "requests set it themselves"),
        ("--otlp", vec![("OTEL_RESOURCE_ATTRIBUTES", "a=%ff")], "pair 1 is not UTF-8"),
        ("--otlp", vec![("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")], "number of milliseconds"),
    ] {
        let folder = Folder::new();
        let arguments = ["conform", "--target", &target.url(), flag];
        let ran = run(&folder, &[&arguments[..], &TOKEN, &QUEUE].concat(), &variables);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(word), "{word}: {ran:?}");
        assert!(!ran.stderr.contains(secret), "{ran:?}");
        assert!(!folder.path("reports").exists());
    }
    assert_eq!(target.seen(), 0);
}

#[test]
fn the_scenario_after_the_flag_is_not_taken_for_a_url_unheard() {
    let ran = run(&Folder::new(), &["load", "--otlp", "smoke"], &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("write --otlp last"), "{ran:?}");
}

#[test]
fn a_collector_behind_tls_is_trusted_as_a_target_is() {
    use crate::transport::tls::{acceptor, of_openssl};
    use hyper_util::rt::TokioIo;
    use hyper_util::service::TowerToHyperService;

    let (certificate, key) = of_openssl(|_| ());
    let acceptor = acceptor(certificate.der().clone(), &key);
    let taken = Arc::new(Mutex::new(Vec::new()));
    let app = Collector::app(&taken, |_| StatusCode::OK.into_response());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(stream) = acceptor.accept(stream).await else { continue };
                let service = TowerToHyperService::new(app.clone());
                let http = hyper::server::conn::http1::Builder::new();
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            }
        });
    });
    warned(&url, &[], &["is not trusted here", "SSL_CERT_FILE"]);
    let folder = Folder::new();
    folder.write("own.pem", certificate.pem());
    let ran = run(
        &folder,
        &[&SMALL[..], &["--otlp", &url]].concat(),
        &[("SSL_CERT_FILE", folder.path("own.pem").to_str().unwrap())],
    );
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let taken = taken.lock().unwrap();
    assert_eq!(taken.len(), 1);
    assert_is_of(&taken[0].request, &folder.only_report());
}
