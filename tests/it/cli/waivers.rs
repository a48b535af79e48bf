//! Waivers: known failures that are let pass, and what becomes of those that are stale.

use super::binary::{Folder, Ran};
use super::pets::{FAILING, folder, healthy, server};

fn waiver(check: &str, expires: &str) -> String {
    format!(
        "[[waiver]]\ncheck = \"{check}\"\nreason = \"ticket 12\"\nowner = \"pets team\"\nexpires = \
         {expires}\n"
    )
}

fn conform(folder: &Folder, target: &str, more: &[&str]) -> Ran {
    let base = ["conform", "--spec", "pets.yaml", "--target", target, "--report", "r"];
    folder.run(&[&base, more].concat())
}

#[test]
fn a_failure_without_a_waiver_fails_the_run() {
    let ran = conform(&folder(), &server().url(), &[]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert!(ran.stdout.contains(&format!("FAIL  {FAILING}")), "{ran:?}");
    assert!(ran.last_line().contains("2 failed"), "{ran:?}");
}

#[test]
fn a_waiver_beside_the_document_lets_its_failure_pass_and_says_so() {
    let folder = folder();
    folder.write("pets.waivers.toml", waiver("response_member@list_pets#*", "2999-12-31"));
    let ran = conform(&folder, &server().url(), &[]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("WAIVED  response_member@list_pets#*  (2 failures)"), "{ran:?}");
    assert!(ran.stdout.contains("ticket 12 (pets team, until 2999-12-31)"), "{ran:?}");
    assert!(!ran.stdout.contains("FAIL"), "{ran:?}");
    assert!(ran.last_line().contains("2 waived"), "{ran:?}");
    let report = super::binary::report_in(&folder.path("r"));
    assert_eq!(report["waivers"][0]["state"], "used");
    assert_eq!(report["waivers"][0]["checks"][0], FAILING);
    assert_eq!(report["totals"]["waived"], 2);
    assert_eq!(report["totals"]["failed"]["must"], 0);
    let junit = std::fs::read_to_string(folder.path("r/junit.xml")).unwrap();
    assert!(junit.contains("failures=\"0\"") && junit.contains("waived: ticket 12"), "{junit}");
}

#[test]
fn a_waiver_that_is_of_no_use_any_more_fails_the_run_and_is_named_with_its_line() {
    let folder = folder();
    folder.write("known.toml", waiver("response_member@list_pets#*", "2999-12-31"));
    let ran = conform(&folder, &healthy().url(), &["--waivers", "known.toml"]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert!(ran.stdout.contains("(waiver unused)"), "{ran:?}");
    assert!(ran.stdout.contains("known.toml:1: nothing fails that it speaks of"), "{ran:?}");
}

#[test]
fn a_waiver_for_what_was_not_asked_is_not_called_unused() {
    let folder = folder();
    folder.write("known.toml", waiver("response_member@list_pets#*", "2999-12-31"));
    let more = ["--waivers", "known.toml", "--only", "response_status"];
    let ran = conform(&folder, &healthy().url(), &more);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
}

#[test]
fn an_expired_waiver_lets_nothing_pass() {
    let folder = folder();
    folder.write("known.toml", waiver("response_member@list_pets#*", "2020-01-31"));
    let ran = conform(&folder, &server().url(), &["--waivers", "known.toml"]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    assert!(ran.stdout.contains("(waiver expired)"), "{ran:?}");
    assert!(ran.last_line().contains("2 failed"), "{ran:?}");
}

#[test]
fn a_file_that_is_wrong_is_refused_with_its_line_before_anything_is_sent() {
    let folder = folder();
    folder.write("known.toml", waiver("*", "2999-12-31"));
    let server = server();
    let ran = conform(&folder, &server.url(), &["--waivers", "known.toml"]);
    assert!(ran.error(3).starts_with("known.toml:2: waiver[0].check: this would let"), "{ran:?}");
    let ran = conform(&folder, &server.url(), &["--waivers", "none.toml"]);
    assert!(ran.error(3).starts_with("cannot read none.toml"), "{ran:?}");
    assert_eq!(server.seen(), 0);
}
