//! What a load run says of itself: books, connections, the generator's health, what it cost.

use super::model::{AssumptionKind, ConnectionModel, LoadReport, ValidityRow};
use super::summary_text::labelled;
use crate::load::FailureCause;
use crate::report::shared::{Ink, Style, count, grouped, percent, time};

/// The lines on fleet, requests, connections, generator and cost.
pub(super) fn lines(report: &LoadReport, style: Style) -> String {
    let mut text = String::new();
    if report.presumed_dead > 0 {
        let dead = format!("{} presumed dead at least once", count(report.presumed_dead, "worker"));
        text.push_str(&labelled("fleet", &[(Ink::Bad, dead)], style));
    }
    for (label, items) in [
        ("requests", requests(report)),
        ("connections", connections(report)),
        ("generator", generator(report)),
        ("cost", cost(report)),
    ] {
        // Where nothing was sent, the other lines would all say the same nothing.
        if !items.is_empty() && (label == "requests" || report.requests.sent > 0) {
            text.push_str(&labelled(label, &items, style));
        }
    }
    // The generator's limits have lines of their own, a drift has its sentence, and dependence is
    // what comparisons reckon with.
    let is_news =
        |row: &&ValidityRow| row.kind == AssumptionKind::WarmUp && row.holds == Some(false);
    for (at, row) in report.validity.iter().filter(is_news).enumerate() {
        let place = row.stage.iter().zip(&row.operation);
        let place = place.map(|(stage, operation)| format!(" ({operation} in {stage})"));
        let what = format!("not so: {}{}", row.assumption, place.collect::<String>());
        let items = [
            (Ink::Warning, what),
            (Ink::Plain, row.found.clone()),
            (Ink::Quiet, row.effect.clone()),
        ];
        text.push_str(&labelled(if at == 0 { "validity" } else { "" }, &items, style));
    }
    if races(report) > 0 {
        let items = [
            (Ink::Warning, "the target closes kept connections as requests come".to_owned()),
            (Ink::Plain, "raise its keep-alive time-out above the interval".to_owned()),
            (Ink::Plain, "or send such beats again with --resend-closed".to_owned()),
        ];
        text.push_str(&labelled("note", &items, style));
    }
    if report.shares_machine {
        let note = "generator and target share this machine: each takes processors from the other";
        text.push_str(&labelled("note", &[(Ink::Warning, note.to_owned())], style));
    }
    text
}

/// Requests that failed in the race with the end of a kept connection.
fn races(report: &LoadReport) -> u64 {
    let rows = report.stages.iter().flat_map(|stage| &stage.operations);
    rows.filter_map(|row| row.outcomes.get(FailureCause::KeepAliveRace.name())).sum()
}

fn requests(report: &LoadReport) -> Vec<(Ink, String)> {
    let books = &report.requests;
    let parts = format!(
        "{} sent = {} answered + {} failed + {} in flight at the stop",
        grouped(books.sent),
        grouped(books.answered),
        grouped(books.failed),
        grouped(books.in_flight_at_stop),
    );
    let mut items = vec![(Ink::Plain, parts)];
    if books.missing > 0 {
        items.push((Ink::Bad, format!("{} not accounted for", grouped(books.missing))));
    }
    items
}

fn connections(report: &LoadReport) -> Vec<(Ink, String)> {
    let counts = &report.connections;
    let model = match report.fleet.connections {
        ConnectionModel::PerWorker { keep_alive: true } => "one per worker, kept open".to_owned(),
        ConnectionModel::PerWorker { keep_alive: false } => {
            "one per worker, closed after each request".to_owned()
        }
        ConnectionModel::Pooled { size } => format!("{} pooled", grouped(size)),
        ConnectionModel::PerRequest => "one per request".to_owned(),
    };
    let mut items = vec![
        (Ink::Plain, model),
        (Ink::Plain, format!("{} opened", grouped(counts.opened))),
        (Ink::Plain, format!("reused {}", count(counts.reused, "time"))),
        (Ink::Plain, format!("{} open at once at most", grouped(counts.peak))),
    ];
    if counts.resent > 0 {
        let resent = count(counts.resent, "request");
        items.push((Ink::Warning, format!("{resent} sent again (keep-alive race)")));
    }
    items
}

fn generator(report: &LoadReport) -> Vec<(Ink, String)> {
    let health = &report.health;
    let mut items = vec![if report.saturation.is_empty() {
        (Ink::Good, "kept up".to_owned())
    } else {
        (Ink::Warning, "was the bottleneck".to_owned())
    }];
    if let Some(late) = &health.schedule_error {
        let late = format!("late p99 {}, p99.9 {}", time(late.p99_ms), time(late.p99_9_ms));
        items.push((Ink::Plain, late));
    }
    for (label, share) in [
        ("processors", health.cpu_share),
        ("waiting for them", health.run_queue_share),
        ("stopped by quota", health.throttled_share),
    ] {
        if let Some(share) = share {
            items.push((Ink::Plain, format!("{label} {}", percent(share))));
        }
    }
    if let Some(share) = health.achieved_share {
        items.push((Ink::Plain, format!("{} of the schedule", percent(share))));
    }
    if let Some(open) = health.descriptors {
        let open = format!("{} of {} descriptors", grouped(open.peak), grouped(open.limit));
        items.push((Ink::Plain, open));
    }
    items
}

fn cost(report: &LoadReport) -> Vec<(Ink, String)> {
    let cost = &report.cost;
    let cpu = cost.cpu_ms_per_1000_beats.map(|cpu| format!("{} CPU per 1,000 beats", time(cpu)));
    let memory = cost.kb_per_worker.map(|kb| format!("{kb:.1} kB a worker"));
    cpu.into_iter().chain(memory).map(|described| (Ink::Plain, described)).collect()
}
