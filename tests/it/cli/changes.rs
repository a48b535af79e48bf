//! What a run changes: what it made itself, and of what others made only what it is allowed to.

use super::binary::{Folder, Ran, report_in};
use super::estate::Estate;

const LENT: [&str; 5] = ["--bind", "id=2", "drawer_id=1", "name=prod", "item_id=1"];

fn conform(folder: &Folder, target: &str, more: &[&str]) -> Ran {
    let flags = [
        "conform",
        "--target",
        target,
        "--spec",
        "estate.yaml",
        "--token",
        "mine",
        "--report",
        "r",
        "--fuzz",
        "3",
    ];
    folder.run(&[&flags[..], more].concat())
}

fn skipped(folder: &Folder, rule: &str) -> Vec<(String, String)> {
    let report = report_in(&folder.path("r"));
    let checks = report["checks"].as_array().unwrap().iter();
    let skipped =
        checks.filter(|check| check["outcome"]["kind"] == "skipped" && check["rule"] == rule);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    skipped.map(|check| (text(&check["operation"]), text(&check["outcome"]["reason"]))).collect()
}

#[test]
fn a_run_leaves_what_others_made_as_it_was_byte_for_byte() {
    let (estate, folder, target) = Estate::open();
    let ran = conform(&folder, &target, &[]);
    assert_eq!(estate.harmed(), [], "{:#?}", estate.changes());
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    // What it made itself, it did change and delete.
    let changes = estate.changes();
    for wanted in
        ["POST /items", "PATCH /items/1", "DELETE /items/1", "PUT /pools/", "DELETE /pools/"]
    {
        assert!(changes.iter().any(|change| change.starts_with(wanted)), "{wanted} {changes:#?}");
    }
    for (operation, remedy) in [
        ("delete_items", "--allow-changes delete_items"),
        ("change_drawer", "--bind drawer_id=VALUE --allow-changes drawer_id"),
        ("change_owner", "--allow-changes owner_id"),
        ("set_settings", "--allow-changes set_settings"),
        ("drop_cache", "--allow-changes kind"),
        ("reset", "--allow-changes reset"),
    ] {
        let report = report_in(&folder.path("r"));
        let id = format!("accepts_minimal@{operation}#minimal");
        let checks = report["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["id"] == id.as_str()).unwrap();
        assert!(
            check["outcome"]["kind"] == "skipped" || check["outcome"]["kind"] == "inconclusive",
            "{check}"
        );
        assert!(check["outcome"]["reason"].as_str().unwrap().contains(remedy), "{check}");
    }
    let undeclared = skipped(&folder, "undeclared_method_refused");
    let on_status = undeclared.iter().find(|(operation, _)| operation == "status").unwrap();
    assert!(on_status.1.ends_with("`--allow-changes /status`"), "{on_status:?}");
}

#[test]
fn what_is_bound_is_lent_for_reading_alone() {
    let (estate, folder, target) = Estate::open();
    let ran = conform(&folder, &target, &LENT);
    assert_eq!(estate.harmed(), [], "{:#?}", estate.changes());
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    for operation in ["change_item", "delete_drawer", "delete_pool", "note"] {
        let skipped = skipped(&folder, "accepts_minimal");
        let (_, reason) = skipped.iter().find(|(skipped, _)| skipped == operation).unwrap();
        assert!(reason.contains("did not create; allow it with `--allow-changes"), "{reason}");
    }
    // Its schema lets a name be made up that nobody has: strangers are asked about with that one.
    let changes = estate.changes();
    assert!(changes.iter().any(|change| change.starts_with("PUT /pools/d93f")), "{changes:#?}");
}

#[test]
fn what_is_allowed_by_name_is_changed() {
    let (estate, folder, target) = Estate::open();
    let allowed = ["--allow-changes", "drawer_id", "--allow-changes", "set_settings"];
    conform(&folder, &target, &[&LENT[..], &allowed].concat());
    let harmed: Vec<&str> = estate.harmed().into_iter().map(|(name, _)| name).collect();
    assert!(harmed.contains(&"drawers/1") && harmed.contains(&"settings/"), "{harmed:?}");
    let others = harmed.iter().filter(|name| !name.starts_with("drawers") && **name != "settings/");
    assert_eq!(others.count(), 0, "{harmed:?}");
    let report = report_in(&folder.path("r"));
    let checks = report["checks"].as_array().unwrap();
    let asked = checks.iter().filter(|check| check["operation"] == "change_drawer");
    assert!(asked.filter(|check| check["outcome"]["kind"] == "passed").count() > 3);
}

#[test]
fn a_replay_changes_no_more_than_the_run_did() {
    let (estate, folder, target) = Estate::open();
    let allowed = ["--allow-changes", "drawer_id", "--only", "accepts_minimal@change_drawer#*"];
    conform(&folder, &target, &[&LENT[..3], &allowed].concat());
    let before = estate.changes().len();
    let check = "accepts_minimal@change_drawer#minimal";
    let replay = ["replay", "r", check, "--token", "mine", "--bind", "drawer_id=1"];
    let ran = folder.run(&replay);
    assert_eq!(estate.changes().len(), before, "{ran:?}");
    assert!(ran.stdout.contains("--allow-changes drawer_id"), "{ran:?}");
    folder.run(&[&replay[..], &["--allow-changes", "drawer_id"]].concat());
    assert!(estate.changes().len() > before);
}

#[test]
fn a_name_that_allows_nothing_is_refused_with_what_was_meant() {
    let (_, folder, _) = Estate::open();
    let plan = ["plan", "--spec", "estate.yaml", "--target", "http://127.0.0.1:9"];
    let ran = folder.run(&[&plan[..], &["--allow-changes", "drawr_id"]].concat());
    let message = ran.error(2);
    assert!(
        message.contains("drawr_id") && message.contains("did you mean `drawer_id`"),
        "{message}"
    );
}

#[test]
fn a_plan_says_what_is_not_sent_and_how_to_allow_it() {
    let (_, folder, _) = Estate::open();
    let plan = ["plan", "--spec", "estate.yaml", "--target", "http://127.0.0.1:9"];
    let ran = folder.run(&plan);
    for line in [
        "not sent: POST /reset could change what this run did not create; allow it with \
         `--allow-changes reset`",
        "not sent: DELETE /status, which the documents do not declare, could change",
        "not sent: DELETE /items/{id} could change `id`, a made-up value that may exist",
    ] {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    let allowed = folder.run(&[&plan[..], &["--allow-changes", "reset"]].concat());
    assert!(!allowed.stdout.contains("not sent: POST /reset"), "{}", allowed.stdout);
}
