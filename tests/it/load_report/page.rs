//! Load reports as pages, opened in a real browser.

use cp_harness::report::compare::{LoadComparison, Tolerance};
use cp_harness::report::formats::{Rendered, Rendering, format_named};
use cp_harness::report::load::LoadReport;
use cp_harness::report::shared::View;

use super::fixture;
use crate::common::browser::{Browser, assert_page, poisoned};

fn page(report: &LoadReport) -> String {
    let render = LoadReport::rendering(format_named("html").unwrap()).and_then(Rendering::render);
    let mut out = Vec::new();
    render.unwrap()(report, &mut out, &View::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn comparison(before: &LoadReport, after: &LoadReport) -> String {
    let [before, after] =
        [("before", before), ("after", after)].map(|(name, run)| [(name.to_owned(), run.clone())]);
    let tolerance = Tolerance { share: 0.03, least_ms: 0.1 };
    let comparison = LoadComparison::new(&before, &after, tolerance).unwrap();
    let mut out = Vec::new();
    format_named("html").unwrap().load_comparison.unwrap()(&comparison, &mut out, &View::default())
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_page_of_a_load_run_holds_what_every_page_promises() {
    let Some(mut browser) = Browser::open() else { return };
    let (passed, failed) = (fixture::passed().report(), fixture::failed().report());
    // Rates and workers over time, silences, and a spectrum and a heatmap for each operation.
    let charts = |report: &LoadReport| page(report).matches("<svg class=\"chart\"").count() as u64;
    assert_eq!(charts(&passed), 7, "two operations");
    assert_page(&mut browser, "load", &page(&failed), 7);
    assert_page(&mut browser, "load-passed", &page(&passed), 7);
    assert_page(&mut browser, "load-comparison", &comparison(&passed, &failed), 0);
    let hostile = poisoned(&failed);
    assert_page(&mut browser, "load-poisoned", &page(&hostile), charts(&hostile));
    let unreachable = fixture::unreachable().report();
    assert_page(&mut browser, "load-unreachable", &page(&unreachable), charts(&unreachable));
}

#[test]
fn a_page_of_a_failed_run_says_each_objective_and_what_was_observed() {
    let report = fixture::failed().report();
    let page = page(&report);
    for row in &report.slos {
        assert!(page.contains(&escaped(&row.text)), "{}", row.text);
    }
    let missed = report.reasons.first().unwrap();
    assert!(page.contains(&escaped(missed)), "{missed}");
}

fn escaped(text: &str) -> String {
    let entities =
        [('&', "&#38;"), ('<', "&#60;"), ('>', "&#62;"), ('\'', "&#39;"), ('"', "&#34;")];
    entities.iter().fold(text.to_owned(), |text, (of, entity)| text.replace(*of, entity))
}
