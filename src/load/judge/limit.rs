//! The limit of an objective: its unit, and whether any run could miss or meet it.

use std::time::Duration;

use super::{Comparator, Metric};
use crate::load::Amount;
use crate::load::measure::gap::LONGEST_GAP;

/// The longest latency that is measured as such; longer ones count as this.
const LONGEST_LATENCY: Duration = Duration::from_mins(1);

/// The limit of `metric` that a number and its unit make.
pub(super) fn amount(metric: &Metric, value: f64, unit: &str) -> Result<Amount, String> {
    match metric {
        Metric::Latency { .. } | Metric::Gap(_) => {
            let scale = match unit {
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" | "μs" => 1e-6,
                _ => return Err("a time needs its unit: us, ms or s".to_owned()),
            };
            Duration::try_from_secs_f64(value * scale)
                .map(Amount::Duration)
                .map_err(|_| "a time beyond all measure".to_owned())
        }
        Metric::ErrorRate(_) | Metric::ThrottledRate(_) | Metric::Goodput(_) => match unit {
            "%" => Ok(Amount::Share(value / 100.0)),
            // Nothing is nothing in any unit.
            "" if value == 0.0 => Ok(Amount::Share(0.0)),
            _ => Err("a share needs its unit: %".to_owned()),
        },
        Metric::Throughput(_) => match unit {
            "/s" => Ok(Amount::PerSecond(value)),
            _ => Err("a rate needs its unit: /s".to_owned()),
        },
        Metric::DeadWorkers | Metric::Violations if !unit.is_empty() => {
            Err("a count has no unit".to_owned())
        }
        Metric::DeadWorkers | Metric::Violations => format!("{value}")
            .parse()
            .map(Amount::Count)
            .map_err(|_| "a count is a whole number".to_owned()),
    }
}

/// Refuses what every run meets, and what none can.
pub(super) fn possible(
    metric: &Metric,
    comparator: Comparator,
    limit: Amount,
) -> Result<(), String> {
    let most = match metric {
        Metric::Latency { .. } => Some(Amount::Duration(LONGEST_LATENCY)),
        Metric::Gap(_) => Some(Amount::Duration(LONGEST_GAP)),
        Metric::ErrorRate(_) | Metric::ThrottledRate(_) | Metric::Goodput(_) => {
            Some(Amount::Share(1.0))
        }
        Metric::Throughput(_) | Metric::DeadWorkers | Metric::Violations => None,
    };
    let value = limit.value();
    let above = most.filter(|most| value > most.value());
    let at_least = most.filter(|most| value >= most.value());
    let is_zero = value <= 0.0;
    match (comparator, above, at_least) {
        (Comparator::Less, _, _) if is_zero => Err("never met: nothing is below 0".to_owned()),
        (Comparator::AtLeast, _, _) if is_zero => Err("always met: nothing is below 0".to_owned()),
        (Comparator::Less, Some(most), _) | (Comparator::AtMost, _, Some(most)) => {
            Err(format!("always met: nothing exceeds {most}"))
        }
        (Comparator::More, _, Some(most))
        | (Comparator::AtLeast | Comparator::Equal, Some(most), _) => {
            Err(format!("never met: nothing exceeds {most}"))
        }
        (Comparator::Equal, None, _) if !is_exact(limit) => {
            Err("a measured figure never equals another: write <= or >=".to_owned())
        }
        _ => Ok(()),
    }
}

/// Returns `true` for what a measured figure can equal: a count, and a share of none or of all.
fn is_exact(limit: Amount) -> bool {
    match limit {
        Amount::Count(_) => true,
        Amount::Share(share) => share <= 0.0 || share >= 1.0,
        Amount::Duration(_) | Amount::PerSecond(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::load::Slo;

    #[test]
    fn what_no_run_or_every_run_meets_is_refused() {
        for (text, reason) in [
            ("p99(a)<0ms", "never met: nothing is below 0"),
            ("error_rate<0%", "never met: nothing is below 0"),
            ("dead_workers<0", "never met: nothing is below 0"),
            ("p99(a)<90s", "always met: nothing exceeds 60 s"),
            ("error_rate<=100%", "always met: nothing exceeds 100%"),
            ("goodput>=0%", "always met: nothing is below 0"),
            ("goodput>100%", "never met: nothing exceeds 100%"),
            ("error_rate>100%", "never met: nothing exceeds 100%"),
            ("throughput>=0/s", "always met: nothing is below 0"),
            ("p99(a)==5ms", "a measured figure never equals another: write <= or >="),
            ("throughput==5/s", "a measured figure never equals another: write <= or >="),
            ("error_rate==101%", "never met: nothing exceeds 100%"),
        ] {
            let error = text.parse::<Slo>().unwrap_err().to_string();
            assert!(error.ends_with(reason), "{error}");
        }
    }
}
