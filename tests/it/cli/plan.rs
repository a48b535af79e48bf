//! `plan`: every check, in a form for people and one for machines, and nothing is sent.

use super::binary::Folder;
use super::server::{Server, answer};

#[test]
fn the_same_plan_is_printed_twice_and_nothing_is_sent() {
    let server = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    let url = server.url();
    for format in ["text", "json"] {
        let plan = || Folder::new().run(&["plan", "--target", &url, "--format", format]);
        let (one, two) = (plan(), plan());
        assert_eq!(one.quiet(), Some(0));
        assert!(one.stdout == two.stdout, "{format} differs");
    }
    assert_eq!(server.seen(), 0);
}

#[test]
fn the_table_names_level_place_and_check_and_ends_no_line_with_padding() {
    let ran = Folder::new().run(&["plan", "--only", "response_status"]);
    assert_eq!(ran.quiet(), Some(0));
    insta::assert_snapshot!(ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.trim_end() == line));
}

#[test]
fn the_table_fits_a_usual_terminal() {
    let ran = Folder::new().run(&["plan"]);
    let widths = ran.stdout.lines().map(|line| line.chars().count());
    let mut widths: Vec<usize> = widths.collect();
    widths.sort_unstable();
    assert!(widths[widths.len() * 9 / 10] <= 120, "{widths:?}");
}

#[test]
fn what_has_no_value_is_reported_below_the_table() {
    let ran = Folder::new().run(&["plan", "--target", "http://127.0.0.1:1"]);
    assert_eq!(ran.quiet(), Some(0));
    assert!(ran.stdout.contains("--bind queue_id=VALUE"), "{ran:?}");
    let ran = Folder::new().run(&["plan"]);
    assert!(!ran.stdout.contains("--bind"), "the reference's own queue is known: {ran:?}");
}

#[test]
fn a_run_asks_what_the_plan_with_the_same_flags_says() {
    let folder = Folder::new();
    let flags = ["--only", "*status*", "--skip", "worker_heartbeat"];
    let plan = folder.run(&[&["plan"], &flags[..]].concat());
    let run = folder.run(&[&["conform", "--format", "json"], &flags[..]].concat());
    assert_eq!(run.quiet(), Some(0), "{run:?}");
    let hash = run.json()["plan"]["hash"].as_str().unwrap().to_owned();
    assert!(plan.last_line().ends_with(&format!("plan {}", &hash[..12])), "{plan:?}");
    let json = folder.run(&[&["plan", "--format", "json"], &flags[..]].concat()).json();
    assert_eq!(json["version"], 1);
    let ids = |checks: &serde_json::Value| {
        let checks = checks.as_array().unwrap().iter();
        checks.map(|check| check["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&json["checks"]), ids(&run.json()["checks"]));
}

#[test]
fn the_graph_of_resources_says_which_operation_takes_what_from_where_and_why() {
    let ran = Folder::new().run(&["plan", "--resources"]);
    assert_eq!(ran.quiet(), Some(0));
    let line = ran
        .stdout
        .lines()
        .find(|line| line.split_whitespace().take(2).eq(["worker_heartbeat", "worker_id"]));
    let line = line.unwrap();
    for part in ["worker_id", "register_worker /worker_id", "its answer has a member of this name"]
    {
        assert!(line.contains(part), "{line}");
    }
    let ran = Folder::new().run(&["plan", "--resources=mermaid", "--target", "http://127.0.0.1:1"]);
    assert!(ran.stdout.starts_with("flowchart LR\n"), "{ran:?}");
    let edge = "op_register_5f_worker[\"register_worker\"] -->|\"worker_id\"| ";
    assert!(ran.stdout.contains(edge), "{ran:?}");
    assert!(ran.stdout.contains("-.->|\"queue_id\"| "), "what nobody gives is dotted: {ran:?}");
}
