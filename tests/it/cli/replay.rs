//! `replay`: one check of a report, sent again.

use super::binary::{Folder, Ran};
use super::pets::{FAILING, folder, healthy, server};

fn conform(folder: &Folder, target: &str) {
    let arguments = ["conform", "--spec", "pets.yaml", "--target", target, "--report", "r"];
    assert_eq!(folder.run(&arguments).quiet(), Some(1));
}

fn replay(folder: &Folder, more: &[&str]) -> Ran {
    folder.run(&[&["replay", "r"], more].concat())
}

#[test]
fn a_failure_fails_again_with_its_exchange_in_full() {
    let (folder, server) = (folder(), server());
    conform(&folder, &server.url());
    let ran = replay(&folder, &[FAILING]);
    assert_eq!(ran.quiet(), Some(1), "{ran:?}");
    for line in [
        FAILING,
        "  > GET ",
        "  < 200 (",
        "  < Content-Type: application/json",
        "  < {}",
        "before  failed  expected `/name`: string, actual absent",
        "now     failed  expected `/name`: string, actual absent",
    ] {
        assert!(ran.stdout.contains(line), "{line}: {ran:?}");
    }
}

#[test]
fn a_fix_shows_beside_the_failure_it_fixes_and_only_that_check_is_sent() {
    let folder = folder();
    conform(&folder, &server().url());
    let mended = healthy();
    let ran = replay(&folder, &[FAILING, "--target", &mended.url()]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("before  failed"), "{ran:?}");
    assert!(ran.stdout.ends_with("now     passed\n"), "{ran:?}");
    assert!(mended.seen() <= 2, "{} requests", mended.seen());
    let json = replay(&folder, &[FAILING, "--target", &mended.url(), "--format", "json"]).json();
    assert_eq!(json["before"]["outcome"]["kind"], "failed");
    assert_eq!(json["again"]["checks"][0]["outcome"]["kind"], "passed");
}

#[test]
fn a_check_on_the_embedded_reference_is_sent_to_the_embedded_reference_again() {
    let folder = Folder::new();
    let id = "response_status@start_worker#minimal";
    let ran = folder.run(&["conform", "--only", id, "--report", "r"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let ran = replay(&folder, &[id]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("Bearer $KUBIYA_API_KEY"), "{ran:?}");
    assert!(!ran.stdout.contains(super::server::TOKEN[1]), "{ran:?}");
}

#[test]
fn what_cannot_be_replayed_is_refused_with_the_reason() {
    let (folder, server) = (folder(), server());
    conform(&folder, &server.url());
    let ran = replay(&folder, &["response_member@list_pets#nam"]);
    assert!(ran.error(2).contains(&format!("did you mean `{FAILING}`?")), "{ran:?}");
    folder.write("broken.json", "{\"schema\": 1}");
    let ran = folder.run(&["replay", "broken.json", FAILING]);
    assert!(ran.error(3).starts_with("broken.json is no report"), "{ran:?}");
    let ran = folder.run(&["replay", "nowhere", FAILING]);
    assert!(ran.error(3).starts_with("cannot read nowhere"), "{ran:?}");
    folder.write("pets.yaml", "openapi: 3.1.0\ninfo: {title: P, version: '1'}\npaths: {/x: {get: {responses: {'200': {description: x}}}}}\n");
    let ran = replay(&folder, &[FAILING]);
    assert!(ran.error(3).contains("--spec"), "{ran:?}");
}
