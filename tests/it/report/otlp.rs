//! The metrics of reports as an OTLP request: what `metrics.prom` holds, and nothing else.

use chrono::{DateTime, Utc};
use cp_harness::event::Ending;
use cp_harness::report::formats::{Rendered, RunMetrics};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use prost::Message;

use super::consumers::rendered;
use super::gate_fixture::{capacity, gate};
use super::{fixture, script};
use crate::common::browser::poisoned;
use crate::common::otlp::{period, pushed, texts, written};
use crate::load_report::fixture as load;

/// A minute after the reports made by hand begin.
fn at() -> DateTime<Utc> {
    "2026-01-02T03:05:05Z".parse().unwrap()
}

/// The request of a report, as it comes out of the wire, held to its `metrics.prom`.
fn request<R: Rendered>(report: &R) -> ExportMetricsServiceRequest
where
    for<'r> RunMetrics: From<&'r R>,
{
    let resource = [("service.name".to_owned(), "nightly".to_owned())];
    let sent = RunMetrics::from(report).to_otlp(&resource, at()).encode_to_vec();
    let request = ExportMetricsServiceRequest::decode(sent.as_slice()).unwrap();
    let (pushed, written) = (pushed(&request), written(&rendered(report, "openmetrics")));
    assert!(written.len() > 3, "{written:#?}");
    assert_eq!(pushed, written);
    request
}

#[test]
fn the_metrics_of_each_kind_of_report_are_those_of_its_file() {
    let report = fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context());
    request(&report);
    request(&gate());
    request(&capacity());
    for run in load::all() {
        request(&run.report());
    }
}

#[test]
fn hostile_texts_are_the_same_in_both() {
    let request = request(&poisoned(&capacity()));
    let run = &pushed(&request)["cp_harness_run"].samples;
    assert!(run.keys().all(|(_, labels)| labels["target"].contains("<script>")), "{run:?}");
    for hostile in ["a\u{1b}[2J\u{202e}\nb\0", "\"} 1\n# EOF\n", "\\", "é🏥", ""] {
        let mut report = load::failed().report();
        hostile.clone_into(&mut report.fleet.name);
        hostile.clone_into(&mut report.stages[1].operations[0].name);
        let sent = RunMetrics::from(&report).to_otlp(&[], at());
        assert_eq!(pushed(&sent), written(&rendered(&report, "openmetrics")), "{hostile:?}");
    }
}

#[test]
fn points_are_of_the_time_from_the_beginning_of_the_run_to_its_end() {
    let begun = DateTime::parse_from_rfc3339("2026-01-02T03:04:05Z").unwrap();
    let nanoseconds = |seconds: i64| u64::try_from(seconds * 1_000_000_000).unwrap();
    let expected = (nanoseconds(begun.timestamp()), nanoseconds(at().timestamp()));
    assert_eq!(period(&request(&gate())), expected);
    let mut unknown = gate();
    unknown.started_at = None;
    assert_eq!(period(&request(&unknown)), (0, expected.1));
}

#[test]
fn a_time_has_its_unit_and_a_resource_its_attributes() {
    let report = load::failed().report();
    let request = request(&report);
    let resource = request.resource_metrics[0].resource.as_ref().unwrap();
    assert_eq!(texts(&resource.attributes)["service.name"], "nightly");
    let metrics = &request.resource_metrics[0].scope_metrics[0].metrics;
    let response = metrics.iter().find(|it| it.name == "cp_harness_load_response_seconds").unwrap();
    assert_eq!(response.unit, "s");
    let Some(Data::Summary(summary)) = &response.data else { panic!("{response:?}") };
    let clock = report.stages[1].operations[0].clocks.response.as_ref().unwrap();
    let point = summary
        .data_points
        .iter()
        .find(|point| texts(&point.attributes)["stage"] == report.stages[1].name)
        .unwrap();
    assert_eq!(point.count, clock.quantiles.samples);
    let quantiles: Vec<f64> = point.quantile_values.iter().map(|at| at.quantile).collect();
    assert_eq!(quantiles, [0.5, 0.9, 0.99, 0.999, 1.0]);
    assert!((point.quantile_values[4].value - clock.quantiles.max_ms / 1e3).abs() < 1e-12);
}
