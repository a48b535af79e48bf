//! Faults resolved: whom they befall, and how.

use std::time::Duration;

use toml::Spanned;

use super::places::Places;
use super::stages::share_is_possible;
use super::values::FaultWord;
use super::written::FaultWritten;
use crate::load::{Extent, Fault, FaultKind, Life, Stage};
use crate::spec::did_you_mean;

/// How long a zombie goes on where the scenario does not say.
const ZOMBIE_LASTS: Duration = Duration::from_mins(1);

/// How slowly a slow reader reads where the scenario does not say.
const SLOW_BYTES_PER_SECOND: u32 = 1_024;

/// The faults of a run with these stages.
pub(super) fn faults(
    written: &[Spanned<FaultWritten>],
    stages: &[Stage],
    life: &Life,
    places: &mut Places<'_>,
) -> Vec<Fault> {
    let read = |spanned: &Spanned<FaultWritten>| {
        let written = spanned.get_ref();
        refuse_stray_keys(written, places);
        life_allows(written, life, places);
        Fault {
            kind: kind(written, places),
            extent: extent(written, places),
            stage: stage(written, stages, places),
        }
    };
    written.iter().map(read).collect()
}

fn kind(written: &FaultWritten, places: &mut Places<'_>) -> FaultKind {
    match written.kind.get_ref() {
        FaultWord::Crash => FaultKind::Crash {
            back_after: written.back_after.as_ref().map(|time| time.get_ref().0),
        },
        FaultWord::Zombie => FaultKind::Zombie {
            lasts: written.lasts.as_ref().map_or(ZOMBIE_LASTS, |time| time.get_ref().0),
        },
        FaultWord::DuplicateId => FaultKind::DuplicateId,
        FaultWord::StaleToken => FaultKind::StaleToken,
        FaultWord::SlowReader => {
            let rate = written.bytes_per_second.as_ref();
            if let Some(rate) = rate.filter(|rate| *rate.get_ref() == 0) {
                places.wrong(rate, "a reader that reads nothing never ends; write 1 or more");
            }
            FaultKind::SlowReader {
                bytes_per_second: rate.map_or(SLOW_BYTES_PER_SECOND, |rate| *rate.get_ref()),
            }
        }
    }
}

fn extent(written: &FaultWritten, places: &mut Places<'_>) -> Extent {
    match (&written.share, &written.rate) {
        (Some(share), None) => {
            share_is_possible(share, places);
            Extent::Share(*share.get_ref())
        }
        (None, Some(rate)) => Extent::PerSecond(rate.get_ref().0),
        (None, None) => {
            let problem = "how many workers have it? add share = 0.01, or rate = \"2/min\"";
            places.wrong(&written.kind, problem);
            Extent::Share(0.0)
        }
        (Some(_), Some(rate)) => {
            places.wrong(rate, "`share` and `rate` exclude each other; remove one");
            Extent::Share(0.0)
        }
    }
}

fn stage(written: &FaultWritten, stages: &[Stage], places: &mut Places<'_>) -> Option<usize> {
    let name = written.stage.as_ref()?;
    let index = stages.iter().position(|stage| stage.name == *name.get_ref());
    if index.is_none() {
        let names = stages.iter().map(|stage| stage.name.as_str());
        let mend = did_you_mean(name.get_ref(), names);
        places.wrong(name, &format!("no stage is called `{}`; {mend}", name.get_ref()));
    }
    index
}

/// What a fault asks of the life that it befalls.
fn life_allows(written: &FaultWritten, life: &Life, places: &mut Places<'_>) {
    let name = &life.name;
    let problem = match written.kind.get_ref() {
        FaultWord::Zombie if life.leave.is_empty() => format!(
            "a zombie says goodbye and goes on beating, and the life `{name}` has no goodbye; add \
             [[life.leave]], or take another fault"
        ),
        FaultWord::DuplicateId if life.id.is_none() => format!(
            "the life `{name}` does not say which variable is the worker's id; add for instance \
             id = \"worker_id\""
        ),
        _ => return,
    };
    places.wrong(&written.kind, &problem);
}

fn refuse_stray_keys(written: &FaultWritten, places: &mut Places<'_>) {
    let word = *written.kind.get_ref();
    for (key, span, meant) in [
        ("back_after", written.back_after.as_ref().map(Spanned::span), FaultWord::Crash),
        ("lasts", written.lasts.as_ref().map(Spanned::span), FaultWord::Zombie),
        (
            "bytes_per_second",
            written.bytes_per_second.as_ref().map(Spanned::span),
            FaultWord::SlowReader,
        ),
    ] {
        if let Some(span) = span.filter(|_| word != meant) {
            let problem = format!("`{key}` means nothing for kind `{}`; remove it", word.as_str());
            places.wrong(&Spanned::new(span, ()), &problem);
        }
    }
}
