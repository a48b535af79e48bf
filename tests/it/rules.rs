//! The catalogue can be trusted: every rule has a twin here that makes it fail, and it alone.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod accepts_alternative;
mod accepts_boundary;
mod accepts_charset;
mod accepts_format;
mod accepts_full;
mod accepts_listed_value;
mod accepts_media_type;
mod accepts_minimal;
mod accepts_null;
mod accepts_without_optional;
mod allow_header;
mod auth_alternative;
mod auth_before_content;
mod auth_challenge;
mod auth_documented;
mod auth_jwt_expired;
mod auth_jwt_not_yet_valid;
mod auth_jwt_signature;
mod auth_jwt_unsigned;
mod auth_malformed;
mod auth_missing;
mod auth_optional;
mod auth_other_scheme;
mod auth_scheme_case;
mod auth_wrong_place;
mod auth_wrong_token;
mod content_end;
mod default_equals_omission;
mod fuzz_accepts;
mod fuzz_refuses;
mod fuzz_response;
mod fuzz_survives;
mod head_as_get;
mod head_no_content;
mod law_constant;
mod law_echo;
mod law_echo_in_flight;
mod law_formed;
mod law_repeatable;
mod law_stable;
mod law_tenant;
mod law_unique;
mod law_unique_in_flight;
mod law_unknown_id;
mod law_unknown_id_refused;
mod never_server_error;
mod no_content;
mod optional_body;
mod prose_error_envelope;
mod prose_pagination;
mod prose_rate_limit_consistent;
mod prose_rate_limit_exceeded;
mod prose_rate_limit_falls;
mod prose_rate_limit_present;
mod prose_status;
mod refusal_content;
mod refusal_documented;
mod refusal_names_offender;
mod refuses_bad_length;
mod refuses_coercible_type;
mod refuses_empty_parameter;
mod refuses_item_count;
mod refuses_malformed_body;
mod refuses_malformed_text;
mod refuses_media_type;
mod refuses_member_count;
mod refuses_missing_body;
mod refuses_missing_dependent;
mod refuses_missing_member;
mod refuses_missing_parameter;
mod refuses_mistyped_parameter;
mod refuses_no_alternative;
mod refuses_no_multiple;
mod refuses_null;
mod refuses_out_of_range;
mod refuses_pattern_mismatch;
mod refuses_repeated_item;
mod refuses_top_level_type;
mod refuses_undeclared_member;
mod refuses_unlisted_value;
mod refuses_wrong_type;
mod response_default;
mod response_header;
mod response_media_type;
mod response_member;
mod response_schema;
mod response_status;
mod response_unique_members;
mod response_write_only;
mod secret_echo;
mod secret_member_echo;
mod single_framing;
mod survives_unpredictable_json;
mod trace_echo;
mod undeclared_method_refused;
mod undeclared_method_status;

use std::collections::BTreeSet;
use std::path::Path;

use cp_harness::check::{Fuzz, Level, rules};
use cp_harness::reference::fixtures::FixtureApi;

use crate::common::{Target, constraints, plan_under, searching};

/// The file stems in a folder of the repository.
fn stems(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let stem = |path: std::path::PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.map(stem).collect()
}

fn ids() -> BTreeSet<String> {
    rules().map(|rule| rule.id.to_owned()).collect()
}

#[tokio::test]
async fn the_reference_passes_every_rule() {
    Target::reference().conforms().await;
}

#[tokio::test]
async fn a_server_that_keeps_to_every_constraint_passes_every_rule() {
    constraints::target().conforms().await;
}

#[test]
fn every_rule_is_registered_once_under_the_name_of_its_file() {
    let families = stems("src/check/rules").into_iter();
    let families = families.filter(|stem| !["mod", "rule", "variations"].contains(&stem.as_str()));
    let files = families.flat_map(|family| stems(&format!("src/check/rules/{family}")));
    let files: Vec<String> = files.filter(|stem| stem != "mod").collect();
    assert_eq!(ids(), files.iter().cloned().collect());
    assert_eq!(rules().count(), files.len());
}

#[test]
fn every_rule_has_a_twin_that_makes_it_fail_alone() {
    assert_eq!(ids(), stems("tests/it/rules"));
    for id in ids() {
        let path = format!("{}/tests/it/rules/{id}.rs", env!("CARGO_MANIFEST_DIR"));
        let twin = std::fs::read_to_string(path).unwrap();
        assert!(twin.contains(&format!(".breaks(\"{id}\")")), "{id}");
    }
}

#[test]
fn every_rule_states_its_requirement_and_its_basis() {
    for rule in rules() {
        let words: Vec<&str> = rule.requirement.split_whitespace().collect();
        let word = match rule.level {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::Note => "MAY",
        };
        assert!(words.contains(&word), "{}: {}", rule.id, rule.requirement);
        assert!(rule.requirement.ends_with('.'), "{}", rule.id);
        assert!(rule.reference.starts_with("https://"), "{}", rule.id);
    }
}

#[test]
fn every_rule_plans_checks_for_the_documents_at_hand() {
    let mut planned = BTreeSet::new();
    let apis = FixtureApi::ALL.map(|fixture| (fixture, fixture.api().unwrap()));
    for (fixture, api) in apis {
        let random = searching(api, &[], Fuzz { cases: 30, seed: 1 });
        let conventions = fixture.conventions(api).unwrap();
        let own = plan_under(api, &[], conventions, fixture.profile().unwrap());
        let checks = random.checks.iter().chain(&own.checks);
        planned.extend(checks.map(|check| check.rule.to_owned()));
    }
    assert_eq!(planned, ids());
}
