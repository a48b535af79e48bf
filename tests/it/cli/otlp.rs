//! `--otlp`: what arrives at a collector.

mod refused;

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use prost::Message;

use super::binary::{Folder, Ran, finish, report_in};
use super::capacity::scenario;
use super::server::{QUEUE, TOKEN, mutant, reference, serve};
use crate::common::otlp::{period, pushed, texts, written};

const PROTOBUF: (&str, &str) = ("content-type", "application/x-protobuf");

/// The smallest run that there is.
const SMALL: [&str; 3] = ["conform", "--only", "response_status@register_worker#minimal"];

/// A fleet that is done in a second.
const FLEET: [&str; 9] =
    ["load", "--workers", "3", "--ramp", "100ms", "--duration", "1s", "--interval", "100ms"];

/// A request as the collector took it.
struct Taken {
    path: String,
    headers: HeaderMap,
    request: ExportMetricsServiceRequest,
}

/// A collector that keeps what it takes.
struct Collector {
    url: String,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Collector {
    /// Answers each request as `answer` says, by how many came before it.
    fn answering(answer: impl Fn(usize) -> Response + Clone + Send + Sync + 'static) -> Self {
        let taken = Arc::new(Mutex::new(Vec::new()));
        Self { url: serve(Self::app(&taken, answer)), taken }
    }

    fn app(
        taken: &Arc<Mutex<Vec<Taken>>>,
        answer: impl Fn(usize) -> Response + Clone + Send + Sync + 'static,
    ) -> Router {
        let taken = Arc::clone(taken);
        let take = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            assert_eq!(method, Method::POST);
            let path = uri.path_and_query().unwrap().to_string();
            let request = ExportMetricsServiceRequest::decode(body).unwrap();
            let mut taken = taken.lock().unwrap();
            taken.push(Taken { path, headers, request });
            let answer = answer(taken.len() - 1);
            std::future::ready(answer)
        };
        Router::new().fallback(take)
    }

    /// Takes everything.
    fn willing() -> Self {
        Self::answering(|_| success(&ExportMetricsServiceResponse::default()))
    }

    /// The only request that it took.
    fn only(&self) -> Taken {
        let mut taken = self.taken.lock().unwrap();
        assert_eq!(taken.len(), 1);
        taken.remove(0)
    }

