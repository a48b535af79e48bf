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

/// What a command prints on a terminal of so many columns, without the sequences of colour.
fn on_terminal(folder: &Folder, columns: u16, arguments: &[&str]) -> String {
    let size = nix::pty::Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let terminal = nix::pty::openpty(Some(&size), None).unwrap();
    let mut command = folder.command(arguments);
    let mut child = command.stdout(std::process::Stdio::from(terminal.slave)).spawn().unwrap();
    // The command keeps a copy of the terminal's end as long as it is there.
    drop(command);
    let mut output = Vec::new();
    let mut master = std::fs::File::from(terminal.master);
    // Where the other end is gone, Linux reports an error rather than an end.
    let _ = std::io::Read::read_to_end(&mut master, &mut output);
    child.wait().unwrap();
    let text = String::from_utf8(output).unwrap().replace('\r', "");
    anstream::adapter::strip_str(&text).to_string()
}

/// The first line that is too wide by more than its last word, which an id, a path or a URL may be.
fn too_wide(text: &str, columns: u16) -> Option<&str> {
    let columns = usize::from(columns);
    text.lines().filter(|line| !line.contains("curl")).find(|line| {
        let last = line.split_whitespace().next_back().unwrap_or_default();
        line.chars().count() > columns + last.chars().count()
    })
}

#[test]
fn prose_keeps_to_the_width_of_the_terminal_and_cuts_no_word() {
    let folder = Folder::new();
    let specs = format!("{}/specs", env!("CARGO_MANIFEST_DIR"));
    let (old, new) =
        (format!("{specs}/register_worker.yaml"), format!("{specs}/start_worker.yaml"));
    let url = super::server::mutant("token_prefix_compared");
    let conform = ["conform", "--target", &url, "--only", "auth_*"];
    let conform = [&conform[..], &super::server::TOKEN, &super::server::QUEUE].concat();
    for columns in [80, 120, 200] {
        for arguments in [
            &["lint"][..],
            &["rules"],
            &["rules", "response_member"],
            &["plan"],
            &["diff", &old, &new],
            &conform,
        ] {
            let text = on_terminal(&folder, columns, arguments);
            assert!(text.lines().count() > 1, "{arguments:?}: {text}");
            assert_eq!(too_wide(&text, columns), None, "{arguments:?} at {columns}");
            // Where nobody sees a terminal, a line is a finding: the same words in the same order.
            if arguments[0] != "conform" {
                let piped = folder.run(arguments).stdout;
                let words = |text: &str| -> Vec<String> {
                    text.split_whitespace().map(str::to_owned).collect()
                };
                assert_eq!(words(&text), words(&piped), "{arguments:?} at {columns}");
            }
        }
    }
}

#[test]
fn lists_have_colours_where_they_are_asked_for_and_nowhere_else() {
    let folder = Folder::new();
    for arguments in [&["rules"][..], &["plan", "--only", "no_content@*"], &["lint"]] {
        let plain = folder.run(arguments).stdout;
        let coloured = folder.run(&[arguments, &["--color", "always"]].concat()).stdout;
        assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'), "{arguments:?}");
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }
}
