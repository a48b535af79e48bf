//! `metrics.prom`: what a run came to as metrics, in the text format of `OpenMetrics` 1.0, which a
//! Prometheus text file collector and a push gateway read as well.
//!
//! Everything but durations is a gauge: the figures are those of one run, and the next begins anew.

mod families;

use std::fmt::Write as _;
use std::io::{self, Write};

use super::format::{Format, Rendering};
use crate::report::shared::shown;

pub(super) const FORMAT: Format = Format {
    name: "openmetrics",
    about: "OpenMetrics text, for Prometheus and what reads like it",
    file: Some("metrics.prom"),
    conform: Some(Rendering::AtTheEnd(|report, out, _| write(out, &families::conform(report)))),
    load: Some(Rendering::AtTheEnd(|report, out, _| write(out, &families::load(report)))),
    capacity: Some(Rendering::AtTheEnd(|report, out, _| write(out, &families::capacity(report)))),
    gate: Some(Rendering::AtTheEnd(|report, out, _| write(out, &families::gate(report)))),
    ..Format::EMPTY
};

/// The beginning of every name.
const PREFIX: &str = "cp_harness_";

/// Metrics of one name.
struct Family {
    /// Without the common beginning; ends with the unit where it has one.
    name: &'static str,
    kind: Kind,
    help: &'static str,
    samples: Vec<Sample>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gauge,
    /// Quantiles, with `_count` and `_sum`.
    Summary,
}

/// A value with its labels.
struct Sample {
    /// What follows the name: `_count`, `_sum`, or nothing.
    suffix: &'static str,
    labels: Vec<(&'static str, String)>,
    value: f64,
}

impl Family {
    fn gauge(name: &'static str, help: &'static str) -> Self {
        Self { name, kind: Kind::Gauge, help, samples: Vec::new() }
    }

    fn add(&mut self, labels: Vec<(&'static str, String)>, value: f64) {
        self.samples.push(Sample { suffix: "", labels, value });
    }
}

fn write(out: &mut dyn Write, families: &[Family]) -> io::Result<()> {
    let mut text = String::new();
    for family in families.iter().filter(|family| !family.samples.is_empty()) {
        let Family { name, kind, help, samples } = family;
        let kind = if *kind == Kind::Gauge { "gauge" } else { "summary" };
        let _ = writeln!(text, "# TYPE {PREFIX}{name} {kind}");
        for unit in ["seconds", "ratio"] {
            if name.ends_with(&format!("_{unit}")) {
                let _ = writeln!(text, "# UNIT {PREFIX}{name} {unit}");
            }
        }
        let _ = writeln!(text, "# HELP {PREFIX}{name} {help}");
        for Sample { suffix, labels, value } in samples {
            let labels: Vec<String> = labels
                .iter()
                .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
                .collect();
            let _ = writeln!(text, "{PREFIX}{name}{suffix}{{{}}} {value}", labels.join(","));
        }
    }
    text.push_str("# EOF\n");
    out.write_all(text.as_bytes())
}

/// The value of a label: what would end it is escaped, and what hides is shown by its code.
fn escaped(text: &str) -> String {
    shown(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_ends_where_its_value_does() {
        let mut family = Family::gauge("run", "What a run came to.");
        family.add(vec![("target", "a\"} 1\nb\\".to_owned())], 1.0);
        let mut out = Vec::new();
        write(&mut out, &[family, Family::gauge("nothing", "No sample, no family.")]).unwrap();
        let expected = "# TYPE cp_harness_run gauge\n# HELP cp_harness_run What a run came to.\n\
                        cp_harness_run{target=\"a\\\"} 1\\\\nb\\\\\"} 1\n# EOF\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
