//! What happened in a load run, in a few sentences: what failed together, who fell silent, what drifted.
//!
//! A pure function of the report, so that each sentence can be checked by the figures beside it.

use super::failures::phrase;
use super::model::{
    CauseRecord, DriftRecord, LoadReport, OperationRow, StageRecord, TrendRecord, WorkerRanges,
};
use crate::report::shared::{count, grouped, time};

/// Failures that begin within this time of the last one of an episode belong to it.
const TOGETHER_MS: f64 = 1_000.0;

/// How many episodes are reported; the report has all causes.
const EPISODES: usize = 3;

/// How many ranges of workers a sentence names.
const RANGES: usize = 4;

/// How many operations that drifted are reported.
const DRIFTS: usize = 3;

/// Causes whose failures overlap in time.
struct Episode<'a> {
    causes: Vec<&'a CauseRecord>,
    last_ms: f64,
}

/// The sentences, in the order of events; none where all went as planned.
pub(super) fn of(report: &LoadReport) -> Vec<String> {
    let episodes = episodes(&report.causes);
    let described = episodes.iter().take(EPISODES).enumerate();
    let mut story: Vec<String> = described
        .map(|(at, episode)| {
            let next = episodes.get(at + 1).map(|next| next.causes[0].first_ms);
            sentence(report, episode, next)
        })
        .collect();
    let further = episodes.len().saturating_sub(EPISODES);
    if further > 0 {
        story.push(format!("{} of failures followed.", count(further, "further episode")));
    }
    story.extend(deaths(report));
    story.extend(held(report));
    story.extend(drifts(report));
    story
}

fn episodes(causes: &[CauseRecord]) -> Vec<Episode<'_>> {
    let mut episodes: Vec<Episode<'_>> = Vec::new();
    for cause in causes {
        match episodes.last_mut() {
            Some(episode) if cause.first_ms <= episode.last_ms + TOGETHER_MS => {
                episode.causes.push(cause);
                episode.last_ms = episode.last_ms.max(cause.last_ms);
            }
            _ => episodes.push(Episode { causes: vec![cause], last_ms: cause.last_ms }),
        }
    }
    episodes
}

fn sentence(report: &LoadReport, episode: &Episode<'_>, next_ms: Option<f64>) -> String {
    let first = episode.causes[0];
    let mut causes = episode.causes.clone();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
    let described: Vec<String> = causes.iter().take(3).map(|cause| what(cause)).collect();
    let further = causes.len().saturating_sub(described.len());
    let further =
        if further > 0 { format!(" and {}", count(further, "other cause")) } else { String::new() };
    let span = if episode.last_ms - first.first_ms < 1.0 {
        format!("At {}", moment(first.first_ms))
    } else {
        format!("From {} to {}", moment(first.first_ms), moment(episode.last_ms))
    };
    let after = after(report, episode, next_ms);
    format!("{span} (first in stage {}): {}{further}{after}.", first.stage, described.join("; "))
}

/// One cause with how often it came, and to whom.
fn what(cause: &CauseRecord) -> String {
    let phrase = phrase(&cause.outcome, cause.status);
    let workers = workers(&cause.workers);
    format!("{} {} {phrase} ({workers})", grouped(cause.count), cause.operation)
}

/// What came after an episode: the next one, nothing, or the end of the run.
fn after(report: &LoadReport, episode: &Episode<'_>, next_ms: Option<f64>) -> String {
    match next_ms {
        Some(next) => format!(", then none until {}", moment(next)),
        // Until the end of the run, as far as a fleet that beats so often can show.
        None if episode.last_ms + report.fleet.interval.interval_ms + TOGETHER_MS
            >= report.elapsed_ms =>
        {
            ", up to the end of the run".to_owned()
        }
        None => ", then none to the end of the run".to_owned(),
    }
}

fn deaths(report: &LoadReport) -> Option<String> {
    let first = report.deaths.first()?;
    let until = match first.until_ms {
        Some(until) => format!("to {}", moment(until)),
        None => "to the end of the run".to_owned(),
    };
    Some(format!(
        "Presumed dead: {}; the first, worker {}, was silent from {} {until}.",
        workers(&report.dead),
        first.worker,
        moment(first.since_ms),
    ))
}

fn held(report: &LoadReport) -> Option<String> {
    let rows = report.stages.iter().flat_map(|stage| &stage.operations);
    let held: u64 = rows.map(|row| row.held).sum();
    (held > 0).then(|| {
        format!(
            "Held by the target: {} did not send {} that were due.",
            workers(&report.held),
            count(held, "request"),
        )
    })
}

fn drifts(report: &LoadReport) -> Vec<String> {
    let rows = report.stages.iter().flat_map(|stage| {
        stage.operations.iter().filter_map(move |row| Some((stage, row, row.trend.as_ref()?)))
    });
    rows.filter_map(|(stage, row, trend)| drift(stage, row, trend)).take(DRIFTS).collect()
}

fn drift(stage: &StageRecord, row: &OperationRow, trend: &TrendRecord) -> Option<String> {
    let became = match trend.service? {
        DriftRecord::Longer => "longer",
        DriftRecord::Shorter => "shorter",
    };
    let median = |median: Option<f64>| median.map(time).unwrap_or_default();
    Some(format!(
        "{} took {became} as stage {} went on: service p50 {} in its first third, {} in its last.",
        row.name,
        stage.name,
        median(trend.first.service_p50_ms),
        median(trend.last.service_p50_ms),
    ))
}

/// `worker 7`, `200 workers: 0-199`.
fn workers(workers: &WorkerRanges) -> String {
    let mut ranges: Vec<String> = (workers.ranges.iter().take(RANGES))
        .map(
            |[first, last]| {
                if first == last { first.to_string() } else { format!("{first}-{last}") }
            },
        )
        .collect();
    if workers.ranges.len() > RANGES {
        ranges.push("…".to_owned());
    }
    match workers.count {
        1 => format!("worker {}", ranges.join(", ")),
        all => format!("{}: {}", count(all, "worker"), ranges.join(", ")),
    }
}

/// A moment since the start of the run.
fn moment(ms: f64) -> String {
    format!("{:.1} s", ms / 1e3)
}
