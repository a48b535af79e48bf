//! The charts of a load run: spectra, heatmaps, and what happened when.

use super::super::chart::{Chart, Curve, Span, heatmap, spectrum, timeline};
use super::super::page::line;
use crate::report::load::{LoadReport, merge_records};
use crate::report::shared::{grouped, rate};
use crate::stats::rate::float;

/// Operations that have charts of their own.
const OPERATIONS: usize = 8;

/// The charts, in the order of the page.
pub(super) fn charts(report: &LoadReport) -> Vec<Chart> {
    let spans = spans(report);
    let mut charts = Vec::new();
    charts.extend(rates(report, &spans));
    charts.extend(alive(report, &spans));
    for operation in report.called_operations().into_iter().take(OPERATIONS) {
        let curves = latencies(report, operation);
        let shown = line(operation);
        charts.extend(spectrum(format!("{shown}: latency by percentile"), &curves, None));
        let grids: Vec<_> = report
            .stages
            .iter()
            .map(|stage| {
                let row = stage.operations.iter().find(|row| row.name == operation)?;
                let blocks = row.blocks.as_ref()?;
                Some((blocks.length_ms, blocks.latencies.as_ref()?))
            })
            .collect();
        charts.extend(heatmap(format!("{shown}: service time over time"), &spans, &grids));
    }
    charts.extend(silences(report));
    charts
}

/// The stages one after the other, each as long as it went on.
fn spans(report: &LoadReport) -> Vec<Span> {
    let mut begin_ms = 0.0;
    let spans = report.stages.iter().map(|stage| {
        let end_ms = begin_ms + stage.duration_ms;
        let span = Span { name: line(&stage.name), begin_ms, end_ms };
        begin_ms = end_ms;
        span
    });
    spans.collect()
}

/// How long an operation took, and took in the earlier run that the report names.
fn latencies(report: &LoadReport, operation: &str) -> Vec<Curve> {
    let mut curves = vec![
        Curve {
            name: "response: intended to last byte".to_owned(),
            durations: report.durations(operation, |row| row.clocks.response.as_ref()),
        },
        Curve {
            name: "service: sent to last byte".to_owned(),
            durations: report.durations(operation, |row| row.clocks.service.as_ref()),
        },
    ];
    if let Some(earlier) = &report.earlier {
        let load = if earlier.same_load { "" } else { ", under another load" };
        curves.push(Curve {
            name: format!("response of the earlier run{load}"),
            durations: earlier.durations(operation, |it| it.response.as_ref()),
        });
        curves.push(Curve {
            name: format!("service of the earlier run{load}"),
            durations: earlier.durations(operation, |it| it.service.as_ref()),
        });
    }
    curves
}

/// Answers and failures a second, over all operations.
fn rates(report: &LoadReport, spans: &[Span]) -> Option<Chart> {
    let series = |of: fn(&crate::report::load::BlockRecord) -> &Vec<u64>| {
        let mut points = Vec::new();
        for (span, stage) in spans.iter().zip(&report.stages) {
            let blocks: Vec<_> =
                stage.operations.iter().filter_map(|row| row.blocks.as_ref()).collect();
            let Some(length) = blocks.first().map(|block| block.length_ms) else { continue };
            let parts = blocks.iter().map(|block| of(block).len()).max().unwrap_or_default();
            for (part, number) in (0..parts).zip(0_u32..) {
                let counts = blocks.iter().filter_map(|block| of(block).get(part));
                let begin = span.begin_ms + f64::from(number) * length;
                let lasted = length.min(span.end_ms - begin);
                if lasted > 0.0 {
                    let per_second = float(counts.sum()) / (lasted / 1e3);
                    points.push((begin + lasted / 2.0, per_second));
                }
            }
        }
        points
    };
    let lines = [("welcome answers", series(|it| &it.ok)), ("errors", series(|it| &it.errors))];
    timeline("Answers and errors a second".to_owned(), ("a second", rate), spans, &lines)
}

/// The size of the fleet, as the scenario plans it.
fn alive(report: &LoadReport, spans: &[Span]) -> Option<Chart> {
    let mut before = 0.0;
    let mut points = Vec::new();
    for (span, plan) in spans.iter().zip(&report.fleet.stages) {
        let after = f64::from(plan.workers_after);
        points.extend([(span.begin_ms, before), (span.end_ms, after)]);
        before = after;
    }
    let label = |workers: f64| format!("{workers:.0}");
    timeline("Workers, as planned".to_owned(), ("workers", label), spans, &[("planned", points)])
}

/// How long workers were silent between heartbeats that the target acknowledged.
fn silences(report: &LoadReport) -> Option<Chart> {
    let silences = report.stages.iter().filter_map(|stage| stage.gaps.silence.as_ref());
    let durations = merge_records(silences);
    let title = format!("Silence between heartbeats ({} gaps)", grouped(durations.len()));
    let limit = (report.fleet.heartbeat_ttl_ms, "time to live");
    spectrum(title, &[Curve { name: "silence".to_owned(), durations }], Some(limit))
}
