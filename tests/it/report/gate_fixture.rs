//! A night, a history and a search made by hand.

use cp_harness::report::capacity::CapacityReport;
use cp_harness::report::gate::{GateReport, History};
use serde_json::json;

/// A night with phases, findings and figures of every standing.
pub(super) fn gate() -> GateReport {
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

/// Twelve nights, the last four of which are slower.
pub(super) fn history() -> History {
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

/// A search over three fleets.
pub(super) fn capacity() -> CapacityReport {
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
