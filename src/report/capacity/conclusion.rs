//! What a search came to, in a sentence: the largest fleet, or a lower bound and why it is no more.

use super::report::{CapacityReport, SearchLimit};
use crate::report::conform::Ending;
use crate::report::shared::{count, duration};

/// The answer of a search. Nothing but a decided one names a largest fleet.
pub(super) fn answer(report: &CapacityReport) -> String {
    let fleet = report.largest.map(|workers| count(workers, "worker"));
    let Some(fleet) = fleet else {
        return if report.decided {
            let fleet = count(report.search.min, "worker");
            format!("not even {fleet} meet every objective{}", why(report))
        } else {
            format!("no fleet is known to meet every objective, {}", ended_early(report))
        };
    };
    match (report.decided, report.limit.kind) {
        (true, SearchLimit::Target) => {
            let too_large = report.limit.workers.unwrap_or_default();
            format!("largest fleet {fleet} ({} fail{})", count(too_large, "worker"), why(report))
        }
        (true, _) => format!("at least {fleet}, the most that was asked for"),
        (false, _) => {
            let missed = report.smallest_missed.map(|workers| count(workers, "worker"));
            let missed = missed.map(|workers| format!(" ({workers} failed)")).unwrap_or_default();
            format!("at least {fleet}{missed}, {}", ended_early(report))
        }
    }
}

/// Why a search ended before it was done.
fn ended_early(report: &CapacityReport) -> String {
    let fleet = count(report.limit.workers.unwrap_or_default(), "worker");
    let because = match (report.limit.kind, &report.ending) {
        (_, Ending::Unreachable { reason }) => reason.clone(),
        (_, Ending::Interrupted) => "it was stopped".to_owned(),
        (SearchLimit::Generator, _) => {
            let text = "the generator was the bottleneck each time";
            format!("with {fleet} {text}{}", why(report))
        }
        (SearchLimit::Undecided, _) => {
            format!("with {fleet} an objective has no data{}", why(report))
        }
        _ => {
            let time = duration(report.search.max_duration_ms);
            format!("the time of {time} was up; raise `max_duration`")
        }
    };
    format!("search ended early: {because}")
}

fn why(report: &CapacityReport) -> String {
    report.limit.why.first().map(|why| format!(": {why}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event;
    use crate::load::{CapacityResult, Limit, Overrides, Scenario};
    use crate::report::load::LoadContext;
    use std::time::Duration;

    /// The answer of a search without probes, whose limit is explained by `why`.
    fn describe(largest: Option<u32>, missed: Option<u32>, limit: Limit, why: &str) -> String {
        at(&event::Ending::Complete, largest, missed, limit, why)
    }

    fn at(
        ending: &event::Ending,
        largest: Option<u32>,
        missed: Option<u32>,
        limit: Limit,
        why: &str,
    ) -> String {
        let profile = Scenario::shipped("capacity").unwrap().unwrap();
        let profile = profile.resolve(&Overrides::default()).unwrap().profile;
        let result = CapacityResult { largest, missed, limit };
        let (context, elapsed) = (LoadContext::default(), Duration::from_secs(90));
        let mut report = CapacityReport::new(&profile, &[], result, ending, &context, elapsed);
        report.limit.why = vec![why.to_owned()];
        answer(&report)
    }

    #[test]
    fn a_decided_search_names_the_largest_fleet_and_why_the_next_one_fails() {
        assert_eq!(
            describe(Some(195), Some(200), Limit::Target(200), "error_rate<0.1%: 4.8%"),
            "largest fleet 195 workers (200 workers fail: error_rate<0.1%: 4.8%)"
        );
        assert_eq!(
            describe(Some(50_000), None, Limit::Maximum, ""),
            "at least 50,000 workers, the most that was asked for"
        );
        assert_eq!(
            describe(None, Some(10), Limit::Target(10), "error_rate<0.1%: 100%"),
            "not even 10 workers meet every objective: error_rate<0.1%: 100%"
        );
    }

    #[test]
    fn a_search_that_ended_early_claims_a_lower_bound_and_no_more() {
        let late = "the generator sends late (p99): 31 ms, needed at most 5 ms";
        assert_eq!(
            describe(Some(50), None, Limit::Generator(60), late),
            format!(
                "at least 50 workers, search ended early: with 60 workers the generator was the \
                 bottleneck each time: {late}"
            )
        );
        assert_eq!(
            describe(Some(190), Some(220), Limit::Time, ""),
            "at least 190 workers (220 workers failed), search ended early: the time of 3 min 00 s was up; \
             raise `max_duration`"
        );
        assert_eq!(
            describe(None, None, Limit::Undecided(10), "p99(x)<1s: no sample"),
            "no fleet is known to meet every objective, search ended early: with 10 workers an \
             objective has no data: p99(x)<1s: no sample"
        );
    }

    #[test]
    fn one_that_was_stopped_or_lost_its_target_says_so() {
        let gone = event::Ending::Unreachable("connection refused".to_owned());
        assert_eq!(
            at(&gone, Some(50), None, Limit::Time, ""),
            "at least 50 workers, search ended early: connection refused"
        );
        assert_eq!(
            at(&event::Ending::Interrupted, Some(50), None, Limit::Time, ""),
            "at least 50 workers, search ended early: it was stopped"
        );
    }
}
