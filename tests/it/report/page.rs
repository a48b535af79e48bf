//! Reports as pages, opened in a real browser: nothing from elsewhere runs, the charts are there, and
//! the page fits a phone.

use cp_harness::event::Ending;
use cp_harness::report::compare::ConformComparison;
use cp_harness::report::conform::Report;
use cp_harness::report::formats::{Format, Rendered, Rendering, format_named, history_page};
use cp_harness::report::gate::HistoryLine;
use cp_harness::report::shared::View;
use serde_json::{Value, json};

use super::gate_fixture::{capacity, gate, history};
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
