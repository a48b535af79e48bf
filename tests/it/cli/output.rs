//! Where output goes: pipes, closed streams, folders that cannot be written, colour.

use std::fs::File;
use std::io::{BufRead, BufReader};

use super::binary::{Folder, finish, report_in};
use super::server::{Server, answer};

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = Folder::new();
    for arguments in [
        &["conform", "--only", "response_*"][..],
        &["conform", "--only", "response_*", "--format", "json"],
        &["conform", "--only", "response_*", "--format", "ndjson"],
        &["plan"],
        &["plan", "--format", "json"],
        &["--help"],
    ] {
        let mut child = folder.command(arguments).spawn().unwrap();
        let mut line = String::new();
        // The reader is dropped with the pipe after one line: `| head -1`.
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        let ran = finish(child);
        assert_eq!(ran.quiet(), Some(0), "{arguments:?}: {ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_standard_output_does_not_keep_the_report_from_the_folder() {
    let folder = Folder::new();
    let binary = env!("CARGO_BIN_EXE_cp-harness");
    let shell = std::process::Command::new("sh")
        .args(["-c", "exec \"$0\" conform --report out >&- 2>&-", binary])
        .current_dir(folder.path(""))
        .status();
    assert_eq!(shell.unwrap().code(), Some(0));
    assert_eq!(report_in(&folder.path("out"))["verdict"], "passed");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_reported_and_the_folder_still_written() {
    let folder = Folder::new();
    for arguments in [&["conform", "--report", "out"][..], &["plan"]] {
        let mut command = folder.command(arguments);
        command.stdout(File::options().write(true).open("/dev/full").unwrap());
        let ran = finish(command.spawn().unwrap());
        assert!(ran.error(6).contains("standard output"), "{ran:?}");
    }
    assert_eq!(report_in(&folder.path("out"))["verdict"], "passed");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_anything_is_sent() {
    let server = Server::http(|_, _| answer("500 Internal Server Error", "", ""));
    let folder = Folder::new();
    folder.write("taken", "").write("reports", "");
    std::fs::create_dir_all(folder.path("half/events.ndjson")).unwrap();
    let url = server.url();
    let arguments = ["conform", "--target", &url, "--token", "t"];
    for (report, named) in [
        (&["--report", "taken"][..], "taken"),
        (&["--report", "taken/deeper"], "taken/deeper"),
        (&["--report", "half"], "half/events.ndjson"),
        (&[], "reports/"),
    ] {
        let ran = folder.run(&[&arguments[..], report].concat());
        let error = ran.error(6);
        assert!(error.contains(named), "{error}");
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(server.seen(), 0);
}

#[test]
fn a_file_that_cannot_be_written_keeps_nothing_from_the_terminal() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("out/report.json")).unwrap();
    let ran = folder.run(&["conform", "--report", "out"]);
    assert!(ran.error(6).contains("out/report.json"), "{ran:?}");
    assert!(ran.last_line().starts_with("PASSED  "), "{ran:?}");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_force_it() {
    let folder = Folder::new();
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = folder.command(arguments);
        command.envs(variables.iter().copied());
        finish(command.spawn().unwrap())
    };
    let some = ["conform", "--only", "response_*"];
    let wrong = ["plan", "--spec", "nowhere"];
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("CI", "1")]] {
        for arguments in [&some[..], &wrong] {
            let ran = run(arguments, variables);
            assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'), "{ran:?}");
        }
    }
    let forced = [("CLICOLOR_FORCE", "1")];
    assert!(run(&some, &forced).last_line().starts_with("\u{1b}["));
    assert!(run(&wrong, &forced).stderr.starts_with("\u{1b}["));
    let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    assert!(!run(&some, &both).stdout.contains('\u{1b}'));
}
