//! `cp-harness.toml`, the environment, and `config`: which value holds, and where it comes from.

use super::binary::{Folder, Ran, finish};

fn run(folder: &Folder, below: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = folder.command(arguments);
    command.current_dir(folder.path(below)).envs(variables.iter().copied());
    finish(command.spawn().unwrap())
}

/// The row of a flag in what `config` prints.
fn row(ran: &Ran, flag: &str) -> String {
    let rows: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with("  ")).collect();
    let row = rows.iter().find(|line| line.split_whitespace().next() == Some(flag));
    row.unwrap_or_else(|| panic!("{flag}: {ran:?}"))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("a/b")).unwrap();
    folder.write("cp-harness.toml", "timeout = '7s'\n[conform]\nconcurrency = 3\nstrict = true\n");
    let file = folder.path("cp-harness.toml").canonicalize().unwrap();
    let asked = |flags: &[&str], variables: &[(&str, &str)]| {
        run(&folder, "a/b", &[&["config", "conform"], flags].concat(), variables)
    };
    let ran = asked(&[], &[]);
    assert_eq!(ran.quiet(), Some(0));
    assert_eq!(row(&ran, "concurrency"), format!("concurrency 3 {}:3", file.display()));
    assert_eq!(
        row(&ran, "timeout"),
        format!("timeout 7s {}:1", file.display()),
        "for all commands"
    );
    assert_eq!(row(&ran, "strict"), format!("strict true {}:4", file.display()));
    assert_eq!(row(&ran, "only"), "only - default");
    let environment = [("CP_HARNESS_CONCURRENCY", "5")];
    assert_eq!(
        row(&asked(&[], &environment), "concurrency"),
        "concurrency 5 CP_HARNESS_CONCURRENCY"
    );
    let ran = asked(&["--concurrency", "9"], &environment);
    assert_eq!(row(&ran, "concurrency"), "concurrency 9 flag");
    let ran = asked(&[], &[("CP_HARNESS_CONFIG", "none")]);
    assert!(row(&ran, "strict").ends_with("default"), "{ran:?}");
}

#[test]
fn a_run_is_as_the_file_and_the_environment_say() {
    let folder = Folder::new();
    folder.write(
        "cp-harness.toml",
        "[conform]\nonly = ['response_status@*', 'response_member@*']\nformat = 'json'\nreport = 'out'\n",
    );
    let report = run(&folder, "", &["conform"], &[]).json();
    let rules: Vec<&str> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"response_status") && rules.contains(&"response_member"), "{rules:?}");
    assert!(rules.iter().all(|rule| rule.starts_with("response_")), "{rules:?}");
    assert!(folder.path("out/report.json").exists());
    let text = run(&folder, "", &["conform"], &[("CP_HARNESS_FORMAT", "text")]);
    assert!(text.last_line().starts_with("PASSED  "), "{text:?}");
}

#[test]
fn what_no_flag_takes_is_refused_with_its_line() {
    let folder = Folder::new();
    for (text, parts) in [
        ("[conform]\nstrickt = true\n", &["cp-harness.toml:2", "did you mean `strict`?"][..]),
        ("[conformity]\nstrict = true\n", &["cp-harness.toml:2", "there is no command"]),
        ("targte = 'x'\n", &["cp-harness.toml:1", "did you mean `target`?"]),
        ("token = 'x'\n", &["cp-harness.toml:1", "a secret", "KUBIYA_API_KEY"]),
        ("[conform]\nstrict = 'yes'\n", &["cp-harness.toml:2", "write true or false"]),
        ("[conform]\ntimeout = true\n", &["cp-harness.toml:2", "give it a value"]),
        ("[conform\n", &["cp-harness.toml:1", "not TOML"]),
    ] {
        folder.write("cp-harness.toml", text);
        let ran = run(&folder, "", &["conform"], &[]);
        let error = ran.error(3);
        assert!(parts.iter().all(|part| error.contains(part)), "{parts:?}: {error}");
    }
    folder.write("cp-harness.toml", "[conform]\ntimeout = 'soon'\n");
    let ran = run(&folder, "", &["conform"], &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("some flags come from ") && ran.stderr.contains("soon"), "{ran:?}");
    folder.write("cp-harness.toml", "");
    let ran = run(&folder, "", &["conform"], &[("CP_HARNESS_TOKEN", "tok-1")]);
    assert!(ran.error(2).contains("CP_HARNESS_TOKEN: a secret"), "{ran:?}");
}
