//! Snapshots say nothing that the product no longer says.

use std::collections::BTreeSet;
use std::path::Path;

use cp_harness::check::rules;

use super::files_below;

#[test]
fn snapshots_name_no_rule_that_does_not_exist() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let mut stale = BTreeSet::new();
    for (path, text) in files_below(&tests, "snap") {
        // A check's id is `rule@operation#case`.
        for (at, _) in text.match_indices('@') {
            let rule = text[..at].rsplit(|letter| !is_name(letter)).next().unwrap_or_default();
            let Some((operation, _)) = text[at + 1..].split_once('#') else { continue };
            let is_check = rule.contains('_') && operation.chars().all(is_name);
            if is_check && !rules().any(|known| known.id == rule) {
                stale.insert(format!("{}: {rule}", path.display()));
            }
        }
    }
    assert_eq!(stale, BTreeSet::new());
}
