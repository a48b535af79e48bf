//! The formats that other programs show beside code: what they read is there, and of its own kind.

use std::collections::BTreeSet;

use cp_harness::event::Ending;
use cp_harness::report::conform::{Outcome, Report};
use cp_harness::report::formats::{Rendered, Rendering, format_named};
use cp_harness::report::shared::View;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};
use serde_json::Value;

use super::{fixture, script};

fn unhealthy() -> Report {
    fixture::report(&script::unhealthy(), Ending::Complete, &fixture::context())
}

fn rendered(report: &Report, format: &str) -> String {
    let format = format_named(format).unwrap();
    let render = Report::rendering(format).and_then(Rendering::render).unwrap();
    let mut out = Vec::new();
    render(report, &mut out, &View::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn json(report: &Report, format: &str) -> Value {
    serde_json::from_str(&rendered(report, format)).unwrap()
}

/// A report in which each text that comes from elsewhere is hostile.
fn defaced(text: &str) -> Report {
    let mut report = unhealthy();
    for check in &mut report.checks {
        if let Outcome::Failed { actual, signature, .. } = &mut check.outcome {
            *actual = text.to_owned();
            *signature = text.to_owned();
        }
        check.requirement = text.to_owned();
        check.location.file = text.to_owned();
    }
    for cause in &mut report.causes {
        cause.operations = vec![text.to_owned()];
        cause.signature = text.to_owned();
    }
    report
}

#[test]
fn a_summary_in_markdown_reads_like_this() {
    insta::assert_snapshot!(rendered(&unhealthy(), "markdown"));
}

#[test]
fn annotations_for_github_read_like_this() {
    insta::assert_snapshot!(rendered(&unhealthy(), "github"));
}

#[test]
fn a_code_quality_report_has_what_gitlab_reads_and_names_each_finding_once() {
    let report = unhealthy();
    let entries = json(&report, "gitlab");
    let entries = entries.as_array().unwrap();
    let findings: usize = report.causes.iter().map(|cause| cause.operations.len()).sum();
    assert_eq!(entries.len(), findings);
    let mut names = BTreeSet::new();
    for entry in entries {
        let text = |member: &str| entry[member].as_str().unwrap().to_owned();
        assert!(!text("description").is_empty() && !text("check_name").is_empty(), "{entry}");
        let severities = ["info", "minor", "major", "critical", "blocker"];
        assert!(severities.contains(&text("severity").as_str()), "{entry}");
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1, "{entry}");
        assert!(names.insert(text("fingerprint")), "{entry}");
    }
    assert_eq!(json(&unhealthy(), "gitlab").as_array().unwrap(), entries, "the same every time");
}

#[test]
fn each_failed_check_is_a_result_at_its_line_of_the_document() {
    let report = unhealthy();
    let log = json(&report, "sarif");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rules: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let failed =
        || report.checks.iter().filter(|check| matches!(check.outcome, Outcome::Failed { .. }));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), failed().count());
    for (check, result) in failed().zip(results) {
        assert!(rules.contains(result["ruleId"].as_str().unwrap()), "{result}");
        assert_eq!(result["properties"]["check"], check.id.as_str());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], check.location.file.as_str());
        let line = check.location.line;
        let region = place.get("region").map(|region| region["startLine"].as_u64().unwrap());
        assert_eq!(region, (line > 0).then_some(u64::from(line)));
        let is_waived = report.waiver_of(&check.id).is_some();
        assert_eq!(result.get("suppressions").is_some(), is_waived, "{result}");
    }
}

#[test]
fn no_text_of_documents_or_targets_becomes_markup_or_a_command() {
    let hostile =
        "</details><script>x</script> | `` ``` [a](http://b) ::error::x\n::error file=a::b\n# h";
    let report = defaced(hostile);
    let markdown = rendered(&report, "markdown");
    let mut details = 0;
    for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES | Options::ENABLE_GFM) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let own = ["<details><summary>Reproduce</summary>", "</details>"];
                assert!(own.contains(&html.trim()), "{html}");
                details += 1;
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("{markdown}"),
            Event::Start(Tag::Heading { level, .. }) => assert_eq!(level, HeadingLevel::H2),
            _ => {}
        }
    }
    assert_eq!(details, 2 * report.causes.len(), "{markdown}");
    let github = rendered(&report, "github");
    let kinds = ["::error ", "::warning ", "::notice "];
    let is_ours = |line: &str| kinds.iter().any(|kind| line.starts_with(kind));
    assert!(github.lines().all(is_ours), "{github}");
    // A command ends at the first two colons behind its name: those of a property are escaped.
    let message = |line: &str| line.splitn(3, "::").nth(2).map(str::to_owned).unwrap();
    assert!(github.lines().take(3).all(|line| message(line).starts_with("</details>")), "{github}");
    let uri = json(&report, "sarif")["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        ["artifactLocation"]["uri"]
        .clone();
    assert!(!uri.as_str().unwrap().contains(['<', '\n', ' ']), "{uri}");
    assert!(json(&report, "gitlab").is_array());
}
