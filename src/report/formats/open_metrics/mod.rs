//! `metrics.prom`: what a run came to as metrics, in the text format of `OpenMetrics` 1.0, which a
//! Prometheus text file collector and a push gateway read as well.
//!
//! Everything but durations is a gauge: the figures are those of one run, and the next begins anew.

mod families;
#[cfg(feature = "otlp")]
mod otlp_request;

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};

use super::format::{Format, Rendering};
use crate::report::shared::shown;

pub(super) const FORMAT: Format = Format {
    name: "openmetrics",
    about: "OpenMetrics text, for Prometheus and what reads like it",
    file: Some("metrics.prom"),
    conform: Some(Rendering::AtTheEnd(|report, out, _| write(out, &report.into()))),
    load: Some(Rendering::AtTheEnd(|report, out, _| write(out, &report.into()))),
    capacity: Some(Rendering::AtTheEnd(|report, out, _| write(out, &report.into()))),
    gate: Some(Rendering::AtTheEnd(|report, out, _| write(out, &report.into()))),
    ..Format::EMPTY
};

/// The beginning of every name.
const PREFIX: &str = "cp_harness_";

/// What a run came to as metrics: the same whether they are written to a file or pushed.
///
/// ```
/// use cp_harness::report::formats::RunMetrics;
/// use cp_harness::report::gate::GateReport;
///
/// fn metrics(report: &GateReport) -> RunMetrics {
///     report.into()
/// }
/// ```
#[derive(Debug)]
pub struct RunMetrics {
    began: Option<DateTime<FixedOffset>>,
    families: Vec<Family>,
}

impl RunMetrics {
    /// When the run began, where the report says so.
    pub fn began(&self) -> Option<DateTime<FixedOffset>> {
        self.began
    }

    /// The families that have samples: the others are neither written nor pushed.
    fn families(&self) -> impl Iterator<Item = &Family> {
        self.families.iter().filter(|family| !family.samples.is_empty())
    }
}

/// Metrics of one name.
#[derive(Debug)]
struct Family {
    /// Without the common beginning; ends with the unit where it has one.
    name: &'static str,
    kind: Kind,
    help: &'static str,
    samples: Vec<Sample>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Gauge,
    Summary,
}

/// A value with its labels.
#[derive(Debug)]
struct Sample {
    labels: Vec<(&'static str, String)>,
    value: Value,
}

#[derive(Debug)]
enum Value {
    /// The value of a gauge.
    Number(f64),
    /// The value of a summary.
    Distribution {
        /// How many values there were.
        count: u64,
        sum: f64,
        /// Each quantile, 0 to 1, with its value.
        quantiles: [(f64, f64); 5],
    },
}

impl Family {
    fn gauge(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: Kind::Gauge, help, samples: Vec::new() }
    }

    fn summary(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: Kind::Summary, help, samples: Vec::new() }
    }

    fn add(&mut self, labels: Vec<(&'static str, String)>, value: f64) {
        self.samples.push(Sample { labels, value: Value::Number(value) });
    }

    /// The unit, in full, where the name ends with one.
    fn unit(&self) -> Option<&'static str> {
        let (_, last) = self.name.rsplit_once('_')?;
        ["seconds", "ratio"].into_iter().find(|unit| *unit == last)
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Gauge => "gauge",
            Self::Summary => "summary",
        }
    }
}

fn write(out: &mut dyn Write, metrics: &RunMetrics) -> io::Result<()> {
    let mut text = String::new();
    for family in metrics.families() {
        let Family { name, kind, help, samples } = family;
        let _ = writeln!(text, "# TYPE {PREFIX}{name} {}", kind.name());
        if let Some(unit) = family.unit() {
            let _ = writeln!(text, "# UNIT {PREFIX}{name} {unit}");
        }
        let _ = writeln!(text, "# HELP {PREFIX}{name} {help}");
        for Sample { labels, value } in samples {
            let labels: Vec<String> = labels
                .iter()
                .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
                .collect();
            let labels = labels.join(",");
            match value {
                Value::Number(value) => {
                    let _ = writeln!(text, "{PREFIX}{name}{{{labels}}} {value}");
                }
                Value::Distribution { count, sum, quantiles } => {
                    for (quantile, value) in quantiles {
                        let labels = format!("{labels},quantile=\"{quantile}\"");
                        let _ = writeln!(text, "{PREFIX}{name}{{{labels}}} {value}");
                    }
                    let _ = writeln!(text, "{PREFIX}{name}_count{{{labels}}} {count}");
                    let _ = writeln!(text, "{PREFIX}{name}_sum{{{labels}}} {sum}");
                }
            }
        }
    }
    text.push_str("# EOF\n");
    out.write_all(text.as_bytes())
}

/// The value of a label: what hides is shown by its code, and a long text is cut.
fn label(text: &str) -> String {
    shown(text)
}

/// The same where a quote would end it.
fn escaped(text: &str) -> String {
    label(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_ends_where_its_value_does() {
        let mut family = Family::gauge("run", "What a run came to.");
        family.add(vec![("target", "a\"} 1\nb\\".to_owned())], 1.0);
        let mut out = Vec::new();
        let families = vec![family, Family::gauge("nothing", "No sample, no family.")];
        write(&mut out, &RunMetrics { began: None, families }).unwrap();
        let expected = "# TYPE cp_harness_run gauge\n# HELP cp_harness_run What a run came to.\n\
                        cp_harness_run{target=\"a\\\"} 1\\\\nb\\\\\"} 1\n# EOF\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
