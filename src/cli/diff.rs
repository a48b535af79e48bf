//! `diff`: which checks come and go between two versions of the documents, and what breaks workers.

use std::fmt::Write as _;

use super::args::{DiffArguments, TextFormat};
use super::output::Failure;
use super::{documents, output};
use crate::check::{Change, Diff, Impact};
use crate::report::formats::to_document;
use crate::report::shared::{Ink, Style, shown, wrapped};
use crate::verdict::Exit;

/// Ids of each kind that are named.
const IDS_SHOWN: usize = 20;

/// Where further lines of a change begin.
const INDENT: usize = 6;

pub(super) fn run(arguments: &DiffArguments) -> Result<Exit, Failure> {
    let under_way = output::say_if_slow("reading both versions of the documents");
    let old = documents::load(std::slice::from_ref(&arguments.old))?;
    let new = documents::load(std::slice::from_ref(&arguments.new))?;
    let diff = Diff::of(&old, &new);
    drop(under_way);
    let text = match arguments.format {
        TextFormat::Text => describe(&diff, output::style()),
        TextFormat::Json => to_document("diff", &diff).map_err(Failure::internal)?,
    };
    output::print_styled(|out| out.write_all(text.as_bytes()))?;
    let breaks = |impact| diff.with(impact).next().is_some();
    let fails = breaks(Impact::Breaking) || (arguments.strict && breaks(Impact::Risky));
    Ok(if fails { Exit::Failed } else { Exit::Passed })
}

/// The ink of a badge.
fn ink(impact: Impact) -> Ink {
    match impact {
        Impact::Breaking => Ink::Bad,
        Impact::Risky => Ink::Warning,
        Impact::Compatible => Ink::Good,
    }
}

fn describe(diff: &Diff, style: Style) -> String {
    let mut text = String::new();
    let kinds = [
        (Impact::Breaking, "BREAKING", "breaking"),
        (Impact::Risky, "RISKY", "risky"),
        (Impact::Compatible, "OK", "compatible"),
    ];
    for (impact, badge, _) in kinds {
        for Change { operation, message, old, new, .. } in diff.with(impact) {
            let change = format!("{}: {}", shown(operation), shown(message));
            let lines = wrapped(&change, badge.len() + 2, INDENT, style);
            let _ = writeln!(text, "{}  {lines}", style.paint(ink(impact), badge));
            let places = [("old", old), ("new", new)];
            for (side, place) in places.iter().filter_map(|(s, p)| Some((s, p.as_ref()?))) {
                let place = format!("{side}  {place}  #{}", shown(place.pointer.as_str()));
                let _ = writeln!(text, "      {}", style.paint(Ink::Quiet, &place));
            }
        }
    }
    let lists = [("appear", &diff.appeared), ("vanish", &diff.vanished), ("change", &diff.changed)];
    for (word, ids) in lists.iter().filter(|(_, ids)| !ids.is_empty()) {
        let _ = writeln!(text, "\nchecks that {word} ({})", ids.len());
        for id in ids.iter().take(IDS_SHOWN) {
            let _ = writeln!(text, "      {}", shown(id));
        }
        if let Some(more) = ids.len().checked_sub(IDS_SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(text, "      +{more} more, with --format json");
        }
    }
    let counts = kinds.map(|(impact, _, word)| format!("{} {word}", diff.with(impact).count()));
    let separator = if text.is_empty() { "" } else { "\n" };
    let checks = lists.map(|(word, ids)| format!("{} {word}", ids.len()));
    let _ =
        writeln!(text, "{separator}{} · of the checks {}", counts.join(" · "), checks.join(", "));
    text
}
