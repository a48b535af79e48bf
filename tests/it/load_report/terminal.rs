//! The load run on the terminal, as a user sees it.

use std::path::Path;

use cp_harness::load::Scenario;
use cp_harness::report::load::{Live, write_summary};
use cp_harness::report::shared::{Style, Verbosity, View};

use super::fixture::{self, Run};

const NARROW: Style =
    Style { colour: false, width: Some(100), terminal: false, verbosity: Verbosity::Normal };

fn summary(run: &Run, style: Style) -> String {
    let mut out = Vec::new();
    let view = View { style, folder: Some(Path::new("reports/load-1")) };
    write_summary(&run.report(), &mut out, &view).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_passed_run_reads_well_at_100_columns() {
    insta::assert_snapshot!(summary(&fixture::passed(), NARROW));
}

#[test]
fn a_failed_run_says_what_was_missed_and_why() {
    insta::assert_snapshot!(summary(&fixture::failed(), NARROW));
}

#[test]
fn an_invalid_measurement_says_what_is_undecided_why_and_what_decides_it() {
    let text = summary(&fixture::invalid(), NARROW);
    assert!(text.contains("OPEN") && !text.contains("FAIL"), "{text}");
    assert_eq!(text.matches("INVALID").count(), 1, "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_generator_that_had_nothing_to_send_is_not_praised() {
    assert!(!summary(&fixture::unreachable(), NARROW).contains("kept up"));
    assert!(summary(&fixture::passed(), NARROW).contains("kept up"));
}

#[test]
fn an_interrupted_run_is_reported_with_what_it_has() {
    insta::assert_snapshot!(summary(&fixture::interrupted(), NARROW));
}

#[test]
fn an_unreachable_target_is_reported_without_the_secret() {
    insta::assert_snapshot!(summary(&fixture::unreachable(), NARROW));
}

#[test]
fn what_was_held_back_has_a_column_where_there_is_any() {
    assert!(!summary(&fixture::passed(), NARROW).contains("HELD"));
    let held = fixture::passed_with(|recorder| fixture::hold(recorder, (1, fixture::BEAT), 4_321));
    let text = summary(&held, NARROW);
    assert!(
        text.contains("HELD") && text.contains("4,321") && text.contains("held: due"),
        "{text}"
    );
    for width in [60, 80] {
        let text = summary(&held, Style { width: Some(width), ..NARROW });
        assert_eq!(text.contains("HELD"), text.contains("held: due"), "{width}: {text}");
    }
}

#[test]
fn no_line_of_the_table_is_wider_than_the_terminal() {
    for width in [60, 80, 100, 140] {
        let text = summary(&fixture::failed(), Style { width: Some(width), ..NARROW });
        let table = text.lines().skip(1).take_while(|line| !line.starts_with("quantiles"));
        for line in table {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn the_last_line_alone_says_the_verdict() {
    for (run, verdict) in fixture::all().iter().zip([
        "PASSED  ",
        "FAILED  ",
        "INVALID  ",
        "INTERRUPTED  ",
        "INCONCLUSIVE  ",
    ]) {
        let text = summary(run, Style::default());
        let last = text.lines().last().unwrap();
        assert!(last.starts_with(verdict) && last.ends_with("reports/load-1"), "{text}");
    }
}

#[test]
fn in_a_pipe_there_is_a_line_every_five_seconds_and_one_for_each_stage() {
    let run = fixture::passed();
    let mut live = Live::new(Vec::new(), Style::default(), run.context.clone());
    run.play(&mut live);
    let text = String::from_utf8(live.finish().unwrap()).unwrap();
    insta::assert_snapshot!(text.replace(&run.profile.hash(), "[hash]"));
}

#[test]
fn live_lines_keep_to_the_width_of_a_terminal() {
    let run = fixture::passed();
    let mut live = Live::new(Vec::new(), NARROW, run.context.clone());
    run.play(&mut live);
    let text = String::from_utf8(live.finish().unwrap()).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn every_shipped_scenario_can_be_begun() {
    for (name, _) in cp_harness::load::SCENARIOS {
        let scenario = Scenario::shipped(name).unwrap().unwrap();
        let profile = scenario.resolve(&cp_harness::load::Overrides::default()).unwrap().profile;
        let run = Run { profile, ..fixture::passed() };
        let mut live = Live::new(Vec::new(), Style::default(), run.context.clone());
        run.play(&mut live);
        let text = String::from_utf8(live.finish().unwrap()).unwrap();
        assert!(text.contains(&run.profile.name), "{text}");
    }
}
