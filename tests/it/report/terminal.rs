//! The terminal report, word for word.

use std::path::Path;
use std::sync::Arc;

use cp_harness::check::Outcome;
use cp_harness::event::Ending;
use cp_harness::report::conform::text::{Progress, write_summary};
use cp_harness::report::shared::{Style, View};

use super::fixture::{self, Script};
use super::script;

fn describe(script: &Script, ending: &Ending, style: Style, strict: bool) -> String {
    let mut context = fixture::context();
    context.strict = strict;
    let report = fixture::report(script, ending.clone(), &context);
    let mut progress = Progress::new(Vec::new(), style, context);
    fixture::play(script, ending.clone(), &mut progress);
    let mut text = progress.finish().unwrap();
    let view = View { style, folder: Some(Path::new("reports/today")) };
    write_summary(&report, &mut text, &view).unwrap();
    String::from_utf8(text).unwrap()
}

fn columns(width: usize) -> Style {
    Style { width: Some(width), ..Style::default() }
}

#[test]
fn a_failed_run_says_each_cause_once() {
    insta::assert_snapshot!(describe(&script::unhealthy(), &Ending::Complete, columns(100), false));
}

#[test]
fn a_failed_run_reads_well_at_80_columns() {
    insta::assert_snapshot!(describe(&script::unhealthy(), &Ending::Complete, columns(80), false));
}

#[test]
fn a_strict_run_says_warnings_as_failures() {
    let text = describe(&script::unhealthy(), &Ending::Complete, columns(100), true);
    assert!(!text.contains("WARN") && !text.contains("warning"), "{text}");
    assert!(text.contains("FAIL  response_default@register_worker#litellm_api_url"), "{text}");
}

#[test]
fn a_passed_run_is_short() {
    insta::assert_snapshot!(describe(&script::healthy(), &Ending::Complete, columns(100), false));
}

#[test]
fn an_interrupted_run_says_what_it_measured() {
    let mut script = script::healthy();
    for (_, described) in script.iter_mut().skip(6) {
        *described = None;
    }
    insta::assert_snapshot!(describe(&script, &Ending::Interrupted, columns(100), false));
}

#[test]
fn an_unreachable_target_is_reported_with_the_reason() {
    let mut script = script::healthy();
    for (_, described) in &mut script {
        *described = None;
    }
    let reason = "cannot connect to 127.0.0.1:8001: connection refused".to_owned();
    insta::assert_snapshot!(describe(&script, &Ending::Unreachable(reason), columns(100), false));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let plain = describe(&script::unhealthy(), &Ending::Complete, columns(100), false);
    let style = Style { colour: true, ..columns(100) };
    let coloured = describe(&script::unhealthy(), &Ending::Complete, style, false);
    assert!(coloured.contains('\u{1b}') && !plain.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

#[test]
fn lines_keep_the_documents_order_whatever_finishes_first() {
    let mut script = script::healthy();
    script.reverse();
    let context = fixture::context();
    let mut progress = Progress::new(Vec::new(), columns(100), context);
    fixture::play(&script, Ending::Complete, &mut progress);
    let text = String::from_utf8(progress.finish().unwrap()).unwrap();
    let names: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("PASS  ")?.split(' ').next()).collect();
    assert_eq!(
        names,
        ["register_worker", "start_worker", "start_worker_for_queue", "worker_heartbeat"]
    );
}

#[test]
fn a_cause_with_many_findings_names_the_first_few() {
    let missing = fixture::fail("a 4xx status", "200", "accepted");
    let script: Script = (0..12)
        .map(|case| {
            let check = fixture::check("refuses_missing_member", 1, &format!("m{case}"), 9);
            (check, Some((missing.clone(), vec![])))
        })
        .collect();
    let text = describe(&script, &Ending::Complete, columns(100), false);
    let also = text.lines().find(|line| line.trim_start().starts_with("also"));
    assert!(
        also.is_some_and(|line| line.ends_with("@start_worker#m5, +6 more"))
            || text.contains("+6 more"),
        "{text}"
    );
    assert_eq!(text.matches("A request without").count(), 1);
}

#[test]
fn what_the_target_says_cannot_drive_the_terminal() {
    let check = fixture::check("response_member", 0, "x", 1);
    let hostile = fixture::fail("e", "\u{1b}]0;owned\u{7}\u{202e}\nPASSED", "s");
    let script: Script = vec![(Arc::clone(&check), Some((hostile, vec![])))];
    let text = describe(&script, &Ending::Complete, columns(100), false);
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text}");
    assert!(!text.contains("\nPASSED"), "{text}");
}

#[test]
fn a_run_without_checks_says_so() {
    let text = describe(&vec![], &Ending::Complete, columns(100), false);
    assert!(text.contains("INCONCLUSIVE  no checks"), "{text}");
    let skipped: Script = vec![(
        fixture::check("response_member", 0, "x", 1),
        Some((Outcome::Skip { reason: "r".into() }, vec![])),
    )];
    let text = describe(&skipped, &Ending::Complete, columns(100), false);
    assert!(text.contains("SKIP  register_worker"), "{text}");
}
