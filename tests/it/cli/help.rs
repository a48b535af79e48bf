//! `--help` and `--version`: read by people, so held as they read.

use super::binary::Folder;

#[test]
fn every_command_explains_itself() {
    let commands = [
        "",
        "conform",
        "plan",
        "serve",
        "doctor",
        "rules",
        "replay",
        "lint",
        "diff",
        "mutants",
        "load",
        "compare",
        "gate",
        "report",
        "scenarios",
        "schema",
    ];
    for command in commands {
        let arguments: Vec<&str> =
            [command, "--help"].into_iter().filter(|a| !a.is_empty()).collect();
        let ran = Folder::new().run(&arguments);
        assert_eq!(ran.quiet(), Some(0));
        insta::assert_snapshot!(format!("help_{command}"), ran.stdout);
    }
}

#[test]
fn the_version_is_the_packages() {
    let ran = Folder::new().run(&["--version"]);
    assert_eq!(ran.quiet(), Some(0));
    assert_eq!(ran.stdout, format!("cp-harness {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn no_command_at_all_is_answered_with_the_help_and_exit_2() {
    let ran = Folder::new().run(&[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("Usage: cp-harness [OPTIONS] <COMMAND>"), "{ran:?}");
}

#[test]
fn the_examples_of_the_help_do_something() {
    for arguments in
        [["plan", "--only", "*header*"], ["plan", "--only", "response_*@register_worker#*"]]
    {
        assert_eq!(Folder::new().run(&arguments).quiet(), Some(0));
    }
}
