//! Metrics in two forms, `metrics.prom` and an OTLP request, each read into the same.
#![expect(clippy::panic, reason = "what is in no form that there is fails the test that reads it")]

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;

pub(crate) type Labels = BTreeMap<String, String>;

/// A family of metrics.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct MetricFamily {
    pub(crate) kind: String,
    pub(crate) unit: String,
    pub(crate) help: String,
    /// By what follows the name, and by labels.
    pub(crate) samples: BTreeMap<(String, Labels), f64>,
}

pub(crate) type Families = BTreeMap<String, MetricFamily>;

/// The families of a text in the format of `OpenMetrics`.
pub(crate) fn written(text: &str) -> Families {
    let mut families = Families::new();
    let mut family = String::new();
    for line in text.strip_suffix("# EOF\n").unwrap().lines() {
        if let Some(described) = line.strip_prefix("# ") {
            let mut words = described.splitn(3, ' ');
            let (what, name, rest) =
                (words.next().unwrap(), words.next().unwrap(), words.next().unwrap().to_owned());
            name.clone_into(&mut family);
            let of = families.entry(family.clone()).or_default();
            match what {
                "TYPE" => of.kind = rest,
                "UNIT" => of.unit = rest,
                "HELP" => of.help = rest,
                _ => panic!("{line}"),
            }
            continue;
        }
        let (name, rest) = line.split_once('{').unwrap();
        let (labels, value) = rest.rsplit_once("} ").unwrap();
        let suffix = name.strip_prefix(&family).unwrap().to_owned();
        let sample = (suffix, read_labels(labels));
        let samples = &mut families.get_mut(&family).unwrap().samples;
        assert_eq!(samples.insert(sample, value.parse().unwrap()), None, "twice: {line}");
    }
    families
}

fn read_labels(text: &str) -> Labels {
    let mut labels = Labels::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest.trim_start_matches(',').split_once("=\"").unwrap();
        let mut value = String::new();
        let mut characters = after.char_indices();
        let end = loop {
            match characters.next().unwrap() {
                (at, '"') => break at,
                (_, '\\') => value.push(characters.next().unwrap().1),
                (_, character) => value.push(character),
            }
        };
        labels.insert(name.to_owned(), value);
        rest = &after[end + 1..];
    }
    labels
}

/// The texts of attributes.
pub(crate) fn texts(attributes: &[KeyValue]) -> Labels {
    let text = |attribute: &KeyValue| match attribute.value.as_ref().unwrap().value.as_ref() {
        Some(any_value::Value::StringValue(text)) => (attribute.key.clone(), text.clone()),
        other => panic!("{}: {other:?}", attribute.key),
    };
    let texts: Labels = attributes.iter().map(text).collect();
    assert_eq!(texts.len(), attributes.len(), "an attribute stands twice: {attributes:?}");
    texts
}

/// The families of a request: of one resource and one scope, all of one time.
pub(crate) fn pushed(request: &ExportMetricsServiceRequest) -> Families {
    let [resource] = request.resource_metrics.as_slice() else { panic!("{request:#?}") };
    let [scope] = resource.scope_metrics.as_slice() else { panic!("{request:#?}") };
    assert_eq!(scope.scope.as_ref().unwrap().name, "cp-harness");
    let mut families = Families::new();
    for metric in &scope.metrics {
        let mut samples = BTreeMap::new();
        let mut add = |suffix: &str, labels: Labels, value: f64| {
            let twice = samples.insert((suffix.to_owned(), labels), value);
            assert_eq!(twice, None, "{metric:#?}");
        };
        let kind = match metric.data.as_ref().unwrap() {
            Data::Gauge(gauge) => {
                for point in &gauge.data_points {
                    let Some(Value::AsDouble(value)) = point.value else { panic!("{point:?}") };
                    add("", texts(&point.attributes), value);
                }
                "gauge"
            }
            Data::Summary(summary) => {
                for point in &summary.data_points {
                    let labels = texts(&point.attributes);
                    for at in &point.quantile_values {
                        let mut labels = labels.clone();
                        labels.insert("quantile".to_owned(), at.quantile.to_string());
                        add("", labels, at.value);
                    }
                    add("_count", labels.clone(), point.count.to_string().parse().unwrap());
                    add("_sum", labels, point.sum);
                }
                "summary"
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(texts(&metric.metadata)["prometheus.type"], kind);
        let unit = match metric.unit.as_str() {
            "s" => "seconds",
            "1" => "ratio",
            "" => "",
            other => panic!("{other}"),
        };
        let family = MetricFamily {
            kind: kind.to_owned(),
            unit: unit.to_owned(),
            help: metric.description.clone(),
            samples,
        };
        assert!(families.insert(metric.name.clone(), family).is_none(), "{} twice", metric.name);
    }
    families
}

/// The moments from which and at which the points are, in nanoseconds since 1970: the same for all.
pub(crate) fn period(request: &ExportMetricsServiceRequest) -> (u64, u64) {
    let scope = &request.resource_metrics[0].scope_metrics[0];
    let mut periods: Vec<(u64, u64)> = Vec::new();
    for metric in &scope.metrics {
        match metric.data.as_ref().unwrap() {
            Data::Gauge(gauge) => periods.extend(
                gauge.data_points.iter().map(|at| (at.start_time_unix_nano, at.time_unix_nano)),
            ),
            Data::Summary(summary) => periods.extend(
                summary.data_points.iter().map(|at| (at.start_time_unix_nano, at.time_unix_nano)),
            ),
            other => panic!("{other:?}"),
        }
    }
    periods.dedup();
    let [period] = periods.as_slice() else { panic!("{periods:?}") };
    *period
}
