//! Reads an objective from left to right; every refusal names its column.

use std::str::FromStr;

use super::error::{SloError, SloProblem};
use super::limit::{amount, possible};
use super::objective::{Comparator, Metric, Slo, Statistic};
use crate::load::Amount;
use crate::load::Clock;
use crate::stats::Quantile;

/// The metrics with a name of their own.
const NAMES: [&str; 9] = [
    "p99",
    "gap.p99",
    "error_rate",
    "throttled_rate",
    "goodput",
    "throughput",
    "dead_workers",
    "violations",
    "mean",
];

/// What is left of a text, and how far into it that is.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// An operation between brackets, and where it begins.
type Argument<'a> = Option<(usize, &'a str)>;

fn parse(text: &str) -> Result<Slo, SloError> {
    let mut cursor = Cursor { text, at: 0 };
    let name_at = cursor.at;
    let name = cursor.take(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if name.is_empty() {
        return Err(cursor.expected("a metric, such as p99(OPERATION) or error_rate"));
    }
    let argument = cursor.argument()?;
    let after = argument.map_or(name_at, |(at, _)| at);
    let metric = metric(name, argument).map_err(|problem| cursor.error(name_at, problem))?;
    let comparator = cursor.comparator()?;
    cursor.skip_spaces();
    let limit_at = cursor.at;
    let limit = cursor.limit(&metric)?;
    possible(&metric, comparator, limit)
        .map_err(|reason| cursor.error(limit_at, SloProblem::Impossible(reason)))?;
    let (stage_at, stage) = cursor.stage()?;
    Ok(Slo {
        text: text.to_owned(),
        metric,
        comparator,
        limit,
        stage: stage.map(str::to_owned),
        operation_column: cursor.column(after),
        stage_column: cursor.column(stage_at),
    })
}

impl FromStr for Slo {
    type Err = SloError;

    fn from_str(text: &str) -> Result<Self, SloError> {
        parse(text.trim())
    }
}

impl TryFrom<String> for Slo {
    type Error = SloError;

    fn try_from(text: String) -> Result<Self, SloError> {
        text.parse()
    }
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        self.take(char::is_whitespace);
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Takes `wanted` where it comes next.
    fn accept(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    /// A place in the text, in characters from 1.
    fn column(&self, at: usize) -> usize {
        self.text.get(..at).map_or(1, |before| before.chars().count() + 1)
    }

    fn error(&self, at: usize, problem: SloProblem) -> SloError {
        SloError { text: self.text.to_owned(), column: self.column(at), problem }
    }

    fn expected(&self, what: &str) -> SloError {
        self.error(self.at, SloProblem::Expected(what.to_owned()))
    }

    fn argument(&mut self) -> Result<Argument<'a>, SloError> {
        self.skip_spaces();
        if !self.accept("(") {
            return Ok(None);
        }
        self.skip_spaces();
        let at = self.at;
        let argument = self.take(|c| !"()<>=@".contains(c)).trim_end();
        if argument.is_empty() {
            return Err(self.expected("the name of an operation"));
        }
        if !self.accept(")") {
            return Err(self.expected("`)` after the operation"));
        }
        Ok(Some((at, argument)))
    }

    fn comparator(&mut self) -> Result<Comparator, SloError> {
        self.skip_spaces();
        for (sign, comparator) in [
            ("<=", Comparator::AtMost),
            (">=", Comparator::AtLeast),
            ("==", Comparator::Equal),
            ("<", Comparator::Less),
            (">", Comparator::More),
        ] {
            if self.accept(sign) {
                return Ok(comparator);
            }
        }
        Err(self.expected("one of < <= > >= =="))
    }

    fn limit(&mut self, metric: &Metric) -> Result<Amount, SloError> {
        let at = self.at;
        let number = self.take(|c| c.is_ascii_digit() || c == '.');
        let Ok(value) = number.parse() else {
            self.at = at;
            return Err(self.expected("a number, not negative, with its unit"));
        };
        self.skip_spaces();
        let unit_at = self.at;
        let unit = self.take(|c| !c.is_whitespace() && c != '@');
        amount(metric, value, unit).map_err(|reason| self.error(unit_at, SloProblem::Unit(reason)))
    }

    fn stage(&mut self) -> Result<(usize, Option<&'a str>), SloError> {
        self.skip_spaces();
        if self.rest().is_empty() {
            return Ok((self.at, None));
        }
        if !self.accept("@") {
            return Err(self.expected("`@ STAGE` or the end"));
        }
        self.skip_spaces();
        let stage = self.rest().trim_end();
        if stage.is_empty() {
            return Err(self.expected("the name of a stage after `@`"));
        }
        Ok((self.at, Some(stage)))
    }
}

fn metric(name: &str, argument: Argument<'_>) -> Result<Metric, SloProblem> {
    let operation = argument.map(|(_, operation)| operation.to_owned());
    match name {
        "error_rate" => return Ok(Metric::ErrorRate(operation)),
        "throttled_rate" => return Ok(Metric::ThrottledRate(operation)),
        "goodput" => return Ok(Metric::Goodput(operation)),
        "throughput" => return Ok(Metric::Throughput(operation)),
        "dead_workers" if operation.is_none() => return Ok(Metric::DeadWorkers),
        "violations" if operation.is_none() => return Ok(Metric::Violations),
        "dead_workers" | "violations" => {
            let what = format!("`{name}` without an operation: it counts over the fleet");
            return Err(SloProblem::Expected(what));
        }
        _ => {}
    }
    if let Some(of_gap) = name.strip_prefix("gap.") {
        return match operation {
            None => Ok(Metric::Gap(statistic(of_gap)?)),
            Some(_) => Err(SloProblem::Expected(format!(
                "`{name}` without an operation: a gap is a worker's silence"
            ))),
        };
    }
    let statistic = statistic(name)?;
    let Some(operation) = operation else {
        let what = format!("an operation: {name}(OPERATION)");
        return Err(SloProblem::Expected(what));
    };
    let (operation, clock) = clock(&operation);
    Ok(Metric::Latency { operation, clock, statistic })
}

fn statistic(name: &str) -> Result<Statistic, SloProblem> {
    if name == "mean" {
        return Ok(Statistic::Mean);
    }
    let digits = name.strip_prefix('p').unwrap_or_default();
    let is_quantile = name == "max" || digits.starts_with(|c: char| c.is_ascii_digit());
    if !is_quantile {
        return Err(SloProblem::metric(name, &NAMES));
    }
    name.parse::<Quantile>()
        .map(Statistic::Quantile)
        .map_err(|error| SloProblem::Metric { name: name.to_owned(), hint: error.to_string() })
}

/// Splits `OPERATION.CLOCK`; what is no clock belongs to the operation's name.
fn clock(text: &str) -> (String, Clock) {
    let split = text.rsplit_once('.').and_then(|(operation, clock)| {
        let clock = clock.parse().ok()?;
        Some((operation.to_owned(), clock))
    });
    split.unwrap_or_else(|| (text.to_owned(), Clock::Response))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn describe(text: &str) -> String {
        let error = text.parse::<Slo>().unwrap_err();
        format!("{}: {}", error.column, error.problem)
    }

    fn latency(operation: &str, clock: Clock, statistic: Statistic) -> Metric {
        Metric::Latency { operation: operation.to_owned(), clock, statistic }
    }

    #[test]
    fn every_metric_of_the_table_is_read() {
        let beat = "worker_heartbeat";
        let some = || Some(beat.to_owned());
        let p = |quantile| Statistic::Quantile(quantile);
        for (text, metric) in [
            ("p99(worker_heartbeat)<250ms", latency(beat, Clock::Response, p(Quantile::P99))),
            (
                "p99.9( worker_heartbeat.service ) <= 800 us @ steady",
                latency(beat, Clock::Service, p(Quantile::P999)),
            ),
            ("max(worker_heartbeat.lag)<1s", latency(beat, Clock::Lag, p(Quantile::MAX))),
            ("mean(worker_heartbeat.late)<1.5ms", latency(beat, Clock::Late, Statistic::Mean)),
            ("gap.p99<90s", Metric::Gap(p(Quantile::P99))),
            ("gap.mean<90s", Metric::Gap(Statistic::Mean)),
            ("error_rate<0.1%", Metric::ErrorRate(None)),
            ("error_rate==0%", Metric::ErrorRate(None)),
            ("error_rate(worker_heartbeat)<0.1%", Metric::ErrorRate(some())),
            ("throttled_rate<=1%", Metric::ThrottledRate(None)),
            ("goodput>=99%", Metric::Goodput(None)),
            ("goodput(worker_heartbeat) == 100% @ steady", Metric::Goodput(some())),
            ("throughput(worker_heartbeat)>160/s", Metric::Throughput(some())),
            ("dead_workers==0", Metric::DeadWorkers),
            ("violations == 0 @ herd reconnect", Metric::Violations),
        ] {
            let slo: Slo = text.parse().unwrap();
            assert_eq!(slo.metric, metric, "{text}");
            assert_eq!(slo.to_string(), text);
        }
    }

    #[test]
    fn limit_comparator_and_stage_are_read() {
        let slo: Slo = " p50(a)>=1.5ms@ ramp up ".parse().unwrap();
        assert_eq!(slo.limit, Amount::Duration(Duration::from_micros(1_500)));
        assert_eq!(slo.comparator, Comparator::AtLeast);
        assert_eq!(slo.stage.as_deref(), Some("ramp up"));
        let slo: Slo = "p50(a)<5µs".parse().unwrap();
        assert_eq!(slo.limit, Amount::Duration(Duration::from_micros(5)));
    }

    #[test]
    fn a_share_of_nothing_needs_no_unit() {
        for text in ["error_rate==0", "error_rate==0%"] {
            assert_eq!(text.parse::<Slo>().unwrap().limit, Amount::Share(0.0), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_reported_with_its_column() {
        for (text, error) in [
            ("", "1: expected a metric, such as p99(OPERATION) or error_rate"),
            ("p99<250ms", "1: expected an operation: p99(OPERATION)"),
            ("p99(<1ms", "5: expected the name of an operation"),
            ("p99(beat<1ms", "9: expected `)` after the operation"),
            ("p99(beat)=1ms", "10: expected one of < <= > >= =="),
            ("p99(beat)<fast", "11: expected a number, not negative, with its unit"),
            ("p99(beat)<-1ms", "11: expected a number, not negative, with its unit"),
            ("p99(beat)<1.2.3ms", "11: expected a number, not negative, with its unit"),
            ("p99(beat)<250", "14: a time needs its unit: us, ms or s"),
            ("p99(beat)<250m", "14: a time needs its unit: us, ms or s"),
            ("error_rate<0.1", "15: a share needs its unit: %"),
            ("goodput>=99", "12: a share needs its unit: %"),
            ("throughput>160", "15: a rate needs its unit: /s"),
            ("dead_workers==0%", "16: a count has no unit"),
            ("violations<1.5", "15: a count is a whole number"),
            ("p99(beat)<1ms steady", "15: expected `@ STAGE` or the end"),
            ("p99(beat)<1ms @", "16: expected the name of a stage after `@`"),
            ("eror_rate<1%", "1: no metric `eror_rate`: did you mean `error_rate`?"),
            ("p999(a)<1s", "1: no metric `p999`: `p999` is beyond p100: write p99.9"),
            (
                "violations(a)==0",
                "1: expected `violations` without an operation: it counts over the fleet",
            ),
        ] {
            assert_eq!(describe(text), error, "{text}");
        }
    }

    #[test]
    fn an_operation_stage_or_clock_that_is_none_comes_with_the_nearest() {
        let describe = |text: &str| {
            let slo: Slo = text.parse().unwrap();
            let stages = ["ramp", "steady"];
            let operations = ["worker_heartbeat", "register_worker"];
            slo.check(&operations, &stages)
                .map_err(|error| format!("{}: {}", error.column, error.problem))
        };
        assert_eq!(describe("p99(worker_heartbeat)<1s @ steady"), Ok(()));
        assert_eq!(
            describe("p99(worker_heartbaet)<1s").unwrap_err(),
            "5: the scenario calls no operation `worker_heartbaet`: did you mean `worker_heartbeat`?"
        );
        assert_eq!(
            describe("error_rate(x)<1% @ steady").unwrap_err(),
            "12: the scenario calls no operation `x`: there are worker_heartbeat, register_worker"
        );
        assert_eq!(
            describe("gap.p99<1s @ stedy").unwrap_err(),
            "14: the scenario has no stage `stedy`: did you mean `steady`?"
        );
        assert_eq!(
            describe("p99(worker_heartbeat.servce)<1s").unwrap_err(),
            "5: no clock `servce`: did you mean `service`?"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_stumble(text in "[p9g.a(_)<=>@ 0-9%µs/é]{0,24}") {
            let _ = text.parse::<Slo>();
        }
    }
}
