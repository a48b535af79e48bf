//! Laws, prose and profiles by flag: what they change, and how a wrong one is refused.

use super::binary::Folder;
use super::server::{QUEUE, TOKEN, stranger};

const LAWS: &str = "
name = 'own'
[[law]]
id = 'again'
kind = 'repeatable'
operation = 'worker_heartbeat'
level = 'must'
text = 'A heartbeat MUST be taken again.'
basis = 'Ours'
";

#[test]
fn a_file_of_ones_own_takes_the_place_of_the_laws_and_none_leaves_them_out() {
    let folder = Folder::new();
    std::fs::write(folder.path("own.toml"), LAWS).unwrap();
    let laws = |flags: &[&str]| {
        let ran = folder.run(&[&["plan", "--format", "json"], flags].concat());
        let checks = ran.json()["checks"].as_array().unwrap().clone();
        let ids = checks.iter().map(|check| check["id"].as_str().unwrap().to_owned());
        ids.filter(|id| id.starts_with("law_")).collect::<Vec<_>>()
    };
    assert!(laws(&[]).len() > 20);
    assert_eq!(laws(&["--laws", "own.toml"]), ["law_repeatable@worker_heartbeat#again"]);
    assert_eq!(laws(&["--laws", "none"]), Vec::<String>::new());
}

#[test]
fn a_wrong_file_is_refused_with_its_line_before_anything_is_sent() {
    let folder = Folder::new();
    std::fs::write(folder.path("own.toml"), LAWS.replace("repeatable", "repeated")).unwrap();
    for (flag, described) in [
        ("--laws", "own.toml:5: law[0].kind: unknown word `repeated`"),
        ("--prose", "own.toml:3: law[0]: unknown key `law`"),
    ] {
        let ran = folder.run(&["conform", flag, "own.toml"]);
        let error = ran.error(3);
        assert!(error.contains(described), "{error}");
        let ran = folder.run(&["conform", flag, "nowhere.toml"]);
        let error = ran.error(3);
        assert!(error.contains(&format!("{flag} nowhere.toml: cannot be read")), "{error}");
    }
    assert!(folder.run(&["conform", "--profile", "./own.toml"]).error(3).contains("own.toml:3: "));
    let ran = folder.run(&["conform", "--profile", "fastapy"]);
    let error = ran.error(2);
    assert!(error.contains("fastapi, express"), "{error}");
    assert!(!folder.path("reports").exists());
}

#[test]
fn the_report_says_which_profile_judged_and_says_contradictions_once() {
    let folder = Folder::new();
    let ran = folder.run(&["conform", "--profile", "fastapi", "-v"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.last_line().contains("profile fastapi"), "{ran:?}");
    assert_eq!(ran.stdout.matches("told otherwise").count(), 0);
    assert_eq!(ran.stdout.matches("errors in an envelope").count(), 1, "{ran:?}");
    let report = super::binary::report_in(&folder.only_report());
    assert_eq!(report["profile"], "fastapi");
    assert_eq!(report["notes"].as_array().unwrap().len(), 3);
    let junit = std::fs::read_to_string(folder.only_report().join("junit.xml")).unwrap();
    assert!(junit.contains("profile fastapi"));
}

#[test]
fn without_a_second_token_two_organisations_are_not_distinguished_and_the_reason_is_given() {
    let folder = Folder::new();
    let url = stranger();
    let flags = ["--only", "law_tenant", "--only", "law_repeatable", "--format", "json"];
    let arguments = [&["conform", "--target", &url], &TOKEN[..], &QUEUE[..], &flags[..]].concat();
    let ran = folder.run(&arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let skipped = ran.stdout.matches("pass --second-token or set KUBIYA_SECOND_API_KEY").count();
    assert_eq!(skipped, 3, "{ran:?}");
    let second = cp_harness::reference::SECOND_TOKEN;
    let mut command = folder.command(&arguments);
    command.env("KUBIYA_SECOND_API_KEY", second);
    let ran = super::binary::finish(command.spawn().unwrap());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!ran.stdout.contains("pass --second-token"), "{ran:?}");
    assert!(!ran.stdout.contains(second), "the second token is a secret too");
    assert!(ran.stdout.contains("$KUBIYA_SECOND_API_KEY"), "{ran:?}");
    let same = [&arguments[..], &["--second-token", TOKEN[1]]].concat();
    assert!(folder.run(&same).error(2).contains("another organisation"));
}

#[test]
fn the_limit_on_the_rate_is_exceeded_where_it_is_asked_for_alone() {
    let folder = Folder::new();
    let only = ["--only", "prose_rate_limit_exceeded"];
    let ran = folder.run(&[&["plan"], &only[..]].concat());
    assert!(ran.error(2).contains("selects no check"), "{ran:?}");
    let ran = folder.run(&[&["plan", "--exceed-rate-limit"], &only[..]].concat());
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let ran = folder.run(&["plan", "--exceed-rate-limit", "--prose", "none"]);
    assert!(ran.error(2).contains("--prose FILE"), "{ran:?}");
}
