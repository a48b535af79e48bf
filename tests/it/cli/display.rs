//! How much is said and in which colours: the same flags for every command.

use super::binary::Folder;

const CONFORM: [&str; 3] = ["conform", "--only", "response_*"];

#[test]
fn quiet_is_the_last_line_alone() {
    let folder = Folder::new();
    let full = folder.run(&CONFORM);
    let quiet = folder.run(&[&CONFORM[..], &["-q"]].concat());
    assert_eq!((full.code, quiet.code), (Some(0), Some(0)), "{quiet:?}");
    assert_eq!(quiet.stderr, "");
    let lines: Vec<&str> = quiet.stdout.lines().collect();
    assert!(matches!(lines.as_slice(), [line] if line.starts_with("PASSED  ")), "{quiet:?}");
    assert!(full.stdout.lines().count() > 3, "{full:?}");
    // What a machine reads is whole.
    let json = folder.run(&[&CONFORM[..], &["-q", "--format", "json"]].concat());
    assert!(json.json()["checks"].as_array().unwrap().len() > 10);
}

#[test]
fn notes_are_listed_where_they_are_asked_for_and_counted_where_not() {
    let folder = Folder::new();
    let normal = folder.run(&["conform", "--only", "auth_documented*"]);
    let verbose = folder.run(&["conform", "--only", "auth_documented*", "--verbose"]);
    assert!(normal.stdout.contains("; -v lists each"), "{normal:?}");
    assert!(!normal.stdout.contains("NOTE  auth_documented@"), "{normal:?}");
    assert!(verbose.stdout.contains("NOTE  auth_documented@"), "{verbose:?}");
    assert!(!verbose.stdout.contains("-v lists each"), "{verbose:?}");
}

#[test]
fn colour_is_as_the_flag_says_whatever_the_terminal() {
    let folder = Folder::new();
    let colours = |flags: &[&str], variable: Option<(&str, &str)>| {
        let mut command = folder.command(&[&CONFORM[..], flags].concat());
        command.envs(variable);
        super::binary::finish(command.spawn().unwrap()).stdout.contains('\u{1b}')
    };
    assert!(!colours(&[], None), "no terminal");
    assert!(colours(&["--color", "always"], None));
    assert!(colours(&["--color", "always"], Some(("NO_COLOR", "1"))), "a flag goes first");
    assert!(colours(&[], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colours(&["--color", "never"], Some(("CLICOLOR_FORCE", "1"))));
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    let ran = Folder::new().run(&["lint", "-q", "-v"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}
