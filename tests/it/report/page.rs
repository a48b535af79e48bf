//! Reports as pages, opened in a real browser: nothing from elsewhere runs, the charts are there, and
//! the page fits a phone.

use cp_harness::event::Ending;
use cp_harness::report::capacity::CapacityReport;
use cp_harness::report::compare::ConformComparison;
use cp_harness::report::conform::Report;
use cp_harness::report::formats::{Format, Rendered, Rendering, format_named, history_page};
use cp_harness::report::gate::{GateReport, History, HistoryLine};
use cp_harness::report::shared::View;
use serde_json::{Value, json};

use super::{fixture, script};
use crate::common::browser::{Browser, PAYLOAD, assert_page, poisoned};

fn html() -> &'static Format {
    format_named("html").unwrap()
}

fn page<R: Rendered>(report: &R) -> String {
    let render = R::rendering(html()).and_then(Rendering::render).unwrap();
    let mut out = Vec::new();
    render(report, &mut out, &View::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn unhealthy() -> Report {
    fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context())
}

fn comparison(before: &Report, after: &Report) -> String {
    let comparison = ConformComparison::new(("before", before), ("after", after));
    let mut out = Vec::new();
    html().conform_comparison.unwrap()(&comparison, &mut out, &View::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn gate() -> GateReport {
    let phase = |name: &str, kind: &str, standing: &str| {
        json!({ "kind": kind, "name": name, "standing": standing, "exit_code": 1,
            "summary": "of 1,549 checks 3 failed", "reasons": ["a check failed"],
            "elapsed_ms": 1234.5, "reports": ["conform", "load-smoke/1"] })
    };
    let key = json!({ "rule": "accepts-minimal", "operation": "register_worker",
        "signature": "201 became 500", "level": "must" });
    let band = json!({ "observed": 12.5, "low": 12.0, "high": 13.0, "samples": 4000 });
    let figure = |standing: &str| {
        json!({ "id": "smoke/hold/worker_heartbeat service p99", "scenario": "smoke",
            "stage": "hold", "operation": "worker_heartbeat", "measure": "service p99",
            "unit": "milliseconds", "load": "abc", "runs": 3, "measured": band, "baseline": band,
            "since_baseline": 0.05, "trend": null, "duet": null, "standing": standing,
            "note": "measured again twice" })
    };
    let report = json!({
        "schema": "cp-harness/gate-report", "version": 1,
        "harness": { "name": "cp-harness", "version": "0.1.0" },
        "target": "http://cp.example", "against": "http://old.example",
        "started_at": "2026-01-02T03:04:05Z", "elapsed_ms": 61_000.0, "config": "gate.toml",
        "revision": "0123456789abcdef0123", "machine": "m", "verdict": "failed", "exit_code": 1,
        "reasons": [{ "phase": "conform", "text": "1 new cause", "owner": "target" },
            { "phase": "load smoke", "text": "late", "owner": "gate" }],
        "notes": ["gate-baseline.toml was written: commit it"],
        "phases": [phase("lint", "lint", "passed"), phase("conform", "conform", "failed"),
            phase("load smoke", "load", "invalid"), phase("duet", "duet", "skipped")],
        "causes": { "plan": "abc", "same_plan": true, "new": [key], "known": [key], "gone": [key],
            "unjudged": [key] },
        "figures": [figure("worse"), figure("first"), figure("undecided")],
        "baseline": { "file": "gate-baseline.toml", "taken_at": "2026-01-01T00:00:00Z" },
        "history": { "file": "reports/history.ndjson", "nights": 12 },
    });
    serde_json::from_value(report).unwrap()
}

fn history() -> History {
    let nights = (1..=12).map(|day| {
        let value = 10.0 + f64::from(day % 3) + if day > 8 { 4.0 } else { 0.0 };
        json!({ "schema": "cp-harness/gate-history", "version": 1,
            "at": format!("2026-01-{day:02}T03:00:00Z"), "revision": "0123456789abcdef",
            "harness": "0.1.0", "target": "http://cp.example", "machine": "m", "plan": null,
            "verdict": if day > 8 { "failed" } else { "passed" },
            "exit_code": i32::from(day > 8), "folder": format!("2026-01-{day:02}-gate"),
            "reason": "service p99 is worse", "causes": [1, 2],
            "figures": { "smoke/hold/beat service p99":
                { "value": value, "low": null, "high": null, "samples": 9, "load": "l" } },
            "changes": {} })
    });
    let nights = nights.map(|night| serde_json::from_value(night).unwrap());
    History { nights: nights.collect(), unreadable: 0 }
}

fn capacity() -> CapacityReport {
    let fleet = json!({ "name": "capacity", "hash": "abc", "seed": 7, "workers": 4000,
        "peak_workers": 4000, "pack": 16, "organisations": 1, "life": "queue-worker",
        "interval": { "source": "scenario", "interval_ms": 10_000.0 }, "jitter": 0.1,
        "connections": { "model": "per_worker", "keep_alive": true }, "timeout_ms": 10_000.0,
        "heartbeat_ttl_ms": 60_000.0, "check_every": 1, "stages": [] });
    let probe = |workers: u32, p99: f64, standing: &str| {
        json!({ "workers": workers, "length": "full", "folder": "1", "standing": standing,
            "why": ["response p99 was 90 ms"], "elapsed_ms": 30_000.0, "ok_per_second": 400.0,
            "response_p99_ms": p99, "late_p99_ms": 0.2,
            "requests": { "sent": 9, "answered": 9, "failed": 0, "in_flight_at_stop": 0,
                "missing": 0 },
            "cost": { "cpu_ms_per_1000_beats": null, "kb_per_worker": null },
            "saturation": [], "slos": [] })
    };
    let report = json!({
        "schema": "cp-harness/capacity-report", "version": 1,
        "harness": { "name": "cp-harness", "version": "0.1.0" }, "target": "http://cp.example",
        "shares_machine": true, "started_at": null, "elapsed_ms": 90_000.0, "documents": ["a"],
        "fleet": fleet,
        "search": { "min": 1000, "max": 4000, "precision": 100, "precision_share": null,
            "ramp_ms": 1.0, "hold_ms": 1.0, "max_duration_ms": 1.0 },
        "objectives": ["p99(response) < 50ms"], "verdict": "passed", "exit_code": 0,
        "ending": { "kind": "complete" }, "answer": "2,000 workers met every objective",
        "decided": true, "largest": 2000, "smallest_missed": 4000,
        "limit": { "kind": "target", "workers": 4000, "why": ["response p99 was 90 ms"] },
        "probes": [probe(1000, 20.0, "met"), probe(2000, 30.0, "met"), probe(4000, 90.0, "missed")],
    });
    serde_json::from_value(report).unwrap()
}

#[test]
fn every_page_of_a_conformance_run_holds_what_every_page_promises() {
    let Some(mut browser) = Browser::open() else { return };
    let report = unhealthy();
    assert_page(&mut browser, "conform", &page(&report), 0);
    let passed = fixture::report(&script::healthy(), Ending::Complete, &fixture::context());
    assert_page(&mut browser, "conform-passed", &page(&passed), 0);
    assert_page(&mut browser, "conform-comparison", &comparison(&passed, &report), 0);
    let poisoned = poisoned(&report);
    assert_page(&mut browser, "conform-poisoned", &page(&poisoned), 0);
    assert_page(&mut browser, "comparison-poisoned", &comparison(&passed, &poisoned), 0);
}

#[test]
fn causes_are_filtered_by_level_operation_and_text() {
    let Some(mut browser) = Browser::open() else { return };
    let report = unhealthy();
    let visit = browser.visit(&page(&report), 1_280, "light");
    let mut shown = |level: &str, operation: &str, text: &str| -> (u64, String) {
        let expression = format!(
            "(() => {{ const form = document.querySelector('form'); \
             form.elements.level.value = {}; form.elements.operation.value = {}; \
             form.elements.text.value = {}; form.dispatchEvent(new Event('input')); \
             return [[...document.querySelectorAll('[data-entry]')] \
             .filter(e => e.getBoundingClientRect().height > 0).length, \
             form.querySelector('output').textContent]; }})()",
            json!(level),
            json!(operation),
            json!(text)
        );
        let value = browser.value(&visit, &expression);
        (value[0].as_u64().unwrap(), value[1].as_str().unwrap().to_owned())
    };
    let all = report.causes.len() as u64;
    assert_eq!(shown("", "", ""), (all, format!("{all} of {all} shown")));
    let first = &report.causes[0];
    let of_operation =
        report.causes.iter().filter(|cause| cause.operations.contains(&first.operations[0]));
    let of_operation = of_operation.count() as u64;
    assert!(of_operation < all, "the fixture has causes elsewhere");
    assert_eq!(shown("", &first.operations[0], "").0, of_operation);
    let must = report.causes.iter().filter(|cause| format!("{:?}", cause.level) == "Must").count();
    assert_eq!(shown("must", "", "").0, must as u64);
    assert_eq!(shown("", "", "no cause has this text").0, 0);
    assert!(shown("", "", &first.rule.to_uppercase()).0 >= 1);
}

#[test]
fn the_pages_of_gates_and_searches_hold_what_every_page_promises() {
    let Some(mut browser) = Browser::open() else { return };
    assert_page(&mut browser, "gate", &page(&gate()), 0);
    assert_page(&mut browser, "gate-poisoned", &page(&poisoned(&gate())), 0);
    assert_page(&mut browser, "history", &history_page(&history()).unwrap(), 1);
    let mut hostile = history();
    hostile.nights = hostile.nights.iter().map(poisoned::<HistoryLine>).collect();
    assert_page(&mut browser, "history-poisoned", &history_page(&hostile).unwrap(), 1);
    assert_page(&mut browser, "capacity", &page(&capacity()), 1);
    assert_page(&mut browser, "capacity-poisoned", &page(&poisoned(&capacity())), 1);
}

#[test]
fn the_payload_reaches_the_pages() {
    let report = poisoned(&unhealthy());
    let texts = serde_json::to_string(&report).unwrap().matches("window.ran").count();
    assert!(texts > 500, "{texts}");
    let page = page(&report);
    assert!(page.matches("window.ran").count() > 100 && !page.contains("<img"), "{PAYLOAD}");
}

#[test]
fn a_page_of_a_failed_run_says_the_requirement_the_line_and_how_to_see_it_again() {
    let report = unhealthy();
    let page = page(&report);
    let cause = &report.causes[0];
    let check = report.check(&cause.checks[0]).unwrap();
    let place = format!("{}:{}", check.location.file, check.location.line);
    let again = format!("cp-harness replay report.json &#39;{}&#39;", check.id);
    for part in [&check.requirement, &place, &again, &format!("cp-harness rules {}", cause.rule)] {
        assert!(page.contains(part.as_str()), "{part}");
    }
}

#[test]
fn a_run_of_very_many_causes_stays_one_page_and_says_what_it_leaves_out() {
    let mut value = serde_json::to_value(unhealthy()).unwrap();
    let long = "x".repeat(60_000);
    for exchange in value["exchanges"].as_array_mut().unwrap() {
        exchange["curl"] = long.clone().into();
        exchange["request"]["body"] = json!({ "encoding": "text", "content": long, "size_bytes": 60_000, "truncated": false });
    }
    let causes = value["causes"].as_array().unwrap().clone();
    let many: Vec<Value> = (0..400).map(|at| causes[at % causes.len()].clone()).collect();
    value["causes"] = many.into();
    let report: Report = serde_json::from_value(value).unwrap();
    let page = page(&report);
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    assert!(page.contains("250 more causes are in report.json"));
}
