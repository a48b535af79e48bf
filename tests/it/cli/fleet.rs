//! What a fleet is given on the command line: tokens, ways in, values; and what is missing.

use cp_harness::load::SCENARIOS;

use super::binary::Folder;

#[test]
fn each_scenario_is_described_by_a_dry_run_that_sends_nothing() {
    for (name, _) in SCENARIOS {
        let ran = Folder::new().run(&["load", name, "--dry-run"]);
        assert_eq!(ran.code, Some(0), "{name}: {ran:?}");
        assert_eq!(ran.json()["name"], *name);
    }
}

#[test]
fn two_organisations_enter_by_their_queues_of_the_embedded_reference() {
    let folder = Folder::new();
    let scenario = "name = \"two\"\nslos = [\"error_rate==0%\"]\n[fleet]\nworkers = 4\n\
                    organisations = 2\ninterval = \"200ms\"\n[[stage]]\nkind = \"ramp\"\n\
                    duration = \"1s\"\nover = \"100ms\"\n";
    folder.write("two.toml", scenario);
    let ran = folder.run(&["load", "two.toml", "--entry", "queue", "--report", "out"]);
    let report = super::binary::report_in(&folder.path("out"));
    assert_eq!(report["fleet"]["organisations"], 2, "{ran:?}");
    let rows = report["stages"][0]["operations"].as_array().unwrap();
    let row = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap();
    assert_eq!(row("start_worker_for_queue")["ok"], 4, "{ran:?}");
    assert!(row("worker_heartbeat")["ok"].as_u64().unwrap() > 3, "{ran:?}");
    assert!(rows.iter().all(|row| row["errors"] == 0), "{rows:?}");
}

#[test]
fn what_a_fleet_lacks_is_reported_with_what_fixes_it() {
    let folder = Folder::new();
    let fleet = "name = \"t\"\n[fleet]\nworkers = 2\n";
    let stage = "[[stage]]\nkind = \"ramp\"\nduration = \"1s\"\n";
    folder.write("three.toml", format!("{fleet}organisations = 3\n{stage}"));
    folder.write("env.toml", format!("{fleet}tokens = [\"env:CP_TEST_NO_SUCH\"]\n{stage}"));
    folder.write("secret.toml", format!("{fleet}tokens = [\"hunter2\"]\n{stage}"));
    folder.write("ids.txt", "a\n");
    let at = "--target=http://127.0.0.1:9";
    for (arguments, code, described) in [
        (&["load", "three.toml"][..], 2, "the embedded reference knows 2 organisations"),
        (&["load", "three.toml", at, "--token", "a", "--token", "b"], 2, "there are 2"),
        (&["load", "env.toml", at], 2, "the environment has no CP_TEST_NO_SUCH"),
        (&["load", "secret.toml"], 3, "a scenario holds no secret"),
        (&["load", "--entry", "rgister"], 3, "did you mean `register`?"),
        (&["load", "--bind", "quue_id=q"], 2, "did you mean `queue_id`?"),
        (&["load", "--entry", "queue", at, "--token", "a"], 2, "--bind queue_id=VALUE"),
        (&["load", "--workers", "2", "--bind", "worker_id=@ids.txt"], 3, "1 values for 2 workers"),
        (&["load", "--tokens-file", "none.txt"], 3, "cannot read none.txt"),
    ] {
        let ran = folder.run(arguments);
        assert!(ran.error(code).contains(described), "{arguments:?}: {ran:?}");
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
}

#[test]
fn several_tokens_are_several_organisations() {
    let folder = Folder::new();
    folder.write("tokens.txt", "a\nb\n\nc\n");
    let ran = folder.run(&["load", "--dry-run", "--tokens-file", "tokens.txt"]);
    assert_eq!(ran.json()["organisations"], 3);
    let ran = folder.run(&["load", "--dry-run", "--token", "a", "--token", "b"]);
    assert_eq!(ran.json()["organisations"], 2);
}
