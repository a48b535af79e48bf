//! The metrics of a run as an OTLP export request.
//!
//! What becomes of names, units and types is laid down in the OpenTelemetry specification,
//! "Prometheus and `OpenMetrics` Compatibility", "Prometheus Metric points to OTLP": a name stays as it
//! is, `seconds` is the unit `s` and `ratio` the unit `1`, a gauge is a gauge and a summary a summary.

use chrono::{DateTime, TimeZone, Utc};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AnyKind;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value as Number;
use opentelemetry_proto::tonic::metrics::v1::summary_data_point::ValueAtQuantile;
use opentelemetry_proto::tonic::metrics::v1::{
    Gauge, Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics, Summary, SummaryDataPoint,
};
use opentelemetry_proto::tonic::resource::v1::Resource;

use super::{Family, Kind, PREFIX, RunMetrics, Sample, Value, label};

/// From when to when the figures of a run were taken, in nanoseconds since 1970; a beginning of 0 is
/// an unknown one.
#[derive(Clone, Copy)]
struct Period {
    start_time_unix_nano: u64,
    time_unix_nano: u64,
}

impl RunMetrics {
    /// The request that hands them to an OTLP collector: one resource, with these attributes. A point
    /// covers the time from the beginning of the run to `at`; summaries are cumulative over it.
    pub fn to_otlp(
        &self,
        resource: &[(String, String)],
        at: DateTime<Utc>,
    ) -> ExportMetricsServiceRequest {
        let period = Period {
            start_time_unix_nano: self.began().as_ref().map_or(0, nanoseconds),
            time_unix_nano: nanoseconds(&at),
        };
        let scope = InstrumentationScope {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..InstrumentationScope::default()
        };
        let attributes = resource.iter().map(|(name, value)| attribute(name, value.clone()));
        let resource = Resource { attributes: attributes.collect(), ..Resource::default() };
        ExportMetricsServiceRequest {
            resource_metrics: vec![ResourceMetrics {
                resource: Some(resource),
                scope_metrics: vec![ScopeMetrics {
                    scope: Some(scope),
                    metrics: self.families().map(|family| metric(family, period)).collect(),
                    ..ScopeMetrics::default()
                }],
                ..ResourceMetrics::default()
            }],
        }
    }
}

fn metric(family: &Family, period: Period) -> Metric {
    let samples = family.samples.iter();
    let data = match family.kind {
        Kind::Gauge => Data::Gauge(Gauge {
            data_points: samples.filter_map(|sample| number(sample, period)).collect(),
        }),
        Kind::Summary => Data::Summary(Summary {
            data_points: samples.filter_map(|sample| distribution(sample, period)).collect(),
        }),
    };
    let unit = match family.unit() {
        Some("seconds") => "s",
        Some("ratio") => "1",
        _ => "",
    };
    Metric {
        name: format!("{PREFIX}{}", family.name),
        description: family.help.to_owned(),
        unit: unit.to_owned(),
        metadata: vec![attribute("prometheus.type", family.kind.name().to_owned())],
        data: Some(data),
    }
}

fn number(sample: &Sample, period: Period) -> Option<NumberDataPoint> {
    let Value::Number(value) = sample.value else { return None };
    Some(NumberDataPoint {
        attributes: attributes(sample),
        start_time_unix_nano: period.start_time_unix_nano,
        time_unix_nano: period.time_unix_nano,
        value: Some(Number::AsDouble(value)),
        ..NumberDataPoint::default()
    })
}

fn distribution(sample: &Sample, period: Period) -> Option<SummaryDataPoint> {
    let Value::Distribution { count, sum, quantiles } = sample.value else { return None };
    let quantile = |(quantile, value)| ValueAtQuantile { quantile, value };
    Some(SummaryDataPoint {
        attributes: attributes(sample),
        start_time_unix_nano: period.start_time_unix_nano,
        time_unix_nano: period.time_unix_nano,
        count,
        sum,
        quantile_values: quantiles.map(quantile).into(),
        ..SummaryDataPoint::default()
    })
}

fn attributes(sample: &Sample) -> Vec<KeyValue> {
    sample.labels.iter().map(|(name, value)| attribute(name, label(value))).collect()
}

fn attribute(name: &str, value: String) -> KeyValue {
    KeyValue {
        key: name.to_owned(),
        value: Some(AnyValue { value: Some(AnyKind::StringValue(value)) }),
        ..KeyValue::default()
    }
}

fn nanoseconds<Z: TimeZone>(at: &DateTime<Z>) -> u64 {
    at.timestamp_nanos_opt().and_then(|at| u64::try_from(at).ok()).unwrap_or_default()
}