    fn number(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

fn success(response: &ExportMetricsServiceResponse) -> Response {
    ([PROTOBUF], response.encode_to_vec()).into_response()
}

/// Runs the binary with these variables.
fn run(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = folder.command(arguments);
    command.envs(variables.iter().copied());
    finish(command.spawn().unwrap())
}

/// Holds a request to the files of the report folder.
fn assert_is_of(request: &ExportMetricsServiceRequest, report: &Path) {
    let text = std::fs::read_to_string(report.join("metrics.prom")).unwrap();
    let expected = written(&text);
    assert!(expected.contains_key("cp_harness_run"), "{text}");
    assert_eq!(pushed(request), expected);
    let started = report_in(report)["started_at"].as_str().unwrap().to_owned();
    let started = DateTime::parse_from_rfc3339(&started).unwrap().timestamp_nanos_opt().unwrap();
    let (from, to) = period(request);
    assert_eq!(from, u64::try_from(started).unwrap());
    assert!(to > from, "{from} to {to}");
}

#[test]
fn a_conformance_run_pushes_its_metrics_file() {
    let (folder, collector) = (Folder::new(), Collector::willing());
    let url = mutant("token_prefix_compared");
    let arguments = ["conform", "--only", "auth_*", "--target", &url, "--otlp", &collector.url];
    let variables = [
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-scope-orgid=tenant%201, Authorization=Bearer%20abc"),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=staging,service.name=other"),
        ("OTEL_SERVICE_NAME", "nightly"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
    ];
    let ran = run(&folder, &[&arguments[..], &TOKEN, &QUEUE].concat(), &variables);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    let taken = collector.only();
    assert_eq!(taken.path, "/v1/metrics");
    assert_eq!(taken.headers["content-type"], PROTOBUF.1);
    assert_eq!(taken.headers["x-scope-orgid"], "tenant 1");
    assert_eq!(taken.headers["authorization"], "Bearer abc");
    assert_is_of(&taken.request, &folder.only_report());
    let families = pushed(&taken.request);
    let checks = &families["cp_harness_conform_checks"].samples;
    assert!(
        checks
            .iter()
            .any(|((_, labels), number)| { labels["outcome"] == "failed_must" && *number > 0.0 })
    );
    let resource = taken.request.resource_metrics[0].resource.as_ref().unwrap();
    let attributes = texts(&resource.attributes);
    assert_eq!(attributes["service.name"], "nightly");
    assert_eq!(attributes["service.version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(attributes["deployment.environment"], "staging");
}

#[test]
fn a_load_run_pushes_its_quantiles_as_summaries() {
    let (folder, collector) = (Folder::new(), Collector::willing());
    let url = format!("--otlp={}/base/", collector.url);
    let ran = run(&folder, &[&FLEET[..], &[&url]].concat(), &[]);
    assert!(!ran.stderr.contains("metrics"), "{ran:?}");
    let taken = collector.only();
    assert_eq!(taken.path, "/base/v1/metrics");
    assert_is_of(&taken.request, &folder.only_report());
    let families = pushed(&taken.request);
    let response = &families["cp_harness_load_response_seconds"];
    assert_eq!((response.kind.as_str(), response.unit.as_str()), ("summary", "seconds"));
    let resource = taken.request.resource_metrics[0].resource.as_ref().unwrap();
    assert_eq!(texts(&resource.attributes)["service.name"], "cp-harness");
}

#[test]
fn a_search_pushes_its_own_metrics_and_its_probes_nothing() {
    let (folder, collector) = (Folder::new(), Collector::willing());
    folder.write("tiny.toml", scenario(1, 2, "throughput(worker_heartbeat)>0.1/s"));
    let arguments = ["load", "tiny.toml", "--report", "out", "--otlp", &collector.url];
    let ran = run(&folder, &arguments, &[]);
    assert!(!ran.stderr.contains("pushed"), "{ran:?}");
    let request = collector.only().request;
    assert_is_of(&request, &folder.path("out"));
    let run = &pushed(&request)["cp_harness_run"].samples;
    assert!(run.keys().all(|(_, labels)| labels["command"] == "load capacity"), "{run:?}");
}

#[test]
fn a_gate_pushes_once_for_the_night_to_where_the_environment_says() {
    let (folder, collector) = (Folder::new(), Collector::willing());
    let fleet = "[[load]]\nscenario = 'smoke'\nworkers = 5\nduration = '4s'\ninterval = '500ms'\n";
    let file = format!("[lint]\n[conform]\nonly = ['response_status']\n{fleet}");
    folder.write("gate.toml", file);
    let endpoint = format!("{}/own?tenant=1", collector.url);
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", endpoint.as_str()),
        // What the phases of a gate are given as well, and do not heed.
        ("CP_HARNESS_OTLP", "http://127.0.0.1:1"),
    ];
    let ran = run(&folder, &["gate", "--report", "night", "--otlp"], &variables);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let taken = collector.only();
    assert_eq!(taken.path, "/own?tenant=1");
    assert_is_of(&taken.request, &folder.path("night"));
    assert!(pushed(&taken.request).contains_key("cp_harness_gate_phase"));
}

#[test]
fn a_setting_turns_it_on_and_the_variables_of_exporters_alone_do_not() {
    let collector = Collector::willing();
    let endpoint = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str())];
    let folder = Folder::new();
    assert_eq!(run(&folder, &SMALL, &endpoint).quiet(), Some(0));
    assert_eq!(collector.number(), 0);
    let folder = Folder::new();
    folder.write("cp-harness.toml", format!("[conform]\notlp = '{}'\n", collector.url));
    assert_eq!(run(&folder, &SMALL, &[]).quiet(), Some(0));
    assert_is_of(&collector.only().request, &folder.only_report());
    let folder = Folder::new();
    let ran = run(&folder, &[&SMALL[..], &["--otlp"]].concat(), &endpoint);
    assert_eq!(ran.quiet(), Some(0));
    assert_eq!(collector.only().path, "/v1/metrics");
}

#[test]
fn hostile_texts_arrive_as_the_file_has_them() {
    let (folder, collector) = (Folder::new(), Collector::willing());
    let smoke = include_str!("../../../scenarios/smoke.toml");
    let hostile = r#"name = "a\"} 1\n# EOF\u001b[2J\u202e\\<script>""#;
    folder.write("own.toml", smoke.replace("name = \"smoke\"", hostile));
    let shape = ["--workers", "3", "--interval", "200ms", "--duration", "3s", "--otlp"];
    let ran = run(&folder, &[&["load", "own.toml"], &shape[..], &[&collector.url]].concat(), &[]);
    assert!(ran.code.is_some() && !ran.stderr.contains("pushed"), "{ran:?}");
    let request = collector.only().request;
    assert_is_of(&request, &folder.only_report());
    let workers = &pushed(&request)["cp_harness_load_workers"].samples;
    let ((_, labels), _) = workers.first_key_value().unwrap();
    assert_eq!(labels["scenario"], "a\"} 1\\n# EOF\\u{1b}[2J\\u{202e}\\<script>");
}

#[test]
fn a_target_that_is_not_there_is_reported_to_the_collector_too() {
    let (folder, collector) = (Folder::new(), Collector::willing());
    let gone = reference("/elsewhere").replace("/elsewhere", "");
    let arguments = ["conform", "--target", &gone, "--otlp", &collector.url];
    let ran = run(&folder, &[&arguments[..], &TOKEN, &QUEUE].concat(), &[]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let request = collector.only().request;
    assert_is_of(&request, &folder.only_report());
    let families = pushed(&request);
    assert!(
        families["cp_harness_run_exit_code"].samples.values().all(|code| (*code - 4.0).abs() < 0.1)
    );
}
