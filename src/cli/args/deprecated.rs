//! Flags and values under their former names: they work for one more version, with a warning.

use std::ffi::OsString;

use crate::cli::output;

/// Former and present name of each flag that was renamed. clap knows the former as hidden aliases.
const RENAMED: [(&str, &str); 2] = [("--book", "--write"), ("--check-book", "--check")];

/// Warns of each former name among the arguments.
pub(in crate::cli) fn warn(arguments: &[OsString]) {
    for (former, present) in renamed(arguments) {
        output::warn(&format!("`{former}` is now `{present}`; the next version knows only that"));
    }
}

/// Former and present values of `--format`. clap knows the former as hidden aliases.
const FORMATS: [(&str, &str); 1] = [("--format table", "--format text")];

fn renamed(arguments: &[OsString]) -> Vec<(&'static str, &'static str)> {
    let flags = arguments.iter().filter_map(|argument| argument.to_str());
    let words: Vec<&str> = flags.take_while(|argument| *argument != "--").collect();
    let flags: Vec<&str> =
        words.iter().map(|word| word.split_once('=').map_or(*word, |(flag, _)| flag)).collect();
    let whole = words.join(" ").replace("--format=", "--format ");
    let formats = FORMATS.into_iter().filter(|(former, _)| whole.contains(former));
    RENAMED.into_iter().filter(|(former, _)| flags.contains(former)).chain(formats).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(arguments: &[&str]) -> Vec<&'static str> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        renamed(&arguments).into_iter().map(|(former, _)| former).collect()
    }

    #[test]
    fn a_former_name_is_found_with_a_value_and_without_and_not_among_operands() {
        assert_eq!(found(&["rules", "--book=a.md"]), ["--book"]);
        assert_eq!(found(&["rules", "--check-book", "a.md"]), ["--check-book"]);
        assert_eq!(found(&["plan", "--format", "table"]), ["--format table"]);
        assert_eq!(found(&["plan", "--format=table"]), ["--format table"]);
        assert!(found(&["rules", "--write", "a.md", "--", "--book"]).is_empty());
    }
}
