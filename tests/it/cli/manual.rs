//! `completions` and `man`: every command is in both.

use super::binary::Folder;

#[test]
fn completions_and_manual_pages_name_every_command() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).stdout;
    let commands = help.split("Commands:").nth(1).unwrap().lines();
    let commands = commands.skip(1).take_while(|line| line.starts_with("  "));
    let commands: Vec<&str> = commands
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 15, "{commands:?}");
    assert_eq!(folder.run(&["man", "--folder", "man"]).quiet(), Some(0));
    let bash = folder.run(&["completions", "bash"]);
    assert_eq!(bash.quiet(), Some(0));
    for command in commands {
        assert!(bash.stdout.contains(command), "{command}");
        let page = folder.path(&format!("man/cp-harness-{command}.1"));
        let page = std::fs::read_to_string(&page).unwrap_or_else(|_| panic!("{}", page.display()));
        assert!(page.starts_with(".ie") || page.contains(".TH"), "{command}");
    }
    assert!(folder.run(&["man"]).stdout.contains(".TH cp-harness 1"));
}
