//! What a load run says of itself: books, connections, the generator's health, what it cost.

use super::super::console::{Ink, Style};
use super::model::{ConnectionModel, LoadReport};
use super::summary::labelled;
use super::wording::{count, grouped, percent, time};

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
    if report.shares_machine {
        let note = "generator and target share this machine: each takes processors from the other";
        text.push_str(&labelled("note", &[(Ink::Warning, note.to_owned())], style));
    }
    text
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
    vec![
        (Ink::Plain, model),
        (Ink::Plain, format!("{} opened", grouped(counts.opened))),
        (Ink::Plain, format!("reused {}", count(counts.reused, "time"))),
        (Ink::Plain, format!("{} open at once at most", grouped(counts.peak))),
    ]
}

fn generator(report: &LoadReport) -> Vec<(Ink, String)> {
    let health = &report.health;
    let mut items = vec![if report.invalid.is_empty() {
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
    cpu.into_iter().chain(memory).map(|told| (Ink::Plain, told)).collect()
}
